"""Other outcomes: a group's effects by quadrature around their mode.

Adaptive Gauss-Hermite quadrature: Naylor and Smith (1982), Applied Statistics 31, 214-225,
and for several effects Pinheiro and Bates (1995), Journal of Computational and Graphical
Statistics 4, 12-35. Everything is in u, standard normal a priori, so that a scale of 0 or a
correlation of 1 is no exception.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.special import logsumexp

from pooling.basics.blocks import blocks
from pooling.basics.errors import PoolingError
from pooling.model.effects.regression import base
from pooling.model.effects.stacks import (
    above_one,
    apply,
    back,
    below,
    log_determinant,
)

CHUNK = 2**15  # numbers per array, so that a step stays in the processor's cache
NODES = {1: 9, 2: 5}  # per effect to begin with, by the number of effects
MOST = {1: 144, 2: 40}  # and at most
ROUGHLY = 3  # where all that is wanted is about where the posterior lies
STEPS = 40  # of the search for the modes
NEAR = 3e-2  # of the modes, in prior sds: nodes lie around them
FAR = 10  # prior sds, where no mode is looked for to begin with
LEVERAGE = 0.2  # of an observation, from which on its group is laid out without it
FREEDOM = 6  # degrees of freedom of what draws are chosen from
APART = 0.1  # share of them that is chosen from around the prior, not around the mode
ROUNDS = 16  # that a draw takes: some groups are accepted late
TRIES = 500  # rounds, in each of which most groups have theirs accepted


@dataclass(frozen=True)
class _Laid:
    """Quadrature nodes of all groups at some nodes of s.

    Attributes
    ----------
    u : ndarray
        Shape (K, point, node, group).
    log_mass : ndarray
        log of p(y_j | u) p(u) du, shape (point, node, group).
    """

    u: np.ndarray
    log_mass: np.ndarray

    @cached_property
    def log_likelihood(self) -> np.ndarray:
        """Give log p(y_j | s), shape (node, group)."""
        top = self.log_mass.max(axis=0)
        return top + np.log(np.exp(self.log_mass - top).sum(axis=0))


@cache
def _rule(size: int, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay points over a standard normal, with the log of weight over density."""
    points, weights = hermegauss(nodes)
    # In logarithms: the outermost weights are below what doubles hold.
    with np.errstate(divide="ignore"):
        logs = np.log(weights) + points**2 / 2
    kept = np.isfinite(logs)
    points, logs = points[kept], logs[kept]
    every = np.array(list(itertools.product(points, repeat=size))).T
    masses = np.array(list(itertools.product(logs, repeat=size))).sum(axis=1)
    return every, masses


@dataclass(frozen=True)
class Effects(base.Effects):
    """Coefficients of groups given all that they share.

    Attributes
    ----------
    nodes : int
        Quadrature nodes per effect.
    """

    nodes: int = NODES[1]

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them, see the base."""
        if data["K"] not in MOST:
            raise PoolingError(
                f"not computed, because {data['K']} columns vary by group, and the "
                "quadrature of outcomes that are not normal serves two; draws of them are "
                "what there is."
            )
        return replace(super().of(model, data), nodes=NODES[data["K"]])

    @cached_property
    def _kinds(self) -> tuple[base.Table, np.ndarray]:
        return self.table.kinds()

    @property
    def rows(self) -> base.Table:
        """Groups and rows that differ; what follows is by these groups, if not said."""
        return self._kinds[0]

    @property
    def kind(self) -> np.ndarray:
        """Which of these groups stands for each group."""
        return self._kinds[1]

    @property
    def width(self) -> int:
        """Numbers that one node takes."""
        return len(self.rows.y) * self.nodes**self.size

    @property
    def draw_width(self) -> int:
        """Numbers that one draw takes."""
        return len(self.rows.y) * ROUNDS

    def finer(self, times: float = 2) -> Effects | None:
        """Take more nodes; None where there are as many as is reasonable."""
        nodes = round(times * self.nodes)
        return replace(self, nodes=nodes) if nodes <= MOST[self.size] else None

    def roughly(self) -> Effects:
        """Take so few nodes that it is known about where the posterior lies."""
        return replace(self, nodes=ROUGHLY)

    def _start(self, values: dict, table: base.Table):
        """Give the predictor where u is 0, and Z T, shape (node, row) and (K, node, row)."""
        count = base.count_of(values)
        eta = np.broadcast_to(table.offsets, (count, len(table.y)))
        if "beta" in values:
            eta = eta + values["beta"] @ table.x.T
        if self.fixed is not None:
            eta = eta + table.z @ self.fixed[0]
        return eta, np.einsum("ri,ikn->knr", table.z, self.factor(values, count))

    def _eta(self, start, slope, u):
        """Give the predictor at u of shape (K, node, group), shape (node, row)."""
        for along, own in zip(slope, u, strict=True):
            start = start + along * self.rows.by_row(own)
        return start

    def _kernel(self, eta, dispersion):
        """Sum the log density of the rows of each group, as far as eta has a say in it."""
        rows = self.rows
        density = self.response.kernel(rows.y, eta, dispersion, rows.known)
        return rows.by_group(rows.weights * density)

    def _apart(self, dispersion):
        """Sum what eta has no say in, shape (node or 1, group)."""
        rows = self.rows
        density = self.response.apart(rows.y, dispersion, rows.known)
        return rows.by_group(rows.weights * np.atleast_2d(density))

    def _rows_say(self, start, slope, u, dispersion):
        """Give eta, what rows say of it, and how surely: of their density the two slopes."""
        table, eta = self.rows, self._eta(start, slope, u)
        first, second = self.response.slopes(table.y, eta, dispersion, table.known)
        # Where a density is not log-concave it may say less than nothing.
        return eta, table.weights * first, table.weights * np.maximum(-second, 0)

    def _groups_say(self, slope, first, weight):
        """Sum it by group: a gradient in u, and U with U'U = I + information."""
        table, size = self.rows, len(slope)
        gradient = np.stack([table.by_group(own * first) for own in slope])
        said = np.empty((size, size, *gradient.shape[1:]))
        for one in range(size):
            for other in range(one + 1):
                both = table.by_group(slope[one] * slope[other] * weight)
                said[one, other] = said[other, one] = both
        return gradient, above_one(said)

    def _slopes(self, start, slope, u, dispersion):
        """Give log joint density, its gradient and U with U'U = I + information."""
        eta, first, weight = self._rows_say(start, slope, u, dispersion)
        gradient, upper = self._groups_say(slope, first, weight)
        height = self._kernel(eta, dispersion) - 0.5 * (u**2).sum(axis=0)
        return height, gradient - u, upper

    def _nearby(self, start, slope, dispersion):
        """Guess the modes: what rows say at the modes of a middle node they say at all."""
        middle = {n: np.median(v, axis=0, keepdims=True) for n, v in dispersion.items()}
        known = (
            np.median(start, axis=0, keepdims=True),
            np.median(slope, axis=1, keepdims=True),
        )
        eta, first, weight = self._rows_say(
            *known, self._modes(*known, middle)[0], middle
        )
        gradient, upper = self._groups_say(slope, first + weight * (eta - start), weight)
        return np.clip(back(upper, below(upper, gradient)), -FAR, FAR)

    def _modes(self, start, slope, dispersion):
        """Find the mode of each group's u by Newton's steps, shortened where they fall."""
        size, count = slope.shape[:2]
        u = np.zeros((size, count, len(self.rows.sizes)))
        if count > 1:
            u = self._nearby(start, slope, dispersion)
        height, gradient, upper = self._slopes(start, slope, u, dispersion)
        step = back(upper, below(upper, gradient))
        for _ in range(STEPS):
            # Of most nodes it is known where they are before the others are found.
            far = np.flatnonzero((np.abs(step) >= NEAR).any(axis=(0, 2)))
            if not len(far):
                break
            own = {name: value[far] for name, value in dispersion.items()}
            before, move = u[:, far], step[:, far]
            found = self._slopes(start[far], slope[:, far], before + move, own)
            least = height[far]
            better = found[0] >= least - 1e-10 * (1 + np.abs(least))
            better &= np.isfinite(found[0])
            newton = back(found[2], below(found[2], found[1]))
            u[:, far] = np.where(better, before + move, before)
            height[far] = np.where(better, found[0], least)
            upper[:, :, far] = np.where(better, found[2], upper[:, :, far])
            step[:, far] = np.where(better, newton, move / 4)
        return u + step, upper

    def _laid(self, values: dict) -> _Laid:
        """Lay the quadrature nodes."""
        dispersion = self.dispersion(values)
        start, slope = self._start(values, self.rows)
        mode, upper = self._modes(start, slope, dispersion)
        points, logs = _rule(self.size, self.nodes)
        shape = mode.shape[1:]
        flat = points[:, :, np.newaxis, np.newaxis] + np.zeros(shape)
        u = mode[:, np.newaxis] + back(upper[:, :, np.newaxis], flat)
        log_mass = np.empty((points.shape[1], *shape))
        for place in range(points.shape[1]):
            log_mass[place] = self._kernel(
                self._eta(start, slope, u[:, place]), dispersion
            )
        constant = 0.5 * (self.size * np.log(2 * np.pi) + log_determinant(upper))
        log_mass += self._apart(dispersion) - constant
        log_mass += logs[:, np.newaxis, np.newaxis] - 0.5 * (u**2).sum(axis=0)
        return _Laid(u, log_mass)

    def _along(self, values: dict):
        """Take the nodes of s some at a time: pairs of a slice and what is laid there."""
        count = base.count_of(values)
        for part in blocks(count, len(self.rows.y), CHUNK):
            own = {name: value[part] for name, value in values.items()}
            yield part, own, self._laid(own)

    def of_groups(self, values: dict) -> np.ndarray:
        """Give log p(y_j | s), shape (node, group)."""
        found = [laid.log_likelihood for *_, laid in self._along(values)]
        return np.concatenate(found)[:, self.kind]

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        return self.of_groups(values).sum(axis=1)

    def moments(self, values: dict) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Give mean and variance of theta, shape (node, group, K)."""
        return self.at(values)[1]

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood and the moments at once."""
        count, size, groups = base.count_of(values), self.size, len(self.rows.sizes)
        mean, variance = np.empty((2, count, groups, size))
        logs = np.empty(count)
        for part, own, laid in self._along(values):
            mass = np.exp(laid.log_mass - laid.log_likelihood)
            logs[part] = laid.log_likelihood[:, self.kind].sum(axis=1)
            centre = np.einsum("qng,kqng->kng", mass, laid.u)
            away = laid.u - centre[:, np.newaxis]
            spread = np.einsum("qng,kqng,lqng->klng", mass, away, away)
            factor = self.factor(own, len(mass[0]))[..., np.newaxis]
            known = self._centre(own)
            mean[part] = np.moveaxis(known + apply(factor, centre), 0, -1)
            own_variance = np.einsum(
                "ikn,klng,iln->ing", factor[..., 0], spread, factor[..., 0]
            )
            variance[part] = np.moveaxis(own_variance, 0, -1)
        return logs, {"theta": (mean[:, self.kind], variance[:, self.kind])}

    def _centre(self, values: dict) -> np.ndarray:
        """Give mu or c, shape (K, node, 1)."""
        if self.fixed is not None:
            return self.fixed[0][:, np.newaxis, np.newaxis]
        place = self.table.place
        around = values["beta"][:, np.maximum(place, 0)] * (place >= 0)
        return around.T[..., np.newaxis]

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw theta given s, by rejection from a t distribution around each group's mode.

        Robert and Casella (2004), Monte Carlo Statistical Methods, section 2.3. Weights of
        near-normal posteriors have a bound that is little above the weight at the mode; it
        is raised to the largest that groups of the same rows have shown, and whatever was
        accepted below a lower one is looked at again.

        Parameters
        ----------
        values : dict of ndarray
            All of s, shape (draw, ...).
        rng : numpy.random.Generator
            Where the numbers come from.

        Returns
        -------
        dict of ndarray
            ``theta``, shape (draw, group, K), and ``log_joint``, shape (draw,): log p(y, u
            | s) with theta = mu + T u.

        Raises
        ------
        PoolingError
            The effects of a group are so far from normal that next to nothing is accepted.
        """
        count, bound = base.count_of(values), np.zeros(len(self.rows.sizes))
        found, joint = np.empty((count, len(self.sizes), self.size)), np.empty(count)
        for part in blocks(count, len(self.rows.y), CHUNK):
            own = {name: value[part] for name, value in values.items()}
            u, joint[part] = self._accepted(own, bound, rng)
            factor = self.factor(own, u.shape[1])[..., np.newaxis]
            found[part] = np.moveaxis(self._centre(own) + apply(factor, u), 0, -1)
        return {"theta": found, "log_joint": joint}

    def _accepted(self, values: dict, bound, rng) -> tuple[np.ndarray, np.ndarray]:
        """Draw u, shape (K, node, group); give its log density with y, and raise bounds."""
        dispersion = self.dispersion(values)
        start, slope = self._start(values, self.rows)
        mode, upper = self._modes(start, slope, dispersion)
        top = self._kernel(self._eta(start, slope, mode), dispersion)
        top -= 0.5 * (mode**2).sum(axis=0)
        shape, power = (len(top), len(self.kind)), (FREEDOM + self.size) / 2
        # As if all came from around the mode, where next to none has another chance.
        odds = APART / (1 - APART) * np.exp(-0.5 * log_determinant(upper)).ravel()
        along = [each.reshape(*each.shape[:-2], -1) for each in (start, slope)]
        along.append({n: np.broadcast_to(v, start.shape) for n, v in dispersion.items()})
        mode, upper = (each.reshape(*each.shape[:-2], -1) for each in (mode, upper))
        kind = np.tile(self.kind, shape[0])
        pair = np.repeat(np.arange(shape[0]) * top.shape[1], shape[1]) + kind
        top = top.ravel()
        chosen, joint = np.empty((self.size, len(kind))), np.empty(len(kind))
        # How far below its bound a draw would have been accepted.
        spare, open_ = np.full(len(kind), -np.inf), np.arange(len(kind))
        for _ in range(TRIES):
            own = pair[open_]
            wide = rng.standard_normal((self.size, len(own)))
            wide /= np.sqrt(rng.chisquare(FREEDOM, len(own)) / FREEDOM)
            # Some from the prior: outliers may pull a group to where it has no mode.
            prior = rng.random(len(own)) < APART
            middle, root = mode[:, own], upper[..., own]
            u = np.where(prior, wide, middle + back(root, wide))
            reached = self._reached(along, u, own)
            near, far = (
                (1 + (x**2).sum(axis=0) / FREEDOM) ** -power
                for x in (apply(root, u - middle), u)
            )
            weight = reached - top[own] - np.log(near + odds[own] * far)
            before = bound.copy()
            np.maximum.at(bound, kind[open_], weight)
            chosen[:, open_], joint[open_] = u, reached
            spare[open_] = weight + rng.standard_exponential(len(own))
            if (bound > before).any():
                open_ = np.arange(len(kind))
            open_ = open_[spare[open_] < bound[kind[open_]]]
            if not len(open_):
                joint = joint.reshape(shape) + self._apart(dispersion)[:, self.kind]
                return chosen.reshape(-1, *shape), joint.sum(axis=1)
        raise PoolingError(
            "not computed, because the effects of a group are too far from normal for "
            "independent draws of them."
        )

    def _reached(self, along, u, pairs) -> np.ndarray:
        """Give the log joint density of some pairs of a node and a group, shape (pair,)."""
        rows, (start, slope, dispersion) = self.rows, along
        node, group = np.divmod(pairs, len(rows.sizes))
        sizes = rows.sizes[group]
        starts = np.cumsum(sizes) - sizes
        row, u_row = rows.starts[group], u
        if len(rows.sizes) < len(rows.y):
            pair = np.repeat(np.arange(len(node)), sizes)
            row = np.arange(len(pair)) + (row - starts)[pair]
            node, u_row = node[pair], u[:, pair]
        at = node * len(rows.y) + row
        eta = start[at] + (slope[:, at] * u_row).sum(axis=0)
        own = {name: value.ravel()[at] for name, value in dispersion.items()}
        density = self.response.kernel(rows.y[row], eta, own, rows.known[row])
        density *= np.broadcast_to(rows.weights, rows.y.shape)[row]
        return np.add.reduceat(density, starts) - 0.5 * (u**2).sum(axis=0)

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others, as in `closed`.

        Given s groups are independent, so a group is predicted by its likelihood. An
        observation is by

            1 / p(y_i | y_-i, s) = E[1 / p(y_i | theta_j, s)] over theta_j given y_j and s

        where it says little of its group's effects; else they are laid out without it.
        Quadrature nodes are twice as many by then.
        """
        own, places = self.finer() or self, self.table.places(rows)
        near = own._leverage(values)[places] < LEVERAGE
        together = own.of_groups(values)
        density, below = np.empty((2, len(together), len(places)))
        for chosen, found in ((near, own._beside), (~near, own._alone)):
            if chosen.any():
                density[:, chosen], below[:, chosen] = found(values, places[chosen])
        density += together[:, self.table.group[places]]
        return density, below, together[:, kept]

    def _leverage(self, values: dict) -> np.ndarray:
        """Give the share of rows in what is known of their groups, at the middle node."""
        middle = base.count_of(values) // 2
        one = {name: value[middle : middle + 1] for name, value in values.items()}
        table, dispersion = self.table, self.dispersion(one)
        mode, upper = self._modes(*self._start(one, self.rows), dispersion)
        start, slope = self._start(one, table)
        eta = start + sum(
            map(np.multiply, slope, map(table.by_row, mode[..., self.kind]))
        )
        second = self.response.slopes(table.y, eta, dispersion, table.known)[1]
        share = below(
            np.stack(
                [table.by_row(row) for row in upper[..., self.kind].swapaxes(0, 1)], 1
            ),
            slope,
        )
        return ((share**2).sum(axis=0) * np.abs(second))[0]

    def _rows(self, values: dict, places):
        """Give what predicts some rows: where u is 0, Z T, and what comes below y."""
        start, slope = self._start(values, self.table)
        y, known = self.table.y[places], self.table.known[places]
        start, slope = start[:, places], slope[..., places]
        dispersion = self.dispersion(values)

        def at(u):
            eta = start + (slope * u).sum(axis=0)
            before = y - (1 if self.response.INTEGER else 0)
            return (
                self.response.log_density(y, eta, dispersion, known),
                self.response.cdf(before, eta, dispersion, known),
            )

        return at

    def _beside(self, values: dict, places) -> tuple[np.ndarray, np.ndarray]:
        """Give -log p(y_-i, of its group | s) and P(Y_i < y_i | y_-i, s), row by row."""
        group = self.kind[self.table.group[places]]
        rest, under = np.empty((2, base.count_of(values), len(places)))
        for part, chunk, laid in self._along(values):
            at = self._rows(chunk, places)
            logs, chances = zip(*map(at, laid.u[..., group].swapaxes(0, 1)), strict=True)
            logs = np.where(np.isfinite(logs), logs, np.inf)
            mass = laid.log_mass[..., group] - logs
            total = logsumexp(mass, axis=0)
            rest[part] = -total
            under[part] = (np.exp(mass - total) * chances).sum(axis=0)
        return rest, under

    def _alone(self, values: dict, places) -> tuple[np.ndarray, np.ndarray]:
        """Give the same where each row is taken out of its group."""
        others = replace(self, table=self.table.without_each(places))
        rest, under = np.empty((2, base.count_of(values), len(places)))
        for part, chunk, laid in others._along(values):
            at = self._rows(chunk, places)
            u = laid.u[..., others.kind].swapaxes(0, 1)
            chances = np.array([at(each)[1] for each in u])
            rest[part] = -laid.log_likelihood[:, others.kind]
            mass = np.exp(laid.log_mass - laid.log_likelihood)[..., others.kind]
            under[part] = (mass * chances).sum(axis=0)
        return rest, under
