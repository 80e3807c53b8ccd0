"""Counts more scattered than Poisson's: variance mu + mu^2 / phi, with mu = exp(eta).

Stan samples 1 / sqrt(phi), on which the prior is put: at 0 the counts are Poisson's, and
at 1 their sd is at least their mean.
"""

import numpy as np
import scipy

from pooling.model import dispersion
from pooling.model.responses.poisson import (
    CONCAVE,
    LARGEST,
    REFUSED,
    SCALE,
    UNIT,
    WEIGHTS,
    place,
    start,
)
from pooling.model.responses.poisson import mean as mean

LINK = "log"
TRIALS = False
BESIDE = None
DISPERSION = {
    "phi": dispersion.inverse_square(
        meaning=(
            "the larger, the nearer counts are to Poisson's: their variance is μ + μ²/φ",
            "cuanto mayor, más cerca están los conteos de Poisson: su varianza es μ + μ²/φ",
        ),
        note=(
            "The prior is one of 1/√φ, which is 0 where counts are Poisson's.",
            "El prior es de 1/√φ, que es 0 donde los conteos son de Poisson.",
        ),
    )
}
PROGRAM = "negative_binomial"
INTEGER = True
SUMS = False
WIDTH = (1.5, 5.0)
FORMULA = r"y_i \sim \mathrm{NegBinomial}(e^{\eta_i}, \phi)"


def apart(y, dispersion: dict, known=1) -> np.ndarray:
    """Give what of the log probability the expected count has no say in."""
    phi = dispersion["phi"]
    return -scipy.special.betaln(phi, y + 1.0) - np.log(y + phi)


def kernel(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the rest of the log probability."""
    phi = dispersion["phi"]
    odds = eta - np.log(phi)  # log of the odds of one more count to none
    # log(1 + exp(odds)), in several times less than logaddexp takes
    more = np.maximum(odds, 0) + np.log1p(np.exp(-np.abs(odds)))
    return y * odds - (y + phi) * more


def log_density(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the log probability."""
    return apart(y, dispersion, known) + kernel(y, eta, dispersion, known)


def slopes(y, eta, dispersion: dict, known=1) -> tuple:
    """Give the derivatives of the log probability in eta."""
    phi = dispersion["phi"]
    odds = eta - np.log(phi)
    small = np.exp(-np.abs(odds))
    larger, below = 1 / (1 + small), odds < 0
    share, rest = (larger * np.where(each, small, 1.0) for each in (below, ~below))
    return y * rest - phi * share, -(y + phi) * share * rest


def cdf(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the probability of a count up to y.

    It is an incomplete beta function: Abramowitz and Stegun (1964), 26.5.26.
    """
    y, phi = np.floor(y), dispersion["phi"]
    within = scipy.special.betainc(
        phi, np.maximum(y, 0) + 1, scipy.special.expit(np.log(phi) - eta)
    )
    return np.where(y < 0, 0.0, within)


def draw(eta, dispersion: dict, known, rng: np.random.Generator) -> np.ndarray:
    """Draw counts: Poisson's around expected counts that are gamma distributed."""
    phi = dispersion["phi"]
    shape = np.broadcast_shapes(np.shape(eta), np.shape(phi))
    expected = np.exp(np.minimum(eta, 100)) * rng.gamma(phi, size=shape) / phi
    return rng.poisson(np.minimum(expected, LARGEST))


def factorial_moments(eta, dispersion: dict, count: int) -> list[np.ndarray]:
    """Give the first of them: Johnson, Kemp and Kotz (2005), section 5.4."""
    rising = np.cumprod(1 + np.arange(count) / dispersion["phi"])
    return [rise * np.exp(k * eta) for k, rise in enumerate(rising, 1)]


def variance(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the variance of a count."""
    expected = np.exp(eta)
    return expected + expected**2 / dispersion["phi"]


def totals(mean, variance, trials):
    """Give a distribution of a sum of counts: of the same kind, mean and variance."""
    more = np.maximum(variance - mean, 1e-9 * mean)
    return scipy.stats.nbinom(mean**2 / more, mean / (mean + more))


def information(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the expected curvature of the log density in eta."""
    expected = np.exp(eta)
    return expected / (1 + expected / dispersion["phi"])
