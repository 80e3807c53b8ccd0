"""What the report says about one model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pooling.basics import prose
from pooling.checks.results import Results
from pooling.figures.words import Words, symbol
from pooling.model import families
from pooling.report import formulas

TEXTS = prose.read(Path(__file__).parent / "texts" / "chapters.md")
PROBABILITY = {"en": "probability", "es": "probabilidad"}
LOG_ODDS = {"en": "log odds", "es": "logit"}


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """Formula and words of one model.

    Attributes
    ----------
    formula : tuple of str
        Lines of LaTeX: the likelihood and the population; priors and known
        numbers are added from the fit's own data.
    reading : dict of str
        Language -> the formula in one sentence.
    meanings : dict
        Parameter -> language -> what it is; of a formula, label of a parameter, or the
        factor and what varies by it, ``county[floor]``. There and in ``reading`` ``{group}``,
        ``{x}``, ``{centre}`` and the fields of
        `pooling.model.families.settings.Wording` stand for
        the analysis' own words.
    index : str
        Index of the groups in the formula.
    known : tuple of str
        Numbers of the formula that the configuration fixes.
    notation : dict of str
        Package -> the model in its one-line notation, in which ``{y}``, ``{N}``,
        ``{x}`` and ``{group}`` stand for columns; empty where none can write it.
    slide : bool
        Whether the slides show its formula.
    """

    formula: tuple[str, ...]
    reading: dict[str, str] = field(default_factory=dict)
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    index: str = "j"
    known: tuple[str, ...] = ()
    notation: dict[str, str] = field(default_factory=dict)
    slide: bool = False

    def written(
        self, columns: dict[str, str], centre: float | None = None
    ) -> list[tuple[str, str]]:
        """Give its one-line notations with the columns of an analysis.

        Parameters
        ----------
        columns : dict of str
            Role -> column of the table; a name that is no identifier is set off.
        centre : float, optional
            What is taken off the predictor.

        Returns
        -------
        list of tuple
            Package, and the line.
        """
        named = {
            role: column if column.isidentifier() else f"`{column}`"
            for role, column in columns.items()
        }
        if centre:
            sign = "-" if centre > 0 else "+"
            named["x"] = f"I({named['x']} {sign} {abs(centre):.6g})"
        return [(name, line.format(**named)) for name, line in self.notation.items()]


def alike(line: str) -> dict[str, str]:
    """Give a line that brms and bambi read alike."""
    return {"brms, bambi": line}


def of_counts(right: str) -> dict[str, str]:
    """Give the lines of a binomial model, whose counts are written in two ways."""
    return {
        "brms": "{y} | trials({N}) ~ " + right,
        "bambi": "p({y}, {N}) ~ " + right,
    }


@dataclass(frozen=True)
class Prior:
    """A prior of a fit.

    Attributes
    ----------
    parameter : str
        The one that it is of, by the name of its configuration.
    sign : str
        What it is the distribution of, in LaTeX.
    arguments : dict
        Argument -> number, as in `pooling.model.priors.ARGUMENTS`.
    labels : tuple of str
        Labels of the parameters that the table of draws has for it.
    given : bool
        Whether the configuration gives it.
    scaled : bool
        Whether its default follows from the outcomes of the table.
    """

    parameter: str
    sign: str
    arguments: dict[str, float]
    labels: tuple[str, ...]
    given: bool
    scaled: bool


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is said of the analyses of a family, or of all by formula.

    Attributes
    ----------
    models : callable
        ``models(results)`` -> model -> `Chapter`.
    unit : callable
        ``unit(results, parameter, words)`` -> the unit of a parameter, by its name or its
        label; empty where it has none.
    is_level : callable
        ``is_level(results, parameter)``: whether it is a level of the outcome itself.
    priors : callable
        ``priors(results, model)`` -> list of `Prior`, as the Stan data of the fit have them.
    places : dict of str
        Figure -> the part of the story where it stands.
    lead : tuple of str
        The figures that carry the answer: the first of these that an analysis has does.
    slides : dict of bool
        Further figures of the slides, and whether each analysis of a chapter shows its own.
    """

    models: Callable[[Results], dict[str, Chapter]]
    unit: Callable[[Results, str, Words], str]
    is_level: Callable[[Results, str], bool]
    priors: Callable[[Results, str], list[Prior]]
    places: dict[str, str]
    lead: tuple[str, ...]
    slides: dict[str, bool]


def _worded(family: str, model: str, chapter: Chapter) -> Chapter:
    """Say its formula, and what the parameters are: in this model, or in any."""
    texts = TEXTS[family]
    parameters = [each.name for each in families.get(family).MODELS[model].parameters]
    meanings = {name: texts.get(f"{model} {name}") or texts[name] for name in parameters}
    return replace(chapter, reading=texts[model], meanings=meanings)


def of_family(
    family: str, without_words: dict[str, Chapter], units: dict, **figures
) -> Told:
    """Tell every analysis of a family the same.

    Parameters
    ----------
    without_words : dict of Chapter
        By model; what they say is in ``texts/chapters.md``.
    units : dict
        Parameter -> its unit: that of the column ``y``, of ``y/x``, or its words.
    **figures
        ``places``, ``lead`` and ``slides`` of `Told`.
    """
    chapters = {
        model: _worded(family, model, chapter) for model, chapter in without_words.items()
    }

    def unit(results: Results, parameter: str, named: Words) -> str:
        per_parameter = units.get(parameter, "")
        if per_parameter == "y":
            return named.unit("y") or ""
        if per_parameter == "y/x":
            return named.ratio("y", "x")
        return per_parameter[named.language] if per_parameter else ""

    def priors(results: Results, model: str) -> list[Prior]:
        from pooling.model.density.base import DRAWN  # and with it scipy

        family = families.get(results.family)
        declared = family.MODELS[model]
        of_groups = {each.name for each in declared.parameters if each.per_group}
        scales = {each.name: each.prior_of for each in declared.parameters}
        index = chapters[model].index
        read = formulas.read_priors(declared.priors, results.fits[model].stan_data)
        given = results.settings["given_priors"][model]
        return [
            Prior(
                name,
                formulas.indexed(
                    (scales.get(name) or name).replace(name, symbol(name)),
                    index * (name in of_groups),
                ),
                prior,
                (DRAWN[declared.priors[name]][0] or name,),
                name in given,
                family.SCALED and declared.priors[name] != "lkj",
            )
            for name, prior in read.items()
        ]

    return Told(
        models=lambda results: chapters,
        unit=unit,
        is_level=lambda results, parameter: (
            units.get(parameter) == "y" and not parameter.startswith("sigma")
        ),
        priors=priors,
        **figures,
    )
