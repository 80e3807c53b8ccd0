"""Effects of units with counts: rates from a beta population, in closed form.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, chapter 9.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betainc, betaln

from pooling.model.effects.binomial import POINTS, Counts, order_statistics


def shapes(data: dict, omega) -> tuple[np.ndarray, np.ndarray]:
    """Give the shapes of the posterior of each theta at modes ``omega``, shape (node, coin).

    ``kappa`` is a number or of shape (node,); the shapes are the prior's where N = y = 0.
    """
    y, n = np.asarray(data["y"]), np.asarray(data["N"])
    omega = np.asarray(omega, dtype=float)[:, np.newaxis]
    sharpness = np.atleast_1d(data["kappa"])[:, np.newaxis] - 2
    return omega * sharpness + 1 + y, (1 - omega) * sharpness + 1 + n - y


@dataclass(frozen=True)
class Effects:
    """Rates of units, integrated out given mode and concentration of their population."""

    model: object
    data: dict

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them from a model and the content of its ``stan_data.json``."""
        return cls(model, data)

    @property
    def counts(self) -> Counts:
        """Outcomes of the units."""
        return Counts.of(self.data["y"], self.data["N"])

    @property
    def hyperparameters(self) -> tuple[str, ...]:
        """What the units have in common: mode and concentration, where not options."""
        return tuple(self.model.priors)

    def _shapes(self, values: dict, **counts) -> tuple[np.ndarray, np.ndarray]:
        """Give the shapes at some nodes, of the units or of other counts."""
        known = self.data | values | counts
        return shapes(known, np.atleast_1d(known["omega"]))

    def shapes(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Give the shapes of the posterior of each rate, shape (node, unit)."""
        return self._shapes(values)

    def before(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Give the shapes of the population, shape (node, 1)."""
        return self._shapes(values, y=[0], N=[0])

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give the log likelihood of mode and concentration, up to a constant, (node,)."""
        evidence = betaln(*self.shapes(values)) - betaln(*self.before(values))
        return evidence.sum(axis=1)

    def moments(self, values: dict) -> dict[str, tuple]:
        """Give mean and variance of the rates, shape (node, unit)."""
        a, b = self.shapes(values)
        return {"theta": (a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1)))}

    @property
    def width(self) -> int:
        """Numbers that one node takes when units are left out."""
        return POINTS * len(self.counts.y)

    def without(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Predict the outcomes of units from all the others, shape (node, unit)."""
        counts, (a, b) = self.counts, self.before(values)
        y, n = counts.y, counts.n
        log_density = betaln(a + y, b + n - y) - betaln(a, b) + counts.log_ways
        points, weights = order_statistics(y, n)
        below = betainc(a[..., np.newaxis], b[..., np.newaxis], points) @ weights
        return log_density[:, counts.place], np.nan_to_num(below)[:, counts.place]

    @property
    def sizes(self) -> np.ndarray:
        """Trials of each unit."""
        return np.asarray(self.data["N"])

    shared_by = ()

    def share(self, values: dict) -> dict[str, np.ndarray]:
        """Give the weight of the population in the rates, shape (node or 1, unit)."""
        kappa = np.atleast_1d((self.data | values)["kappa"])[:, np.newaxis]
        return {"theta": kappa / (self.sizes + kappa)}
