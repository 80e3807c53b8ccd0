"""Rows that predictions are asked for: of the configuration, or of a table beside the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pooling.basics.errors import PoolingError, nearest, place_of
from pooling.model import formula_rows
from pooling.model.formula import parse
from pooling.model.formula_rows import MOST_ROWS
from pooling.table import cells, tables


def read(
    asked: list[dict] | str,
    formula: str,
    path: str | Path | None,
    reading: dict[str, Any],
) -> tuple[list[dict], formula_rows.Place]:
    """Give the rows of a table of predictors, one column for each that a row names.

    A cell that is missing is a value that the row does not name.

    Parameters
    ----------
    asked : list of dict or str
        ``predict`` of an analysis: rows, which stay as they are, or what errors call the
        table.
    formula : str
        What is modelled.
    path : path or None
        Where that table is.
    reading : dict
        How it is read, as the data: arguments of `pooling.table.tables.read`.

    Returns
    -------
    rows : list of dict
        Column of the raw table -> value.
    place : callable
        Says where a row stands, see `pooling.model.formula_rows`.

    Raises
    ------
    PoolingError
        The table cannot be read, has more rows than are predicted, or a column by which
        nothing is predicted.
    """
    if isinstance(asked, list):
        return asked, formula_rows.in_configuration
    table, parsed = tables.read(path, asked, **reading), parse(formula)
    known = {cells.name(name): name for name in formula_rows.named(parsed)}
    for name in table.stored.names:
        if name not in known:
            raise PoolingError(
                f'{asked}, column "{name}": nothing is predicted by this column; take it '
                f"out, or rename it: {nearest(name, known)}"
            )
    if len(table.index) > MOST_ROWS:
        raise PoolingError(
            f"{asked}: {len(table.index)} rows are more than the {MOST_ROWS} that are "
            "predicted; leave some out, or ask for the others in another analysis."
        )
    rows: list[dict] = [{} for _ in table.index]
    for name in table.stored.names:
        column = known[name]
        number = column not in parsed.grouping and table.numeric(name)
        values = table.numbers(name) if number else table.column(name)
        for row, value, missing in zip(rows, values, table.missing(name), strict=True):
            if not missing:
                row[column] = value
    lines = list(table.index)

    def place(number: int, column: str = "") -> str:
        return place_of(asked, lines[number - 1], column or None)

    formula_rows.require_keys(rows, parsed, place)
    return rows, place
