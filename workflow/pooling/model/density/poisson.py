"""Outcomes that are counts, of events that are independent given their rate."""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

DISPERSION: dict = {}
MOST = 20.79  # log of the largest rate that is drawn from, as in the programs


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log probability of counts, at the logs of their rates."""
    y = np.asarray(data["y"])
    with np.errstate(over="ignore"):
        return y * expected - np.exp(expected) - gammaln(y + 1)


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    return rng.poisson(np.exp(np.minimum(expected, MOST)))
