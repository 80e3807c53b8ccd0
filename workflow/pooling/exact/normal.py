"""Exact posteriors of models with normal outcomes: an integral over their scales."""

from __future__ import annotations

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.exact import importance
from pooling.exact.axes import OverAxes, interval_axis, scale_axis
from pooling.exact.base import Exact, normal_mixture
from pooling.exact.quadrature import integrate
from pooling.model.effects.normal import Effects
from pooling.model.families.base import labels_of

FEW = 2  # axes of which a grid takes fewer nodes than there would be points


def _require_residual(effects: Effects) -> None:
    """Refuse fits that leave no residual although they could.

    The density of sigma then grows without bound toward 0.
    """
    freedom = effects.sums.freedom
    rounding = 100 * np.finfo(float).eps * effects.sums.largest_number
    if freedom > 0 and effects.sums.within <= freedom * rounding**2:
        raise PoolingError(
            "not computed, because the groups' own fits leave no residual, so the "
            "posterior of sigma has no bound at 0."
        )


def axes(effects: Effects, data: dict) -> list:
    """Lay an axis for each scale, and for the correlation where there is one."""
    population = effects.population
    of_population = [
        scale_axis(name, data[f"prior_{name}_rate"]) for name in population.scales
    ]
    if len(population.correlations) > 1 or (
        population.correlations and len(population.names) > 2
    ):
        raise PoolingError(
            "not computed, because more than two coefficients are correlated, and their "
            "correlations have no grid."
        )
    for name in population.correlations.values():
        # In two dimensions LKJ(shape) has the density (1 - rho^2)^(shape - 1).
        shape = data["prior_R_shape"]
        of_population.append(interval_axis(name, shape, b=shape, low=-1.0, high=1.0))
    return [*of_population, scale_axis("sigma", data["prior_sigma_rate"])]


def coordinates(effects: Effects, data: dict):
    """Give what points are laid over; of a model by formula its own coordinates."""
    if isinstance(effects, Effects):
        return OverAxes(axes(effects, data))
    return effects.coordinates


def posterior(effects: Effects, data: dict, labels: dict[str, list[str]]) -> Exact:
    """Find the posterior of a model.

    Parameters
    ----------
    effects : pooling.model.effects.normal.Effects
        Of its groups.

    Returns
    -------
    Exact
        Of points, or of a grid; this with the densities of the scales, and of mu where
        that is learned.
    """
    _require_residual(effects)
    model, population = effects.model, effects.population
    laid = axes(effects, data)
    if len(laid) > FEW:
        return importance.posterior(effects, data, labels, OverAxes(laid))
    shown = population.centres if population.scales else ()
    nodes = integrate(
        laid,
        effects.log_likelihood,
        effects.moments,
        model.parameters,
        width=effects.width,
        effort=effects.effort,
        keep=shown,
    )
    mixtures = {name: normal_mixture(*nodes.given[name], nodes.weights) for name in shown}
    return Exact(
        labels=labels_of(model.parameters, labels),
        mean=nodes.mean,
        sd=nodes.sd,
        error=nodes.error,
        edge_mass=nodes.edge_mass,
        marginals=mixtures | nodes.marginals,
        grid=nodes.grid,
    )
