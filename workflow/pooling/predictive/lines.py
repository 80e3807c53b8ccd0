"""Checks of the family lines."""

from __future__ import annotations

import numpy as np

from pooling.predictive.base import Case, Prediction
from pooling.predictive.normal import (
    QUANTITY,
    design,
    group_checks,
    new_tables,
    plausible,
    predictions,
    prior_draws,
    statistics,
)

__all__ = [
    "PER",
    "QUANTITY",
    "group_checks",
    "new_group",
    "new_tables",
    "plausible",
    "prior_draws",
    "statistics",
]

PER = "x"


def new_group(case: Case) -> list[Prediction]:
    """Predict over the range of the predictor for known groups and for a new one.

    The points are the predictor less its printed centre, as the program has it.
    """
    x = case.data["x_new"]
    return predictions(case, x, design(case, np.asarray(x)))
