"""Checks of the family lines."""

from __future__ import annotations

from pooling.checks.predictive import normal
from pooling.checks.predictive.base import Case, Prediction
from pooling.model.effects.design import laid_out

PER = "x"


def new_group(case: Case) -> list[Prediction]:
    """Predict over the range of the predictor for known groups and for a new one.

    The points are the predictor minus its printed centre, as the program has it.
    """
    x = case.data["x_new"]
    return normal.predictions(case, x, laid_out(case.declared, {"x": x}, len(x)))
