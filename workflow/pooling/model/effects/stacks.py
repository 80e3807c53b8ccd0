"""Stacks of small matrices, whose two axes come first: numpy runs along the others.

The factors below are found column by column, for any number of columns. For batches of
matrices this small that is many times as fast as numpy.linalg, whose matrices come last.
"""

from __future__ import annotations

from itertools import zip_longest

import numpy as np


def product(a, b):
    """Multiply two stacks of matrices."""
    return np.einsum("ik...,kj...->ij...", a, b)


def transposed(a):
    """Turn the matrices of a stack."""
    return a.swapaxes(0, 1)


def apply(matrix, vector):
    """Multiply a stack of matrices with a stack of vectors."""
    if len(vector) == 1:
        return matrix[:, 0] * vector
    return np.einsum("ik...,k...->i...", matrix, vector)


def triangle(shift, rows):
    """Find the upper triangle U with U'U = shift^2 I + A'A, without squaring A.

    The QR decomposition of A, shape (row, column, ...), with shift I below it, by modified
    Gram-Schmidt. What is small beside A keeps its digits: A may be singular, and the shift,
    above 0, next to nothing.
    """
    size = rows.shape[1]
    shape = np.broadcast_shapes(np.shape(shift), rows.shape[2:])
    upper = np.zeros((size, size, *shape))
    # Below A a column has its shift, and what earlier columns have left beside theirs.
    columns = [list(rows[:, k]) for k in range(size)]
    for k, column in enumerate(columns):
        column.append(shift)
        length = np.sqrt(dot(column, column))
        upper[k, k] = length
        if k + 1 < size:
            column = [each / length for each in column]
        for later in range(k + 1, size):
            along = dot(column, columns[later])
            upper[k, later] = along
            columns[later] = [
                other - along * each
                for each, other in zip_longest(column, columns[later], fillvalue=0.0)
            ]
    return upper


def dot(one, other):
    """Sum the products of two lists of arrays, or stacks of vectors, as far as both go."""
    products = (a * b for a, b in zip(one, other, strict=False))
    total = next(products, 0.0)
    for each in products:
        total = total + each
    return total


def above_one(matrix):
    """Find the upper triangle U with U'U = I + X, for X that has no eigenvalue below 0."""
    size = len(matrix)
    upper = np.zeros(matrix.shape)
    for k in range(size):
        # What is left of X by rounding alone may be below 0.
        rest = matrix[k, k] - np.einsum("i...,i...->...", upper[:k, k], upper[:k, k])
        upper[k, k] = np.sqrt(1 + np.maximum(rest, 0))
        for later in range(k + 1, size):
            rest = matrix[k, later] - np.einsum(
                "i...,i...->...", upper[:k, k], upper[:k, later]
            )
            upper[k, later] = rest / upper[k, k]
    return upper


def below(upper, right):
    """Solve U'x = b, from the first row on; b is a vector or a matrix by row.

    U has the shape (row, row, ...), b (row, ...) or, for several at once, (row, column,
    ...).
    """
    return _solve(upper, right, range(len(upper)), lambda row, k: (k, row))


def back(upper, right):
    """Solve U x = b, from the last row on; arguments as of `below`."""
    return _solve(upper, right, range(len(upper))[::-1], lambda row, k: (row, k))


def _solve(upper, right, order, place):
    solved: dict[int, np.ndarray] = {}
    for row in order:
        rest = right[row]
        for k, known in solved.items():
            rest = rest - upper[place(row, k)] * known
        solved[row] = rest / upper[row, row]
    shape = np.broadcast_shapes(*(each.shape for each in solved.values()))
    result = np.empty((len(upper), *shape))
    for row, each in solved.items():
        result[row] = each
    return result


def log_determinant(upper):
    """Find log |U'U|."""
    total = upper[0, 0]
    for k in range(1, len(upper)):
        total = total * upper[k, k]
    return 2 * np.log(total)


def alike(columns):
    """Find columns that are the same, in a fifth of the time of `numpy.unique`.

    Parameters
    ----------
    columns : ndarray
        Shape (row, column).

    Returns
    -------
    first, kind, times : ndarray of int
        One column of each kind, the kind of each column, and how many are of each; kinds
        in the order of their numbers, row by row.
    """
    first, kind = np.zeros(1, int), np.zeros(columns.shape[1], int)
    for row in columns:
        if len(first) < len(kind) and (row != row[0]).any():
            _, places = np.unique(row, return_inverse=True)
            _, first, kind = np.unique(
                kind * len(kind) + places, return_index=True, return_inverse=True
            )
    times = np.bincount(kind)
    return first[: len(times)], kind, times


def correlated(lower):
    """Find the lower triangle L with L L' = R, from what is below the diagonal of R.

    Both have the shape (row, row, ...); 1 is one of the correlations.
    """
    size, shape = len(lower), lower.shape[2:]
    factor = np.zeros(lower.shape)
    for row in range(size):
        left = np.ones(shape)
        for k in range(row):
            rest = lower[row, k] - np.einsum(
                "i...,i...->...", factor[row, :k], factor[k, :k]
            )
            # With a correlation of 1 nothing of the other is left to go along.
            entry = np.divide(
                rest, factor[k, k], out=np.zeros(shape), where=factor[k, k] > 0
            )
            factor[row, k] = entry
            # As a product 1 - r^2 keeps its digits.
            root = np.sqrt(left)
            left = np.maximum((root - entry) * (root + entry), 0)
        factor[row, row] = np.sqrt(left)
    return factor
