"""Normal outcomes: given the scales all else is normal, beta included.

beta = F v + c with v ~ Normal(v0, I), c the least-squares fit. A group's rows are turned by
the QR decomposition Z_j = Q_j R_j: e_j = Q_j' (y_j - X_j beta) has the covariance U_j' U_j =
sigma^2 I + R_j T T' R_j', and what is left of the rows has sigma^2 I. So with M_j = U_j'^-1
Q_j' [X F, y], the rows say M_j' M_j and cross products over sigma^2 about (v, 1), and the
work of a node does not depend on how many they are. Lindley and Smith (1972), Journal of
the Royal Statistical Society B 34, 1-18, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from pooling.model.effects.regression import base
from pooling.model.effects.regression.coordinates import prior_of_beta
from pooling.model.effects.stacks import (
    apply,
    below,
    log_determinant,
    product,
    transposed,
    triangle,
)

FLOOR = 1e-10  # share of the noise variance that must be left of an observation


def _first(matrices):
    """Move the axes of matrices first."""
    return np.moveaxis(matrices, (-2, -1), (0, 1))


def _last(stack):
    """Move the axes of matrices last."""
    return np.moveaxis(stack, (0, 1), (-2, -1))


@dataclass(frozen=True)
class _Sums:
    """The rows of each group, turned.

    Attributes
    ----------
    root : ndarray
        R_j, shape (K, K, group); rows of zeros where a group has fewer than K.
    along : ndarray
        Q_j' [X F, y - c], shape (K, P + 1, group).
    rest : ndarray
        Cross products of what is left of [X F, y - c], shape (P + 1, P + 1, group).
    columns : ndarray
        [X F, y - c], shape (row, P + 1).
    back, centre, ahead : ndarray
        F, c and v0.
    """

    root: np.ndarray
    along: np.ndarray
    rest: np.ndarray
    columns: np.ndarray
    back: np.ndarray
    centre: np.ndarray
    ahead: np.ndarray


@dataclass(frozen=True)
class _Given:
    """What is known at some nodes.

    Attributes
    ----------
    rows, upper, turned : ndarray
        T'R_j', U_j and M_j, shape (K, K or P + 1, node, group).
    said : ndarray
        What all rows say of (v, 1), shape (P + 1, P + 1, node).
    factor : ndarray
        T, shape (K, K, node).
    noise : ndarray
        sigma, shape (node,).
    """

    rows: np.ndarray
    upper: np.ndarray
    turned: np.ndarray
    said: np.ndarray
    factor: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True)
class Effects(base.Effects):
    """Coefficients of groups and of the population, given the scales."""

    COLLAPSED = True

    @cached_property
    def sums(self) -> _Sums:
        """Turn the rows, group by group."""
        table, size = self.table, self.data["K"]
        turn, centre = prior_of_beta(self.data)
        known = 0.0 if self.fixed is None else table.z @ self.fixed[0]
        y = table.y - table.offsets - known
        x, z = table.x @ turn, table.z
        if self.fixed is not None:
            # What the groups' own coefficients leave of them.
            x, y_left = x.copy(), y.copy()
            for rows in self.table.slices:
                q, _ = np.linalg.qr(z[rows])
                x[rows] -= q @ (q.T @ x[rows])
                y_left[rows] -= q @ (q.T @ y[rows])
            fit = np.linalg.lstsq(x, y_left, rcond=None)[0]
        else:
            fit = np.linalg.lstsq(x, y - table.x @ centre, rcond=None)[0]
        # In prior sds the fit is at 0, the prior's mean at minus the fit.
        centre = centre + turn @ fit
        columns = np.column_stack([table.x @ turn, y - table.x @ centre])
        width, count = columns.shape[1], len(table.sizes)
        root, along = np.zeros((size, size, count)), np.zeros((size, width, count))
        rest = np.empty((width, width, count))
        for place, rows in enumerate(self.table.slices):
            q, r = np.linalg.qr(z[rows])
            own = q.T @ columns[rows]
            root[: len(r), :, place], along[: len(r), :, place] = r, own
            left = columns[rows] - q @ own
            rest[..., place] = left.T @ left
        return _Sums(root, along, rest, columns, turn, centre, -fit)

    @property
    def width(self) -> int:
        """Numbers that the moments of one node take."""
        size, width, count = self.sums.along.shape
        return size * (size + width) * count

    def _given(self, values: dict) -> _Given:
        sums, noise = self.sums, values["sigma"]
        factor = self.factor(values, len(noise))
        root = sums.root[:, :, np.newaxis]
        rows = product(transposed(factor)[..., np.newaxis], transposed(root))
        upper = triangle(noise[:, np.newaxis], rows)
        turned = below(
            upper,
            np.broadcast_to(
                sums.along[:, :, np.newaxis], (*sums.along.shape[:2], *upper.shape[2:])
            ),
        )
        of_groups = np.einsum("kpnj,kqnj->pqn", turned, turned)
        said = of_groups + sums.rest.sum(axis=2)[..., np.newaxis] / noise**2
        return _Given(rows, upper, turned, said, factor, noise)

    def factor(self, values: dict, count: int) -> np.ndarray:
        """Give T at some nodes, 0 with complete pooling; see the base."""
        if not self.size:
            return np.zeros((self.data["K"], self.data["K"], count))
        return super().factor(values, count)

    def _beta(self, said) -> tuple[np.ndarray, ...]:
        """Find v, from what rows say of it.

        Parameters
        ----------
        said : ndarray
            Shape (P + 1, P + 1, ...).

        Returns
        -------
        mean : ndarray
            Shape (P, ...).
        inverse : ndarray
            L^-1 with L L' the precision of v, shape (P, P, ...).
        logs : ndarray
            What it adds to -2 log likelihood.
        """
        ahead, size = self.sums.ahead, len(said) - 1
        square = said[-1, -1] + ahead @ ahead
        if not size:
            return np.zeros((0, *square.shape)), np.zeros((0, 0, *square.shape)), square
        precision = _last(said[:-1, :-1]) + np.eye(size)
        pull = np.moveaxis(said[:-1, -1], 0, -1) + ahead
        lower = np.linalg.cholesky(precision)
        inverse = np.linalg.inv(lower)
        white = np.einsum("...ij,...j->...i", inverse, pull)
        mean = np.einsum("...ji,...j->...i", inverse, white)
        logs = 2 * np.log(np.einsum("...ii->...i", lower)).sum(axis=-1)
        square = square - (white**2).sum(axis=-1) + logs
        return np.moveaxis(mean, -1, 0), _first(inverse), square

    def _log_likelihood(self, logs, square, rows, noise):
        """Put the parts together; ``logs`` the sum of log |U_j' U_j|."""
        left = rows - self.sums.root.shape[2] * len(self.sums.root)
        return -0.5 * (
            logs + left * 2 * np.log(noise) + square + rows * np.log(2 * np.pi)
        )

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y | s), shape (node,)."""
        given = self._given(values)
        logs = log_determinant(given.upper).sum(axis=-1)
        square = self._beta(given.said)[2]
        return self._log_likelihood(logs, square, len(self.table.y), given.noise)

    def _theta(self, given: _Given):
        """Find theta given v: what is constant, what goes with (v, -1), what is its own.

        Returns
        -------
        constant : ndarray
            Shape (K, 1, 1).
        along : ndarray
            Shape (K, P + 1, node, group).
        own : ndarray
            F with F F' the covariance given v, shape (K, K, node, group).
        """
        sums, place = self.sums, self.table.place
        wide = given.factor[..., np.newaxis]
        gain = product(wide, transposed(below(given.upper, transposed(given.rows))))
        along = -product(gain, given.turned)
        if self.fixed is None:
            around = np.where(place >= 0, place, 0)
            known = np.where(place >= 0, sums.centre[around], 0.0)
            turn = np.where(place >= 0, sums.back[around].T, 0.0).T
            along[:, :-1] += turn[..., np.newaxis, np.newaxis]
        else:
            known = self.fixed[0]
        noise = given.noise[:, np.newaxis]
        inner = triangle(noise, transposed(given.rows))
        own = noise * transposed(below(inner, transposed(wide) + np.zeros_like(noise)))
        return known[:, np.newaxis, np.newaxis], along, own

    def moments(self, values: dict) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Give mean and variance of beta and theta.

        Returns
        -------
        dict
            ``beta``, shape (node, P), and ``theta``, shape (node, group, K), where the
            model has them.
        """
        return self.at(values)[1]

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood and the moments at once."""
        given, sums, found = self._given(values), self.sums, {}
        mean, inverse, square = self._beta(given.said)
        logs = log_determinant(given.upper).sum(axis=-1)
        density = self._log_likelihood(logs, square, len(self.table.y), given.noise)
        if len(sums.centre):
            spread = np.einsum("pq,rqn->prn", sums.back, inverse)
            found["beta"] = (
                sums.centre + (sums.back @ mean).T,
                (spread**2).sum(axis=1).T,
            )
        if self.size:
            known, along, own = self._theta(given)
            at = np.einsum("kpnj,pn->knj", along[:, :-1], mean) - along[:, -1]
            wide = np.einsum("kpnj,qpn->kqnj", along[:, :-1], inverse)
            variance = (own**2).sum(axis=1) + (wide**2).sum(axis=1)
            found["theta"] = tuple(
                np.moveaxis(each, 0, -1) for each in (known + at, variance)
            )
        return density, found

    def draw(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw beta, where it is not given, and theta.

        Parameters
        ----------
        values : dict of ndarray
            The scales, shape (draw, ...), ``beta`` beside them or not.
        rng : numpy.random.Generator
            Where the numbers come from.

        Returns
        -------
        dict of ndarray
            ``beta``, shape (draw, P), and ``theta``, shape (draw, group, K).
        """
        given, sums = self._given(values), self.sums
        if "beta" in values:
            v = np.linalg.solve(sums.back, (values["beta"] - sums.centre).T)
        else:
            mean, inverse, _ = self._beta(given.said)
            v = mean + np.einsum("qpn,qn->pn", inverse, rng.standard_normal(mean.shape))
        found = {"beta": sums.centre + (sums.back @ v).T} if len(v) else {}
        if self.size:
            known, along, own = self._theta(given)
            at = known + np.einsum("kpnj,pn->knj", along[:, :-1], v) - along[:, -1]
            at = at + apply(own, rng.standard_normal(at.shape))
            found["theta"] = np.moveaxis(at, 0, -1)
        return found

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others; see `effects.normal`.

        Parameters
        ----------
        values : dict
            The scales.
        rows, kept : slice or ndarray of int
            Observations, as in the Stan data, and groups that are wanted.

        Returns
        -------
        log_density, below : ndarray
            log p(y_i | y_-i, s), infinite where it has lost its digits, and P(Y_i < y_i |
            y_-i, s), shape (node, observation).
        together : ndarray
            log p(y_j | y_-j, s), shape (node, group).
        """
        given = self._given(values)
        alone = self._rows_left_out(given, self.table.places(rows))
        return *alone, self._groups_left_out(given, np.arange(len(self.sizes))[kept])

    def _rows_left_out(self, given: _Given, rows):
        sums, group = self.sums, self.table.group[rows]
        mean, inverse, _ = self._beta(given.said)
        # The fit is x v + z T u: as theta, but for what theta takes of the population.
        wide = given.factor[..., np.newaxis]
        gain = product(wide, transposed(below(given.upper, transposed(given.rows))))
        noise = given.noise[:, np.newaxis]
        inner = triangle(noise, transposed(given.rows))
        own = noise * transposed(below(inner, transposed(wide) + np.zeros_like(noise)))
        z, columns = self.table.z[rows], sums.columns[rows]
        shift = product(gain, given.turned)[..., group]
        along = columns.T[:, np.newaxis] - np.einsum("ik,kpni->pni", z, shift)
        residual = along[-1] - np.einsum("pni,pn->ni", along[:-1], mean)
        spread = np.einsum("pni,qpn->qni", along[:-1], inverse)
        alone = np.einsum("ik,klni->lni", z, own[..., group])
        variance = (spread**2).sum(axis=0) + (alone**2).sum(axis=0)
        left = 1 - variance / noise**2
        lost = ~(left > FLOOR)
        left = np.where(lost, 1.0, left)
        # Without the row: residual / left, with the variance sigma^2 / left.
        z_score = residual / np.sqrt(left) / noise
        log_density = 0.5 * np.log(left) - np.log(noise) - 0.5 * np.log(2 * np.pi)
        log_density = np.where(lost, np.inf, log_density - 0.5 * z_score**2)
        return log_density, ndtr(z_score)

    def _groups_left_out(self, given: _Given, kept) -> np.ndarray:
        """Take log p(y_-j | s) from log p(y | s)."""
        noise, width = given.noise, len(self.sums.root)
        turned = given.turned[..., kept]
        own = np.einsum("kpnj,kqnj->pqnj", turned, turned)
        own = (
            own + self.sums.rest[:, :, np.newaxis][..., kept] / (noise**2)[:, np.newaxis]
        )
        square = self._beta(given.said)[2][:, np.newaxis]
        others = self._beta(given.said[..., np.newaxis] - own)[2]
        sizes = self.table.sizes[kept]
        left = (sizes - width) * 2 * np.log(noise)[:, np.newaxis]
        logs = log_determinant(given.upper)[:, kept]
        return -0.5 * (logs + left + square - others + sizes * np.log(2 * np.pi))
