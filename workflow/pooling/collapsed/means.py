"""Means without their groups' own: distinct sizes of groups, and normal effects."""

from __future__ import annotations

import numpy as np

from pooling.collapsed.base import (
    in_parts,
    log_width,
    noise_guess,
    pick,
    spread_guess,
    with_effects,
)
from pooling.density.base import in_population, one_group


def _groups(data: dict):
    """Size and mean of each group, and the squares about it."""
    group, y = np.asarray(data["group"]) - 1, np.asarray(data["y"], float)
    size = np.bincount(group, minlength=data["J"])
    mean = np.bincount(group, y, minlength=data["J"]) / size
    # Once more about the means: what rounding took from a sum of large numbers.
    mean += np.bincount(group, y - mean[group], minlength=data["J"]) / size
    return size, mean, float(np.sum((y - mean[group]) ** 2))


def reduce(data: dict) -> dict:
    """Reduce a table of groups to one row per size; see `pooling.collapsed`."""
    size, mean, within = _groups(data)
    sizes, index, groups = np.unique(size, return_inverse=True, return_counts=True)
    middle = np.bincount(index, mean) / groups
    freedom = data["N"] - data["J"]
    noise = noise_guess(within, freedom, data["y"])
    spread = spread_guess(mean, noise / size)
    weights = 1 / (spread + noise / size)
    return {
        "N": data["N"],
        "J": data["J"],
        "within": within,
        "K": len(sizes),
        "size": sizes,
        "groups": groups,
        "middle": middle,
        "between": np.bincount(index, (mean - middle[index]) ** 2),
        "guesses": {
            "mu_alpha": (weights @ mean / weights.sum(), 1 / np.sqrt(weights.sum())),
            "sigma_alpha": (np.log(spread) / 2, log_width(data["J"])),
            "sigma": (np.log(noise) / 2, log_width(freedom)),
        },
        "prior_only": data["prior_only"],
    }


def complete(data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the group means, normal given all else; see `pooling.collapsed`.

    With w = n_j sigma_alpha^2 / (sigma^2 + n_j sigma_alpha^2), alpha_j is normal
    with mean mu_alpha + w (mean(y_j) - mu_alpha) and variance (1 - w) sigma_alpha^2:
    Gelman et al. (2013), Bayesian Data Analysis, section 5.4.
    """
    size, mean, _ = _groups(data)
    names = ("mu_alpha", "sigma_alpha", "sigma")
    population = in_population(data, draws)

    def effects(own):
        mu, between, noise = (own[name] for name in names)
        ratio = size * (0 if data["prior_only"] else 1) * (between / noise) ** 2
        drawn = rng.standard_normal((len(mu), len(size))) * between / np.sqrt(1 + ratio)
        drawn += mu + ratio / (1 + ratio) * (mean - mu)
        return (drawn,)

    (alpha,) = in_parts(effects, pick(population, *names), len(size), 1)
    normal = rng.standard_normal((data["N_new"] + 1, len(alpha)))
    alpha_new = population["mu_alpha"] + population["sigma_alpha"] * normal[0]
    y_new = alpha_new + draws["sigma"] * normal[1:]
    return with_effects(data, draws, names, {"alpha": alpha}) | {
        "alpha_new": alpha_new,
        "y_new": y_new.T,
    }


def reduce_together(data: dict) -> dict:
    """Reduce a table without groups; see `pooling.collapsed`."""
    _, mean, within = _groups(one_group(data))
    noise = noise_guess(within, data["N"] - 1, data["y"])
    return {
        "N": data["N"],
        "middle": mean[0],
        "within": within,
        "guesses": {
            "alpha": (mean[0], np.sqrt(noise / data["N"])),
            "sigma": (np.log(noise) / 2, log_width(data["N"] - 1)),
        },
        "prior_only": data["prior_only"],
    }


def complete_together(data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Take the draws as they are: there are no effects; see `pooling.collapsed`."""
    return pick(draws, "alpha", "sigma", "lprior")


PROGRAMS = {
    "partial_pooling_collapsed": (reduce, complete),
    "fixed_prior_collapsed": (reduce, complete),
    "complete_pooling_collapsed": (reduce_together, complete_together),
}
