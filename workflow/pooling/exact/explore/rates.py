"""A new unit as its trials grow, and tables like this one, simulated again."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from pooling.exact.explore.base import SIZES, Case, estimates, more_seen
from pooling.exact.explore.exchange import exchange as told_apart
from pooling.exact.explore.guess import guess as offered
from pooling.model.effects.logit import lay_nodes, units
from pooling.model.names import PARTIAL

MOST_SIZES = 6  # classes of units by size
MOST_TRIALS, MOST_UNITS = 2000, 1000  # that a page simulates in no time


def new_group(case: Case) -> dict | None:
    """Let the trials of a new unit grow, at about one share of successes."""
    if case.grid is None:
        return None
    values, weights = case.grid.heavy()
    population = values["mu_alpha"], values["sigma_alpha"]
    n = np.array(SIZES, dtype=float)

    def after(y):
        likelihood, moments = units(y.astype(float), n, *population)
        mean, variance = moments["p"]
        return estimates(weights, likelihood, mean, variance + mean**2)

    return more_seen(after)


def again(case: Case) -> dict | None:
    """Give what tables like this one are simulated from.

    Returns
    -------
    dict
        ``mu`` and ``sigma`` of the log odds, posterior means; ``sizes`` of the units,
        in at most `MOST_SIZES` classes of about as many units, and their ``units``.
    """
    if case.grid is None:
        return None
    values, weights = case.grid.heavy()
    trials = np.sort([n for n in case.data[PARTIAL]["N"] if n])
    sizes, units_of = np.unique(trials, return_counts=True)
    if len(sizes) > MOST_SIZES:
        parts = np.array_split(trials, MOST_SIZES)
        medians = [int(np.median(part)) for part in parts]
        sizes, where = np.unique(medians, return_inverse=True)
        units_of = np.bincount(where, [len(part) for part in parts]).astype(int)
    if not len(sizes) or sizes[-1] > MOST_TRIALS or len(trials) > MOST_UNITS:
        return None
    return {
        "mu": float(weights @ values["mu_alpha"]),
        "sigma": float(weights @ values["sigma_alpha"]),
        "sizes": sizes.tolist(),
        "units": units_of.tolist(),
    }


def guess(case: Case) -> dict | None:
    """Give units whose rates are guessed from their shares of successes."""
    if case.grid is None:
        return None
    data = case.data[PARTIAL]
    values, weights = case.grid.heavy()
    population = values["mu_alpha"], values["sigma_alpha"]
    y, n = np.array(data["y"]), np.array(data["N"])
    raw = np.divide(y, n, out=np.full(len(n), np.nan), where=n > 0)
    _, moments = units(y, n, *population)

    def points(place):
        one = slice(place, place + 1)
        alpha, shares, _ = lay_nodes(y[one], n[one], *population)
        return expit(alpha[..., 0]), shares[..., 0]

    return offered(
        case.labels,
        raw,
        size=n,
        estimate=weights @ moments["p"][0],
        weights=weights,
        values=points,
    )


def exchange(case: Case) -> dict | None:
    """Give units that are of a known kind, with their expected rates."""
    if case.grid is None or not case.kinds:
        return None
    data = case.data[PARTIAL]
    values, weights = case.grid.heavy()
    y, n = np.array(data["y"]), np.array(data["N"])
    _, moments = units(y, n, values["mu_alpha"], values["sigma_alpha"])
    return told_apart(weights @ moments["p"][0], case.kinds)


EXPLORATIONS = {
    "new_group": new_group,
    "again": again,
    "exchange": exchange,
    "guess": guess,
}
