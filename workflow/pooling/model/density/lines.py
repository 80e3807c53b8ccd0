"""Log densities of the family lines."""

from __future__ import annotations

import numpy as np

from pooling.model.density.base import (
    correlation,
    hyperparameters,
    in_population,
    log_priors,
    marginals,
    normal,
    normal_effects,
    normal_total,
    of_groups,
    population,
    positive,
    prior,
    rows,
    some_rows,
    with_effects,
)


def effects(data: dict, draws: dict, count: int, rng) -> dict[str, np.ndarray]:
    """Draw the lines of the groups: the intercepts, and the slopes given them.

    Arguments as in `pooling.model.density.base.normal_effects`, whose result has ``beta``, too.
    """
    levels = normal_effects(data, draws, count, rng)
    mean, sd = _given(draws, levels["alpha"])
    beta = mean + rows(sd) * rng.standard_normal(mean.shape)
    return levels | {"beta": beta}


from_prior, of_rows = with_effects(effects), some_rows


def _given(draws: dict, alpha) -> tuple[np.ndarray, np.ndarray]:
    """Mean, shape (draw, group), and sd, (draw,), of the slopes given the intercepts."""
    rho, sd_alpha, sd_beta = (
        draws[name] for name in ("rho", "sigma_alpha", "sigma_beta")
    )
    level = (alpha - rows(draws["mu_alpha"])) / rows(sd_alpha)
    mean = rows(draws["mu_beta"]) + rows(rho * sd_beta) * level
    return mean, sd_beta * np.sqrt((1 - rho) * (1 + rho))


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the height of each outcome's line, shape (draw, outcome)."""
    alpha, beta = (of_groups(data, draws[name]) for name in ("alpha", "beta"))
    return alpha + beta * np.asarray(data["x"])


def total(data: dict, draws: dict) -> np.ndarray:
    """Sum the log density of all outcomes, shape (draw,)."""
    columns = {"alpha": np.ones(1), "beta": np.asarray(data["x"], float)}
    return normal_total(data, draws, columns)


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A line for every group, from a population that is learned.

    The lines are bivariate normal: the intercepts normal, and the slopes normal
    given them (Gelman et al., 2013, Bayesian Data Analysis, appendix A). The
    program samples each slope's standardised distance from its conditional
    mean, whose Jacobian is the conditional sd.
    """
    mean, sd = _given(draws, draws["alpha"])
    return (
        population(data, draws)
        + _slopes(data, draws)
        + normal(draws["beta"], mean, rows(sd))
        + data["J"] * np.log(sd)
    )


def _slopes(data: dict, draws: dict) -> np.ndarray:
    """Terms of what the slopes have in common, and of R."""
    return (
        normal(draws["mu_beta"], **prior(data, "mu_beta"))
        + positive(draws["sigma_beta"], **prior(data, "sigma_beta"))
        + correlation(draws["rho"], **prior(data, "R"))
    )


def _shared(data: dict, draws: dict) -> np.ndarray:
    """Terms of what the groups have in common."""
    return hyperparameters(data, draws) + _slopes(data, draws)


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Outcomes of each group, whatever its line: normal, and correlated.

    The population of the lines is learned, or the fixed prior.

    Of a group's outcomes only two combinations vary by more than sigma: the one
    along 1, and the one along x as far as it is not along 1. They are bivariate
    normal; the second is taken given the first.
    """
    group, x, y = (np.asarray(data[name]) for name in ("group", "x", "y"))
    group = group - 1
    size = np.bincount(group)
    level, height = (np.bincount(group, each) / size for each in (x, y))
    along, up = x - level[group], y - height[group]
    length = np.sqrt(np.bincount(group, along**2))
    # Where x does not vary, rounding is all there is.
    length[length < 1e-12 * np.sqrt(size) * np.abs(level)] = 0
    unit = (
        along * np.divide(1, length, out=np.zeros_like(length), where=length > 0)[group]
    )
    tilt = np.bincount(group, unit * up)
    within = np.sum((up - unit * tilt[group]) ** 2)

    draws = in_population(data, draws)
    mu, slope, sd_alpha, sd_beta, rho, noise = (
        rows(draws[name])
        for name in ("mu_alpha", "mu_beta", "sigma_alpha", "sigma_beta", "rho", "sigma")
    )
    common = rho * sd_alpha * sd_beta
    first = noise**2 + size * (sd_alpha**2 + 2 * level * common + level**2 * sd_beta**2)
    mixed = np.sqrt(size) * length * (common + level * sd_beta**2)
    away = np.sqrt(size) * (height - mu - slope * level)
    given = noise**2 + length**2 * sd_beta**2 - mixed**2 / first
    residual = tilt - slope * length - mixed / first * away
    groups = np.log(first) + away**2 / first + np.log(given) + residual**2 / given
    rest = (len(y) - 2 * len(size)) * np.log(noise**2) + within / noise**2
    return -0.5 * (groups.sum(axis=1) + rest[:, 0])


TOTALS = {"normal": total}
LOG_PRIORS = log_priors(partial=partial_pooling, shared=_shared)
MARGINALS = marginals(marginal)
