"""Sums over the rows of a table, one column at a time: its matrix is never there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

import numpy as np

from pooling.basics.long_tables import Columns


def columns_of(matrix) -> tuple[np.ndarray, ...]:
    """Give the columns of a matrix, or of `pooling.basics.long_tables.Columns`."""
    return matrix.parts if isinstance(matrix, Columns) else tuple(matrix.T)


def chosen(matrix, places):
    """Take some columns: of a matrix a matrix, of `Columns` such."""
    if not isinstance(matrix, Columns):
        return matrix[:, places]
    kept = np.arange(len(matrix.parts))[places]
    return Columns(tuple(matrix.parts[place] for place in kept), matrix.count)


def times(matrix, coefficients: np.ndarray) -> np.ndarray:
    """Multiply a matrix, or `Columns`, with coefficients, shape (row,)."""
    if not isinstance(matrix, Columns):
        return matrix @ coefficients
    return np.broadcast_to(along(matrix.parts, [coefficients]), len(matrix))


def turned(matrix, square: np.ndarray):
    """Multiply a matrix, or `Columns`, with another one from the right."""
    if not isinstance(matrix, Columns):
        return matrix @ square
    if np.array_equal(square, np.eye(len(square))):
        return matrix
    return Columns(tuple(times(matrix, one) for one in square.T), matrix.count)


def means(matrix) -> np.ndarray:
    """Average each column, shape (column,)."""
    if not isinstance(matrix, Columns):
        return matrix.mean(axis=0)
    return np.array([np.asarray(column).mean() for column in matrix.parts])


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
