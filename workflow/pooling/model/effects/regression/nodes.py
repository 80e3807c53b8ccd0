"""Rows of groups given what these share: their log density, and how it moves with u."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from pooling.basics.blocks import count_of
from pooling.model.effects.regression import base
from pooling.model.effects.stacks import dot

LEAST = 0.75  # of that weight: below 0.5 a step may go beyond what is as low
FAR = 80.0  # of eta from 0, up to which products of `base.TOGETHER` odds are numbers


class Rows:
    """Rows of any response at some nodes.

    Attributes
    ----------
    table : pooling.model.effects.regression.base.Table
        The rows.
    dispersion : dict of ndarray
        Shape (node, 1).
    start : ndarray
        Linear predictor where u is 0, shape (node, row).
    """

    def __init__(self, effects, values: dict, table: base.Table):
        """Put them at the nodes of some values."""
        self.table, self.response = table, effects.response
        self.dispersion = effects.dispersion(values)
        self._own = effects, values
        count = count_of(values)
        eta = np.broadcast_to(table.offsets, (count, len(table.y)))
        if "beta" in values:
            eta = eta + values["beta"] @ table.x.T
        if effects.fixed is not None:
            eta = eta + table.z @ effects.fixed[0]
        self.start = eta

    @cached_property
    def factor(self) -> np.ndarray:
        """T, shape (K, K, node); without a column where groups have nothing of their own."""
        effects, values = self._own
        factor = effects.factor(values, len(self.start)) if effects.size else np.empty(0)
        return factor.reshape(effects.size, effects.size, len(self.start))

    @cached_property
    def slope(self) -> np.ndarray:
        """Z T, shape (K, node, row)."""
        z = self.table.z[:, : len(self.factor)]
        return np.einsum("ri,ikn->knr", z, self.factor)

    def eta(self, u) -> np.ndarray:
        """Give the predictor at u of shape (K, node, group), shape (node, row)."""
        eta = self.start
        for along, effect in zip(self.slope, u, strict=True):
            eta = eta + along * self.table.by_row(effect)
        return eta

    def heights(self, u) -> np.ndarray:
        """Sum the log density of each group's rows, as far as eta has a say in it."""
        table = self.table
        density = self.response.kernel(table.y, self.eta(u), self.dispersion, table.known)
        return table.by_group(table.weights * density)

    def said(self, u) -> tuple[np.ndarray, ...]:
        """Give eta, what rows say of it and how surely: its slope, minus that of the slope.

        Where a density is not log-concave it may say less than nothing. There a row has
        most of its weight in least squares that are reweighted, so that steps toward a mode
        go up, however far it is. Lange, Little and Taylor (1989), Journal of the American
        Statistical Association 84, 881-896.
        """
        table, eta = self.table, self.eta(u)
        first, second = (
            table.weights * each
            for each in self.response.slopes(table.y, eta, self.dispersion, table.known)
        )
        least = np.zeros_like(second)
        if not self.response.CONCAVE:
            left = table.y - eta
            np.divide(LEAST * first, left, out=least, where=left != 0)
        return eta, first, np.maximum(-second, least)

    def _of_groups(self, first, weight) -> tuple[np.ndarray, ...]:
        """Sum it by group: gradient in u, and minus the second derivatives."""
        table, size = self.table, len(self.slope)
        gradient = np.stack([table.by_group(column * first) for column in self.slope])
        said = np.empty((size, size, *gradient.shape[1:]))
        for one in range(size):
            for other in range(one + 1):
                both = table.by_group(self.slope[one] * self.slope[other] * weight)
                said[one, other] = said[other, one] = both
        return gradient, said

    def slopes(self, u) -> tuple[np.ndarray, ...]:
        """Give `heights`, their gradient in u and minus their second derivatives."""
        table, (eta, first, weight) = self.table, self.said(u)
        density = self.response.kernel(table.y, eta, self.dispersion, table.known)
        return table.by_group(table.weights * density), *self._of_groups(first, weight)

    def slopes_from(self, there: Rows, u) -> tuple[np.ndarray, ...]:
        """Give gradient and second derivatives at 0, were the density a parabola in eta.

        It touches at ``u`` of one node, ``there``, of the same rows.
        """
        eta, first, weight = there.said(u)
        return self._of_groups(first + weight * (eta - self.start), weight)

    def _of(self, place) -> tuple:
        """Lay the rows of pairs of a node and a group out.

        ``place`` is that of each pair among all of them, node by node. It gives of each row
        its pair, its place in the table and that at a node, among all of them, and a
        function that sums what rows have over their pairs.
        """
        table = self.table
        node, group = np.divmod(place, len(table.sizes))
        if len(table.sizes) == len(table.y):
            return slice(None), group, place, lambda of_rows: of_rows
        sizes = table.sizes[group]
        starts = np.cumsum(sizes) - sizes
        pair = np.repeat(np.arange(len(node)), sizes)
        row = table.rows_of(group[pair], np.arange(len(pair)) - starts[pair])
        there = node[pair] * len(table.y) + row
        return pair, row, there, lambda of_rows: np.add.reduceat(of_rows, starts)

    def of_pairs(self, u, place) -> np.ndarray:
        """Give `heights` of some pairs, u of shape (K, pair); of places see `_of`."""
        pair, row, there, add = self._of(place)
        table = self.table
        slope = self.slope.reshape(len(u), -1)[:, there]
        eta = self.start.ravel()[there] + dot(slope, u[:, pair])
        at = there // len(table.y)
        dispersion = {name: value[at, 0] for name, value in self.dispersion.items()}
        density = self.response.kernel(table.y[row], eta, dispersion, table.known[row])
        if np.ndim(table.weights):
            density *= table.weights[row]
        return add(density)


class Levels(Rows):
    """Rows whose group moves all of them alike, and whose sums over outcomes suffice.

    With a kernel y eta - known A(eta) and eta = start + v, exp(eta) is exp(start) exp(v):
    one exponential of a row serves every u. Of single trials A sums to the logarithm of a
    product.
    """

    @cached_property
    def _along(self) -> np.ndarray:
        """Z T of each group, shape (node, group)."""
        first = self.table.starts
        if not len(self.factor):
            return np.zeros((len(self.start), len(first)))
        return self.table.z[first, 0] * self.factor[0, 0][:, np.newaxis]

    @cached_property
    def _odds(self) -> np.ndarray:
        return np.exp(self.start)

    @cached_property
    def _known(self) -> np.ndarray:
        return self.table.weights * self.table.known

    @cached_property
    def _sums(self) -> tuple[np.ndarray, np.ndarray]:
        """Sums of y, shape (group,), and of y times the start, (node, group)."""
        y = self.table.weights * self.table.y
        return self.table.by_group(y), self.table.by_group(y * self.start)

    @cached_property
    def _reach(self) -> float:
        return float(np.abs(self.start).max())

    def _within(self, v) -> bool:
        """Tell whether odds are numbers, and their products."""
        return self._reach + max(v.max(), -v.min()) <= FAR

    def _moved(self, u) -> np.ndarray | None:
        """Give v; None where numbers would be too large."""
        v = self._along * (u[0] if len(u) else 1.0)
        return v if self._within(v) else None

    def _times(self, v) -> np.ndarray:
        odds = self.table.by_row(np.exp(v))
        odds *= self._odds
        return odds

    @cached_property
    def _single(self) -> bool:
        """Whether rows are single trials, whose terms are logarithms of a factor each."""
        return self.response.TRIALS and bool(np.all(self._known == 1))

    def heights(self, u) -> np.ndarray:
        """See `Rows`."""
        v = self._moved(u)
        return super().heights(u) if v is None else self._heights(v, self._times(v))

    def _heights(self, v, odds) -> np.ndarray:
        """Give them from v and odds, which are used up."""
        y, known = self._sums
        if self._single:
            odds += 1
            said = self.table.by_group_of_logs(odds)
        else:
            said = self.table.by_group(self._known * self.response.cumulant(odds))
        heights = y * v
        heights += known
        heights -= said
        return heights

    def slopes(self, u) -> tuple[np.ndarray, ...]:
        """See `Rows`."""
        v = self._moved(u)
        if v is None:
            return super().slopes(u)
        odds = self._times(v)
        mean, variance = self.response.cumulant_slopes(odds)
        first, second = (
            self.table.by_group(self._known * each) for each in (mean, variance)
        )
        gradient = self._along * (self._sums[0] - first)
        said = self._along**2 * second
        return self._heights(v, odds), gradient[np.newaxis], said[np.newaxis, np.newaxis]

    def of_pairs(self, u, place) -> np.ndarray:
        """See `Rows`."""
        v = self._along.ravel()[place] * u[0]
        if not self._within(v):
            return super().of_pairs(u, place)
        pair, row, there, add = self._of(place)
        odds = np.exp(v)[pair]
        odds *= self._odds.ravel()[there]
        said = add(self._known[row] * self.response.cumulant(odds))
        y, known = self._sums
        return known.ravel()[place] + y[place % len(y)] * v - said


def at(effects, values: dict, table: base.Table) -> Rows:
    """Put rows at some nodes, in the way that takes least work."""
    sums = effects.response.SUMS
    alike = effects.size == 0 or (effects.size == 1 and table.level)
    return (Levels if sums and alike else Rows)(effects, values, table)
