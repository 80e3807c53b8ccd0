"""Log densities of the family means."""

from __future__ import annotations

import numpy as np

from pooling.model.density import normal as outcomes
from pooling.model.density.base import (
    hyperparameters,
    in_population,
    noise_prior,
    normal,
    normal_effects,
    normal_total,
    of_groups,
    of_one_group,
    population,
    prior,
    rows,
    with_effects,
)
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED

OUTCOMES = {"means": outcomes}
from_prior = with_effects(normal_effects)


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the mean of each outcome, shape (draw, outcome) or (draw, 1)."""
    return of_groups(data, draws["alpha"])


def total(data: dict, draws: dict) -> np.ndarray:
    """Sum the log density of all outcomes, shape (draw,)."""
    return normal_total(data, draws, {"alpha": np.ones(1)})


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """One mean, or one for every group, under a fixed prior.

    Arguments and result as in `pooling.model.density.log_density`.
    """
    return normal(draws["alpha"], **prior(data, "alpha")) + noise_prior(data, draws)


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A mean for every group, from a population that is learned.

    Arguments and result as in `pooling.model.density.log_density`.
    """
    return population(data, draws) + noise_prior(data, draws)


def _shared(data: dict, draws: dict) -> np.ndarray:
    """Terms of what the groups have in common."""
    return hyperparameters(data, draws) + noise_prior(data, draws)


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Outcomes of each group, whatever its mean: normal, and correlated.

    The population of the means is learned, or the fixed prior.

    Their covariance sigma^2 I + sigma_alpha^2 11' has the eigenvalue sigma^2 +
    n_j sigma_alpha^2 along their mean, and sigma^2 else.

    Arguments and result as in `pooling.model.density.log_density`.
    """
    group, y = np.asarray(data["group"]) - 1, np.asarray(data["y"])
    size = np.bincount(group)
    mean = np.bincount(group, y) / size
    within = np.sum((y - mean[group]) ** 2)
    draws = in_population(data, draws)
    mu, between, noise = (
        rows(draws[name]) for name in ("mu_alpha", "sigma_alpha", "sigma")
    )
    along = noise**2 + size * between**2
    groups = np.log(along) + size * (mean - mu) ** 2 / along
    rest = (len(y) - len(size)) * np.log(noise**2) + within / noise**2
    return -0.5 * (groups.sum(axis=1) + rest[:, 0])


TOTALS = {"means": total}
LOG_PRIORS = {
    COMPLETE: fixed_prior,
    NONE: fixed_prior,
    REGULARISED: fixed_prior,
    PARTIAL: partial_pooling,
    "partial_pooling_collapsed": _shared,
    "fixed_prior_collapsed": noise_prior,
    "complete_pooling_collapsed": fixed_prior,
}
MARGINALS = {
    "partial_pooling_collapsed": marginal,
    "fixed_prior_collapsed": marginal,
    "complete_pooling_collapsed": of_one_group(marginal),
}
