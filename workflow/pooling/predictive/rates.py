"""Checks of the family rates: log odds from a normal population."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr

from pooling.predictive.base import Case
from pooling.predictive.counts import (
    PER,
    group_checks,
    new_group,
    new_tables,
    plausible,
    prior_draws,
    statistics,
)

__all__ = [
    "PER",
    "QUANTITY",
    "below",
    "group_checks",
    "new_group",
    "new_rates",
    "new_tables",
    "plausible",
    "population",
    "prior_draws",
    "statistics",
]

QUANTITY = "p"


def population(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Load mean and sd of the units' log odds, shape (draw,) each."""
    values = case.fit.draws("mu_alpha", "sigma_alpha")
    return values["mu_alpha"], values["sigma_alpha"]


def new_rates(mean, sd, shape: tuple[int, ...], rng) -> np.ndarray:
    """Draw rates of new units.

    Parameters
    ----------
    mean, sd : ndarray
        Population, shape (draw, 1).
    shape : tuple of int
        Of the result: (draw, unit).
    rng : numpy.random.Generator
        Where the numbers come from.
    """
    return expit(mean + sd * rng.standard_normal(shape))


def below(mean, sd, limits: np.ndarray) -> np.ndarray:
    """Chance that a new unit's log odds are below limits, shape (draw, limit)."""
    return ndtr((limits - mean) / sd)
