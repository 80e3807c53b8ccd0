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
    alone, sizes = effects.unsettled[rows], effects.sizes[kept]
    rows, kept = np.arange(data["N"])[rows], np.arange(data["J"])[kept]
    effects, places = effects.only(rows, kept)

    def at(values):
        log_density, below, together = effects.without(values, rows, places)
        return np.minimum(log_density, WEIGHTLESS), below, together

    return Given(
        names=effects.hyperparameters,
        at=at,
        # Of rows by themselves each takes what goes with every column.
        width=effects.left_width + len(alone) * (1 + data["P"]),
        unsettled=alone,
        sizes=sizes,
        discrete=effects.response.INTEGER,
        together=effects.TOGETHER,
    )
