"""Exact posteriors of units with a beta population: given it they are conjugate.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, chapter 9.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import betainc, betaln, digamma, expit, polygamma, xlog1py, xlogy

from pooling.exact.axes import Axis, interval_axis, scale_axis
from pooling.exact.base import POINTS, Exact, lay_out
from pooling.exact.order import LogOdds
from pooling.exact.quadrature import SMALLEST, integrate
from pooling.model.effects.beta import Effects
from pooling.model.families.base import labels_of


def _densities(names, a, b, weights) -> dict:
    """Density of each theta over (0, 1), mixed over the nodes of omega."""
    theta = np.linspace(0, 1, POINTS)[:, np.newaxis]
    # Coins with the same counts have the same density.
    _, first, same = np.unique(
        np.concatenate([a[:1], b[:1]]), axis=1, return_index=True, return_inverse=True
    )
    densities = [
        np.exp(
            xlogy(own_a - 1, theta) + xlog1py(own_b - 1, -theta) - betaln(own_a, own_b)
        )
        @ weights
        for own_a, own_b in zip(a.T[first], b.T[first], strict=True)
    ]
    return {
        name: (theta[:, 0], densities[place])
        for name, place in zip(names, np.ravel(same), strict=True)
    }


def axes(effects: Effects, data: dict) -> list[Axis]:
    """Lay an axis for the mode of the population, and for kappa where it is learned."""
    laid = [interval_axis("omega", data["prior_omega_a"], b=data["prior_omega_b"])]
    if "kappa" in effects.hyperparameters:
        shape, rate = (data[f"prior_kappa_{each}"] for each in ("shape", "rate"))
        laid.append(scale_axis("kappa", rate, shape=shape, least=2.0))
    return laid


def posterior(effects: Effects, data: dict, labels: dict[str, list[str]]) -> Exact:
    """Find the posterior of a model, as `pooling.exact.posterior` does.

    With the densities of omega and kappa where they are learned, and of every theta where
    kappa is not.
    """
    parameters = effects.model.parameters
    names = labels_of(parameters, labels)
    if not effects.hyperparameters:
        mean, variance = lay_out(parameters, effects.moments({}))
        densities = _densities(names, *effects.shapes({}), np.ones(1))
        return Exact(
            labels=names, mean=mean[0], sd=np.sqrt(variance[0]), marginals=densities
        )
    kappa = "kappa" in effects.hyperparameters
    # Where kappa is known, many nodes: the densities below are sums of one beta per node.
    nodes = integrate(
        axes(effects, data),
        effects.log_likelihood,
        effects.moments,
        parameters,
        width=len(effects.sizes),
        smallest=SMALLEST if kappa else POINTS,
    )
    thetas = {}
    if not kappa:
        thetas = _densities(names[1:], *effects.shapes(nodes.values), nodes.weights)
    exact = Exact(
        labels=names,
        mean=nodes.mean,
        sd=nodes.sd,
        error=nodes.error,
        edge_mass=nodes.edge_mass,
    )
    return replace(exact, marginals=nodes.marginals | thetas, grid=nodes.grid)


def log_odds(effects: Effects, values: dict) -> LogOdds:
    """Give the posterior of the units' log odds at nodes of omega."""
    counts = effects.counts
    different = replace(effects, data=effects.data | {"y": counts.y, "N": counts.n})
    a, b = different.shapes(values)

    def below(node: int, limits: np.ndarray) -> np.ndarray:
        shapes = a[node, :, np.newaxis], b[node, :, np.newaxis]
        return betainc(*shapes, expit(limits))

    centre = digamma(a) - digamma(b)
    spread = np.sqrt(polygamma(1, a) + polygamma(1, b))
    return LogOdds(centre, spread, below, counts.repeats, counts.place)
