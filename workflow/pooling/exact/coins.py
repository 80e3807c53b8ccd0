"""Exact posteriors of the family coins: given omega, each theta is beta distributed.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, chapter 9.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import betainc, betaln, digamma, expit, polygamma, xlog1py, xlogy

from pooling.exact.base import POINTS, Exact, integrate, interval_axis, labels_of, lay_out
from pooling.exact.order import LogOdds, distinct
from pooling.families.coins import MODELS


def shapes(data: dict, omega) -> tuple[np.ndarray, np.ndarray]:
    """Shapes of the beta distribution of each theta, given omega and the data.

    Parameters
    ----------
    data : dict
        ``kappa``, and the counts ``N`` and ``y``.
    omega : ndarray
        Mode of the factory, shape (node,).

    Returns
    -------
    a, b : ndarray
        Shape (node, coin); the prior's where N = y = 0.
    """
    y, n = np.asarray(data["y"]), np.asarray(data["N"])
    omega = np.asarray(omega, dtype=float)[:, np.newaxis]
    sharpness = data["kappa"] - 2
    return omega * sharpness + 1 + y, (1 - omega) * sharpness + 1 + n - y


def _moments(a, b):
    """Mean and variance of beta distributions."""
    return a / (a + b), a * b / ((a + b) ** 2 * (a + b + 1))


def _densities(names, a, b, weights) -> dict:
    """Density of each theta over (0, 1), mixed over the nodes of omega."""
    theta = np.linspace(0, 1, POINTS)[:, np.newaxis]
    # Coins with the same counts have the same density.
    _, first, same = np.unique(
        np.concatenate([a[:1], b[:1]]), axis=1, return_index=True, return_inverse=True
    )
    found = [
        np.exp(
            xlogy(own_a - 1, theta) + xlog1py(own_b - 1, -theta) - betaln(own_a, own_b)
        )
        @ weights
        for own_a, own_b in zip(a.T[first], b.T[first], strict=True)
    ]
    return {
        name: (theta[:, 0], found[place])
        for name, place in zip(names, np.ravel(same), strict=True)
    }


def fixed_mode(data: dict, labels: list[str]) -> Exact:
    """Posterior where the mode of the factory is known: conjugate.

    Parameters
    ----------
    data : dict
        ``kappa``, ``omega``, and the counts ``N`` and ``y``.
    labels : list of str
        Coin labels.

    Returns
    -------
    Exact
        With the densities of every theta.
    """
    parameters = MODELS["fixed_mode"].parameters
    a, b = shapes(data, [data["omega"]])
    mean, variance = lay_out(parameters, {"theta": _moments(a, b)})
    names = labels_of(parameters, labels)
    return Exact(
        names,
        mean[0],
        np.sqrt(variance[0]),
        marginals=_densities(names, a, b, np.ones(1)),
    )


def partial_pooling(data: dict, labels: list[str]) -> Exact:
    """Posterior where the mode of the factory is learned.

    Parameters
    ----------
    data : dict
        ``kappa``, ``prior_omega_a``, ``prior_omega_b``, and the counts ``N``
        and ``y``.
    labels : list of str
        Coin labels.

    Returns
    -------
    Exact
        With the densities of omega and of every theta.
    """
    parameters = MODELS["partial_pooling"].parameters
    nothing = {"kappa": data["kappa"], "N": [0], "y": [0]}

    def likelihood(values):
        prior = betaln(*shapes(nothing, values["omega"]))
        return (betaln(*shapes(data, values["omega"])) - prior).sum(axis=1)

    def moments(values):
        return {"theta": _moments(*shapes(data, values["omega"]))}

    axis = interval_axis("omega", data["prior_omega_a"], data["prior_omega_b"])
    # Many nodes, because the densities below are sums of one beta per node.
    width = len(data["y"])
    nodes = integrate(
        [axis], likelihood, moments, parameters, width=width, smallest=POINTS
    )
    names = labels_of(parameters, labels)
    thetas = _densities(names[1:], *shapes(data, nodes.values["omega"]), nodes.weights)
    found = Exact(names, nodes.mean, nodes.sd, nodes.error, nodes.edge_mass)
    return replace(found, marginals=nodes.marginals | thetas, grid=nodes.grid)


def log_odds(data: dict, values: dict) -> LogOdds:
    """Give the posterior of the coins' log odds at nodes of omega.

    Parameters
    ----------
    data : dict
        ``kappa``, the counts ``N`` and ``y``, and ``omega`` where it is known.
    values : dict
        ``omega`` at each node, where it is learned.
    """
    (y, n), place, repeats = distinct(data)
    omega = np.atleast_1d(values.get("omega", data.get("omega")))
    a, b = shapes(data | {"y": y, "N": n}, omega)

    def below(node: int, limits: np.ndarray) -> np.ndarray:
        own = a[node, :, np.newaxis], b[node, :, np.newaxis]
        return betainc(*own, expit(limits))

    centre = digamma(a) - digamma(b)
    spread = np.sqrt(polygamma(1, a) + polygamma(1, b))
    return LogOdds(centre, spread, below, repeats, place)


POSTERIORS = {"fixed_mode": fixed_mode, "partial_pooling": partial_pooling}
