"""Left-out units with counts, their own effects integrated out.

With one row per unit importance sampling from the unit's own posterior fails.
"""

from __future__ import annotations

import numpy as np

from pooling.effects import beta, logit
from pooling.left_out.base import Given


def given(
    effects: logit.Effects | beta.Effects, data: dict, rows=slice(None), kept=slice(None)
) -> Given:
    """Predict units from the others; a unit is an observation and a group.

    Arguments and result as of `pooling.left_out.normal.given`; the units that are wanted
    are the same in both.
    """
    wanted = type(effects).of(
        effects.model, data | {name: np.asarray(data[name])[rows] for name in ("y", "N")}
    )

    def at(values):
        log_density, below = wanted.without(values)
        return log_density, below, log_density

    return Given(
        effects.hyperparameters,
        at,
        width=wanted.width,
        unsettled=np.ones(len(wanted.sizes), dtype=bool),
        sizes=wanted.sizes,
        discrete=True,
    )
