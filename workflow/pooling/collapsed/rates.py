"""Rates without their units' own: a grid of log odds, and effects drawn by rejection."""

from __future__ import annotations

import logging

import numpy as np
from scipy.special import expit

from pooling.collapsed.base import in_parts, log_width, pick, spread_guess
from pooling.density.integral import modes

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


def reduce(data: dict) -> dict:
    """Reduce a table of units to distinct pairs; see `pooling.collapsed`."""
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


def draw_log_odds(y, n, mu, sigma, rng: np.random.Generator) -> np.ndarray:
    """Draw log odds from exp(y a) / (1 + exp(a))^n Normal(a | mu, sigma).

    The density is log-concave: below its value at the mode and below its tangents,
    in logarithms, at sqrt(2) widths to both sides of it. The envelope, flat between
    two exponential tails, is drawn from, and a draw is kept with the probability
    density / envelope: Gilks and Wild (1992), Applied Statistics 41, section 2. At
    those tangents 8 of 9 draws from a normal density are kept.

    Parameters
    ----------
    y, n, mu, sigma : ndarray
        Successes, trials and population, of one shape.
    rng : Generator
        Random numbers.

    Returns
    -------
    ndarray
        A draw for each, without any approximation.
    """
    y, n, mu, sigma = (
        np.array(each, float).ravel() for each in np.broadcast_arrays(y, n, mu, sigma)
    )
    mode = modes(y, n, mu, sigma)
    p = expit(mode)
    scale = 1 / np.sqrt(1 / sigma**2 + n * p * (1 - p))

    def log_density(t, at):
        """Log density and its slope, at t widths from the mode."""
        a = mode[at] + scale[at] * t
        away = (a - mu[at]) / sigma[at]
        height = y[at] * a - n[at] * np.logaddexp(0, a) - 0.5 * away**2
        slope = scale[at] * (y[at] - n[at] * expit(a) - away / sigma[at])
        return height, slope

    everything = slice(None)
    top, _ = log_density(0.0, everything)
    left, rise = log_density(-np.sqrt(2), everything)
    right, fall = log_density(np.sqrt(2), everything)
    # Where the tangents reach the height of the mode.
    low = -np.sqrt(2) + (top - left) / rise
    high = np.sqrt(2) + (top - right) / fall
    areas = np.stack([1 / rise, high - low, -1 / fall])
    bounds = np.cumsum(areas, axis=0) / areas.sum(axis=0)
    found = np.empty(len(mode))
    waiting = np.arange(len(mode))
    while len(waiting):
        u, v = rng.random((2, len(waiting)))
        tail = rng.standard_exponential(len(waiting))
        first, second = bounds[0, waiting], bounds[1, waiting]
        place = (u - first) / (second - first)
        t = low[waiting] + place * (high - low)[waiting]
        t = np.where(u < first, low[waiting] - tail / rise[waiting], t)
        t = np.where(u > second, high[waiting] - tail / fall[waiting], t)
        envelope = np.where((u < first) | (u > second), -tail, 0)
        height = log_density(t, waiting)[0] - top[waiting]
        kept = np.log(v) <= height - envelope
        chosen = waiting[kept]
        found[chosen] = mode[chosen] + scale[chosen] * t[kept]
        waiting = waiting[~kept]
    return found


def complete(data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the units' log odds, given the population; see `pooling.collapsed`."""
    used = 0 if data["prior_only"] else 1
    y, n = used * np.asarray(data["y"]), used * np.asarray(data["N"])
    names = ("mu_alpha", "sigma_alpha")

    def effects(own):
        mu, sigma = (own[name] for name in names)
        return (draw_log_odds(y, n, mu, sigma, rng).reshape(-1, len(y)),)

    (alpha,) = in_parts(effects, pick(draws, *names), len(y), 1)
    mean, sd = (draws[name] for name in names)
    alpha_new = mean + sd * rng.standard_normal(len(mean))
    trials = np.asarray(data["trials_new"], int)
    return pick(draws, *names, "lprior") | {
        "alpha": alpha,
        "p": expit(alpha),
        "alpha_new": alpha_new,
        "y_new": rng.binomial(trials, expit(alpha_new)[:, np.newaxis]),
    }


PROGRAMS = {"partial_pooling_collapsed": (reduce, complete)}
