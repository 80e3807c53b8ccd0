"""Outcomes that are successes of a known number of trials."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, gammaln

DISPERSION: dict = {}


def _trials(data: dict) -> np.ndarray:
    """Give the trials of each outcome: with a formula, N is the number of rows."""
    return np.asarray(data.get("trials", data["N"]))


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log probability of successes, at log odds of them."""
    y, n = np.asarray(data["y"]), _trials(data)
    ways = gammaln(n + 1) - gammaln(y + 1) - gammaln(n - y + 1)
    # log(1 + exp(x)), in several times less than logaddexp takes
    more = np.maximum(expected, 0) + np.log1p(np.exp(-np.abs(expected)))
    return y * expected - n * more + ways


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    return rng.binomial(_trials(data), expit(expected), (len(expected), len(data["y"])))
