"""Log densities of the family rates, on the scale of the log odds."""

from __future__ import annotations

import numpy as np

from pooling.density.base import counts, normal, population, prior, rows


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """One rate, or one for every unit, under a fixed prior.

    Arguments and result as in `pooling.density.log_density`.
    """
    alpha = draws["alpha"]
    return normal(alpha, **prior(data, "alpha")) + counts(data, rows(alpha))


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A rate for every unit, from a population that is learned.

    Arguments and result as in `pooling.density.log_density`.
    """
    return population(data, draws) + counts(data, draws["alpha"])


LOG_DENSITIES = {
    "complete_pooling": fixed_prior,
    "no_pooling": fixed_prior,
    "partial_pooling": partial_pooling,
}
