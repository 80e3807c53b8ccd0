"""Outcomes that are counts of events whose rates differ as a gamma distribution does."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from pooling.model.density import dispersion
from pooling.model.density.base import rows
from pooling.model.density.poisson import MOST

DISPERSION = {"phi": dispersion.INVERSE_SQUARE}
LARGEST = 1e9  # rate that a count is drawn from, as in the program
STIRLING = 100.0  # from here on two terms of his series have all digits


def _rising(phi, y) -> np.ndarray:
    """Give log gamma(phi + y) - log gamma(phi), also where both are far larger than that.

    Abramowitz and Stegun (1964), 6.1.41.
    """
    large = np.maximum(phi, STIRLING)
    total = large + y
    rest = 1 / (12 * total) - 1 / (12 * large) - total**-3.0 / 360 + large**-3.0 / 360
    told = (large - 0.5) * np.log1p(y / large) + y * (np.log(total) - 1) + rest
    return np.where(phi < STIRLING, gammaln(y + phi) - gammaln(phi), told)


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log probability at logs of means; the variance is mean + mean^2 / phi."""
    y, phi = np.asarray(data["y"]), rows(draws["phi"])
    share = expected - np.log(phi)  # log of mean / phi
    ways = _rising(phi, y) - gammaln(y + 1)
    return ways + y * share - (y + phi) * np.logaddexp(0, share)


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    phi = np.broadcast_to(rows(draws["phi"]), expected.shape)
    rate = rng.standard_gamma(phi) / phi * np.exp(np.minimum(expected, MOST))
    return rng.poisson(np.minimum(rate, LARGEST))
