"""Which columns group the rows, and how groupings lie to each other."""

from __future__ import annotations

import pandas as pd

from pooling.run.study_columns import FEW_GROUPS, LEAST_VALUES, Column, numbered
from pooling.run.study_outcome import varies
from pooling.run.study_words import (
    EVENTS,
    EXPLAIN,
    GROUPS,
    LANDS,
    OUTCOMES,
    PARTS,
    PERSONS,
    PLACES,
    PREDICTORS,
    SCHOOLING,
    SECOND,
    SUCCESSES,
    TRIALS,
    WEAK_OUTCOMES,
    names_labels,
    speaks,
)

FEW_TWICE = 0.02  # of labels that are to name each row
MOST_ALONE = 0.8  # as many labels as that to a row: they hardly come again


def _named(column: Column) -> bool:
    """Tell whether a name is that of groups; of few words all of it, no "mother's job"."""
    if column.numbers_kinds:
        return True
    few = column.numbers is None and column.distinct <= FEW_GROUPS
    return names_labels(column.name) if few else speaks(column.name, GROUPS)


def _group_score(column: Column) -> float:
    """How much a column looks like groups: by its name, its labels, their number."""
    score = 3.0 * _named(column) + 2.0 * (column.numbers is None)
    score -= 2 * speaks(column.name, f"{PREDICTORS} {EXPLAIN}")
    score -= column.numbers is not None and speaks(column.name, PREDICTORS)
    score -= 2.5 * speaks(column.name, SECOND)
    score += (column.distinct > FEW_GROUPS) + 2 * (column.distinct > 2)
    return score + (len(column.labels) >= 2 * column.distinct)


def same_groups(one: Column, other: Column) -> bool:
    """Tell whether two columns part the rows in the same way."""
    pairs = pd.concat([one.labels, other.labels], axis=1).dropna().drop_duplicates()
    return len(pairs) == pairs.iloc[:, 0].nunique() == pairs.iloc[:, 1].nunique()


def _alike(column: Column, columns: list[Column]) -> bool:
    """Tell whether a number belongs to a group that another column names."""
    named = [c for c in columns if c.numbers is None or speaks(c.name, GROUPS)]
    return any(same_groups(column, c) for c in named if c is not column and c.repeats)


def grouping(columns: list[Column]) -> Column | None:
    """Choose the column of the groups whose labels come again."""
    rest = [c for c in columns if c.repeats and not (c.answers or c.dates)]
    series = numbered(columns)
    rest = [c for c in rest if not (hardly_again(c) or c.strays or c.name in series)]
    able = [
        column
        for column in rest
        if column.labelled or (column.marks_groups and not _alike(column, columns))
    ]
    # Few whole numbers are labels where the rows of each stand together, or by their name.
    able = able or [
        column
        for column in rest
        if column.whole
        and 2 * column.distinct <= len(column.labels)
        and not speaks(column.name, f"{PREDICTORS} {OUTCOMES} {SUCCESSES} {TRIALS}")
        and (column.in_blocks or speaks(column.name, EXPLAIN))
    ]
    chosen = max(able, key=_group_score, default=None)
    if chosen is None or chosen.distinct > FEW_GROUPS:
        return chosen
    # Few groups that contain others tell less than those do: regions of counties.
    finer = [
        c
        for c in able
        if c.distinct > FEW_GROUPS
        and (_named(c) or c.numbers_blocks)
        and (lies(c, chosen) == "lies within" or is_trait(chosen, c))
    ]
    return max(finer, key=_group_score, default=chosen)


def hardly_again(column: Column) -> bool:
    """Tell whether there are nearly as many labels as rows."""
    return column.distinct > MOST_ALONE * len(column.labels)


def is_trait(column: Column, group: Column) -> bool:
    """Tell whether few labels say what rows of groups are like, as the class of a voter.

    A design has each of them equally often in each group.
    """
    return (
        column.distinct <= FEW_GROUPS < group.distinct
        and lies(column, group) == "crosses"
        and not _balanced(column, group)
    )


def unit_of(columns: list[Column]) -> Column | None:
    """Choose the column that names each row."""
    able = [
        column
        for column in columns
        if len(column.labels) and column.labels.is_unique and not column.missing
    ]
    able = [c for c in able if c.numbers is None or speaks(c.name, GROUPS)] or [
        c for c in able if c.counts_rows
    ]
    return max(able, key=lambda c: (c.numbers is None, _group_score(c)), default=None)


def samples(column: Column, rows: int) -> bool:
    """Tell whether labels look like a sample of groups, not a few categories."""
    if (
        not column.repeats
        or column.answers
        or column.dates
        or column.strays
        or hardly_again(column)
        or column.distinct < LEAST_VALUES
        or speaks(column.name, f"{EXPLAIN} {WEAK_OUTCOMES} {SCHOOLING}")
        or (column.numbers is not None and speaks(column.name, PREDICTORS))
    ):
        return False
    if _named(column) and column.labelled:
        return True
    if column.marks_groups:
        return True
    if speaks(column.name, f"{OUTCOMES} {EVENTS}"):
        return False  # what became of a row
    return column.numbers is None and FEW_GROUPS < column.distinct <= rows / 2


def alone(column: Column, group: Column) -> bool:
    """Tell whether two labels together name each row, or all but a few."""
    pairs = pd.concat([column.labels, group.labels], axis=1).dropna()
    return bool(pairs.duplicated().mean() <= FEW_TWICE)


def lies(column: Column, group: Column) -> str:
    """Say how a grouping lies to another: within it, around it, across."""
    inside = column.labels.groupby(group.labels).nunique().max()
    around = group.labels.groupby(column.labels).nunique().max()
    return "lies within" if around == 1 else "contains" if inside == 1 else "crosses"


def divides(column: Column, group: Column) -> bool:
    """Tell whether whole numbers label parts of groups: each comes again, in one group only.

    What is measured would come in several.
    """
    if not column.may_mark_groups or lies(column, group) != "lies within":
        return False
    again = column.labels.value_counts().median() >= LEAST_VALUES
    return bool(again and column.distinct >= 2 * group.distinct)


def belongs(column: Column, group: Column) -> bool:
    """Tell whether a number says something of a group, and is no label of several."""
    groups = group.labels.groupby(column.labels).nunique().median()
    return lies(column, group) == "contains" and groups < 2


def _balanced(one: Column, other: Column) -> bool:
    """Tell whether each pair of two columns' labels comes equally often."""
    pairs = pd.concat([one.labels, other.labels], axis=1).dropna()
    often = pairs.groupby(list(pairs), observed=True).size() if one is not other else []
    return len(often) == one.distinct * other.distinct and often.nunique() == 1


def in_square(column: Column, group: Column, columns: list[Column]) -> bool:
    """Tell whether whole numbers are positions in a Latin square, with the groups.

    Position and group name each row, and something else comes equally often in every
    position and in every group, which it would not by numbers of rows.
    """
    if (
        not column.whole
        or min(column.distinct, group.distinct) < LEAST_VALUES
        or speaks(column.name, PREDICTORS)
        or not (alone(column, group) and _balanced(column, group))
    ):
        return False
    return any(
        LEAST_VALUES <= each.distinct <= column.distinct
        and _balanced(each, column)
        and _balanced(each, group)
        for each in columns
        if each.name not in (column.name, group.name)
    )


def part_of(inner: Column, outer: Column) -> bool:
    """Tell by the names whether labels are parts of a place, the plots of a site."""
    return speaks(inner.name, PARTS) and speaks(outer.name, LANDS)


def begins_again(inner: Column, columns: list[Column]) -> Column | None:
    """Find the places in each of which labels begin again.

    Those of persons do where something, such as the sex, would change within a person
    otherwise; those of parts of the ground do by their names.
    """
    for outer in columns:
        person = speaks(inner.name, PERSONS) and speaks(outer.name, PLACES)
        part = part_of(inner, outer)
        if (
            outer.name == inner.name
            or not outer.repeats
            or not (person or part)
            or lies(inner, outer) != "crosses"
            or alone(inner, outer)
        ):
            continue
        if part:
            return outer
        both = inner.within(outer)
        traits = [c for c in columns if c is not inner and c is not outer]
        if any(
            varies(c, inner) and varies(c, outer) and not varies(c, both) for c in traits
        ):
            return outer
    return None
