"""Checks of the family means."""

from __future__ import annotations

from pooling.effects.design import laid_out
from pooling.predictive import normal
from pooling.predictive.base import Case, Prediction

PER = None


def new_group(case: Case) -> list[Prediction]:
    """Predict one observation of known groups and of a new one."""
    return normal.predictions(case, [None], laid_out(case.declared, {}, 1))
