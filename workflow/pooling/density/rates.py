"""Log densities of the family rates, on the scale of the log odds."""

from __future__ import annotations

import numpy as np

from pooling.density import binomial
from pooling.density.base import normal, population, prior, rows

OUTCOMES = binomial


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the log odds of each unit's successes, shape (draw, unit) or (draw, 1)."""
    return rows(draws["alpha"])


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """One rate, or one for every unit, under a fixed prior.

    Arguments and result as in `pooling.density.log_density`.
    """
    return normal(draws["alpha"], **prior(data, "alpha"))


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A rate for every unit, from a population that is learned.

    Arguments and result as in `pooling.density.log_density`.
    """
    return population(data, draws)


LOG_PRIORS = {
    "complete_pooling": fixed_prior,
    "no_pooling": fixed_prior,
    "partial_pooling": partial_pooling,
}
