"""Rows and groups of a model by formula, left out."""

from __future__ import annotations

import numpy as np

from pooling.exact.cross_validation.base import WEIGHTLESS, Given
from pooling.model.effects.regression import Effects


def given(effects: Effects, data: dict, rows=slice(None), kept=slice(None)) -> Given:
    """Predict observations and groups from the others, given what groups share.

    Parameters
    ----------
    effects : pooling.model.effects.regression.Effects
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

    alone = effects.unsettled[rows]
    return Given(
        names=effects.hyperparameters,
        at=at,
        # Of rows by themselves each takes what goes with every column.
        width=effects.width + len(alone) * (1 + data["P"]),
        unsettled=alone,
        sizes=effects.sizes[kept],
        discrete=effects.response.INTEGER,
    )
