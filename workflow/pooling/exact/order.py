"""Exact chances about units whose probabilities are independent given their population.

At each node of the exact posterior the units' log odds are independent, so that the
chance of being the highest of all is one integral: of a unit's own density times the
distribution functions of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pooling.exact.base import Grid
from pooling.model import effects
from pooling.model.effects import beta, logit

LEAST = 1e-6  # spread of log odds below which units are told apart by rounding alone
REACH = 9.0  # sds of a unit's log odds, at a node, that hold all of it
LIMITS = 1000  # ends of the cells of a node, of all units together
FEWEST, MOST = 73, 181  # of a single unit
WORK = 4 * 10**8  # numbers: some ten seconds of one processor, as measured


@dataclass(frozen=True)
class LogOdds:
    """Posterior of units' log odds at the nodes of their population.

    Attributes
    ----------
    centre, spread : ndarray
        Where they lie, and how widely, shape (node, unit).
    below : callable
        ``below(node, limits)``: chance that each unit's log odds are below limits that
        reach over all of them, in rising order, shape (unit, limit).
    repeats : ndarray of int
        How many units of the table each of these stands for.
    place : ndarray of int
        Which of these each unit of the table is.
    """

    centre: np.ndarray
    spread: np.ndarray
    below: Callable[[int, np.ndarray], np.ndarray]
    repeats: np.ndarray
    place: np.ndarray

    def limits(self, node: int) -> np.ndarray:
        """Lay limits over all units at a node, close where units are."""
        count = np.clip(LIMITS // self.centre.shape[1], FEWEST, MOST)
        scores = np.linspace(-REACH, REACH, count)
        spread = self.spread[node, :, np.newaxis] * scores
        every = np.unique(self.centre[node, :, np.newaxis] + spread)
        step = -(-len(every) // LIMITS)
        return np.append(every[:-1:step], every[-1])


def of(model, data: dict, grid: Grid | None) -> tuple[LogOdds, np.ndarray] | None:
    """Give units' log odds at the nodes of an exact partial pooling posterior, and their mass.

    None where there is none, units are not independent given the nodes, or they are too
    many.
    """
    from pooling.exact import coins

    known = {logit.Units: _of_units, beta.Effects: coins.log_odds}
    laid = known.get(effects.kind(model))
    if laid is None or grid is None:
        return None
    integrated = effects.of(model, data)
    values, weights = grid.heavy()
    if len(weights) * len(integrated.counts.y) * max(LIMITS, FEWEST) > WORK:
        return None
    return laid(integrated, values), weights


def _of_units(units: logit.Effects, values: dict) -> LogOdds:
    """Give the posterior of the units' log odds at nodes of their population."""
    counts, (mu, sigma) = units.counts, units.population(values)
    y, n, sigma = counts.y, counts.n, np.maximum(sigma, LEAST)
    moments = units.moments(values | {"sigma_alpha": sigma})["alpha"]
    first = np.unique(counts.place, return_index=True)[1]
    centre, variance = (each[:, first] for each in moments)

    def below(node: int, limits: np.ndarray) -> np.ndarray:
        away = (limits - mu[node]) / sigma[node]
        log_density = y[:, np.newaxis] * limits - 0.5 * away**2
        log_density -= n[:, np.newaxis] * np.logaddexp(0, limits)
        density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
        cells = (density[:, 1:] + density[:, :-1]) / 2 * np.diff(limits)
        sums = np.cumsum(cells, axis=1)
        return np.pad(sums / sums[:, -1:], ((0, 0), (1, 0)))

    return LogOdds(centre, np.sqrt(variance), below, counts.repeats, counts.place)


def highest_and_lowest(odds: LogOdds, weights) -> tuple[np.ndarray, np.ndarray]:
    """Give the chance of each unit to be the highest of all, and the lowest, shape (unit,).

    Units with the same outcome have the same.
    """
    ends = np.zeros((2, len(odds.repeats)))
    for node, weight in enumerate(weights):
        below = odds.below(node, odds.limits(node))
        mass, middle = np.diff(below), (below[:, 1:] + below[:, :-1]) / 2
        for end, beyond in enumerate((middle, 1 - middle)):
            logs = np.log(np.maximum(beyond, np.finfo(float).tiny))
            others = odds.repeats @ logs - logs  # all but one like it
            chances = (mass * np.exp(others)).sum(axis=1)
            ends[end] += weight * chances / (odds.repeats @ chances)
    return ends[0][odds.place], ends[1][odds.place]


def above(odds: LogOdds, weights, value: float) -> np.ndarray:
    """Give the chance of each unit's log odds to be above a value, shape (unit,)."""
    chances = np.zeros(len(odds.repeats))
    for node, weight in enumerate(weights):
        limits = np.union1d(odds.limits(node), [value])
        at = int(np.searchsorted(limits, value))
        chances += weight * (1 - odds.below(node, limits)[:, at])
    return chances[odds.place]
