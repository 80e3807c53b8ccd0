"""A new unit as its trials grow, and tables like this one, simulated again."""

from __future__ import annotations

import numpy as np

from pooling.exact.explore.base import (
    SIZES,
    Analysis,
    estimates,
    more_seen,
    of_population,
)
from pooling.exact.explore.exchange import exchange as told_apart
from pooling.exact.explore.guess import of_shares
from pooling.model import effects
from pooling.model.families.rates import MODELS
from pooling.model.names import PARTIAL

MOST_SIZES = 6  # classes of units by size
MOST_TRIALS, MOST_UNITS = 2000, 1000  # that a page simulates in no time


@of_population
def new_group(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
    """Let the trials of a new unit grow, at about one share of successes."""

    def after(y):
        seen = effects.of(MODELS[PARTIAL], data | {"y": y, "N": SIZES})
        likelihood, moments = seen.by_group(values)
        mean, variance = moments["p"]
        return estimates(weights, likelihood, mean, variance + mean**2)

    return more_seen(after)


@of_population
def again(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
    """Give what tables like this one are simulated from.

    ``mu`` and ``sigma`` of the log odds, posterior means; ``sizes`` of the units, in at
    most `MOST_SIZES` classes of about as many units, and their ``units``.
    """
    trials = np.sort([n for n in data["N"] if n])
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


@of_population
def guess(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
    """Give units whose rates are guessed."""
    units = effects.of(MODELS[PARTIAL], data)
    return of_shares(
        analysis,
        data,
        estimate=weights @ units.moments(values)["p"][0],
        weights=weights,
        values=lambda place: units.rates(values, place),
    )


@of_population
def exchange(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
    """Give units that are of a known kind, with their expected rates."""
    if not analysis.kinds:
        return None
    rates, _ = effects.of(MODELS[PARTIAL], data).moments(values)["p"]
    return told_apart(weights @ rates, analysis.kinds)


EXPLORATIONS = {
    "new_group": new_group,
    "again": again,
    "exchange": exchange,
    "guess": guess,
}
