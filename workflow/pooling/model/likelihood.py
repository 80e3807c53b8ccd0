"""Shrinkage by maximum likelihood: the joint likelihood of coins and their spread.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, section 9.3.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import betaln, xlog1py, xlogy

KAPPAS = np.geomspace(1e-3, 1e5, 801)  # kappa - 2, where a local maximum is sought


@dataclass(frozen=True)
class Maximum:
    """A point of the joint likelihood.

    Attributes
    ----------
    kappa : float
        Concentration of the biases around omega.
    theta : ndarray
        Bias of each coin.
    log_likelihood : float
        Natural logarithm of the joint likelihood there.
    """

    kappa: float
    theta: np.ndarray
    log_likelihood: float


def log_likelihood(theta, kappa, *, y, n, omega) -> float:
    """Log of prod theta^y (1 - theta)^(n - y) Beta(theta | omega, kappa)."""
    a, b = omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1
    terms = xlogy(y + a - 1, theta) + xlog1py(n - y + b - 1, -theta) - betaln(a, b)
    return float(terms.sum())


def top_density(theta, kappa, omega) -> np.ndarray:
    """Density of the biases, Beta(theta | omega, kappa), by mode and concentration."""
    a, b = omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1
    return np.exp(xlogy(a - 1, theta) + xlog1py(b - 1, -theta) - betaln(a, b))


def best_theta(kappa, y, n, omega) -> np.ndarray:
    """Give the biases of the largest likelihood, (y + (kappa - 2) omega) / (n + kappa - 2)."""
    return (y + (kappa - 2) * omega) / (n + kappa - 2)


def at_proportions(y, n, omega: float, kappa: float) -> Maximum:
    """Evaluate the likelihood with every bias at its sample proportion."""
    y, n = np.asarray(y), np.asarray(n)
    theta = y / n
    return Maximum(kappa, theta, log_likelihood(theta, kappa, y=y, n=n, omega=omega))


def interior_maximum(y, n, omega: float) -> Maximum | None:
    """Find the local maximum of the likelihood over biases and spread; None without one.

    It is a local one: as kappa grows without bound and every bias goes to omega, the
    density at omega, and with it the likelihood, grows without bound.
    """
    y, n = np.asarray(y), np.asarray(n)

    def profile(log_excess: float) -> float:
        kappa = 2 + np.exp(log_excess)
        return -log_likelihood(
            best_theta(kappa, y, n, omega), kappa, y=y, n=n, omega=omega
        )

    logs = np.log(KAPPAS)
    values = np.array([profile(at) for at in logs])
    inner = np.flatnonzero((values[1:-1] < values[:-2]) & (values[1:-1] < values[2:])) + 1
    if not len(inner):
        return None
    at = inner[np.argmin(values[inner])]
    minimum = minimize_scalar(
        profile,
        bounds=(logs[at - 1], logs[at + 1]),
        method="bounded",
        options={"xatol": 1e-10},
    )
    kappa = float(2 + np.exp(minimum.x))
    return Maximum(kappa, best_theta(kappa, y, n, omega), -float(minimum.fun))


def overtaken_at(y, n, omega: float, maximum: Maximum) -> float:
    """Give the kappa beyond which the unbounded branch exceeds the local maximum."""
    from scipy.optimize import brentq

    y, n = np.asarray(y), np.asarray(n)

    def excess(log_kappa: float) -> float:
        kappa = np.exp(log_kappa)
        theta = best_theta(kappa, y, n, omega)
        return (
            log_likelihood(theta, kappa, y=y, n=n, omega=omega) - maximum.log_likelihood
        )

    low = np.log(maximum.kappa) + 1e-3
    high = low
    while excess(high) < 0:
        high += 1.0
    return float(np.exp(brentq(excess, max(low, high - 1.0), high)))
