"""Propose the roles of columns in one of the lecture's families."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pooling.basics.errors import PoolingError
from pooling.run.study_columns import FEW_GROUPS, LEAST_VALUES, Column, counted_rows, wide
from pooling.run.study_derived import AKIN, is_share, shares
from pooling.run.study_groups import grouping, unit_of
from pooling.run.study_words import (
    DENIALS,
    FAILURES,
    GROUPS,
    OUTCOMES,
    PREDICTORS,
    ROWS,
    SUCCESSES,
    TRIALS,
    speaks,
)

FIRST = 100  # rows of a table that are looked at before all


@dataclass(kw_only=True)
class Proposal:
    """A family, the columns' parts in it, and why.

    Attributes
    ----------
    family : str
    roles : dict of str
        Key of the configuration -> name of the column; empty where a formula says it.
    why : dict of str
        ``family`` or a key -> the reason.
    formula : str
        The formula, where the family takes one.
    variables : dict
        What the configuration says of columns: which label of the outcome is 1.
    reasons : list of str
        What each column is in the formula, and why.
    others : list of (str, Proposal)
        Other readings of the table, each with what speaks for it.
    also : list of str
        What else could be done.
    careful : list of str
        What is left out, or may be read wrongly.
    """

    family: str
    roles: dict[str, str]
    why: dict[str, str]
    formula: str = ""
    variables: dict[str, dict[str, str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    others: list[tuple[str, Proposal]] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    careful: list[str] = field(default_factory=list)


def _never_above(columns: list[Column]) -> Iterator[tuple[Column, Column]]:
    """Give pairs of which the first is nowhere above the second, as the first rows have it.

    Of a hundred columns there are ten thousand pairs, few of which are worth all their rows.
    """
    if not columns:
        return
    numbers = [column.numbers.head(FIRST) for column in columns]
    rows = pd.concat(numbers, axis=1).to_numpy(float)
    trials = np.array([column.numbers.max() > 1 for column in columns])
    for place, column in enumerate(columns):
        able = trials & ~(rows[:, [place]] > rows).any(axis=0)
        able[place] = False
        for other in np.flatnonzero(able):
            yield column, columns[other]


def _counts(columns: list[Column]) -> list[tuple[float, Column, Column]]:
    """List pairs of columns that can be successes and trials, the likeliest first."""
    whole = [
        column
        for column in columns
        if column.whole
        and not column.numbers_rows
        and not column.name.isdigit()  # of a wide table, a year
        and (
            speaks(column.name, f"{SUCCESSES} {TRIALS}")
            or not (column.answers or speaks(column.name, f"{GROUPS} {PREDICTORS}"))
        )
    ]
    pairs, able = [], shares(columns)
    for successes, trials in _never_above(whole):
        y, n = successes.numbers.align(trials.numbers, join="inner")
        if len(y) and (y <= n).all() and n.max() > 1 and (y < n).any():
            said = speaks(successes.name, SUCCESSES) + speaks(trials.name, TRIALS)
            said += 2 * any(is_share(each, successes, trials) for each in able)
            if n.min() < 1 and said < 2:
                continue  # what says that they are trials names the row without any
            said += 0.5 * (successes.name[:AKIN].lower() == trials.name[:AKIN].lower())
            pairs.append((said, successes, trials))
    return sorted(pairs, key=lambda pair: -pair[0])


def best_counts(columns: list[Column]) -> tuple[float, Column, Column] | None:
    """Choose two columns that can be successes and trials, and how many names say so."""
    return next(iter(_counts(columns)), None)


def trials_of(successes: Column, columns: list[Column]) -> Column | None:
    """Find trials, by their name, that a count never exceeds."""
    able = (
        n for _, y, n in _counts(columns) if y is successes and speaks(n.name, TRIALS)
    )
    return next(able, None)


def _denies(name: str, other: str) -> bool:
    """Tell whether a name is the negation of another: "not_infected", "unhappy"."""
    said, base = (re.sub(r"[\W_]+", "", each.lower()) for each in (name, other))
    return said in {before + base for before in DENIALS.split()}


def trials_with(
    successes: Column, columns: list[Column], *, counts: bool
) -> Column | None:
    """Add up successes and those that are not in them, controls beside cases, by their name.

    Of what does not look like counts only "unhappy" is what is not "happy".
    """
    for column in columns:
        names = (column.name, column.name[1:])
        named = counts and any(speaks(name, FAILURES) for name in names)
        named = named or _denies(column.name, successes.name)
        whole = successes.whole and column.whole and column.distinct > 2
        if not (named and whole) or column is successes:
            continue
        total = successes.numbers + column.numbers
        if total.max() > 1:
            parts = (successes.name, column.name)
            return replace(column, name=" + ".join(parts), numbers=total, parts=parts)
    return None


def second_arm(columns: list[Column]) -> tuple[Column, Column] | None:
    """Find successes and trials of a second arm, in the columns behind those of the first."""
    (_, *first), *others = _counts(columns)
    apart = columns.index(first[1]) - columns.index(first[0])
    for _, *pair in others:
        distance = columns.index(pair[1]) - columns.index(pair[0])
        if distance == apart and not any(column in first for column in pair):
            return tuple(pair)
    return None


def _named(group: Column) -> bool:
    """Tell whether a column is surely one of groups."""
    many = group.numbers is None and group.distinct > FEW_GROUPS
    return many or speaks(group.name, GROUPS)


def one_row_each(columns: list[Column]) -> bool:
    """Tell whether each row has successes and trials of a unit of its own."""
    unit, pair, group = unit_of(columns), best_counts(columns), grouping(columns)
    if not (pair and unit) or unit in pair[1:]:
        return False
    # A number of the row names no unit where something else does.
    number = unit.name.lower() in ("", *ROWS.split())
    elsewhere = group and group.distinct > 2 and (pair[0] >= 2 or _named(group))
    # "size" alone makes no trials of it, and of no grade successes.
    said = pair[0] % 1 or speaks(pair[1].name, SUCCESSES)
    if not said or (number and (elsewhere or pair[0] < 2)):
        return False
    return pair[0] >= 2 or not _outcomes(columns, group)


def of_lecture(columns: list[Column]) -> Proposal:
    """Propose a family of the lecture, and what each column is in it.

    Raises
    ------
    PoolingError
        There are no groups, or nothing to model in them.
    """
    unit, pair, group = unit_of(columns), best_counts(columns), grouping(columns)
    if one_row_each(columns):
        said, successes, trials = pair
        proposal = _of_counts(unit, said, successes=successes, trials=trials, group=group)
        arm = second_arm(columns)
        if arm:
            proposal.also.append(
                f'"{arm[0].name}" may be successes of "{arm[1].name}", too, as those of a '
                "second arm: with a row for each arm, a formula takes the arm as a predictor"
            )
        return proposal
    outcomes = _outcomes(columns, group)
    if not group:
        raise PoolingError(
            "no column is surely one of labels that come again, so there are no groups to "
            'compare: if numbers are labels, call their column "group" or "school"; and no '
            "two columns are successes and trials of named units; the columns are "
            + "; ".join(f'"{c.name}", {c.description()}' for c in columns[:12])
            + (f". {wide(columns)}" if wide(columns) else "")
            + "."
        )
    if not outcomes:
        raise PoolingError(
            f'no column of numbers varies within the groups of "{group.name}", so there is '
            "nothing to model; name the outcome's column so that it can be told, and write "
            "yes and no as 1 and 0."
        )
    proposal = _of_numbers(group, outcomes)
    if pair and unit and unit not in pair[1:]:
        _, successes, trials = pair
        proposal.also.append(
            f'if "{successes.name}" counts successes in "{trials.name}" trials, write "family: '
            f'rates", "successes", "trials" and "group: {{column: {unit.name}}}" instead of '
            '"outcome" and "group"'
        )
    return proposal


def _of_counts(unit, said: float, *, successes, trials, group) -> Proposal:
    """Propose rates, or coins for a row alone."""
    family = "rates" if len(unit.labels) > 1 else "coins"
    proposal = Proposal(
        family=family,
        roles={"successes": successes.name, "trials": trials.name, "group": unit.name},
        why={
            "family": "two columns of counts, the one never above the other, and a name for "
            "each row"
            + ("" if family == "rates" else "; a single row cannot tell how rows differ"),
            "successes": "whole numbers, never more than the trials"
            + (", and the name says so" if said >= 1 else ""),
            "trials": "whole numbers, at least 1",
            "group": "another label in each row: a row is a unit",
        },
    )
    if group and group.name not in proposal.roles.values():
        proposal.also.append(
            f'the labels of "{group.name}" come again: to compare those, add up successes '
            "and trials of each, so that it has one row"
        )
    return proposal


def _outcomes(columns: list[Column], group: Column | None) -> list[Column]:
    """List the columns of numbers that can be modelled in groups, the likeliest first."""
    if group is None:
        return []

    def varies(column: Column) -> bool:
        return column.numbers.groupby(group.labels).nunique().max() > 1

    able = [
        column
        for column in columns
        if column is not group
        and column.numbers is not None
        and column.distinct > 2
        and not column.numbers_rows
        and varies(column)
    ]

    def score(column: Column) -> float:
        named = speaks(column.name, OUTCOMES)
        steers = speaks(column.name, PREDICTORS) or speaks(column.name, GROUPS)
        return 3 * named + 2 * (not column.whole) - 4 * steers

    return sorted(able, key=score, reverse=True)


def _of_numbers(group: Column, outcomes: list[Column]) -> Proposal:
    """Propose means, or lines where another column is a predictor by its name."""
    outcome, *others = outcomes
    able = [
        c
        for c in others
        if c.distinct >= LEAST_VALUES and not speaks(c.name, GROUPS) and c is not group
    ]
    named = [column for column in able if speaks(column.name, PREDICTORS)]
    sizes = group.labels.value_counts()
    proposal = Proposal(
        family="lines" if named else "means",
        roles={"outcome": outcome.name, "group": group.name},
        why={
            "family": "numbers in groups"
            + (", and a number that may explain them" if named else ""),
            "outcome": "a column of numbers that varies within the groups",
            "group": f"{len(sizes)} labels that come again, {counted_rows(sizes)} each",
        },
    )
    if named:
        proposal.roles["predictor"] = named[0].name
        proposal.why["predictor"] = "a number that varies within the groups, and its name"
        proposal.also.append(
            'to leave the predictor out, write "family: means" and remove the predictor'
        )
    elif able:
        names = ", ".join(f'"{column.name}"' for column in able[:5])
        proposal.also.append(
            f'for a line in each group, write "family: lines" and add "predictor: {{column: '
            f'...}}"; it could be {names}'
        )
    return proposal
