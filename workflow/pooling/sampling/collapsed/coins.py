"""Coins without their own biases: numbers of heads and tails, and beta biases."""

from __future__ import annotations

import numpy as np

from pooling.basics.blocks import parts_of
from pooling.model.density.base import rows
from pooling.sampling.collapsed.base import pick

CHUNK = 2**19  # numbers per array


def reduce(model, data: dict) -> dict:
    """Count the coins with as many heads, and as many tails; see the package."""
    y, n = np.asarray(data["y"]), np.asarray(data["N"])
    heads, coins_heads = np.unique(y, return_counts=True)
    tails, coins_tails = np.unique(n - y, return_counts=True)
    return {
        "S": data["S"],
        "K_heads": len(heads),
        "heads": heads,
        "coins_heads": coins_heads,
        "K_tails": len(tails),
        "tails": tails,
        "coins_tails": coins_tails,
        "kappa": data["kappa"],
        "prior_only": data["prior_only"],
    }


def complete(model, data: dict, draws: dict, rng: np.random.Generator) -> dict:
    """Draw the biases, beta distributed given omega; see `pooling.sampling.collapsed`.

    Kruschke (2015), Doing Bayesian Data Analysis, second edition, chapter 9: the
    posterior of theta_s is Beta(a + y_s, b + N_s - y_s).
    """
    used = 0 if data["prior_only"] else 1
    y, n = used * np.asarray(data["y"]), used * np.asarray(data["N"])
    theta = np.empty((len(draws["a"]), len(y)))
    for part, some in parts_of(pick(draws, "a", "b"), len(y), CHUNK):
        theta[part] = rng.beta(rows(some["a"]) + y, rows(some["b"]) + n - y)
    theta_new = rng.beta(draws["a"], draws["b"])
    trials = np.asarray(data["trials_new"], int)
    return pick(draws, "omega", "a", "b", "lprior") | {
        "theta": theta,
        "theta_new": theta_new,
        "y_new": rng.binomial(trials, theta_new[:, np.newaxis]),
    }


PROGRAMS = {"partial_pooling_collapsed": (reduce, complete)}
