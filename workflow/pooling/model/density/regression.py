"""Log densities of the models by formula, whatever the response.

With the linear predictor eta_i = offset_i + X_i beta + Z_i b_j[i] + u_1[i] + ..., where
mu + b_j are a group's coefficients theta_j, and mu those of beta of the same columns.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics import long_tables
from pooling.model.density import cross_products, units
from pooling.model.density.base import correlation, positive, prior
from pooling.model.density.base import normal as log_normal
from pooling.model.names import COMPLETE, NONE, PARTIAL

if TYPE_CHECKING:
    from pooling.model.families.base import Model


def _columns(data: dict) -> np.ndarray:
    """Give the places of the columns of X that the model has."""
    return np.flatnonzero(data["used"])


def _beta(data: dict, draws: dict) -> np.ndarray:
    """Give the coefficients of the population; a model may have none of its own."""
    if len(_columns(data)):
        return draws["beta"]
    return np.zeros((len(next(iter(draws.values()))), 0))


def _mean(data: dict, beta) -> np.ndarray:
    """Give mu, shape (draw, varying): 0 where the population has no such column."""
    padded = np.column_stack([np.zeros(len(beta)), beta])
    return padded[:, np.asarray(data["place"], int)]


def _added(data: dict, draws: dict) -> np.ndarray:
    """Give what groups add to the population's predictor, shape (draw, group, varying)."""
    if not data["pooling"]:
        return np.zeros((len(_beta(data, draws)), data["J"], data["K"]))
    mean = _mean(data, _beta(data, draws)) if data["pooling"] == 2 else np.zeros(1)
    return draws["theta"] - mean[:, np.newaxis]


def _levels(data: dict) -> np.ndarray:
    """Give the level of each row in each further factor, from 0: shape (factor, row)."""
    return np.reshape(np.asarray(data["level"], int), (data["H"], -1)) - 1


def _own_spread(data: dict, sd_further) -> np.ndarray:
    """Give each level of the further factors its sd, shape (draw, level)."""
    return sd_further[:, np.asarray(data["factor"], int) - 1]


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the linear predictor of each outcome, shape (draw, outcome)."""
    X, Z = np.asarray(data["X"], float), np.asarray(data["Z"], float)
    beta = _beta(data, draws)
    eta = np.asarray(data["offsets"], float) + beta @ X[:, _columns(data)].T
    if data["pooling"]:
        added = _added(data, draws)
        group = np.asarray(data["group"]) - 1
        for column, values in zip(Z.T, np.moveaxis(added, 2, 0), strict=True):
            eta += column * values[:, group]
    for level in _levels(data) if data["H"] else ():
        eta += draws["further"][:, level]
    return eta


def of_rows(data: dict, draws: dict, rows) -> tuple[dict, dict]:
    """Take some rows of the data; the groups and the levels stay."""
    named = ("y", "X", "Z", "group", "offsets", "trials", "se", "spread")
    taken = {name: long_tables.rows(data[name], rows) for name in named if name in data}
    level = (
        np.reshape(data["level"], (data["H"], data["N"]))[:, rows] if data["H"] else []
    )
    return data | taken | {"level": np.ravel(level), "N": len(taken["y"])}, draws


def partial_correlations(cor, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Turn correlations into partial ones, of i and j given all before i.

    Parameters
    ----------
    cor : ndarray
        Below the diagonal of R, row by row, shape (draw, pair).
    size : int
        Rows of R.

    Returns
    -------
    partial : ndarray
        As `cor`.
    left : ndarray
        Conditional sds of the standardised variables, each given those before it,
        shape (draw, size).
    """
    count = len(cor)
    factor, partial = np.zeros((count, size, size)), np.zeros((count, size, size))
    left = np.ones((count, size))
    factor[:, 0, 0] = 1
    pairs = iter(np.transpose(cor))
    for row in range(1, size):
        rest = np.ones(count)
        for column in range(row):
            known = (factor[:, row, :column] * factor[:, column, :column]).sum(axis=1)
            value = (next(pairs) - known) / factor[:, column, column]
            factor[:, row, column] = value
            partial[:, row, column] = value / np.sqrt(rest)
            rest = rest * (1 - partial[:, row, column]) * (1 + partial[:, row, column])
        left[:, row] = factor[:, row, row] = np.sqrt(rest)
    return partial[(slice(None), *np.tril_indices(size, -1))], left


def _vine(size: int, shape: float) -> np.ndarray:
    """Give the shapes of the partial correlations' beta distributions, pair by pair.

    Of R ~ LKJ(shape), those of i and j given the i - 1 before are independent, with
    (1 + p) / 2 ~ Beta(b, b), b = shape + (size - 1 - i) / 2: Lewandowski, Kurowicka and
    Joe (2009), Journal of Multivariate Analysis 100, section 2.4.
    """
    _, before = np.tril_indices(size, -1)
    return shape + (size - 2 - before) / 2


def _root_of_B_theta(data: dict, draws: dict) -> np.ndarray:
    """Give a triangular root of B Sigma B', shape (draw, K, K)."""
    turned = np.asarray(data["B"], float) @ (
        draws["sd"][..., np.newaxis] * _root_of_R(data, draws)
    )
    return np.linalg.qr(turned.swapaxes(1, 2), mode="r").swapaxes(1, 2)


def _population(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of sd, R and the coefficients of the groups that they govern.

    The density of theta_j has the inverse of the root of det Sigma; what is sampled of it
    has its Jacobian, that of what is standardised, and `units`: the two roots cancel.
    """
    sd = draws["sd"]
    count, size = sd.shape
    given = np.ones((count, size))
    partial = np.zeros((count, size * (size - 1) // 2))
    if data["correlated"] and size > 1:
        partial, given = partial_correlations(draws["cor"], size)
    away = _added(data, draws) / sd[:, np.newaxis]
    free = np.zeros_like(away)  # of each coefficient, what those before do not tell
    square = np.zeros((count, size, size))
    square[(slice(None), *np.tril_indices(size, -1))] = partial
    for row in range(size):
        rest, known = np.ones(count), np.zeros(away.shape[:2])
        for column in range(row):
            weight = square[:, row, column] * rest
            known += weight[:, np.newaxis] * free[:, :, column]
            rest = rest * np.sqrt(
                (1 - square[:, row, column]) * (1 + square[:, row, column])
            )
        free[:, :, row] = (away[:, :, row] - known) / given[:, row, np.newaxis]
    return _spreads(data, draws) + log_normal(free, 0, 1)


def _spreads(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of sd and R."""
    total = sum(map(positive, draws["sd"].T, prior(data, "sd")["rate"]))
    if data["correlated"] and data["K"] > 1:
        partial, _ = partial_correlations(draws["cor"], data["K"])
        shapes = _vine(data["K"], data["prior_cor_shape"])
        total = total + sum(map(correlation, partial.T, shapes))
    return total


def _coefficients(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of beta and, where their priors are known, of theta."""
    A, mean, sd = cross_products.prior_of_beta(data)
    total = log_normal(_beta(data, draws) @ A.T, mean, sd)
    if data["pooling"] != 1:
        return total
    theta = draws["theta"] @ np.asarray(data["B"], float).T
    mean, sd = (
        np.tile(data[f"prior_theta_{name}"], data["J"]) for name in ("mean", "sd")
    )
    return total + log_normal(theta, mean, sd)


def log_prior(data: dict, draws: dict) -> np.ndarray:
    """All parameters of the linear predictor, whatever the degree of pooling."""
    total = _coefficients(data, draws)
    if data["pooling"] == 1:
        total = total + units.bends(data, draws, _beta(data, draws))
    elif data["pooling"] == 2:
        total = total + _population(data, draws)
    if data["H"]:
        spread = draws["sd_further"]
        total = total + sum(map(positive, spread.T, data["prior_sd_further_rate"]))
        sds = _own_spread(data, spread)
        total = total + log_normal(draws["further"] / sds, 0, 1)
    root = _root_of_B_theta(data, draws) if data["pooling"] == 2 else None
    return total + units.logs(data, len(total), draws.get("sd_further"), root)


def _scales(data: dict, draws: dict) -> np.ndarray:
    """Sum the terms of sd and R, if they are learned; as `log_prior`."""
    if data["pooling"] == 2:
        return _spreads(data, draws)
    return np.zeros(len(next(iter(draws.values()))))


def marginal(data: dict, draws: dict) -> np.ndarray:
    """Give the log density of normal outcomes, whatever the coefficients."""
    factor = None
    if data["pooling"] == 1:
        sd = np.diag(np.asarray(data["prior_theta_sd"], float))
        factor = np.broadcast_to(sd, (len(_beta(data, draws)), *sd.shape))
    elif data["pooling"] == 2:
        root = draws["sd"][..., np.newaxis] * _root_of_R(data, draws)
        factor = np.asarray(data["B"], float) @ root
    return cross_products.marginal(data, draws, _beta(data, draws)[0], factor)


def total(data: dict, draws: dict) -> np.ndarray | None:
    """Sum the log density of normal outcomes; None where further factors have levels."""
    if data["H"]:
        return None
    return cross_products.total(data, draws, _beta(data, draws), _added(data, draws))


LOG_PRIORS = dict.fromkeys((COMPLETE, NONE, PARTIAL), log_prior)
LOG_PRIORS |= {"normal_collapsed": _scales}
MARGINALS = {"normal_collapsed": marginal}


def _drawn_population(data: dict, beta, count: int, rng) -> dict[str, np.ndarray]:
    """Draw sd, R and the coefficients of the groups."""
    size = data["K"]
    sd = rng.exponential(1 / np.asarray(data["prior_sd_rate"], float), (count, size))
    factor = np.zeros((count, size, size)) + np.eye(size)
    drawn = {"sd": sd}
    if data["correlated"] and size > 1:
        shapes = iter(_vine(size, data["prior_cor_shape"]))
        for row in range(1, size):
            rest = np.ones(count)
            for column in range(row):
                b = next(shapes)
                partial = 2 * rng.beta(b, b, count) - 1
                factor[:, row, column] = partial * rest
                rest = rest * np.sqrt((1 - partial) * (1 + partial))
            factor[:, row, row] = rest
        matrix = factor @ factor.transpose(0, 2, 1)
        drawn["cor"] = matrix[(slice(None), *np.tril_indices(size, -1))]
    away = rng.standard_normal((count, data["J"], size)) @ factor.transpose(0, 2, 1)
    mean = _mean(data, beta)[:, np.newaxis]
    return drawn | {"theta": mean + sd[:, np.newaxis] * away}


def from_prior(
    declared: Model, *, data: dict, count: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Draw all parameters."""
    A, mean, sd = cross_products.prior_of_beta(data)
    beta = np.linalg.solve(A, rng.normal(mean, sd, (count, len(A))).T).T
    drawn = {"beta": beta} if len(A) else {}
    if data["pooling"] == 1:
        shape = (count, data["J"], data["K"])
        theta = rng.normal(data["prior_theta_mean"], data["prior_theta_sd"], shape)
        drawn["theta"] = theta @ np.linalg.inv(data["B"]).T
    elif data["pooling"] == 2:
        drawn |= _drawn_population(data, beta, count, rng)
    of_outcomes = import_module(f"pooling.model.density.{declared.likelihood}").DISPERSION
    for name, of in of_outcomes.items():
        drawn[name] = of.drawn(count, rng, **prior(data, name))
    if data["H"]:
        rate = np.asarray(data["prior_sd_further_rate"], float)
        drawn["sd_further"] = rng.exponential(1 / rate, (count, data["H"]))
        spread = _own_spread(data, drawn["sd_further"])
        drawn["further"] = spread * rng.standard_normal((count, data["L"]))
    return drawn


def lprior(outcomes, data: dict, draws: dict) -> np.ndarray:
    """Sum the log densities of the top-level priors, as the programs' ``lprior`` does.

    Those of the parameters themselves, without a Jacobian, up to a constant, shape (draw,);
    of correlations that of the Cholesky factor of R: Stan Functions Reference, "Cholesky
    LKJ correlation distribution". ``outcomes`` is the module of their likelihood, in
    `pooling.model.density`.
    """
    total = _coefficients(data, draws)
    if data["pooling"] == 2:
        total = total - draws["sd"] @ np.asarray(data["prior_sd_rate"], float)
        if "cor" in draws:
            size = data["K"]
            _, left = partial_correlations(draws["cor"], size)
            powers = size - 1 - np.arange(size) + 2 * data["prior_cor_shape"] - 2
            total = total + np.log(left[:, 1:]) @ powers[1:]
    if data["H"]:
        rate = np.asarray(data["prior_sd_further_rate"], float)
        total = total - draws["sd_further"] @ rate
    for name, of in outcomes.DISPERSION.items():
        if name in draws:
            total = total + of.lprior(draws[name], **prior(data, name))
    return total


def new_group(outcomes, data: dict, draws: dict, rng) -> dict[str, np.ndarray]:
    """Draw a group that is not in the table, and its outcomes at the design points.

    ``outcomes`` as of `lprior`. It gives
    ``theta_new``, shape (draw, K), where groups have coefficients of their own, and
    ``y_new``, shape (draw, N_new), with a new level of each further factor.
    """
    beta, pooling = _beta(data, draws), data["pooling"]
    X, Z = (np.asarray(data[name], float) for name in ("X_new", "Z_new"))
    drawn, theta = {}, np.zeros((len(beta), data["K"]))
    away = rng.standard_normal(theta.shape)
    if pooling == 1:
        mean, sd = (np.asarray(data[f"prior_theta_{n}"], float) for n in ("mean", "sd"))
        theta = (mean + sd * away) @ np.linalg.inv(np.asarray(data["B"], float)).T
    elif pooling == 2:
        theta = _mean(data, beta) + draws["sd"] * np.einsum(
            "dik,dk->di", _root_of_R(data, draws), away
        )
    eta = np.asarray(data["offsets_new"], float) + beta @ X[:, _columns(data)].T
    if pooling:
        drawn["theta_new"] = theta
        # The population's own coefficients of these columns are in theta.
        shift = theta - _mean(data, beta) if pooling == 2 else theta
        eta = eta + shift @ Z.T
    if data["H"]:
        level = draws["sd_further"] * rng.standard_normal(draws["sd_further"].shape)
        eta = eta + level.sum(axis=1, keepdims=True)
    count = data["N_new"]
    # Of estimates a new one is its true effect, without an error.
    there = {"y": np.zeros(count), "N": count, "se": np.zeros(count)}
    there["trials"] = data.get("trials_new", count)
    drawn["y_new"] = outcomes.replicates(there, eta, draws, rng)
    return drawn


def _root_of_R(data: dict, draws: dict) -> np.ndarray:
    """Give the Cholesky factor of R, shape (draw, K, K)."""
    size = data["K"]
    matrix = np.zeros((len(draws["sd"]), size, size)) + np.eye(size)
    if "cor" in draws:
        matrix[(slice(None), *np.tril_indices(size, -1))] = draws["cor"]
        matrix += np.tril(matrix, -1).transpose(0, 2, 1)
    return np.linalg.cholesky(matrix)
