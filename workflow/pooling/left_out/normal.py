"""Normal observations in groups, left out: given the scales everything is normal.

Notation as in `pooling.exact.normal`. With complete pooling all groups have the
coefficients mu, Sigma is zero, and mu is learned; where a prior is fixed, S is zero.
"""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from pooling.exact.normal import (
    design_of,
    determinant_of,
    given_scales,
    information_of,
    prior_of,
    product,
    shifted_inverse,
    spread_of,
    summarise,
)
from pooling.left_out.base import WEIGHTLESS, Given

FLOOR = 1e-10  # least noise variance, relative to the variance between groups
LEVERAGE = 1 - 1e-9  # from here on an observation alone settles a coefficient


def unsettled(design, group, groups) -> np.ndarray:
    """Find observations whose group cannot settle its coefficients without them.

    Parameters
    ----------
    design : ndarray
        Shape (observation, coefficient).
    group : ndarray of int
        Group of each observation, from 0.
    groups : pooling.exact.normal.Groups
        The same, summarised.

    Returns
    -------
    ndarray of bool
        Shape (observation,).
    """
    root = np.moveaxis(groups.root, -1, 0)
    rank = (np.abs(root).max(axis=2) > 0).sum(axis=1)
    # An observation with leverage 1 takes a dimension of the design with it.
    leverage = ((design[:, np.newaxis] @ np.linalg.pinv(root)[group]) ** 2).sum((1, 2))
    return (rank[group] < design.shape[1]) | (leverage > LEVERAGE)


def given(
    model, names: tuple[str, ...], data: dict, rows=slice(None), kept=slice(None)
) -> Given:
    """Predict observations and groups from the others, given the scales.

    Of an observation with predictor x and fit f = x' E[theta | y], whose variance
    is v = x' Var[theta | y] x, the residual without it is (y - f) / (1 - v /
    sigma^2), and its variance sigma^2 / (1 - v / sigma^2): Sundararajan and
    Keerthi (2001), Neural Computation 13, 1103-1118, section 3, for a linear
    model. A group is normal around the mean of mu that the other groups give; its
    density follows from its sufficient statistics by the determinant lemma and
    the Woodbury identity.

    Parameters
    ----------
    model : pooling.families.base.Model
        The model.
    names : tuple of str
        Coefficients, keys of `pooling.exact.normal.DESIGN`.
    data : dict
        Content of ``stan_data.json``.
    rows, kept : slice or ndarray of int
        Observations and groups that are wanted; all of them by default.

    Returns
    -------
    pooling.left_out.base.Given
    """
    partial = model.pooling == "partial"
    mean, sd = prior_of(data, [f"mu_{name}" for name in names] if partial else names)
    common = sd**2 if model.pooling in ("partial", "complete") else np.zeros_like(sd)
    fixed = np.diag(sd**2 if model.pooling in ("none", "fixed") else np.zeros_like(sd))
    y = np.asarray(data["y"], dtype=float)
    design = design_of(data, names)
    group = np.asarray(data["group"]) - 1
    groups = summarise(design, y, group)
    alone = unsettled(design, group, groups)[rows]
    design, group, y = design[rows], group[rows], y[rows]
    # Squares of the roots' determinants, and X_j' X_j.
    determinants = np.linalg.det(groups.root.T) ** 2
    squares = product(groups.root.swapaxes(0, 1), groups.root)[:, :, np.newaxis]
    size = len(names)

    def at(values):
        sigma = values["sigma"]
        spread = (
            spread_of(values, names)
            if partial
            else fixed[..., np.newaxis] * np.ones_like(sigma)
        )
        reach = np.einsum("ip,pqn,iq->ni", design, spread, design).max(axis=1)
        # Below it 1 - v / sigma^2 loses all its digits.
        sigma = np.sqrt(np.maximum(sigma**2, FLOOR * reach))
        observations = _observations(sigma, spread)
        return *observations, _groups(sigma, spread)[:, kept]

    def _observations(sigma, spread):
        noise, wide = (sigma**2)[:, np.newaxis], spread[..., np.newaxis]
        _, _, (fit, _) = given_scales(groups, sigma, spread, mean, common)
        # (sigma^2 I + Z_j Sigma)^-1 with Z_j = X_j' X_j
        inverse, _ = shifted_inverse(
            noise, product(squares, wide), determinants * determinant_of(wide)
        )
        covariance = noise * product(wide, inverse)
        about_mu, _ = _mu_given(information_of(groups, noise, wide)[0].sum(axis=-1))
        left = noise * inverse.swapaxes(0, 1)
        covariance += product(
            left, product(about_mu[..., np.newaxis], left.swapaxes(0, 1))
        )
        at_fit, variance = 0.0, 0.0
        for row in range(size):
            at_fit = at_fit + design[:, row] * fit[row][:, group]
            for column in range(size):
                both = design[:, row] * design[:, column]
                variance = variance + both * covariance[row, column][:, group]
        left_over = noise - variance
        lost = ~(left_over > FLOOR * noise)
        left_over = np.where(lost, noise, left_over)
        z = (y - at_fit) / np.sqrt(left_over)
        log_precision = np.log(left_over) - 2 * np.log(noise)
        log_density = 0.5 * (log_precision - np.log(2 * np.pi) - z**2)
        return np.where(lost, WEIGHTLESS, log_density), ndtr(z)

    def _mu_given(information):
        """Covariance of mu, and its determinant over the prior's."""
        prior = np.diag(common).reshape(size, size, *[1] * (information.ndim - 2))
        inner, determinant = shifted_inverse(
            1.0,
            product(information, prior),
            determinant_of(information) * np.prod(common),
        )
        return product(prior, inner), 1 / determinant

    def _groups(sigma, spread):
        noise, wide = (sigma**2)[:, np.newaxis], spread[..., np.newaxis]
        own, determinant = information_of(groups, noise, wide)
        surprise = groups.fit - mean[:, np.newaxis]
        pull = np.einsum("iknj,kj->inj", own, surprise)
        others = own.sum(axis=-1, keepdims=True) - own
        about_mu, shrunk = _mu_given(others)
        rest = pull.sum(axis=-1, keepdims=True) - pull
        away = surprise[:, np.newaxis] - np.einsum("iknj,knj->inj", about_mu, rest)
        inner, widened = shifted_inverse(
            1.0,
            product(about_mu, own),
            np.prod(common) * shrunk * determinants / determinant,
        )
        distance = np.einsum("inj,iknj,knj->nj", away, product(own, inner), away)
        return -0.5 * (
            groups.sizes * np.log(2 * np.pi)
            + (groups.sizes - size) * np.log(noise)
            + np.log(determinant)
            + np.log(widened)
            + groups.residual / noise
            + distance
        )

    names_of_scales = [f"sigma_{name}" for name in names] if partial else []
    correlation = ["rho"] if len(names_of_scales) == 2 else []
    return Given(
        names=(*names_of_scales, *correlation, "sigma"),
        at=at,
        width=len(y) + groups.fit.size,
        unsettled=alone,
        sizes=groups.sizes[kept],
        discrete=False,
    )
