"""Log densities of the family rates, on the scale of the log odds."""

from __future__ import annotations

import numpy as np

from pooling.density import binomial
from pooling.density.base import (
    hyperparameters,
    normal,
    normal_effects,
    population,
    prior,
    rows,
)
from pooling.density.integral import log_marginal

OUTCOMES = binomial
effects = normal_effects


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


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Successes of each unit, whatever its log odds: an integral for each.

    Arguments and result as in `pooling.density.log_density`.
    """
    pairs, units = np.unique(np.stack([data["y"], data["N"]]), axis=1, return_counts=True)
    return log_marginal(*pairs, draws["mu_alpha"], draws["sigma_alpha"]) @ units


LOG_PRIORS = {
    "complete_pooling": fixed_prior,
    "no_pooling": fixed_prior,
    "partial_pooling": partial_pooling,
    "partial_pooling_collapsed": hyperparameters,
}
MARGINALS = {"partial_pooling_collapsed": marginal}
