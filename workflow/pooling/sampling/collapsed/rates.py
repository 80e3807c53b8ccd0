"""Rates without their units' own: a grid of log odds."""

from __future__ import annotations

import logging

import numpy as np
from scipy.special import expit

from pooling.model import effects
from pooling.sampling.collapsed.base import log_width, pick, spread_guess

log = logging.getLogger(__name__)

# In units of the narrowest likelihood: the narrowest population on the fixed grid,
# and the steps of the grid. The product of the two is 1.3 / sqrt(1 + 1.3^2) = 0.79
# wide. The error of the trapezoidal rule for a normal is 2 exp(-2 (pi width / step)^2),
# here 5e-9: Trefethen and Weideman (2014), SIAM Review 56, section 5.
NARROW = 1.3
STEP = 0.79
BEYOND = 40.0  # log odds that the grid reaches beyond the units, at least
WIDTHS = 8.0  # of log sigma_alpha, above its guess, to the largest to be expected
SDS = 9.0  # and standard deviations of the widest population to be expected
# Means of the prior of sigma_alpha that it may be large: one draw in ten million is
# larger, and units without a failure, or without a success, do not speak against it.
PRIOR_MEANS = 16.0
MOST = 10**7  # terms of a gradient above which the direct program is the faster


def _grid(y, n, widest: float) -> dict:
    """Lay nodes over the log odds at which the units are, and far beyond.

    The nodes are centre + reach sinh(u), with u in even steps.

    Parameters
    ----------
    y, n : ndarray of int
        Distinct pairs of successes and trials.
    widest : float
        The largest sigma_alpha to be expected.

    Returns
    -------
    dict
        ``K``, ``grid``, ``step``, ``centre``, ``reach`` and ``narrow`` of the
        program.
    """
    rate = (y + 0.5) / (n + 1)
    low, high = (float(np.log(p / (1 - p))) for p in (rate.min(), rate.max()))
    centre, half = (low + high) / 2, (high - low) / 2
    # A likelihood is narrowest where the rate is nearest to a half.
    middle = np.clip(0.5, rate.min(), rate.max())
    likelihood = float(1 / np.sqrt(max(n.max(), 1) * middle * (1 - middle)))
    step = STEP * likelihood
    reach = max(half, 8 * step)
    end = half + max(BEYOND, SDS * widest)
    count = int(np.ceil(np.arcsinh(end / reach) * reach / step))
    u = np.arange(-count, count + 1) * (step / reach)
    return {
        "K": len(u),
        "grid": reach * np.sinh(u),
        "step": step * np.cosh(u),
        "centre": centre,
        "reach": reach,
        "narrow": NARROW * likelihood,
    }


def reduce(model, data: dict) -> dict:
    """Reduce a table of units to distinct pairs; see `pooling.sampling.collapsed`."""
    y, n = np.asarray(data["y"]), np.asarray(data["N"])
    pairs, units = np.unique(np.stack([n, y]), axis=1, return_counts=True)
    hits, misses = y + 0.5, n - y + 0.5
    estimates, variances = np.log(hits / misses), 1 / hits + 1 / misses
    spread = spread_guess(estimates, variances)
    weights = 1 / (spread + variances)
    width = log_width(data["J"])
    widest = max(
        np.sqrt(spread) * np.exp(WIDTHS * width),
        PRIOR_MEANS / data["prior_sigma_alpha_rate"],
    )
    grid = _grid(pairs[1], pairs[0], widest)
    if grid["K"] * len(units) > MOST:
        log.warning(
            "%d distinct counts with up to %d trials take a grid of %d log odds; "
            '"sampler: direct" may be faster.',
            len(units),
            n.max(),
            grid["K"],
        )
    return {
        "J": data["J"],
        "P": len(units),
        "N": pairs[0],
        "y": pairs[1],
        "units": units,
        **grid,
        "guesses": {
            "mu_alpha": (weights @ estimates / weights.sum(), 1 / np.sqrt(weights.sum())),
            "sigma_alpha": (np.log(spread) / 2, width),
        },
        "prior_only": data["prior_only"],
    }


def complete(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the units' log odds, given the population; see `pooling.sampling.collapsed`."""
    integrated = effects.of(model, data)
    names = integrated.hyperparameters
    if data["prior_only"]:
        integrated = integrated.ahead()
    drawn = integrated.draw(pick(draws, *names), rng)
    mean, sd = (draws[name] for name in names)
    alpha_new = mean + sd * rng.standard_normal(len(mean))
    trials = np.asarray(data["trials_new"], int)
    return pick(draws, *names, "lprior") | {
        "alpha": drawn["alpha"],
        "p": drawn["p"],
        "alpha_new": alpha_new,
        "y_new": rng.binomial(trials, expit(alpha_new)[:, np.newaxis]),
    }


PROGRAMS = {"partial_pooling_collapsed": (reduce, complete)}
