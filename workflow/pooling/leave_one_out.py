"""Exact leave-one-out predictive densities, without refitting.

With s the scales (or the population) and y_-i the data without observation i,

    1 / p(y_i | y_-i) = E[1 / p(y_i | y_-i, s)] over the posterior of s,

because p(y) = p(y_i | y_-i, s) p(y_-i | s) p(s) integrates in s to both sides of
p(y) / p(y_-i). Given s the predictive density has a closed form or is one integral, so
only the few dimensions of s are left: Vehtari, Mononen, Tolvanen, Sivula and Winther
(2016), Journal of Machine Learning Research 17 (103), section 3.6.2.

The nodes are laid where the posterior of s given all data is. Where a single
observation decides s, as in a handful of rows whose fit would otherwise be
perfect, the posterior without it lies elsewhere, and the answer is rough.
"""

from __future__ import annotations

import logging

import numpy as np
from scipy.special import betaln, logsumexp

from pooling.errors import PoolingError
from pooling.exact import normal, rates
from pooling.exact.base import integrate, interval_axis, real_axis, scale_axis
from pooling.families import get
from pooling.families.base import Parameter

log = logging.getLogger(__name__)

NEGLIGIBLE = 1e-15  # relative weight below which a node is left out
NUMBERS = 2**21  # per array
FLOOR = 1e-10  # least noise variance, relative to the variance between groups


def _mean_over(nodes, log_density) -> np.ndarray:
    """Average 1 / density over weighted nodes; give the log of its inverse.

    Parameters
    ----------
    nodes : tuple
        Values of the hyperparameters, name -> shape (node,), and weights.
    log_density : callable
        Values -> log p(y_i | y_-i, s), shape (node, observation).
    """
    values, weights = nodes
    kept = weights > NEGLIGIBLE * weights.max()
    values = {name: value[kept] for name, value in values.items()}
    total = None
    weights = weights[kept] / weights[kept].sum()
    step = None
    start = 0
    while start < len(weights):
        part = slice(start, start + (step or 1))
        found = log_density({name: value[part] for name, value in values.items()})
        terms = logsumexp(np.log(weights[part])[:, np.newaxis] - found, axis=0)
        total = terms if total is None else np.logaddexp(total, terms)
        start = part.stop
        step = max(1, NUMBERS // found.size) if step is None else step
    return -total


def _nodes(axes, log_likelihood, width: int, fit) -> tuple[dict, np.ndarray]:
    """Posterior of the hyperparameters: on a grid, else from the draws."""
    parameters = tuple(Parameter(axis.name) for axis in axes)
    try:
        nodes = integrate(
            axes, lambda values: (log_likelihood(values), {}), parameters, width
        )
    except PoolingError as error:
        log.warning("Draws stand in for the grid: %s", error)
        values = fit.draws(*(axis.name for axis in axes))
        return values, np.full(len(values[axes[0].name]), 1.0)
    return nodes.values, nodes.weights


def _spread(values: dict, names, fixed_sd) -> np.ndarray:
    """Covariance of a group's coefficients, shape (node, coefficient, coefficient)."""
    if fixed_sd is not None:
        return np.broadcast_to(
            np.diag(fixed_sd**2), (len(values["sigma"]), len(names), len(names))
        )
    sds = np.stack([values[f"sigma_{name}"] for name in names], axis=-1)
    correlation = np.ones((len(sds), len(names), len(names)))
    if len(names) == 2:
        correlation[:, 0, 1] = correlation[:, 1, 0] = values["rho"]
    return correlation * sds[:, :, np.newaxis] * sds[:, np.newaxis]


def normal_densities(fit, model, names: tuple[str, ...], places) -> np.ndarray:
    """Leave-one-out log densities of normal observations in groups.

    Given the scales y is multivariate normal, with precision matrix Q around its
    prior mean; then y_i given the rest is normal with variance 1 / Q_ii and
    mean y_i - [Q (y - mean)]_i / Q_ii: Sundararajan and Keerthi (2001), Neural
    Computation 13, 1103-1118, section 3. Q is written out group by group, by the
    Woodbury identity.

    Parameters
    ----------
    fit : pooling.results.Fit
        Its ``stan_data``, and its draws should the grid be too large.
    model : pooling.families.base.Model
        The model.
    names : tuple of str
        Coefficients, keys of `pooling.exact.normal.DESIGN`.
    places : ndarray of int
        Observations that are wanted.

    Returns
    -------
    ndarray
        log p(y_i | y_-i), shape (place,).
    """
    data = fit.stan_data
    partial = model.pooling == "partial"
    y = np.asarray(data["y"], dtype=float)
    design = np.column_stack([normal.DESIGN[name](data) for name in names])
    group = (
        np.zeros(len(y), dtype=int)
        if model.pooling == "complete"
        else np.asarray(data["group"]) - 1
    )
    own = [f"mu_{name}" for name in names] if partial else names
    mean = np.array([data[f"prior_{name}_mean"] for name in own])
    sd = np.array([data[f"prior_{name}_sd"] for name in own])
    fixed_sd = None if partial else sd
    variance = np.diag(sd**2) if partial else np.zeros((len(names), len(names)))
    scales = [f"sigma_{name}" for name in names] if partial else []
    axes = [scale_axis(name, data[f"prior_{name}_rate"]) for name in scales]
    if len(scales) == 2:
        axes.append(interval_axis("rho", *[data["prior_R_shape"]] * 2, -1.0, 1.0))
    axes.append(scale_axis("sigma", data["prior_sigma_rate"]))
    groups = normal.summarise(design, y, group)

    def log_likelihood(values):
        spread = np.moveaxis(_spread(values, names, fixed_sd), 0, -1)
        return normal.given_scales(
            groups, values["sigma"], spread, mean, np.diag(variance)
        )[0]

    squares = np.zeros((groups.fit.shape[1], len(names), len(names)))
    np.add.at(squares, group, design[:, :, np.newaxis] * design[:, np.newaxis])
    residual = y - design @ mean
    pulls = np.zeros((len(squares), len(names)))
    np.add.at(pulls, group, design * residual[:, np.newaxis])
    at, rows = group[places], design[places]

    def log_density(values):
        noise = values["sigma"][:, np.newaxis] ** 2  # (node, 1)
        spread = _spread(values, names, fixed_sd)[:, np.newaxis]  # (node, 1, p, p)
        # Below it 1 - own_share x loses all its digits; a density changes by 1e-10.
        reach = np.einsum("ip,nkpq,iq->ni", rows, spread, rows).max(axis=1)
        noise = np.maximum(noise, FLOOR * reach[:, np.newaxis])
        # With Z_j = X_j' X_j: inverse of sigma^2 I + Sigma Z_j, (node, group, p, p).
        inverse = np.linalg.inv(
            noise[..., np.newaxis, np.newaxis] * np.eye(len(names)) + spread @ squares
        )
        information = (squares @ inverse).sum(axis=1)
        pull = np.einsum("njqp,jq->np", inverse, pulls)
        # Sigma W_j^-1 with W_j = sigma^2 I + Z_j Sigma, the transpose's inverse.
        kept = (inverse @ spread)[:, at]
        common = variance @ np.linalg.inv(np.eye(len(names)) + information @ variance)
        shared = np.einsum("ip,nipq->niq", rows, inverse[:, at])
        own_share = np.einsum("ip,nipq->niq", rows, kept)
        precision = (1 - np.einsum("nip,ip->ni", own_share, rows)) / noise
        precision -= np.einsum("nip,npq,niq->ni", shared, common, shared)
        weighted = (
            residual[places] - np.einsum("nip,ip->ni", own_share, pulls[at])
        ) / noise
        weighted -= np.einsum("nip,npq,nq->ni", shared, common, pull)
        return 0.5 * (np.log(precision / (2 * np.pi)) - weighted**2 / precision)

    return _mean_over(_nodes(axes, log_likelihood, groups.fit.size, fit), log_density)


def rate_densities(fit, model) -> np.ndarray:
    """Leave-one-out log probabilities of units' successes.

    The unit's own effect is integrated out: with one row per unit, importance
    sampling from its posterior fails.

    Parameters
    ----------
    fit : pooling.results.Fit
        Its ``stan_data``, and its draws should the grid be too large.
    model : pooling.families.base.Model
        The model.

    Returns
    -------
    ndarray
        log p(y_i | y_-i), shape (unit,).
    """
    data = fit.stan_data
    y, n = np.asarray(data["y"]), np.asarray(data["N"])
    coefficient = -np.log1p(n) - betaln(y + 1, n - y + 1)
    if model.pooling != "partial":
        prior = [data["prior_alpha_mean"]], [data["prior_alpha_sd"]]
        if model.pooling == "complete":
            together = rates.units([y.sum()], [n.sum()], *prior)[0]
            without = rates.units(y.sum() - y, n.sum() - n, *prior)[0]
            return (together - without)[0] + coefficient
        return rates.units(y, n, *prior)[0][0] + coefficient
    distinct, index, repeats = np.unique(
        np.column_stack([y, n]), axis=0, return_inverse=True, return_counts=True
    )
    axes = [
        real_axis("mu_alpha", data["prior_mu_alpha_mean"], data["prior_mu_alpha_sd"]),
        scale_axis("sigma_alpha", data["prior_sigma_alpha_rate"]),
    ]

    def log_density(values):
        return rates.units(*distinct.T, values["mu_alpha"], values["sigma_alpha"])[0]

    nodes = _nodes(
        axes,
        lambda values: log_density(values) @ repeats,
        rates.NODES * len(distinct),
        fit,
    )
    return _mean_over(nodes, log_density)[index] + coefficient


def log_densities(family: str, model: str, fit, places=None) -> np.ndarray:
    """Leave-one-out log densities of the observations of a fit.

    Parameters
    ----------
    family : {"means", "lines", "rates"}
        Family of the model.
    model : str
        The model.
    fit : pooling.results.Fit
        Its files.
    places : ndarray of int, optional
        Observations that are wanted; all by default.

    Returns
    -------
    ndarray
        Shape (place,).
    """
    module = get(family)
    declared = module.MODELS[model]
    if places is None:
        places = np.arange(len(fit.stan_data["y"]))
    if module.ONE_ROW_PER_GROUP:
        return rate_densities(fit, declared)[places]
    return normal_densities(fit, declared, module.COEFFICIENTS, places)
