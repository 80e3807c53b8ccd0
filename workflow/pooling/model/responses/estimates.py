"""Outcomes that are estimates: eta is the true effect, known the standard error around it.

A true effect itself has a standard error of 0.
"""

import numpy as np
import scipy

from pooling.model.responses import normal
from pooling.model.responses.normal import (
    CONCAVE,
    INTEGER,
    LINK,
    REFUSED,
    SCALE,
    SUMS,
    TRIALS,
    WIDTH,
    mean,
    place,
    start,
    totals,
)

DISPERSION: dict = {}
BESIDE = "error"
PROGRAM = "estimates"
COLLAPSED = "normal_collapsed"
FORMULA = r"y_i \sim \mathrm{Normal}(\eta_i, \mathrm{se}_i)"
WEIGHTS = "the standard errors say how much each tells; leave them out"


def log_density(y, eta, dispersion: dict, known) -> np.ndarray:
    """Give the log density."""
    return normal.log_density(y, eta, {"sigma": known})


def slopes(y, eta, dispersion: dict, known) -> tuple:
    """Give the derivatives of the log density in eta."""
    return normal.slopes(y, eta, {"sigma": np.asarray(known, float)})


def cdf(y, eta, dispersion: dict, known) -> np.ndarray:
    """Give the probability of an outcome up to y."""
    away = np.asarray(y - eta, float)
    sure = np.where(away < 0, -np.inf, np.inf)
    known = np.broadcast_to(known, away.shape)
    return scipy.special.ndtr(np.divide(away, known, out=sure, where=known > 0))


def draw(eta, dispersion: dict, known, rng: np.random.Generator) -> np.ndarray:
    """Draw outcomes."""
    return normal.draw(eta, {"sigma": known}, 1, rng)


def variance(eta, dispersion: dict, known) -> np.ndarray:
    """Give the variance of an outcome."""
    return normal.variance(eta, {"sigma": known})


def information(eta, dispersion: dict, known) -> np.ndarray:
    """Give what an outcome says of eta: the expected curvature of its log density."""
    return normal.information(eta, {"sigma": np.asarray(known, float)})
