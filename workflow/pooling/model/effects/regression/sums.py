"""What the rows of groups say of a normal predictor, and at nodes: see `gaussian`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pooling.model.effects.stacks import alike, below, log_determinant

APART = slice(None)  # groups that are all taken as they are


@dataclass(frozen=True)
class Sums:
    """The rows of each group, turned; C = [G, X F, y - c] are their columns.

    Attributes
    ----------
    root : ndarray
        R_j, shape (K, K, group); rows of zeros where a group has fewer than K.
    along : ndarray
        Q_j' C_j, shape (K, L + P + 1, group).
    counts : ndarray
        Groups that each stands for, shape (group,).
    rest : ndarray
        Cross products of what is left of C, shape (L + P + 1, L + P + 1).
    back, centre : ndarray
        F and c.
    ahead : ndarray
        Prior mean of (w, v), shape (L + P,).
    squares : ndarray or None
        Cross products of Q_j' C_j, of all groups that each stands for, shape (group, P + 1,
        P + 1); where K is 1 and L is 0, these say it all.
    """

    root: np.ndarray
    along: np.ndarray
    counts: np.ndarray
    rest: np.ndarray
    back: np.ndarray
    centre: np.ndarray
    ahead: np.ndarray
    squares: np.ndarray | None = None

    @classmethod
    def of(cls, root, along, *others) -> Sums:
        """Make them of all groups; the arguments are the attributes."""
        sums = cls(root, along, np.ones(along.shape[2]), *others)
        if len(root) > 1 or sums.levels:
            return sums
        return replace(sums, squares=np.einsum("kpg,kqg->gpq", along, along))

    @property
    def levels(self) -> int:
        """L."""
        return len(self.ahead) - len(self.centre)

    @cached_property
    def designs(self) -> tuple:
        """Find groups whose columns but y say the same.

        Returns
        -------
        first, kind, same : ndarray of int or slice
            One group of each design, the design of each group, and which of `few` has the
            R_j of each design; a slice where all are apart.
        """
        count = self.root.shape[-1]
        columns = np.concatenate([self.root, self.along[:, :-1]], axis=1)
        first, kind, _ = alike(columns.reshape(-1, count))
        if len(first) == count:
            return APART, APART, self.few[1]
        return first, kind, self.among_few(first)

    def among_few(self, groups: np.ndarray) -> np.ndarray:
        """Find groups of `few` that have the R_j of some groups."""
        same = self.few[1]
        return groups if same is APART else same[groups]

    @cached_property
    def few(self) -> tuple[Sums, np.ndarray]:
        """Say the same with fewer groups, as far as the population's numbers go.

        What groups of one R_j say is made of cross products of their Q_j' C_j with one
        another, entry by entry. Those have a root of as many rows as there are entries.

        Returns
        -------
        Sums
        same : ndarray of int or slice
            One of these groups that has the R_j of each group; a slice where none are left
            out.
        """
        size, width, groups = self.along.shape
        first, kind, times = alike(self.root.reshape(-1, groups))
        roots, most = self.root[..., first], size * width
        if times.max(initial=0) <= (1 if self.squares is not None else most):
            return self, APART
        if self.squares is not None:
            squares = np.zeros((len(times), width, width))
            np.add.at(squares, kind, self.squares)
            root, counts = roots, times.astype(float)
            return replace(self, root=root, counts=counts, squares=squares), kind
        alone = times[kind] <= most
        parts = [(self.root[..., alone], self.along[..., alone], np.ones(alone.sum()))]
        same = np.cumsum(alone) - 1
        for place in np.flatnonzero(times > most):
            same[kind == place] = sum(len(counts) for *_, counts in parts)
            said = np.linalg.qr(self.along[..., kind == place].reshape(most, -1).T, "r")
            root = np.repeat(roots[..., [place]], most, axis=-1)
            counts = np.full(most, times[place] / most)
            parts.append((root, said.T.reshape(size, width, most), counts))
        root, along, counts = (
            np.concatenate(each, axis=-1) for each in zip(*parts, strict=True)
        )
        return replace(self, root=root, along=along, counts=counts), same


@dataclass(frozen=True)
class Given:
    """What is known at some nodes.

    Attributes
    ----------
    rows, upper : ndarray
        T'R_j' and U_j, shape (K, K, node, group).
    scale : ndarray
        Diagonal of D, then ones, shape (node, L + P + 1).
    factor : ndarray
        T, shape (K, K, node).
    noise : ndarray
        sigma, shape (node,).
    sums : Sums
        Of the groups.
    """

    rows: np.ndarray
    upper: np.ndarray
    scale: np.ndarray
    factor: np.ndarray
    noise: np.ndarray
    sums: Sums

    @cached_property
    def logs(self) -> np.ndarray:
        """Sum of log |U_j'U_j|, shape (node,)."""
        return log_determinant(self.upper) @ self.sums.counts

    @cached_property
    def turned(self) -> np.ndarray:
        """M_j, shape (K, L + P + 1, node, group)."""
        turned = below(self.upper, self.sums.along[:, :, np.newaxis])
        if self.sums.levels:
            turned *= self.scale.T[:, :, np.newaxis]
        return turned

    @cached_property
    def said(self) -> np.ndarray:
        """What all rows say of (w, v, 1), shape (node, L + P + 1, L + P + 1)."""
        if self.sums.squares is not None:
            said = np.tensordot(1 / self.upper[0, 0] ** 2, self.sums.squares, 1)
        else:
            rows = self.turned.swapaxes(1, 2)
            said = sum(each @ each.swapaxes(1, 2) for each in rows)
        weight = self.scale / self.noise[:, np.newaxis]
        said += weight[:, :, np.newaxis] * self.sums.rest * weight[:, np.newaxis]
        return said
