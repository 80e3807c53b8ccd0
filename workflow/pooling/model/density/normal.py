"""Outcomes that are normal around what is expected of them."""

from __future__ import annotations

import numpy as np

from pooling.model.density import dispersion
from pooling.model.density.base import rows

DISPERSION = {"sigma": dispersion.SCALE}


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log density around means; ``spread`` is the sd of each outcome over sigma."""
    sd = rows(draws["sigma"]) * np.asarray(data.get("spread", 1.0))
    away = (np.asarray(data["y"]) - expected) / sd
    return -0.5 * away**2 - (np.log(sd) + 0.5 * np.log(2 * np.pi))


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    drawn = rng.standard_normal((len(expected), len(data["y"])))
    drawn *= rows(draws["sigma"]) * np.asarray(data.get("spread", 1.0))
    drawn += expected
    return drawn
