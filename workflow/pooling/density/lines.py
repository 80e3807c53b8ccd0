"""Log densities of the family lines."""

from __future__ import annotations

import numpy as np

from pooling.density import normal as outcomes
from pooling.density.base import (
    correlation,
    normal,
    of_groups,
    population,
    positive,
    prior,
    rows,
)

OUTCOMES = outcomes


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the height of each outcome's line, shape (draw, outcome)."""
    alpha, beta = (of_groups(data, draws[name]) for name in ("alpha", "beta"))
    return alpha + beta * np.asarray(data["x"])


def _noise(data: dict, draws: dict) -> np.ndarray:
    return positive(draws["sigma"], **prior(data, "sigma"))


def fixed_prior(data: dict, draws: dict) -> np.ndarray:
    """One line, or one for every group, under fixed priors.

    Arguments and result as in `pooling.density.log_density`.
    """
    return (
        normal(draws["alpha"], **prior(data, "alpha"))
        + normal(draws["beta"], **prior(data, "beta"))
        + _noise(data, draws)
    )


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A line for every group, from a population that is learned.

    The lines are bivariate normal: the intercepts normal, and the slopes normal
    given them (Gelman et al., 2013, Bayesian Data Analysis, appendix A). The
    program samples each slope's standardised distance from its conditional
    mean, whose Jacobian is the conditional sd.

    Arguments and result as in `pooling.density.log_density`.
    """
    rho, sd_alpha, sd_beta = (
        draws[name] for name in ("rho", "sigma_alpha", "sigma_beta")
    )
    level = (draws["alpha"] - rows(draws["mu_alpha"])) / rows(sd_alpha)
    mean = rows(draws["mu_beta"]) + rows(rho * sd_beta) * level
    sd = sd_beta * np.sqrt((1 - rho) * (1 + rho))
    return (
        population(data, draws)
        + normal(draws["mu_beta"], **prior(data, "mu_beta"))
        + positive(sd_beta, **prior(data, "sigma_beta"))
        + correlation(rho, **prior(data, "R"))
        + normal(draws["beta"], mean, rows(sd))
        + data["J"] * np.log(sd)
        + _noise(data, draws)
    )


LOG_PRIORS = {
    "complete_pooling": fixed_prior,
    "no_pooling": fixed_prior,
    "partial_pooling": partial_pooling,
}
