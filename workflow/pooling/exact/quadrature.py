"""A product rule that finds its own place, with its error in posterior sds."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from pooling.basics.blocks import blocks
from pooling.basics.errors import PoolingError
from pooling.exact.axes import EDGE, FAR, Axis
from pooling.exact.base import (
    CHUNK,
    Grid,
    Nodes,
    change,
    density_on,
    known,
    lay_out,
    require_digits,
)

CHEAP = 4 * 10**6  # numbers from which on the kept nodes are widened no further
KEPT = 64  # and where it is kept to the end
LARGEST = 2 * 10**9  # numbers of a grid: half a minute or so
LIGHT = 1e-12  # weight below which a node adds nothing to a moment, to the heaviest
NODE = 8  # numbers that a node takes at least
OUTWARD = np.array([[-1.0], [1.0]])  # the directions of the two ends of an axis
ROUNDS = 100  # changes of the grid before it is given up
SCAN = 7  # nodes per axis of the search for the mode
SMALLEST = 9  # nodes of an axis to begin with
TOLERANCE = 1e-3  # largest change by halving the grid, in posterior sds
WIDER = 1 / 6  # of its length that an axis is widened by, at either end


@dataclass(frozen=True)
class _Integrand:
    """What is integrated, see `integrate`, at points of the axes' t."""

    axes: list[Axis]
    likelihood: Callable
    moments: Callable
    parameters: tuple
    width: int
    effort: int

    def parts(self, total: int) -> list[slice]:
        """Split nodes into those whose moments are computed at once."""
        return blocks(total, self.width, CHUNK)

    def density(self, points):
        """Log density and values at points of shape (axis, node)."""
        pairs = list(zip(self.axes, points, strict=True))
        values = {axis.name: axis.value(t) for axis, t in pairs}
        # Far out a scale underflows to 0 and a formula fails; nothing is there.
        with np.errstate(all="ignore"):
            density = self.likelihood(values) + sum(
                axis.log_measure(t) for axis, t in pairs
            )
        return np.where(np.isfinite(density), density, -np.inf), values

    def at(self, points):
        """Values and moments at points of shape (axis, node)."""
        values = {
            axis.name: axis.value(t) for axis, t in zip(self.axes, points, strict=True)
        }
        with np.errstate(all="ignore"):
            moments = self.moments(values)
        return values, moments | known(values)

    def log_density(self, point) -> float:
        """Log density at one point."""
        return float(self.density(np.asarray(point, dtype=float)[:, np.newaxis])[0][0])

    def mode(self) -> np.ndarray:
        """Find the mode: a coarse scan, then a search from its best point."""
        ticks = [np.linspace(*axis.scan, SCAN) for axis in self.axes]
        points = np.array(list(itertools.product(*ticks))).T
        parts = self.parts(points.shape[1])
        densities = [self.density(points[:, part])[0] for part in parts]
        best = points[:, np.argmax(np.concatenate(densities))]
        from scipy.optimize import minimize

        return minimize(
            lambda point: -self.log_density(point),
            best,
            method="Nelder-Mead",
            options={
                "initial_simplex": np.vstack([best, best + 0.3 * np.eye(len(best))]),
                "xatol": 1e-3,
                "fatol": 1e-2,
            },
        ).x

    def box(self, mode) -> tuple[np.ndarray, np.ndarray]:
        """Lay a first box around the mode, the wider the slower the density falls."""
        floor = self.log_density(mode) - 2
        ends = []
        for sign in (-1, 1):
            end = mode.copy()
            for place, unit in enumerate(np.eye(len(mode))):
                reach = 1e-4
                while (
                    reach < 1e3 and self.log_density(mode + sign * reach * unit) > floor
                ):
                    reach *= 2
                end[place] += sign * 3 * reach
            ends.append(end)
        return tuple(ends)

    def over(self, ticks) -> tuple[np.ndarray, dict]:
        """Log density and values on a product grid, in its shape."""
        shape = [len(tick) for tick in ticks]
        points = np.stack(np.meshgrid(*ticks, indexing="ij")).reshape(len(ticks), -1)
        pieces = [self.density(points[:, part]) for part in self.parts(points.shape[1])]
        densities, values = zip(*pieces, strict=True)
        return np.concatenate(densities).reshape(shape), {
            axis.name: np.concatenate([v[axis.name] for v in values]).reshape(shape)
            for axis in self.axes
        }

    def grid(self, ticks) -> Grid:
        """Widen a grid that holds the mass, of nodes in t, for data that leave a group out."""
        is_open = np.ones((len(ticks), 2), dtype=bool)
        weights = np.ones(0)
        while is_open.any() and weights.size * max(self.width, KEPT) < CHEAP:
            ticks = [_widened(*each) for each in zip(ticks, is_open, strict=True)]
            density, values = self.over(ticks)
            weights = np.exp(density - density.max())
            margins = _margins(weights)
            is_open = np.array([m[[0, -1]] > FAR * m.max() for m in margins])
        return Grid.of(values, weights)


@dataclass(frozen=True)
class _Table:
    """The posterior on a product grid.

    Attributes
    ----------
    ticks : list of ndarray
        Nodes of each axis, in t.
    weights : ndarray
        Mass of each node over that of the heaviest, in the shape of the grid.
    """

    ticks: list
    weights: np.ndarray


def _points(ticks, nodes: np.ndarray) -> np.ndarray:
    """Place some nodes of a product grid, by number: shape (axis, node)."""
    places = np.unravel_index(nodes, [len(tick) for tick in ticks])
    return np.stack([tick[place] for tick, place in zip(ticks, places, strict=True)])


def _require_work(numbers: float) -> None:
    """Refuse what would take too long, whatever machine it is."""
    if numbers > LARGEST:
        raise PoolingError(
            f"not computed, because its grid would take {numbers:.1e} numbers; "
            f"the limit is {LARGEST:.0e}."
        )


def _tabulate(integrand: _Integrand, span, counts) -> _Table:
    """Weigh the nodes of a grid between two ends, counts of them per axis."""
    total = int(np.prod(counts))
    _require_work(total * max(integrand.effort, NODE))
    ticks = [np.linspace(*ends) for ends in zip(*span, counts, strict=True)]
    density = np.empty(total)
    for part in blocks(total, integrand.effort, CHUNK):
        nodes = np.arange(part.start, part.stop)
        density[part] = integrand.density(_points(ticks, nodes))[0]
    with np.errstate(invalid="ignore"):  # `integrate` refuses a weight that is no number
        density -= density.max()
    return _Table(ticks, np.exp(density, out=density).reshape(counts))


@dataclass(frozen=True)
class _Sums:
    """The sums over a grid, first over all nodes, then over halves.

    Attributes
    ----------
    values, weights, given
        As in `Nodes`, of the nodes that weigh anything, the weights up to a factor.
    mean, sd : ndarray
        Shape (1 + axes + 1, label): of the whole grid, of the grid without every
        second node of one axis, and of all axes.
    """

    values: dict
    weights: np.ndarray
    given: dict
    mean: np.ndarray
    sd: np.ndarray


def _sum(integrand: _Integrand, table: _Table, mode, keep) -> _Sums:
    """Sum the moments over the nodes of a grid that weigh anything."""
    heavy = np.flatnonzero(table.weights > LIGHT)
    _require_work(
        table.weights.size * max(integrand.effort, NODE) + len(heavy) * integrand.width
    )
    weights = table.weights.ravel()[heavy]
    values = {axis.name: np.empty(len(heavy)) for axis in integrand.axes}
    given = {name: np.empty((2, len(heavy))) for name in keep}
    # Moments are taken around the conditional means at the mode, to keep digits.
    origin = lay_out(integrand.parameters, integrand.at(mode[:, np.newaxis])[1])[0]
    sums = 0.0
    for part in integrand.parts(len(heavy)):
        by_name, moments = integrand.at(_points(table.ticks, heavy[part]))
        mean, variance = lay_out(integrand.parameters, moments)
        mean = mean - origin
        terms = np.hstack([np.ones((len(mean), 1)), mean, variance + mean**2])
        places = np.unravel_index(heavy[part], table.weights.shape)
        even = [place % 2 == 0 for place in places]
        masks = np.stack([np.ones_like(even[0]), *even, np.logical_and.reduce(even)])
        with np.errstate(invalid="ignore"):
            sums = sums + (masks * weights[part]) @ terms
        for name, value in by_name.items():
            values[name][part] = value
        for name in keep:
            given[name][:, part] = moments[name]
    with np.errstate(invalid="ignore"):  # a half may miss the mass altogether
        mean, square = np.split(sums[:, 1:] / sums[:, :1], 2, axis=1)
        sd = np.sqrt(square - mean**2)
    return _Sums(values, weights, given, mean + origin, sd)


def integrate(
    axes,
    likelihood,
    moments,
    parameters,
    *,
    width: int,
    effort: int | None = None,
    keep=(),
    smallest: int = SMALLEST,
) -> Nodes:
    """Integrate conditional moments over the posterior of the hyperparameters.

    The grid is a product of evenly spaced nodes in the t of each axis. It is
    laid around the mode, widened and narrowed until it just holds the mass, and
    refined, axis by axis, until halving it changes nothing that matters. A
    second mode is found where the scan for the first one, or the grid, meets it.

    Parameters
    ----------
    axes : list of Axis
        The hyperparameters, independent a priori.
    likelihood : callable
        Values of the hyperparameters, a dict of arrays of shape (node,) -> their log
        likelihood, shape (node,). All nodes are asked for it.
    moments : callable
        The same values -> moments of the other parameters given them, as in `lay_out`.
        Only nodes that weigh anything are asked for them.
    parameters : tuple of pooling.model.families.base.Parameter
        ``parameters`` of the model.
    width, effort : int
        Numbers that the moments, and the likelihood, of one node take, for memory and
        time; as many by default.
    keep : sequence of str
        Single parameters whose conditional moments are to be kept.
    smallest : int
        Nodes per axis to begin with, an odd number.

    Raises
    ------
    PoolingError
        The grid would take too much work, finds no end, or loses its digits.
    """
    integrand = _Integrand(axes, likelihood, moments, parameters, width, effort or width)
    mode = integrand.mode()
    span = np.array(integrand.box(mode))
    counts = np.full(len(axes), smallest)
    cut, held = np.zeros(span.shape, dtype=bool), -OUTWARD * np.full(span.shape, np.inf)
    for _ in range(ROUNDS):
        table = _tabulate(integrand, span, counts)
        require_digits(np.isfinite(table.weights).all())
        margins = _margins(table.weights)
        ends, is_open = _ends(table.ticks, margins)
        # An end that was cut and had to be widened again is not cut there again: what
        # a coarse grid sees at its ends depends on where its nodes lie.
        held = np.where(is_open & cut, _outer(held, ends), held)
        ends = _outer(ends, held)
        moved = is_open.any(axis=0)
        if moved.any():
            span, cut = np.where(moved, ends, span), cut | (moved & ~is_open)
            continue
        sums = _sum(integrand, table, mode, keep)
        require_digits((sums.sd[0] > 0).all())
        halves = zip(sums.mean[1:], sums.sd[1:], strict=True)
        *errors, error = (change(sums.mean[0], sums.sd[0], *half) for half in halves)
        coarse = ~(np.array(errors) <= TOLERANCE / 2)
        if not coarse.any() and error > TOLERANCE:
            coarse[np.argmax(errors)] = True
        if not coarse.any():
            mass = table.weights.sum()
            return Nodes(
                mean=sums.mean[0],
                sd=sums.sd[0],
                error=error,
                edge_mass=float(sum(m[0] + m[-1] for m in margins) / mass),
                marginals={
                    axis.name: density_on(axis, tick, margin / mass)
                    for axis, tick, margin in zip(axes, table.ticks, margins, strict=True)
                },
                values=sums.values,
                weights=sums.weights / sums.weights.sum(),
                given=sums.given,
                grid=partial(integrand.grid, table.ticks),
            )
        # Cut off what is empty; where that is little, add a third of nodes.
        full = np.ptp(ends, axis=0) > 0.8 * np.ptp(span, axis=0)
        span, cut = np.where(coarse, ends, span), cut | coarse
        more = counts + 4 * np.ceil(counts / 12).astype(int)
        counts = np.where(coarse & full, more, counts)
    raise PoolingError(
        "not computed, because no finite grid holds this posterior; "
        "a tighter prior for the scales would give one."
    )


def _widened(tick, ends) -> np.ndarray:
    """Add nodes at the ends of an axis that are to be widened."""
    before, after = (math.ceil(WIDER * len(tick)) * end for end in ends)
    step = tick[1] - tick[0]
    return tick[0] + step * np.arange(-before, len(tick) + after)


def _margins(weights: np.ndarray) -> list[np.ndarray]:
    """Sum the weights of a grid onto each of its axes."""
    every = range(weights.ndim)
    return [
        weights.sum(axis=tuple(other for other in every if other != axis))
        for axis in every
    ]


def _outer(ends: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Take the outer one of two ends, each of shape (2, axis)."""
    return OUTWARD * np.maximum(OUTWARD * ends, OUTWARD * others)


def _ends(ticks, margins) -> tuple[np.ndarray, np.ndarray]:
    """Say where the mass ends on each axis, and where it reaches an end of the grid.

    Returns
    -------
    ends : ndarray
        Lower and upper ends that just hold the mass, shape (2, axis); beyond the grid
        where it does not end.
    is_open : ndarray of bool
        Which they are.
    """
    ends_of_axes = []
    for tick, margin in zip(ticks, margins, strict=True):
        inside = np.flatnonzero(margin > EDGE * margin.max())
        before, after = inside[0] - 1, inside[-1] + 1
        more = (tick[-1] - tick[0]) / 4
        begins, ends = before >= 0, after < len(tick)
        ends_of_axes.append(
            (
                tick[before] if begins else tick[0] - more,
                tick[after] if ends else tick[-1] + more,
                not begins,
                not ends,
            )
        )
    ends, is_open = np.split(np.array(ends_of_axes).T, 2)
    return ends, is_open.astype(bool)
