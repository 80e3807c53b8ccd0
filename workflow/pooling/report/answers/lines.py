"""Answers of lines."""

from __future__ import annotations

from pooling.checks.results import Results
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report.answers import normal
from pooling.report.answers.base import Statement
from pooling.report.answers.groups import extremes, span
from pooling.report.answers.models import best


def answer(results: Results) -> list[Statement]:
    """Say what was found of lines over a predictor."""
    if PARTIAL not in results.fits:
        statements = []
        if COMPLETE in results.fits:
            statements = normal.typical(results, COMPLETE, "alpha")
            statements += normal.effect(results, COMPLETE, "beta")
        return statements + best(results)
    return [
        *normal.typical(results, PARTIAL, "mu_alpha"),
        *normal.effect(results, PARTIAL, "mu_beta"),
        *normal.levels(results),
        *normal.slopes(results),
        *extremes(results, normal.outcome),
        *span(results, normal.between),
        *best(results),
    ]
