"""Counts without a bound: eta is the logarithm of the expected count."""

import numpy as np
import scipy

from pooling.model import allowed

LINK = "log"
TRIALS = False
BESIDE = None
SCALE = ("the log of the expected count", "el logaritmo del conteo esperado")
UNIT = ("log of a count", "log de un conteo")
DISPERSION: dict = {}
PROGRAM = "poisson"
INTEGER = True
REFUSED = allowed.counts(", and what they are counted over as offset(log(exposure))")
CONCAVE = True
SUMS = True
WIDTH = (1.5, 5.0)
FORMULA = r"y_i \sim \mathrm{Poisson}(e^{\eta_i})"
WEIGHTS = (
    "a count of several rows has their number as its exposure; write "
    '"offset(log(number))" in the formula'
)
LARGEST = 1e18  # expected count of which numpy can draw


def place(y, known, offsets) -> tuple[float, float]:
    """Give the logarithm of the mean rate, and 1: logarithms have a scale.

    Of a table of zeros it is that of half a count in all.
    """
    exposure = np.exp(np.broadcast_to(offsets, np.shape(y))).sum()
    return float(np.log(max(np.sum(y), 0.5) / exposure)), 1.0


def start(y, known) -> np.ndarray:
    """Guess the logarithm of each expected count, half a count added."""
    return np.log(np.asarray(y, float) + 0.5)


def mean(eta) -> np.ndarray:
    """Give the expected count."""
    return np.exp(eta)


def apart(y, dispersion: dict, known=1) -> np.ndarray:
    """Give what of the log probability the expected count has no say in."""
    return -scipy.special.gammaln(y + 1.0)


def kernel(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the rest of the log probability."""
    return y * eta - np.exp(eta)


def cumulant(expected) -> np.ndarray:
    """Give what `kernel` takes off, at an expected count."""
    return expected


def cumulant_slopes(expected) -> tuple[np.ndarray, np.ndarray]:
    """Give its first and second derivative in eta."""
    return expected, expected


def log_density(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the log probability."""
    return apart(y, dispersion, known) + kernel(y, eta, dispersion, known)


def slopes(y, eta, dispersion: dict, known=1) -> tuple:
    """Give the derivatives of the log probability in eta."""
    expected = np.exp(eta)
    first = y - expected
    return first, np.broadcast_to(-expected, first.shape)


def cdf(y, eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the probability of a count up to y.

    It is an incomplete gamma function: Abramowitz and Stegun (1964), 26.4.21.
    """
    y = np.floor(y)
    return np.where(
        y < 0, 0.0, scipy.special.gammaincc(np.maximum(y, 0) + 1, np.exp(eta))
    )


def draw(eta, dispersion: dict, known, rng: np.random.Generator) -> np.ndarray:
    """Draw counts; beyond all that can be counted, as many as can be drawn."""
    return rng.poisson(np.minimum(np.exp(np.minimum(eta, 100)), LARGEST))


def factorial_moments(eta, dispersion: dict, count: int) -> list[np.ndarray]:
    """Give the first of them: Johnson, Kemp and Kotz (2005), section 4.3."""
    return [np.exp(k * eta) for k in range(1, count + 1)]


def variance(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the variance of a count, which is its mean."""
    return np.exp(eta)


def totals(mean, variance, trials):
    """Give the distribution of a sum of counts with this mean."""
    return scipy.stats.poisson(mean)


def information(eta, dispersion: dict, known=1) -> np.ndarray:
    """Give the expected curvature of the log density in eta."""
    return np.exp(eta)
