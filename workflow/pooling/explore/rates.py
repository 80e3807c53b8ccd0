"""A new unit as its trials grow."""

from __future__ import annotations

import numpy as np

from pooling.exact.rates import units
from pooling.explore.base import SIZES, Case, estimates, plain, whole

SHARES = np.linspace(0, 1, 11)


def new_group(case: Case) -> dict | None:
    """Let the trials of a new unit grow, at about one share of successes.

    Returns
    -------
    dict
        ``size`` (trials), ``seen`` (share of successes), and by share and size the
        whole number of ``successes`` nearest to it and ``mean`` and ``sd`` of the unit's
        rate.
    """
    if case.grid is None:
        return None
    values, weights = case.grid.heavy()
    population = values["mu_alpha"], values["sigma_alpha"]
    n = np.array(SIZES, dtype=float)

    successes = whole(SHARES, SIZES)

    def after(y):
        likelihood, moments = units(y.astype(float), n, *population)
        mean, variance = moments["p"]
        return estimates(weights, likelihood, mean, variance + mean**2)

    mean, sd = np.moveaxis([after(y) for y in successes], 1, 0)
    return {
        "size": list(SIZES),
        "seen": plain(SHARES),
        "successes": successes.tolist(),
        "mean": plain(mean),
        "sd": plain(sd),
    }


EXPLORATIONS = {"new_group": new_group}
