"""Complete pooling: groups have nothing of their own that could be integrated out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.model.effects.regression import base


@dataclass(frozen=True)
class Effects(base.Effects):
    """Rows whose predictor beta alone decides."""

    @property
    def width(self) -> int:
        """Numbers that one node takes."""
        return len(self.table.y)

    def _eta(self, values: dict) -> np.ndarray:
        return self.table.offsets + values["beta"] @ self.table.x.T

    def _density(self, values: dict) -> np.ndarray:
        return self.response.log_density(
            self.table.y, self._eta(values), self.dispersion(values), self.table.known
        )

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood and the moments of nothing at once."""
        return self.log_likelihood(values), {}

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        return self._density(values).sum(axis=1)

    def moments(self, values: dict) -> dict:
        """Give the moments of nothing."""
        return {}

    def draw(self, values: dict, rng) -> dict:
        """Draw nothing; see `closed` for ``log_joint``."""
        return {"log_joint": self.log_likelihood(values)}

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others, as in `closed`."""
        table, places = self.table, self.table.places(rows)
        density = self._density(values)
        limit = table.y[places] - (1 if self.response.INTEGER else 0)
        below = self.response.cdf(
            limit,
            self._eta(values)[:, places],
            self.dispersion(values),
            table.known[places],
        )
        return density[:, places], below, table.by_group(density)[:, kept]
