"""Exact posteriors of models with normal outcomes: an integral over their scales."""

from __future__ import annotations

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.exact import importance
from pooling.exact.axes import scale_axis
from pooling.exact.base import Exact, normal_mixture
from pooling.exact.quadrature import integrate
from pooling.model.effects.columns import Effects
from pooling.model.families.base import labels_of

FEW = 2  # axes of which a grid takes fewer nodes than there would be points


def _require_residual(effects: Effects) -> None:
    """Refuse fits that leave no residual although they could.

    The density of sigma then grows without bound toward 0.
    """
    sums = effects.table.sums
    rounding = 100 * np.finfo(float).eps * sums.largest_number
    if sums.freedom > 0 and sums.within <= sums.freedom * rounding**2:
        raise PoolingError(
            "not computed, because the groups' own fits leave no residual, so the "
            "posterior of sigma has no bound at 0."
        )


def posterior(effects: Effects, data: dict, labels: dict[str, list[str]]) -> Exact:
    """Find the posterior of a model.

    Parameters
    ----------
    effects : pooling.model.effects.columns.Effects
        Of its groups.

    Returns
    -------
    Exact
        Of points, or of a grid; this with the densities of the scales, and of mu where
        that is learned.
    """
    _require_residual(effects)
    model, names = effects.model, effects.hyperparameters
    if len(names) > FEW:
        return importance.posterior(effects, data, labels)
    shown = effects.called.vectors["beta"] if model.pooling == "partial" else ()
    nodes = integrate(
        [scale_axis(name, data[f"prior_{name}_rate"]) for name in names],
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
