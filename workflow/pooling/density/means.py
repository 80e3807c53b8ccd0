"""Log densities of the family means."""

from __future__ import annotations

import numpy as np

from pooling.density.base import normal, of_groups, outcomes, population, positive, prior


def _observations(data: dict, draws: dict) -> np.ndarray:
    """Terms of sigma and of the observations."""
    sigma = draws["sigma"]
    return positive(sigma, **prior(data, "sigma")) + outcomes(
        data, of_groups(data, draws["alpha"]), sigma
    )


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """One mean, or one for every group, under a fixed prior.

    Arguments and result as in `pooling.density.log_density`.
    """
    return normal(draws["alpha"], **prior(data, "alpha")) + _observations(data, draws)


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A mean for every group, from a population that is learned.

    Arguments and result as in `pooling.density.log_density`.
    """
    return population(data, draws) + _observations(data, draws)


LOG_DENSITIES = {
    "complete_pooling": fixed_prior,
    "no_pooling": fixed_prior,
    "regularised": fixed_prior,
    "partial_pooling": partial_pooling,
}
