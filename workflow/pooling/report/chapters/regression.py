"""Models by formula: lines, words and units from the formula of the analysis."""

from __future__ import annotations

from functools import cache
from itertools import combinations

from pooling.checks.results import Results
from pooling.figures.words import CATEGORIES, CENTRED, PARTS, Spoken, Words, symbol
from pooling.model import formula_design, responses
from pooling.model.families.base import LANGUAGES
from pooling.model.names import COMPLETE, NONE, PARTIAL
from pooling.report import formulas
from pooling.report.chapters import notation
from pooling.report.chapters.base import TEXTS, Chapter, Prior, Told

INTERCEPT = "Intercept"
TERMS_OF_A_LINE, MOST_TERMS = 3, 12  # of the linear predictor
# What is said of a model, in which {of} stands for columns, and kind of a parameter -> what it
# is; {adds} is the scale that it adds to.
SAID, MEANINGS = TEXTS["regression"], TEXTS["parameters of regression"]
PLACES = {
    "data": "data",
    "coefficients": "posterior",
    "conditional_effects": "posterior",
    "groups": "shrinkage",
    "shrinkage": "shrinkage",
    "correlation": "posterior",
    "rank": "posterior",
    "probability_beyond": "new_group",
}
LEAD = ("conditional_effects", "shrinkage", "groups")
SLIDES = {"data": False, "coefficients": True, "shrinkage": True, "groups": True}


def _response(results: Results):
    return responses.get(results.facts["formula"]["response"])


def _beta(column: str) -> str:
    return rf"\beta_{{{formulas.text(column)}}}"


def _theta(column: str, index: str = "j[i]") -> str:
    return rf"\theta_{{{index},\,{formulas.text(column)}}}"


def _spread(factor: str, column: str = INTERCEPT) -> str:
    return rf"\sigma_{{{formulas.text(f'{factor}: {column}')}}}"


def _times(sign: str, column: str) -> str:
    """Multiply a coefficient with its column."""
    return sign if column == INTERCEPT else rf"{sign}\,{formulas.text(column)}_i"


def _lines(terms: list[str]) -> tuple[str, ...]:
    """Write the linear predictor, a few terms a line."""
    cuts = range(0, len(terms), TERMS_OF_A_LINE)
    parts = [" + ".join(terms[at : at + TERMS_OF_A_LINE]) for at in cuts]
    return (rf"\eta_i = {parts[0]}", *(rf"\quad + {part}" for part in parts[1:]))


def _predictor(results: Results, model: str) -> tuple[str, ...]:
    """Write the linear predictor of a model."""
    formula = results.facts["formula"]
    varying = [] if model == COMPLETE else formula["varying"]
    common = [c for c in results.labels(model)["coefficient"] if c not in varying]
    terms = [_times(_beta(column), column) for column in common]
    if len(terms) > MOST_TERMS:
        terms = [r"\sum_k \beta_k x_{ik}"]
    terms += [_times(_theta(column), column) for column in varying]
    terms += [rf"u_{{{formulas.text(factor)}[i]}}" for factor in formula["further"]]
    if "offset" in results.prepared:
        terms.append(r"\text{offset}_i")
    return _lines(terms)


def _population(results: Results) -> tuple[str, ...]:
    """Write where the groups' coefficients come from."""
    formula = results.facts["formula"]
    group, varying = formula["group"], formula["varying"]
    signs = [_theta(column, "j") for column in varying]
    means = [_beta(each) if each in formula["population"] else "0" for each in varying]
    spreads = [_spread(group, column) for column in varying]
    if len(varying) == 1:
        return (rf"{signs[0]} \sim \text{{Normal}}({means[0]}, {spreads[0]})",)
    if not formula["correlated"]:
        return tuple(
            rf"{sign} \sim \text{{Normal}}({mean}, {spread})"
            for sign, mean, spread in zip(signs, means, spreads, strict=True)
        )
    every, centre, scales = (", ".join(each) for each in (signs, means, spreads))
    return (
        rf"({every}) \sim \text{{Normal}}_{len(varying)}(({centre}), \Sigma)",
        rf"\Sigma = \text{{diag}}({scales})\,R\,\text{{diag}}({scales})",
    )


def _further(results: Results) -> tuple[str, ...]:
    """Write where the effects of further factors come from."""
    return tuple(
        rf"u_{{{formulas.text(factor)}}} \sim \text{{Normal}}(0, {_spread(factor)})"
        for factor in results.facts["formula"]["further"]
    )


def _escaped(text: str) -> str:
    """Keep braces of a name from being read as gaps."""
    return text.replace("{", "{{").replace("}", "}}")


def _reading(results: Results, model: str, language: str) -> str:
    """Say the formula in a few sentences."""
    formula = results.facts["formula"]
    said = [(SAID[model], formula["varying"])]
    lost = set(results.labels(PARTIAL)["coefficient"]) - {
        *formula["varying"],
        *results.labels(model)["coefficient"],
    }
    kept = [column for column in formula["population"] if column in lost]
    said += [(SAID["left out"], kept)] * bool(kept and model == NONE)
    spoken = Spoken(language, results.settings)
    others = list(map(spoken.factor, formula["further"]))
    said += [(SAID["others"], others)] * bool(others)
    response = _response(results)
    said.append(
        (
            SAID["eta of shares" if response.TRIALS else "eta"],
            [spoken(*response.SCALE)],
        )
    )
    said += [(SAID["estimates"], [])] * ("se" in results.prepared)
    said += [(SAID["weights"], [])] * ("weights" in results.prepared)
    notes = [of.note for of in response.DISPERSION.values() if of.note]
    said += [(dict(zip(LANGUAGES, note, strict=True)), []) for note in notes]
    coefficient = "theta" if model == NONE else "beta"
    several = len(formula["varying" if model == NONE else "population"]) > 1
    said += [(SAID["at means"], [])] * (
        several and results.facts["at_means"][model][coefficient]
    )
    return " ".join(
        text[language].replace("{of}", _escaped(", ".join(named))) for text, named in said
    )


@cache
def _kinds(group: str, population: tuple, varying: tuple, further: tuple) -> dict:
    """Say of each parameter what it is and which column or factor it is of."""
    return {
        **{column: ("beta", column) for column in population},
        **{f"sd_{group}[{column}]": ("sd", column) for column in varying},
        **{
            f"cor_{group}[{one},{other}]": ("cor", f"{one}, {other}")
            for one, other in combinations(varying, 2)
        },
        **{f"sd_{factor}[{INTERCEPT}]": ("sd_further", factor) for factor in further},
        **{f"{group}[{column}]": ("theta", column) for column in varying},
        **{f"{factor}[]": ("further", factor) for factor in further},
    }


def kinds(results: Results) -> dict[str, tuple[str, str]]:
    """Give for each parameter of an analysis its kind, and the column or factor it is of.

    Its label, or of a factor what varies by it, ``county[floor]`` and ``item[]`` -> kind, as
    in the Stan program, and the column or the factor.
    """
    formula = results.facts["formula"]
    names = ("population", "varying", "further")
    of_parameters = _kinds(formula["group"], *(tuple(formula[name]) for name in names))
    return of_parameters | {name: (name, "") for name in _response(results).DISPERSION}


def _meaning(results: Results, kind: str, column: str) -> dict[str, str]:
    """Say what a parameter is."""
    response, reference = _response(results), ""
    if kind == "beta":
        kind = "start" if column == INTERCEPT else kind
        kind = "product" if ":" in column else kind
        name, category = _category(results, column) if kind == "beta" else ("", "")
        column = column.replace(":", " × ")
        if name:
            kind, column = "category", f"{name} = {category}"
            made, design = CATEGORIES.fullmatch(name), results.facts["design"]
            variable = design["variables"][made[1] if made else name]
            reference = formula_design.reference_of(variable, _categories(design)[name])
    if kind in response.DISPERSION:
        texts = response.DISPERSION[kind].meaning
    else:
        texts = MEANINGS[kind].values()

    def named(language: str) -> str:
        factor = kind in ("sd_further", "further")
        return Spoken(language, results.settings).factor(column) if factor else column

    return {
        language: text.replace("{adds}", adds)
        .replace("{of}", _escaped(named(language)))
        .replace("{reference}", _escaped(reference))
        .replace("{{group}}", "{group}")
        for language, adds, text in zip(LANGUAGES, response.SCALE, texts, strict=True)
    }


def _categories(design: dict) -> dict[str, list[str]]:
    """Give the categories of each column that has some, and of numbers made categories."""
    of_columns = design["variables"] | {
        name: known
        for name, known in design["memory"].items()
        if CATEGORIES.fullmatch(name)
    }
    return {name: known["categories"] or [] for name, known in of_columns.items()}


def _category(results: Results, column: str) -> tuple[str, str]:
    """Take ``pred[pred]`` apart, a category of a column; ``weight [kg]`` is none."""
    for name, categories in _categories(results.facts["design"]).items():
        for category in categories:
            if column == f"{name}[{category}]":
                return name, category
    return "", ""


def _source(results: Results, column: str) -> str | None:
    """Name the column of the table that a coefficient is for one of, where it is one alone."""
    parts = PARTS.split(column)
    numbers = [each for each in parts if not _category(results, each)[0]]
    if len(numbers) != 1:
        return None
    centred = CENTRED.fullmatch(numbers[0])
    name = centred[1] if centred else numbers[0]
    return results.facts["design"]["variables"].get(name, {}).get("column")


def models(results: Results) -> dict[str, Chapter]:
    """Write the chapter of an analysis."""
    response = _response(results)
    meanings = {key: _meaning(results, *kind) for key, kind in kinds(results).items()}
    chapters = {}
    outcome = response.FORMULA
    if "weights" in results.prepared:
        outcome = outcome.replace(r"\sigma", r"\sigma / \sqrt{w_i}")
    for model in (COMPLETE, NONE, PARTIAL):
        lines = (outcome, *_predictor(results, model))
        if model == PARTIAL:
            lines += _population(results)
        chapters[model] = Chapter(
            formula=(*lines, *_further(results)),
            reading={each: _reading(results, model, each) for each in ("en", "es")},
            meanings=meanings,
            notation=notation.lines(results, model),
            slide=True,
        )
    return chapters


def unit(results: Results, parameter: str, named: Words) -> str:
    """Give the unit of a parameter."""
    response = _response(results)
    kind, column = kinds(results).get(parameter, (parameter, ""))
    of = response.DISPERSION.get(kind)
    if kind.startswith("cor") or (of and of.rough is not None):
        return ""
    if response.LINK != "identity":
        return named(*response.UNIT)
    level = of or kind in ("sd_further", "further") or column == INTERCEPT
    if level or _category(results, column)[0]:
        return named.unit("y") or ""
    source = _source(results, column)
    # One that has no unit is counted, as floors are, or tells two categories apart.
    per = source and named.unit(source)
    return named.ratio("y", source) if per else named.unit("y") or ""


def is_level(results: Results, parameter: str) -> bool:
    """Say whether a parameter is a level of the outcome itself."""
    kind = kinds(results).get(parameter, (parameter, ""))
    return kind in (("beta", INTERCEPT), ("theta", INTERCEPT))


def _arguments(data: dict, kind: str, at: int | None) -> dict[str, float]:
    """Read the arguments of a prior, one of several where ``at`` says which."""
    head = f"prior_{kind}_"
    return {
        key.removeprefix(head): value if at is None else value[at]
        for key, value in data.items()
        if key.startswith(head) and key.removeprefix(head) in ARGUMENTS
    }


ARGUMENTS = ("mean", "sd", "shape", "rate")


def _combined(row: list[float], sign: str, place: int, centred: str) -> str:
    """Write what has a prior: a coefficient, or the predictor at the means."""
    alone = all(value == 0 for at, value in enumerate(row) if at != place)
    return sign if alone else centred


def _scaled(response, kind: str, intercept: bool) -> bool:
    """Say whether a default prior follows from the outcomes, and not from predictors alone.

    ``kind`` is the parameter of the program; see
    `pooling.model.families.regression.priors.Table`.
    """
    dispersion = response.DISPERSION.get(kind)
    if dispersion:
        return dispersion.default(1.0) != dispersion.default(2.0)
    if response.LINK == "log":
        return intercept
    return response.LINK == "identity" and kind != "cor"


def priors(results: Results, model: str) -> list[Prior]:
    r"""List the priors of a fit.

    That of the intercept is, unless it was given, one of the linear predictor where all
    columns have their means.
    """
    data, formula = results.fits[model].stan_data, results.facts["formula"]
    group, varying = formula["group"], formula["varying"]
    given = results.facts["priors_given"]
    levels = (INTERCEPT, f"{group}[{INTERCEPT}]")
    stated: list[Prior] = []

    def add(name: str, sign: str, kind: str, *, at: int | None = None, labels=()) -> None:
        arguments = _arguments(data, kind, at)
        stated.append(
            Prior(
                name,
                sign,
                arguments,
                tuple(labels or [name]),
                name in given,
                _scaled(_response(results), kind, name in levels),
            )
        )

    for at, column in enumerate(formula["population"]):
        if data["used"][at]:
            sign = _combined(data["A"][at], _beta(column), at, r"\bar{\eta}")
            add(column, sign, "beta", at=at)
    if model == NONE:
        for at, column in enumerate(varying):
            theta = _theta(column, "j")
            sign = _combined(data["B"][at], theta, at, r"\bar{\eta}_j")
            add(f"{group}[{column}]", sign, "theta", at=at)
    if model == PARTIAL:
        for at, column in enumerate(varying):
            add(f"sd_{group}[{column}]", _spread(group, column), "sd", at=at)
        if len(varying) > 1 and formula["correlated"]:
            pairs = [f"cor_{group}[{a},{b}]" for a, b in combinations(varying, 2)]
            add(f"cor_{group}", "R", "cor", labels=pairs)
    for at, factor in enumerate(formula["further"]):
        add(f"sd_{factor}[{INTERCEPT}]", _spread(factor), "sd_further", at=at)
    for name, of in _response(results).DISPERSION.items():
        sign = symbol(name)
        add(name, rf"1/\sqrt{{{sign}}}" if of.of_root else sign, name)
    return stated


TOLD = Told(
    models=models,
    unit=unit,
    is_level=is_level,
    priors=priors,
    places=PLACES,
    lead=LEAD,
    slides=SLIDES,
)
