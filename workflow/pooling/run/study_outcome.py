"""Which column of a table is the outcome, and of what kind."""

from __future__ import annotations

from typing import NamedTuple

from pooling.run.study_columns import FEW_GROUPS, MANY, MOST_MISSING, Column
from pooling.run.study_words import (
    AGES,
    BEFORE,
    COUNTED,
    ERRORS,
    ESTIMATES,
    EVENTS,
    EXPLAIN,
    EXPOSURES,
    GROUPS,
    OUTCOMES,
    PARTS_OF_ERRORS,
    PLAIN_OUTCOMES,
    POSITIVE,
    PREDICTORS,
    TIMES,
    VARIANCES,
    WEAK_ERRORS,
    WEAK_OUTCOMES,
    speaks,
    words_of,
)

SUCCESSES_OF, YES_NO, COUNT, NUMBER = "successes", "yes or no", "count", "number"
ESTIMATE = "estimate"
UNLIKELY = -3.5  # of words that no name tells to be an outcome
WANTING = -2.0  # of an outcome that nothing tells to be one


class Known(NamedTuple):
    """An estimate, and the column that says how well it is known."""

    estimate: Column
    error: Column
    squared: bool  # it is a variance


def kind_of(column: Column) -> str:
    """Say what an outcome would be: yes or no, a count, a number."""
    if column.answers or column.two_words or column.numbers is None:
        return YES_NO
    if column.whole and speaks(column.name, COUNTED):
        return COUNT
    # A score or a weight of whole numbers is measured, whatever its size, and what is
    # never 0 may be.
    measured = speaks(column.name, OUTCOMES) and not speaks(column.name, PLAIN_OUTCOMES)
    # Days of absence are counted, if they are the outcome.
    counted = column.counts or (column.whole and speaks(column.name, TIMES))
    return COUNT if counted and column.numbers.min() == 0 and not measured else NUMBER


def states(column: Column) -> bool:
    """Tell whether few whole numbers are codes of what happened: 0, 1, 2 of a status."""
    few = column.whole and 2 < column.distinct <= FEW_GROUPS
    return few and speaks(column.name, EVENTS) and not speaks(column.name, COUNTED)


def varies(column: Column, group: Column) -> bool:
    """Tell whether a column has several values in some group."""
    return bool(column.labels.groupby(group.labels).nunique().max() > 1)


def likely(column: Column) -> float:
    """Say how much speaks for a column being the outcome: its name, its numbers."""
    name, kind = column.name, kind_of(column)
    labels = column.numbers_kinds or speaks(name, f"{PREDICTORS} {GROUPS} {EXPLAIN}")
    against = 4.0 * labels
    against += 2 * speaks(name, f"{TIMES} {AGES} {EXPOSURES}")
    rows = len(column.labels) + column.missing
    if speaks(name, TIMES) and not column.chosen and 4 * column.distinct >= rows:
        against = 3.0 + 2 * (not column.whole)  # so many times may be measured
    against += 3 * (column.missing > MOST_MISSING * rows)
    against += 3 * column.chosen
    named = 3 * speaks(name, OUTCOMES) or 1.5 * speaks(name, WEAK_OUTCOMES)
    against += 2 * speaks(name, BEFORE)
    against += 4 * states(column)
    if kind == YES_NO:
        # Two ranges of what is measured, a diameter, are no answer.
        named = named if column.answers or speaks(name, PLAIN_OUTCOMES) else 0
        named = max(named, 4 * speaks(name, EVENTS))
        if not (column.answers or named):
            return UNLIKELY  # rather than an outcome that is called age
        return named - 1 - 0.5 * (column.numbers is None) - against
    if kind == COUNT:
        return max(named, 4 * speaks(name, COUNTED)) + 1 - against
    # Few small numbers, without a name that says so, may be labels.
    named -= column.counts and not named
    many = speaks(name, OUTCOMES) and column.distinct >= min(MANY, rows / 2)
    # What explains as often is likelier than whole numbers, and less likely than others.
    weak = speaks(name, WEAK_OUTCOMES) and not speaks(name, OUTCOMES)
    fine = not weak and (many or not column.whole)
    return named + 2 * (fine and column.distinct > FEW_GROUPS) - against


def success(column: Column) -> str:
    """Choose which of two labels is 1."""
    no, yes = sorted(set(column.labels), key=str.casefold)
    said = POSITIVE.split()
    return no if no.casefold() in said and yes.casefold() not in said else yes


def known_errors(columns: list[Column]) -> Known | None:
    """Find an estimate that has a column of standard errors, or of variances."""
    able = [
        column
        for column in columns
        if column.numbers is not None
        and column.distinct > 2
        and not (column.numbers_rows or column.names_rows)
    ]
    for error in able:
        # "height_se" belongs to "height", and "se" to what is an estimate by its name.
        stem = set(words_of(error.name)) - set(PARTS_OF_ERRORS.split())
        for words, of in (
            (ERRORS, f"{ESTIMATES} {OUTCOMES}"),
            (VARIANCES, ESTIMATES),
            (WEAK_ERRORS, ESTIMATES),
        ):
            if not speaks(error.name, words) or error.numbers.min() < 0:
                continue
            for column in able:
                its = set(words_of(column.name))
                same = speaks(column.name, of)
                if stem:  # "growth_error" belongs to no "growth_units"
                    same = stem == its if words is WEAK_ERRORS else stem <= its
                if column is not error and same:
                    return Known(column, error, words is VARIANCES)
    return None
