"""Effects of groups with normal outcomes: given the scales, everything is normal.

The observations of group j are y_j ~ Normal(X_j theta_j, sigma^2 I), its coefficients
theta_j ~ Normal(mu, Sigma) with Sigma = T T', and mu ~ Normal(m, S): a mean has one
coefficient, a line two. With complete pooling T is zero, and where nothing is learned
about the population S is. Values of the scales are dicts of arrays of shape (node,),
``sigma`` and what the population has.

With R_j' R_j = X_j' X_j, group j gives mu the precision G_j = R_j' (sigma^2 I +
R_j Sigma R_j')^-1 R_j, and no matrix is inverted that could be singular: not Sigma (a
scale of 0, a correlation of 1), not X_j' X_j (fewer observations than coefficients), not
S. The normal theory is Lindley and Smith (1972), Journal of the Royal Statistical
Society B 34, 1-18, section 2; the form follows by the Woodbury identity. Whatever could
lose its digits is a sum of squares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from pooling.basics.blocks import parts_of
from pooling.model.effects.design import Design
from pooling.model.effects.population import Population
from pooling.model.effects.stacks import (
    above_one,
    apply,
    back,
    below,
    log_determinant,
    product,
    transposed,
    triangle,
)
from pooling.model.sums import Sums

CHUNK = 2**17  # numbers per array of a step
FLOOR = 1e-10  # least noise variance, relative to the variance between groups
LEVERAGE = 1 - 1e-9  # from here on an observation alone settles a coefficient


def _root_of(inner: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Give F with F F' = D (U'U)^-1 D, where U is ``inner`` and D the prior sds of mu."""
    one = np.eye(len(inner)).reshape(*inner.shape[:2], *[1] * (inner.ndim - 2))
    return sd.reshape(-1, *[1] * (inner.ndim - 1)) * transposed(below(inner, one))


@dataclass(frozen=True)
class _Mu:
    """The posterior of mu given the scales, and what it is made of.

    Attributes
    ----------
    log_likelihood : ndarray
        Of the scales, up to a constant, shape (node,).
    mean : ndarray
        Of mu, shape (coefficient, node).
    inner : ndarray
        U with U'U its precision in units of its prior, shape (coefficient, coefficient,
        node).
    sd : ndarray
        Of its prior, shape (coefficient,).
    """

    log_likelihood: np.ndarray
    mean: np.ndarray
    inner: np.ndarray
    sd: np.ndarray

    @cached_property
    def root(self) -> np.ndarray:
        """Give F with F F' its covariance, shape (coefficient, coefficient, node).

        Most nodes are asked for their likelihood alone.
        """
        return _root_of(self.inner, self.sd)

    @property
    def variance(self) -> np.ndarray:
        """Of mu, shape (coefficient, node)."""
        return np.einsum("ikn,ikn->in", self.root, self.root)


@dataclass(frozen=True)
class _Theta:
    """The posterior of a group's coefficients given the scales.

    Attributes
    ----------
    mean : ndarray
        Shape (coefficient, node, group).
    roots : tuple of ndarray
        F of its own variance given mu, and of what is added by not knowing mu: the
        covariance is the sum of F F'. Shape (coefficient, coefficient, node, design).
    index : ndarray of int
        Design of each group.
    """

    mean: np.ndarray
    roots: tuple[np.ndarray, np.ndarray]
    index: np.ndarray

    def variances(self, rows) -> np.ndarray:
        """Give the variances of linear predictors, shape (row, node, design)."""
        terms = (np.einsum("ri,ik...->rk...", rows, root) for root in self.roots)
        return sum(np.einsum("rk...,rk...->r...", term, term) for term in terms)

    def covariance(self) -> np.ndarray:
        """Give the covariance, shape (coefficient, coefficient, node, design)."""
        return sum(product(root, transposed(root)) for root in self.roots)


@dataclass(frozen=True)
class Effects:
    """The coefficients of groups, integrated out given the scales.

    Attributes
    ----------
    design : Design
        The rows.
    population : Population
        Where the coefficients come from.
    """

    model: object
    design: Design
    population: Population

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them from a model and the content of its ``stan_data.json``."""
        return cls(model, Design(model, data), Population.of(model, data))

    def under(self, data: dict) -> Effects:
        """Give those of the same rows under other priors."""
        return replace(self, population=Population.of(self.model, data))

    @property
    def sums(self) -> Sums:
        """The rows, summed up."""
        return self.design.sums

    @property
    def sizes(self) -> np.ndarray:
        """Observations of each group."""
        return self.sums.sizes

    @property
    def hyperparameters(self) -> tuple[str, ...]:
        """What the groups have in common, but for mu."""
        return *self.population.hyperparameters, "sigma"

    @property
    def width(self) -> int:
        """Numbers that the moments of one node take, and a draw."""
        return self.sums.fit.size

    draw_width = width

    @property
    def effort(self) -> int:
        """Numbers that the likelihood of one node takes."""
        return self.sums.same.root.size

    def _half(self, values: dict, factor) -> tuple[np.ndarray, ...]:
        """Weigh what groups of each design say about mu.

        Returns
        -------
        rows : ndarray
            T'R_j', shape (coefficient, coefficient, node, design).
        upper : ndarray
            U with U'U = sigma^2 I + R_j Sigma R_j'.
        half : ndarray
            H = U'^-1 R_j, with H'H = G_j.
        """
        root = self.sums.same.root[:, :, np.newaxis]
        rows = product(transposed(factor)[..., np.newaxis], transposed(root))
        upper = triangle(values["sigma"][:, np.newaxis], rows)
        return rows, upper, below(upper, root)

    def _about_mu(self, values: dict, upper, half) -> _Mu:
        """Find the posterior of mu; arguments as from `_half`."""
        sums, same, population = self.sums, self.sums.same, self.population
        size, count = sums.fit.shape
        noise, sd = values["sigma"] ** 2, population.sd[:, np.newaxis]
        mean = population.mean[:, np.newaxis]
        information = product(transposed(half), half)
        inner = above_one(self._in_sds(information @ same.counts))
        surprise = same.counts * (same.centre - mean)
        pull = sd * np.einsum("iknj,kj->in", information, surprise)
        away = back(inner, below(inner, pull))  # of mu from m, in sds of its prior
        centre = mean + sd * away
        offset = same.centre[:, np.newaxis] - centre[..., np.newaxis]
        white = apply(half, offset)
        log_likelihood = -0.5 * (
            (sums.n - size * count) * np.log(noise)
            + log_determinant(upper) @ same.counts
            + sums.residual.sum() / noise
            + np.einsum("inj,inj,j->n", white, white, same.counts)
            + np.einsum("iknj,ikj->n", information, same.scatter)
            + np.einsum("in,in->n", away, away)
            + log_determinant(inner)
        )
        return _Mu(log_likelihood, centre, inner, population.sd)

    def _in_sds(self, information) -> np.ndarray:
        """Give the information about mu in units of its prior."""
        sd = self.population.sd
        every = (slice(None), slice(None), *[np.newaxis] * (information.ndim - 2))
        return np.outer(sd, sd)[every] * information

    def _parts(self, values: dict) -> list[dict]:
        """Split nodes so that their arrays stay in the processor's cache."""
        return [some for _, some in parts_of(values, self.effort, CHUNK)]

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give the log likelihood of the scales, up to a constant, shape (node,)."""
        parts = []
        for part in self._parts(values):
            _, upper, half = self._half(part, self.population.factor(part))
            parts.append(self._about_mu(part, upper, half).log_likelihood)
        return np.concatenate(parts)

    def _given(self, values: dict) -> tuple[_Mu, _Theta]:
        """Find the posterior of mu and of all coefficients."""
        factor = self.population.factor(values)
        rows, upper, half = self._half(values, factor)
        mu = self._about_mu(values, upper, half)
        wide, index = factor[..., np.newaxis], self.sums.same.index
        away = self.sums.fit[:, np.newaxis] - mu.mean[..., np.newaxis]
        # theta_j = mu + Sigma G_j (fit_j - mu) + its own deviation
        gain = product(transposed(below(upper, transposed(rows))), half)
        shrunk = product(wide, gain)
        mean = mu.mean[..., np.newaxis] + apply(shrunk[..., index], away)
        sigma = values["sigma"][:, np.newaxis]
        root = triangle(sigma, transposed(rows))
        deviation = sigma * transposed(below(root, transposed(wide)))
        left = np.eye(len(factor))[..., np.newaxis, np.newaxis] - shrunk
        added = product(left, mu.root[..., np.newaxis])
        return mu, _Theta(mean, (deviation, added), index)

    def moments(self, values: dict) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Give mean and variance of mu and of the groups' coefficients; see `at`."""
        return self.at(values)[1]

    def at(self, values: dict) -> tuple[np.ndarray, dict]:
        """Give the log likelihood of the scales, and moments of all else given them.

        These are parameter -> mean and variance, shape (node,) of mu, or with complete
        pooling of what all groups share, and (node, group) of the groups' coefficients.
        """
        logs, moments = zip(*map(self._at, self._parts(values)), strict=True)
        return np.concatenate(logs), {
            name: tuple(
                map(np.concatenate, zip(*(each[name] for each in moments), strict=True))
            )
            for name in moments[0]
        }

    def _at(self, values: dict) -> tuple[np.ndarray, dict]:
        population = self.population
        mu, theta = self._given(values)
        variances = theta.variances(np.eye(len(mu.mean)))[..., theta.index]
        moments = dict(
            zip(population.names, zip(theta.mean, variances, strict=True), strict=True)
        )
        both = zip(mu.mean, mu.variance, strict=True)
        moments |= dict(zip(population.centres, both, strict=False))
        return mu.log_likelihood, moments

    def predict(self, rows, values: dict) -> tuple[tuple, tuple]:
        """Predict an observation of each group and of a new one, given the scales.

        Parameters
        ----------
        rows : ndarray
            Terms of the linear predictor, shape (row, coefficient).
        values : dict
            The scales.

        Returns
        -------
        known : tuple of ndarray
            Mean and variance, shape (row, node, group).
        new : tuple of ndarray
            The same of a group from the population, shape (row, node).
        """
        mu, theta = self._given(values)
        noise = values["sigma"] ** 2
        known = theta.variances(rows)[..., theta.index] + noise[:, np.newaxis]
        terms = (
            np.einsum("ri,ikn->rkn", rows, root)
            for root in (mu.root, self.population.factor(values))
        )
        new = sum(np.einsum("rkn,rkn->rn", term, term) for term in terms)
        means = np.einsum("ri,inj->rnj", rows, theta.mean)
        return (means, known), (rows @ mu.mean, new + noise)

    def draw(self, values: dict, rng, used: bool = True) -> tuple[np.ndarray, ...]:
        """Draw the coefficients of all groups, given mu and the scales.

        They are mu + T u with u standard normal a priori. With B = R_j T, the posterior
        of u has the precision P = I + B'B / sigma^2 and the mean P^-1 B' (e_j - R_j mu)
        / sigma^2, where R_j' e_j = X_j' y_j: Gelman et al. (2013), Bayesian Data
        Analysis, section 14.8. It exists where Sigma has no inverse, too.

        ``values`` are those of `centres_and_scales`; by coefficient, shape (draw, group).
        """
        factor = self.population.factor(values)[..., np.newaxis]
        mu = self.centre(values)[..., np.newaxis]
        sigma = values["sigma"][:, np.newaxis]
        root = self.sums.root[:, :, np.newaxis] * used
        rows = product(root, factor)
        upper = triangle(sigma, rows)
        away = self.sums.along[:, np.newaxis] * used - apply(root, mu)
        forward = below(upper, apply(transposed(rows), away))
        normal = rng.standard_normal(forward.shape)
        return tuple(mu + apply(factor, back(upper, forward + sigma * normal)))

    def draw_centre(self, values: dict, rng) -> dict[str, np.ndarray]:
        """Draw mu given the scales, where it is learned; name -> draws, shape (draw,)."""
        if not self.population.centres:
            return {}
        _, upper, half = self._half(values, self.population.factor(values))
        mu = self._about_mu(values, upper, half)
        drawn = mu.mean + apply(mu.root, rng.standard_normal(mu.mean.shape))
        return dict(zip(self.population.centres, drawn, strict=True))

    def draw_new(self, values: dict, rng) -> np.ndarray:
        """Draw the coefficients of a new group, shape (coefficient, draw)."""
        factor = self.population.factor(values)
        normal = rng.standard_normal((values["sigma"].shape[0], len(factor)))
        return self.centre(values) + apply(factor, normal.T)

    def centre(self, values: dict) -> np.ndarray:
        """Give mu, learned or known, shape (coefficient, draw)."""
        population = self.population
        if population.centres:
            return np.stack([values[name] for name in population.centres])
        shape = (len(population.names), *np.shape(values["sigma"]))
        return np.broadcast_to(population.mean[:, np.newaxis], shape)

    @property
    def centres_and_scales(self) -> tuple[str, ...]:
        """What the groups have in common, mu included."""
        return *self.population.centres, *self.hyperparameters

    def without(self, values: dict, rows, kept) -> tuple[np.ndarray, ...]:
        """Predict observations and groups from all the others.

        Of an observation with predictor x and fit f = x' E[theta | y], whose variance
        is v = x' Var[theta | y] x, the residual without it is (y - f) / (1 - v /
        sigma^2), and its variance sigma^2 / (1 - v / sigma^2): Sundararajan and
        Keerthi (2001), Neural Computation 13, 1103-1118, section 3, for a linear
        model. A group is normal around the mean of mu that the other groups give.
        """
        columns = self.design.columns_of(rows)
        factor = self.population.factor(values)
        terms = np.einsum("pi,ikn->pkn", columns, factor)
        reach = np.einsum("pkn,pkn->pn", terms, terms).max(axis=0, initial=0.0)
        # Below it 1 - v / sigma^2 loses all its digits.
        sigma = np.sqrt(np.maximum(values["sigma"] ** 2, FLOOR * reach))
        values = values | {"sigma": sigma}
        alone = self._rows_left_out(values, columns, rows)
        return *alone, self._groups_left_out(values)[:, kept]

    def _rows_left_out(self, values: dict, columns, rows):
        _, theta = self._given(values)
        covariance, group = theta.covariance(), self.design.group[rows]
        noise, size = values["sigma"][:, np.newaxis] ** 2, columns.shape[1]
        at_fit, variance = 0.0, 0.0
        for one in range(size):
            at_fit = at_fit + columns[:, one] * theta.mean[one][:, group]
            for other in range(size):
                both = columns[:, one] * columns[:, other]
                together = covariance[one, other][:, theta.index[group]]
                variance = variance + both * together
        left = noise - variance
        lost = ~(left > FLOOR * noise)
        left = np.where(lost, noise, left)
        z = (self.design.y[rows] - at_fit) / np.sqrt(left)
        log_precision = np.log(left) - 2 * np.log(noise)
        log_density = 0.5 * (log_precision - np.log(2 * np.pi) - z**2)
        return np.where(lost, np.inf, log_density), ndtr(z)

    def _groups_left_out(self, values: dict) -> np.ndarray:
        sums, same, population = self.sums, self.sums.same, self.population
        _, upper, half = self._half(values, population.factor(values))
        told, index = product(transposed(half), half), same.index
        surprise = (sums.fit - population.mean[:, np.newaxis])[:, np.newaxis]
        pull = apply(told[..., index], surprise)
        others = (told @ same.counts)[..., np.newaxis] - told
        root = _root_of(above_one(self._in_sds(others)), population.sd)
        rest = pull.sum(axis=-1, keepdims=True) - pull
        about = product(root, transposed(root))
        away = surprise - apply(about[..., index], rest)
        widened = triangle(1.0, transposed(product(half, root)))
        white = below(widened[..., index], apply(half[..., index], away))
        noise = values["sigma"][:, np.newaxis] ** 2
        logs = log_determinant(upper) + log_determinant(widened)
        return -0.5 * (
            sums.sizes * np.log(2 * np.pi)
            + (sums.sizes - len(surprise)) * np.log(noise)
            + logs[:, index]
            + sums.residual / noise
            + np.einsum("inj,inj->nj", white, white)
        )

    def unsettled(self, rows) -> np.ndarray:
        """Say of some observations whether their group settles nothing without them.

        That is, not all of its coefficients; arguments as of `without`.
        """
        root, group = np.moveaxis(self.sums.root, -1, 0), self.design.group[rows]
        rank = self.sums.told.sum(axis=0)
        # An observation with leverage 1 takes a dimension of the design with it.
        columns = self.design.columns_of(rows)
        along = columns[:, np.newaxis] @ np.linalg.pinv(root)[group]
        leverage = (along**2).sum(axis=(1, 2))
        return (rank[group] < columns.shape[1]) | (leverage > LEVERAGE)

    @cached_property
    def information(self) -> np.ndarray:
        """What a group's own rows say of each coefficient, with a noise of 1.

        1 over the variance of least squares, 0 where they do not determine it: squares
        of a column as far as it is not along the others. Shape (coefficient, group).
        """
        root = np.moveaxis(self.sums.root, -1, 0)
        squares = []
        for place in range(root.shape[-1]):
            column, others = root[..., [place]], np.delete(root, place, axis=2)
            left = column - others @ (np.linalg.pinv(others) @ column)
            squares.append((left**2).sum(axis=(1, 2)))
        return np.array(squares)

    @property
    def shared_by(self) -> tuple[str, ...]:
        """What `share` asks for."""
        return *self.population.scales, "sigma"

    def share(self, values: dict) -> dict[str, np.ndarray]:
        """Give the weight of the population in each coefficient of the groups.

        Gelman and Pardoe (2006), Technometrics 48, 241-251, section 2, with known
        variances.
        """
        population = self.population
        return {
            name: 1
            / (1 + (values[scale] / values["sigma"])[:, np.newaxis] ** 2 * information)
            for name, scale, information in zip(
                population.names, population.scales, self.information, strict=True
            )
        }
