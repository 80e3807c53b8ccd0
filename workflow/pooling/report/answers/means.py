"""Answers of means."""

from __future__ import annotations

from pooling.checks.results import Results
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report.answers import normal
from pooling.report.answers.base import Statement
from pooling.report.answers.groups import by_size, extremes, span
from pooling.report.answers.models import best


def answer(results: Results) -> list[Statement]:
    """Say what was found of the means of groups."""
    if PARTIAL not in results.fits:
        statements = (
            normal.typical(results, COMPLETE, "alpha") if COMPLETE in results.fits else []
        )
        return statements + best(results)
    return [
        *normal.typical(results, PARTIAL, "mu_alpha"),
        *normal.levels(results),
        *extremes(results, normal.outcome),
        *span(results, normal.between),
        *by_size(results, normal.between),
        *normal.new_group(results),
        *best(results),
    ]
