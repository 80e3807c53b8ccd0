"""Normal outcomes of formulas by cross products of their rows, group by group.

What a draw costs follows the groups and not the rows. Rows are divided by their sds in
sigma; estimates by their standard errors, and sigma is 1. There are no further grouping
factors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from pooling.basics import by_column, long_tables


def _rows(data: dict) -> Iterator[tuple]:
    """Give y less offsets, the used columns of X, Z, and the group of rows, from 0.

    Yields
    ------
    tuple
        Some rows at a time: those of a long table are never there together.
    """
    used = np.flatnonzero(data["used"])
    columns = [
        *(data[name] for name in ("y", "offsets", "group")),
        _known(data),
        *by_column.chosen(long_tables.Columns.of(data["X"]), used).parts,
        *long_tables.Columns.of(data["Z"]).parts,
    ]
    for y, offset, group, known, *both in long_tables.parts(columns, len(data["y"])):
        weight = 1 / known
        both = [column * weight for column in both]
        x, z = both[: len(used)], both[len(used) :]
        yield (y - offset) * weight, x, z, group.astype(int) - 1


def _products(data: dict, lay_out: Callable) -> tuple:
    """Sum the products of columns over rows, some rows at a time.

    Parameters
    ----------
    lay_out : callable
        What `_rows` gives of some rows -> the columns that all groups share, and those that
        each has for itself.

    Returns
    -------
    inner, outer : ndarray
        Products of the latter by group, with one another and with the former, shape (group,
        K, ...).
    square : ndarray
        Products of the former.
    """
    inner = outer = square = 0.0
    for y, x, z, group in _rows(data):
        shared, varying = lay_out(y, x, z, group)
        inner = inner + by_column.products(varying, varying, group, data["J"])
        outer = outer + by_column.products(varying, shared, group, data["J"])
        square = square + by_column.crossed(shared, shared)
    return inner, outer, square


def _known(data: dict) -> np.ndarray:
    """Give what is known of the sd of each row: its standard error, or its sd in sigma."""
    return np.asarray(data.get("se", data.get("spread", [1.0])), float)


def _noise(data: dict, draws: dict) -> np.ndarray:
    """Give the variance around the predictor, shape (draw,)."""
    count = len(next(iter(draws.values())))
    return np.ones(count) if "se" in data else draws["sigma"] ** 2


def _constant(data: dict, noise: np.ndarray) -> np.ndarray:
    """Give what a log density has beside the squares, shape (draw,)."""
    units = np.log(_known(data)).sum()
    return -len(data["y"]) / 2 * np.log(2 * np.pi * noise) - units


def prior_of_beta(data: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give A, mean and sd with A beta ~ Normal(mean, sd), of the columns that are used."""
    used = np.flatnonzero(data["used"])
    mean, sd = (
        np.asarray(data[f"prior_beta_{name}"], float)[used] for name in ("mean", "sd")
    )
    return np.asarray(data["A"], float)[np.ix_(used, used)], mean, sd


def total(data: dict, draws: dict, beta, theta) -> np.ndarray:
    """Sum the log density of all outcomes, given the coefficients, shape (draw,).

    Squares around any coefficients follow from those around typical ones, and from the
    products of columns and residuals. ``beta`` are those of the columns that are used,
    shape (draw, P), ``theta`` what groups add to them, shape (draw, group, K).
    """
    typical, of_group = beta.mean(axis=0), theta.mean(axis=0)

    def lay_out(y, x, z, group):
        residual = y - by_column.along(x, typical[np.newaxis])
        return [*x, residual - by_column.along(z, of_group, group)], z

    inner, outer, square = _products(data, lay_out)
    away, apart = beta - typical, theta - of_group
    squares = np.full(len(away), square[-1, -1])
    squares -= 2 * away @ square[:-1, -1]
    squares += np.einsum("dp,pq,dq->d", away, square[:-1, :-1], away)
    for one, of_one in enumerate(np.moveaxis(apart, 2, 0)):
        squares -= 2 * of_one @ outer[:, one, -1]
        squares += 2 * np.einsum("dp,dp->d", of_one @ outer[:, one, :-1], away)
        for other, of_other in enumerate(np.moveaxis(apart, 2, 0)):
            squares += (of_one * of_other) @ inner[:, one, other]
    noise = _noise(data, draws)
    return _constant(data, noise) - squares / (2 * noise)


def _turned(columns, matrix: np.ndarray) -> list[np.ndarray]:
    """Multiply columns side by side with a matrix from the right."""
    return [by_column.along(columns, one[np.newaxis]) for one in matrix.T]


def _eliminated(square: np.ndarray, beside: np.ndarray) -> tuple[np.ndarray, ...]:
    """Solve small systems side by side, by Gauss.

    Parameters
    ----------
    square : ndarray
        Symmetric and positive definite, shape (K, K, draw, group).
    beside : ndarray
        Shape (K, L, draw, group).

    Returns
    -------
    logs : ndarray
        Log determinants, summed over groups, shape (draw,).
    said : ndarray
        beside' square^-1 beside, likewise, shape (draw, L, L).
    """
    square, beside = square.copy(), beside.copy()
    logs, said = 0.0, 0.0
    for row in range(len(square)):
        pivot = square[row, row].copy()
        root = (beside[row] / np.sqrt(pivot)).swapaxes(0, 1)
        logs = logs + np.log(pivot).sum(axis=1)
        said = said + root @ root.swapaxes(1, 2)
        for other in range(row + 1, len(square)):
            share = square[other, row] / pivot
            square[other] -= share * square[row]
            beside[other] -= share * beside[row]
    return logs, said


def marginal(data: dict, draws: dict, beta, factor) -> np.ndarray:
    """Give the log density of all outcomes, whatever the coefficients, shape (draw,).

    Given the scales u_j, theta_j = mu + T u_j, and beta have normal priors: with A_j = I +
    T' Z_j' Z_j T / sigma^2 the density of a group has the determinant of A_j, and squares
    less those of A_j^-1 about T' Z_j' (y_j - X_j beta) / sigma^2; the same once more for
    beta (Lindley and Smith, 1972, Journal of the Royal Statistical Society B 34, 1-18).

    ``beta`` is near where their density is largest, shape (P,); ``factor`` is B T, shape
    (draw, K, K), None where groups have nothing of their own.
    """
    noise, (A, mean, sd) = _noise(data, draws), prior_of_beta(data)
    back, back_of_group = np.linalg.inv(A), np.linalg.inv(data["B"])

    def lay_out(y, x, z, group):
        z = _turned(z, back_of_group)
        if data["pooling"] == 1:
            prior_mean = np.asarray(data["prior_theta_mean"], float)
            y = y - by_column.along(z, prior_mean[np.newaxis])
        # Around typical coefficients, so that squares of large numbers do not cancel.
        rest = y - by_column.along(x, np.asarray(beta)[np.newaxis])
        return [*_turned(x, back), rest], z if factor is not None else []

    inner, outer, shared = _products(data, lay_out)
    gap, width = (mean - A @ beta) / sd, len(A)
    said, logs = np.zeros((len(noise), width + 1, width + 1)), 0.0
    if factor is not None:
        square = np.einsum("dka,gkl,dlb->abdg", factor, inner, factor, optimize=True)
        square = square / noise[:, np.newaxis] + np.eye(len(square))[..., None, None]
        beside = np.einsum("dka,gkc->acdg", factor, outer)
        logs, said = _eliminated(square, beside)
    noise_ = noise[:, np.newaxis, np.newaxis]
    left = (shared - said / noise_) / noise_
    precision = left[:, :-1, :-1] + np.diag(sd**-2.0)
    aim = left[:, :-1, -1] + gap / sd
    square = left[:, -1, -1] + gap @ gap
    square = square - np.einsum(
        "dp,dp->d", aim, np.linalg.solve(precision, aim[..., np.newaxis])[..., 0]
    )
    logs = logs + np.linalg.slogdet(precision)[1]
    return _constant(data, noise) - (logs + square) / 2
