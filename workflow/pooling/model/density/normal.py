"""Outcomes that are normal around what is expected of them."""

from __future__ import annotations

import numpy as np

from pooling.model.density.base import rows


def of_rows(data: dict, draws: dict, chosen) -> tuple[dict, dict]:
    """Take some rows of the data; the groups stay."""
    columns = [name for name in ("y", "group", "x") if name in data]
    return {name: np.asarray(data[name])[chosen] for name in columns}, draws


def log_likelihood(data: dict, expected, draws: dict) -> np.ndarray:
    """Give the log density around means; ``spread`` is the sd of each outcome over sigma."""
    sd = rows(draws["sigma"]) * np.asarray(data.get("spread", 1.0))
    away = (np.asarray(data["y"]) - expected) / sd
    return -0.5 * away**2 - (np.log(sd) + 0.5 * np.log(2 * np.pi))


def replicates(data: dict, expected, draws: dict, rng) -> np.ndarray:
    """Draw outcomes, shape (draw, outcome)."""
    noise = rng.standard_normal((len(expected), len(data["y"])))
    sd = rows(draws["sigma"]) * np.asarray(data.get("spread", 1.0))
    return expected + sd * noise
