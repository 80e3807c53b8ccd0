"""Normal outcomes: given the scales all else is normal, beta and further factors included.

beta = F v + c with v ~ Normal(v0, I), c the least-squares fit, and the levels of further
grouping factors are u = D w with w ~ Normal(0, I), D the sd of each level's factor. A
group's rows are turned by the QR decomposition Z_j = Q_j R_j: e_j = Q_j' (y_j - X_j beta -
G_j u) has the covariance U_j' U_j = sigma^2 I + R_j T T' R_j', and what is left of the rows
has sigma^2 I. So with M_j = U_j'^-1 Q_j' [G D, X F, y], the rows say M_j' M_j and cross
products over sigma^2 about (w, v, 1): groups by themselves, then one Cholesky factor of all
that they have in common. The work of a node does not depend on how many rows there are.
Rows are divided by what is known of their sds: those in sigma, which weights tell, and of
estimates their standard errors, where sigma is 1.
Lindley and Smith (1972), Journal of the Royal Statistical Society B 34, 1-18, section 2;
Bates, Maechler, Bolker and Walker (2015), Journal of Statistical Software 67 (1), section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from pooling.basics.blocks import blocks, count_of, parts_of
from pooling.basics.errors import PoolingError
from pooling.model.effects.regression import base
from pooling.model.effects.regression.coordinates import prior_of_beta
from pooling.model.effects.regression.dense import by_node, inverse_of, lower_of
from pooling.model.effects.regression.sums import Given, Sums
from pooling.model.effects.stacks import (
    apply,
    back,
    below,
    log_determinant,
    product,
    transposed,
    triangle,
)
from pooling.model.formula_fit import squeezed

ROUNDED = 1e-12  # share of a column that its groups' coefficients leave by rounding
FLOOR = 1e-10  # share of the noise variance that must be left of an observation
MOST_LEVELS = 500  # of further factors: their Cholesky factor is dense
CHUNK = 2**18  # numbers in memory at once
ROWS = 2**18  # numbers of groups whose rows are turned at once
# A multiplication inside a product of matrices takes this much of one among small arrays.
DENSE = 1 / 128
LEFT_OUT = 10**8  # multiplications of a node by which groups are left out
COME_TO = ("_start", "sums", "_units", "_rests")  # what is computed from all rows


@dataclass(frozen=True)
class Effects(base.Effects):
    """Coefficients of groups, levels and the population, given the scales."""

    COLLAPSED = True

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them, see the base.

        Raises
        ------
        PoolingError
            Further grouping factors have more levels than a dense matrix serves.
        """
        if data["L"] > MOST_LEVELS:
            raise PoolingError(
                f"not computed, because further grouping factors have {data['L']} levels "
                f"together, and the limit is {MOST_LEVELS}."
            )
        return cls(model, data, base.Table.of(data).standardised())

    @cached_property
    def level(self) -> np.ndarray:
        """Level of each sorted row, from 0, shape (factor, row)."""
        levels = np.asarray(self.data["level"], dtype=int)
        return levels.reshape(self.data["H"], self.data["N"])[:, self.table.order] - 1

    @cached_property
    def factors(self) -> np.ndarray:
        """Factor of each level, from 0."""
        return np.asarray(self.data["factor"], dtype=int) - 1

    @cached_property
    def _start(self) -> tuple[np.ndarray, ...]:
        """Give F, the prior mean of v, and c."""
        turn, centre = prior_of_beta(self.data)
        if self.fixed is None:
            short = squeezed(
                lambda part: self._columns(part, turn, centre), len(self.table.y)
            )
        else:
            # What the groups' own coefficients leave of them.
            width = len(turn) + 1
            parts, square = [np.empty((0, width))], np.zeros(width)
            for _, *rows in self._groups(width):
                _, along, left = self._turned(*rows, turn, centre)
                parts.append(np.linalg.qr(left.reshape(-1, width), mode="r"))
                square += (along**2).sum(axis=(0, 1)) + (left**2).sum(axis=(0, 1))
            short = np.vstack(parts)
            # What rounding leaves of a column is none of it.
            short[:, (short**2).sum(axis=0) <= ROUNDED**2 * square] = 0
        fit = np.linalg.lstsq(short[:, :-1], short[:, -1], rcond=None)[0]
        # In prior sds the fit is at 0, the prior's mean at minus the fit.
        return turn, -fit, centre + turn @ fit

    def _columns(self, rows, turn: np.ndarray, centre: np.ndarray) -> np.ndarray:
        """Give [X F, y - c] of some sorted rows, shape (..., P + 1)."""
        table = self.table
        x, y = table.x[rows], table.y[rows] - table.offsets[rows]
        if self.fixed is not None:
            y = y - table.z[rows] @ self.fixed[0]
        return np.concatenate([x @ turn, (y - x @ centre)[..., np.newaxis]], axis=-1)

    def columns(self, rows) -> np.ndarray:
        """Give [G, X F, y - c] of some sorted rows, shape (..., L + P + 1)."""
        turn, _, centre = self._start
        columns = self._columns(rows, turn, centre)
        inverse = 1 / self.table.known[rows][..., np.newaxis]
        levels = np.zeros((*columns.shape[:-1], self.data["L"]))
        for level in self.level:
            np.put_along_axis(levels, level[rows][..., np.newaxis], inverse, axis=-1)
        return np.concatenate([levels, columns], axis=-1)

    def _turned(self, rows, there=1.0, *start) -> tuple[np.ndarray, ...]:
        """Give R_j, Q_j' C_j, and what is left of C_j; rows are not ``there`` that are 0.

        With F and c, which are a ``start``, C_j has no levels.
        """
        q, r = np.linalg.qr(self.table.z[rows] * there)
        columns = self._columns(rows, *start) if start else self.columns(rows)
        columns = columns * there
        along = q.swapaxes(-1, -2) @ columns
        return r, along, columns - q @ along

    def _groups(self, width: int) -> Iterator[tuple[np.ndarray, ...]]:
        """Take the rows of groups of about one size together.

        Yields
        ------
        groups : ndarray of int
        rows : ndarray of int
            Shape (group, row), the last one of a group again and again.
        there : ndarray of bool
            Which of them are its rows, shape (group, row, 1).
        """
        sizes, starts = (
            each[:, np.newaxis] for each in (self.table.sizes, self.table.starts)
        )
        powers = 2 ** np.ceil(np.log2(np.maximum(sizes, self.data["K"]))).astype(int)
        for most in np.unique(powers):
            # A group without rows, as in a prior alone, says nothing.
            places, inside = (
                np.flatnonzero((powers == most) & (sizes > 0)),
                np.arange(most),
            )
            for part in blocks(len(places), most * width, ROWS):
                some = places[part]
                rows = starts[some] + np.minimum(inside, sizes[some] - 1)
                yield some, rows, (inside < sizes[some])[..., np.newaxis]

    @cached_property
    def sums(self) -> Sums:
        """Turn the rows of each group, those of about one size together."""
        size, count = self.data["K"], len(self.table.sizes)
        turn, ahead, centre = self._start
        ahead = np.concatenate([np.zeros(self.data["L"]), ahead])
        width = len(ahead) + 1
        root, along = np.zeros((size, size, count)), np.zeros((size, width, count))
        rest = np.zeros((width, width))
        for some, *rows in self._groups(width):
            r, within, left = self._turned(*rows)
            root[..., some], along[..., some] = (
                each.transpose(1, 2, 0) for each in (r, within)
            )
            left = left.reshape(-1, width)
            rest += left.T @ left
        return Sums.of(root, along, rest, turn, centre, ahead)

    @property
    def width(self) -> int:
        """Numbers that the moments of one node take, and products of matrices as such."""
        size, width, count = self.sums.along.shape
        dense = size * count * width**2 + width**3 if self.data["H"] else 0
        return size * (size + width) * count + int(dense * DENSE)

    def _along(self, values: dict, sums: Sums) -> Iterator[dict]:
        """Take the nodes some at a time."""
        (size, width), count = sums.along.shape[:2], sums.root.shape[2]
        width = size * (size + width) * count + width**2
        return (some for _, some in parts_of(values, width, CHUNK))

    def _given(self, values: dict, sums: Sums | None = None) -> Given:
        sums, noise = (
            sums or self.sums,
            values.get("sigma", np.ones(count_of(values))),
        )
        factor = self.factor(values, len(noise))
        scale = np.ones((len(noise), len(sums.rest)))
        if sums.levels:
            scale[:, : sums.levels] = values["sd_further"][:, self.factors]
        root = sums.root[:, :, np.newaxis]
        rows = product(transposed(factor)[..., np.newaxis], transposed(root))
        upper = triangle(noise[:, np.newaxis], rows)
        logs = log_determinant(upper) @ sums.counts
        return Given(rows, upper, scale, factor, noise, logs, sums)

    def factor(self, values: dict, count: int) -> np.ndarray:
        """Give T at some nodes, 0 with complete pooling; see the base."""
        if not self.size:
            return np.zeros((self.data["K"], self.data["K"], count))
        return super().factor(values, count)

    def _shared(self, said) -> tuple[np.ndarray, ...]:
        """Find (w, v), from what rows say of them.

        Parameters
        ----------
        said : ndarray
            Shape (..., L + P + 1, L + P + 1).

        Returns
        -------
        lower : ndarray
            L with L L' the precision, shape (..., L + P, L + P).
        white : ndarray
            L' times the mean, shape (..., L + P).
        logs : ndarray
            What it adds to -2 log likelihood.
        """
        ahead = self.sums.ahead
        # The last row of the whole factor is L' times the mean, and what is left of y.
        whole = said + np.eye(len(ahead) + 1)
        whole[..., -1, :-1] += ahead
        whole[..., -1, -1] += ahead @ ahead
        whole = lower_of(whole)
        lower, white = whole[..., :-1, :-1], whole[..., -1, :-1]
        logs = 2 * np.log(np.einsum("...ii->...i", lower)).sum(axis=-1)
        return lower, white, whole[..., -1, -1] ** 2 - 1 + logs

    def _log_likelihood(self, given: Given, square):
        """Put the parts together."""
        rows = self.sizes.sum()
        left = rows - self.sums.root.shape[2] * len(self.sums.root)
        return (
            -0.5
            * (
                given.logs
                + left * 2 * np.log(given.noise)
                + square
                + rows * np.log(2 * np.pi)
            )
            - self._units.sum()
        )

    @cached_property
    def _units(self) -> np.ndarray:
        """Sum the logarithms of what is known of each group's rows, shape (group,)."""
        return self.table.by_group(np.log(self.table.known))

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        few, _ = self.sums.few
        parts = (self._given(part, few) for part in self._along(values, few))
        return np.concatenate(
            [self._log_likelihood(part, self._shared(part.said)[2]) for part in parts]
        )

    def _theta(self, given: Given):
        """Find theta given (w, v): what is constant, what goes with (w, v, -1), its own.

        Returns
        -------
        constant : ndarray
            Shape (K, 1, 1).
        along : ndarray
            Shape (K, L + P + 1, node, group).
        factor : ndarray
            F with F F' the covariance given (w, v), shape (K, K, node, group).
        """
        known, turn = self._around
        shift, factor = self._deviations(given)
        along = -shift
        along[:, self.data["L"] : -1] += turn[..., np.newaxis, np.newaxis]
        return known[:, np.newaxis, np.newaxis], along, factor

    @cached_property
    def _around(self) -> tuple[np.ndarray, np.ndarray]:
        """Give k, shape (K,), and H, shape (K, P): theta is k + H v where b is 0."""
        sums, place = self.sums, self.table.place
        if self.fixed is not None:
            return self.fixed[0], np.zeros((len(self.fixed[0]), len(sums.centre)))
        around = np.where(place >= 0, place, 0)
        known = np.where(place >= 0, sums.centre[around], 0.0)
        return known, np.where(place >= 0, sums.back[around].T, 0.0).T

    def _deviations(self, given: Given):
        """Find what b_j has of (G D, X F, y), and a factor of its own covariance."""
        gain, factor = self._gains(given)
        return product(gain, given.turned), factor

    def _gains(self, given: Given):
        """Find what b_j has of M_j, and a factor of its own covariance."""
        wide, noise = given.factor[..., np.newaxis], given.noise[:, np.newaxis]
        gain = product(wide, transposed(below(given.upper, transposed(given.rows))))
        inner = given.upper
        if len(inner) > 1:
            inner = triangle(noise, transposed(given.rows))
        factor = noise * transposed(below(inner, transposed(wide) + np.zeros_like(noise)))
        return gain, factor

    def moments(self, values: dict) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Give mean and variance of all that is integrated out.

        Returns
        -------
        dict
            ``beta``, shape (node, P), ``theta``, shape (node, group, K), and ``further``,
            shape (node, level), where the model has them.
        """
        return self.at(values)[1]

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood and the moments at once."""
        logs, moments = zip(*map(self._at, self._along(values, self.sums)), strict=True)
        return np.concatenate(logs), {
            name: tuple(
                np.concatenate(part)
                for part in zip(*(each[name] for each in moments), strict=True)
            )
            for name in moments[0]
        }

    def _at(self, values: dict) -> tuple[np.ndarray, dict]:
        given, sums, moments = self._given(values), self.sums, {}
        lower, white, square = self._shared(given.said)
        levels, inverse = self.data["L"], inverse_of(lower)
        mean = np.einsum("nqp,nq->np", inverse, white)
        if len(sums.centre):
            spread = inverse[..., levels:] @ sums.back.T
            moments["beta"] = (
                sums.centre + mean[:, levels:] @ sums.back.T,
                (spread**2).sum(axis=1),
            )
        if self.size:
            known, along, factor = self._theta(given)
            shape = (len(mean), self.size, -1)
            along = by_node(along)
            at = along[..., :-1] @ mean[..., np.newaxis] - along[..., -1:]
            shared = along[..., :-1] @ inverse.swapaxes(1, 2)
            variance = (shared**2).sum(axis=-1).reshape(shape)
            variance += (factor**2).sum(axis=1).swapaxes(0, 1)
            at = at.reshape(shape) + known[..., 0]
            moments["theta"] = at.swapaxes(1, 2), variance.swapaxes(1, 2)
        if levels:
            scale, spread = given.scale[:, :levels], inverse[..., :levels]
            moments["further"] = (
                scale * mean[:, :levels],
                scale**2 * (spread**2).sum(axis=1),
            )
        return self._log_likelihood(given, square), moments

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw beta, where it is not given, theta and the levels of further factors.

        Parameters
        ----------
        values : dict of ndarray
            The scales, shape (draw, ...), ``beta`` beside them or not.

        Returns
        -------
        dict of ndarray
            ``beta``, shape (draw, P), ``theta``, shape (draw, group, K), ``further``,
            shape (draw, level), and ``log_joint``, shape (draw,): log p(y | s) and the log
            density of what was drawn given y and s, of effects in their own sds, up to a
            constant. By Bayes' theorem the two are the log density of all given s: Besag
            (1989), Biometrika 76, 183.
        """
        parts = [self._draw(part, rng) for part in self._along(values, self.sums)]
        return {name: np.concatenate([each[name] for each in parts]) for name in parts[0]}

    def _draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        few, same = self.sums.few
        given, sums, drawn = self._given(values, few), self.sums, {}
        lower, middle, square = self._shared(given.said)
        levels = self.data["L"]
        white = middle + rng.standard_normal(middle.shape)
        if "beta" in values:
            # v is last: what L' makes of it alone, levels follow given it.
            v = np.linalg.solve(sums.back, (values["beta"] - sums.centre).T).T
            white[:, levels:] = np.einsum("nqp,nq->np", lower[:, levels:, levels:], v)
        shared = np.einsum("nqp,nq->np", inverse_of(lower), white)
        density = np.log(np.einsum("nii->ni", lower)).sum(axis=1)
        density += self._log_likelihood(given, square)
        density -= 0.5 * ((white - middle) ** 2).sum(axis=1)
        if len(sums.centre):
            drawn["beta"] = sums.centre + shared[:, levels:] @ sums.back.T
        if self.size:
            known, turn = self._around
            gain, factor = self._gains(given)
            gain = transposed(back(given.upper, transposed(gain)))
            of_rows = (
                sums.along[:, -1:] - (given.scale[:, :-1] * shared) @ (sums.along[:, :-1])
            )
            away = rng.standard_normal(of_rows.shape)
            at = known + shared[:, levels:] @ turn.T
            at = at.T[..., np.newaxis] + apply(gain.take(same, -1), of_rows)
            at += apply(factor.take(same, -1), away)
            drawn["theta"] = np.moveaxis(at, 0, -1)
            # In units of T the root of their covariance has the determinant sigma^K / |U|.
            density += 0.5 * given.logs
            density -= 0.5 * (away**2).sum(axis=(0, 2))
            density -= away[:, 0].size * np.log(given.noise)
        if levels:
            drawn["further"] = given.scale[:, :levels] * shared[:, :levels]
        return drawn | {"log_joint": density}

    def only(self, rows, kept):
        """Keep what all rows come to, and of the rows themselves these alone."""
        if self.data["N"] <= len(rows):
            return self, kept
        places = self.table.places(rows)
        table = self.table.rows_at(places)
        vars(table)["group"] = self.table.group[places]
        few = replace(self, table=table)
        vars(few).update((name, getattr(self, name)) for name in COME_TO)
        return few, kept

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others; see `effects.normal`."""
        places, kept = self.table.places(rows), np.arange(len(self.sizes))[kept]
        width = len(self.sums.rest)
        work = (len(kept) * width + len(places)) * width**2
        if self.data["H"] and work > LEFT_OUT:
            raise PoolingError(
                f"not computed, because leaving rows and groups out would take {work:.1g} "
                f"multiplications at each point, and the limit is {LEFT_OUT:.0g}."
            )
        given = self._given(values)
        alone = self._rows_left_out(given, places)
        return *alone, self._groups_left_out(given, kept)

    @cached_property
    def _rests(self) -> np.ndarray:
        """Cross products of what is left of each group's columns, as `Sums.rest`."""
        rests = np.empty((len(self.sizes), *self.sums.rest.shape))
        for place, rows in enumerate(self.table.slices):
            left = self._turned(rows)[2]
            rests[place] = left.T @ left
        return rests

    def _rows_left_out(self, given: Given, rows):
        group = self.table.group[rows]
        lower, white, _ = self._shared(given.said)
        inverse = inverse_of(lower)
        # The fit is g u + x v + z b: as theta, but for what theta takes of the population.
        shift, factor = self._deviations(given)
        z, noise = self.table.z[rows], given.noise[:, np.newaxis]
        columns = self.columns(rows) * given.scale[:, np.newaxis]
        along = columns - np.einsum("ik,kpni->nip", z, shift[..., group])
        spread = along[..., :-1] @ inverse.swapaxes(1, 2)
        residual = along[..., -1] - np.einsum("niq,nq->ni", spread, white)
        alone = np.einsum("ik,klni->lni", z, factor[..., group])
        variance = (spread**2).sum(axis=-1) + (alone**2).sum(axis=0)
        left = 1 - variance / noise**2
        lost = ~(left > FLOOR)
        left = np.where(lost, 1.0, left)
        # Without the row: residual / left, with the variance sigma^2 / left.
        z_score = residual / np.sqrt(left) / noise
        log_density = 0.5 * np.log(left) - np.log(noise) - 0.5 * np.log(2 * np.pi)
        log_density = log_density - np.log(self.table.known[rows])
        log_density = np.where(lost, np.inf, log_density - 0.5 * z_score**2)
        return log_density, ndtr(z_score)

    def _groups_left_out(self, given: Given, kept) -> np.ndarray:
        """Take log p(y_-j | s) from log p(y | s)."""
        noise, width = given.noise, len(self.sums.root)
        square = self._shared(given.said)[2]
        weight = (given.scale / noise[:, np.newaxis])[:, np.newaxis]
        others = np.empty((len(noise), len(kept)))
        for part in blocks(len(kept), given.said.size, CHUNK):
            turned = given.turned[..., kept[part]].transpose(2, 3, 1, 0)
            told = turned @ turned.swapaxes(2, 3)
            told += (
                weight[..., np.newaxis]
                * self._rests[kept[part]]
                * weight[..., np.newaxis, :]
            )
            others[:, part] = self._shared(given.said[:, np.newaxis] - told)[2]
        sizes = self.table.sizes[kept]
        left = (sizes - width) * 2 * np.log(noise)[:, np.newaxis]
        logs = log_determinant(given.upper)[:, kept]
        square = square[:, np.newaxis] - others
        logs = logs + left + square + sizes * np.log(2 * np.pi)
        return -0.5 * logs - self._units[kept]
