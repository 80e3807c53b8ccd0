"""Successes in a known number of trials: eta is the log odds of a success."""

import numpy as np
import scipy

from pooling.model import allowed

LINK = "logit"
TRIALS = True
BESIDE = "trials"
SCALE = ("the log odds", "el logit")
UNIT = ("log odds", "logit")
DISPERSION: dict = {}
PROGRAM = "binomial"
INTEGER = True
REFUSED = allowed.counts()
CONCAVE = True
SUMS = True
WIDTH = (1.5, 5.0)
FORMULA = r"y_i \sim \mathrm{Binomial}(N_i, \mathrm{logit}^{-1}(\eta_i))"
WEIGHTS = (
    'the number of trials says how much a row tells; write "p(successes, trials)" with '
    '"family: binomial"'
)


def place(y, trials, offsets) -> tuple[float, float]:
    """Give the middle and the scale of log odds, which need no data."""
    return 0.0, 1.0


def start(y, trials) -> np.ndarray:
    """Guess log odds, half a success and half a failure added."""
    y, trials = np.asarray(y, float), np.asarray(trials, float)
    return np.log((y + 0.5) / (trials - y + 0.5))


def mean(eta) -> np.ndarray:
    """Give the probability of a success."""
    return scipy.special.expit(eta)


def apart(y, dispersion: dict, trials=1) -> np.ndarray:
    """Give the log number of ways to have so many successes."""
    return (
        scipy.special.gammaln(trials + 1.0)
        - scipy.special.gammaln(y + 1.0)
        - scipy.special.gammaln(trials - y + 1.0)
    )


def kernel(y, eta, dispersion: dict, trials=1) -> np.ndarray:
    """Give the rest of the log probability."""
    # log(1 + exp(eta)), in several times less than logaddexp takes
    more = np.maximum(eta, 0) + np.log1p(np.exp(-np.abs(eta)))
    return y * eta - trials * more


def cumulant(odds) -> np.ndarray:
    """Give what `kernel` takes off for each trial, at odds of a success."""
    return np.log1p(odds)


def cumulant_slopes(odds) -> tuple[np.ndarray, np.ndarray]:
    """Give its first and second derivative in eta."""
    chance = odds / (1 + odds)
    return chance, chance * (1 - chance)


def log_density(y, eta, dispersion: dict, trials=1) -> np.ndarray:
    """Give the log probability."""
    return apart(y, dispersion, trials) + kernel(y, eta, dispersion, trials)


def slopes(y, eta, dispersion: dict, trials=1) -> tuple:
    """Give the derivatives of the log probability in eta."""
    # The smaller of both chances, and the larger; in half the time that expit takes.
    less = np.exp(-np.abs(eta))
    more = 1 / (1 + less)
    less = less * more
    first = y - trials * np.where(eta < 0, less, more)
    return first, np.broadcast_to(-trials * less * more, first.shape)


def cdf(y, eta, dispersion: dict, trials=1) -> np.ndarray:
    """Give the probability of so many successes, or fewer.

    It is an incomplete beta function: Abramowitz and Stegun (1964), 26.5.24.
    """
    y = np.floor(y)
    inside = (y >= 0) & (y < trials)
    within = scipy.special.betainc(
        np.where(inside, trials - y, 1),
        np.where(inside, y, 0) + 1,
        scipy.special.expit(-eta),
    )
    return np.where(inside, within, np.where(y < 0, 0.0, 1.0))


def draw(eta, dispersion: dict, trials, rng: np.random.Generator) -> np.ndarray:
    """Draw numbers of successes."""
    return rng.binomial(trials, scipy.special.expit(eta))


def variance(eta, dispersion: dict, trials=1) -> np.ndarray:
    """Give the variance of a number of successes."""
    return trials * scipy.special.expit(eta) * scipy.special.expit(-np.asarray(eta))


def totals(mean, variance, trials):
    """Give a distribution of the successes of several rows with this mean.

    Where chances differ from row to row its tails are no lighter than theirs: Hoeffding
    (1956), Annals of Mathematical Statistics 27, 713-721.
    """
    # Sums of trials may come as floats, which numpy draws nothing from.
    return scipy.stats.binom(
        np.asarray(trials, dtype=int), np.minimum(mean / trials, 1.0)
    )


def information(eta, dispersion: dict, trials=1) -> np.ndarray:
    """Give the expected curvature of the log density in eta."""
    return variance(eta, dispersion, trials)
