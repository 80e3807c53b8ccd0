"""Exact posteriors of models by formula: importance sampling over what groups share.

What groups share has too many dimensions for a grid. On its unconstrained scale a
multivariate t distribution is laid around the mode of log p(y | s) + log p(s), moved,
widened and given a longer side by its own weights, and the posterior is summed over
randomised quasi-Monte Carlo points of it: Owen (2013), Monte Carlo theory, methods and
examples, chapters 9, 10 and 17. Several scramblings of the points give as many independent
answers, whose spread is the error of every number.
"""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass, replace

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.exact import PARETO_K, weighing
from pooling.exact.base import Exact, Grid, Points, known, lay_out
from pooling.exact.controls import Controls, corrected
from pooling.exact.proposal import Proposal, Tails
from pooling.exact.scrambles import Scramble, Summands, columns_of, sobol
from pooling.exact.surface import Surface
from pooling.model.effects.regression import hermite, parts
from pooling.model.families.base import labels_of

log = logging.getLogger(__name__)

SCRAMBLES = 16
FIRST = 2**7  # points of a scramble to begin with
MOST = 2**15  # and at most
PILOT = 2**11  # points that the distribution is moved and widened by, at most
A_PILOT = 2**7  # of a dimension: moments of few take few
LEAST_PILOT = 2**9
ROUNDS = 8  # how often at most
SEARCHES, FAR_OFF = 3, 3.0  # for the mode, as long as it is so many sds away
NEAR = 0.5  # largest slope of the log density where the search for its mode ends
# How much wider a share of the points lies: where there is a bound, and tails are long;
# coefficients all together as much as so many of these, else it would be everywhere thin.
WIDER, FREE = 2.5, 2
ENOUGH = 0.5  # share of effective points from which on it is not moved any more
EVEN = 0.8  # or not at all
AIM = 0.003  # largest error of a mean or sd, in posterior sds, where that is easy
TOLERANCE = 0.01  # and anyhow
EASY = 3 * 10**7  # numbers: some seconds of one processor
WORK = 4 * 10**9  # and a minute or two
KEPT = 2**12  # points that are kept
QUADRATURE = 1e-3  # largest change by doubling the nodes of the groups' effects, in sds
# Of a dispersion whose inverse root has a prior with a density at 0.
ENDLESS = "its posterior has no mean, because outcomes may scatter as if it were infinite"
CHECKED = 64  # points where it is looked at


@dataclass(frozen=True)
class Target:
    """The posterior of what groups share, at points t of shape (point, dimension)."""

    effects: object
    coordinates: object

    @property
    def size(self) -> int:
        """Dimensions of t."""
        return self.coordinates.size

    def around(self, t: np.ndarray) -> tuple[Target, np.ndarray]:
        """Put scales into units in which they are where t is; give t in these."""
        coordinates, there = self.coordinates.around(t)
        return replace(self, coordinates=coordinates), there

    def given(self, t: np.ndarray) -> tuple[Target, np.ndarray]:
        """Take beta given the scales, where it is not integrated out; give about t in this."""
        values = self.coordinates.values(t[np.newaxis])
        if not (
            isinstance(self.effects, hermite.Effects) and {"beta", "sd"} <= {*values}
        ):
            return self, t
        rows = self.effects.as_normal(values)
        coordinates, there = self.coordinates.given(rows, values, t)
        return replace(self, coordinates=coordinates), there

    def log_density(self, t: np.ndarray) -> np.ndarray:
        """Give its logarithm, up to a constant, shape (point,)."""
        return self.at(t, self.effects.log_likelihood)

    def at(self, t: np.ndarray, likelihood) -> np.ndarray:
        """Give the log density where ``likelihood`` gives the log likelihood."""
        # Far out a scale overflows, and a formula has no number; nothing is there.
        with np.errstate(all="ignore"):
            values, logs = self.coordinates.at(t)
            logs = logs + likelihood(values)
        return np.where(np.isfinite(logs), logs, -np.inf)

    def slope(self, t: np.ndarray) -> tuple[float, np.ndarray]:
        """Give minus log density and its gradient, by central differences."""
        step = 1e-4
        points = np.vstack([t, t + step * np.eye(len(t)), t - step * np.eye(len(t))])
        density = np.maximum(self.log_density(points), -1e100)
        up, down = np.split(density[1:], 2)
        return -density[0], -(up - down) / (2 * step)

    def mode(self, start: np.ndarray, shape: np.ndarray | None = None) -> np.ndarray:
        """Find about the mode; where to begin, and it, have the shape (dimension,).

        The spread there may be known, shape (dimension, dimension).
        """
        from scipy.optimize import minimize

        with warnings.catch_warnings(action="ignore"):
            near = NEAR / 5 if getattr(self.effects, "stretched", False) else NEAR
            options = {"gtol": near, "maxiter": 300, "hess_inv0": shape}
            return minimize(self.slope, start, jac=True, method="BFGS", options=options).x

    def spread(self, mode: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
        """Give the mode by Newton's step, minus the inverse curvature, and the step in sds.

        The mode, shape (dimension,), is not further than one sd away.
        """
        size, unit = len(mode), np.eye(len(mode))
        top, step = self.log_density(mode[np.newaxis])[0], np.full(len(mode), 1e-2)
        # Steps so long that the density falls by about one eighth.
        for _ in range(3):
            points = np.vstack([mode + step * unit, mode - step * unit])
            fall = top - self.log_density(points).reshape(2, -1).mean(axis=0)
            usable = np.isfinite(fall) & (fall > 1e-10)
            ratio = np.sqrt(0.125 / np.where(usable, fall, 0.125))
            step = np.clip(step * np.where(usable, ratio, 3.0), 1e-6, 1.0)
        one, other = np.tril_indices(size, -1)
        moves = np.vstack([unit, unit[one] + unit[other], unit[one] - unit[other]]) * step
        both = self.log_density(np.vstack([mode + moves, mode - moves])).reshape(2, -1)
        fall = np.maximum(2 * top - both.sum(axis=0), 0)
        curvature = np.diag(np.where(np.isfinite(fall[:size]), fall[:size], 1.0))
        plus, minus = np.split(fall[size:], 2)
        mixed = np.where(np.isfinite(plus - minus), (plus - minus) / 4, 0.0)
        curvature[one, other] = curvature[other, one] = mixed
        values, vectors = np.linalg.eigh(curvature)
        least = max(1e-3, 1e-8 * values.max())
        root = vectors / np.sqrt(np.maximum(values, least))
        root = step[:, np.newaxis] * root
        rise = (both[0, :size] - both[1, :size]) / (2 * step)
        towards = root.T @ np.where(np.isfinite(rise), rise, 0.0)
        distance = float(np.linalg.norm(towards))
        towards /= max(1.0, distance)
        return mode + root @ towards, root @ root.T, distance


def _moved(target: Target) -> tuple[Target, Proposal, float, np.ndarray]:
    """Move and widen the points until their weights are even.

    Returns
    -------
    target : Target
        In better coordinates.
    points : Proposal
    largest : float
        Largest logarithm of a weight.
    typical : ndarray
        Some points by their weights, shape (point, dimension).
    """
    effects = target.effects
    if hasattr(effects, "roughly"):
        target = replace(target, effects=effects.roughly())
    # From the middle of the prior on.
    target, mode = target.around(target.mode(np.zeros(target.size)))
    if getattr(effects, "stretched", False):  # few nodes, an uneven density: look again
        mode = target.mode(mode)
    target, mode = target.given(mode)
    bounded = target.coordinates.bounded
    wider = WIDER ** np.where(bounded, 1.0, min(1.0, FREE / max(1, (~bounded).sum())))
    tails = Tails(target.coordinates.freedom, wider)
    mode, spread, distance = target.spread(mode)
    for _ in range(SEARCHES):
        # Of millions of rows the search may lose its digits on the way.
        if distance < FAR_OFF:
            break
        mode, spread, distance = target.spread(target.mode(mode, spread))
    points = Proposal.around(mode, spread, tails)
    pilot = min(PILOT, A_PILOT * 2**target.size)
    # Fewer where each takes long.
    pilot = min(pilot, 2 ** int(np.log2(max(LEAST_PILOT, EASY / target.effects.width))))
    sequence = sobol(target.size, SCRAMBLES)
    for place in range(ROUNDS):
        t, density = points.place(sequence.random(pilot))
        logs = target.log_density(t) - density
        largest = logs.max()
        weighing.require_some(np.isfinite(largest))
        weights = np.exp(logs - largest)
        share = weighing.effective(weights)
        chosen = np.searchsorted(
            np.cumsum(weights), (np.arange(CHECKED) + 0.5) / CHECKED * weights.sum()
        )
        typical = t[np.unique(chosen)]
        if share > (ENOUGH if place else EVEN):
            break
        points = points.moved(t, weights)
    return replace(target, effects=effects), points, largest, typical


def _settled(target: Target, typical: np.ndarray) -> tuple[Target, float]:
    """Take so many quadrature nodes that twice as many change nothing; give their change."""
    if not isinstance(target.effects, hermite.Effects):
        return target, 0.0
    values = target.coordinates.values(typical)
    effects, change = parts.settled(target.effects, values, QUADRATURE)
    return replace(target, effects=effects), change


def _placed(target: Target) -> tuple[Target, Proposal, float, np.ndarray, float]:
    """Give what `_moved` does, with nodes that settle; and what doubling them changes."""
    whole, (target, *moved) = target.effects, _moved(target)
    settled, change = _settled(target, moved[-1])
    if getattr(settled.effects, "stretched", False):
        # A rough rule around the mode may have led elsewhere.
        target, *moved = _moved(settled)
        settled, change = _settled(replace(target, effects=whole), moved[-1])
    return settled, *moved, change


def laid(effects, coordinates=None) -> tuple[Target, Proposal | None]:
    """Lay the points alone; None where groups share nothing that is to be learned.

    Arguments as of `posterior`.

    Raises
    ------
    PoolingError
        The posterior has no bound, or quadrature does not settle.
    """
    target = Target(effects, coordinates or effects.coordinates)
    if not target.size:
        return target, None
    target, points, *_ = _placed(target)
    return target, points


def _moments(sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give means, around the origin, and sds; shape (..., label)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        mean, square = np.split(sums[..., 1:] / sums[..., :1], 2, axis=-1)
        return mean, np.sqrt(np.maximum(square - mean**2, 0))


def draws(effects, coordinates, count: int) -> dict[str, np.ndarray]:
    """Draw what groups share, by as many points: name -> shape (draw, ...).

    The coordinates give values and log prior at t, as those of a formula do.
    """
    target, points, *_ = _moved(Target(effects, coordinates))
    t, density = points.place(sobol(target.size, 0).random(count))
    logs = target.log_density(t) - density
    weighing.require_even(weighing.pareto_k(logs))
    return target.coordinates.values(
        t[weighing.resampled(np.exp(logs - logs.max()), count)]
    )


def posterior(effects, data: dict, labels: dict) -> Exact:
    """Find the posterior of a model by formula, or of one whose grid would be large.

    Its grid are points, with weights that sum to 1.

    Raises
    ------
    PoolingError
        The error is still too large where there are as many points as is reasonable.
    """
    coordinates = effects.coordinates
    if coordinates.other is None:
        return _posterior(effects, labels, coordinates)
    try:
        return _posterior(effects, labels, coordinates)
    except PoolingError as refusal:
        # Where the prior tells more of the intercepts than the data, theirs are better.
        ways = ("turned", "straight")[:: 1 if coordinates.turned else -1]
        log.info(
            "Over %s coefficients: %s Points are laid over %s ones.",
            ways[0],
            refusal,
            ways[1],
        )
        return _posterior(effects, labels, coordinates.other)


def _posterior(effects, labels: dict, coordinates) -> Exact:
    """Find the posterior over some coordinates; see `posterior`."""
    target = Target(effects, coordinates)
    written = labels_of(effects.model.parameters, labels)
    if not target.size:
        return _certain(effects, written)
    target, points, largest, typical, quadrature = _placed(target)
    values = target.coordinates.values(typical)
    moments = target.effects.moments(values)
    sizes = {name: mean[0].size for name, (mean, _) in moments.items()}
    moments |= known(values)
    parameters = [
        parameter
        for parameter in effects.model.parameters
        if parameter.name in moments and moments[parameter.name][0].size
    ]
    origin = lay_out(parameters, moments)[0].mean(axis=0)

    def columns(t):
        return columns_of(*target.effects.at(target.coordinates.values(t)))

    # Where a point takes next to nothing, more of them take less than control variates.
    costly = not effects.COLLAPSED
    surface = Surface(columns, points, target.effects.width, costly=costly)
    summands = Summands(
        target=target,
        surface=surface,
        sizes=sizes,
        parameters=parameters,
        origin=origin,
        largest=largest,
        controls=Controls.of(points, FIRST * SCRAMBLES) if costly else None,
    )
    scrambles = [Scramble(summands, seed) for seed in range(SCRAMBLES)]
    count = FIRST
    for scramble in scrambles:
        scramble.extend(count)
    weighing.require_some(all(np.ndim(scramble.sums) for scramble in scrambles))
    while True:
        heavy = _heavy(target, scrambles)
        fragile = [
            np.full(moments[each.name][0][0].size, each.name in heavy)
            for each in parameters
        ]
        summed = _summed(scrambles, np.concatenate(fragile))
        error = summed.error + quadrature + surface.error
        ahead = 2 * count * SCRAMBLES * surface.width
        far = count >= MOST or ahead > (WORK if error > TOLERANCE else EASY)
        if summed.error <= AIM or (far and error <= TOLERANCE):
            break
        if far:
            raise PoolingError(
                f"not computed, because with {count * SCRAMBLES} points its error is "
                f"{error:.2g} posterior sds, and the limit is {TOLERANCE:g}."
            )
        for scramble in scrambles:
            scramble.extend(count)
        count *= 2
    log.info("%s", surface)
    logs = np.concatenate([scramble.logs for scramble in scrambles])
    k = weighing.pareto_k(logs)
    weighing.require_even(k)
    t = np.concatenate([scramble.t for scramble in scrambles])
    places, weights = weighing.chosen(logs, KEPT)
    nodes = target.coordinates.values(t[places])
    return Exact(
        labels=written,
        mean=origin + summed.mean,
        sd=summed.sd,
        error=error,
        points=Points(
            (summed.error_mean, summed.error_sd),
            {
                "pareto_k": k,
                "effective_share": weighing.effective(np.exp(logs - logs.max())),
                "predicted_share": surface.predicted,
                "without": {
                    written[place]: ENDLESS
                    for place in np.flatnonzero(np.isnan(summed.sd))
                },
            },
        ),
        grid=lambda: Grid(nodes, weights, fringe=None),
    )


@dataclass(frozen=True)
class _Found:
    """What the scrambles say together: means around the origin, sds, and their errors."""

    mean: np.ndarray
    sd: np.ndarray
    error_mean: np.ndarray
    error_sd: np.ndarray
    error: float


def _heavy(target: Target, scrambles: list[Scramble]) -> list[str]:
    """Name the values that may have no mean and whose squares have too heavy a tail."""
    if not target.coordinates.fragile:
        return []
    logs = np.concatenate([scramble.logs for scramble in scrambles])
    t = np.concatenate([scramble.t for scramble in scrambles])
    heavy = []
    with np.errstate(all="ignore"):  # far out there is no number, and no weight
        values = target.coordinates.values(t)
        for name in target.coordinates.fragile:
            square = logs + 2 * np.log(values[name])
            square[np.isneginf(logs)] = -np.inf
            if not weighing.pareto_k(square) <= PARETO_K:
                heavy.append(name)
    return heavy


def _summed(scrambles: list[Scramble], fragile: np.ndarray) -> _Found:
    """Sum the scrambles up, with control variates where these have the smaller error."""
    sums = np.array([scramble.sums for scramble in scrambles])
    plain = _found(sums, fragile)
    if not scrambles[0].told.count:
        return plain
    controlled = corrected(sums, [scramble.told for scramble in scrambles])
    return min(plain, _found(controlled, fragile), key=lambda each: each.error)


def _found(sums: np.ndarray, fragile: np.ndarray) -> _Found:
    """Give what sums of several scrambles say."""
    mean, sd = _moments(sums.sum(axis=0))
    errors = [each.std(axis=0, ddof=1) / np.sqrt(len(sums)) for each in _moments(sums)]
    with np.errstate(invalid="ignore", divide="ignore"):
        relative = np.where(sd > 0, np.maximum(*errors) / sd, 0.0)
    relative = np.where(np.isnan(relative), np.inf, relative)
    # A number without a mean is no reason to withhold the others.
    lost = fragile & (relative > TOLERANCE)
    mean, sd, *errors = (np.where(lost, np.nan, each) for each in (mean, sd, *errors))
    return _Found(mean, sd, *errors, float(relative[~lost].max()))


def _certain(effects, written: list[str]) -> Exact:
    """Give the posterior of groups that share nothing: their quadrature is all there is."""
    target, error = _settled(Target(effects, effects.coordinates), np.zeros((1, 0)))
    moments = target.effects.moments({})
    parameters = [p for p in effects.model.parameters if p.name in moments]
    mean, variance = (each[0] for each in lay_out(parameters, moments))
    return Exact(labels=written, mean=mean, sd=np.sqrt(variance), error=error)
