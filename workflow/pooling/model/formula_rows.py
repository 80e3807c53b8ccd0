"""Rows of predictors that a configuration asks predictions for.

A row names a value for every column that the terms and offsets of the formula read, and, for
a known group, the columns of the first grouping factor; of successes also their trials.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from pooling.basics import numerals
from pooling.basics.errors import PoolingError, nearest
from pooling.model import formula_design
from pooling.model.formula import CATEGORY, parse
from pooling.model.formula_terms import Formula, columns_of, factor_name

if TYPE_CHECKING:
    import pandas as pd

MOST_ROWS = 100
Rows = list[dict[str, Any]]
Place = Callable[..., str]  # of a row, counted from 1, and of a value in it


def in_configuration(number: int, column: str = "") -> str:
    """Say where a row of the configuration stands, or the value of a column in it."""
    where = f"predict, row {number}"
    return f"{where}.{column}" if column else where


def named(formula: Formula) -> list[str]:
    """Name the columns of the raw table that a row may have a value for."""
    return [*formula.variables, *formula.grouping, *_trials(formula)]


def _trials(formula: Formula) -> list[str]:
    return [formula.trials_column] if formula.trials_column else []


def require_keys(rows: Rows, formula: Formula, place: Place = in_configuration) -> None:
    """Refuse rows that lack a column of the formula, or have one that it does not.

    ``place`` says where a row stands.

    Raises
    ------
    PoolingError
        The sentence says which row, and what to write.
    """
    grouping, known = list(formula.grouping), named(formula)
    for number, row in enumerate(rows, start=1):
        where = place(number)
        for name, value in row.items():
            if name not in known:
                raise PoolingError(
                    f"{place(number, name)}: nothing is predicted by this column; "
                    + nearest(name, known)
                )
            if isinstance(value, bool):
                raise PoolingError(
                    f"{place(number, name)}: yes, no, true and false without quotes are no "
                    "words in YAML; put the value in quotes."
                )
            if not isinstance(value, str | int | float):
                raise PoolingError(f"{place(number, name)}: write a number or a word.")
        lost = [name for name in formula.variables if name not in row]
        if lost:
            raise PoolingError(
                f'{where}: the formula reads "{lost[0]}"; write its value.'
            )
        some = [name for name in grouping if name in row]
        if some and len(some) < len(grouping):
            raise PoolingError(
                f'{where}: a group of "{factor_name(formula.grouping)}" has all these '
                "columns; write all of them, or none for a new group alone."
            )


def table_of(
    rows: Rows, facts: dict, prepared: pd.DataFrame, place: Place = in_configuration
) -> pd.DataFrame:
    """Lay rows out as a prepared table.

    It has the variables of the formula, named as in ``prepared.parquet``; ``group``, empty
    for a new one alone; ``N``, trials where they are given; ``extrapolated``, the columns
    whose values lie beyond those of the table, with commas between. Arguments are as of
    `require_keys`.

    Raises
    ------
    PoolingError
        A value is none of the table's categories or groups, or not a finite number.
    """
    import pandas as pd

    formula = parse(facts["formula"]["written"])
    require_keys(rows, formula, place)
    numeric = [
        n for n, v in facts["design"]["variables"].items() if v["categories"] is None
    ]
    _require_numbers(rows, [*numeric, *_trials(formula)], place)
    rows_read = [
        _row(row, partial(place, number), formula, facts=facts, prepared=prepared)
        for number, row in enumerate(rows, start=1)
    ]
    table = pd.DataFrame(rows_read)
    # Numbers that a function cannot take, or that are none of its categories.
    for number in range(len(table)):
        try:
            one = table.iloc[[number]]
            formula_design.code(facts, one)
            formula_design.offsets(facts, one)
        except PoolingError as error:
            raise PoolingError(f"{place(number + 1)}: {error}") from None
    return table


def _row(row: dict, where: Callable, formula: Formula, *, facts: dict, prepared) -> dict:
    """Check the values of a row, and name them as the prepared table does."""
    cells: dict[str, Any] = {}
    beyond = []
    coded = {
        name
        for atom in formula.atoms
        if getattr(atom, "function", None) in CATEGORY
        for name in columns_of(atom)
    }
    for name in formula.variables:
        variable = facts["design"]["variables"][name]
        value, column = row[name], prepared[variable["column"]]
        if variable["categories"] is not None:
            cells[variable["column"]] = _among(value, variable["categories"], where(name))
            continue
        cells[variable["column"]] = value = _number(value, where(name))
        inside = column.min() <= value <= column.max()
        if name not in coded and not inside:
            beyond.append(name)
    label = ":".join(_text(row[name]) for name in formula.grouping if name in row)
    known = facts["formula"]["group"]
    groups = prepared["group"].unique().tolist()
    cells["group"] = _among(label, groups, where(known)) if label else ""
    counted = formula.trials_column
    if counted and counted in row:
        trials = _number(row[counted], where(counted))
        if trials % 1 or trials < 1:
            raise PoolingError(f"{where(counted)}: trials are a whole number above 0.")
        cells["N"] = int(trials)
    return cells | {"extrapolated": ", ".join(beyond)}


def _text(value: Any) -> str:
    """Write a value as labels of a table are."""
    written = f"{value:.15g}" if isinstance(value, int | float) else str(value)
    return " ".join(written.split())


def _among(value: Any, known: list[str], where: str) -> str:
    """Refuse a label that is none of the table's."""
    label = _text(value)
    if label not in known:
        raise PoolingError(
            f'{where}: the table has no "{label}"; {nearest(label, known)}'
        )
    return label


def _require_numbers(rows: Rows, names: list[str], place: Place) -> None:
    """Name a word that stands where a number is due.

    A table with one word in a column has words in all its cells; those that read as
    numbers are none.
    """
    for name in names:
        words = [
            (number, row[name])
            for number, row in enumerate(rows, start=1)
            if isinstance(row.get(name), str)
        ]
        for number, word in sorted(words, key=lambda each: _reads(each[1])):
            _number(word, place(number, name))


def _reads(word: str) -> bool:
    """Tell whether a word reads as a number."""
    return bool(re.fullmatch(r"[\d\s.,'eE+-]*\d[\d\s.,'eE+-]*", word))


def _number(value: Any, where: str) -> float:
    """Refuse what is not a finite number."""
    value = numerals.read(value)
    if isinstance(value, str) or not abs(value) < float("inf"):
        raise PoolingError(f'{where}: "{value}" is not a finite number; write one.')
    return float(value)
