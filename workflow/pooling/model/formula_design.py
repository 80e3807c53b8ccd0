"""The columns of a formula, from a prepared table: what stands before coefficients.

Categories are coded as R does it (treatment contrasts, the first category is the reference
unless another is named), and so are ``poly`` (orthonormal) and ``bs`` (B-splines without
the first). What that takes from the table, means, knots, categories, is kept, so that any
other rows are coded alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics.errors import PoolingError, cut, nearest, place_of
from pooling.basics.long_tables import Columns
from pooling.model.formula import CATEGORY, SEVERAL, WHOLE, parse
from pooling.model.formula_terms import (
    INTERCEPT,
    Atom,
    Call,
    Column,
    Formula,
    Number,
    Sign,
    Term,
    columns_of,
)

if TYPE_CHECKING:
    import pandas as pd

FAR = 10.0  # sds of a column that its mean lies from 0
ARITHMETIC = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
}
FUNCTIONS = {"log": np.log, "exp": np.exp, "sqrt": np.sqrt, "I": lambda x: x}


@dataclass
class Coder:
    """Computes what the parts of a formula are in the rows of a table.

    Attributes
    ----------
    table : DataFrame
        Prepared rows; ``row``, where there is one, is the line of the source.
    variables : dict
        Column of the source -> ``column`` of the table, ``categories``, None of numbers, and
        ``reference`` where the configuration names it.
    memory : dict
        Function, as it is written -> what it took from the prepared table.
    learning : bool
        Whether these rows are the prepared table, from which memory is made.
    """

    table: pd.DataFrame
    variables: dict
    memory: dict = field(default_factory=dict)
    source: str = "the table"
    learning: bool = False

    def finite(self, values, node, said: str = "{}") -> np.ndarray:
        """Refuse a value of a part of the formula that is not finite."""
        wrong = ~np.isfinite(values).reshape(len(self.table), -1).all(axis=1)
        if wrong.any():
            place = int(wrong.argmax())
            of = {
                name: self.table[self.variables[name]["column"]].iloc[place]
                for name in columns_of(node)
                if self.variables[name]["categories"] is None
            }
            where = " and ".join(f'"{name}" is {each:g}' for name, each in of.items())
            fault = f'"{said.format(node)}" is not a finite number'
            if "row" not in self.table:  # asked for, and told where it stands
                raise PoolingError(f"{fault}, where {where}; give another value.")
            raise PoolingError(
                f"{place_of(self.source, self.table['row'].iloc[place])}: {fault} there"
                f"{where and f', where {where}'}; correct the row, or leave its cell empty."
            )
        return values

    def category(self, atom: Atom) -> bool:
        """Tell whether an atom is coded by its categories."""
        if isinstance(atom, Call):
            return atom.function in CATEGORY
        return self.variables[atom.name]["categories"] is not None

    def numbers(self, node) -> np.ndarray:
        """Compute a value of each row."""
        if isinstance(node, Number):
            return np.full(len(self.table), float(node.value))
        if isinstance(node, Column):
            known = self.variables[node.name]
            if known["categories"] is not None:
                raise PoolingError(
                    f'{self.source}: column "{node.name}" holds words, of which nothing '
                    "can be computed; use it as it stands, or name a column of numbers."
                )
            return self.table[known["column"]].to_numpy(float)
        with np.errstate(all="ignore"):  # what is not finite is refused by its row
            if isinstance(node, Sign):
                first, *second = map(self.numbers, node.operands)
                if not second:
                    return -first if node.sign == "-" else first
                return ARITHMETIC[node.sign](first, *second)
            values = self.numbers(node.argument)
            if node.function in WHOLE:
                return self._whole(node, values)
            return FUNCTIONS[node.function](values)

    def _whole(self, call: Call, values: np.ndarray) -> np.ndarray:
        """Take the mean off, and divide by the sd, of the prepared table."""
        if self.learning:
            self.finite(values, call.argument)
            sd = float(values.std(ddof=1)) if call.function == "scale" else 1.0
            self.memory[str(call)] = {"mean": float(values.mean()), "sd": sd}
            if not sd > 0:
                raise PoolingError(
                    f'{self.source}: "{call.argument}" has one value in all rows that are '
                    f'used, so "{call}" is none; leave it out.'
                )
        known = self.memory[str(call)]
        return (values - known["mean"]) / known["sd"]

    def labels_of_rows(self, atom: Atom) -> np.ndarray:
        """Give the category of each row, as text."""
        name = atom.name if isinstance(atom, Column) else atom.argument.name
        values = self.table[self.variables[name]["column"]]
        if self.variables[name]["categories"] is None:
            return np.array([label_of(value) for value in values.tolist()], dtype=object)
        return values.astype(str).to_numpy(object)

    def categories(self, atom: Atom) -> list[str]:
        """List the categories of an atom in their natural order."""
        if isinstance(atom, Column):
            return self.variables[atom.name]["categories"]
        if self.learning:
            reference = self.variables[atom.argument.name].get("reference")
            where = f'{self.source}: "{atom}"'
            ordered = in_order(self.labels_of_rows(atom), reference, where)
            self.memory[str(atom)] = {"categories": ordered}
        return self.memory[str(atom)]["categories"]

    def reference(self, atom: Atom) -> str:
        """Name the category that the others of an atom are compared with."""
        name = next(columns_of(atom))
        return reference_of(self.variables[name], self.categories(atom))

    def block(self, atom: Atom, full: bool) -> tuple[list[str], np.ndarray]:
        """Code an atom: labels, and columns of shape (row, label).

        ``full`` says whether the reference category has a column, too.
        """
        if self.category(atom):
            categories, rows = self.categories(atom), self.labels_of_rows(atom)
            place = {each: number for number, each in enumerate(categories)}
            unknown = [each for each in rows.tolist() if each not in place]
            if unknown:
                raise PoolingError(
                    f'"{atom}" has no category "{unknown[0]}"; '
                    + nearest(unknown[0], categories)
                )
            code = np.array([place[each] for each in rows.tolist()], dtype=int)
            aside = None if full else self.reference(atom)
            kept = [each for each in categories if each != aside]
            labels = [f"{atom}[{each}]" for each in kept]
            columns = np.column_stack([code == place[each] for each in kept])
            return labels, columns.astype(float)
        if isinstance(atom, Call) and atom.function in SEVERAL:
            columns = getattr(self, f"_{atom.function}")(atom)
            labels = [f"{atom}[{place}]" for place in range(1, columns.shape[1] + 1)]
            return labels, self.finite(columns, atom)
        return [str(atom)], self.finite(self.numbers(atom), atom)[:, None]

    def _poly(self, call: Call) -> np.ndarray:
        """Code orthonormal polynomials by their recurrence.

        Kennedy and Gentle (1980), Statistical Computing, section 8.3; as ``poly`` of R.
        """
        x = self.finite(self.numbers(call.argument), call.argument)
        degree = dict(call.options)["degree"]
        if self.learning:
            if len(np.unique(x)) <= degree:
                raise PoolingError(
                    f'{self.source}: "{call}" takes more than {degree} different values of '
                    f'"{call.argument}"; lower the degree.'
                )
            self.memory[str(call)] = {"centres": [], "norms": [1.0, float(len(x))]}
        known = self.memory[str(call)]
        before, now, columns = np.zeros_like(x), np.ones_like(x), []
        for power in range(degree):
            if self.learning:
                known["centres"].append(float(x @ now**2 / known["norms"][-1]))
            step = known["norms"][power + 1] / known["norms"][power] * before
            before, now = now, (x - known["centres"][power]) * now - step * (power > 0)
            if self.learning:
                known["norms"].append(float(now @ now))
            columns.append(now / np.sqrt(known["norms"][power + 2]))
        return np.column_stack(columns)

    def _bs(self, call: Call) -> np.ndarray:
        """Code B-splines without the first, knots at quantiles, as ``bs`` of R.

        Outside the prepared table's range the outer polynomials go on.
        """
        from scipy.interpolate import BSpline

        x = self.finite(self.numbers(call.argument), call.argument)
        options = dict(call.options)
        degree = options.get("degree", 3)
        if self.learning:
            inner = options["df"] - degree
            levels = np.arange(1, inner + 1) / (inner + 1)
            ends = [float(x.min())] * (degree + 1), [float(x.max())] * (degree + 1)
            knots = [*ends[0], *np.quantile(x, levels).tolist(), *ends[1]]
            if len(set(knots)) < inner + 2 or len(np.unique(x)) <= options["df"]:
                raise PoolingError(
                    f'{self.source}: "{call}" takes more different values than '
                    f'"{call.argument}" has; lower its df, or its degree.'
                )
            self.memory[str(call)] = {"knots": knots}
        knots = np.array(self.memory[str(call)]["knots"])
        basis = BSpline(knots, np.eye(len(knots) - degree - 1), degree)
        return basis(x)[:, 1:]


def label_of(value: float | str) -> str:
    """Write a value as a label, a number in as many digits as it has."""
    return value if isinstance(value, str) else f"{value:.15g}"


def reference_of(variable: dict, categories: list[str]) -> str:
    """Name the category of a variable that the others are compared with."""
    return variable.get("reference") or categories[0]


def in_order(labels, reference: str | None, where: str) -> list[str]:
    """List the categories of some rows in their natural order, the reference first.

    Raises
    ------
    PoolingError
        There is a single category, or none that is called as the reference.
    """
    from pooling.model.families.base import natural_order

    categories = natural_order(labels)
    if len(categories) < 2:
        raise PoolingError(
            f'{where} has the single category "{cut(categories[0])}" in all rows that are '
            "used; leave it out of the formula."
        )
    if reference not in (None, *categories):
        raise PoolingError(
            f'{where} has no category "{cut(reference)}", which is to be its reference; '
            + nearest(reference, categories)
        )
    return categories


@dataclass(frozen=True)
class Design:
    """Columns of a part of a formula.

    Attributes
    ----------
    labels : list of str
        What each is called; unique.
    columns : pooling.basics.long_tables.Columns
        Shape (row, label).
    levels : ndarray of bool
        Whether its coefficient is a value of the predictor itself and no difference or
        slope: the intercept, and categories that stand in its place.
    """

    labels: list[str]
    columns: Columns
    levels: np.ndarray

    @cached_property
    def matrix(self) -> np.ndarray:
        """Its columns side by side."""
        return np.ascontiguousarray(self.columns)

    def far(self) -> list[str]:
        """Name the columns of slopes that lie far from 0."""
        every = zip(self.labels, self.columns.parts, self.levels, strict=True)
        return [label for label, column, level in every if not level and far(column)]


def far(column: np.ndarray) -> bool:
    """Say whether numbers lie so far from 0 that a line's level there is its slope's."""
    return bool(abs(column.mean()) >= FAR * column.std())


def full(atom: Atom, term: Term, terms: tuple[Term, ...], constant: bool) -> bool:
    """Tell whether a category in a term has a column for its reference, too.

    It has where the term without it is none of the model's, ``terms``: the rule of R
    (Chambers and Hastie, 1992, Statistical Models in S, section 2.4). ``constant`` says
    whether the columns before it can add up to 1.
    """
    rest = set(term) - {atom}
    if not rest:
        return not constant
    return not any(rest == set(other) for other in terms)


def columns(terms: tuple[Term, ...], coder: Coder) -> Design:
    """Lay out the columns of terms, the first atom of an interaction running fastest."""
    rows = len(coder.table)
    labels, parts, levels = [], [], []  # of each column what it is a product of
    constant = INTERCEPT in terms
    for term in terms:
        if term == INTERCEPT:
            labels.append("Intercept")
            parts.append([np.broadcast_to(1.0, rows)])
            levels.append(True)
            continue
        whole = [
            coder.category(atom) and full(atom, term, terms, constant) for atom in term
        ]
        blocks = [
            coder.block(atom, wholly) for atom, wholly in zip(term, whole, strict=True)
        ]
        cells = all(whole) and not constant
        constant |= cells
        for choice in product(*(range(len(names)) for names, _ in reversed(blocks))):
            chosen = list(zip(blocks, reversed(choice), strict=True))
            labels.append(":".join(names[place] for (names, _), place in chosen))
            parts.append([part[:, place] for (_, part), place in chosen])
            levels.append(cells)
    every = (np.prod(part, axis=0) if part[1:] else part[0] for part in parts)
    return Design(labels, Columns(tuple(every), rows), np.array(levels, dtype=bool))


def learn(
    formula: Formula, table: pd.DataFrame, variables: dict, source: str
) -> tuple[Design, Design, dict]:
    """Code the prepared table, and keep what other rows need.

    It gives the designs of the population and of what varies, and ``variables`` and
    ``memory``, for ``design`` of the facts.

    Raises
    ------
    PoolingError
        A value that is not finite, words where numbers are due, too few different values.
    """
    coder = Coder(table, variables, source=source, learning=True)
    population = columns(formula.population, coder)
    varying = columns(formula.varying, coder)
    return population, varying, {"variables": variables, "memory": coder.memory}


def designs(facts: dict, table: pd.DataFrame) -> tuple[Design, Design]:
    """Give what `code` does column by column; arguments as there."""
    formula = parse(facts["formula"]["written"])
    coder = Coder(table, **facts["design"])
    both = (formula.population, formula.varying)
    return tuple(columns(terms, coder) for terms in both)


def code(facts: dict, table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Code any rows as those of the prepared table are, in columns of the same names.

    It gives X, the columns that all groups share, shape (row, coefficient), and Z, those
    that vary by group, shape (row, varying).
    """
    return tuple(each.matrix for each in designs(facts, table))


def offsets(facts: dict, table: pd.DataFrame) -> np.ndarray:
    """Add up the offsets of any rows, named as in ``prepared.parquet``."""
    formula = parse(facts["formula"]["written"])
    coder = Coder(table, **facts["design"])
    return added_offsets(formula, coder)


def added_offsets(formula: Formula, coder: Coder) -> np.ndarray:
    """Add up what a formula has for offsets, row by row."""
    total = np.zeros(len(coder.table))
    for node in formula.offsets:
        total = total + coder.finite(coder.numbers(node), node, "offset({})")
    return total
