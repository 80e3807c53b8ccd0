"""What the rows of groups say of a normal predictor, summed up: see `closed`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np


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
    """

    root: np.ndarray
    along: np.ndarray
    counts: np.ndarray
    rest: np.ndarray
    back: np.ndarray
    centre: np.ndarray
    ahead: np.ndarray

    @cached_property
    def few(self) -> tuple[Sums, np.ndarray]:
        """Say the same with fewer groups, as far as the population's numbers go.

        What groups of one R_j say is made of cross products of their Q_j' C_j with one
        another, entry by entry. Those have a root of as many rows as there are entries.

        Returns
        -------
        Sums
        same : ndarray of int
            One of these groups that has the R_j of each group.
        """
        size, width, groups = self.along.shape
        roots, kind, times = np.unique(
            self.root.reshape(-1, groups), axis=1, return_inverse=True, return_counts=True
        )
        kind, most = kind.ravel(), size * width
        alone = times[kind] <= most
        found = [(self.root[..., alone], self.along[..., alone], np.ones(alone.sum()))]
        same = np.cumsum(alone) - 1
        for place in np.flatnonzero(times > most):
            same[kind == place] = sum(len(counts) for *_, counts in found)
            said = np.linalg.qr(self.along[..., kind == place].reshape(most, -1).T, "r")
            root = np.repeat(roots[:, place], most).reshape(size, size, most)
            counts = np.full(most, times[place] / most)
            found.append((root, said.T.reshape(size, width, most), counts))
        root, along, counts = (
            np.concatenate(each, axis=-1) for each in zip(*found, strict=True)
        )
        return replace(self, root=root, along=along, counts=counts), same
