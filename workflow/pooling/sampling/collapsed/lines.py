"""Lines without their groups' own: cross products."""

from __future__ import annotations

import numpy as np

from pooling.model.effects.design import Design
from pooling.model.effects.stacks import alike
from pooling.model.sums import Sums
from pooling.sampling.collapsed.base import log_width, noise_guess, pick, spread_guess
from pooling.sampling.collapsed.normal import complete


def _guesses(data: dict, groups: Sums) -> dict:
    """Guess where the posterior is, and how wide."""
    reach, tilt, size = groups.root[1, 1], groups.along[1], groups.sizes
    noise = noise_guess(groups.within, groups.freedom, groups.squares / groups.n)
    # The slope that the groups have in common, and how much more than by chance
    # their own differ from it.
    squares = max(float(reach @ reach), np.finfo(float).tiny)
    slope = float(reach @ tilt) / squares
    away = np.sum((tilt - slope * reach) ** 2)
    tilts = max(away - noise * ((reach > 0).sum() - 1), noise) / squares
    levels = groups.height - slope * groups.level[1]
    spread = spread_guess(levels, noise / size)
    count = len(size)
    level_width = np.sqrt((spread + np.mean(noise / size)) / count)
    return {
        "mu_alpha": (levels.mean(), level_width),
        "mu_beta": (slope, np.sqrt(tilts / count + noise / squares)),
        "sigma_alpha": (np.log(spread) / 2, log_width(count)),
        "sigma_beta": (np.log(tilts) / 2, log_width(count)),
        "sigma": (np.log(noise) / 2, log_width(groups.freedom)),
    }


def reduce(model, data: dict) -> dict:
    """Reduce a table of points to one row per design; see `pooling.sampling.collapsed`."""
    groups = Design(model, data).sums
    roots = groups.root.reshape(4, -1)
    first, index, count = alike(roots)
    distinct = roots[:, first]
    middle = np.stack([np.bincount(index, row) for row in groups.along]) / count
    one, two = groups.along - middle[:, index]
    return {
        "N": data["N"],
        "J": data["J"],
        "within": groups.within,
        "K": len(count),
        "groups": count,
        "r11": distinct[0],
        "r12": distinct[1],
        "r22": distinct[3],
        "middle_1": middle[0],
        "middle_2": middle[1],
        "between_11": np.bincount(index, one * one),
        "between_12": np.bincount(index, one * two),
        "between_22": np.bincount(index, two * two),
        "guesses": _guesses(data, groups),
        "prior_only": data["prior_only"],
    }


def reduce_together(model, data: dict) -> dict:
    """Reduce a table without groups; see `pooling.sampling.collapsed`."""
    groups = Design(model, data).together()
    r11, r12, r22 = groups.root[[0, 0, 1], [0, 1, 1], 0]
    e1, e2 = groups.along[:, 0]
    noise = noise_guess(groups.within, groups.freedom, groups.squares / groups.n)
    beta = e2 / r22
    return {
        "N": data["N"],
        "within": groups.within,
        "r11": r11,
        "r12": r12,
        "r22": r22,
        "e1": e1,
        "e2": e2,
        "guesses": {
            "alpha": (
                (e1 - r12 * beta) / r11,
                np.sqrt(noise) * np.hypot(1, r12 / r22) / r11,
            ),
            "beta": (beta, np.sqrt(noise) / r22),
            "sigma": (np.log(noise) / 2, log_width(groups.freedom)),
        },
        "prior_only": data["prior_only"],
    }


def complete_together(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Take the draws as they are: there are no effects; see `pooling.sampling.collapsed`."""
    return pick(draws, "alpha", "beta", "sigma", "lprior")


PROGRAMS = {
    "partial_pooling_collapsed": (reduce, complete),
    "fixed_prior_collapsed": (reduce, complete),
    "complete_pooling_collapsed": (reduce_together, complete_together),
}
