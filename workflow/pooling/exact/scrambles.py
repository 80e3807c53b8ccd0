"""Balanced points, scrambled several times: their sums differ by as much as they err.

Owen (2013), Monte Carlo theory, methods and examples, chapter 17.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.exact.base import known, lay_out
from pooling.exact.controls import Controls, Told
from pooling.exact.surface import Surface

SEED = 0
BLOCK = 2**20  # numbers of the points that are placed at once
LIGHT = 1e-12  # weight below which a point adds nothing, to the heaviest


def sobol(size: int, seed: int):
    """Begin a scrambling of the points, with a number beside the dimensions."""
    from scipy.stats import qmc

    return qmc.Sobol(size + 1, scramble=True, rng=np.random.default_rng(SEED + seed))


def columns_of(logs: np.ndarray, moments: dict) -> np.ndarray:
    """Set log likelihoods, means and variances side by side, (point, column)."""
    sides = [
        np.reshape(pair[side], (len(logs), -1))
        for side in (0, 1)
        for pair in moments.values()
    ]
    return np.hstack([logs[:, np.newaxis], *sides])


def moments_of(columns: np.ndarray, sizes: dict[str, int]) -> dict[str, tuple]:
    """Take the moments from `columns_of` again, of each name so many labels."""
    sides, ends = np.split(columns[:, 1:], 2, axis=1), np.cumsum([*sizes.values()])
    return {
        name: tuple(side[:, end - size : end] for side in sides)
        for (name, size), end in zip(sizes.items(), ends, strict=True)
    }


@dataclass(frozen=True, kw_only=True)
class Summands:
    """What is summed over points.

    Attributes
    ----------
    target : pooling.exact.importance.Target
        The density.
    surface : Surface
        The log likelihood and the moments of effects, as `columns_of` has them.
    sizes : dict of int
        Names of these -> number of labels.
    parameters : list of pooling.model.families.base.Parameter
        In the order in which they are summed.
    origin : ndarray
        What means are taken around, to keep digits; shape (label,).
    largest : float
        About the largest logarithm of a weight.
    controls : Controls or None
    """

    target: object
    surface: Surface
    sizes: dict[str, int]
    parameters: list
    origin: np.ndarray
    largest: float
    controls: Controls | None


class Scramble:
    """One scrambling of the points, with its sums.

    Attributes
    ----------
    sums : ndarray
        Of weights, and of these times first and second moments, shape (term,); 0 where no
        point has any.
    told : Told
        Sums of control variates.
    t, logs : ndarray
        The points and the logarithms of their weights, shape (point, ...).
    """

    def __init__(self, summands: Summands, seed: int):
        self._summands = summands
        self._sequence = sobol(summands.target.size, seed)
        self.sums: np.ndarray | float = 0.0
        self.told = Told()
        self.t, self.logs = np.empty((0, summands.target.size)), np.empty(0)

    def extend(self, count: int) -> None:
        """Add points."""
        surface, end = self._summands.surface, len(self.t) + count
        while len(self.t) < end:
            # A power of 2, in which the points are balanced.
            step = 2 ** int(np.log2(max(2, BLOCK // surface.width)))
            uniform = self._sequence.random(min(step, end - len(self.t)))
            self._add(*surface.points.place(uniform))

    def _add(self, t: np.ndarray, density: np.ndarray) -> None:
        """Add some points, of that log density."""
        given, summed = self._summands, {}

        def likelihood(values):
            columns = given.surface.at(t)
            summed.update(known(values) | moments_of(columns, given.sizes))
            return columns[:, 0]

        logs = given.target.at(t, likelihood) - density - given.largest
        self.t, self.logs = np.vstack([self.t, t]), np.append(self.logs, logs)
        functions = given.controls and given.controls.at(t, density)
        if functions is not None:
            self.told.add(functions)
        heavy = np.exp(logs)
        kept = heavy > LIGHT
        if not kept.any():
            return
        mean, variance = lay_out(given.parameters, summed)
        mean = mean[kept] - given.origin
        terms = np.hstack([np.ones((len(mean), 1)), mean, variance[kept] + mean**2])
        self.sums = self.sums + heavy[kept] @ terms
        if functions is not None:
            weighed = (functions[kept] * heavy[kept, np.newaxis]).T
            self.told.cross = self.told.cross + weighed @ terms
