"""A new unit as its trials grow, and tables like this one, simulated again."""

from __future__ import annotations

import numpy as np

from pooling.exact.explore.base import SIZES, Analysis, estimates, more_seen
from pooling.exact.explore.exchange import exchange as told_apart
from pooling.exact.explore.guess import guess as offered
from pooling.model import effects
from pooling.model.families.rates import MODELS
from pooling.model.names import PARTIAL

MOST_SIZES = 6  # classes of units by size
MOST_TRIALS, MOST_UNITS = 2000, 1000  # that a page simulates in no time


def new_group(analysis: Analysis) -> dict | None:
    """Let the trials of a new unit grow, at about one share of successes."""
    if analysis.grid is None:
        return None
    values, weights = analysis.grid.heavy()
    data = analysis.data[PARTIAL]

    def after(y):
        seen = effects.of(MODELS[PARTIAL], data | {"y": y, "N": SIZES})
        likelihood, moments = seen.by_group(values)
        mean, variance = moments["p"]
        return estimates(weights, likelihood, mean, variance + mean**2)

    return more_seen(after)


def again(analysis: Analysis) -> dict | None:
    """Give what tables like this one are simulated from.

    Returns
    -------
    dict
        ``mu`` and ``sigma`` of the log odds, posterior means; ``sizes`` of the units,
        in at most `MOST_SIZES` classes of about as many units, and their ``units``.
    """
    if analysis.grid is None:
        return None
    values, weights = analysis.grid.heavy()
    trials = np.sort([n for n in analysis.data[PARTIAL]["N"] if n])
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


def guess(analysis: Analysis) -> dict | None:
    """Give units whose rates are guessed from their shares of successes."""
    if analysis.grid is None:
        return None
    data = analysis.data[PARTIAL]
    values, weights = analysis.grid.heavy()
    y, n = np.array(data["y"]), np.array(data["N"])
    raw = np.divide(y, n, out=np.full(len(n), np.nan), where=n > 0)
    units = effects.of(MODELS[PARTIAL], data)
    return offered(
        analysis.labels,
        raw,
        size=n,
        estimate=weights @ units.moments(values)["p"][0],
        weights=weights,
        values=lambda place: units.rates(values, place),
    )


def exchange(analysis: Analysis) -> dict | None:
    """Give units that are of a known kind, with their expected rates."""
    if analysis.grid is None or not analysis.kinds:
        return None
    values, weights = analysis.grid.heavy()
    rates, _ = effects.of(MODELS[PARTIAL], analysis.data[PARTIAL]).moments(values)["p"]
    return told_apart(weights @ rates, analysis.kinds)


EXPLORATIONS = {
    "new_group": new_group,
    "again": again,
    "exchange": exchange,
    "guess": guess,
}
