"""Which columns of a table are predictors in a formula, and what is said of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pooling.model.formula_fit import independent
from pooling.run.study_columns import FEW_GROUPS, LEAST_VALUES, MOST_MISSING, Column
from pooling.run.study_derived import is_share, product_of, ranges_of, same_order
from pooling.run.study_groups import alone, hardly_again, same_groups
from pooling.run.study_outcome import NUMBER, YES_NO, success, varies
from pooling.run.study_words import (
    EVENTS,
    LEFT_OVER,
    PREDICTORS,
    TIMES,
    names_labels,
    speaks,
)

if TYPE_CHECKING:
    from pooling.run.study_roles import Roles

MOST_PREDICTORS = 8  # of a first proposal
APART = 1e-3  # of a column's length, that rounding may leave of what others give


def _unfit(column: Column, roles: Roles) -> str | None:
    """Say why a column is no predictor."""
    rows = len(column.labels) + column.missing
    if column.distinct < 2:
        return "is the same in every row"
    if column.dates:
        return (
            "holds dates, which no formula reads: write days since a first one, or use "
            '"family: lines" and "predictor: {column: ..., dates: years}", or days'
        )
    if column.numbers_rows:
        return "numbers the rows and is neither outcome nor group"
    if column.names_rows:
        return "names each row and is neither outcome nor group"
    if speaks(column.name, LEFT_OVER):
        return "is what a model gave or left, by its name, and no predictor"
    if column.strays:
        words = ", ".join(f'"{each}"' for each in column.strays[:3])
        return f"has {words} among its numbers and is left out: write numbers there, or nothing"
    fractions = column.numbers is not None and not column.labelled
    if fractions and names_labels(column.name):
        return (
            "has numbers of something, by its name, but with fractions, and is left out"
        )
    if column.orders(roles.group) and not speaks(column.name, PREDICTORS):
        return f'numbers the rows of each "{roles.group.name}", neither outcome nor group'
    if hardly_again(column) and column.labelled and column.numbers is not None:
        return f"has {column.distinct} labels in {rows} rows, which hardly come again"
    if _numbers_groups(column, roles.group):
        return f'numbers the groups of "{roles.group.name}" and says no more of them'
    if column.missing > MOST_MISSING * rows:
        often = column.labels.value_counts()
        if column.numbers is None and (often == column.missing).all():
            return (
                f"has {column.missing} empty cells, as many as cells of each label, and is "
                "left out: if they are a label of their own, write it there"
            )
        return (
            f"lacks {column.missing} of {rows} values and is left out, for rows without one "
            "would be lost"
        )
    if "`" in column.name:
        return "has a backquote in its name, which no formula can have"
    if column.numbers is None and column.distinct > max(FEW_GROUPS, rows // 5):
        return f"has {column.distinct} categories, too many for a predictor"
    if roles.trials and is_share(column, roles.outcome, roles.trials):
        return f'is "{roles.outcome.name}" as a share of the trials, and explains nothing'
    if _follows(column, roles):
        return f'says the same as "{roles.outcome.name}" in another way, and explains nothing'
    return None


def _numbers_groups(column: Column, group: Column) -> bool:
    """Tell whether a column numbers the groups: 1, 2, 3 ... as they come, or by its name."""
    if not column.whole or not same_groups(column, group):
        return False
    if column.name.lower().endswith(("code", "number", "código", "número")):
        return True
    first = column.numbers.drop_duplicates()
    return bool((first.to_numpy() == np.arange(1, len(first) + 1)).all())


def _follows(column: Column, roles: Roles) -> bool:
    """Tell whether a column says the same as the outcome: two labels, or its order."""
    if roles.kind == YES_NO:
        return same_groups(column, roles.outcome)
    if ranges_of(column, [roles.outcome]) is not None:
        return True
    if column.numbers is None or column.distinct < LEAST_VALUES:
        return False
    target = roles.outcome.numbers
    if roles.trials is not None:
        target = target / roles.trials.numbers
    return same_order(column.numbers, target)


def _matrix(column: Column, rows: pd.Index) -> np.ndarray:
    """Give the columns of a design that a predictor has, roughly, around their means."""
    if column.numbers is None or column.coded:
        dummies = pd.get_dummies(column.labels.reindex(rows), drop_first=True)
        matrix = dummies.to_numpy(float)
    else:
        values = column.numbers.reindex(rows)
        matrix = values.fillna(values.mean()).to_numpy(float)[:, None]
    return matrix - matrix.mean(axis=0)


def _made(column: Column, taken: list[Column], able: list[Column]) -> str | None:
    """Say of which other columns, that are taken, a predictor is a function."""
    ranged = ranges_of(column, able)
    if ranged is not None:
        return f'has ranges of "{ranged.name}" for labels; one is enough'
    if column.numbers is None:
        return None
    for each in taken:
        if each.numbers is not None and same_order(column.numbers, each.numbers):
            return f'goes up or down exactly with "{each.name}"; one is enough'
    made = product_of(column, taken)
    return f'is "{made[0].name}" times "{made[1].name}"' if made else None


def add_predictors(roles: Roles, columns: list[Column]) -> None:
    """Find the predictors, and say which vary within groups."""
    rows = roles.outcome.labels.index
    design, chosen = np.ones((len(rows), 1)), roles.used
    several = [roles.group, *roles.further, *([roles.trials] if roles.trials else [])]
    joined = {name for factor in several for name in factor.parts[1:]}
    able = []
    for column in columns:
        taken = any(column is each for each in chosen) or _named_again(column, roles)
        if taken or column.name in joined:
            continue
        why = _unfit(column, roles)
        if why:
            roles.careful.append(f'"{column.name}" {why}')
        else:
            able.append(column)
    times = [c for c in able if speaks(c.name, TIMES) and c.numbers is not None]
    plain = TIMES.split()

    def likeliest(column: Column) -> tuple:
        # What comes once in each group, rather than a number of weeks worked.
        once = alone(column, roles.group)
        return once, column.name.lower() in plain, column.distinct

    finest = max(times, key=likeliest, default=None)
    if len(able) > MOST_PREDICTORS and finest:
        able.sort(key=lambda c: c is not finest)  # not one of those left out
    for column in able:
        wider = np.hstack([design, _matrix(column, rows)])
        made = _made(column, [*roles.predictors, roles.outcome], able)
        if column in times and column is not finest:
            roles.careful.append(
                f'"{column.name}" tells time, too; "{finest.name}" is taken'
            )
        elif not independent(wider, APART).all():
            exactly = "" if not independent(wider).all() else ", but for rounding"
            roles.careful.append(
                f'"{column.name}" follows from the predictors before it{exactly}'
            )
        elif made is not None:
            roles.careful.append(f'"{column.name}" {made}')
        elif _gives(wider, roles):
            roles.careful.append(
                f'"{column.name}" gives "{roles.outcome.name}" with the predictors before it, '
                "and explains nothing"
            )
        elif len(roles.predictors) == MOST_PREDICTORS:
            roles.careful.append(
                f'"{column.name}" is left out for now, behind {MOST_PREDICTORS} others'
            )
        else:
            design = wider
            _add_predictor(roles, column)


def _gives(design: np.ndarray, roles: Roles) -> bool:
    """Tell whether predictors add up to the outcome, or to what follows from it."""
    if len(design) < 2 * design.shape[1]:
        return False
    given = [roles.outcome, *([roles.trials] if roles.trials else [])]
    rows = roles.outcome.labels.index
    values = np.hstack([_matrix(each, rows) for each in given])
    if not independent(values, APART).all():
        return False
    return not independent(np.hstack([design, values]), APART).all()


def _named_again(column: Column, roles: Roles) -> bool:
    """Tell whether a column's groups were spoken of already."""
    return any(each.startswith(f'"{column.name}" and "') for each in roles.careful)


def _add_predictor(roles: Roles, column: Column) -> None:
    roles.predictors.append(column)
    within, steers = varies(column, roles.group), speaks(column.name, PREDICTORS)
    what = "a category" if column.numbers is None else "a number"
    if column.coded:
        what = "codes of categories"
    elif column.answers:
        what = "yes or no"
    elif speaks(column.name, TIMES) and column.numbers is not None:
        what = "time"
    elif column.numbers is not None and column.distinct == 2:
        what = "one of two numbers"
    where = "varies within groups" if within else "is constant in each group"
    roles.reasons.append(f'"{column.name}" is a predictor, {what}, and {where}')
    numeric = column.numbers is not None and not column.answers and not column.coded
    roles.evident += steers or not numeric or not within
    values = column.labels.groupby(roles.group.labels).nunique()
    if (
        roles.kind == NUMBER
        and roles.slope is None
        and steers
        and numeric
        and values.median() >= LEAST_VALUES
    ):
        roles.slope = column
        roles.reasons.append(
            f'the coefficient of "{column.name}" may differ by "{roles.group.name}", which '
            f"has {values.median():g} values of it each"
        )


def say_words(roles: Roles) -> None:
    """Say of words that may be outcomes what they would be."""
    for column in roles.predictors:
        if column.numbers is not None or not speaks(column.name, EVENTS):
            continue
        if column.distinct > 2:
            roles.careful.append(
                f'"{column.name}" has {column.distinct} labels and may be an outcome, which no '
                "model here takes"
            )
        elif column.answers:
            roles.careful.append(
                f'"{column.name}" holds "{success(column)}" and may be an outcome; then use '
                f'"family: bernoulli"'
            )
