"""Exact posteriors of the family rates: one integral per unit, inside two more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

from pooling.density.integral import NODES, lay_nodes
from pooling.exact.base import (
    Exact,
    Grid,
    change,
    integrate,
    labels_of,
    lay_out,
    real_axis,
    scale_axis,
)
from pooling.exact.order import LogOdds, distinct
from pooling.families.rates import MODELS

LEAST = 1e-6  # spread of log odds below which units are told apart by rounding alone


def units(y, n, mu, sigma, nodes: int = NODES):
    """Integrate over the log odds of units, given their population.

    Parameters
    ----------
    y, n : ndarray of int
        Successes and trials, shape (unit,).
    mu, sigma : ndarray
        Population of the log odds, shape (node,).
    nodes : int
        Odd number of nodes.

    Returns
    -------
    log_likelihood : ndarray
        Log probability of each unit's outcome given the population, without the
        binomial coefficient, shape (node, unit).
    moments : dict
        ``alpha`` and ``p`` -> (mean, variance), shape (node, unit).
    """
    alpha, weights, log_likelihood = lay_nodes(y, n, mu, sigma, nodes)

    def moments(values):
        mean = (weights * values).sum(axis=0)
        return mean, (weights * (values - mean) ** 2).sum(axis=0)

    return log_likelihood, {"alpha": moments(alpha), "p": moments(expit(alpha))}


def _fixed_prior(model, y, n, data: dict, labels: list[str]) -> Exact:
    """Posterior of units under a prior that nothing is learned about."""
    found = []
    for nodes in (NODES, NODES // 2 + 1):
        population = [data["prior_alpha_mean"]], [data["prior_alpha_sd"]]
        _, moments = units(y, n, *population, nodes)
        mean, variance = lay_out(model.parameters, moments)
        found.append((mean[0], np.sqrt(variance[0])))
    fine, coarse = found
    return Exact(labels_of(model.parameters, labels), *fine, change(*fine, *coarse))


def complete_pooling(data: dict, labels: list[str]) -> Exact:
    """Posterior of one rate for all units.

    Parameters
    ----------
    data : dict
        Content of ``stan_data.json``.
    labels : list of str
        Unit labels.
    """
    together = [sum(data["y"])], [sum(data["N"])]
    found = _fixed_prior(MODELS["complete_pooling"], *together, data, labels)
    population = [data["prior_alpha_mean"]], [data["prior_alpha_sd"]]
    alpha, weights, _ = lay_nodes(*together, *population)
    nodes = {"alpha": alpha.ravel()}, weights.ravel()
    return replace(found, grid=lambda: Grid.of(*nodes))


def no_pooling(data: dict, labels: list[str]) -> Exact:
    """Posterior of a rate for every unit, under a fixed prior.

    Parameters
    ----------
    data : dict
        Content of ``stan_data.json``.
    labels : list of str
        Unit labels.
    """
    return _fixed_prior(MODELS["no_pooling"], data["y"], data["N"], data, labels)


def partial_pooling(data: dict, labels: list[str]) -> Exact:
    """Posterior of a rate for every unit, from a population that is learned.

    Parameters
    ----------
    data : dict
        Content of ``stan_data.json``.
    labels : list of str
        Unit labels.

    Returns
    -------
    Exact
        With the densities of mu_alpha and sigma_alpha.
    """
    parameters = MODELS["partial_pooling"].parameters
    # Units with the same outcome have the same integral.
    outcomes, index, repeats = distinct(data)
    axes = [
        real_axis("mu_alpha", data["prior_mu_alpha_mean"], data["prior_mu_alpha_sd"]),
        scale_axis("sigma_alpha", data["prior_sigma_alpha_rate"]),
    ]

    def posterior(nodes: int):
        def of_units(values):
            population = values["mu_alpha"], values["sigma_alpha"]
            return units(*outcomes, *population, nodes)

        def likelihood(values):
            return of_units(values)[0] @ repeats

        def moments(values):
            return {
                name: tuple(moment[:, index] for moment in pair)
                for name, pair in of_units(values)[1].items()
            }

        width = nodes * len(repeats)
        return integrate(axes, likelihood, moments, parameters, width=width)

    fine, coarse = posterior(NODES), posterior(NODES // 2 + 1)
    return Exact(
        labels_of(parameters, labels),
        fine.mean,
        fine.sd,
        max(fine.error, change(fine.mean, fine.sd, coarse.mean, coarse.sd)),
        fine.edge_mass,
        fine.marginals,
        fine.grid,
    )


def log_odds(data: dict, values: dict) -> LogOdds:
    """Give the posterior of the units' log odds at nodes of their population.

    Parameters
    ----------
    data : dict
        Content of ``stan_data.json``.
    values : dict
        ``mu_alpha`` and ``sigma_alpha`` at each node; the prior's where nothing is
        learned of them.
    """
    (y, n), place, repeats = distinct(data)
    mu, sigma = (
        np.atleast_1d(values.get(name, data.get(given)))
        for name, given in (
            ("mu_alpha", "prior_alpha_mean"),
            ("sigma_alpha", "prior_alpha_sd"),
        )
    )
    sigma = np.maximum(sigma, LEAST)
    centre, variance = units(y, n, mu, sigma)[1]["alpha"]

    def below(node: int, limits: np.ndarray) -> np.ndarray:
        away = (limits - mu[node]) / sigma[node]
        log_density = y[:, np.newaxis] * limits - 0.5 * away**2
        log_density -= n[:, np.newaxis] * np.logaddexp(0, limits)
        density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
        cells = (density[:, 1:] + density[:, :-1]) / 2 * np.diff(limits)
        found = np.cumsum(cells, axis=1)
        return np.pad(found / found[:, -1:], ((0, 0), (1, 0)))

    return LogOdds(centre, np.sqrt(variance), below, repeats, place)


POSTERIORS = {
    "complete_pooling": complete_pooling,
    "no_pooling": no_pooling,
    "partial_pooling": partial_pooling,
}
