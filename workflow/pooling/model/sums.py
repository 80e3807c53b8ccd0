"""What the rows of a table in groups come to: sufficient statistics of normal outcomes.

The rows of a group are decomposed into an orthogonal matrix and a triangle (Golub and Van
Loan, 2013, Matrix Computations, section 5.2). Triangles of parts of a table are rows like any
others: the parts may come one after the other, and the table need not fit in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np

from pooling.basics.blocks import blocks
from pooling.basics.long_tables import Column

PART = 2**20  # rows that are summed up at once


@dataclass(frozen=True)
class Sums:
    """What the observations say, in sufficient statistics.

    Attributes
    ----------
    root : ndarray
        Upper triangles R_j with R_j' R_j = X_j' X_j, shape (coefficient, coefficient,
        group); a row is zero where the rows of the group do not tell a coefficient
        from those before it.
    along : ndarray
        Least-squares coefficients times R_j, shape (coefficient, group).
    fit : ndarray
        Least-squares coefficients, 0 for one that cannot be told, same shape.
    residual : ndarray
        Sum of squared residuals around each fit, shape (group,).
    within : float
        That of all groups.
    sizes : ndarray of int
        Observations of each group.
    level : ndarray
        Mean of each column in each group, shape (coefficient, group).
    height : ndarray
        Mean of the outcomes of each group, shape (group,).
    least, largest : ndarray
        Ends of the outcomes of each group, likewise.
    """

    root: np.ndarray
    along: np.ndarray
    fit: np.ndarray
    residual: np.ndarray
    within: float
    sizes: np.ndarray
    level: np.ndarray
    height: np.ndarray
    least: np.ndarray
    largest: np.ndarray

    @classmethod
    def read(cls, stored: dict) -> Sums:
        """Give what `stored` gave, from plain lists or from arrays."""
        return cls(**{n: np.asarray(v) if np.ndim(v) else v for n, v in stored.items()})

    @property
    def n(self) -> int:
        """Observations of all groups."""
        return int(self.sizes.sum())

    @property
    def told(self) -> np.ndarray:
        """Whether each coefficient can be told, shape (coefficient, group)."""
        return np.einsum("iij->ij", self.root) > 0

    @property
    def freedom(self) -> int:
        """Degrees of freedom of the residuals."""
        return self.n - int(self.told.sum())

    @property
    def mean(self) -> float:
        """Mean of all outcomes."""
        return float(self.sizes @ self.height) / self.n

    @property
    def sd(self) -> float:
        """Sd of all outcomes, with N - 1 in the denominator."""
        return float(np.sqrt(self.squares / (self.n - 1)))

    @property
    def squares(self) -> float:
        """Squares of all outcomes around their mean."""
        within = self.residual + (self.along[1:] ** 2).sum(axis=0)
        return float((within + self.sizes * (self.height - self.mean) ** 2).sum())

    def sd_of(self, column: int) -> float:
        """Sd of a column of all rows, with N - 1 in the denominator."""
        away = self.level[column] - self.mean_of(column)
        within = (self.root[1:, column] ** 2).sum(axis=0)
        return float(np.sqrt((within + self.sizes * away**2).sum() / (self.n - 1)))

    def mean_of(self, column: int) -> float:
        """Mean of a column of all rows."""
        return float(self.sizes @ self.level[column]) / self.n

    @property
    def largest_number(self) -> float:
        """The outcome that is farthest from 0, without its sign."""
        return float(max(np.abs(self.least).max(), np.abs(self.largest).max()))

    def reversed(self) -> Sums:
        """Give the groups each other's numbers: the last becomes the first."""
        return self.taken(slice(None, None, -1))

    def taken(self, groups) -> Sums:
        """Give some groups, in the order of their places."""
        stored = self.stored()
        return Sums(**{n: v[..., groups] if np.ndim(v) else v for n, v in stored.items()})

    def less(self, *numbers: float) -> Sums:
        """Give the sums of columns less a number each, the constant one as it is."""
        level = self.level - np.array([0.0, *numbers])[:, np.newaxis]
        root = self.root.copy()
        root[0] = np.sqrt(self.sizes) * level
        return replace(self, level=level, root=root, fit=_fit(root, self.along))

    def widened(self, count: int) -> Sums:
        """Give the same beside groups that have no rows, up to a number of all."""
        return (
            self
            if count == len(self.sizes)
            else self.among(np.arange(count) < len(self.sizes))
        )

    def among(self, here: np.ndarray) -> Sums:
        """Give the same among groups that have no rows: 0, with ends that are infinite.

        ``here`` says which of all groups are those that have some.
        """
        blank = {"least": np.inf, "largest": -np.inf}
        laid = {"within": self.within}
        for name, value in self.stored().items():
            if np.ndim(value):
                shape = (*value.shape[:-1], len(here))
                laid[name] = np.full(shape, blank.get(name, 0), value.dtype)
                laid[name][..., here] = value
        return Sums(**laid)

    def stored(self) -> dict:
        """Give the numbers by name, as Stan data hold them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def together(self) -> Sums:
        """Sum up all rows as those of one group."""
        by_group = {n: v for n, v in self.stored().items() if np.ndim(v)}
        apart = {n: np.moveaxis(v, -1, 0)[..., np.newaxis] for n, v in by_group.items()}
        return merged(apart)


def summed(data: dict) -> Sums | None:
    """Give the sums that came with a long table; None where the rows are to be summed up.

    They are those of the columns as they stand in the table, and of no others that may have
    been put in their place.
    """
    names = {"y", "group", "x"} & set(data)
    if "sums" in data and all(isinstance(data[name], Column) for name in names):
        return Sums.read(data["sums"])
    return None


def of_groups(data: dict, part: slice) -> dict:
    """Give the Stan data of some groups of a table that is summed up."""
    some = summed(data).taken(part)
    return data | {"sums": some.stored(), "J": len(some.sizes), "N": some.n}


def _triangle(level, left, up, *, sizes, height, starts, group, ends) -> Sums:
    """Decompose rows that are taken around the means of their groups, ``level`` and ``height``.

    ``left`` and ``up`` are the columns but the first, and the outcomes, less these means,
    group by group; ``sizes`` are rows of the table by group, ``starts`` where each begins
    and ``group`` that of each row; ``ends`` the largest absolute number of each column, and
    the ends of the outcomes.
    """
    largest, least, most = ends
    size, weight = len(level), np.sqrt(sizes)
    root, along = np.zeros((size, size, len(sizes))), np.zeros((size, len(sizes)))
    root[0], along[0] = weight * level, weight * height
    left = [None, *left]
    for k in range(1, size):
        length = np.sqrt(np.add.reduceat(left[k] ** 2, starts))
        # What rounding leaves of equal numbers.
        length[length <= 10 * np.finfo(float).eps * weight * largest[k - 1]] = 0
        unit = np.divide(1, length, out=np.zeros_like(length), where=length > 0)
        root[k, k] = length
        for later in range(k + 1, size):
            root[k, later] = np.add.reduceat(left[k] * left[later], starts) * unit
            left[later] = left[later] - (root[k, later] * unit)[group] * left[k]
        along[k] = np.add.reduceat(left[k] * up, starts) * unit
        up = up - (along[k] * unit)[group] * left[k]
    return Sums(
        root=root,
        along=along,
        fit=_fit(root, along),
        residual=np.add.reduceat(up**2, starts),
        within=float(np.sum(up**2)),
        sizes=sizes,
        level=level,
        height=height,
        least=least,
        largest=most,
    )


def sum_up(columns: np.ndarray, group: np.ndarray, y: np.ndarray) -> Sums:
    """Reduce rows to sufficient statistics of their groups.

    A QR decomposition of each group's rows, written out for all groups at once: what varies
    is first taken around its group's mean, twice for the sake of the digits, so that
    squares of numbers far from 0 drown nothing. The first column, of shape (row,
    coefficient), is constant; ``group`` is from 0, and every one has some.
    """
    if len(y) > PART:
        count = int(group.max()) + 1
        parts = blocks(len(y), 1, PART)
        return gathered([part_of(columns[p], group[p], y[p], count) for p in parts])
    # Rows in the order of their values, which then leaves no trace in the sums.
    order = _by_value(group, columns, y)
    return _of_sorted(columns[order], group[order], y[order])


def _of_sorted(columns, group, y) -> Sums:
    """Sum up rows that stand group by group; arguments as of `sum_up`."""
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.diff(starts, append=len(group))

    def mean(values):
        level = np.add.reduceat(values, starts) / sizes
        return level + np.add.reduceat(values - level[group], starts) / sizes

    columns = columns.T
    level = np.stack([np.ones(len(sizes)), *map(mean, columns[1:])])
    height = mean(y)
    return _triangle(
        level,
        [x - middle[group] for x, middle in zip(columns[1:], level[1:], strict=True)],
        y - height[group],
        sizes=sizes,
        height=height,
        starts=starts,
        group=group,
        ends=(
            [np.maximum.reduceat(np.abs(column), starts) for column in columns[1:]],
            np.minimum.reduceat(y, starts),
            np.maximum.reduceat(y, starts),
        ),
    )


def part_of(columns, group, y, count: int) -> Sums:
    """Sum up some rows of a table of ``count`` groups, which need not have all of them.

    Other arguments as of `sum_up`.
    """
    here = np.bincount(group, minlength=count) > 0
    order = in_groups(group)
    renumbered = (np.cumsum(here) - 1)[group[order]]
    return _of_sorted(columns[order], renumbered, y[order]).among(here)


def gathered(parts: Sequence[Sums]) -> Sums:
    """Sum up the rows of several parts of a table, each with all groups."""
    names = [name for name, value in parts[0].stored().items() if np.ndim(value)]
    return merged({n: np.array([getattr(part, n) for part in parts]) for n in names})


def merged(every: dict[str, np.ndarray]) -> Sums:
    """Sum up groups whose rows were summed up in parts, attributes of shape (part, ..., group).

    The triangles of a group less their first row, and what is left over, stand for the rows
    of a part around their mean; the means, as often as there are rows, for the others.
    """
    sizes = every["sizes"].sum(axis=0)
    share = every["sizes"] / sizes
    level = (share[:, np.newaxis] * every["level"]).sum(axis=0)
    level[0] = 1  # to the last digit: groups of one size have one root
    height = (share * every["height"]).sum(axis=0)
    often = np.sqrt(every["sizes"])
    size, count = level.shape
    # Shape (part, row, column, group): K - 1 of the triangle, the residual, the mean.
    rows = np.zeros((len(share), size + 1, size, count))
    rows[:, : size - 1, : size - 1] = every["root"][:, 1:, 1:]
    rows[:, : size - 1, -1] = every["along"][:, 1:]
    rows[:, size - 1, -1] = np.sqrt(every["residual"])
    rows[:, size, : size - 1] = often[:, np.newaxis] * (every["level"] - level)[:, 1:]
    rows[:, size, -1] = often * (every["height"] - height)
    *left, up = np.moveaxis(rows, (2, 3), (0, 1)).reshape(size, -1)
    width = len(share) * (size + 1)
    return _triangle(
        level,
        left,
        up,
        sizes=sizes,
        height=height,
        starts=np.arange(count) * width,
        group=np.repeat(np.arange(count), width),
        ends=(
            np.abs(every["level"][:, 1:]).max(axis=0),
            every["least"].min(axis=0),
            every["largest"].max(axis=0),
        ),
    )


def _by_value(group, columns, y) -> np.ndarray:
    """Order rows by group, and in a group by their columns and outcomes.

    As `numpy.lexsort` does in twice the time: rows that are the same need no order.
    """
    order = np.argsort(y)
    for column in columns.T[:0:-1]:
        order = order[np.argsort(column[order], kind="stable")]
    return order[in_groups(group[order])]


def in_groups(group: np.ndarray) -> np.ndarray:
    """Order rows by group, else as they are; few groups are sorted by their digits."""
    return np.argsort(group.astype(np.min_scalar_type(group.max())), kind="stable")


def _fit(root, along) -> np.ndarray:
    """Solve for the coefficients; one that cannot be told is 0."""
    solution = np.zeros(along.shape)
    for k in reversed(range(len(along))):
        rest = along[k] - np.einsum("mj,mj->j", root[k], solution)
        np.divide(rest, root[k, k], out=solution[k], where=root[k, k] > 0)
    return solution
