"""Normal observations in groups, left out: given the scales everything is normal."""

from __future__ import annotations

import numpy as np

from pooling.exact.cross_validation.base import WEIGHTLESS, Given
from pooling.model.effects.normal import Effects


def given(effects: Effects, data: dict, rows=slice(None), kept=slice(None)) -> Given:
    """Predict observations and groups from the others, given the scales.

    Parameters
    ----------
    effects : pooling.model.effects.normal.Effects
        Of the model's groups.
    data : dict
        Content of ``stan_data.json``.
    rows, kept : slice or ndarray of int
        Observations and groups that are wanted; all of them by default.

    Returns
    -------
    pooling.exact.cross_validation.base.Given
    """

    def at(values):
        log_density, below, together = effects.without(values, rows, kept)
        return np.minimum(log_density, WEIGHTLESS), below, together

    alone = effects.unsettled(rows)
    return Given(
        names=effects.hyperparameters,
        at=at,
        width=len(alone) + effects.width,
        unsettled=alone,
        sizes=effects.sizes[kept],
        discrete=False,
    )
