"""Outcomes that are normal around what is expected of them, with known standard errors."""

from __future__ import annotations

import numpy as np


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log density of each outcome.

    Parameters
    ----------
    data : dict
        ``y``, and ``se``, the standard error of each.
    expected : ndarray
        True effects, shape (draw, outcome).
    draws : dict of ndarray
        Nothing else is needed of them.

    Returns
    -------
    ndarray
        Shape (draw, outcome).
    """
    variance = np.asarray(data["se"], float) ** 2
    square = (np.asarray(data["y"]) - expected) ** 2
    return -0.5 * (square / variance + np.log(2 * np.pi * variance))


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes; arguments and shape as in `log_likelihood`."""
    return rng.normal(expected, np.asarray(data["se"], float))
