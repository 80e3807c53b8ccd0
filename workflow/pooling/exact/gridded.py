"""Exact posteriors where groups share one or two numbers: an integral over them on a grid.

What is shared by more is summed over points, as formulas are (`importance`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.exact import axes, importance
from pooling.exact.base import Exact, Nodes, change, lay_out, normal_mixture
from pooling.exact.quadrature import integrate
from pooling.model.effects import columns, logit
from pooling.model.families.base import labels_of

FEW = 2  # axes of which a grid takes fewer nodes than there would be points


def _require_residual(effects: columns.Effects) -> None:
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


def posterior(
    effects: columns.Effects | logit.Units, data: dict, labels: dict[str, list[str]]
) -> Exact:
    """Find the posterior of a model.

    Of points, or of a grid; this with the densities of what the groups share, and of mu
    where that is learned.
    """
    if isinstance(effects, columns.Effects):
        _require_residual(effects)
        if len(effects.hyperparameters) > FEW:
            return importance.posterior(effects, data, labels)
    fine = _integrated(effects, data, labels)
    if not isinstance(effects, logit.Effects):
        return fine
    # What the nodes of the units' log odds leave out.
    coarse = _integrated(effects.coarser(), data, labels)
    moved = change(fine.mean, fine.sd, coarse.mean, coarse.sd)
    return replace(fine, error=max(fine.error, moved))


def _nodes(effects, data: dict, moments: Callable, width: int, **keep) -> Nodes:
    """Sum moments over the grid of what groups share; see `integrate`."""
    return integrate(
        axes.of(effects.model, data, effects.hyperparameters),
        effects.log_likelihood,
        moments,
        effects.model.parameters,
        width=width,
        effort=effects.effort,
        **keep,
    )


def means_of(effects: columns.Effects, data: dict, kept: Sequence[int]) -> np.ndarray:
    """Find posterior means of the last coefficient of some groups that share the noise.

    Parameters
    ----------
    effects : pooling.model.effects.columns.Effects
        Of all groups.
    kept : sequence of int
        Places of those that are wanted.
    """
    _require_residual(effects)
    width = max(effects.effort, len(kept))
    nodes = _nodes(effects, data, lambda values: effects.moments(values, kept), width)
    return nodes.mean[-len(kept) :]


def _integrated(effects, data: dict, labels: dict[str, list[str]]) -> Exact:
    """Sum over the grid, or over nothing where groups share nothing that is learned."""
    model, names = effects.model, effects.hyperparameters
    written = labels_of(model.parameters, labels)
    if not names:
        mean, variance = lay_out(model.parameters, effects.moments({}))
        return Exact(labels=written, mean=mean[0], sd=np.sqrt(variance[0]))
    learned = effects.called.vectors["beta"] if model.pooling == "partial" else ()
    shown = [name for name in learned if name not in names]
    nodes = _nodes(effects, data, effects.moments, effects.width, keep=shown)
    mixtures = {name: normal_mixture(*nodes.given[name], nodes.weights) for name in shown}
    return Exact(
        labels=written,
        mean=nodes.mean,
        sd=nodes.sd,
        error=nodes.error,
        edge_mass=nodes.edge_mass,
        marginals=mixtures | nodes.marginals,
        grid=nodes.grid,
    )
