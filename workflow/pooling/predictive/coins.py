"""Checks of the family coins: biases from a beta population."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, expit

from pooling.predictive import counts
from pooling.predictive.base import Case

OUTCOMES = counts
QUANTITY = "theta"
LEARNED = ("mean",)  # by omega; kappa is known


def population(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Give the shapes of the beta distribution of the biases, shape (draw,) each."""
    if case.declared.pooling == "fixed":
        draws = len(case.fit.draws(QUANTITY)[QUANTITY])
        omega = np.full(draws, case.data["omega"])
    else:
        omega = case.fit.draws("omega")["omega"]
    sharpness = case.data["kappa"] - 2
    return omega * sharpness + 1, (1 - omega) * sharpness + 1


def new_rates(a, b, shape: tuple[int, ...], rng) -> np.ndarray:
    """Draw biases of new coins.

    Parameters
    ----------
    a, b : ndarray
        Population, shape (draw, 1).
    shape : tuple of int
        Of the result: (draw, coin).
    rng : numpy.random.Generator
        Where the numbers come from.
    """
    return rng.beta(a, b, shape)


def below(a, b, limits: np.ndarray) -> np.ndarray:
    """Chance that a new coin's log odds are below limits, shape (draw, limit)."""
    return betainc(a, b, expit(limits))
