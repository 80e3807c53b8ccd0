"""Normal outcomes of formulas by cross products of their rows, group by group.

What a draw costs follows the groups and not the rows. Rows are divided by their sds in
sigma; estimates by their standard errors, and sigma is 1. There are no further grouping
factors.
"""

from __future__ import annotations

import numpy as np

from pooling.basics import by_column
from pooling.basics.long_tables import columns


def _rows(data: dict) -> tuple:
    """Give y less offsets, the used columns of X, Z, and the group of each row, from 0."""
    weight = 1 / _known(data)
    x, z = (
        columns(data[name], places, lambda column: column * weight).parts
        for name, places in (("X", np.flatnonzero(data["used"])), ("Z", range(data["K"])))
    )
    y = (np.asarray(data["y"], float) - np.asarray(data["offsets"], float)) * weight
    return y, x, z, np.asarray(data["group"], int) - 1


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


def total(data: dict, draws: dict, beta, theta) -> np.ndarray:
    """Sum the log density of all outcomes, given the coefficients.

    Squares around any coefficients follow from those around typical ones, and from the
    products of columns and residuals.

    Parameters
    ----------
    draws : dict of ndarray
        ``sigma``, where there is one, shape (draw,).
    beta : ndarray
        Of the columns that are used, shape (draw, P).
    theta : ndarray
        What groups add to them, shape (draw, group, K).

    Returns
    -------
    ndarray
        Shape (draw,).
    """
    y, x, z, group = _rows(data)
    typical, of_group = beta.mean(axis=0), theta.mean(axis=0)
    residual = y - by_column.along(x, typical[np.newaxis])
    residual -= by_column.along(z, of_group, group)
    count = len(of_group)
    away, apart = beta - typical, (theta - of_group).reshape(len(theta), -1)
    squares = np.full(len(away), np.sum(residual**2))
    along = by_column.products(z, [residual], group, count)
    squares -= 2 * apart @ along.ravel()
    if x:
        squares -= 2 * away @ by_column.crossed(x, [residual])[:, 0]
        squares += np.einsum("dp,pq,dq->d", away, by_column.crossed(x, x), away)
        between = by_column.products(z, x, group, count).reshape(apart.shape[1], -1)
        squares += 2 * np.einsum("dp,dp->d", apart @ between, away)
    size, inner = len(z), by_column.products(z, z, group, count)
    apart = apart.reshape(-1, count, size)
    for one in range(size):
        for other in range(size):
            squares += (apart[..., one] * apart[..., other]) @ inner[:, one, other]
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
    """Give the log density of all outcomes, whatever the coefficients.

    Given the scales u_j, theta_j = mu + T u_j, and beta have normal priors: with A_j = I +
    T' Z_j' Z_j T / sigma^2 the density of a group has the determinant of A_j, and squares
    less those of A_j^-1 about T' Z_j' (y_j - X_j beta) / sigma^2; the same once more for
    beta (Lindley and Smith, 1972, Journal of the Royal Statistical Society B 34, 1-18).

    Parameters
    ----------
    draws : dict of ndarray
        ``sigma``, where there is one, shape (draw,).
    beta : ndarray
        Near where the density of the coefficients is largest, shape (P,).
    factor : ndarray or None
        B T, shape (draw, K, K); None where groups have nothing of their own.

    Returns
    -------
    ndarray
        Shape (draw,).
    """
    y, x, z, group = _rows(data)
    used, noise = np.flatnonzero(data["used"]), _noise(data, draws)
    A = np.asarray(data["A"], float)[np.ix_(used, used)]
    mean, sd = (
        np.asarray(data[f"prior_beta_{name}"], float)[used] for name in ("mean", "sd")
    )
    z = _turned(z, np.linalg.inv(data["B"]))
    if data["pooling"] == 1:
        prior_mean = np.asarray(data["prior_theta_mean"], float)
        y = y - by_column.along(z, prior_mean[np.newaxis])
    # Around typical coefficients, so that squares of large numbers do not cancel.
    rest = y - by_column.along(x, np.asarray(beta)[np.newaxis])
    columns = [*_turned(x, np.linalg.inv(A)), rest]
    gap, width = (mean - A @ beta) / sd, len(used)
    said, logs = np.zeros((len(noise), width + 1, width + 1)), 0.0
    if factor is not None:
        inner = by_column.products(z, z, group, data["J"])
        square = np.einsum("dka,gkl,dlb->abdg", factor, inner, factor, optimize=True)
        square = square / noise[:, np.newaxis] + np.eye(len(square))[..., None, None]
        outer = by_column.products(z, columns, group, data["J"])
        beside = np.einsum("dka,gkc->acdg", factor, outer)
        logs, said = _eliminated(square, beside)
    noise_ = noise[:, np.newaxis, np.newaxis]
    left = (by_column.crossed(columns, columns) - said / noise_) / noise_
    precision = left[:, :-1, :-1] + np.diag(sd**-2.0)
    aim = left[:, :-1, -1] + gap / sd
    square = left[:, -1, -1] + gap @ gap
    square = square - np.einsum(
        "dp,dp->d", aim, np.linalg.solve(precision, aim[..., np.newaxis])[..., 0]
    )
    logs = logs + np.linalg.slogdet(precision)[1]
    return _constant(data, noise) - (logs + square) / 2
