"""Which group is how high: chances of the ends, and ranks with their intervals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pooling.basics.blocks import blocks, by_columns
from pooling.checks.results import Fit
from pooling.model.names import PARTIAL

TOGETHER = 2**16  # numbers that are ranked at once
ENDS = (0.05, 0.95)  # of the intervals: nine in ten
NINETY = 3.29  # sds of a normal distribution that such an interval is wide
COLUMNS = ("mean_rank", "rank_q5", "rank_q95", "p_highest", "p_lowest")


def chances(draws: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Say how probably each group is the highest, and the lowest, shape (group,) each.

    Draws have shape (draw, group); groups that are equal share a draw.
    """
    shares = []
    for end in (draws.max(axis=1), draws.min(axis=1)):
        at = draws == end[:, np.newaxis]
        count = at.sum(axis=1, keepdims=True)
        shares.append(by_columns(lambda some, n=count: (some / n).mean(axis=0), at))
    return shares[0], shares[1]


def highest_and_lowest(
    family: str, fit: Fit, draws: Callable[[], np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Say how probably each group is the highest, and the lowest, shape (group,) each.

    Exactly, where the groups are independent at the nodes of the exact posterior of the fit
    of partial pooling, and else by the draws of their levels, shape (draw, group).
    """
    from pooling.exact import order
    from pooling.model import families

    model = families.get(family).MODELS[PARTIAL]
    laid = fit.grid and order.of(model, fit.stan_data, fit.grid)
    if laid:
        return order.highest_and_lowest(*laid)
    return chances(draws())


def _places(means: np.ndarray) -> np.ndarray:
    """Number the estimates from the lowest, equal ones alike, shape (group,)."""
    away = means - means.min()
    _, place = np.unique(np.round(away / (away.max() or 1), 9), return_inverse=True)
    return np.ravel(place)


def alike(values: np.ndarray, means: np.ndarray) -> np.ndarray:
    """Give groups with one estimate, as those with the same data, one value, shape (group,)."""
    place = _places(means)
    return (np.bincount(place, values) / np.bincount(place))[place]


def table(
    draws: np.ndarray, means: np.ndarray, ends: tuple | None = None
) -> dict[str, np.ndarray]:
    """Rank the groups, the highest first.

    Parameters
    ----------
    draws : ndarray
        A number of every group, shape (draw, group). Groups that are equal in a draw
        share their ranks there.
    means : ndarray
        Its estimates, shape (group,). Groups with one estimate get one row.
    ends : tuple of ndarray, optional
        From `highest_and_lowest`; those of the draws where it is left out.

    Returns
    -------
    dict of ndarray
        `COLUMNS`: mean rank, ends of its interval of 90 %, and the probabilities of
        being the highest and the lowest of all; shape (group,).
    """
    from scipy.stats import rankdata

    ranks = np.empty(draws.shape, np.float32)  # halves of whole numbers: none is rounded
    for part in blocks(len(draws), draws.shape[1], TOGETHER):
        ranks[part] = rankdata(-draws[part], axis=1)
    place = _places(means)
    low, high = by_columns(
        lambda some: np.quantile(some, ENDS, axis=0, method="inverted_cdf"), ranks
    ).astype(float)
    order, sizes = np.argsort(place, kind="stable"), np.bincount(place)
    first = np.cumsum(sizes) - sizes
    for size in np.unique(sizes[sizes > 1]):
        # As many as are equal, one row each.
        equal = order[first[sizes == size][:, np.newaxis] + np.arange(size)]
        both = np.quantile(ranks[:, equal], ENDS, axis=(0, 2), method="inverted_cdf")
        low[equal], high[equal] = both[..., np.newaxis]
    shares = [
        alike(each, means)
        for each in (ranks.mean(axis=0, dtype=float), *(ends or chances(draws)))
    ]
    columns = (shares[0], low, high, shares[1], shares[2])
    return dict(zip(COLUMNS, columns, strict=True))
