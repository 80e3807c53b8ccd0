"""Outcomes that are counts of events whose rates differ as a gamma distribution does."""

from __future__ import annotations

import numpy as np
from scipy.special import betaln

from pooling.model.density.base import rows
from pooling.model.density.poisson import MOST

LARGEST = 1e9  # rate that a count is drawn from, as in the program


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log probability at logs of means; the variance is mean + mean^2 / phi."""
    y, phi = np.asarray(data["y"]), rows(draws["phi"])
    share = expected - np.log(phi)  # log of mean / phi
    # Gammas of a phi of millions lose the digits that tell them apart, a beta does not.
    some = np.maximum(y, 1)
    ways = np.where(y > 0, -np.log(some) - betaln(some, phi), 0.0)
    return ways + y * share - (y + phi) * np.logaddexp(0, share)


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    phi = np.broadcast_to(rows(draws["phi"]), expected.shape)
    rate = rng.standard_gamma(phi) / phi * np.exp(np.minimum(expected, MOST))
    return rng.poisson(np.minimum(rate, LARGEST))
