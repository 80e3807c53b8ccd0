"""Log densities of the family means."""

from __future__ import annotations

import numpy as np

from pooling.density import normal as outcomes
from pooling.density.base import normal, of_groups, population, positive, prior

OUTCOMES = outcomes


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the mean of each outcome, shape (draw, outcome) or (draw, 1)."""
    return of_groups(data, draws["alpha"])


def _noise(data: dict, draws: dict) -> np.ndarray:
    return positive(draws["sigma"], **prior(data, "sigma"))


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """One mean, or one for every group, under a fixed prior.

    Arguments and result as in `pooling.density.log_density`.
    """
    return normal(draws["alpha"], **prior(data, "alpha")) + _noise(data, draws)


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A mean for every group, from a population that is learned.

    Arguments and result as in `pooling.density.log_density`.
    """
    return population(data, draws) + _noise(data, draws)


LOG_PRIORS = {
    "complete_pooling": fixed_prior,
    "no_pooling": fixed_prior,
    "regularised": fixed_prior,
    "partial_pooling": partial_pooling,
}
