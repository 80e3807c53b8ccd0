"""Predictive distributions as mixtures over the posterior, without new noise.

An outcome has the distribution of its response given the parameters. Its moments and
quantiles are averages of those of the components: over the nodes of the exact posterior,
or over draws, which leaves far less to chance than drawing an outcome from each (Gelfand
and Smith, 1990, JASA 85, 398-409, section 2).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import ModuleType

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from pooling.basics.errors import PoolingError

LARGEST = 2**53  # number to which doubles count one by one


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

    def beyond(self, value: float) -> float:
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


@dataclass(frozen=True, kw_only=True)
class Mixture:
    """Outcomes of a response, given weighted draws of its linear predictor.

    Attributes
    ----------
    response : module
        One of `pooling.model.responses`.
    eta : ndarray
        Linear predictor, shape (component,).
    dispersion : dict of ndarray
        Name -> its draws, shape (component,).
    weights : ndarray
        Shape (component,); they sum to one.
    known : int or float
        Of each outcome: its trials, or its standard error; see
        `pooling.model.responses.known_new`.
    """

    response: ModuleType
    eta: np.ndarray
    weights: np.ndarray
    dispersion: dict[str, np.ndarray] = field(default_factory=dict)
    known: float = 1

    @property
    def means(self) -> np.ndarray:
        """Expected outcome of each component."""
        trials = self.known if self.response.TRIALS else 1
        return trials * self.response.mean(self.eta)

    @property
    def mean(self) -> float:
        """Mean of the mixture."""
        return float(self.weights @ self.means)

    @property
    def terms(self) -> np.ndarray:
        """What the components add to the variance of the mixture."""
        scatter = self.response.variance(self.eta, self.dispersion, self.known)
        return scatter + (self.means - self.mean) ** 2

    @property
    def sd(self) -> float:
        """Sd of the mixture; of one without a variance, half of its central 68 %."""
        terms = self.terms
        if np.isfinite(terms).all():
            return float(np.sqrt(self.weights @ terms))
        low, high = (self.quantile(float(ndtr(z))) for z in (-1, 1))
        return (high - low) / 2

    def below(self, value: float) -> float:
        """Chance of at most a value."""
        return float(
            self.weights @ self.response.cdf(value, self.eta, self.dispersion, self.known)
        )

    def above(self, value: float) -> float:
        """Chance of more than a value."""
        return 1.0 - self.below(value)

    def beyond(self, threshold: float) -> float:
        """Chance of an outcome above a threshold; of successes that of their probability."""
        if not self.response.TRIALS:
            return self.above(threshold)
        return float(self.weights @ (self.response.mean(self.eta) > threshold))

    def _ends(self, unit: float) -> tuple[float, float]:
        """Give values between which all quantiles lie."""
        low, high = self.mean - unit, self.mean + unit
        while self.below(low) > 1e-6:
            low -= 2 * (self.mean - low)
        while self.below(high) < 1 - 1e-6:
            high += 2 * (high - self.mean)
        return low, high

    def quantile(self, q: float) -> float:
        """Where the distribution function reaches q; of counts the least such number."""
        if self.response.INTEGER:
            return self._count(q)
        wide = self.response.variance(self.eta, self.dispersion, self.known)
        if not np.isfinite(np.median(wide)):  # heavy tails
            wide = 1 / self.response.information(self.eta, self.dispersion, self.known)
        unit = float(np.std(self.means) + np.sqrt(np.median(wide)))
        low, high = self._ends(unit)
        return float(brentq(lambda y: self.below(y) - q, low, high, xtol=unit * 1e-9))

    def _count(self, q: float) -> float:
        low, high = 0, 1
        while self.below(high) < q:
            high *= 2
            if high > LARGEST:
                raise PoolingError(
                    "not computed, because a prior leaves open counts of a new row that are "
                    "larger than any that a computer counts."
                )
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.below(middle) >= q else (middle + 1, high)
        return float(low)

    def shares(self, edges: np.ndarray) -> np.ndarray:
        """Chance of each bin; the first and the last hold what lies beyond them."""
        below = [self.below(edge) for edge in edges[1:-1]]
        return np.diff(below, prepend=0.0, append=1.0)

    def density(self, grid: np.ndarray) -> np.ndarray:
        """Density at the points of an even grid, as shares of cells.

        Of outcomes that draws decide without scatter, true effects, it is a kernel density
        with the width of Silverman (1986), Density estimation, section 3.4.2.
        """
        step = np.diff(grid).mean()
        edges = np.append(grid - step / 2, grid[-1] + step / 2)
        seen = replace(self, known=self._width()) if self.known == 0 else self
        return np.diff([seen.below(edge) for edge in edges]) / step

    def _width(self) -> float:
        """Give the width of a kernel for the components' means."""
        low, high = np.quantile(self.means, [0.25, 0.75])
        spread = min(self.means.std(), (high - low) / 1.34) or 1.0
        return float(0.9 * spread * len(self.means) ** -0.2)
