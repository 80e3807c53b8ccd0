"""Exact posteriors of the family rates: one integral per unit, inside two more."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import expit

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
from pooling.families.rates import MODELS

NODES = 97  # of the integral over a unit's log odds
REACH = 9.0  # its half-width in population sds: exp(-40) of the peak is left out


def _modes(y, n, mu, sigma):
    """Find the mode of each unit's log odds: Newton's steps, kept in a bracket."""
    low, high = mu + sigma**2 * (y - n), mu + sigma**2 * y
    mode = np.clip(np.log((y + 0.5) / (n - y + 0.5)), low, high)
    for _ in range(100):
        p = expit(mode)
        slope = y - n * p - (mode - mu) / sigma**2
        low, high = np.where(slope > 0, mode, low), np.where(slope > 0, high, mode)
        step = mode + slope / (1 / sigma**2 + n * p * (1 - p))
        step = np.where((step < low) | (step > high), (low + high) / 2, step)
        if np.all(np.abs(step - mode) <= 1e-9 * sigma):
            break
        mode = step
    return step


def lay_nodes(y, n, mu, sigma, nodes: int = NODES):
    """Lay nodes over the log odds of units, given their population.

    The integrand, binomial times normal, falls at least as fast as the normal
    on both sides of its mode, so the reach of the nodes is known; they stand
    closer near the mode, by alpha = mode + s sinh(u) with s from the curvature
    there.

    Parameters
    ----------
    y, n, mu, sigma, nodes
        As in `units`.

    Returns
    -------
    alpha, weights : ndarray
        Nodes and their posterior mass, shape (place, node, unit).
    log_likelihood : ndarray
        As in `units`.
    """
    y, n = np.asarray(y), np.asarray(n)
    mu, sigma = np.asarray(mu)[:, np.newaxis], np.asarray(sigma)[:, np.newaxis]
    mode = _modes(y, n, mu, sigma)
    p = expit(mode)
    scale = 1 / np.sqrt(1 / sigma**2 + n * p * (1 - p))
    end = np.arcsinh(REACH * sigma / scale)
    places = np.linspace(-1, 1, nodes)[:, np.newaxis, np.newaxis]
    alpha = mode + scale * np.sinh(end * places)
    log_joint = y * alpha - n * np.logaddexp(0, alpha) - 0.5 * ((alpha - mu) / sigma) ** 2
    peak = log_joint[nodes // 2]
    weights = np.exp(log_joint - peak) * np.cosh(end * places)
    mass = weights.sum(axis=0)
    step = 2 * end / (nodes - 1)
    log_likelihood = peak + np.log(mass * step * scale / (sigma * np.sqrt(2 * np.pi)))
    return alpha, weights / mass, log_likelihood


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
    pairs = np.column_stack([data["y"], data["N"]])
    distinct, index, repeats = np.unique(
        pairs, axis=0, return_inverse=True, return_counts=True
    )
    axes = [
        real_axis("mu_alpha", data["prior_mu_alpha_mean"], data["prior_mu_alpha_sd"]),
        scale_axis("sigma_alpha", data["prior_sigma_alpha_rate"]),
    ]

    def posterior(nodes: int):
        def evaluate(values):
            likelihood, moments = units(
                *distinct.T, values["mu_alpha"], values["sigma_alpha"], nodes
            )
            expanded = {
                name: tuple(moment[:, index] for moment in pair)
                for name, pair in moments.items()
            }
            return likelihood @ repeats, expanded

        return integrate(axes, evaluate, parameters, nodes * len(distinct))

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


POSTERIORS = {
    "complete_pooling": complete_pooling,
    "no_pooling": no_pooling,
    "partial_pooling": partial_pooling,
}
