"""Complete pooling: groups have nothing of their own that could be integrated out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pooling.basics.blocks import parts_of
from pooling.model.effects.regression import base, nodes

CHUNK = 2**15  # numbers per array, so that a step stays in the processor's cache


@dataclass(frozen=True)
class Effects(base.Effects):
    """Rows whose predictor beta alone decides."""

    @cached_property
    def _all(self) -> base.Table:
        """All rows that differ, as one group."""
        count = len(self.table.y)
        whole = replace(self.table, starts=np.zeros(1, int), sizes=np.array([count]))
        return self.reduced(whole)[0]

    @property
    def width(self) -> int:
        """Numbers that one node takes."""
        return len(self._all.y)

    @property
    def left_width(self) -> int:
        """See the base."""
        return len(self.table.distinct[0].y)

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood and the moments of nothing at once."""
        return self.log_likelihood(values), {}

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        parts = []
        for _, some in parts_of(values, self.width, CHUNK):
            heights = nodes.at(self, some, self._all).heights(np.empty((0, 1, 1)))
            parts.append(heights[:, 0] + self._apart(some))
        return np.concatenate(parts)

    def _apart(self, values: dict) -> np.ndarray:
        """Sum what of the log density eta has no say in, shape (node or 1,)."""
        dispersion = self.dispersion(values)
        by_group = self._apart_of(self._all, dispersion) if dispersion else self._constant
        return by_group.sum(axis=1)

    def draw(self, values: dict, rng) -> dict:
        """Draw nothing; see `gaussian` for ``log_joint``."""
        return {"log_joint": self.log_likelihood(values)}

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others, as in `gaussian`."""
        alone = self.table.rows_at(self.table.places(rows))
        along = nodes.Rows(self, values, alone)
        density = self._density(along)
        limit = alone.y - (1 if self.response.INTEGER else 0)
        below = self.response.cdf(limit, along.start, along.dispersion, alone.known)
        table, kind = self.table.distinct
        groups = nodes.at(self, values, table).heights(np.empty((0, 1, 1)))[:, kind[kept]]
        # What no number has a say in takes longer than the rest: it is summed up once.
        dispersion = self.dispersion(values)
        if dispersion:
            groups += self._apart_of(table, dispersion)[:, kind[kept]]
        else:
            groups += self._constant[:, kept]
        return density, below, groups

    def _density(self, along: nodes.Rows) -> np.ndarray:
        """Give the log density of rows, shape (node, row)."""
        y, known = along.table.y, along.table.known
        return self.response.log_density(y, along.start, along.dispersion, known)
