"""Checks of the family means."""

from __future__ import annotations

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

PER = None


def new_group(case: Case) -> list[Prediction]:
    """Predict one observation of known groups and of a new one."""
    return predictions(case, [None], design(case))
