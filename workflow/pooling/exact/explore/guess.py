"""Groups whose estimates the reader guesses first, with exact means and intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from pooling.basics.blocks import NUMBERS, parts_of
from pooling.exact.explore.base import Analysis, of_population, plain
from pooling.model import effects

MOST = 12  # groups to be guessed
LEAST = 4  # that make a population
CONTEXT = 300  # own values of groups that are shown beside
INTERVAL = (0.05, 0.95)
# Points of a distribution that stand for as many equal parts of it.
PARTS = (np.arange(25) + 0.5) / 25
NORMAL = ndtri(PARTS)


def quantiles(values, weights) -> np.ndarray:
    """Find the ends of the 90 % interval of a weighted sample."""
    order = np.argsort(values, axis=None)
    heights = np.ravel(values)[order]
    mass = np.ravel(weights)[order]
    below = np.cumsum(mass) - mass / 2
    return np.interp(INTERVAL, below / mass.sum(), heights)


def chosen(raw, size, estimate) -> np.ndarray:
    """Choose at most `MOST` groups to guess: those that move most, and others of all sizes.

    By own value, number of observations and estimate of each; their order gives nothing
    away.
    """
    # Of groups that were seen alike, one is enough.
    _, first = np.unique(np.column_stack([size, raw]), axis=0, return_index=True)
    seen = first[np.isfinite(raw[first])]
    order = np.argsort(-np.abs(raw - estimate)[seen], kind="stable")
    far, others = seen[order[: MOST // 2]], np.delete(seen, order[: MOST // 2])
    steps = np.linspace(0, len(others) - 1, min(MOST - len(far), len(others)))
    both = [*far, *others[steps.round().astype(int)]]
    return np.random.default_rng(len(seen)).permutation(both).astype(int)


def guess(labels, raw, *, size, estimate, weights, values: Callable) -> dict | None:
    """Give the groups to guess.

    Parameters
    ----------
    raw, size, estimate : ndarray
        As in `chosen`, by group; one without a value of its own has NaN.
    weights : ndarray
        Mass of the nodes of the posterior, shape (node,).
    values : callable
        Place of a group -> points of its posterior and their share of the node's mass,
        shape (point, node) both.

    Returns
    -------
    dict or None
        ``groups``, their ``seen`` (own value), ``size``, ``estimate`` and the ends of its
        90 % interval, ``low`` and ``high``; ``all``, own values of all groups, some
        hundred at most. None where there are too few groups.
    """
    known = np.sort(raw[np.isfinite(raw)])
    if len(known) < LEAST:
        return None
    places = chosen(raw, size, estimate)
    ends = []
    for place in places:
        points, shares = values(place)
        ends.append(quantiles(points, shares * weights))
    shown = np.linspace(0, len(known) - 1, min(CONTEXT, len(known))).round().astype(int)
    spread = float(np.ptp(known))
    return {
        "groups": [labels[place] for place in places],
        "seen": plain(raw[places], spread),
        "size": size[places].astype(int).tolist(),
        "estimate": plain(estimate[places], spread),
        "low": plain([low for low, _ in ends], spread),
        "high": plain([high for _, high in ends], spread),
        "all": plain(known[shown], spread),
    }


def of_shares(analysis: Analysis, data: dict, **known) -> dict | None:
    """Give units whose rates are guessed from their shares of successes, as in `guess`."""
    y, n = np.array(data["y"]), np.array(data["N"])
    raw = np.divide(y, n, out=np.full(len(n), np.nan), where=n > 0)
    return guess(analysis.labels, raw, size=n, **known)


def of_coefficient(model, name: str) -> Callable:
    """Let a coefficient of each group be guessed from its own rows alone: an exploration.

    ``model`` is partial pooling of columns that all vary by group.
    """

    def compute(analysis: Analysis, data: dict, values: dict, weights) -> dict | None:
        groups, place = effects.of(model, data), list(model.coefficients).index(name)
        sums = groups.table.sums
        # Rows at one value of a predictor have no slope of their own.
        raw = np.where(sums.told[place], sums.fit[place], np.nan)

        def moments(some, *kept):
            return groups.moments(some, *kept)[name]

        def points(at: int) -> tuple[np.ndarray, np.ndarray]:
            mean, variance = moments(values, [at])
            laid = mean.T + NORMAL[:, np.newaxis] * np.sqrt(variance.T)
            return laid, np.full(laid.shape, 1 / len(NORMAL))

        parts = parts_of(values | {"": weights}, groups.width, NUMBERS)
        return guess(
            analysis.labels,
            raw,
            size=groups.sizes,
            estimate=sum(some.pop("") @ moments(some)[0] for _, some in parts),
            weights=weights,
            values=points,
        )

    return of_population(compute)
