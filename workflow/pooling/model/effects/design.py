"""The rows of a table in groups: the columns whose coefficients vary by group.

Built once, from a model's declaration and its Stan data, and summed up group by group:
with normal outcomes the sums are all that is ever needed of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Same:
    """What groups of the same design say together of all but themselves.

    Attributes
    ----------
    root : ndarray
        As of `Sums`, shape (coefficient, coefficient, design).
    counts : ndarray of int
        Groups of each design.
    centre : ndarray
        Mean of their fits, shape (coefficient, design).
    scatter : ndarray
        Sum of squares and products of the fits around it, shape (coefficient,
        coefficient, design).
    index : ndarray of int
        Design of each group.
    """

    root: np.ndarray
    counts: np.ndarray
    centre: np.ndarray
    scatter: np.ndarray
    index: np.ndarray


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
    """

    root: np.ndarray
    along: np.ndarray
    fit: np.ndarray
    residual: np.ndarray
    within: float
    sizes: np.ndarray
    level: np.ndarray
    height: np.ndarray

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

    @cached_property
    def same(self) -> Same:
        """The groups whose cross-products X_j' X_j are the same, together."""
        roots = self.root.reshape(-1, self.root.shape[-1])
        distinct, index, counts = np.unique(
            roots, axis=1, return_inverse=True, return_counts=True
        )
        index = index.ravel()
        sums = np.array([np.bincount(index, fit) for fit in self.fit])
        centre = sums / counts
        away = self.fit - centre[:, index]
        scatter = [[np.bincount(index, a * b) for b in away] for a in away]
        root = np.ascontiguousarray(distinct.reshape(*self.root.shape[:2], -1))
        return Same(root, counts, centre, np.array(scatter), index)


@dataclass(frozen=True)
class Design:
    """Rows of outcomes, each in a group.

    Attributes
    ----------
    names : tuple of str
        Coefficients of a group.
    columns : ndarray
        What they are multiplied with, shape (row, coefficient); the first is constant.
    group : ndarray of int
        Group of each row, from 0.
    y : ndarray
        Outcomes, shape (row,).
    """

    names: tuple[str, ...]
    columns: np.ndarray
    group: np.ndarray
    y: np.ndarray

    @classmethod
    def of(cls, model, data: dict) -> Design:
        """Lay out the columns of a model.

        Parameters
        ----------
        model : pooling.model.families.base.Model
            What declares the coefficients of a group, and their columns.
        data : dict
            Content of ``stan_data.json``.
        """
        return cls(
            tuple(model.coefficients),
            laid_out(model, data, len(data["y"])),
            np.asarray(data["group"]) - 1,
            np.asarray(data["y"], dtype=float),
        )

    @cached_property
    def sums(self) -> Sums:
        """Reduce the rows to sufficient statistics of the groups.

        A QR decomposition of each group's rows, written out for all groups at once:
        what varies is first taken around its group's mean, twice for the sake of the
        digits, so that squares of numbers far from 0 drown nothing.
        """
        # Rows in the order of their values, which then leaves no trace in the sums.
        order = _by_value(self.group, self.columns, self.y)
        group, y = self.group[order], self.y[order]
        starts = np.flatnonzero(np.diff(group, prepend=-1))
        sizes = np.diff(starts, append=len(group))

        def mean(values):
            level = np.add.reduceat(values, starts) / sizes
            return level + np.add.reduceat(values - level[group], starts) / sizes

        columns = self.columns[order].T
        size, weight = len(columns), np.sqrt(sizes)
        level = np.stack([np.ones(len(sizes)), *map(mean, columns[1:])])
        height = mean(y)
        root = np.zeros((size, size, len(sizes)))
        root[0], along = weight * level, np.zeros((size, len(sizes)))
        along[0] = weight * height
        left = [column - own[group] for column, own in zip(columns, level, strict=True)]
        up = y - height[group]
        for k in range(1, size):
            length = np.sqrt(np.add.reduceat(left[k] ** 2, starts))
            # What rounding leaves of equal numbers.
            largest = np.maximum.reduceat(np.abs(columns[k]), starts)
            length[length <= 10 * np.finfo(float).eps * weight * largest] = 0
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
        )


def _by_value(group, columns, y) -> np.ndarray:
    """Order rows by group, and in a group by their columns and outcomes.

    As `numpy.lexsort` does in twice the time: rows that are the same need no order, and
    few groups are sorted by their digits.
    """
    order = np.argsort(y)
    for column in columns.T[:0:-1]:
        order = order[np.argsort(column[order], kind="stable")]
    narrow = group.astype(np.min_scalar_type(group.max()))
    return order[np.argsort(narrow[order], kind="stable")]


def laid_out(model, values: dict, count: int) -> np.ndarray:
    """Lay out the columns of a group's coefficients.

    Parameters
    ----------
    model : pooling.model.families.base.Model
        What declares them.
    values : dict
        Column -> its values, shape (row,).
    count : int
        Rows.

    Returns
    -------
    ndarray
        Shape (row, coefficient).
    """
    return np.column_stack(
        [
            np.ones(count) if column is None else np.asarray(values[column], dtype=float)
            for column in model.coefficients.values()
        ]
    )


def _fit(root, along) -> np.ndarray:
    """Solve for the coefficients; one that cannot be told is 0."""
    found = np.zeros(along.shape)
    for k in reversed(range(len(along))):
        rest = along[k] - np.einsum("mj,mj->j", root[k], found)
        np.divide(rest, root[k, k], out=found[k], where=root[k, k] > 0)
    return found
