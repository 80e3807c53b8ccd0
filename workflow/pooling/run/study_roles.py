"""What each column of a table is in a formula: outcome, grouping factor, predictor."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pooling.basics.errors import PoolingError
from pooling.model.formula_fit import independent
from pooling.run.study_columns import (
    COUNTED,
    EVENTS,
    EXPLAIN,
    EXPOSURES,
    FEW_GROUPS,
    GROUPS,
    LEAST_VALUES,
    MOST_MISSING,
    OUTCOMES,
    PLAIN_OUTCOMES,
    PREDICTORS,
    TIMES,
    Column,
    counted_rows,
    speaks,
)
from pooling.run.study_proposal import best_counts, grouping, same_groups

LONGEST_SCALE = 10  # of ratings, which begin at 1
MOST_PREDICTORS = 8  # of a first proposal
SUCCESSES_OF, YES_NO, COUNT, NUMBER = "successes", "yes or no", "count", "number"


@dataclass
class Roles:
    """The parts of columns in a formula.

    Attributes
    ----------
    kind : str
        Of the outcome.
    outcome : Column
    trials : Column or None
        Of an outcome that counts successes.
    group : Column
        The first grouping factor.
    further : list of Column
        Further ones.
    predictors : list of Column
    slope : Column or None
        The predictor whose coefficient may differ by group.
    exposure : Column or None
        What counts were made over.
    reasons : list of str
        What each column is, and why.
    careful : list of str
        What is left out, and what can be read in another way.
    evident : int
        Columns that more than their being numbers shows to be predictors.
    """

    kind: str
    outcome: Column
    group: Column
    trials: Column | None = None
    further: list[Column] = field(default_factory=list)
    predictors: list[Column] = field(default_factory=list)
    slope: Column | None = None
    exposure: Column | None = None
    reasons: list[str] = field(default_factory=list)
    careful: list[str] = field(default_factory=list)
    evident: int = 0

    @property
    def far(self) -> bool:
        """Whether the varying slope's predictor is 0 nowhere near its values."""
        own = None if self.slope is None else self.slope.numbers
        return own is not None and bool(own.min() > 0 and own.min() > np.ptp(own))

    @property
    def steps(self) -> Column | None:
        """A predictor of few whole numbers, which may be categories or amounts."""
        few = [
            c
            for c in self.predictors
            if c.whole
            and LEAST_VALUES <= c.distinct <= FEW_GROUPS
            and c is not self.slope
            and not coded(c)
        ]
        return few[0] if few else None

    @property
    def used(self) -> list[Column]:
        """Columns that have a part."""
        found = [self.outcome, self.trials, self.group, self.exposure]
        return [c for c in found if c is not None] + self.further + self.predictors


def kind_of(column: Column) -> str:
    """Say what an outcome would be: yes or no, a count, a number."""
    if column.answers or column.numbers is None:
        return YES_NO
    # A score or a weight of whole numbers is measured, whatever its size.
    measured = speaks(column.name, OUTCOMES) and not speaks(
        column.name, f"{PLAIN_OUTCOMES} {COUNTED}"
    )
    if column.whole and speaks(column.name, COUNTED):
        return COUNT
    if not column.counts or measured:
        return NUMBER
    # From 1 to at most 10 is a scale, unless it is said to be counted.
    scale = column.numbers.min() >= 1 and column.numbers.max() <= LONGEST_SCALE
    return NUMBER if scale else COUNT


def varies(column: Column, group: Column) -> bool:
    """Tell whether a column has several values in some group."""
    return bool(column.labels.groupby(group.labels).nunique().max() > 1)


def candidates(columns: list[Column], group: Column) -> list[tuple[float, Column]]:
    """List what can be the outcome, the likeliest first.

    Returns
    -------
    list of (float, Column)
        How much speaks for each.
    """

    def score(column: Column) -> float:
        kind = kind_of(column)
        steers = speaks(column.name, f"{PREDICTORS} {GROUPS} {EXPLAIN}")
        named = 3 * speaks(column.name, OUTCOMES)
        if kind == YES_NO:
            named = max(named, 4 * speaks(column.name, EVENTS))
            if not (column.answers or named):
                return -3.5  # rather than an outcome that is called time or age
            return named - 1 - 0.5 * (column.numbers is None) - 4 * steers
        if kind == COUNT:
            return max(named, 4 * speaks(column.name, COUNTED)) + 1 - 4 * steers
        # Few small numbers, without a name that says so, may be labels.
        named -= column.counts and not named
        return named + 2 * (not column.whole) - 4 * steers

    # What is constant in all that some label marks belongs to that label.
    marks = [group, *(c for c in columns if _samples(c, len(c.labels)))]
    able = [
        column
        for column in columns
        if column is not group
        and column.distinct > 1
        and not (column.numbers_rows or column.names_rows)
        and (
            column.answers
            or (column.two_words and not speaks(column.name, EXPLAIN))
            or (column.numbers is not None and column.distinct > 2)
        )
        and all(varies(column, each) for each in marks if each is not column)
    ]
    return sorted(((score(c), c) for c in able), key=lambda pair: -pair[0])


def find(columns: list[Column], outcome: Column | None = None) -> Roles | None:
    """Find the parts of columns in a formula.

    Parameters
    ----------
    columns : list of Column
    outcome : Column or None
        The outcome, where it is known.

    Returns
    -------
    Roles or None
        None where there are no groups or no outcome.

    Raises
    ------
    PoolingError
        The outcome has words where 0 and 1 are read.
    """
    group, pair = grouping(columns), best_counts(columns)
    if group is None:
        return None
    if outcome is None and pair and pair[0] == 2 and group not in pair[1:]:
        return of_successes(columns, group=group, successes=pair[1], trials=pair[2])
    listed = [outcome] if outcome else [c for _, c in candidates(columns, group)]
    if not listed:
        return None
    own = listed[0]
    if own.numbers is None:
        raise PoolingError(
            _recode(own, "and looks like the outcome, which is read")
            + ", and call this again."
        )
    return _filled(Roles(kind_of(own), own, group), columns)


def of_successes(
    columns: list[Column], *, group: Column, successes: Column, trials: Column
) -> Roles:
    """Find the parts of columns beside successes and trials, as `find`."""
    return _filled(Roles(SUCCESSES_OF, successes, group, trials=trials), columns)


def _filled(found: Roles, columns: list[Column]) -> Roles:
    """Find what stands on the right side of a formula."""
    _say_outcome(found)
    _add_exposure(found, columns)
    _add_groups(found, columns)
    _add_predictors(found, columns)
    _say_words(found)
    return found


def _recode(column: Column, so: str) -> str:
    no, yes = sorted(set(column.labels), key=str.casefold)[:2]
    return (
        f'"{column.name}" holds "{no}" and "{yes}" {so} as 0 and 1: write 1 for "{yes}" '
        f'and 0 for "{no}", or the other way round, in the table'
    )


def _say_outcome(found: Roles) -> None:
    own = found.outcome
    said = {
        SUCCESSES_OF: "successes, whole numbers that are never more than the trials",
        YES_NO: "0 and 1, a row for each answer",
        COUNT: "whole numbers that go down to next to nothing: counts",
        NUMBER: "numbers that vary within the groups",
    }[found.kind]
    found.reasons.append(f'"{own.name}" is the outcome: {said}')
    if found.trials is not None:
        found.reasons.append(f'"{found.trials.name}" has the trials of each row')


def _add_exposure(found: Roles, columns: list[Column]) -> None:
    """Take what counts are made over from its name."""
    for column in columns:
        if (
            found.kind == COUNT
            and column not in (found.outcome, found.group)
            and column.numbers is not None
            and speaks(column.name, EXPOSURES)
            and (column.numbers > 0).all()
            and column.distinct > 1
        ):
            found.exposure = column
            found.reasons.append(
                f'"{column.name}" is what was counted over, by its name: an offset, so that '
                "the rate is modelled"
            )
            return


def _drop_repeated(found: Roles) -> None:
    """Leave out labels that come again in each group where other ones do not."""
    for column in list(found.further):
        both = found.group.labels + ":" + column.labels
        own = Column("", both.dropna(), None, 0)
        for finer in found.further:
            if finer is not column and same_groups(own, finer):
                found.further.remove(column)
                found.careful.append(
                    f'"{column.name}" and "{finer.name}" have the same groups within '
                    f'"{found.group.name}"; one is enough'
                )
                break


def _samples(column: Column, rows: int) -> bool:
    """Tell whether labels look like a sample of groups, not a few categories."""
    if (
        not column.repeats
        or column.answers
        or column.dates
        or column.distinct < LEAST_VALUES
        or speaks(column.name, EXPLAIN)
        or (column.numbers is not None and speaks(column.name, PREDICTORS))
    ):
        return False
    if speaks(column.name, GROUPS):
        return column.numbers is None or column.whole
    if column.marks_groups:
        return True
    return column.numbers is None and FEW_GROUPS < column.distinct <= rows / 2


def _add_groups(found: Roles, columns: list[Column]) -> None:
    """Find further grouping factors, and say how they lie to the first."""
    first = found.group
    sizes = first.labels.value_counts()
    found.reasons.append(
        f'"{first.name}" is the grouping factor: {len(sizes)} labels that come again, '
        f"{counted_rows(sizes)} each"
    )
    for column in columns:
        if any(column is each for each in found.used):
            continue
        labelled = column.numbers is None or speaks(column.name, GROUPS)
        same = next(
            (
                each
                for each in (first, *found.further)
                if column.repeats and same_groups(column, each)
            ),
            None,
        )
        if same is not None and not labelled:
            continue  # what each group has one of, a predictor
        if same is not None:
            found.careful.append(
                f'"{column.name}" and "{same.name}" have the same groups; one is enough'
            )
        elif _samples(column, len(column.labels)):
            found.further.append(column)
    _drop_repeated(found)
    for column in found.further:
        how = lies(column, first)
        found.reasons.append(
            f'"{column.name}" groups the rows, too ({column.distinct} labels), and {how} '
            f'"{first.name}": a second grouping, with an intercept of its own'
        )


def alone(column: Column, group: Column) -> bool:
    """Tell whether two labels together name each row."""
    pairs = pd.concat([column.labels, group.labels], axis=1).dropna()
    return not pairs.duplicated().any()


def lies(column: Column, group: Column) -> str:
    """Say how a grouping lies to another: within it, around it, across."""
    inside = column.labels.groupby(group.labels).nunique().max()
    around = group.labels.groupby(column.labels).nunique().max()
    return "lies within" if around == 1 else "contains" if inside == 1 else "crosses"


def _unfit(column: Column, found: Roles) -> str | None:
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
    if column.missing > MOST_MISSING * rows:
        return (
            f"lacks {column.missing} of {rows} values and is left out, for rows without one "
            "would be lost"
        )
    if "`" in column.name:
        return "has a backquote in its name, which no formula can have"
    if column.numbers is None and column.distinct > max(FEW_GROUPS, rows // 5):
        return f"has {column.distinct} categories, too many for a predictor"
    if _follows(column, found):
        return f'says the same as "{found.outcome.name}" in another way, and explains nothing'
    return None


def _follows(column: Column, found: Roles) -> bool:
    """Tell whether a column goes up or down exactly with the outcome."""
    if column.numbers is None or column.distinct < LEAST_VALUES:
        return False
    target = found.outcome.numbers
    if found.trials is not None:
        target = target / found.trials.numbers
    one, other = column.numbers.align(target.dropna(), join="inner")
    if min(one.nunique(), other.nunique()) < LEAST_VALUES:
        return False
    return bool(abs(np.corrcoef(one.rank(), other.rank())[0, 1]) > 1 - 1e-9)


def coded(column: Column) -> bool:
    """Tell whether numbers are codes of categories, by the name or by words among them."""
    if column.numbers is None:  # as "3+" among 0, 1 and 2
        return bool(pd.to_numeric(column.labels, errors="coerce").notna().any())
    return (
        column.whole
        and LEAST_VALUES <= column.distinct <= FEW_GROUPS
        and speaks(column.name, EXPLAIN)
    )


def _matrix(column: Column, rows: pd.Index) -> np.ndarray:
    """Give the columns of a design that a predictor has, roughly."""
    if column.numbers is None or coded(column):
        dummies = pd.get_dummies(column.labels.reindex(rows), drop_first=True)
        return dummies.to_numpy(float)
    values = column.numbers.reindex(rows)
    return values.fillna(values.mean()).to_numpy(float)[:, None]


def _add_predictors(found: Roles, columns: list[Column]) -> None:
    """Find the predictors, and say which vary within groups."""
    rows = found.outcome.labels.index
    design, chosen = np.ones((len(rows), 1)), found.used
    able = []
    for column in columns:
        if any(column is each for each in chosen) or _named_again(column, found):
            continue
        why = _unfit(column, found)
        if why:
            found.careful.append(f'"{column.name}" {why}')
        else:
            able.append(column)
    times = [c for c in able if speaks(c.name, TIMES) and c.numbers is not None]
    finest = max(times, key=lambda c: c.distinct, default=None)
    for column in able:
        wider = np.hstack([design, _matrix(column, rows)])
        if column in times and column is not finest:
            found.careful.append(
                f'"{column.name}" tells time, too; "{finest.name}" has more values'
            )
        elif not independent(wider).all():
            found.careful.append(f'"{column.name}" follows from the predictors before it')
        elif len(found.predictors) == MOST_PREDICTORS:
            found.careful.append(
                f'"{column.name}" is left out for now, behind {MOST_PREDICTORS} others'
            )
        else:
            design = wider
            _add_predictor(found, column)


def _named_again(column: Column, found: Roles) -> bool:
    """Tell whether a column's groups were spoken of already."""
    return any(each.startswith(f'"{column.name}" and "') for each in found.careful)


def _add_predictor(found: Roles, column: Column) -> None:
    found.predictors.append(column)
    within, steers = varies(column, found.group), speaks(column.name, PREDICTORS)
    what = "a category" if column.numbers is None else "a number"
    if coded(column):
        what = "codes of categories"
    elif column.answers:
        what = "yes or no"
    elif speaks(column.name, TIMES) and column.numbers is not None:
        what = "time"
    where = "varies within groups" if within else "is constant in each group"
    found.reasons.append(f'"{column.name}" is a predictor, {what}, and {where}')
    numeric = column.numbers is not None and not column.answers and not coded(column)
    found.evident += steers or not numeric or not within
    values = column.labels.groupby(found.group.labels).nunique()
    if (
        found.kind == NUMBER
        and found.slope is None
        and steers
        and numeric
        and values.median() >= LEAST_VALUES
    ):
        found.slope = column
        found.reasons.append(
            f'the coefficient of "{column.name}" may differ by "{found.group.name}", which '
            f"has {values.median():g} values of it each"
        )


def _say_words(found: Roles) -> None:
    """Say of words that may be outcomes how they would be read."""
    for column in found.predictors:
        if column.answers and column.numbers is None and speaks(column.name, EVENTS):
            found.careful.append(
                _recode(column, "and may be an outcome, which is read")
                + ', and use "family: bernoulli"'
            )
