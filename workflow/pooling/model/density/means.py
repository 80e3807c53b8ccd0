"""Log densities of the family means."""

from __future__ import annotations

import numpy as np

from pooling.model.density.base import (
    fixed_prior,
    hyperparameters,
    in_population,
    log_priors,
    marginals,
    normal_effects,
    normal_total,
    of_groups,
    population,
    rows,
    some_rows,
    with_effects,
)
from pooling.model.names import REGULARISED

from_prior, of_rows = with_effects(normal_effects), some_rows


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the mean of each outcome, shape (draw, outcome) or (draw, 1)."""
    return of_groups(data, draws["alpha"])


def total(data: dict, draws: dict) -> np.ndarray:
    """Sum the log density of all outcomes, shape (draw,)."""
    return normal_total(data, draws, {"alpha": np.ones(1)})


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Outcomes of each group, whatever its mean: normal, and correlated.

    The population of the means is learned, or the fixed prior.

    Their covariance sigma^2 I + sigma_alpha^2 11' has the eigenvalue sigma^2 +
    n_j sigma_alpha^2 along their mean, and sigma^2 else.
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


TOTALS = {"normal": total}
LOG_PRIORS = log_priors(partial=population, shared=hyperparameters) | {
    REGULARISED: fixed_prior
}
MARGINALS = marginals(marginal)
