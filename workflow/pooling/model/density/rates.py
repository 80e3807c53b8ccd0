"""Log densities of the family rates, on the scale of the log odds."""

from __future__ import annotations

import numpy as np
from numpy.polynomial.hermite import hermgauss
from scipy.special import expit, logsumexp

from pooling.model.density.base import (
    fixed_prior,
    hyperparameters,
    normal_effects,
    population,
    rows,
    some_units,
    with_effects,
)
from pooling.model.names import COMPLETE, NONE, PARTIAL

CHUNK = 2**20  # nodes at a time
REACH = 9.0  # half-width of the common grid in population sds
NODES = 96  # of Gauss and Hermite
HALVINGS = 60  # of the bracket around a mode
from_prior, of_rows = with_effects(normal_effects), some_units


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the log odds of each unit's successes, shape (draw, unit) or (draw, 1)."""
    return rows(draws["alpha"])


def _over_grid(y, n, mu, sigma) -> tuple[np.ndarray, np.ndarray]:
    """Integrate on one grid for all populations that are wide beside its steps.

    Returns
    -------
    log_likelihood : ndarray
        As of `log_marginal`; minus infinity where the sums are too small for a number.
    wide : ndarray of bool
        Populations for which it holds, shape (place,).
    """
    odds = np.log((y + 0.5) / (n - y + 0.5))
    centre, half = (odds.max() + odds.min()) / 2, (odds.max() - odds.min()) / 2
    likelihood = 2 / np.sqrt(max(n.max(), 1))  # the narrowest one
    step = likelihood / 2
    reach = max(half, 8 * step)
    away = mu - centre
    wide = sigma > likelihood * np.hypot(1, away / reach)
    end = np.max(np.abs(away) + REACH * sigma, where=wide, initial=half + REACH)
    u = np.arange(0, np.arcsinh(end / reach) + step / reach, step / reach)
    u = np.concatenate([-u[:0:-1], u])
    alpha = centre + reach * np.sinh(u)
    kernel = y[:, np.newaxis] * alpha - n[:, np.newaxis] * np.logaddexp(0, alpha)
    kernel += np.log(step * np.cosh(u))
    largest = kernel.max(axis=1)
    kernel = np.exp(kernel - largest[:, np.newaxis]).T
    heights = np.full((len(mu), len(y)), -np.inf)
    chosen = np.flatnonzero(wide)
    for part in np.array_split(chosen, 1 + len(chosen) * len(u) // CHUNK):
        sd = sigma[part, np.newaxis]
        height = -0.5 * ((alpha - mu[part, np.newaxis]) / sd) ** 2
        with np.errstate(divide="ignore"):
            heights[part] = np.log(np.exp(height) @ kernel) + largest
        heights[part] -= np.log(sd * np.sqrt(2 * np.pi))
    return heights, wide


def _gauss_hermite(y, n, mu, sigma) -> np.ndarray:
    """Integrate over log odds around the mode of each unit.

    Liu and Pierce (1994), Biometrika 81, 624-629. Arguments and result as of
    `log_marginal`.
    """
    mu, sigma = rows(mu), rows(sigma)
    low, high = mu + sigma**2 * (y - n), mu + sigma**2 * y
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        rises = y - n * expit(middle) > (middle - mu) / sigma**2
        low, high = np.where(rises, middle, low), np.where(rises, high, middle)
    p = expit(low)
    width = np.sqrt(2 / (1 / sigma**2 + n * p * (1 - p)))
    points, weights = hermgauss(NODES)
    alpha = low + width * points[:, np.newaxis, np.newaxis]
    height = y * alpha - n * np.logaddexp(0, alpha) - 0.5 * ((alpha - mu) / sigma) ** 2
    height += (np.log(weights) + points**2)[:, np.newaxis, np.newaxis]
    return logsumexp(height, axis=0) + np.log(width / (sigma * np.sqrt(2 * np.pi)))


def log_marginal(y, n, mu, sigma) -> np.ndarray:
    """Integrate over the log odds of units, whatever their population.

    On one fine grid where the populations are wide, which is as exact however wide they are
    and costs one product of matrices; on nodes of their own elsewhere. Of populations of
    shape (place,) it gives the log probability of each unit's outcome, without the binomial
    coefficient, shape (place, unit).
    """
    heights, wide = _over_grid(y, n, mu, sigma)
    left = np.flatnonzero(~wide | ~np.isfinite(heights).all(axis=1))
    for part in np.array_split(left, 1 + len(left) * len(y) * NODES // CHUNK):
        if len(part):
            heights[part] = _gauss_hermite(y, n, mu[part], sigma[part])
    return heights


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Successes of each unit, whatever its log odds: an integral for each."""
    pairs, units = np.unique(np.stack([data["y"], data["N"]]), axis=1, return_counts=True)
    return log_marginal(*pairs, draws["mu_alpha"], draws["sigma_alpha"]) @ units


LOG_PRIORS = {
    COMPLETE: fixed_prior,
    NONE: fixed_prior,
    PARTIAL: population,
    "partial_pooling_collapsed": hyperparameters,
}
MARGINALS = {"partial_pooling_collapsed": marginal}
