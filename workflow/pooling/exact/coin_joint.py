"""Joint densities of a coin's bias and the factory's mode, on a grid of 101 points.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, section 9.2.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, xlog1py, xlogy

from pooling.model.effects.beta import shapes
from pooling.model.effects.binomial import Counts

GRID = np.linspace(0, 1, 101)


def _log_beta(x, a, b):
    """Log density of Beta(a, b), -inf where it is zero at an end."""
    return xlogy(a - 1, x) + xlog1py(b - 1, -x) - betaln(a, b)


def _given_omega(data: dict, omega) -> tuple[np.ndarray, np.ndarray]:
    """Shapes of theta's distribution given omega and no data, shape (node, 1)."""
    return shapes({"kappa": data["kappa"], "N": [0], "y": [0]}, omega)


def prior_omega(data: dict, omega=GRID) -> np.ndarray:
    """Prior density of the mode, shape (node,)."""
    return np.exp(_log_beta(omega, data["prior_omega_a"], data["prior_omega_b"]))


def theta_given_omega(data: dict, omega, theta=GRID) -> np.ndarray:
    """Density of a coin's bias given the mode, shape (omega, theta)."""
    return np.exp(_log_beta(theta, *_given_omega(data, omega)))


def prior(data: dict) -> np.ndarray:
    """Joint prior density p(theta, omega), shape (omega, theta)."""
    return theta_given_omega(data, GRID) * prior_omega(data)[:, np.newaxis]


def likelihood(data: dict, coin: int) -> np.ndarray:
    """Likelihood of one coin, relative to its maximum, shape (omega, theta).

    It does not depend on omega.
    """
    log_likelihood = _log_likelihood(data, coin)
    at_theta = np.exp(log_likelihood - log_likelihood.max())
    return np.broadcast_to(at_theta, (len(GRID), len(GRID)))


def _log_likelihood(data: dict, coin: int) -> np.ndarray:
    """Log likelihood of one coin: of thousands of trials the likelihood itself is 0."""
    y, n = data["y"][coin], data["N"][coin]
    return xlogy(y, GRID) + xlog1py(n - y, -GRID)


def posterior(data: dict, coin: int) -> np.ndarray:
    """Joint posterior density of one coin's bias and the mode, shape (omega, theta).

    Normalised over the grid's unit square. The other coins are integrated out: each
    contributes its beta-binomial marginal likelihood given omega.
    """
    a, b = shapes(data, GRID)
    evidence = betaln(a, b) - betaln(*_given_omega(data, GRID))
    others = np.delete(evidence, coin, axis=1).sum(axis=1)
    with np.errstate(divide="ignore"):
        log_density = np.log(prior(data))
    log_density = log_density + _log_likelihood(data, coin) + others[:, np.newaxis]
    density = np.exp(log_density - log_density.max())
    step = GRID[1] - GRID[0]
    return density / (density.sum() * step**2)


def population(data: dict, omega: np.ndarray, kappa: np.ndarray) -> np.ndarray:
    """Joint posterior density of mode and concentration, both learned, shape (kappa, omega).

    Each coin contributes its beta-binomial likelihood. The values are the middles of cells,
    evenly spaced inside 0 to 1, and above 2; it is normalised over the cells.
    """
    counts = Counts.of(data["y"], data["N"])
    shape, rate = (data[f"prior_kappa_{each}"] for each in ("shape", "rate"))
    log_density = np.empty((len(kappa), len(omega)))
    for row, concentration in enumerate(kappa):
        given = {"kappa": concentration, "y": counts.y, "N": counts.n}
        evidence = betaln(*shapes(given, omega)) - betaln(*_given_omega(given, omega))
        above = concentration - 2
        log_density[row] = evidence @ counts.repeats
        log_density[row] += xlogy(shape - 1, above) - rate * above
    ends = data["prior_omega_a"], data["prior_omega_b"]
    log_density += xlogy(ends[0] - 1, omega) + xlog1py(ends[1] - 1, -omega)
    density = np.exp(log_density - log_density.max())
    return density / (density.sum() * (omega[1] - omega[0]) * (kappa[1] - kappa[0]))
