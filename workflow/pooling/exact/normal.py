"""Groups of normal observations: given the scales, everything is normal.

The observations of group j are y_j ~ Normal(X_j theta_j, sigma^2 I), its
coefficients theta_j ~ Normal(mu, Sigma), and mu ~ Normal(m, S). A mean has one
coefficient (alpha), a line two (alpha, beta). All models of the families means
and lines are of this kind: complete pooling has a single group, and where
nothing is learned about the population S is zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pooling.errors import PoolingError
from pooling.exact.base import (
    Exact,
    integrate,
    interval_axis,
    labels_of,
    normal_mixture,
    scale_axis,
)

# Coefficient -> its column of the design.
DESIGN = {
    "alpha": lambda data: np.ones(data["N"]),
    "beta": lambda data: np.asarray(data["x"], dtype=float),
}


@dataclass(frozen=True)
class Designs:
    """What groups of the same design say together of all but themselves.

    Attributes
    ----------
    root : ndarray
        As of `Groups`, shape (coefficient, coefficient, design).
    counts : ndarray of int
        Groups of each design.
    centre : ndarray
        Mean of their fits, shape (coefficient, design).
    scatter : ndarray
        Sum of squares and products of the fits around it, shape (coefficient,
        coefficient, design).
    index : ndarray of int
        Design of each group.
    """

    root: np.ndarray
    counts: np.ndarray
    centre: np.ndarray
    scatter: np.ndarray
    index: np.ndarray


@dataclass(frozen=True)
class Groups:
    """What the observations say, in sufficient statistics.

    Attributes
    ----------
    root : ndarray
        R_j with R_j' R_j = X_j' X_j, shape (coefficient, coefficient, group); as
        many rows are not zero as coefficients can be told apart.
    fit : ndarray
        Least-squares coefficients (the smallest where there are many), shape
        (coefficient, group).
    residual : ndarray
        Sum of squared residuals around each fit, shape (group,).
    sizes : ndarray of int
        Observations of each group.
    """

    root: np.ndarray
    fit: np.ndarray
    residual: np.ndarray
    sizes: np.ndarray

    @property
    def n(self) -> int:
        """Observations of all groups."""
        return int(self.sizes.sum())

    @cached_property
    def designs(self) -> Designs:
        """The groups whose cross-products X_j' X_j are the same, together."""
        roots = self.root.reshape(-1, self.root.shape[-1])
        distinct, index, counts = np.unique(
            roots, axis=1, return_inverse=True, return_counts=True
        )
        index = index.ravel()
        sums = np.array([np.bincount(index, fit) for fit in self.fit])
        centre = sums / counts
        away = self.fit - centre[:, index]
        scatter = [[np.bincount(index, a * b) for b in away] for a in away]
        root = np.ascontiguousarray(distinct.reshape(*self.root.shape[:2], -1))
        return Designs(root, counts, centre, np.array(scatter), index)


def summarise(design: np.ndarray, y: np.ndarray, group: np.ndarray) -> Groups:
    """Reduce the observations to sufficient statistics.

    Parameters
    ----------
    design : ndarray
        Shape (observation, coefficient).
    y : ndarray
        Outcome, shape (observation,).
    group : ndarray of int
        Group of each observation, from 0.
    """
    width = design.shape[1]
    # Rows of a group in the order of their design, so that equal designs have equal roots.
    order, sizes = np.lexsort((*design.T, group)), np.bincount(group)
    starts = np.cumsum(sizes) - sizes
    roots = np.zeros((len(sizes), width, width))
    fits, residuals = np.zeros((len(sizes), width)), np.zeros(len(sizes))
    for size in np.unique(sizes):  # groups of one size at once: there may be thousands
        own = np.flatnonzero(sizes == size)
        rows = order[starts[own, np.newaxis] + np.arange(size)]
        left, singular, right = np.linalg.svd(design[rows], full_matrices=False)
        cutoff = max(width, size) * np.finfo(float).eps * singular[:, :1]
        kept = np.where(singular > cutoff, singular, 0.0)
        roots[own, : kept.shape[1]] = kept[..., np.newaxis] * right
        along = np.einsum("gnk,gn->gk", left, y[rows])
        along = np.divide(along, kept, out=np.zeros_like(kept), where=kept > 0)
        fits[own] = np.einsum("gkc,gk->gc", right, along)
        fitted = np.einsum("gnc,gc->gn", design[rows], fits[own])
        residuals[own] = ((y[rows] - fitted) ** 2).sum(axis=1)
    # Groups last and side by side in memory: einsum runs along them ten times as fast.
    roots = np.ascontiguousarray(np.moveaxis(roots, 0, -1))
    return Groups(roots, np.ascontiguousarray(fits.T), residuals, sizes)


def _require_residual(groups: Groups, y: np.ndarray) -> None:
    """Refuse fits that leave no residual although they could.

    The density of sigma then grows without bound toward 0.
    """
    rank = int((np.abs(groups.root).max(axis=1) > 0).sum())
    freedom = groups.n - rank
    rounding = 100 * np.finfo(float).eps * np.abs(y).max()
    if freedom > 0 and groups.residual.sum() <= freedom * rounding**2:
        raise PoolingError(
            "not computed, because the groups' own fits leave no residual, so the "
            "posterior of sigma has no bound at 0."
        )


def product(a, b):
    """Multiply stacks of small matrices, whose two axes come first."""
    return np.einsum("ik...,kj...->ij...", a, b)


def determinant_of(matrix):
    """Find the determinants of a stack of matrices that have none below 0."""
    if len(matrix) == 1:
        return matrix[0, 0]
    (a, b), (c, d) = matrix
    return np.maximum(a * d - b * c, 0)


def shifted_inverse(shift, matrix, determinant):
    """Invert shift I + matrix, given the determinant of the matrix.

    Written as a sum of terms above 0, the determinant of the result keeps its
    digits where the matrix is singular and the shift small.

    Returns
    -------
    inverse, determinant : ndarray
    """
    if len(matrix) == 1:
        return 1 / (shift + matrix), shift + determinant
    (a, b), (c, d) = matrix
    total = shift * (shift + a + d) + determinant
    return np.stack([np.stack([shift + d, -b]), np.stack([-c, shift + a])]) / total, total


def whitened(shift, matrix, determinant, root):
    """Multiply a root of (shift I + matrix)^-1 with a matrix.

    With the Cholesky factor, so that squares of the result are sums of squares: where
    the shift is small, the terms of a quadratic form in the inverse take each other away.

    Returns
    -------
    product, determinant : ndarray
        The product, and the determinant of shift I + matrix.
    """
    if len(matrix) == 1:
        return root / np.sqrt(shift + matrix), shift + determinant
    (a, b), (_, d) = matrix
    first, total = shift + a, shift * (shift + a + d) + determinant
    upper = root[0] / np.sqrt(first)
    lower = (root[1] - b / first * root[0]) / np.sqrt(total / first)
    return np.stack([upper, lower]), total


def half_information_of(
    groups: Groups | Designs, noise, spread
) -> tuple[np.ndarray, np.ndarray]:
    """Weigh what each group says about mu, given the scales, as a root.

    Parameters
    ----------
    groups : Groups or Designs
        The data.
    noise : ndarray
        sigma^2, shape (node, 1).
    spread : ndarray
        Sigma, shape (coefficient, coefficient, node, 1).

    Returns
    -------
    half : ndarray
        H with H'H = R_j' (sigma^2 I + R_j Sigma R_j')^-1 R_j, shape (row, coefficient,
        node, group).
    determinant : ndarray
        Of sigma^2 I + R_j Sigma R_j', shape (node, group).
    """
    root = groups.root[:, :, np.newaxis]
    return whitened(
        noise,
        product(product(root, spread), root.swapaxes(0, 1)),
        np.linalg.det(groups.root.T) ** 2 * determinant_of(spread),
        root,
    )


def information_of(
    groups: Groups | Designs, noise, spread
) -> tuple[np.ndarray, np.ndarray]:
    """Weigh what each group says about mu; arguments as of `half_information_of`.

    Returns
    -------
    information, determinant : ndarray
        H'H for the root H, and the determinant that comes with it.
    """
    half, determinant = half_information_of(groups, noise, spread)
    return product(half.swapaxes(0, 1), half), determinant


def _about_mu(groups: Groups, sigma, spread, mean, variance):
    """Posterior of mu given the scales; arguments as in `given_scales`.

    Returns
    -------
    log_likelihood, centre
        As in `given_scales`, the mean of mu for the centre.
    covariance : ndarray
        Of mu, shape (coefficient, coefficient, node).
    information : ndarray
        From `information_of`, by design.
    """
    size, count = groups.fit.shape
    same = groups.designs
    noise = (sigma**2)[:, np.newaxis]
    half, determinant = half_information_of(same, noise, spread[..., np.newaxis])
    information = product(half.swapaxes(0, 1), half)

    prior = np.diag(variance)[..., np.newaxis]
    total = information @ same.counts
    inner, inner_determinant = shifted_inverse(
        1.0, product(total, prior), determinant_of(total) * np.prod(variance)
    )
    surprise = same.counts * (same.centre - mean[:, np.newaxis])
    pull = np.einsum("iknj,kj->in", information, surprise)
    pull = np.einsum("ikn,kn->in", inner, pull)
    centre = mean[:, np.newaxis] + variance[:, np.newaxis] * pull

    offset = same.centre[:, np.newaxis] - centre[..., np.newaxis]
    white = np.einsum("iknj,knj->inj", half, offset)
    log_likelihood = -0.5 * (
        (groups.n - size * count) * np.log(noise[:, 0])
        + np.log(determinant) @ same.counts
        + groups.residual.sum() / noise[:, 0]
        + np.einsum("inj,inj,j->n", white, white, same.counts)
        + np.einsum("iknj,ikj->n", information, same.scatter)
        + variance @ pull**2
        + np.log(inner_determinant)
    )
    return log_likelihood, centre, product(prior, inner), information


def likelihood_of(groups: Groups, sigma, spread, mean, variance) -> np.ndarray:
    """Log likelihood of the scales; arguments and result as in `given_scales`."""
    return _about_mu(groups, sigma, spread, mean, variance)[0]


def given_scales(groups: Groups, sigma, spread, mean, variance):
    """Posterior of all coefficients given the scales, and the scales' likelihood.

    With R_j' R_j = X_j' X_j, group j gives mu the precision
    G_j = R_j' (sigma^2 I + R_j Sigma R_j')^-1 R_j, and no matrix is inverted that
    could be singular: not Sigma (a scale of 0, a correlation of 1), not X_j' X_j
    (fewer observations than coefficients), not S. The normal theory is Lindley
    and Smith (1972), Journal of the Royal Statistical Society B 34, 1-18, section
    2; the form follows by the Woodbury identity.

    Parameters
    ----------
    groups : Groups
        The data.
    sigma : ndarray
        Residual sd, shape (node,).
    spread : ndarray
        Sigma, shape (coefficient, coefficient, node).
    mean, variance : ndarray
        Prior of mu: m and the diagonal of S, shape (coefficient,).

    Returns
    -------
    log_likelihood : ndarray
        Of the scales, up to a constant, shape (node,).
    population : tuple of ndarray
        Mean and variance of mu, shape (coefficient, node).
    coefficients : tuple of ndarray
        Mean and variance of theta, shape (coefficient, node, group).
    """
    log_likelihood, centre, covariance, information = _about_mu(
        groups, sigma, spread, mean, variance
    )
    wide, index = spread[..., np.newaxis], groups.designs.index
    away = groups.fit[:, np.newaxis] - centre[..., np.newaxis]

    # theta_j = mu + Sigma G_j (fit_j - mu) + its own deviation
    shrunk = product(wide, information)
    coefficients = centre[..., np.newaxis] + np.einsum(
        "iknj,knj->inj", shrunk[..., index], away
    )
    left = np.eye(len(mean))[..., np.newaxis, np.newaxis] - shrunk
    own = np.einsum("iknj,kinj->inj", left, wide)
    added = np.einsum("iknj,iknj->inj", left, product(left, covariance[..., np.newaxis]))
    variances = (np.maximum(own, 0) + added)[..., index]
    diagonal = np.einsum("iin->in", covariance)
    return log_likelihood, (centre, diagonal), (coefficients, variances)


def given_scales_at(rows, groups: Groups, sigma, spread, mean, variance):
    """Predict an observation of each group and of a new one, given the scales.

    Parameters
    ----------
    rows : ndarray
        Terms of the linear predictor, shape (row, coefficient).
    groups, sigma, spread, mean, variance
        As in `given_scales`.

    Returns
    -------
    known : tuple of ndarray
        Mean and variance, shape (row, node, group).
    new : tuple of ndarray
        The same of a group from the population, shape (row, node).
    """
    _, centre, covariance, information = _about_mu(groups, sigma, spread, mean, variance)
    wide, index = spread[..., np.newaxis], groups.designs.index
    away = groups.fit[:, np.newaxis] - centre[..., np.newaxis]
    shrunk = product(wide, information)
    means = centre[..., np.newaxis] + np.einsum("iknj,knj->inj", shrunk[..., index], away)
    left = np.eye(len(mean))[..., np.newaxis, np.newaxis] - shrunk
    own = product(left, wide) + product(
        left, product(covariance[..., np.newaxis], left.swapaxes(0, 1))
    )
    noise = sigma**2
    known = np.einsum("ri,iknj,rk->rnj", rows, own, rows)
    new = np.einsum("ri,ikn,rk->rn", rows, covariance + spread, rows)
    return (
        (
            np.einsum("ri,inj->rnj", rows, means),
            np.maximum(known, 0)[..., index] + noise[:, np.newaxis],
        ),
        (rows @ centre, np.maximum(new, 0) + noise),
    )


def population_of(model, names: tuple[str, ...], data: dict, values: dict):
    """Say where the groups of a model come from, given its scales.

    Parameters
    ----------
    model : pooling.families.base.Model
        With groups.
    names : tuple of str
        The coefficients.
    data : dict
        Content of ``stan_data.json``.
    values : dict of ndarray
        Scales at the nodes.

    Returns
    -------
    spread, mean, variance : ndarray
        As in `given_scales`.
    """
    if model.pooling == "partial":
        mean, sd = prior_of(data, [f"mu_{name}" for name in names])
        return spread_of(values, names), mean, sd**2
    mean, sd = prior_of(data, names)
    spread = np.diag(sd**2)[..., np.newaxis] * np.ones_like(values["sigma"])
    return spread, mean, np.zeros_like(sd)


def design_of(data: dict, names) -> np.ndarray:
    """Lay out the columns of some coefficients, shape (observation, coefficient)."""
    return np.column_stack([DESIGN[name](data) for name in names])


def spread_of(values: dict, names) -> np.ndarray:
    """Give Sigma at the nodes, shape (coefficient, coefficient, node).

    Parameters
    ----------
    values : dict of ndarray
        ``sigma_<name>`` of each coefficient and, of two, their ``rho``.
    names : sequence of str
        The coefficients.
    """
    sds = np.stack([values[f"sigma_{name}"] for name in names])
    own = np.eye(len(names), dtype=bool)[..., np.newaxis]
    correlation = np.where(own, 1.0, values.get("rho", 0.0))
    return correlation * sds[:, np.newaxis] * sds


def _groups(data: dict, names, index) -> Groups:
    y = np.asarray(data["y"], dtype=float)
    groups = summarise(design_of(data, names), y, index)
    _require_residual(groups, y)
    return groups


def prior_of(data: dict, parameters) -> tuple[np.ndarray, np.ndarray]:
    """Means and sds of the normal priors of some parameters."""
    return tuple(
        np.array([data[f"prior_{name}_{argument}"] for name in parameters])
        for argument in ("mean", "sd")
    )


def _exact(nodes, parameters, labels, normal) -> Exact:
    mixtures = {
        name: normal_mixture(*nodes.given[name], nodes.weights) for name in normal
    }
    return Exact(
        labels_of(parameters, labels),
        nodes.mean,
        nodes.sd,
        nodes.error,
        nodes.edge_mass,
        mixtures | nodes.marginals,
        nodes.grid,
    )


def fixed_prior(model, names: tuple[str, ...]):
    """Make the posterior of a model whose coefficients have a fixed prior.

    Parameters
    ----------
    model : pooling.families.base.Model
        The model; with complete pooling all observations are one group.
    names : tuple of str
        The coefficients, keys of `DESIGN`.

    Returns
    -------
    callable
        (Stan data, group labels) -> `pooling.exact.base.Exact`.
    """
    single = model.pooling == "complete"

    def posterior(data: dict, labels: list[str]) -> Exact:
        index = np.zeros(data["N"], int) if single else np.asarray(data["group"]) - 1
        groups = _groups(data, names, index)

        def given(values):
            return groups, values["sigma"], *population_of(model, names, data, values)

        def moments(values):
            _, _, (means, variances) = given_scales(*given(values))
            return dict(zip(names, zip(means, variances, strict=True), strict=True))

        nodes = integrate(
            [scale_axis("sigma", data["prior_sigma_rate"])],
            lambda values: likelihood_of(*given(values)),
            moments,
            model.parameters,
            width=groups.fit.size,
            effort=groups.designs.root.size,
        )
        return _exact(nodes, model.parameters, labels, ())

    return posterior


def partial_pooling(model, names: tuple[str, ...]):
    """Make the posterior of a model whose population of coefficients is learned.

    Parameters
    ----------
    model : pooling.families.base.Model
        The model.
    names : tuple of str
        The coefficients, keys of `DESIGN`; two of them are correlated.

    Returns
    -------
    callable
        (Stan data, group labels) -> `pooling.exact.base.Exact`.
    """
    centres = [f"mu_{name}" for name in names]
    scales = [f"sigma_{name}" for name in names]

    def posterior(data: dict, labels: list[str]) -> Exact:
        groups = _groups(data, names, np.asarray(data["group"]) - 1)
        axes = [scale_axis(name, data[f"prior_{name}_rate"]) for name in scales]
        if len(names) == 2:
            # In two dimensions LKJ(shape) has the density (1 - rho^2)^(shape - 1).
            shape = data["prior_R_shape"]
            axes.append(interval_axis("rho", shape, shape, -1.0, 1.0))
        axes.append(scale_axis("sigma", data["prior_sigma_rate"]))

        def given(values):
            return groups, values["sigma"], *population_of(model, names, data, values)

        def moments(values):
            _, population, coefficients = given_scales(*given(values))
            return {
                name: moment
                for own, found in ((centres, population), (names, coefficients))
                for name, moment in zip(own, zip(*found, strict=True), strict=True)
            }

        nodes = integrate(
            axes,
            lambda values: likelihood_of(*given(values)),
            moments,
            model.parameters,
            width=groups.fit.size,
            effort=groups.designs.root.size,
            keep=centres,
        )
        return _exact(nodes, model.parameters, labels, centres)

    return posterior
