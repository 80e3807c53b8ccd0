"""The integral over a unit's log odds: binomial times normal, by quadrature."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

CHUNK = 2**20  # nodes at a time
NODES = 97  # of the integral over a unit's log odds
REACH = 9.0  # its half-width in population sds: exp(-40) of the peak is left out


def modes(y, n, mu, sigma) -> np.ndarray:
    """Find the mode of each unit's log odds: Newton's steps, kept in a bracket.

    Parameters
    ----------
    y, n, mu, sigma : ndarray
        Successes, trials and population of the log odds, of shapes that broadcast.
    """
    low, high = mu + sigma**2 * (y - n), mu + sigma**2 * y
    mode = np.clip(np.log((y + 0.5) / (n - y + 0.5)), low, high)
    for _ in range(100):
        p = expit(mode)
        slope = y - n * p - (mode - mu) / sigma**2
        low, high = np.where(slope > 0, mode, low), np.where(slope > 0, high, mode)
        step = mode + slope / (1 / sigma**2 + n * p * (1 - p))
        step = np.where((step < low) | (step > high), (low + high) / 2, step)
        if np.all(np.abs(step - mode) <= 1e-9 * sigma):
            break
        mode = step
    return step


def lay_nodes(y, n, mu, sigma, nodes: int = NODES):
    """Lay nodes over the log odds of units, given their population.

    The integrand, binomial times normal, falls at least as fast as the normal
    on both sides of its mode, so the reach of the nodes is known; they stand
    closer near the mode, by alpha = mode + s sinh(u) with s from the curvature
    there.

    Parameters
    ----------
    y, n : ndarray of int
        Successes and trials, shape (unit,).
    mu, sigma : ndarray
        Population of the log odds, shape (place,).
    nodes : int
        Odd number of nodes.

    Returns
    -------
    alpha, weights : ndarray
        Nodes and their posterior mass, shape (place, node, unit).
    log_likelihood : ndarray
        Log probability of each unit's outcome given the population, without the
        binomial coefficient, shape (place, unit).
    """
    y, n = np.asarray(y), np.asarray(n)
    mu, sigma = np.asarray(mu)[:, np.newaxis], np.asarray(sigma)[:, np.newaxis]
    mode = modes(y, n, mu, sigma)
    p = expit(mode)
    scale = 1 / np.sqrt(1 / sigma**2 + n * p * (1 - p))
    end = np.arcsinh(REACH * sigma / scale)
    places = np.linspace(-1, 1, nodes)[:, np.newaxis, np.newaxis]
    alpha = mode + scale * np.sinh(end * places)
    log_joint = y * alpha - n * np.logaddexp(0, alpha) - 0.5 * ((alpha - mu) / sigma) ** 2
    peak = log_joint[nodes // 2]
    weights = np.exp(log_joint - peak) * np.cosh(end * places)
    mass = weights.sum(axis=0)
    step = 2 * end / (nodes - 1)
    log_likelihood = peak + np.log(mass * step * scale / (sigma * np.sqrt(2 * np.pi)))
    return alpha, weights / mass, log_likelihood


def _over_grid(y, n, mu, sigma) -> tuple[np.ndarray, np.ndarray]:
    """Integrate on one grid for all populations that are wide beside its steps.

    Returns
    -------
    log_likelihood : ndarray
        As in `lay_nodes`; minus infinity where the sums are too small for a number.
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
    found = np.full((len(mu), len(y)), -np.inf)
    chosen = np.flatnonzero(wide)
    for part in np.array_split(chosen, 1 + len(chosen) * len(u) // CHUNK):
        sd = sigma[part, np.newaxis]
        height = -0.5 * ((alpha - mu[part, np.newaxis]) / sd) ** 2
        with np.errstate(divide="ignore"):
            found[part] = np.log(np.exp(height) @ kernel) + largest
        found[part] -= np.log(sd * np.sqrt(2 * np.pi))
    return found, wide


def log_marginal(y, n, mu, sigma) -> np.ndarray:
    """Integrate over the log odds of units, whatever their population.

    On one fine grid where the populations are wide, which is as exact however wide
    they are and costs one product of matrices; on nodes of their own elsewhere.

    Parameters
    ----------
    y, n, mu, sigma
        As in `lay_nodes`.

    Returns
    -------
    ndarray
        The log likelihood of `lay_nodes`.
    """
    found, wide = _over_grid(y, n, mu, sigma)
    own = np.flatnonzero(~wide | ~np.isfinite(found).all(axis=1))
    for part in np.array_split(own, 1 + len(own) * len(y) * NODES // CHUNK):
        if len(part):
            found[part] = lay_nodes(y, n, mu[part], sigma[part])[2]
    return found
