"""The units in which the programs of models by formula sample effects.

Given the scales the rows say of all effects about what normal outcomes would. One after the
other they are eliminated, what lies in others first, then groups, then the coefficients of
the population; each is sampled in the sd that is left of it, s / sqrt(1 + w s^2) where the sd
is s and the rows, and those before, tell of it as surely as w. Factors whose mean is sampled
apart have one unit, and the mean its sd. See `pooling.model.families.regression.levels`.
"""

from __future__ import annotations

import numpy as np

from pooling.basics.blocks import blocks

CHUNK = 2**21  # numbers that say what rows tell of effects, of some draws at once
STRAIGHT = 1e-6  # tail of what is not bent: no double shows it
TOGETHER = 2  # of the switch "pooling": the groups have a population


def logs(data: dict, count: int, sd_further, root) -> np.ndarray:
    """Sum the logarithms of the units, in sds of the effects, shape (draw,); beta in its own.

    ``sd_further`` are the sds of the further factors, shape (draw, factor), ``root`` a
    triangular root of the covariance of B theta_j, shape (draw, K, K); None where there are
    no such factors, or no population of the groups.
    """
    L, J, P, K = (data[name] for name in "LJPK")
    total = np.zeros(count)
    if not L and root is None:
        return total
    for part in blocks(count, (L + J * K) * (K + P + 1), CHUNK):
        some = (each if each is None else each[part] for each in (sd_further, root))
        total[part] = _eliminated(data, *some, len(total[part]))
    return total


def _eliminated(data: dict, sd_further, root, count: int) -> np.ndarray:
    """Do as `logs` of some draws."""
    L, J, P, K = (data[name] for name in "LJPK")
    known, of_beta, of_theta = (
        np.repeat(np.asarray(data[name], float)[np.newaxis], count, axis=0)
        for name in ("own", "own_beta", "own_theta")
    )
    inside = np.asarray(data["inside"], int) - 1
    whose = np.append(np.asarray(data["factor"], int), np.zeros(J, int))
    of_group = inside[:L].copy()
    while (between := (of_group >= 0) & (of_group < L)).any():
        of_group[between] = inside[of_group[between]]
    total = np.zeros(count)
    for factor in np.argsort(-np.bincount(whose)):
        at = np.flatnonzero(whose == factor)
        if factor:
            told = known[:, at]
            variance = sd_further[:, factor - 1, np.newaxis] ** 2
            share = 1 / (1 + variance * told[:, :, 0])
            lost = told * np.sqrt(variance * share)[..., np.newaxis]
            if data["reflect"][factor - 1]:
                total += (len(at) - 1) * np.log(share.mean(axis=1)) / 2
            else:
                total += np.log(share).sum(axis=1) / 2
            if data["linked"][factor - 1]:
                of_beta -= lost[..., K:].swapaxes(1, 2) @ lost[..., K:]
            for place, level in enumerate(at):
                if of_group[level] >= 0:
                    square = lost[:, place, :K, np.newaxis] * lost[:, place, np.newaxis]
                    of_theta[:, :, of_group[level] - L] -= square
                if 0 <= inside[level] < L:
                    known[:, inside[level]] += (
                        share[:, place, np.newaxis] * told[:, place]
                    )
        elif data["pooling"] == TOGETHER:
            rows: list[np.ndarray] = []
            for k in range(K):
                told = np.einsum("dl,dljc->djc", root[:, :, k], of_theta)
                row = np.concatenate(
                    [told[:, :, :K] @ root, told[:, :, :1], told[:, :, K:]], axis=2
                )
                row[:, :, k] += 1
                for before, pivot in enumerate(rows):
                    row -= (row[:, :, before] / pivot[:, :, before])[..., None] * pivot
                rows.append(row)
                total -= np.log(row[:, :, k]).sum(axis=1) / 2
                lost = row[:, :, K + 1 :] / np.sqrt(row[:, :, k])[..., None]
                of_beta -= lost.swapaxes(1, 2) @ lost
            if inside[L] >= 0:
                told = of_theta[:, 0].copy()
                for k, row in enumerate(rows):
                    share = (row[:, :, K] / row[:, :, k])[..., np.newaxis]
                    told[:, :, :1] -= share * row[:, :, K : K + 1]
                    told[:, :, K:] -= share * row[:, :, K + 1 :]
                for group, level in enumerate(inside[L:]):
                    known[:, level] += told[:, group]
    if data["pooling"] == TOGETHER:
        square = np.linalg.cholesky(of_beta[:, :P, :P])
        total -= np.log(np.diagonal(square, axis1=1, axis2=2)).sum(axis=1)
    elif data["pooling"] and (of_group >= 0).any():  # these levels tell of groups
        inner = of_theta[:, 0, :, 0] + data["prior_theta_sd"][0] ** -2.0
        total -= np.log(inner).sum(axis=1) / 2
    return total


def straight(groups: int, columns: int) -> np.ndarray:
    """Give the skew and tail of what is not bent, shape (2, group, column)."""
    bend = np.zeros((2, groups, columns))
    bend[1] = STRAIGHT
    return bend


def bends(data: dict, draws: dict, beta: np.ndarray) -> np.ndarray:
    """Sum the logarithms of how far groups' own coefficients are bent, without a population.

    See `pooling.model.families.regression.alone`: of y, which is its sinh, it is a root in z.

    Parameters
    ----------
    data : dict
        Stan data.
    draws : dict
        ``theta`` and, of further factors, ``further``.
    beta : ndarray
        Coefficients of the population, shape (draw, those that are used).

    Returns
    -------
    ndarray
        Shape (draw,).
    """
    skew, tail = np.asarray(data["own_bend"], float)
    used, K = np.flatnonzero(data["used"]), data["K"]
    told = np.asarray(data["own_theta"], float)[0]
    moved = beta - np.asarray(data["location"])[used]
    mean = np.zeros(len(beta))
    if data["L"]:
        apart = draws["further"] @ np.asarray(data["in_intercept"])
        moved = moved + apart[:, np.newaxis] * np.asarray(data["intercept"])[used]
        mean = draws["further"] @ np.asarray(data["in_group"])
    moved = np.linalg.solve(np.asarray(data["unit"])[np.ix_(used, used)], moved.T).T
    middle = told[:, K + used] / np.where(told[:, :1] > 0, told[:, :1], 1)
    total = np.zeros(len(beta))
    bent = (np.abs(skew) + tail).max() > STRAIGHT
    for part in blocks(len(beta) if bent else 0, skew.size, CHUNK):
        away = draws["theta"][part] - np.asarray(data["own_location"])
        away[:, :, 0] += moved[part] @ middle.T + mean[part, np.newaxis]
        x = np.linalg.solve(np.asarray(data["own_unit"]), away[..., np.newaxis])[..., 0]
        y = x - skew + skew * np.sqrt((x - skew) ** 2 + 1 - skew**2)
        y = y / (1 - skew**2)
        slope = np.log1p((tail * y) ** 2) / 2
        slope += np.log1p(-skew * y / np.sqrt(1 + y**2))
        total[part] = slope.sum(axis=(1, 2))
    return total
