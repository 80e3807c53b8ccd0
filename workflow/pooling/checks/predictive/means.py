"""Checks of the family means."""

from __future__ import annotations

from pooling.checks.predictive import normal
from pooling.checks.predictive.base import Case, Prediction
from pooling.model.effects.design import laid_out

PER = None


def new_group(case: Case) -> list[Prediction]:
    """Predict one observation of known groups and of a new one."""
    return normal.predictions(case, [None], laid_out(case.declared, {}, 1))
