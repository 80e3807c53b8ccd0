"""Predictive distributions as mixtures over the posterior draws, without new noise.

An outcome is normal, or binomial, given the parameters. Its moments and quantiles are
averages of those of the components, which leaves far less to chance than drawing an
outcome from each (Gelfand and Smith, 1990, JASA 85, 398-409, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import bdtr, ndtr


@dataclass(frozen=True)
class Normals:
    """A mixture of normal distributions with equal weights.

    Attributes
    ----------
    means, sds : ndarray
        Shape (draw,).
    """

    means: np.ndarray
    sds: np.ndarray

    @property
    def mean(self) -> float:
        """Mean of the mixture."""
        return float(self.means.mean())

    @property
    def sd(self) -> float:
        """Sd of the mixture: the components' own and that of their means."""
        return float(np.sqrt((self.sds**2).mean() + self.means.var()))

    def above(self, value: float) -> float:
        """Give the chance of more than a value."""
        # A component without spread is on one side.
        sds = np.maximum(self.sds, np.finfo(float).tiny)
        return float(ndtr((self.means - value) / sds).mean())

    def quantile(self, q: float) -> float:
        """Where the mixture's distribution function is q."""
        unit = self.sd or 1.0
        # Without spread at all the quantile is the mean.
        sds = np.maximum(self.sds, unit * 1e-9)
        # Chebyshev: no quantile is farther from the mean than sd / sqrt(q (1 - q)).
        reach = 1.01 / np.sqrt(q * (1 - q))

        def below(z: float) -> float:
            return float(ndtr((self.mean + z * unit - self.means) / sds).mean()) - q

        return self.mean + unit * brentq(below, -reach, reach, xtol=1e-9)


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
    def sd(self) -> float:
        """Sd of the number of successes."""
        n, p, mean = self.trials, self.rates, self.weights @ self.rates
        own, between = self.weights @ (p * (1 - p)), self.weights @ (p - mean) ** 2
        return float(np.sqrt(n * own + n**2 * between))

    def quantile(self, q: float) -> float:
        """Give the least number of successes whose distribution function reaches q."""
        low, high = 0, self.trials
        while low < high:
            middle = (low + high) // 2
            if self.weights @ bdtr(middle, self.trials, self.rates) >= q:
                high = middle
            else:
                low = middle + 1
        return float(low)
