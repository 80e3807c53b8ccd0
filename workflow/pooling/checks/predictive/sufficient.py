"""Statistics of replicated tables of normal outcomes, drawn without the tables.

Given the parameters the statistics have known distributions. With rows of mean eta_i and
sd sigma, the mean of a group is normal with sd sigma / sqrt(n_j); the squares of all rows
around the means of their groups, over sigma^2, are chi-squared with N - J degrees of freedom
and the noncentrality sum_i (eta_i - mean of eta in the group)^2 / sigma^2, and independent of
the means (Cochran's theorem: Johnson, Kotz and Balakrishnan, 1995, Continuous univariate
distributions 2, chapter 29). The largest of n normal numbers of one mean is a quantile of one
of them at U^(1/n), with U uniform (David and Nagaraja, 2003, Order statistics, section 2.1).
So the work follows the groups, not the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np
from scipy.special import ndtri

from pooling.basics import by_column
from pooling.basics.by_column import along, sums
from pooling.basics.long_tables import Columns

# Rows of a group whose means differ by less, in sds of an outcome, have one mean between
# them where the extremes are drawn. A group of lines has as many such sets as its rows need.
ALIKE = 0.05
# The same of several columns, whose rows are sorted by their means alone: it moves the
# largest of a million by 0.02 of its own sd.
NEAR = 0.15
# Where the means of all rows are known as well as this, in sds of an outcome, groups count
# no more: rows of one mean are a set, and its mean is that at typical coefficients.
SETTLED = 0.03
FEW = 100  # draws that say how far apart rows are
MOST_COUNTED = 2**22  # cells up to which they are counted, and not sorted


class Table:
    """What the statistics of replicated tables need of a table.

    Attributes
    ----------
    sizes : ndarray of int
        Rows of each group, shape (group,).
    middle : ndarray
        Mean of each column in each group, shape (group, column).
    crossed : ndarray
        Sums of products of the columns around these, shape (group, column, column).
    """

    def __init__(self, group, rows, theta, sigma, *, times=None):
        """Sum up a table, with draws as of `spreads`.

        ``rows`` are what the coefficients are multiplied with, shape (row, column); each
        stands for so many ``times`` of the table that are the same.
        """
        self._times = np.broadcast_to(1, len(group)) if times is None else times
        self.sizes = np.bincount(group, times).astype(int)
        count, rows = len(self.sizes), Columns.of(rows).parts
        self.middle = sums(rows, group, count, times) / self.sizes[:, np.newaxis]
        away = Away(rows, self.middle, group)
        self.crossed = by_column.products(away, away, group, count, times=times)
        some = theta[:: -(-len(theta) // FEW)]
        self._rows = group, rows, away, some, sigma

    @cached_property
    def sets(self) -> tuple[np.ndarray, ...]:
        """Rows that have one mean: their group, their columns, and how many they are.

        Where that is settled there are no groups, and the mean stands for the columns.
        """
        group, rows, away, theta, sigma = self._rows
        if self._movement(theta) <= (SETTLED * np.mean(sigma)) ** 2:
            means = along(rows, theta.mean(axis=0), group)
            place, _ = _cells(np.zeros(1, int), [means / (NEAR * np.mean(sigma))])
            counts = np.bincount(place, self._times)
            return None, np.bincount(place, means * self._times) / counts, counts
        place, _ = _alike(group, away, theta=theta, sigma=sigma)
        counts = np.bincount(place, self._times)
        columns = sums([group, *rows], place, len(counts), self._times)
        columns /= counts[:, np.newaxis]
        return np.rint(columns[:, 0]).astype(int), columns[:, 1:], counts

    def _movement(self, theta) -> float:
        """Give the variance of the means of rows over draws, averaged over rows."""
        apart = theta - theta.mean(axis=0)
        lifted = (apart * self.middle).sum(axis=-1) ** 2 @ self.sizes
        around = np.einsum("dgi,gij,dgj->d", *_same(apart, self.crossed))
        return float((lifted + around).mean() / self.sizes.sum())


def _alike(group, away, *, theta, sigma) -> tuple[np.ndarray, np.ndarray]:
    """Find rows of a group that have one mean: the set of each, and the sizes of all.

    Where several columns differ within groups, sets are of rows whose means are alike at
    typical coefficients, as long as others leave them alike; else each row is a set.
    """
    unit = np.mean(sigma)
    differ = np.array([np.ptp(column) > 0 for column in away])
    if differ.sum() > 1:
        typical = theta.mean(axis=0)
        place, counts = _cells(group, [along(away, typical, group) / (NEAR * unit)])
        centre = sums(away, place, len(counts)) / counts[:, np.newaxis]
        left = Away(away, centre, place)
        apart = (theta - typical).reshape(-1, theta.shape[-1])
        within = by_column.crossed(left, left) / len(group)
        between = apart.T @ apart / len(apart)
        if np.sum(within * between) <= (NEAR * unit) ** 2:
            return place, counts
        return np.arange(len(group)), np.ones(len(group))
    # How far along a column the mean of an outcome moves by `ALIKE` sds.
    slope = np.sqrt(np.mean(theta**2, axis=(0, 1)))
    moved = zip(away, differ * slope / (ALIKE * unit), strict=True)
    return _cells(group, (column * scale for column, scale in moved))


def _cells(group, places: Iterable[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Number the cells of a grid, group by group: that of each row, and their sizes.

    Parameters
    ----------
    group : ndarray of int
        Of each row, or one of all.
    places : iterable of ndarray
        Where the rows are along each side of the cells.
    """
    # One number for each: sorting pairs of numbers takes many times as long.
    key = group.astype(float)
    for column in map(np.floor, places):
        key = key * (np.ptp(column) + 1) + column - column.min()
    if key.max() < MOST_COUNTED:
        return numbered(key.astype(np.int32))
    _, place, counts = np.unique(key, return_inverse=True, return_counts=True)
    return np.ravel(place), counts


def numbered(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number the whole numbers that are there, in rising order; give how many are the same."""
    counts = np.bincount(key)
    there = counts > 0
    return (np.cumsum(there, dtype=np.int32) - 1)[key], counts[there]


class Away:
    """Columns less their means at places, each computed when it is asked for."""

    def __init__(self, columns: Iterable[np.ndarray], means, place):
        """Take columns, their means, shape (place, column), and the place of each row."""
        self.columns, self.means, self.place = columns, means.T, place

    def __iter__(self) -> Iterator[np.ndarray]:
        """Give one after the other."""
        for column, means in zip(self.columns, self.means, strict=True):
            yield column - means[self.place]


def spreads(
    table: Table, theta: np.ndarray, sigma: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw mean and spreads of a replicated table for each draw of the parameters.

    They hold together; `extremes` are drawn on their own. ``theta`` are coefficients, shape
    (draw, group or 1, column), ``sigma`` the sd of an outcome, shape (draw,); names are as
    of `pooling.checks.predictive.normal.statistics`.
    """
    sizes, total = table.sizes, table.sizes.sum()
    noise = sigma[:, np.newaxis]
    expected = (theta * table.middle).sum(axis=-1)
    means = expected + noise * rng.standard_normal(expected.shape) / np.sqrt(sizes)
    mean = means @ (sizes / total)
    squares = ((means - mean[:, np.newaxis]) ** 2) @ sizes
    free = total - len(sizes)
    if free:
        apart = np.einsum("dgi,gij,dgj->d", *_same(theta, table.crossed)) / sigma**2
        apart = np.maximum(apart, 0)
        squares = squares + sigma**2 * rng.noncentral_chisquare(free, apart)
    return {
        "mean": mean,
        "sd": np.sqrt(squares / (total - 1)),
        "between_sd": means.std(axis=1, ddof=1),
    }


def extremes(
    table: Table, theta: np.ndarray, sigma: np.ndarray, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw the smallest and the largest outcome; arguments and result as of `spreads`."""
    noise = sigma[:, np.newaxis]
    group, columns, counts = table.sets
    if group is None:
        centre = np.broadcast_to(columns, (len(sigma), len(columns)))
    else:
        centre = (theta[:, group if theta.shape[1] > 1 else [0]] * columns).sum(axis=-1)
    # 1 - U^(1/n), without losing its digits; -log U is exponential.
    high, low = (
        noise * ndtri(-np.expm1(-rng.standard_exponential(centre.shape) / counts))
        for _ in range(2)
    )
    return {"min": (centre + low).min(axis=1), "max": (centre - high).max(axis=1)}


def _same(theta: np.ndarray, crossed: np.ndarray) -> tuple:
    """Sum cross products over groups where all have the same coefficients."""
    if theta.shape[1] == 1:
        crossed = crossed.sum(axis=0, keepdims=True)
    return theta, crossed, theta
