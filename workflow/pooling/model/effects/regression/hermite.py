"""Other outcomes: a group's effects by quadrature around their mode.

Adaptive Gauss-Hermite quadrature: Naylor and Smith (1982), Applied Statistics 31, 214-225,
and for several effects Pinheiro and Bates (1995), Journal of Computational and Graphical
Statistics 4, 12-35. Everything is in u, standard normal a priori, so that a scale of 0 or a
correlation of 1 is no exception. Where one effect takes many nodes, as that of a group whose
outcomes are all alike, they stand at u = mode + s sinh(t), t in even steps: the integrand
falls at least as fast as the prior, so their reach is known, and the trapezoid rule gains
digits with every node: Takahasi and Mori (1974), Publications of RIMS 9, 721-741.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import logsumexp

from pooling.basics.blocks import blocks, count_of, parts_of
from pooling.basics.errors import PoolingError
from pooling.model.effects.regression import (
    base,
    closed,
    nodes,
    rules,
    stretched,
    tangents,
)
from pooling.model.effects.regression.guess import Guess
from pooling.model.effects.stacks import (
    above_one,
    alike,
    apply,
    back,
    below,
    dot,
    log_determinant,
    transposed,
)

FEW = 8  # nodes in an array, below which their modes are guessed from others'
CHUNK = 2**15  # numbers per array, so that a step stays in the processor's cache
AT_ONCE = 8  # times as many where draws are made, in rounds of which the last are short
NODES = {1: 9, 2: 5}  # per effect to begin with, by the number of effects
MOST = {1: 144, 2: 40}  # and at most
SKEW = 26  # nodes of one effect, from which on they reach as far as the prior
ROUGHLY = 3  # where all that is wanted is about where the posterior lies
STEPS = 40  # of the search for the modes
NEAR = 3e-2  # of the modes, in sds of the effects: nodes lie around them
LITTLE = 2**11  # numbers of an array below which a step is a matter of its calls
FAR = 10  # prior sds, where no mode is looked for to begin with
LEVERAGE = 0.2  # of an observation, from which on its group is laid out without it
FREEDOM = 6  # degrees of freedom of what draws are chosen from
APART = 0.1  # share of them that is chosen from around the prior, not around the mode
ROUNDS = 16  # that a draw takes: some groups are accepted late
LEAST = 1e-12  # weight of a row that is taken for normal
TRIES = 500  # rounds, in each of which most groups have theirs accepted


@dataclass(frozen=True)
class Effects(base.Effects):
    """Coefficients of groups given all that they share.

    Attributes
    ----------
    nodes : int
        Quadrature nodes per effect.
    stretched : bool
        Whether they lie as in `stretched`, not around the mode.
    """

    nodes: int = NODES[1]
    stretched: bool = False

    # Which rows say much of their group is looked at once for so many.
    TOGETHER = 32

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

    @property
    def rows(self) -> base.Table:
        """Groups and rows that differ; what follows is by these groups, if not said."""
        return self.reduced(self.table)[0]

    @property
    def kind(self) -> np.ndarray:
        """Which of these groups stands for each group."""
        return self.reduced(self.table)[1]

    @property
    def width(self) -> int:
        """Numbers that one node takes."""
        return len(self.rows.y) * self.nodes**self.size * stretched.COST**self.stretched

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
        return replace(self, nodes=stretched.ROUGHLY if self.stretched else ROUGHLY)

    def over_rows(self, nodes: int) -> Effects | None:
        """Lay nodes over all rows, not around the mode; None where that is for nothing."""
        several = self.size == 1 and not self.response.CONCAVE
        return replace(self, stretched=True, nodes=nodes) if several else None

    def _at(self, values: dict) -> nodes.Rows:
        return nodes.at(self, values, self.rows)

    def _apart(self, dispersion) -> np.ndarray:
        """Sum what eta has no say in, shape (node or 1, group) of all groups."""
        if not dispersion:
            return self._constant
        if not self.response.INTEGER:
            return self._apart_of(self.rows, dispersion)[:, self.kind]
        (y, known), place = self._outcomes
        density = self.response.apart(y, dispersion, known)
        rows = self.rows
        return rows.by_group(rows.weights * density[:, place])[:, self.kind]

    @cached_property
    def _outcomes(self) -> tuple[np.ndarray, np.ndarray]:
        """Give counts that differ, and which of them each row has."""
        first, place, _ = alike(np.stack([self.rows.y, self.rows.known]))
        return np.stack([self.rows.y, self.rows.known])[:, first], place

    def _heights(self, along, u) -> np.ndarray:
        """Give the log joint density of y and u, up to what eta has no say in."""
        heights = along.heights(u)
        heights -= 0.5 * dot(u, u)
        return heights

    def _slopes(self, along, u):
        """Give log joint density, its gradient and U with U'U = I + information."""
        height, gradient, said = along.slopes(u)
        return height - 0.5 * dot(u, u), gradient - u, above_one(said)

    def _modes(
        self, values: dict, guess: Guess | None = None
    ) -> tuple[nodes.Rows, np.ndarray, np.ndarray]:
        """Find the mode of each group's u; see `_near_modes`, and a step more."""
        along, u, (_, gradient, upper) = self._near_modes(values, guess)
        return along, u + back(upper, below(upper, gradient)), upper

    def _near_modes(
        self, values: dict, guess: Guess | None = None
    ) -> tuple[nodes.Rows, np.ndarray, tuple]:
        """Search the modes by Newton's steps, shortened where they fall.

        From ``guess`` on, which learns of the modes that are found. It gives the rows at
        the values; u, shape (K, node, group), `NEAR` the modes where the search has ended;
        and the `_slopes` there.
        """
        count, along = count_of(values), self._at(values)
        u = np.zeros((self.size, count, len(self.rows.sizes)))
        if guess is not None:
            u += self._nearby(values, along, guess)
        height, gradient, upper = self._slopes(along, u)
        step = back(upper, below(upper, gradient))
        for _ in range(STEPS):
            # Of most nodes it is known where they are before the others are found.
            away = np.abs(apply(upper, step)) >= NEAR
            far = np.flatnonzero(away.any(axis=(0, 2)))
            if not len(far):
                break
            there = along
            if len(far) < count:
                there = self._at({name: value[far] for name, value in values.items()})
            before, move, least = u[:, far], step[:, far], height[far]
            slopes = self._slopes(there, before + move)
            better = slopes[0] >= least - 1e-10 * (1 + np.abs(least))
            better &= np.isfinite(slopes[0])
            newton = back(slopes[2], below(slopes[2], slopes[1]))
            u[:, far] = np.where(better, before + move, before)
            height[far] = np.where(better, slopes[0], least)
            gradient[:, far] = np.where(better, slopes[1], gradient[:, far])
            upper[:, :, far] = np.where(better, slopes[2], upper[:, :, far])
            step[:, far] = np.where(better, newton, move / 4)
        if guess is not None:
            guess.learn(values, u + step)
        return along, u, (height, gradient, upper)

    def _nearby(
        self, values: dict, along: nodes.Rows, guess: Guess
    ) -> np.ndarray | float:
        """Guess the modes: what rows say at the modes of a middle node they say at all."""
        near = guess.at(values)
        if near is not None:
            return near
        # Of a few numbers modes are found sooner than guessed.
        if guess.middle is None and along.start.size < LITTLE:
            return 0.0
        if guess.middle is None:
            middle = {n: np.median(v, axis=0, keepdims=True) for n, v in values.items()}
            guess.middle = self._modes(middle)[:2]
        gradient, said = along.slopes_from(*guess.middle)
        upper = above_one(said)
        return np.clip(back(upper, below(upper, gradient)), -FAR, FAR)

    def as_normal(self, values: dict) -> closed.Effects:
        """Take rows for normal ones that say the same where the modes are, at one node.

        Breslow and Clayton (1993), Journal of the American Statistical Association 88, 9-25.
        """
        mode, table = self._modes(values)[1], self.table
        eta, first, weight = nodes.Rows(self, values, table).said(mode[..., self.kind])
        root = np.sqrt(np.maximum(weight, LEAST))[0]
        x, z = (root[:, np.newaxis] * each for each in (table.x, table.z))
        y, offsets = root * eta[0] + first[0] / root, root * table.offsets
        table = replace(table, y=y, offsets=offsets, x=x, z=z, known=np.ones_like(y))
        return closed.Effects(self.model, self.data, table)

    def _laid(self, values: dict, guess: Guess | None = None) -> rules.Laid:
        """Lay the quadrature nodes."""
        if self.stretched:
            return rules.Laid(*stretched.laid(self._at(values), self.nodes))
        along, mode, upper = self._modes(values, guess)
        constant = 0.5 * (self.size * np.log(2 * np.pi) + log_determinant(upper))
        inverse = back(upper, np.eye(self.size)[..., np.newaxis, np.newaxis])
        skew = self.size == 1 and self.nodes >= SKEW
        # By node and group.
        points, logs = (
            each[..., np.newaxis, np.newaxis]
            for each in (rules.even if skew else rules.rule)(self.size, self.nodes)
        )
        shape = (len(logs), *mode.shape[1:])
        u, log_mass = np.empty((self.size, *shape)), np.empty(shape)
        # Of few rows several points at once.
        for part in blocks(len(logs), along.start.size, CHUNK):
            steps, log = points[:, part], logs[part]
            if skew:
                steps, slope = rules.reaching(steps, inverse[0, 0])
                log = log + slope[0]
            u[:, part] = mode[:, np.newaxis]
            for step, column in zip(steps, transposed(inverse), strict=True):
                u[:, part] += step * column[:, np.newaxis]
            np.subtract(self._heights(along, u[:, part]), constant, out=log_mass[part])
            log_mass[part] += log
        return rules.Laid(u, log_mass)

    def _along(self, values: dict):
        """Take the nodes of s some at a time: a slice, its values, what is laid there."""
        for part, some, guess in self._parts(values):
            yield part, some, self._laid(some, guess)

    def _parts(self, values: dict, chunk: int = CHUNK):
        """Take the nodes of s some at a time: a slice, its values, and a guess of modes."""
        width = len(self.rows.y)
        # Where groups share nothing there is one node.
        guess = Guess(bool(values) and FEW * width > CHUNK)
        for part, some in parts_of(values, width, chunk):
            yield part, some, guess

    def of_groups(self, values: dict) -> np.ndarray:
        """Give log p(y_j | s), shape (node, group)."""
        parts = [
            laid.log_likelihood[:, self.kind] + self._apart(self.dispersion(some))
            for _, some, laid in self._along(values)
        ]
        return np.concatenate(parts)

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        return self.of_groups(values).sum(axis=1)

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood, and mean and variance of theta."""
        logs, moments = self.by_group(values)
        return logs.sum(axis=1), moments

    def by_group(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give `of_groups` and the moments at once."""
        count, moments = count_of(values), {}
        logs = np.empty((count, len(self.sizes)))
        for part, some, laid in self._along(values):
            logs[part] = laid.log_likelihood[:, self.kind]
            logs[part] += self._apart(self.dispersion(some))
            for name, pair in self._moments(some, laid).items():
                blank = np.empty((2, count, *pair[0].shape[1:]))
                moments.setdefault(name, blank)[:, part] = pair
        return logs, {
            name: (mean[:, self.kind], variance[:, self.kind])
            for name, (mean, variance) in moments.items()
        }

    def _moments(self, values: dict, laid: rules.Laid) -> dict[str, tuple]:
        """Give mean and variance of theta at what is laid, shape (node, group, K)."""
        mass = laid.mass
        centre = np.einsum("qng,kqng->kng", mass, laid.u)
        away = laid.u - centre[:, np.newaxis]
        spread = np.einsum("qng,kqng,lqng->klng", mass, away, away)
        factor = self.factor(values, len(mass[0]))[..., np.newaxis]
        mean = self._centre(values) + apply(factor, centre)
        variance = np.einsum("ikn,klng,iln->ing", factor[..., 0], spread, factor[..., 0])
        return {"theta": (np.moveaxis(mean, 0, -1), np.moveaxis(variance, 0, -1))}

    def _centre(self, values: dict) -> np.ndarray:
        """Give mu or c, shape (K, node, 1)."""
        if self.fixed is not None:
            return self.fixed[0][:, np.newaxis, np.newaxis]
        place = self.table.place
        around = values["beta"][:, np.maximum(place, 0)] * (place >= 0)
        return around.T[..., np.newaxis]

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw theta given s, by rejection from a t distribution around each group's mode.

        One effect whose log density is concave is drawn below its `tangents`.

        Robert and Casella (2004), Monte Carlo Statistical Methods, section 2.3. Weights of
        near-normal posteriors have a bound that is little above the weight at the mode; it
        is raised to the largest that groups of the same rows have shown, and whatever was
        accepted below a lower one is looked at again. Where a few draws are made at a time,
        there are two bounds alone, one of the groups that are `one_sided`.

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
        count, bound = count_of(values), np.zeros(max(2, len(self.rows.sizes)))
        theta, joint = np.empty((count, len(self.sizes), self.size)), np.empty(count)
        wide = min(len(self.rows.y) * FEW**2, AT_ONCE * CHUNK)
        for part, some, guess in self._parts(values, max(CHUNK, wide)):
            if self.size == 1 and self.response.CONCAVE:
                u, joint[part] = self._from_tangents(some, rng, guess)
            else:
                u, joint[part] = self._accepted(some, bound, rng, guess)
            factor = self.factor(some, u.shape[1])[..., np.newaxis]
            theta[part] = np.moveaxis(self._centre(some) + apply(factor, u), 0, -1)
        return {"theta": theta, "log_joint": joint}

    def _from_tangents(self, values: dict, rng, guess) -> tuple[np.ndarray, ...]:
        """Draw u of one effect with a concave log density; returns as `_accepted`."""
        along, start, there = self._near_modes(values, guess)

        def slopes(u):
            parts = self._slopes(along, u.reshape(start.shape))
            return tuple(part.ravel() for part in parts)

        _, count, kinds = start.shape
        pair = np.arange(count)[:, np.newaxis] * kinds + self.kind
        u, height = tangents.drawn(
            slopes,
            lambda u, at: along.of_pairs(u[np.newaxis], at) - 0.5 * u**2,
            start=start.ravel(),
            there=[part.ravel() for part in there],
            pair=pair.ravel(),
            rng=rng,
        )
        height = height.reshape(pair.shape) + self._apart(along.dispersion)
        return u.reshape(1, *pair.shape), height.sum(axis=1)

    def _accepted(self, values: dict, bound, rng, guess) -> tuple[np.ndarray, ...]:
        """Draw u, (K, node, group), and raise the bounds; give its log density, (node,)."""
        along, mode, upper = self._modes(values, guess)
        top = self._heights(along, mode)
        (count, kinds), power = top.shape, (FREEDOM + self.size) / 2
        # As if all came from around the mode, where next to none has another chance.
        odds = APART / (1 - APART) * np.exp(-0.5 * log_determinant(upper)).ravel()
        top, middles = top.ravel(), mode.reshape(self.size, -1)
        uppers = upper.reshape(self.size, self.size, -1)
        # Each group at each node, and the pair of a node and a kind that it is.
        few = FEW * len(self.rows.y) > CHUNK
        side = np.tile(self.one_sided.astype(int) if few else self.kind, count)
        pair = (np.arange(count)[:, np.newaxis] * kinds + self.kind).ravel()
        chosen, joint = np.empty((self.size, len(pair))), np.empty(len(pair))
        # How far below its bound a draw would have been accepted.
        spare, open_ = np.full(len(pair), -np.inf), np.arange(len(pair))
        for _ in range(TRIES):
            waiting = pair[open_]
            wide = rng.standard_normal((self.size, len(waiting)))
            # Half of a chi-square number of even degrees, by exponential ones.
            half = rng.standard_exponential((FREEDOM // 2, len(waiting))).sum(axis=0)
            wide /= np.sqrt(half * (2 / FREEDOM))
            # Some from the prior: outliers may pull a group to where it has no mode.
            prior = rng.random(len(waiting)) < APART
            middle, root = middles[:, waiting], uppers[..., waiting]
            u = np.where(prior, wide, middle + back(root, wide))
            reached = along.of_pairs(u, waiting)
            reached -= 0.5 * dot(u, u)
            near, far = (
                (1 + dot(x, x) / FREEDOM) ** -power for x in (apply(root, u - middle), u)
            )
            weight = reached - top[waiting] - np.log(near + odds[waiting] * far)
            before = bound.copy()
            np.maximum.at(bound, side[open_], weight)
            chosen[:, open_], joint[open_] = u, reached
            spare[open_] = weight + rng.standard_exponential(len(waiting))
            if (bound > before).any():
                open_ = np.arange(len(pair))
            open_ = open_[spare[open_] < bound[side[open_]]]
            if not len(open_):
                joint = joint.reshape(count, -1) + self._apart(along.dispersion)
                return chosen.reshape(self.size, count, -1), joint.sum(axis=1)
        raise PoolingError(
            "not computed, because the effects of a group are too far from normal for "
            "independent draws of them."
        )

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others, as in `gaussian`.

        Given s groups are independent, so a group is predicted by its likelihood. An
        observation is by

            1 / p(y_i | y_-i, s) = E[1 / p(y_i | theta_j, s)] over theta_j given y_j and s

        where it says little of its group's effects; else they are laid out without it.
        Quadrature nodes are twice as many by then.
        """
        fine, places = self.finer() or self, self.table.places(rows)
        near = fine._leverage(values)[places] < LEVERAGE
        together = np.empty((count_of(values), len(self.sizes)))
        density, below = np.empty((2, len(together), len(places)))
        for part, chunk, laid in fine._along(values):
            together[part] = laid.log_likelihood[:, self.kind]
            if near.any():
                density[part, near], below[part, near] = fine._beside(
                    chunk, laid, places[near]
                )
        apart = self._apart(self.dispersion(values))
        group = self.table.group[places]
        density[:, near] -= (apart + np.zeros_like(together))[:, group[near]]
        together += apart
        if not near.all():
            density[:, ~near], below[:, ~near] = fine._alone(values, places[~near])
        density += together[:, group]
        return density, below, together[:, kept]

    def _leverage(self, values: dict) -> np.ndarray:
        """Give the share of rows in what is known of their groups, at the middle node."""
        middle = count_of(values) // 2
        one = {name: value[middle : middle + 1] for name, value in values.items()}
        table = self.table
        _, mode, upper = self._modes(one)
        along = nodes.Rows(self, one, table)
        eta = along.eta(mode[..., self.kind])
        second = self.response.slopes(table.y, eta, along.dispersion, table.known)[1]
        share = below(
            np.stack(
                [table.by_row(row) for row in upper[..., self.kind].swapaxes(0, 1)], 1
            ),
            along.slope,
        )
        return ((share**2).sum(axis=0) * np.abs(second))[0]

    def _rows(self, values: dict, places):
        """Give what predicts some rows at u of shape (K, node, row): p(y), P(Y < y)."""
        table = self.table.rows_at(places)
        along = nodes.Rows(self, values, table)
        before = table.y - (1 if self.response.INTEGER else 0)

        def at(u):
            eta = along.start + (along.slope * u).sum(axis=0)
            return (
                self.response.log_density(table.y, eta, along.dispersion, table.known),
                self.response.cdf(before, eta, along.dispersion, table.known),
            )

        return at

    def _beside(self, chunk: dict, laid: rules.Laid, places) -> tuple[np.ndarray, ...]:
        """Give -log p(y_-i, of its group | s) and P(Y_i < y_i | y_-i, s), row by row.

        The first up to what u has no say in of the group.
        """
        group = self.kind[self.table.group[places]]
        at = self._rows(chunk, places)
        logs, chances = zip(*map(at, laid.u[..., group].swapaxes(0, 1)), strict=True)
        logs = np.where(np.isfinite(logs), logs, np.inf)
        mass = laid.log_mass[..., group] - logs
        total = logsumexp(mass, axis=0)
        return -total, (np.exp(mass - total) * chances).sum(axis=0)

    def _alone(self, values: dict, places) -> tuple[np.ndarray, np.ndarray]:
        """Give the same where each row is taken out of its group, with all constants."""
        others = replace(self, table=self.table.without_each(places))
        rest, under = np.empty((2, count_of(values), len(places)))
        for part, chunk, laid in others._along(values):
            at = self._rows(chunk, places)
            u = laid.u[..., others.kind].swapaxes(0, 1)
            chances = np.array([at(each)[1] for each in u])
            rest[part] = -laid.log_likelihood[:, others.kind]
            rest[part] -= others._apart(self.dispersion(chunk))
            under[part] = (laid.mass[..., others.kind] * chances).sum(axis=0)
        return rest, under
