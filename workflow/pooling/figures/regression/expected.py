"""Expected outcomes at chosen values of the predictors, of a typical group and of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from pooling.figures.regression import terms
from pooling.model import formula_design
from pooling.model.formula import CATEGORY, parse
from pooling.model.formula_terms import Call
from pooling.model.names import PARTIAL

if TYPE_CHECKING:
    from pooling.checks.predictive.linear_predictor import Draws

POINTS = 41  # along a predictor
MOST_DRAWS = 1000  # that a curve is averaged over
MOST_CODED = 2**14  # rows of a large table whose columns are looked at, and its values
SWITCH = 2  # values up to which a number is held at its commonest value


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A predictor of the formula.

    Attributes
    ----------
    name : str
        Its column in the source, as the formula has it.
    column : str
        Its column in the prepared table.
    numeric : bool
        Whether it is measured; else it has categories.
    values : list
        Those in the table, each once, in order; of very many an even choice.
    reference : float or str
        Where it is held while another one varies: its mean, of two numbers or of
        categories the commonest.
    spread : float
        Sd of a measured one, or 0.
    constant : bool
        Whether it has one value within each group.
    columns : frozenset of int
        Columns of the population's design that it enters.
    """

    name: str
    column: str
    numeric: bool
    values: list
    reference: float | str
    spread: float
    constant: bool
    columns: frozenset[int]

    @property
    def places(self) -> list:
        """Values at which outcomes are expected: an even grid, or all there are."""
        if self.numeric and len(self.values) > SWITCH:
            return list(np.linspace(self.values[0], self.values[-1], POINTS))
        return self.values

    @property
    def continuous(self) -> bool:
        """Whether a curve is drawn along it."""
        return self.numeric and len(self.values) > SWITCH

    def written(self, words, value) -> str:
        """Write one of its values."""
        if self.numeric:
            return words.number(float(value), ".3g")
        return words.shown(f"{value:g}" if isinstance(value, float) else str(value))

    def some(self) -> list:
        """Values by which curves along another predictor are told apart, four at most.

        Of a measured one its mean and a standard deviation to either side; of many
        categories the first.
        """
        if not self.continuous:
            return self.values[:4]
        low, high = self.values[0], self.values[-1]
        steps = (self.reference + step * self.spread for step in (-1, 0, 1))
        return sorted({min(max(step, low), high) for step in steps})


@dataclass(frozen=True)
class Expected:
    """What a fit of partial pooling expects.

    Attributes
    ----------
    results : pooling.checks.results.Results
        The analysis, with draws and Stan data of the fit.
    """

    results: object

    @cached_property
    def fit(self):
        """The fit."""
        return self.results.fits[PARTIAL]

    @cached_property
    def response(self):
        """Its response."""
        return terms.response_of(self.results)

    @cached_property
    def draws(self) -> Draws:
        """Draws of its parameters, of many an even choice."""
        from pooling.checks.predictive.linear_predictor import Draws  # and with it scipy

        declared = self.results.declared()
        every = Draws(self.fit.stan_data, self.fit.parameters(declared))
        count = min(every.count, MOST_DRAWS)
        return every.thin(np.linspace(0, every.count - 1, count).round().astype(int))

    @cached_property
    def variables(self) -> list[Variable]:
        """The predictors, in the order of the formula; what is but an offset is none."""
        table, facts = self._some_rows(), self.results.facts
        base, moved_variables = self._coded(table), []
        formula = parse(facts["formula"]["written"])
        kinds = {
            str(atom.argument)
            for atom in formula.atoms
            if isinstance(atom, Call) and atom.function in CATEGORY
        }
        for name in formula.variables:
            known = facts["design"]["variables"][name]
            moved = frozenset(self._moved(table, base, known["column"]))
            if moved:
                moved_variables.append(self._variable(name, known, moved, name in kinds))
        return moved_variables

    def _some_rows(self):
        """Take rows that tell which columns a variable moves: every category is there."""
        table = self.results.prepared
        if len(table) <= MOST_CODED:
            return table
        first = np.zeros(len(table), dtype=bool)
        first[_thinned(np.arange(len(table)))] = True
        for variable in self.results.facts["design"]["variables"].values():
            if variable["categories"]:
                first |= ~table[variable["column"]].duplicated().to_numpy()
        return table[first]

    def _coded(self, table) -> np.ndarray:
        """Give both designs of some rows side by side."""
        return np.hstack(formula_design.code(self.results.facts, table))

    def _moved(self, table, base: np.ndarray, column: str) -> list[int]:
        """List the columns of the design that change with a variable, in whatever row."""
        changed = np.zeros(base.shape[1], dtype=bool)
        # Every row with some value of the variable that is not its own.
        for value in table[column].unique()[: SWITCH + 1]:
            other = self._coded(table.assign(**{column: value}))
            changed |= (np.abs(other - base) > 1e-12).any(axis=0)
        return list(np.flatnonzero(changed))

    def _variable(self, name: str, known: dict, moved, by_category: bool) -> Variable:
        """Describe a variable by its values in the prepared table."""
        column = self.results.prepared[known["column"]]
        words = known["categories"]
        values = words or _thinned(np.unique(column)).tolist()
        numeric = words is None and not by_category
        reference = self.results.facts["typical"][known["column"]]
        if by_category:
            reference = column.mode()[0]
        of_group = column.groupby(self.results.prepared["group"]).transform("first")
        return Variable(
            name=name,
            column=known["column"],
            numeric=numeric,
            values=values,
            reference=reference,
            spread=float(column.std()) if numeric else 0.0,
            constant=bool((column == of_group).all()),
            columns=moved,
        )

    @cached_property
    def offset(self) -> float:
        """Offset at which outcomes are expected: its mean, as in the answers."""
        return float(np.mean(self.fit.stan_data["offsets"]))

    @property
    def has_offset(self) -> bool:
        """Whether the formula has an offset."""
        return bool(np.any(self.fit.stan_data["offsets"]))

    def observed(self) -> np.ndarray:
        """Give the outcomes as they would be at that offset, shape (row,).

        Counts are those of that exposure, numbers are moved; shares stay.
        """
        outcomes = terms.outcomes(self.results)
        if not self.has_offset or self.response.TRIALS:
            return outcomes
        offset = self.results.prepared["offset"].to_numpy(float)
        if self.response.LINK == "log":
            return outcomes * np.exp(self.offset - offset)
        return outcomes + self.offset - offset

    def at(self, held: dict[str, list]) -> Rows:
        """Make up rows: every variable at its reference, or where it is told to be.

        Parameters
        ----------
        held : dict of list
            Variable, as the formula has it -> its value in each row.

        Returns
        -------
        Rows
            One where nothing is told.
        """
        import pandas as pd

        count = max(map(len, held.values()), default=1)
        # What moves no column, such as the variable of an offset, stays at its first.
        first = self.results.prepared.head(1).iloc[0]
        columns = {name: [first[name]] * count for name in first.index}
        for each in self.variables:
            columns[each.column] = held.get(each.name, [each.reference] * count)
        both = formula_design.code(self.results.facts, pd.DataFrame(columns))
        population = self.draws.of_population(both[0], np.full(count, self.offset))
        return Rows(self, population, both[1])

    def at_own(self) -> Rows:
        """Make up a row for each group: at its own value of what it has but one of.

        Returns
        -------
        Rows
            In the order of the groups; other variables at their reference.
        """
        groups = self.results.groups
        first = self.results.prepared.groupby("group").first().loc[groups]
        return self.at(
            {
                each.name: first[each.column].tolist()
                if each.constant
                else [each.reference] * len(groups)
                for each in self.variables
            }
        )


def expected_of(results) -> Expected:
    """Give what partial pooling expects, the same to all pictures of a figure."""
    return results.once("expected", lambda: Expected(results))


@dataclass(frozen=True)
class Rows:
    """Rows of predictors, and what is expected there.

    Attributes
    ----------
    expected : Expected
        What knows the fit.
    population : ndarray
        Linear predictor of a typical group, shape (draw, row).
    varying : ndarray
        Columns that vary by group, shape (row, column).
    """

    expected: Expected
    population: np.ndarray
    varying: np.ndarray

    def typical(self) -> np.ndarray:
        """Give the expected outcome of a typical group, shape (draw, row)."""
        return self.expected.response.mean(self.population)

    def predictor(self, group: int) -> np.ndarray:
        """Give the linear predictor of a group of the table, shape (draw, row)."""
        return self.population + self.expected.draws.of_group(self.varying, group)

    def of_group(self, group: int) -> np.ndarray:
        """Give the expected outcome of a group of the table, shape (draw, row)."""
        return self.expected.response.mean(self.predictor(group))


def _thinned(values: np.ndarray) -> np.ndarray:
    """Choose some of very many values evenly, with both ends."""
    if len(values) <= MOST_CODED:
        return values
    return values[np.linspace(0, len(values) - 1, MOST_CODED).astype(int)]


def interactions(variables: list[Variable]) -> dict[str, Variable]:
    """Say by which other variable the effect of one depends: name -> the first such variable.

    Two variables interact where they enter a column of the design together.
    """
    partners = {}
    for one in variables:
        for other in variables:
            if one is not other and one.columns & other.columns:
                partners.setdefault(one.name, other)
    return partners
