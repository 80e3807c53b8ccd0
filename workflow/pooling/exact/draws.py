"""Draws spread over an exact posterior: nodes of what groups share, then the groups.

They stand evenly over nodes that were computed already, and serve where nothing is sampled;
`independent` draws further points, each on its own, and its draws are a fit.

Nodes that are points are resampled. A grid gives moments exactly and is too coarse for
the quantiles of its own axes, so that points are laid over what groups share; of the mode
of coins, whose nodes lie close, the distribution function is read off.
"""

from __future__ import annotations

import numpy as np

from pooling.basics.blocks import blocks
from pooling.exact import coins, importance, weighing
from pooling.exact.axes import OverAxes
from pooling.exact.base import Grid
from pooling.model import effects, families
from pooling.model.effects import beta

COUNT = importance.KEPT  # draws
FEWEST = 2**9
NUMBERS = 10**7  # of all of them: seconds of one processor
CHUNK = 2**20  # groups of draws that are drawn at once


def of(
    family: str, model: str, *, data: dict, grid: Grid, seed: int
) -> dict[str, np.ndarray]:
    """Spread draws evenly over an exact posterior; `independent` draws each on its own.

    Of each declared parameter they have the shape (draw, ...), in the order of the nodes:
    nothing may be read from their order. There are none where groups share nothing that is
    learned.
    """
    integrated = effects.need(families.get(family).MODELS[model], data)
    if not integrated.hyperparameters:
        return {}
    rng = np.random.default_rng(seed)
    width = getattr(integrated, "draw_width", 1)
    count = int(np.clip(NUMBERS // width, FEWEST, COUNT))
    shared = _shared(integrated, data, grid, count)
    complete = _of_coins if isinstance(integrated, beta.Effects) else _of_groups
    drawn: dict[str, np.ndarray] = {}
    for part in blocks(count, len(integrated.sizes), CHUNK):
        some = {name: each[part] for name, each in shared.items()}
        for name, each in (some | complete(integrated, some, rng)).items():
            every = drawn.setdefault(name, np.empty((count, *each.shape[1:])))
            every[part] = each
    return drawn


def _shared(integrated, data: dict, grid: Grid, count: int) -> dict[str, np.ndarray]:
    """Draw what groups share."""
    if grid.fringe is None:
        places = weighing.resampled(grid.weights, count)
        return {name: each[places] for name, each in grid.values.items()}
    if set(grid.values) == {"omega"}:
        ((name, value),) = grid.values.items()
        order = np.argsort(value)
        weights = grid.weights[order]
        middle = np.cumsum(weights) - weights / 2
        return {name: np.interp((np.arange(count) + 0.5) / count, middle, value[order])}
    if isinstance(integrated, beta.Effects):
        coordinates = OverAxes(coins.axes(integrated, data))
    else:
        coordinates = integrated.coordinates
    return importance.draws(integrated, coordinates, count)


def _of_coins(integrated, shared: dict, rng) -> dict[str, np.ndarray]:
    """Draw the rates of coins."""
    return {"theta": rng.beta(*integrated.shapes(shared))}


def _of_groups(integrated, shared: dict, rng) -> dict[str, np.ndarray]:
    """Draw the coefficients of all groups, and the levels of a formula."""
    drawn = integrated.draw(shared, rng)
    del drawn["log_joint"]
    return drawn
