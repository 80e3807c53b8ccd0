"""Left-out data, predicted from what is left, without refitting.

With s what the groups have in common (scales, population) and y_-i the data without
a part y_i, be it an observation or a whole group,

    1 / p(y_i | y_-i) = E[1 / p(y_i | y_-i, s)] over the posterior of s,

because p(y) = p(y_i | y_-i, s) p(y_-i | s) p(s) integrates in s to both sides of
p(y) / p(y_-i): the posterior of s without y_i is the one with it, weighted by
1 / p(y_i | y_-i, s). Given s that density has a closed form or is one integral, so
only the few dimensions of s are left: Vehtari, Mononen, Tolvanen, Sivula and Winther
(2016), Journal of Machine Learning Research 17 (103), section 3.6.2.

The posterior of s is taken from the nodes of the exact answer; where these are points
that were drawn, or there are none, from the points or from the draws, as importance
sampling with its diagnostic.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from pooling.basics.blocks import blocks
from pooling.exact.base import CHUNK, WORK, Grid
from pooling.exact.weighing import pareto_smoothed
from pooling.sampling import mixing

# Log density of a part at a node where it has lost its digits: as if it were so likely
# that the node says nothing of the others.
WEIGHTLESS = 1e6
BLOCK = 250  # parts of the data whose weights by draw are in memory at once


@dataclass(frozen=True, kw_only=True)
class Given:
    """What is known of left-out data once s is.

    Attributes
    ----------
    names : tuple of str
        What s consists of: variables of the exact nodes and of the draws.
    at : callable
        Values of s, a dict of arrays of shape (node,) -> log p(y_i | y_-i, s) of
        the observations, P(Y_i < y_i | y_-i, s) of shape (node, observation), and
        log p(y_j | y_-j, s) of the groups, shape (node, group).
    width : int
        Numbers that one node takes, for memory and time.
    unsettled : ndarray of bool
        Observations without which their group has too few left to settle its
        coefficients, shape (observation,).
    sizes : ndarray of int
        Observations, or trials, of each group.
    discrete : bool
        Whether an outcome may be equal to the observed one.
    together : int
        Nodes that are evaluated at once, however many numbers they take.
    """

    names: tuple[str, ...]
    at: Callable
    width: int
    unsettled: np.ndarray
    sizes: np.ndarray
    discrete: bool
    together: int = 1

    def along(self, values: dict, count: int) -> Iterator[tuple]:
        """Evaluate many values of s, some at a time: which they are, and what `at` gives."""
        for part in blocks(count, min(self.width, CHUNK // self.together), CHUNK):
            yield part, self.at({name: values[name][part] for name in self.names})


@dataclass(frozen=True, kw_only=True)
class Predicted:
    """How well left-out parts of the data are predicted.

    Attributes
    ----------
    elpd : ndarray
        log p(y_i | y_-i), shape (part,).
    below : ndarray or None
        P(Y_i < y_i | y_-i) of observations, None of groups.
    pareto_k : ndarray
        Diagnostic of importance sampling; NaN where there was none.
    fringe : ndarray
        Share of the posterior without the part at the fringe of the nodes, or where
        its density has lost its digits; NaN where there are no nodes.
    method : {"exact", "draws"}
        Sums over nodes, or importance sampling.
    """

    elpd: np.ndarray
    below: np.ndarray | None
    pareto_k: np.ndarray
    fringe: np.ndarray
    method: str


@dataclass(frozen=True)
class Posterior:
    """The posterior of s: the nodes of the exact answer, or draws.

    Attributes
    ----------
    values : dict of ndarray
        Name -> value at each node or draw.
    grid : pooling.exact.base.Grid or None
        The nodes; None for draws.
    """

    values: dict[str, np.ndarray]
    grid: Grid | None

    @property
    def count(self) -> int:
        """Nodes or draws."""
        if self.grid is not None:
            return len(self.grid.weights)
        return len(next(iter(self.values.values())))

    def predict(self, given: Given) -> tuple[Predicted, Predicted]:
        """Average densities over the posterior of s without the part itself.

        Nodes are summed as they come, so that their number takes no memory; draws,
        whose weights are smoothed together, are kept.
        """
        pieces_of_values = given.along(self.values, self.count)
        if self.grid is None or self.grid.fringe is None:
            whole: tuple[np.ndarray, ...] = ()
            for part, pieces in pieces_of_values:
                # Filled in place: pieces kept beside the whole would take twice the memory.
                # Of chances seven digits are enough.
                kinds = float, np.float32, float
                whole = whole or tuple(
                    np.empty((self.count, *piece.shape[1:]), kind)
                    for piece, kind in zip(pieces, kinds, strict=True)
                )
                for every, piece in zip(whole, pieces, strict=True):
                    every[part] = piece
            density, below, together = whole
            weights = None if self.grid is None else self.grid.weights
            return _by_draws(density, below, weights), _by_draws(together, None, weights)
        observations, groups = _Sums(), _Sums()
        for part, (density, below, together) in pieces_of_values:
            weights, fringe = self.grid.weights[part], self.grid.fringe[part]
            observations.add(weights, fringe, density, below)
            groups.add(weights, fringe, together)
        return observations.predicted(), groups.predicted()


class _Sums:
    """Sums over nodes that come some at a time, relative to their largest term."""

    def __init__(self):
        self.largest, self.total, self.fringe, self.below = -np.inf, 0.0, 0.0, None
        self.lost = 0.0  # posterior mass of nodes without a density

    def add(self, weights, fringe, log_density, below=None) -> None:
        """Add some nodes: their mass, and which are at the fringe, shape (node,).

        With log p(y_i | y_-i, s) and P(Y_i < y_i | y_-i, s), shape (node, part).
        """
        self.lost = self.lost + weights @ (log_density >= WEIGHTLESS)
        terms = np.log(weights)[:, np.newaxis] - log_density
        largest = np.maximum(self.largest, terms.max(axis=0))
        before = np.exp(self.largest - largest)
        terms -= largest
        np.exp(terms, out=terms)
        self.largest = largest
        self.total = self.total * before + terms.sum(axis=0)
        self.fringe = self.fringe * before + terms[fringe].sum(axis=0)
        if below is not None:
            earlier = 0.0 if self.below is None else self.below * before
            self.below = earlier + np.einsum("np,np->p", terms, below)

    def predicted(self) -> Predicted:
        """Give the averages."""
        known = np.where(self.lost < 0.5, 1.0, np.nan)
        return Predicted(
            elpd=(-self.largest - np.log(self.total)) * known,
            below=None if self.below is None else self.below / self.total * known,
            pareto_k=np.full(len(self.total), np.nan),
            fringe=self.fringe / self.total + self.lost,
            method="exact",
        )


def _by_draws(log_density, below=None, mass=None) -> Predicted:
    """Average over draws or points of s, of some mass, by importance sampling."""
    count = log_density.shape[1]
    elpd, k = np.empty(count), np.empty(count)
    under = None if below is None else np.empty(count)
    for part in blocks(count, 1, BLOCK):
        densities = log_density[:, part]
        elpd[part], k[part], weights = smoothed(
            densities, np.ones(densities.shape[1]), mass
        )
        if under is not None:
            under[part] = np.einsum("np,np->p", weights, below[:, part])
    return Predicted(
        elpd=elpd, below=under, pareto_k=k, fringe=np.full(count, np.nan), method="draws"
    )


def shared_posterior(given: Given, grid: Grid | None, draws: Callable) -> Posterior:
    """Choose the posterior of s: the nodes of a grid where there are any, else draws.

    ``draws`` gives them by name, shape (draw,); where they would take too much work they
    are thinned.
    """
    if grid is not None:
        return Posterior(grid.values, grid)
    values = draws(*given.names)
    count = len(values[given.names[0]])
    thin = max(1, -(-count * given.width // WORK))
    return Posterior({name: value[::thin] for name, value in values.items()}, None)


def smoothed(
    log_density: np.ndarray, efficiency, mass: np.ndarray | None = None
) -> tuple[np.ndarray, ...]:
    """Leave parts of the data out by Pareto smoothed importance sampling.

    Vehtari, Gelman and Gabry (2017), Statistics and Computing 27, 1413-1432. Of log p(y_i |
    y_-i, draw), shape (draw, part), effective draws over draws, shape (part,), and the mass
    of weighted points it gives elpd and k, shape (part,), and the weight of each draw
    without the part; they sum to 1, shape (draw, part).
    """
    weights, k = -log_density.T, np.empty(log_density.shape[1])
    for place, share in enumerate(efficiency):
        weights[place], k[place] = pareto_smoothed(weights[place], min(share, 1.0))
    if mass is not None:
        # The mass of points is a few times one unit: it has no tail to be smoothed.
        weights += np.log(mass)
        weights -= logsumexp(weights, axis=1, keepdims=True)
    terms = weights.T + log_density
    largest = terms.max(axis=0)
    elpd = largest + np.log(np.exp(terms - largest).sum(axis=0))
    return elpd, k, np.exp(weights.T)


def of_observations(log_likelihood: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Leave observations out by their likelihood, shape (chain, draw, observation).

    It gives elpd and k of each.
    """
    likelihood = np.exp(log_likelihood - log_likelihood.max(axis=(0, 1)))
    draws = likelihood.shape[0] * likelihood.shape[1]
    efficiency = np.nan_to_num(mixing.ess(likelihood) / draws, nan=1.0)
    return smoothed(log_likelihood.reshape(draws, -1), efficiency)[:2]
