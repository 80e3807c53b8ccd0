"""Answers of lines."""

from __future__ import annotations

from pooling.answers import normal
from pooling.answers.base import Statement, best, extremes, span
from pooling.results import Results


def answer(results: Results) -> list[Statement]:
    """Say what was found of lines over a predictor."""
    if normal.PARTIAL not in results.fits:
        found = []
        if normal.ALL in results.fits:
            found = normal.typical(results, normal.ALL, "alpha")
            found += normal.effect(results, normal.ALL, "beta")
        return found + best(results)
    draws = results.fits[normal.PARTIAL].draws("alpha")["alpha"]
    return [
        *normal.typical(results, normal.PARTIAL, "mu_alpha"),
        *normal.effect(results, normal.PARTIAL, "mu_beta"),
        *normal.levels(results),
        *normal.slopes(results),
        *extremes(results, "alpha", draws, normal.outcome),
        *span(results, "alpha", normal.between),
        *best(results),
    ]
