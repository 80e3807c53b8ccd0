"""Where, and in what units, each group's own coefficients are sampled without pooling.

They are those in which the posterior of a group, beside all else, is about a standard
normal one. First those of the normal approximation at the group's own mode, be its rows
enough to determine the coefficients or not. Then, as few rows tell by no means what a normal
density does, each is bent: counts of nothing say "less than", with a wall on one side and
the wide prior on the other; few rows around which outcomes stray far have heavy tails.

    x = y - skew (sqrt(1 + y^2) - 1),   y = sinh(tail z) / tail,   -1 < skew < 1, tail > 0

of z that is sampled: two slopes that pass into each other, and the tails of the family of
Jones and Pewsey (2009), Biometrika 96, 761-780.
"""

from __future__ import annotations

import numpy as np

from pooling.basics import by_column
from pooling.model.density import units

ENOUGH = 100.0  # rows, or counts, of which a normal approximation is close
NEAR, FAR = 1.0, 2.5  # sds of a normal density at which the widths of another are found
MOST_SKEW = 0.9
TAILS = np.append(units.STRAIGHT, np.linspace(0.01, 1.0, 100))
REACH = 50.0  # of the logarithm of counts, or of odds
STEPS = 0.1 * 1.5 ** np.arange(17)  # of the search for widths, in units


def normal(data: dict, told: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give location and unit of a normal approximation, the prior included.

    Parameters
    ----------
    data : dict
        Stan data, with ``B`` and the prior of theta.
    told : ndarray
        Of B theta, what the rows say: ``own_theta``, shape (column, group, column ...).

    Returns
    -------
    place : ndarray
        Shape (group, column).
    unit : ndarray
        Upper triangular, shape (group, column, column); unit @ unit.T is the covariance.
    """
    B, sd = np.array(data["B"]), np.array(data["prior_theta_sd"])
    K = len(B)
    inner = np.moveaxis(told[:, :, :K], 0, 1) + np.diag(sd**-2.0)
    outer = told[:, :, -1].T + np.array(data["prior_theta_mean"]) / sd**2
    # Its inverse is the covariance: the triangle of that is the inverse of its own.
    triangle = np.linalg.inv(np.linalg.cholesky(B.T @ inner @ B))
    unit = np.swapaxes(triangle, 1, 2)
    return np.einsum("jik,jk->ji", unit @ triangle, outer @ B), unit


def bent(
    response, data: dict, *, dispersion, y, beside, known, Z, group, place, unit
) -> tuple[np.ndarray, np.ndarray]:
    """Say how the coordinates of `normal` are bent, along each of their directions.

    By the widths at which the log density has fallen as far as a normal one has at `NEAR`
    and `FAR`, on either side of the location.

    Parameters
    ----------
    response, dispersion
        Of the outcomes.
    y, beside, known : ndarray
        Of each row; beside is the linear predictor without the groups' own coefficients.
    Z : pooling.basics.long_tables.Columns
        Columns that vary by group.
    group : ndarray of int
        Group of each row, from 0.
    place, unit : ndarray
        From `normal`.

    Returns
    -------
    unit : ndarray
        As the widths are.
    bend : ndarray
        Skew and tail, shape (2, group, column).
    """
    J, K = place.shape
    bend, scale = units.straight(J, K), np.ones((J, K))
    columns = Z.parts
    eta = beside + by_column.along(columns, place, group)
    weight = response.information(eta, dispersion, known)
    if response.LINK == "identity":  # rows are counted, in whatever unit
        weight = weight / weight.max()
    few = np.bincount(group, weight, J) < ENOUGH
    rows = np.flatnonzero(few[group])
    if not len(rows):
        return unit, bend
    y, eta, group, known = (each[rows] for each in (y, eta, group, known))
    columns = [column[rows] for column in columns]
    sd = np.array(data["prior_theta_sd"])
    at = (place @ np.array(data["B"]).T - data["prior_theta_mean"]) / sd
    reach = np.inf if response.LINK == "identity" else REACH
    for k in range(K):
        along = by_column.along(columns, unit[:, :, k], group)
        of_prior = unit[:, :, k] @ np.array(data["B"]).T / sd

        def fallen(step, along=along, of_prior=of_prior):
            away = np.clip(step * along, -reach, reach)
            rose = response.log_density(y, eta + away, dispersion, known)
            fell = np.bincount(group, -rose, J)
            return fell + 0.5 * np.square(at + step * of_prior).sum(axis=1)

        widths = [_widths(fallen, sign) for sign in (-1, 1)]
        (low, lowest), (high, highest) = widths
        near, far = (low + high) / 2, (lowest + highest) / 2
        tail = np.interp(far / near, np.sinh(FAR * TAILS) / np.sinh(NEAR * TAILS), TAILS)
        scale[few, k] = (near * tail / np.sinh(NEAR * tail))[few]
        knee = np.sqrt(1 + (np.sinh(FAR * tail) / tail) ** 2) - 1
        skew = (lowest - highest) / (2 * scale[:, k] * knee)
        bend[:, few, k] = np.stack([np.clip(skew, -MOST_SKEW, MOST_SKEW), tail])[:, few]
    return unit * scale[:, np.newaxis, :], bend


def _widths(fallen, sign: int) -> np.ndarray:
    """Find how far it is to where a log density has fallen as one of a normal has.

    Parameters
    ----------
    fallen : callable
        Gives of each group how far, at a step.
    sign : {-1, 1}
        On which side.

    Returns
    -------
    ndarray
        To `NEAR` and to `FAR`, shape (2, group).
    """
    steps = np.append(0.0, STEPS)
    level = np.array([fallen(sign * step) for step in steps])
    # In sds: about straight between steps.
    sds = np.sqrt(2 * np.maximum(level - level[0], 0))
    widths = []
    for aim in (NEAR, FAR):
        last = len(steps) - 1 - np.argmax((sds < aim)[::-1], axis=0)
        last = np.minimum(last, len(steps) - 2)
        below, above = (np.take_along_axis(sds, n[None], 0)[0] for n in (last, last + 1))
        share = np.clip((aim - below) / np.maximum(above - below, 1e-9), 0, 1)
        widths.append(steps[last] + share * (steps[last + 1] - steps[last]))
    return np.array(widths)
