"""Sums over the rows of a table, one column at a time: its matrix is never there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np

from pooling.basics.long_tables import Columns


def chosen(columns: Columns, places) -> Columns:
    """Take some columns, in any way that NumPy takes places."""
    kept = np.arange(len(columns.parts))[places]
    return Columns(tuple(columns.parts[place] for place in kept), columns.count)


def times(columns: Columns, coefficients: np.ndarray) -> np.ndarray:
    """Multiply columns with coefficients, shape (row,)."""
    return np.broadcast_to(along(columns.parts, [coefficients]), columns.count)


def turned(columns: Columns, square: np.ndarray) -> Columns:
    """Multiply columns with a matrix from the right."""
    if np.array_equal(square, np.eye(len(square))):
        return columns
    return Columns(tuple(times(columns, one) for one in square.T), columns.count)


def means(columns: Columns) -> np.ndarray:
    """Average each column, shape (column,)."""
    return np.array([np.asarray(column).mean() for column in columns.parts])


def along(columns: Iterable[np.ndarray], coefficients, group=None):
    """Multiply columns with coefficients, and add them up.

    Parameters
    ----------
    columns : iterable of ndarray
        Each of shape (row,).
    coefficients : ndarray
        Shape (group or 1, column).
    group : ndarray of int, optional
        Of each row, from 0; needed where there are several.

    Returns
    -------
    ndarray
        Shape (row,); 0 without a column.
    """
    terms = (
        column * (of_groups[group] if len(of_groups) > 1 else of_groups)
        for column, of_groups in zip(columns, np.transpose(coefficients), strict=True)
    )
    return reduce(np.add, terms, 0.0)


def sums(columns: Iterable[np.ndarray], place, count: int, times=None) -> np.ndarray:
    """Sum columns by the places of rows, shape (count, column).

    Parameters
    ----------
    times : ndarray of int, optional
        How often each row counts; once by default.
    """
    weighted = (column if times is None else column * times for column in columns)
    every = [np.bincount(place, each, count) for each in weighted]
    return np.stack(every, axis=-1) if every else np.empty((count, 0))


def products(one, other, place: np.ndarray, count: int, *, times=None) -> np.ndarray:
    """Sum products of columns by the places of rows, shape (count, column, column)."""
    every = [sums((a * b for b in other), place, count, times) for a in one]
    return np.stack(every, 1) if every else np.empty((count, 0, len(other)))


def crossed(one, other) -> np.ndarray:
    """Sum products of columns over all rows, shape (column, column)."""
    return np.array([[a @ b for b in other] for a in one])
