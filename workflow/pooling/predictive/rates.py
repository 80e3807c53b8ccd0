"""Checks of the family rates: log odds from a normal population."""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr

from pooling.predictive import counts
from pooling.predictive.base import Case

OUTCOMES = counts
QUANTITY = "p"
LEARNED = ("mean", "sd")  # by mu_alpha and sigma_alpha


def population(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and sd of the units' log odds, shape (draw,) each.

    Without pooling they are those of the prior.
    """
    if case.declared.pooling == "none":
        prior = case.data["prior_alpha_mean"], case.data["prior_alpha_sd"]
        return tuple(np.full(1, value, dtype=float) for value in prior)
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
