"""Rates: the binomial response of a formula, whose only column, the level, varies by unit.

A unit is a row and a group, its level the log odds alpha; with partial pooling beta is
mu_alpha, and sd is sigma_alpha. All that `regression.hermite` says holds, with nodes enough
for whatever the counts are: the error of a mean is below 1e-7 of its sd.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr

from pooling.basics.blocks import count_of
from pooling.model.effects.binomial import POINTS, Counts, order_statistics
from pooling.model.effects.names import Called, Named, as_formula
from pooling.model.effects.regression import hermite, together
from pooling.model.effects.regression.base import Table
from pooling.model.responses import binomial

NODES = 97  # of the integral over a unit's log odds


class Units(Called):
    """Units with counts, whatever is integrated out."""

    shared_by = ("sigma_alpha", "p")

    @classmethod
    def of(cls, model, data: dict) -> Units:
        """Build them from a model and the content of its ``stan_data.json``."""
        kind = Together if model.pooling == "complete" else Effects
        ones = np.ones((len(data["y"]), 1))
        rows = {
            "J": len(ones),
            "group": np.arange(1, len(ones) + 1),
            "y": data["y"],
            "trials": data["N"],
            "offsets": np.zeros(len(ones)),
            "X": ones,
            "Z": ones,
            "place": [1],
        }
        formula = as_formula(model, data) | rows
        return kind(model, formula, Table.of(formula).dense())

    @property
    def coordinates(self) -> Named:
        """See the base."""
        return Named.of(super().coordinates, self.called)

    @property
    def sizes(self) -> np.ndarray:
        """Trials of each unit."""
        return self.table.known.astype(int)

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw the log odds of all units, shape (draw, unit), where they have any."""
        drawn = super().draw(values, rng)
        return drawn | {"p": binomial.mean((values | drawn)["alpha"])}

    def share(self, values: dict) -> dict[str, np.ndarray]:
        """Give the weight of the population in the log odds of the units, by draw.

        As with normal outcomes, the information being N p (1 - p).
        """
        information = self.sizes * values["p"] * (1 - values["p"])
        return {
            "alpha": 1 / (1 + values["sigma_alpha"][:, np.newaxis] ** 2 * information)
        }


@dataclass(frozen=True)
class Together(Units, together.Effects):
    """Units that have one rate."""

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """See the base; of the rate that is known no variance is left."""
        p = binomial.mean(values["alpha"])
        return self.log_likelihood(values), {"p": (p, np.zeros_like(p))}


@dataclass(frozen=True)
class Effects(Units, hermite.Effects):
    """Log odds of units, integrated out given their population."""

    nodes: int = NODES

    @property
    def counts(self) -> Counts:
        """The different outcomes of the units."""
        return Counts(self.rows.y, self.rows.known, self.kind, np.bincount(self.kind))

    @property
    def left_width(self) -> int:
        """See the base."""
        return max(self.nodes, POINTS) * len(self.rows.y)

    def coarser(self) -> Effects:
        """Take half of the nodes, to see what these leave out."""
        return replace(self, nodes=self.nodes // 2 + 1)

    def ahead(self) -> Effects:
        """Give those of units of which nothing was seen."""
        return replace(self, table=replace(self.table, weights=np.zeros(len(self.sizes))))

    def of_groups(self, values: dict) -> np.ndarray:
        """See the base."""
        return super().of_groups(self.called.inside(values))

    def by_group(self, values: dict) -> tuple[np.ndarray, dict]:
        """See the base; with moments of the log odds and the rates."""
        logs, moments = super().by_group(self.called.inside(values))
        return logs, self.called.outside(moments)

    def population(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Give mean and sd of the log odds at some nodes, shape (node,) each."""
        inside = self.called.inside(values)
        return self._centre(inside)[0, :, 0], self.factor(inside, count_of(inside))[0, 0]

    def _log_odds(self, values: dict, laid) -> np.ndarray:
        """Give the log odds of what is laid, shape (point, node, outcome)."""
        mean, sd = self.population(values)
        return mean[:, np.newaxis] + sd[:, np.newaxis] * laid.u[0]

    def _moments(self, values: dict, laid) -> dict[str, tuple]:
        """See the base; those of the rates beside."""
        p, mass = binomial.mean(self._log_odds(values, laid)), laid.mass
        mean = (mass * p).sum(axis=0)
        variance = (mass * (p - mean) ** 2).sum(axis=0)
        return super()._moments(values, laid) | {"p": (mean, variance)}

    def rates(self, values: dict, unit: int) -> tuple[np.ndarray, np.ndarray]:
        """Lay points over the rate of a unit; give their mass too, shape (point, node)."""
        alone = replace(self, table=self.table.only(np.array([unit])))
        inside = self.called.inside(values)
        laid = alone._laid(inside)
        p = binomial.mean(alone._log_odds(inside, laid))
        return p[..., 0], laid.mass[..., 0]

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """See the base: a unit that is left out has the population's log odds."""
        mean, sd = (each[:, np.newaxis, np.newaxis] for each in self.population(values))
        points, weights = order_statistics(self.rows.y, self.rows.known)
        log_odds = np.log(points) - np.log1p(-points)
        below = np.nan_to_num(ndtr((log_odds - mean) / sd) @ weights)[:, self.kind]
        density, places = self.of_groups(values), self.table.places(rows)
        return density[:, places], below[:, places], density[:, kept]
