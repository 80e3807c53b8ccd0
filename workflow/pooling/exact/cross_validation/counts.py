"""Left-out units with counts, their own effects integrated out.

With one row per unit importance sampling from the unit's own posterior fails.
"""

from __future__ import annotations

import numpy as np

from pooling.exact.cross_validation.base import Given
from pooling.model.effects import beta, logit


def given(
    effects: logit.Effects | beta.Effects, data: dict, rows=slice(None), kept=slice(None)
) -> Given:
    """Predict units from the others; a unit is an observation and a group.

    Arguments and result as of `given` of `normal`; the units that are wanted are the same
    in both.
    """
    wanted = type(effects).of(
        effects.model, data | {name: np.asarray(data[name])[rows] for name in ("y", "N")}
    )

    def at(values):
        log_density, below = wanted.without(values)
        return log_density, below, log_density

    return Given(
        names=effects.hyperparameters,
        at=at,
        width=wanted.width,
        unsettled=np.ones(len(wanted.sizes), dtype=bool),
        sizes=wanted.sizes,
        discrete=True,
    )
