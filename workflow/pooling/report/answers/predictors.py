"""What each predictor of a formula does, on the scale of the outcome.

A predictor is moved in every row of the table, all else left as it is, and the columns of
the formula are coded again: that holds for interactions, categories and curves alike. It is
the average predictive comparison of Gelman and Pardoe (2007), "Average predictive
comparisons for models with nonlinearity, interactions, and variance components".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics import long_tables
from pooling.basics.blocks import blocks
from pooling.basics.long_tables import PART
from pooling.checks.results import Fit, Results
from pooling.figures.words import CENTRED, Spoken
from pooling.model import formula_design, responses
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report.answers.base import Estimate, Statement, rounded, say, state
from pooling.report.answers.ranks import ENDS

if TYPE_CHECKING:
    from pooling.checks.predictive.linear_predictor import Draws

NATURAL = (0.1, 100.0)  # sds of a predictor of which one unit is a step
MOST = 6  # comparisons that are told
MOST_PLACES = 3  # predictors whose typical values are told
QUARTERS = (0.25, 0.75)
MOST_NUMBERS = 2**22  # of draws by rows


@dataclass(frozen=True)
class Step:
    """A predictor moved from one value to another.

    Attributes
    ----------
    variable : str
        As the formula names it.
    column : str
        As the prepared table does, and the words of the analysis.
    start, end : float or str
        The two values: the same in all rows, or None where each row moves from its own.
    by : float or None
        How far each row moves then.
    unit : {"unit", "sd", "between", "category"}
        What the step is.
    """

    variable: str
    column: str
    start: float | str | None
    end: float | str | None
    by: float | None
    unit: str


def variables(results: Results) -> dict[str, dict]:
    """Give the variables of the terms: name -> column of the prepared table, categories."""
    from pooling.model.formula import parse
    from pooling.model.formula_terms import columns_of

    formula = parse(results.facts["formula"]["written"])
    named = {name for atom in formula.atoms for name in columns_of(atom)}
    return {
        name: variable
        for name, variable in results.facts["design"]["variables"].items()
        if name in named
    }


def offsets(results: Results) -> set[str]:
    """Name the columns of the prepared table that offsets alone read."""
    terms = variables(results)
    every = results.facts["design"]["variables"]
    return {each["column"] for name, each in every.items() if name not in terms}


def named(words: Spoken, results: Results, coefficient: str) -> str:
    """Name a coefficient, by the words of its column where it is one."""
    centred = CENTRED.fullmatch(coefficient)
    name = centred[1] if centred else coefficient
    variable = results.facts["design"]["variables"].get(name)
    return words.label(variable["column"]) if variable else coefficient


def linear(results: Results, variable: str) -> bool:
    """Say whether a predictor stands in the formula as it is, and in no function."""
    from pooling.model.formula import parse
    from pooling.model.formula_terms import Column, columns_of

    atoms = parse(results.facts["formula"]["written"]).atoms
    return all(
        isinstance(atom, Column) for atom in atoms if variable in set(columns_of(atom))
    )


def _coded(results: Results, variable: str) -> bool:
    """Say whether the formula makes categories of the numbers of a predictor."""
    from pooling.model.formula import CATEGORY, parse
    from pooling.model.formula_terms import columns_of

    return any(
        variable in set(columns_of(atom))
        for atom in parse(results.facts["formula"]["written"]).atoms
        if getattr(atom, "function", None) in CATEGORY
    )


def steps(results: Results) -> Iterator[Step]:
    """List how predictors are moved, in the order of the formula."""
    for name, variable in variables(results).items():
        column = variable["column"]
        values = results.prepared[column]
        categories = variable["categories"]
        if categories is None and _coded(results, name):
            known = {formula_design.label_of(each): each for each in np.unique(values)}
            first = formula_design.reference_of(variable, list(known))
            for label, value in known.items():
                if label != first:
                    yield Step(name, column, known[first], value, None, "category")
        elif categories is not None:
            first = formula_design.reference_of(variable, categories)
            for other in categories:
                if other != first:
                    yield Step(name, column, first, other, None, "category")
        elif values.nunique() == 2:
            ends = (float(values.min()), float(values.max()))
            yield Step(name, column, *ends, None, "between")
        elif linear(results, name):
            sd = float(values.std())
            natural = NATURAL[0] <= sd <= NATURAL[1]
            far, unit = (1.0, "unit") if natural else (sd, "sd")
            yield Step(name, column, None, None, far, unit)
        else:
            low, high = (float(values.quantile(share)) for share in QUARTERS)
            if low < high:
                yield Step(name, column, low, high, None, "between")


def designs(results: Results, step: Step) -> Iterator[tuple[slice, tuple]]:
    """Code the rows of the table before and after a step, some at a time.

    Yields
    ------
    rows : slice
    both : tuple of ndarray
        Shape (row, coefficient).
    """
    import pandas as pd

    columns = {each["column"] for each in results.facts["design"]["variables"].values()}
    table = pd.DataFrame({name: results.prepared[name] for name in columns}, copy=False)
    column = step.column
    for rows in blocks(len(table), 1, PART):
        part = table[rows]
        moved = (step.start, step.end)
        if step.by is not None:
            values = part[column].astype(float)
            moved = (values, values + step.by)
        both = (part.assign(**{column: each}) for each in moved)
        yield rows, tuple(formula_design.code(results.facts, each)[0] for each in both)


@dataclass(frozen=True)
class Effect:
    """What a step does.

    Attributes
    ----------
    step : Step
        The predictor moved.
    link : Estimate
        On the scale of the linear predictor, averaged over the rows.
    chance : Estimate or None
        Of successes, what it does to their probability.
    """

    step: Step
    link: Estimate
    chance: Estimate | None

    @property
    def told(self) -> tuple[str, Estimate]:
        """Name and value of what rises or falls: the outcome, of successes its chance."""
        name = _name(self.step)
        return (f"chance_{name}", self.chance) if self.chance else (name, self.link)

    @property
    def settled(self) -> bool:
        """Whether the interval of that leaves 0 out."""
        _, estimate = self.told
        return not estimate.low < 0 < estimate.high


def of_values(values: np.ndarray) -> Estimate:
    """Sum up draws of a number."""
    low, high = np.quantile(values, ENDS)
    return Estimate(float(values.mean()), float(values.std()), float(low), float(high))


def combined(fit: Fit, drawn: Draws, labels: list[str], weights: np.ndarray) -> Estimate:
    """Estimate a sum of coefficients, each times a weight, shape (coefficient,).

    Its mean is by the estimates of the fit, exact where that is known, its interval by draws.
    """
    estimate = of_values(drawn.values["beta"] @ weights)
    known = fit.estimates.loc[labels, "mean"].to_numpy(float)
    return replace(estimate, mean=float(known @ weights))


def effect(results: Results, drawn: Draws, step: Step) -> Effect:
    """Compute what a step does."""
    count, response = len(results.prepared), responses.get(results.family)
    kept = drawn.thin(slice(None, None, 1 + drawn.count * count // MOST_NUMBERS))
    contrast, chance = 0.0, 0.0
    for rows, both in designs(results, step):
        before, after = both
        contrast = contrast + (after - before).sum(axis=0) / count
        if response.TRIALS:
            offsets = long_tables.rows(drawn.data["offsets"], rows)
            start, end = (
                response.mean(kept.of_population(each, offsets)).sum(axis=1)
                for each in both
            )
            chance = chance + (end - start) / count
    model = COMPLETE if drawn.data["pooling"] == 0 else PARTIAL
    labels = results.labels(model)["coefficient"]
    moved = combined(results.fits[model], drawn, labels, contrast[drawn.used])
    return Effect(step, moved, of_values(chance) if response.TRIALS else None)


def interactions(results: Results, drawn: Draws) -> dict[str, Estimate]:
    """Give the coefficients of products: what two predictors do beyond each."""
    labels = results.facts["formula"]["population"]
    names = [labels[at] for at in drawn.used]
    return {
        name: of_values(drawn.values["beta"][:, at])
        for at, name in enumerate(names)
        if ":" in name
    }


def effects(results: Results, drawn: Draws) -> list[Statement]:
    """Say what each predictor does."""
    every = [effect(results, drawn, step) for step in steps(results)]
    if not every:
        return []
    from pooling.report.chapters.regression import unit  # and with it scipy

    link, products = responses.get(results.family).LINK, interactions(results, drawn)
    values = {}
    for each in every:
        name = _name(each.step)
        values[name] = each.link
        if each.chance:
            values[f"chance_{name}"] = each.chance

    def said(words: Spoken) -> str:
        told = [
            f"{_moved(results, words, each.step)}: {_size(words, link, each)}"
            for each in every
        ]
        beyond = words("beyond both", "además de lo que hace cada uno")
        told += [
            f"{words.product(name)}, {beyond}: "
            + _change(words, link, each, unit(results, name, words))
            for name, each in products.items()
        ]
        more = len(told) - MOST
        rest = words(f"; and {more} more", f"; y {more} más") if more > 0 else ""
        over = words(", on average over the rows", ", en promedio sobre las filas")
        listed = "; ".join(told[:MOST])
        gaps = {"over": over * bool(products), "listed": listed, "rest": rest}
        return say(words, "effect/predictors", **gaps)

    unsettled = [each for each in every if not each.settled]
    statements = [state(results, "effect", values | products, said)]
    if unsettled:

        def listed(words: Spoken) -> str:
            return "; ".join(_moved(results, words, each.step) for each in unsettled)

        values = dict(each.told for each in unsettled)
        statements.append(state(results, "open", values, "effect/open", listed=listed))
    return statements


def _name(step: Step) -> str:
    """Name a step in the files: ``floor``, ``pred[pred]``."""
    if step.unit != "category":
        return step.variable
    return f"{step.variable}[{formula_design.label_of(step.end)}]"


def value(results: Results, words: Spoken, column: str, given: float | str) -> str:
    """Write a value of a predictor, as exactly as its column needs.

    Its unit stands behind it, but where the column is called so: week 4, not week 4 weeks.
    """
    if isinstance(given, str):
        return given
    values = results.prepared[column]
    unit = words.unit(column)
    text = (
        f"{given:g}" if (values == values.round()).all() and given == round(given) else ""
    )
    shown = words.number(given) if text else words.value(column, given, values.std())
    named_so = words.label(column).lower() in (unit, words.singular(column))
    return f"{shown} {unit}" if unit and not named_so else shown


def _moved(results: Results, words: Spoken, step: Step) -> str:
    """Say which predictor moves, and how far."""
    name = words.label(step.column)
    if step.by is None:
        start, end = (
            value(results, words, step.column, each) for each in (step.start, step.end)
        )
        return say(words, "effect/from", name=name, start=start, end=end)
    unit = words.unit(step.column)
    if step.unit == "unit":
        one = words("one unit", "una unidad")
        one = f"1 {words.singular(step.column)}" if unit else one
        return say(words, "effect/unit", name=name, one=one)
    far = words.value(step.column, step.by, step.by)
    return say(words, "effect/sd", name=name, far=f"{far} {unit}" if unit else far)


def _change(words: Spoken, link: str, estimate: Estimate, unit: str | None = None) -> str:
    """Write a change of the linear predictor on the scale of the outcome, in its unit."""
    if link == "identity":
        return _signed(estimate.written(words, unit or words.unit("y")), estimate.mean)
    if link == "log":
        change = estimate.through(np.expm1)
        return _signed(change.written(words, percent=True), change.mean)
    return f"odds × {estimate.through(np.exp).written(words)}"


def _size(words: Spoken, link: str, moved: Effect) -> str:
    """Say how much a step does, of successes on their probability as well."""
    told, chance = _change(words, link, moved.link), moved.chance
    if chance is None:
        return told
    ends = (chance.sd, chance.mean, chance.low, chance.high)
    mean, low, high = rounded(words, *(100 * each for each in ends))
    ends = {"mean": _signed(mean, chance.mean), "low": low, "high": high}
    return say(words, "effect/chance", odds=told, **ends)


def _signed(text: str, number: float) -> str:
    """Write the sign of what is added."""
    return f"+{text}" if number > 0 else text


def where(results: Results, words: Spoken) -> str:
    """Say at which values of the predictors something is; empty where there are none."""
    return _at(results, words, list(variables(results)))


def of_groups(results: Results, words: Spoken) -> str:
    """Say at which values of the predictors the groups' levels are compared.

    Those that vary within groups have a typical value; of the others a group has its own.
    """
    known, constant = variables(results), _constant(results)
    within = [name for name in known if name not in constant]
    fixed = ", ".join(words.label(known[name]["column"]) for name in constant)
    told = _at(results, words, within)
    return told + say(words, "effect/own", named=fixed) if fixed else told


def of_predictions(results: Results, words: Spoken) -> str:
    """Say at which values of the predictors known groups and a new one are predicted."""
    told, known = of_groups(results, words), _constant(results)
    if not known:
        return told
    return told + say(words, "effect/new", at=_at(results, words, known).strip())


def _constant(results: Results) -> list[str]:
    """Name the predictors that are constant within every group."""
    return results.once("constant predictors", lambda: _alike(results))


def _alike(results: Results) -> list[str]:
    import pandas as pd

    group, labels = pd.factorize(results.prepared["group"])
    first = np.empty(len(labels), dtype=int)
    first[group[::-1]] = np.arange(len(group))[::-1]  # of several the last one stays
    alike = []
    for name, variable in variables(results).items():
        values = np.asarray(results.prepared[variable["column"]])
        if (values == values[first][group]).all():
            alike.append(name)
    return alike


def _exposure(results: Results, words: Spoken) -> str:
    """Say what the offset is in a typical row: of one logarithm, what it was taken of."""
    from pooling.model.formula import parse
    from pooling.model.formula_terms import Call, Column

    first, *others = parse(results.facts["formula"]["written"]).offsets
    of = first.argument if isinstance(first, Call) and first.function == "log" else None
    if others or not isinstance(of, Column):
        return say(words, "effect/offset")
    column = results.facts["design"]["variables"][of.name]["column"]
    typical = float(np.exp(results.prepared["offset"].mean()))
    return f"{words.label(column)} {value(results, words, column, typical)}"


def _at(results: Results, words: Spoken, names: list[str]) -> str:
    """Say typical values of some predictors."""
    known, typical = variables(results), results.facts["typical"]
    columns = [known[name]["column"] for name in names]
    shown = [
        f"{words.label(column)} {value(results, words, column, typical[column])}"
        for column in columns
    ]
    if "offset" in results.prepared:
        shown.append(_exposure(results, words))
    if not shown:
        return ""
    few = len(shown) <= MOST_PLACES
    name = "with" if few else "typical"
    return " " + say(words, f"effect/{name}", listed=", ".join(shown))
