"""Groups without which the posterior lies where it has few points: new ones are laid there.

Where the weights 1 / p(y_j | y_-j, s) of a group have too heavy a tail, points are laid for
the posterior without it as for any other. Its density is the ratio of two masses,

    p(y_j | y_-j) = p(y) / p(y_-j), where p(y_-j) is the integral over s of
    p(y | s) p(s) / p(y_j | y_-j, s), up to the same constant.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import logsumexp

from pooling.basics.blocks import blocks
from pooling.basics.errors import PoolingError
from pooling.exact import PARETO_K, importance, scrambles, weighing
from pooling.exact.base import Grid
from pooling.exact.cross_validation import conditional
from pooling.exact.cross_validation.base import Given, Predicted
from pooling.model import effects
from pooling.model.effects.regression import hermite, parts

log = logging.getLogger(__name__)

POINTS = 2**13  # that a mass is summed over, and of a single number
OF_ONE = 2**11
SPENT = 4 * 10**8  # numbers of all groups: some ten seconds of one processor


@dataclass(frozen=True)
class _Rest:
    """The effects of all groups but one, as far as points ask for them.

    Attributes
    ----------
    whole : Effects
        Of all groups.
    group : pooling.exact.cross_validation.base.Given
        Of the one.
    """

    whole: object
    group: Given

    @property
    def width(self) -> int:
        """Numbers that one node takes."""
        return self.whole.width + self.group.width

    def roughly(self) -> _Rest:
        """Take few nodes of the groups' effects, where these have nodes."""
        rough = getattr(self.whole, "roughly", lambda: self.whole)
        return replace(self, whole=rough())

    def log_likelihood(self, values: dict) -> np.ndarray:
        """Give log p(y_-j | s), up to a constant, shape (node,)."""
        count = len(next(iter(values.values())))
        told = [together[:, 0] for _, (*_, together) in self.group.along(values, count)]
        return self.whole.log_likelihood(values) - np.concatenate(told)


def _log_mass(groups, coordinates) -> float:
    """Give the log of the integral of likelihood and prior, up to a constant.

    Raises
    ------
    PoolingError
        The points are not to be trusted.
    """
    target, points = importance.laid(groups, coordinates)
    count = OF_ONE if target.size == 1 else POINTS
    t, proposed = points.place(scrambles.sobol(target.size, 0).random(count))
    logs = np.empty(count)
    for part in blocks(count, groups.width, scrambles.BLOCK):
        logs[part] = target.log_density(t[part]) - proposed[part]
    weighing.require_even(weighing.pareto_k(logs))
    return float(logsumexp(logs))


def corrected(
    predicted: Predicted, model, *, data: dict, grid: Grid, kept: np.ndarray
) -> Predicted:
    """Compute again what weights of points, those of a grid, cannot give of left-out groups.

    ``kept`` are places of the groups; the ``method`` is one of each group then.
    """
    elpd, k = predicted.elpd.copy(), predicted.pareto_k.copy()
    method = np.full(len(elpd), predicted.method)
    poor = np.flatnonzero(~(k <= PARETO_K))
    if not len(poor):
        return predicted
    whole = integrated = effects.need(model, data)
    if isinstance(whole, hermite.Effects):
        few = grid.fewer(importance.CHECKED).values
        whole, _ = parts.settled(whole, few, importance.QUADRATURE)
    spent = whole.width * POINTS
    if spent > SPENT:
        return predicted
    try:
        of_all = _log_mass(whole, whole.coordinates)
        # The worst first, as long as it does not take too long.
        for place in poor[np.argsort(-k[poor], kind="stable")]:
            group = conditional.of(integrated, np.empty(0, int), kept[[place]])
            rest = _Rest(whole, group)
            spent += rest.width * POINTS
            if spent > SPENT:
                break
            elpd[place] = of_all - _log_mass(rest, whole.coordinates)
            k[place], method[place] = np.nan, "exact"
    except PoolingError as refusal:
        log.info("Left-out groups are no further computed: %s", refusal)
    return replace(predicted, elpd=elpd, pareto_k=k, method=method)
