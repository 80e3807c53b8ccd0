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
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from pooling.basics.blocks import blocks, count_of, parts_of
from pooling.basics.errors import PoolingError
from pooling.model.effects.regression import base
from pooling.model.effects.regression.dense import inverse_of, lower_of
from pooling.model.effects.regression.sums import APART, Given, Sums
from pooling.model.effects.stacks import (
    apply,
    back,
    below,
    dot,
    log_determinant,
    product,
    transposed,
    triangle,
)

FLOOR = 1e-10  # share of the noise variance that must be left of an observation
CHUNK = 2**18  # numbers in memory at once
# A multiplication inside a product of matrices takes this much of one among small arrays.
DENSE = 1 / 128
LEFT_OUT = 10**8  # multiplications of a node by which groups are left out


@dataclass(frozen=True)
class Gaussian(base.Effects):
    """Coefficients of groups, levels and the population, given the scales.

    A kind of them has the rows, summed up: ``sums``, ``_rests``, shape (L + P + 1, L + P + 1,
    group), cross products of what is left of each group's columns, ``_of_rows``, Z, C, groups
    and what is known of some rows, and ``factors``, the factor of each level.
    """

    COLLAPSED = True

    @property
    def width(self) -> int:
        """Numbers that the moments of one node take, and products of matrices as such."""
        size, width, count = self.sums.along.shape
        dense = size * count * width**2 + width**3 if self.data["H"] else 0
        return size * (size + width) * count + int(dense * DENSE)

    def _along(self, values: dict, sums: Sums) -> Iterator[tuple[slice, dict]]:
        """Take the nodes some at a time."""
        (size, width), count = sums.along.shape[:2], sums.root.shape[2]
        width = size * (size + width) * count + width**2
        return parts_of(values, width, CHUNK)

    def _given(self, values: dict, sums: Sums) -> Given:
        noise = values.get("sigma", np.ones(count_of(values)))
        factor = self.factor(values, len(noise))
        scale = np.ones((len(noise), len(sums.rest)))
        if sums.levels:
            scale[:, : sums.levels] = values["sd_further"][:, self.factors]
        root = sums.root[:, :, np.newaxis]
        rows = product(transposed(factor)[..., np.newaxis], transposed(root))
        upper = triangle(noise[:, np.newaxis], rows)
        return Given(rows, upper, scale, factor, noise, sums)

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
        more = np.eye(len(ahead) + 1)
        more[-1, :-1] = ahead
        more[-1, -1] += ahead @ ahead
        whole = lower_of(said + more)
        lower, white = whole[..., :-1, :-1], whole[..., -1, :-1]
        logs = 2 * np.log(np.einsum("...ii->...i", lower)).sum(axis=-1)
        return lower, white, whole[..., -1, -1] ** 2 - 1 + logs

    def _solved(self, given: Given) -> tuple[np.ndarray, ...]:
        """Find the mean of (w, v), L^-1, and the last of what `_shared` gives."""
        lower, white, square = self._shared(given.said)
        inverse = inverse_of(lower)
        return np.einsum("nqp,nq->np", inverse, white), inverse, square

    def beta_at(self, values: dict, white) -> tuple[np.ndarray, ...]:
        """Place beta by standard normal numbers, shape (node, P), where there are no levels.

        Returns
        -------
        beta : ndarray
            Shape (node, P).
        prior : ndarray
            The log density of v a priori, up to a constant, shape (node,).
        log_slope : ndarray
            The log determinant of v in these numbers.
        """
        sums, (few, _) = self.sums, self.sums.few
        v, slope = np.empty(white.shape), np.empty(len(white))
        for part, some in self._along(values, few):
            lower, middle, _ = self._shared(self._given(some, few).said)
            v[part] = np.einsum("nqp,nq->np", inverse_of(lower), middle + white[part])
            slope[part] = -np.log(np.einsum("nii->ni", lower)).sum(axis=1)
        prior = -0.5 * ((v - sums.ahead) ** 2).sum(axis=1)
        return sums.centre + v @ sums.back.T, prior, slope

    def _log_likelihood(self, given: Given, square):
        """Put the parts together."""
        return self._but_for_groups(given, square) - 0.5 * given.logs

    def _but_for_groups(self, given: Given, square):
        """Put all but the determinants of the U_j together."""
        rows = self.sizes.sum()
        logs = square + rows * np.log(2 * np.pi)
        logs += (rows - self.sums.root[0].size) * 2 * np.log(given.noise)
        return -0.5 * logs - self.table.units.sum()

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        few, _ = self.sums.few
        parts = (self._given(some, few) for _, some in self._along(values, few))
        return np.concatenate(
            [self._log_likelihood(part, self._shared(part.said)[2]) for part in parts]
        )

    @cached_property
    def _along_v(self) -> np.ndarray:
        """Give H, shape (K, P): where b is 0, theta is H v and what is constant."""
        back, place = self.sums.back, self.table.place
        if self.fixed is not None:
            return np.zeros((len(place), len(back)))
        return np.vstack([back, np.zeros(len(back))])[place]

    def centre(self, beta: np.ndarray) -> np.ndarray:
        """Give mu, learned or known, shape (K, node); beta has the shape (node, P)."""
        if self.fixed is not None:
            return np.repeat(self.fixed[0][:, np.newaxis], len(beta), axis=1)
        return np.column_stack([beta, np.zeros(len(beta))])[:, self.table.place].T

    def _shrunk(self, given: Given, shared, beta, kept=APART) -> tuple[np.ndarray, ...]:
        """Find the mean of theta_j given (w, v), and what it is made of.

        Parameters
        ----------
        given : Given
            Of few groups.
        shared, beta : ndarray
            (w, v), shape (node, L + P), and c + F v.
        kept : ndarray of int or slice
            The groups that are wanted.

        Returns
        -------
        at : ndarray
            Shape (K, node, group).
        gain, factor : ndarray
            What b_j has of Q_j' C_j, and a factor of its own covariance, shape (K, K, node,
            few group).
        """
        sums, same = self.sums, self.sums.few[1]
        gain, factor = self._gains(given)
        left = np.column_stack([-given.scale[:, :-1] * shared, given.scale[:, -1]])
        at = apply(_taken(gain, _of(same, kept)), left @ sums.along[..., kept])
        at += self.centre(beta)[..., np.newaxis]
        return at, gain, factor

    def _theta(self, given: Given, mean, inverse, kept=APART) -> tuple[np.ndarray, tuple]:
        """Give the mean of theta_j, shape (K, node, group), and roots of its covariance.

        Parameters
        ----------
        given : Given
            Of few groups.
        mean, inverse : ndarray
            Mean of (w, v), and L^-1 with L L' its precision.
        kept : ndarray of int or slice
            The groups that are wanted.

        Returns
        -------
        theta : ndarray
        roots : tuple of ndarray
            F given (w, v), shape (K, K, node, few group), and of what is added by not
            knowing these, shape (K, L + P, node, design): the covariance is the sum of F F'.
        """
        sums = self.sums
        beta = sums.centre + mean[:, sums.levels :] @ sums.back.T
        theta, gain, factor = self._shrunk(given, mean, beta, kept)
        first, _, same = sums.designs
        along = -product(gain[..., same], sums.along[:, :-1, np.newaxis, first])
        if sums.levels:
            along *= given.scale[:, :-1].T[:, :, np.newaxis]
        along[:, sums.levels :] += self._along_v[..., np.newaxis, np.newaxis]
        added = inverse @ along.swapaxes(1, 2)
        return theta, (factor, added.swapaxes(1, 2))

    def _gains(self, given: Given):
        """Find what b_j has of Q_j' C_j, and a factor of its own covariance."""
        wide, noise = given.factor[..., np.newaxis], given.noise[:, np.newaxis]
        of_rows = back(given.upper, below(given.upper, transposed(given.rows)))
        gain = product(wide, transposed(of_rows))
        inner = given.upper
        if len(inner) > 1:
            inner = triangle(noise, transposed(given.rows))
        factor = noise * transposed(below(inner, transposed(wide) + np.zeros_like(noise)))
        return gain, factor

    def _variances(self, roots: tuple, terms=None, kept=APART) -> np.ndarray:
        """Give variances of theta_j, or of combinations, shape (term, node, group).

        Of roots from `_theta`, and ``terms`` of shape (term, K), for the groups ``kept``.
        """
        variances = []
        for root, index in zip(
            roots, (self.sums.few[1], self.sums.designs[1]), strict=True
        ):
            combined = root if terms is None else (dot(term, root) for term in terms)
            squares = [np.einsum("k...,k...->...", each, each) for each in combined]
            variances.append(np.stack(squares)[..., _of(index, kept)])
        return sum(variances)

    def at(self, values: dict, kept=APART) -> tuple[np.ndarray, dict]:
        """Give the log likelihood and the moments, with those of beta and of levels."""
        sums = self.sums if kept is APART else self.sums.few[0]
        parts = (self._at(some, kept) for _, some in self._along(values, sums))
        logs, moments = zip(*parts, strict=True)
        return np.concatenate(logs), {
            name: tuple(
                np.concatenate(part)
                for part in zip(*(each[name] for each in moments), strict=True)
            )
            for name in moments[0]
        }

    def _at(self, values: dict, kept) -> tuple[np.ndarray, dict]:
        given, sums, moments = self._given(values, self.sums.few[0]), self.sums, {}
        levels, (mean, inverse, square) = sums.levels, self._solved(given)
        if len(sums.centre):
            spread = inverse[..., levels:] @ sums.back.T
            moments["beta"] = (
                sums.centre + mean[:, levels:] @ sums.back.T,
                (spread**2).sum(axis=1),
            )
        if self.size:
            theta, roots = self._theta(given, mean, inverse, kept)
            both = theta, self._variances(roots, kept=kept)
            moments["theta"] = tuple(np.moveaxis(each, 0, -1) for each in both)
        if levels:
            scale, spread = given.scale[:, :levels], inverse[..., :levels]
            moments["further"] = (
                scale * mean[:, :levels],
                scale**2 * (spread**2).sum(axis=1),
            )
        return self._log_likelihood(given, square), moments

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw beta, where it is not given, theta and the levels of further factors.

        Given the scales: ``beta``, shape (draw, P), ``theta``, shape (draw, group, K),
        ``further``, shape (draw, level), and ``log_joint``, shape (draw,): log p(y | s) and
        the log density of what was drawn given y and s, of effects in their own sds, up to
        a constant. By Bayes' theorem the two are the log density of all given s: Besag
        (1989), Biometrika 76, 183.
        """
        drawn: dict[str, np.ndarray] = {}
        for part, some in self._along(values, self.sums):
            for name, each in self._draw(some, rng).items():
                if name not in drawn:
                    drawn[name] = np.empty((count_of(values), *each.shape[1:]))
                drawn[name][part] = each
        return drawn

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
        density += self._but_for_groups(given, square)
        density -= 0.5 * ((white - middle) ** 2).sum(axis=1)
        beta = values.get("beta", sums.centre + shared[:, levels:] @ sums.back.T)
        if len(sums.centre):
            drawn["beta"] = beta
        if self.size:
            at, _, factor = self._shrunk(given, shared, beta)
            away = rng.standard_normal(at.shape)
            at += apply(_taken(factor, same), away)
            drawn["theta"] = np.moveaxis(at, 0, -1)
            # In units of T the root of their covariance has the determinant sigma^K / |U|:
            # |U| is in the likelihood as well, the other way up.
            density -= 0.5 * np.einsum("knj,knj->n", away, away)
            density -= away[:, 0].size * np.log(given.noise)
        else:
            density -= 0.5 * given.logs
        if levels:
            drawn["further"] = given.scale[:, :levels] * shared[:, :levels]
        return drawn | {"log_joint": density}

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others.

        Of an observation whose linear predictor has the posterior mean f and variance v,
        the residual without it is (y - f) / (1 - v / sigma^2), and its variance sigma^2 /
        (1 - v / sigma^2): Sundararajan and Keerthi (2001), Neural Computation 13,
        1103-1118, section 3, for a linear model.
        """
        places, kept = self.table.places(rows), np.arange(len(self.sizes))[kept]
        width = len(self.sums.rest)
        work = (len(kept) * width + len(places)) * width**2
        if self.data["H"] and work > LEFT_OUT:
            raise PoolingError(
                f"not computed, because leaving rows and groups out would take {work:.1g} "
                f"multiplications at each point, and the limit is {LEFT_OUT:.0g}."
            )
        few, sums = self._given(values, self.sums.few[0]), self.sums
        every = few if few.sums is sums else self._given(values, sums)
        alone = (np.empty((len(few.noise), 0)),) * 2
        if len(places):
            alone = self._rows_left_out(few, places)
        return *alone, self._groups_left_out(every, kept)

    def _rows_left_out(self, given: Given, rows):
        z, columns, group, known = self._of_rows(rows)
        mean, inverse, _ = self._solved(given)
        noise, gain, factor = given.noise[:, np.newaxis], *self._gains(given)
        place = self.sums.among_few(group)
        # What the fit, g u + x v + z b, has of Q_j' C_j by way of b.
        pulled = dot(z.T, gain[..., place])
        of_group = self.sums.along[..., group]
        along = columns.T[:-1] - dot(pulled[:, :, np.newaxis], of_group[:, :-1])
        if self.sums.levels:
            along = along * given.scale[:, :-1, np.newaxis]
        spread = inverse @ along
        residual = columns.T[-1] - dot(pulled, of_group[:, -1])
        residual = residual - np.einsum("nqi,nq->ni", along, mean)
        alone = dot(z.T, factor[..., place])
        variance = (spread**2).sum(axis=1) + (alone**2).sum(axis=0)
        left = 1 - variance / noise**2
        lost = ~(left > FLOOR)
        left = np.where(lost, 1.0, left)
        # Without the row: residual / left, with the variance sigma^2 / left.
        z_score = residual / np.sqrt(left) / noise
        log_density = 0.5 * np.log(left) - np.log(noise) - 0.5 * np.log(2 * np.pi)
        log_density = log_density - np.log(known)
        log_density = np.where(lost, np.inf, log_density - 0.5 * z_score**2)
        return log_density, ndtr(z_score)

    def _groups_left_out(self, given: Given, kept) -> np.ndarray:
        """Take log p(y_-j | s) from log p(y | s)."""
        noise, width = given.noise, len(self.sums.root)
        square = self._shared(given.said)[2]
        said = given.said.transpose(1, 2, 0)[..., np.newaxis]
        weight = (given.scale.T / noise)[..., np.newaxis]
        weight = weight[:, np.newaxis] * weight
        others = np.empty((len(noise), len(kept)))
        for part in blocks(len(kept), said.size, CHUNK):
            turned = given.turned[..., kept[part]]
            rest = said - weight * self._rests[..., np.newaxis, kept[part]]
            rest -= product(transposed(turned), turned)
            others[:, part] = self._shared(np.moveaxis(rest, (0, 1), (2, 3)))[2]
        sizes = self.sizes[kept]
        left = (sizes - width) * 2 * np.log(noise)[:, np.newaxis]
        logs = log_determinant(given.upper)[:, kept]
        square = square[:, np.newaxis] - others
        logs = logs + left + square + sizes * np.log(2 * np.pi)
        return -0.5 * logs - self.table.units[kept]


def _of(places, kept):
    """Give the places of groups, or all of them, for those that are wanted."""
    return kept if isinstance(places, slice) else places[kept]


def _taken(stack, same):
    """Give each group what the one has that stands for it; taking is faster than indexing."""
    return stack[..., same] if isinstance(same, slice) else stack.take(same, -1)
