"""What the report says about one model."""

from __future__ import annotations

from dataclasses import dataclass, field

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
        Parameter -> language -> what it is. There and in ``reading`` ``{group}``,
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
    reading: dict[str, str]
    meanings: dict[str, dict[str, str]]
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
