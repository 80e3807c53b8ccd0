"""Groups whose estimates the reader guesses first, with exact means and intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.special import ndtri

from pooling.basics.blocks import NUMBERS, parts_of
from pooling.exact.explore.base import Analysis, plain

MOST = 12  # groups to be guessed
LEAST = 4  # that make a population
CONTEXT = 300  # own values of groups that are shown beside
INTERVAL = (0.05, 0.95)
# Points of a distribution that stand for as many equal parts of it.
PARTS = (np.arange(25) + 0.5) / 25
NORMAL = ndtri(PARTS)


def quantiles(values, weights) -> np.ndarray:
    """Find the ends of the 90 % interval of a weighted sample.

    Parameters
    ----------
    values, weights : ndarray
        Points and their mass, of the same shape.
    """
    order = np.argsort(values, axis=None)
    heights = np.ravel(values)[order]
    mass = np.ravel(weights)[order]
    below = np.cumsum(mass) - mass / 2
    return np.interp(INTERVAL, below / mass.sum(), heights)


def chosen(raw, size, estimate) -> np.ndarray:
    """Choose groups to guess: those that move most, and others of all sizes.

    Parameters
    ----------
    raw, size, estimate : ndarray
        Own value, number of observations and estimate, shape (group,).

    Returns
    -------
    ndarray of int
        Places of at most `MOST` groups, in an order that gives nothing away.
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
    labels : list of str
        Groups.
    raw, size, estimate : ndarray
        As in `chosen`; a group without a value of its own has NaN.
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


def of_normal(analysis: Analysis, groups, coefficient: str, raw) -> dict | None:
    """Give the groups to guess where each is normal given the node.

    Parameters
    ----------
    groups : pooling.model.effects.columns.Effects
        Of partial pooling.
    coefficient : str
        What is guessed of each group.
    raw : ndarray
        As in `guess`.
    """
    nodes, weights = analysis.grid.heavy()

    def moments(some, *kept):
        return groups.moments(some, *kept)[coefficient]

    parts = parts_of(nodes | {"": weights}, groups.width, NUMBERS)
    estimate = sum(some.pop("") @ moments(some)[0] for _, some in parts)

    def values(place):
        mean, variance = moments(nodes, [place])
        points = mean.T + NORMAL[:, np.newaxis] * np.sqrt(variance.T)
        return points, np.full(points.shape, 1 / len(NORMAL))

    return guess(
        analysis.labels,
        raw,
        size=groups.sizes,
        estimate=estimate,
        weights=weights,
        values=values,
    )
