"""Log densities of the families lines and means, which are lines without a slope."""

from __future__ import annotations

import numpy as np

from pooling.model.density.base import (
    correlation,
    fixed_prior,
    hyperparameters,
    in_population,
    normal,
    normal_effects,
    normal_total,
    nothing,
    of_groups,
    of_one_group,
    population,
    positive,
    prior,
    rows,
    some_rows,
    with_effects,
)
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED


def effects(data: dict, draws: dict, count: int, rng) -> dict[str, np.ndarray]:
    """Draw the lines of the groups: the intercepts, and the slopes given them.

    Arguments as in `pooling.model.density.base.normal_effects`, whose result has ``beta``, too.
    """
    levels = normal_effects(data, draws, count, rng)
    if "mu_beta" not in draws:
        return levels
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
    """Give what each outcome lies around, shape (draw, outcome), or (draw, 1) of one mean."""
    level = of_groups(data, draws["alpha"])
    if "beta" not in draws:
        return level
    return level + of_groups(data, draws["beta"]) * np.asarray(data["x"])


def total(data: dict, draws: dict) -> np.ndarray:
    """Sum the log density of all outcomes, shape (draw,)."""
    columns = {"alpha": np.ones(1)}
    if "beta" in draws:
        columns["beta"] = np.asarray(data["x"], float)
    return normal_total(data, draws, columns)


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """A line for every group, from a population that is learned.

    The lines are bivariate normal: the intercepts normal, and the slopes normal
    given them (Gelman et al., 2013, Bayesian Data Analysis, appendix A). The
    program samples each slope's standardised distance from its conditional
    mean, whose Jacobian is the conditional sd.
    """
    levels = population(data, draws)
    if "beta" not in draws:
        return levels
    mean, sd = _given(draws, draws["alpha"])
    away = normal(draws["beta"], mean, rows(sd)) + data["J"] * np.log(sd)
    return levels + _slopes(data, draws) + away


def _slopes(data: dict, draws: dict) -> np.ndarray:
    """Terms of what the slopes have in common, and of R."""
    return (
        normal(draws["mu_beta"], **prior(data, "mu_beta"))
        + positive(draws["sigma_beta"], **prior(data, "sigma_beta"))
        + correlation(draws["rho"], **prior(data, "R"))
    )


def _shared(data: dict, draws: dict) -> np.ndarray:
    """Terms of what the groups have in common."""
    levels = hyperparameters(data, draws)
    return levels + _slopes(data, draws) if "mu_beta" in draws else levels


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Outcomes of each group, whatever its line: normal, and correlated.

    The population of the lines is learned, or the fixed prior.

    Of a group's outcomes only two combinations vary by more than sigma: the one
    along 1, and the one along x as far as it is not along 1. They are bivariate
    normal; the second is taken given the first. Means have the first alone.
    """
    group, y = np.asarray(data["group"]) - 1, np.asarray(data["y"])
    size = np.bincount(group)
    height = np.bincount(group, y) / size
    up, often = y - height[group], np.sqrt(size)
    draws = in_population(data, draws)
    mu, sd_alpha, noise = (
        rows(draws[name]) for name in ("mu_alpha", "sigma_alpha", "sigma")
    )
    spread, away = sd_alpha**2, height - mu
    if "x" in data:
        slope, sd_beta, rho = (rows(draws[n]) for n in ("mu_beta", "sigma_beta", "rho"))
        x, common = np.asarray(data["x"]), rho * sd_alpha * sd_beta
        level = np.bincount(group, x) / size
        spread = spread + 2 * level * common + level**2 * sd_beta**2
        away = away - slope * level
    first, away = noise**2 + size * spread, often * away
    groups, told = np.log(first) + away**2 / first, 1
    if "x" in data:
        along = x - level[group]
        length = np.sqrt(np.bincount(group, along**2))
        # Where x does not vary, rounding is all there is.
        length[length < 1e-12 * often * np.abs(level)] = 0
        unit = np.divide(1, length, out=np.zeros_like(length), where=length > 0)[group]
        tilt = np.bincount(group, unit * along * up)
        up = up - unit * along * tilt[group]
        mixed = often * length * (common + level * sd_beta**2)
        given = noise**2 + length**2 * sd_beta**2 - mixed**2 / first
        residual = tilt - slope * length - mixed / first * away
        groups, told = groups + np.log(given) + residual**2 / given, 2
    left = len(y) - told * len(size)
    rest = left * np.log(noise**2) + np.sum(up**2) / noise**2
    return -0.5 * (groups.sum(axis=1) + rest[:, 0])


LOG_PRIORS = {
    COMPLETE: fixed_prior,
    NONE: fixed_prior,
    REGULARISED: fixed_prior,
    PARTIAL: partial_pooling,
    "partial_pooling_collapsed": _shared,
    "fixed_prior_collapsed": nothing,
    "complete_pooling_collapsed": fixed_prior,
}
MARGINALS = {
    "partial_pooling_collapsed": marginal,
    "fixed_prior_collapsed": marginal,
    "complete_pooling_collapsed": of_one_group(marginal),
}
