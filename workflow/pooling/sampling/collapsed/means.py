"""Means without their groups' own: distinct sizes of groups."""

from __future__ import annotations

import numpy as np

from pooling.model.density.base import one_group
from pooling.model.outcomes import sd
from pooling.model.sums import Sums, summed
from pooling.sampling.collapsed.base import log_width, noise_guess, pick, spread_guess
from pooling.sampling.collapsed.normal import complete


def _groups(data: dict):
    """Size and mean of each group, and the squares about it.

    Summed in the order of the table: in another one `pooling.model.sums` gives the
    same numbers but for their last digits, and other draws of the same posterior.
    """
    group, y = np.asarray(data["group"]) - 1, np.asarray(data["y"], float)
    size = np.bincount(group, minlength=data["J"])
    mean = np.bincount(group, y, minlength=data["J"]) / size
    # Once more about the means: what rounding took from a sum of large numbers.
    mean += np.bincount(group, y - mean[group], minlength=data["J"]) / size
    return size, mean, float(np.sum((y - mean[group]) ** 2))


def _of(known: Sums):
    """Give the same of sums that came with the table."""
    return known.sizes, known.height, known.within


def reduce(model, data: dict) -> dict:
    """Reduce a table of groups to one row per size; see `pooling.sampling.collapsed`."""
    known = summed(data)
    size, mean, within = _groups(data) if known is None else _of(known)
    sizes, index, groups = np.unique(size, return_inverse=True, return_counts=True)
    middle = np.bincount(index, mean) / groups
    freedom = data["N"] - data["J"]
    noise = noise_guess(within, freedom, sd(data, 0) ** 2)
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


def reduce_together(model, data: dict) -> dict:
    """Reduce a table without groups; see `pooling.sampling.collapsed`."""
    known = summed(data)
    together = _groups(one_group(data)) if known is None else _of(known.together())
    _, mean, within = together
    noise = noise_guess(within, data["N"] - 1, sd(data, 0) ** 2)
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


def complete_together(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Take the draws as they are: there are no effects; see `pooling.sampling.collapsed`."""
    return pick(draws, "alpha", "sigma", "lprior")


PROGRAMS = {
    "partial_pooling_collapsed": (reduce, complete),
    "fixed_prior_collapsed": (reduce, complete),
    "complete_pooling_collapsed": (reduce_together, complete_together),
}
