"""Quadrature over a few hyperparameters, on a grid that finds its own place.

Given the hyperparameters every model here has a posterior with known moments.
What is left is an integral over one to four of them. Each is mapped to the
whole real line so that the integrand dies out fast in both directions; there
the trapezoid rule converges exponentially (Trefethen and Weideman, 2014, SIAM
Review 56, 385-458), boundaries such as a scale of 0 included.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from scipy.special import log_expit

from pooling.basics.errors import PoolingError
from pooling.model.families.base import label

TOLERANCE = 1e-3  # largest change by halving the grid, in posterior sds
EDGE = 1e-8  # a grid ends where the marginal density is this far below its peak
WORK = 5 * 10**8  # numbers: half a minute of one processor, as measured
LARGEST = 2 * 10**9  # numbers of a grid: 400 groups of 3 rows have lines in some 1e9
CHUNK = 2**16  # numbers per array, so that a step stays in the processor's cache
WIDER = 1 / 6  # of its length that an axis is widened by, at either end
NODE = 8  # numbers that a node takes at least
KEPT = 64  # and where it is kept to the end
LIGHT = 1e-12  # weight below which a node adds nothing to a moment, to the heaviest
SMALLEST = 9  # nodes of an axis to begin with
SCAN = 7  # nodes per axis of the search for the mode
ROUNDS = 100  # changes of the grid before it is given up
POINTS = 401  # points of a marginal density
OUTWARD = np.array([[-1.0], [1.0]])  # the directions of the two ends of an axis
# Without one group the posterior of the hyperparameters may lie elsewhere: the nodes
# that are kept reach far beyond what the posterior itself needs, as far as is cheap,
# and their fringe shows where that is not far enough.
FAR = 1e-30  # as `EDGE`, of the nodes that are kept
NEGLIGIBLE = 1e-40  # weight below which a node is not kept, relative to the heaviest
SLIGHT = 1e-7  # weight of a node that predictions do without, relative to the heaviest
MOST = 2**15  # nodes that are kept, the heaviest
CHEAP = 4 * 10**6  # numbers from which on the kept nodes are widened no further


@dataclass(frozen=True)
class Grid:
    """The posterior of what the groups have in common, on a few nodes.

    Attributes
    ----------
    values : dict of ndarray
        Hyperparameter -> its value at each node; empty where there is none.
    weights : ndarray
        Posterior mass of each node; they sum to 1.
    fringe : ndarray of bool
        Nodes beside which the grid ends: nothing is known of what lies beyond.
    """

    values: dict[str, np.ndarray] = field(default_factory=dict)
    weights: np.ndarray = field(default_factory=lambda: np.ones(1))
    fringe: np.ndarray = field(default_factory=lambda: np.zeros(1, dtype=bool))

    @classmethod
    def of(cls, values: dict, weights: np.ndarray) -> Grid:
        """Keep what matters of a product grid.

        Parameters
        ----------
        values : dict of ndarray
            Hyperparameter -> its value at each node, in the shape of the grid.
        weights : ndarray
            Mass of each node, up to a factor, in the shape of the grid.
        """
        least = np.sort(weights, axis=None)[-MOST] if weights.size > MOST else 0
        kept = weights > max(NEGLIGIBLE * weights.max(), least)
        inner = kept.copy()
        for axis in range(kept.ndim):
            for shift in (-1, 1):
                beside = np.roll(kept, shift, axis)
                # What comes round the other end is outside the grid.
                np.moveaxis(beside, axis, 0)[-1 if shift == -1 else 0] = False
                inner &= beside
        return cls(
            {name: value[kept] for name, value in values.items()},
            weights[kept] / weights[kept].sum(),
            ~inner[kept],
        )

    def heavy(self) -> tuple[dict[str, np.ndarray], np.ndarray]:
        """Give the values of the nodes that a prediction needs, and their mass.

        The grid is laid wide, for data that lack a group; with all of them, or one
        more, its outer nodes have next to no mass.
        """
        kept = self.weights > SLIGHT * self.weights.max()
        weights = self.weights[kept]
        return {n: each[kept] for n, each in self.values.items()}, weights / weights.sum()


@dataclass(frozen=True)
class Exact:
    """Posterior moments computed without Stan.

    Attributes
    ----------
    labels : list of str
        Every declared parameter, labelled and ordered as in ``summary.csv``.
    mean, sd : ndarray
        Posterior mean and sd of each.
    error : float
        Largest change of a mean or sd when the grid is halved, in posterior
        sds; the grid that is used is finer, so its own error is smaller.
    edge_mass : float
        Posterior mass in the outermost cells of the grid.
    marginals : dict
        Parameter -> (points, density at them).
    grid : callable
        () -> `Grid`, the posterior of what the groups have in common, be it
        hyperparameters or a rate; a single node where that is nothing.
    """

    labels: list[str]
    mean: np.ndarray
    sd: np.ndarray
    error: float = 0.0
    edge_mass: float = 0.0
    marginals: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)
    grid: Callable[[], Grid] = Grid


@dataclass(frozen=True)
class Axis:
    """A hyperparameter x as a function of t on the real line.

    Attributes
    ----------
    name : str
        Name of the hyperparameter.
    value : callable
        t -> x, increasing.
    log_slope : callable
        t -> log dx/dt.
    log_prior : callable
        t -> log prior density of x, up to a constant.
    scan : tuple of float
        Where the search for the mode begins to look, in t.
    """

    name: str
    value: Callable
    log_slope: Callable
    log_prior: Callable
    scan: tuple[float, float]

    def log_measure(self, t):
        """Log prior density of t, up to a constant."""
        return self.log_prior(t) + self.log_slope(t)


def real_axis(name: str, mean: float, sd: float) -> Axis:
    """Make the axis of a real parameter with a normal prior.

    Parameters
    ----------
    name : str
        Name of the parameter.
    mean, sd : float
        Its prior, in its own unit.
    """
    return Axis(
        name,
        value=lambda t: mean + sd * t,
        log_slope=lambda t: np.full_like(t, np.log(sd)),
        log_prior=lambda t: -0.5 * t**2,
        scan=(-3.0, 3.0),
    )


def scale_axis(name: str, rate: float) -> Axis:
    """Make the axis of a scale above 0 with an exponential prior.

    The map is log x = t - exp(-t) - log(rate), double exponential toward 0,
    because the posterior of a scale may well be positive there: Takahasi and
    Mori (1974), Publications of RIMS 9, 721-741.

    Parameters
    ----------
    name : str
        Name of the parameter.
    rate : float
        Rate of the prior, per unit of the parameter.
    """

    def log_value(t):
        return t - np.exp(-t) - np.log(rate)

    return Axis(
        name,
        value=lambda t: np.exp(log_value(t)),
        log_slope=lambda t: log_value(t) + np.log1p(np.exp(-t)),
        log_prior=lambda t: -rate * np.exp(log_value(t)),
        scan=(-2.0, 10.0),
    )


def interval_axis(name: str, a: float, b: float, low=0.0, high=1.0) -> Axis:
    """Make the axis of a parameter in an interval, beta distributed there.

    The map is x = low + (high - low) logistic(2 sinh t), double exponential
    toward both ends (Takahasi and Mori, 1974), where a < 1 or b < 1 gives an
    infinite density.

    Parameters
    ----------
    name : str
        Name of the parameter.
    a, b : float
        Beta prior of the place in the interval.
    low, high : float
        Ends of the interval.
    """

    def logit(t):
        return 2 * np.sinh(t)

    return Axis(
        name,
        value=lambda t: low + (high - low) * np.exp(log_expit(logit(t))),
        log_slope=lambda t: (
            log_expit(logit(t))
            + log_expit(-logit(t))
            + np.log(2 * (high - low) * np.cosh(t))
        ),
        log_prior=lambda t: (
            (a - 1) * log_expit(logit(t)) + (b - 1) * log_expit(-logit(t))
        ),
        scan=(-1.5, 1.5),
    )


def labels_of(parameters, groups: list[str]) -> list[str]:
    """Label the declared parameters of a model.

    Parameters
    ----------
    parameters : tuple of pooling.model.families.base.Parameter
        ``parameters`` of the model.
    groups : list of str
        Group labels.
    """
    return [
        label(parameter.name, group)
        for parameter in parameters
        for group in (groups if parameter.per_group else [None])
    ]


def lay_out(parameters, moments: dict) -> tuple[np.ndarray, np.ndarray]:
    """Set moments side by side in the order of the declared parameters.

    Parameters
    ----------
    parameters : tuple of pooling.model.families.base.Parameter
        ``parameters`` of the model.
    moments : dict
        Name -> (mean, variance), each of shape (node,) or (node, group).

    Returns
    -------
    mean, variance : ndarray
        Shape (node, label).
    """
    return tuple(
        np.column_stack([moments[parameter.name][which] for parameter in parameters])
        for which in (0, 1)
    )


def _require_digits(kept: bool) -> None:
    """Refuse sums of a density that doubles cannot hold."""
    if not kept:
        raise PoolingError(
            "not computed, because the density loses its digits where scales are all but "
            "0; groups of more rows would give it a bound there."
        )


def change(mean, sd, other_mean, other_sd) -> float:
    """Measure the largest difference between two sets of moments, in sds."""
    differences = np.abs([mean - other_mean, sd - other_sd]) / sd
    return float(differences.max())


@dataclass(frozen=True)
class Nodes:
    """The posterior of the hyperparameters on the nodes of a grid.

    Attributes
    ----------
    mean, sd, error, edge_mass, marginals
        As in `Exact`; marginals of the hyperparameters on the grid only.
    values : dict of ndarray
        Hyperparameter -> its value at each node.
    weights : ndarray
        Posterior mass of each node; they sum to 1.
    given : dict
        Parameter that was to be kept -> (mean, variance) at each node.
    grid : callable
        () -> `Grid`, wider than these nodes.
    """

    mean: np.ndarray
    sd: np.ndarray
    error: float
    edge_mass: float
    marginals: dict
    values: dict
    weights: np.ndarray
    given: dict
    grid: Callable[[], Grid]


@dataclass(frozen=True)
class _Integrand:
    """What is integrated, see `integrate`, at points of the axes' t."""

    axes: list[Axis]
    likelihood: Callable
    moments: Callable
    parameters: tuple
    width: int
    effort: int

    @property
    def step(self) -> int:
        """Nodes whose moments are computed at once."""
        return max(1, CHUNK // self.width)

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
        own = {name: (value, np.zeros_like(value)) for name, value in values.items()}
        return values, moments | own

    def log_density(self, point) -> float:
        """Log density at one point."""
        return float(self.density(np.asarray(point, dtype=float)[:, np.newaxis])[0][0])

    def mode(self) -> np.ndarray:
        """Find the mode: a coarse scan, then a search from its best point."""
        ticks = [np.linspace(*axis.scan, SCAN) for axis in self.axes]
        points = np.array(list(itertools.product(*ticks))).T
        starts = range(0, points.shape[1], self.step)
        densities = [
            self.density(points[:, start : start + self.step])[0] for start in starts
        ]
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
        starts = range(0, points.shape[1], self.step)
        found = [self.density(points[:, start : start + self.step]) for start in starts]
        densities, values = zip(*found, strict=True)
        return np.concatenate(densities).reshape(shape), {
            axis.name: np.concatenate([v[axis.name] for v in values]).reshape(shape)
            for axis in self.axes
        }

    def grid(self, ticks) -> Grid:
        """Widen a grid that holds the mass, for data that leave a group out.

        Of three axes or more every second node is taken: halving the grid has
        been found to change nothing that matters.

        Parameters
        ----------
        ticks : list of ndarray
            Nodes of each axis, in t.
        """
        ticks = [tick[:: 2 if len(ticks) > 2 else 1] for tick in ticks]
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
    step = max(1, CHUNK // integrand.effort)
    for start in range(0, total, step):
        nodes = np.arange(start, min(start + step, total))
        density[nodes] = integrand.density(_points(ticks, nodes))[0]
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
    for start in range(0, len(heavy), integrand.step):
        part = slice(start, start + integrand.step)
        found, moments = integrand.at(_points(table.ticks, heavy[part]))
        mean, variance = lay_out(integrand.parameters, moments)
        mean = mean - origin
        terms = np.hstack([np.ones((len(mean), 1)), mean, variance + mean**2])
        places = np.unravel_index(heavy[part], table.weights.shape)
        even = [place % 2 == 0 for place in places]
        masks = np.stack([np.ones_like(even[0]), *even, np.logical_and.reduce(even)])
        with np.errstate(invalid="ignore"):
            sums = sums + (masks * weights[part]) @ terms
        for name, value in found.items():
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

    Returns
    -------
    Nodes

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
        _require_digits(np.isfinite(table.weights).all())
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
        _require_digits((sums.sd[0] > 0).all())
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
                    axis.name: _density(axis, tick, margin / mass)
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
    found = []
    for tick, margin in zip(ticks, margins, strict=True):
        inside = np.flatnonzero(margin > EDGE * margin.max())
        before, after = inside[0] - 1, inside[-1] + 1
        more = (tick[-1] - tick[0]) / 4
        begins, ends = before >= 0, after < len(tick)
        found.append(
            (
                tick[before] if begins else tick[0] - more,
                tick[after] if ends else tick[-1] + more,
                not begins,
                not ends,
            )
        )
    ends, is_open = np.split(np.array(found).T, 2)
    return ends, is_open.astype(bool)


def _density(axis: Axis, tick, mass) -> tuple[np.ndarray, np.ndarray]:
    """Turn the mass on an axis into a density, drawn through its nodes."""
    from scipy.interpolate import CubicSpline

    inside = mass > EDGE * mass.max()
    step, tick = tick[1] - tick[0], tick[inside]
    log_density = np.log(mass[inside] / step) - axis.log_slope(tick)
    fine = np.linspace(tick[0], tick[-1], POINTS)
    return axis.value(fine), np.exp(CubicSpline(tick, log_density)(fine))


def normal_mixture(mean, variance, weights) -> tuple[np.ndarray, np.ndarray]:
    """Density of a parameter that is normal given the hyperparameters.

    Parameters
    ----------
    mean, variance : ndarray
        Conditional moments at the nodes.
    weights : ndarray
        Mass of the nodes.

    Returns
    -------
    points, density : ndarray
    """
    heavy = weights > 1e-7 * weights.max()
    mean, variance = mean[heavy], variance[heavy]
    weights = weights[heavy] / weights[heavy].sum()
    centre = weights @ mean
    spread = np.sqrt(weights @ (variance + (mean - centre) ** 2))
    points = centre + spread * np.linspace(-6, 6, POINTS)
    heights = weights / np.sqrt(2 * np.pi * variance)
    density = [heights @ np.exp(-0.5 * (x - mean) ** 2 / variance) for x in points]
    return points, np.array(density)
