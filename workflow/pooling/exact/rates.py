"""Exact posteriors of units with counts: one integral per unit, inside two more."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pooling.exact.axes import real_axis, scale_axis
from pooling.exact.base import Exact, Grid, change, lay_out
from pooling.exact.order import LogOdds
from pooling.exact.quadrature import integrate
from pooling.model.effects.logit import NODES, Effects, units
from pooling.model.families.base import labels_of

LEAST = 1e-6  # spread of log odds below which units are told apart by rounding alone
FEW = 33  # enough for log likelihoods to 1e-4: measured on the lecture's tanks, 1e-5
FEWER = NODES // 2 + 1  # to see what the nodes leave out


def posterior(effects: Effects, data: dict, labels: dict[str, list[str]]) -> Exact:
    """Find the posterior of a model, as `pooling.exact.posterior` does.

    With the densities of mu_alpha and sigma_alpha, where they are learned.
    """
    if effects.prior is None:
        return _learned(effects, data, labels)
    if effects.model.pooling != "complete":
        return _fixed_prior(effects, labels)
    together = effects.together()
    alpha, weights, _ = together.lay({})
    nodes = {"alpha": alpha.ravel()}, weights.ravel()
    return replace(_fixed_prior(together, labels), grid=lambda: Grid.of(*nodes))


def _fixed_prior(effects: Effects, labels: dict[str, list[str]]) -> Exact:
    """Posterior of units under a prior that nothing is learned about."""
    parameters = effects.model.parameters
    both = []
    for nodes in (NODES, FEWER):
        mean, variance = lay_out(parameters, effects.moments({}, nodes))
        both.append((mean[0], np.sqrt(variance[0])))
    (mean, sd), coarse = both
    return Exact(
        labels=labels_of(parameters, labels),
        mean=mean,
        sd=sd,
        error=change(mean, sd, *coarse),
    )


@dataclass(frozen=True)
class Coarse:
    """The likelihood of the population by a few nodes, to weigh points with."""

    effects: Effects

    @property
    def width(self) -> int:
        """Numbers that it takes at a point."""
        return FEW * len(self.effects.counts.repeats)

    def log_likelihood(self, values: dict):
        """Give it up to a constant, shape (node,)."""
        return self.effects.lay(values, FEW)[2] @ self.effects.counts.repeats


def axes(effects: Effects, data: dict) -> list:
    """Lay an axis for the mean of the population, and one for its spread."""
    return [
        real_axis("mu_alpha", data["prior_mu_alpha_mean"], data["prior_mu_alpha_sd"]),
        scale_axis("sigma_alpha", data["prior_sigma_alpha_rate"]),
    ]


def _learned(effects: Effects, data: dict, labels: dict[str, list[str]]) -> Exact:
    """Posterior of a rate for every unit, from a population that is learned."""
    parameters = effects.model.parameters
    fine, coarse = (
        integrate(
            axes(effects, data),
            lambda values, nodes=nodes: effects.log_likelihood(values, nodes),
            lambda values, nodes=nodes: effects.moments(values, nodes),
            parameters,
            width=nodes * len(effects.counts.repeats),
        )
        for nodes in (NODES, FEWER)
    )
    return Exact(
        labels=labels_of(parameters, labels),
        mean=fine.mean,
        sd=fine.sd,
        error=max(fine.error, change(fine.mean, fine.sd, coarse.mean, coarse.sd)),
        edge_mass=fine.edge_mass,
        marginals=fine.marginals,
        grid=fine.grid,
    )


def log_odds(effects: Effects, values: dict) -> LogOdds:
    """Give the posterior of the units' log odds at nodes of their population."""
    counts, (mu, sigma) = effects.counts, effects.population(values)
    y, n, sigma = counts.y, counts.n, np.maximum(sigma, LEAST)
    centre, variance = units(y, n, mu, sigma)[1]["alpha"]

    def below(node: int, limits: np.ndarray) -> np.ndarray:
        away = (limits - mu[node]) / sigma[node]
        log_density = y[:, np.newaxis] * limits - 0.5 * away**2
        log_density -= n[:, np.newaxis] * np.logaddexp(0, limits)
        density = np.exp(log_density - log_density.max(axis=1, keepdims=True))
        cells = (density[:, 1:] + density[:, :-1]) / 2 * np.diff(limits)
        sums = np.cumsum(cells, axis=1)
        return np.pad(sums / sums[:, -1:], ((0, 0), (1, 0)))

    return LogOdds(centre, np.sqrt(variance), below, counts.repeats, counts.place)
