"""Predictive distributions as mixtures over the posterior, without new noise.

An outcome is normal, or binomial, given the parameters. Its moments and quantiles are
averages of those of the components: over the nodes of the exact posterior, or over
draws, which leaves far less to chance than drawing an outcome from each (Gelfand and
Smith, 1990, JASA 85, 398-409, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import bdtr, ndtr


def equal(count: int) -> np.ndarray:
    """Weigh draws: all the same."""
    return np.full(count, 1 / count)


def chance_above(value: float, means: np.ndarray, sds: np.ndarray) -> np.ndarray:
    """Give the chance of each of some normal distributions to be above a value."""
    # One without spread is on one side.
    return ndtr((means - value) / np.maximum(sds, np.finfo(float).tiny))


@dataclass(frozen=True)
class Normals:
    """A mixture of normal distributions.

    Attributes
    ----------
    means, sds, weights : ndarray
        Shape (component,); the weights sum to one.
    """

    means: np.ndarray
    sds: np.ndarray
    weights: np.ndarray

    @property
    def mean(self) -> float:
        """Mean of the mixture."""
        return float(self.weights @ self.means)

    @property
    def terms(self) -> np.ndarray:
        """What the components add to the variance of the mixture."""
        return self.sds**2 + (self.means - self.mean) ** 2

    @property
    def sd(self) -> float:
        """Sd of the mixture: the components' own and that of their means."""
        return float(np.sqrt(self.weights @ self.terms))

    def above(self, value: float) -> float:
        """Give the chance of more than a value."""
        return float(self.weights @ chance_above(value, self.means, self.sds))

    def quantile(self, q: float) -> float:
        """Where the mixture's distribution function is q."""
        unit = self.sd or 1.0
        # Without spread at all the quantile is the mean.
        sds = np.maximum(self.sds, unit * 1e-9)
        # Chebyshev: no quantile is farther from the mean than sd / sqrt(q (1 - q)).
        reach = 1.01 / np.sqrt(q * (1 - q))

        def below(z: float) -> float:
            scores = (self.mean + z * unit - self.means) / sds
            return float(self.weights @ ndtr(scores)) - q

        return self.mean + unit * brentq(below, -reach, reach, xtol=1e-9)

    def density(self, grid: np.ndarray) -> np.ndarray:
        """Density at the points of a grid."""
        # Relative to the mean, and as shares of cells, so that large numbers keep digits.
        step = np.diff(grid).mean()
        edges = np.append(grid - step / 2, grid[-1] + step / 2) - self.mean
        sds = np.maximum(self.sds, (self.sd or 1.0) * 1e-9)
        away = self.means - self.mean
        below = [self.weights @ ndtr((edge - away) / sds) for edge in edges]
        return np.diff(below) / step


@dataclass(frozen=True)
class Binomials:
    """A mixture of binomial distributions.

    Attributes
    ----------
    trials : int
        Of each component.
    rates, weights : ndarray
        Shape (component,); the weights sum to one.
    """

    trials: int
    rates: np.ndarray
    weights: np.ndarray

    @property
    def mean(self) -> float:
        """Mean number of successes."""
        return float(self.trials * (self.weights @ self.rates))

    @property
    def terms(self) -> np.ndarray:
        """What the components add to the variance of the mixture."""
        n, p = self.trials, self.rates
        return n * p * (1 - p) + (n * p - self.mean) ** 2

    @property
    def sd(self) -> float:
        """Sd of the number of successes."""
        return float(np.sqrt(self.weights @ self.terms))

    def below(self, count: float) -> float:
        """Chance of at most so many successes."""
        if count < 0:
            return 0.0
        count = min(np.floor(count), self.trials)
        return float(self.weights @ bdtr(count, self.trials, self.rates))

    def quantile(self, q: float) -> float:
        """Give the least number of successes whose distribution function reaches q."""
        low, high = 0, self.trials
        while low < high:
            middle = (low + high) // 2
            if self.below(middle) >= q:
                high = middle
            else:
                low = middle + 1
        return float(low)

    def shares(self, edges: np.ndarray) -> np.ndarray:
        """Chance of each bin; the first and the last hold what lies beyond them."""
        below = [self.below(edge) for edge in edges[1:-1]]
        return np.diff(below, prepend=0.0, append=1.0)
