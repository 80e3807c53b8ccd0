"""What an analysis found, in sentences with their numbers and units.

Comes in: the finished results of one analysis. Goes out: a list of statements, each in
both languages with the numbers that it says, for the first page of the report, the
chapters and ``answers.json``. What proves them stands elsewhere.
"""

from __future__ import annotations

from dataclasses import asdict

from pooling.checks.results import Results
from pooling.model import families
from pooling.report.answers.base import Statement
from pooling.report.answers.groups import flagged
from pooling.report.answers.models import leaning, unused


def of(results: Results) -> list[Statement]:
    """Answer the question of an analysis.

    Parameters
    ----------
    results : Results
        Its prepared table and facts, its fits with ``stan_data``, ``summary``,
        ``exact``, ``posterior``, ``posterior_predictive``, ``sensitivity`` and
        ``predictive_new_group``, and the files ``comparison`` and
        ``comparison_verdict`` where its models are compared, ``unused`` where it has a
        raw table.

    Returns
    -------
    list of Statement
        From the typical value to what the data could not settle.
    """
    family = families.load("report.answers", results.family)
    statements = (
        family.answer(results) + unused(results) + flagged(results) + leaning(results)
    )
    # What is not settled comes last.
    return sorted(statements, key=lambda statement: statement.about == "open")


def table(statements: list[Statement]) -> list[dict]:
    """Give statements as plain values."""
    return [asdict(each) for each in statements]
