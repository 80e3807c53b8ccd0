"""Expected outcomes at chosen values of the predictors, of a typical group and of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pooling.checks.predictive.regression import Draws
from pooling.figures.regression import terms
from pooling.model import families, formula_design
from pooling.model.families.base import natural_order
from pooling.model.names import PARTIAL

# Columns of a prepared table that are no variables of the formula.
ROLES = {"row", "group", "y", "N", "offset", "colour"}
LEVEL = "level_"
POINTS = 41  # along a predictor
MOST_DRAWS = 1000  # that a curve is averaged over
SWITCH = 2  # values up to which a number is held at its commonest value


@dataclass(frozen=True, kw_only=True)
class Variable:
    """A predictor of the formula.

    Attributes
    ----------
    name : str
        Its column in the prepared table.
    numeric : bool
        Whether it is measured; else it has categories.
    values : list
        Those in the table, each once, in order.
    reference : float or str
        Where it is held while another one varies: its mean, of two numbers the commoner,
        of categories the first.
    spread : float
        Sd of a measured one, or 0.
    constant : bool
        Whether it has one value within each group.
    columns : frozenset of int
        Columns of the population's design that it enters.
    """

    name: str
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
        declared = families.get(self.results.settings["family"]).MODELS[PARTIAL]
        found = Draws(self.fit.stan_data, self.fit.parameters(declared))
        count = min(found.count, MOST_DRAWS)
        return found.thin(np.linspace(0, found.count - 1, count).round().astype(int))

    @cached_property
    def variables(self) -> list[Variable]:
        """The predictors, in the order of the prepared table's columns."""
        table = self.results.prepared
        named = [
            name
            for name in table
            if name not in ROLES and not name.startswith(LEVEL)
        ]
        base = self._coded(table)
        found = []
        for name in named:
            moved = frozenset(self._moved(table, base, name))
            if moved:
                found.append(self._variable(name, moved))
        return found

    def _coded(self, table) -> np.ndarray:
        """Give both designs of some rows side by side."""
        return np.hstack(formula_design.code(self.results.facts, table))

    def _moved(self, table, base: np.ndarray, name: str) -> list[int]:
        """List the columns that change with a variable, in whatever row."""
        values = table[name].unique()
        changed = np.zeros(base.shape[1], dtype=bool)
        # Every row with some value of the variable that is not its own.
        for value in values[: SWITCH + 1]:
            other = self._coded(table.assign(**{name: value}))
            changed |= (np.abs(other - base) > 1e-12).any(axis=0)
        return list(np.flatnonzero(changed))

    def _variable(self, name: str, columns: frozenset[int]) -> Variable:
        column = self.results.prepared[name]
        numeric = column.dtype.kind in "iufb" and name not in self._categorical
        if numeric:
            values = sorted(column.unique().tolist())
            few = len(values) <= SWITCH
            reference = column.mode()[0] if few else float(column.mean())
        else:
            values = self._categorical.get(name) or natural_order(column.astype(str))
            reference = values[0]
        constant = self.results.prepared.groupby("group")[name].nunique().max() <= 1
        return Variable(
            name=name,
            numeric=numeric,
            values=values,
            reference=reference,
            spread=float(column.std()) if numeric else 0.0,
            constant=bool(constant),
            columns=columns,
        )

    @cached_property
    def _categorical(self) -> dict[str, list]:
        """Categories of those variables that have some, the reference first."""
        return formula_design.categories(self.results.facts)

    @cached_property
    def offset(self) -> float:
        """Offset at which outcomes are expected: of counts that of the mean exposure."""
        offsets = np.asarray(self.fit.stan_data["offsets"], dtype=float)
        if self.response.LINK == "log":
            largest = offsets.max()
            return float(largest + np.log(np.exp(offsets - largest).mean()))
        return float(offsets.mean())

    @property
    def has_offset(self) -> bool:
        """Whether the formula has an offset."""
        return bool(np.any(self.fit.stan_data["offsets"]))

    def observed(self) -> np.ndarray:
        """Give the outcomes as they would be at that offset, shape (row,).

        Counts are those of the mean exposure, numbers are moved; shares stay.
        """
        found = terms.outcomes(self.results)
        if not self.has_offset or self.response.LINK == "logit":
            return found
        own = self.results.prepared["offset"].to_numpy(float)
        if self.response.LINK == "log":
            return found * np.exp(self.offset - own)
        return found + self.offset - own

    def rows(self, **held) -> object:
        """Make up rows: every variable at its reference, or where it is told to be.

        Parameters
        ----------
        **held : list
            Variable -> its value in each row.

        Returns
        -------
        DataFrame
            With the columns of the prepared table that the formula reads.
        """
        import pandas as pd

        count = len(next(iter(held.values()))) if held else 1
        columns = {each.name: [each.reference] * count for each in self.variables}
        # What moves no column, such as the variable of an offset, stays at its first.
        first = self.results.prepared.iloc[0]
        table = pd.DataFrame({name: [first[name]] * count for name in first.index})
        return table.assign(**columns | held)

    def typical(self, table) -> np.ndarray:
        """Give the expected outcome of a typical group, shape (draw, row)."""
        return self.response.mean(self._population(table))

    def of_group(self, table, group: int) -> np.ndarray:
        """Give the expected outcome of a group of the table, shape (draw, row)."""
        return self.response.mean(self.predictor(table, group))

    def predictor(self, table, group: int) -> np.ndarray:
        """Give the linear predictor of a group of the table, shape (draw, row)."""
        _, varying = formula_design.code(self.results.facts, table)
        return self._population(table) + self.draws.of_group(varying, group)

    def _population(self, table) -> np.ndarray:
        columns, _ = formula_design.code(self.results.facts, table)
        return self.draws.of_population(columns, np.full(len(table), self.offset))


def interactions(variables: list[Variable]) -> dict[str, Variable]:
    """Say by which other variable the effect of one depends, if by one.

    Two variables interact where they enter a column of the design together.

    Returns
    -------
    dict of Variable
        Name -> the first variable that it interacts with.
    """
    found = {}
    for one in variables:
        for other in variables:
            if one is not other and one.columns & other.columns:
                found.setdefault(one.name, other)
    return found
