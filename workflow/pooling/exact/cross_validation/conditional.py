"""What is known of observations and groups that are left out, given what groups share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pooling.exact.cross_validation.base import WEIGHTLESS, Given
from pooling.model import effects
from pooling.model.effects import beta, regression


def _coins(coins: beta.Effects, rows, kept) -> Given:
    """Of coins: one is an observation and a group, wanted as both.

    Importance sampling from the coin's own posterior would fail.
    """
    counts = {name: np.asarray(coins.data[name])[rows] for name in ("y", "N")}
    wanted = replace(coins, data=coins.data | counts)

    def at(values):
        log_density, below = wanted.without(values)
        return log_density, below, log_density

    return Given(
        names=coins.hyperparameters,
        at=at,
        width=wanted.width,
        unsettled=np.ones(len(wanted.sizes), dtype=bool),
        sizes=wanted.sizes,
        discrete=True,
    )


def _weighed(integrated, rows, kept):
    """Predict some observations and groups at nodes, with digits that weights can bear."""

    def at(values):
        log_density, below, together = integrated.without(values, rows, kept)
        return np.minimum(log_density, WEIGHTLESS), below, together

    return at


def _groups(groups: regression.Effects, rows, kept) -> Given:
    """Of groups of rows."""
    alone, sizes = groups.unsettled(rows), groups.sizes[kept]
    rows, kept = np.arange(groups.data["N"])[rows], np.arange(len(groups.sizes))[kept]
    groups, places = groups.only(rows, kept)
    return Given(
        names=groups.hyperparameters,
        at=_weighed(groups, rows, places),
        # Of rows by themselves each takes what goes with every column.
        width=groups.left_width + len(alone) * (1 + groups.data["P"]),
        unsettled=alone,
        sizes=sizes,
        discrete=groups.response.INTEGER,
        together=groups.TOGETHER,
    )


def given(model, data: dict, rows=slice(None), kept=slice(None)) -> Given:
    """Predict observations and groups from the others, given what groups share.

    ``rows`` and ``kept`` are those that are wanted; all of them by default.

    Raises
    ------
    PoolingError
        A group's effects have no integral.
    """
    return of(effects.need(model, data), rows, kept)


def of(integrated, rows, kept) -> Given:
    """Do as `given` where the effects are integrated out already."""
    if isinstance(integrated, beta.Effects):
        return _coins(integrated, rows, kept)
    return _groups(integrated, rows, kept)
