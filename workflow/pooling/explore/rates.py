"""A new unit as its trials grow."""

from __future__ import annotations

import numpy as np

from pooling.exact.rates import units
from pooling.explore.base import SIZES, Case, estimates, plain

SHARES = np.linspace(0, 1, 11)


def new_group(case: Case) -> dict | None:
    """Let the trials of a new unit grow, at one share of successes.

    Returns
    -------
    dict
        ``size`` (trials), ``seen`` (share of successes), and by share and size the
        ``mean`` and ``sd`` of the unit's rate.
    """
    if case.grid is None:
        return None
    values, weights = case.grid.heavy()
    population = values["mu_alpha"], values["sigma_alpha"]
    n = np.array(SIZES, dtype=float)

    def after(share: float):
        # Successes need not be whole numbers for the formula to hold.
        likelihood, moments = units(share * n, n, *population)
        mean, variance = moments["p"]
        return estimates(weights, likelihood, mean, variance + mean**2)

    mean, sd = np.moveaxis([after(share) for share in SHARES], 1, 0)
    return {
        "size": list(SIZES),
        "seen": plain(SHARES),
        "mean": plain(mean),
        "sd": plain(sd),
    }


EXPLORATIONS = {"new_group": new_group}
