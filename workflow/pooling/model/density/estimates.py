"""Outcomes that are normal around what is expected of them, with known standard errors."""

from __future__ import annotations

import numpy as np

DISPERSION: dict = {}


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log density around true effects, with the standard errors ``se``."""
    variance = np.asarray(data["se"], float) ** 2
    square = (np.asarray(data["y"]) - expected) ** 2
    return -0.5 * (square / variance + np.log(2 * np.pi * variance))


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    return rng.normal(expected, np.asarray(data["se"], float))
