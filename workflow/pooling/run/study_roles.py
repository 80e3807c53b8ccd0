"""What each column of a table is in a formula: outcome, grouping factor, predictor."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from pooling.model import formula_design
from pooling.run.study_columns import (
    FEW_GROUPS,
    LEAST_VALUES,
    Column,
    counted_rows,
)
from pooling.run.study_derived import ranges_of, rate_of, shares
from pooling.run.study_groups import (
    alone,
    begins_again,
    belongs,
    divides,
    grouping,
    in_square,
    is_trait,
    lies,
    part_of,
    same_groups,
    samples,
    unit_of,
)
from pooling.run.study_outcome import (
    COUNT,
    ESTIMATE,
    NUMBER,
    SUCCESSES_OF,
    UNLIKELY,
    YES_NO,
    Known,
    kind_of,
    known_errors,
    likely,
    states,
    success,
    varies,
)
from pooling.run.study_predictors import add_predictors, say_words
from pooling.run.study_proposal import best_counts, trials_of, trials_with
from pooling.run.study_words import (
    COUNTED,
    EXPLAIN,
    EXPOSURES,
    GROUPS,
    LEFT_OVER,
    OUTCOMES,
    PERSONS,
    PLACES,
    ROWS,
    TIMES,
    WEAK_EXPOSURES,
    WEAK_OUTCOMES,
    speaks,
)

MOST_STEPS = 7  # of a scale


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
    error : Column or None
        Standard error of an outcome that is an estimate; its variance where ``squared``.
    success : str or None
        Which of two labels of the outcome is 1.
    group : Column
        The first grouping factor.
    further : list of Column
        Further ones.
    predictors : list of Column
    slope : Column or None
        The predictor whose coefficient may differ by group.
    exposure : Column or None
        What counts were made over.
    rate : Column or None
        The counts over that, where the table has it.
    numbering : Column or None
        Labels that number the rows of each group, or else are a second grouping.
    again : list of (Column, Column)
        Groupings by labels that begin again in each of something else, each with those
        labels alone.
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
    error: Column | None = None
    squared: bool = False
    success: str | None = None
    further: list[Column] = field(default_factory=list)
    predictors: list[Column] = field(default_factory=list)
    slope: Column | None = None
    exposure: Column | None = None
    rate: Column | None = None
    numbering: Column | None = None
    again: list[tuple[Column, Column]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    careful: list[str] = field(default_factory=list)
    evident: int = 0

    @property
    def far(self) -> bool:
        """Whether the varying slope's predictor is 0 nowhere near its values."""
        values = None if self.slope is None else self.slope.numbers
        return values is not None and bool(
            max(values.min(), -values.max()) > np.ptp(values)
            or formula_design.far(values)
        )

    @property
    def steps(self) -> Column | None:
        """A predictor of few whole numbers, which may be categories or amounts."""
        few = [
            c
            for c in self.predictors
            if c.whole
            and LEAST_VALUES <= c.distinct <= FEW_GROUPS
            and c is not self.slope
            and not c.coded
        ]
        return few[0] if few else None

    @property
    def used(self) -> list[Column]:
        """Columns that have a part."""
        single = [self.outcome, self.trials, self.error, self.group, self.exposure]
        return [c for c in single if c is not None] + self.further + self.predictors


def candidates(columns: list[Column], group: Column) -> list[tuple[float, Column]]:
    """List what can be the outcome, and how much speaks for each, the likeliest first."""
    # What is constant in all that some label marks belongs to that label; prices of a year.
    marks = [group, *(c for c in columns if samples(c, len(c.labels)))]
    marks += [
        c for c in columns if speaks(c.name, TIMES) and 2 * c.distinct <= len(c.labels)
    ]
    able = [
        column
        for column in columns
        if column is not group
        and column.distinct > 1
        and not (column.numbers_rows or column.names_rows or column.numbers_blocks)
        and not column.orders(group)
        and (
            column.answers
            or (column.two_words and not speaks(column.name, EXPLAIN))
            or (column.numbers is not None and column.distinct > 2)
        )
        and all(varies(column, each) for each in marks if each is not column)
        and ranges_of(group, [column]) is None
        and not speaks(column.name, LEFT_OVER)
    ]
    return sorted(((likely(c), c) for c in able), key=lambda pair: -pair[0])


def find(columns: list[Column], outcome: Column | None = None) -> Roles | None:
    """Find the parts of columns in a formula; the outcome may be known.

    None where there are no groups or no outcome.
    """
    known = known_errors(columns) if outcome is None else None
    if known:
        return _of_estimates(columns, known)
    group, pair = grouping(columns), best_counts(columns)
    if group is None:
        return None
    rated = rate_of(columns) if outcome is None else None
    if rated and varies(rated[1], group):
        return _of_rates(columns, group, rated)
    if outcome is None and pair and pair[0] >= 2 and group not in pair[1:]:
        return of_successes(columns, group=group, successes=pair[1], trials=pair[2])
    listed = [outcome] if outcome else [c for _, c in candidates(columns, group)]
    if not listed:
        return None
    target = listed[0]
    counts = kind_of(target) == COUNT
    trials = trials_of(target, columns) if counts else None
    trials = trials or trials_with(target, columns, counts=counts)
    if trials is not None and trials is not group:
        return of_successes(columns, group=group, successes=target, trials=trials)
    return _filled(Roles(kind_of(target), target, group), columns)


def _of_estimates(columns: list[Column], known: Known) -> Roles | None:
    """Find the parts of columns beside estimates with their standard errors."""
    rest = [c for c in columns if c is not known.estimate and c is not known.error]
    group, unit = grouping(rest), unit_of(rest)
    if group is None or not speaks(group.name, GROUPS):
        named = unit is not None and unit.name.lower() not in ("", *ROWS.split())
        group = unit if named or group is None else group
    if group is None:
        return None
    roles = Roles(
        ESTIMATE, known.estimate, group, error=known.error, squared=known.squared
    )
    return _filled(roles, columns)


def _of_rates(
    columns: list[Column], group: Column, rated: tuple[Column, Column, Column]
) -> Roles:
    """Find the parts of columns beside counts, what they were made over, and their rate."""
    rate, count, measure = rated
    roles = Roles(COUNT, count, group, exposure=measure)
    roles.rate = rate
    roles.careful.append(
        f'"{rate.name}" is "{count.name}" over "{measure.name}", and explains nothing'
    )
    return _filled(roles, [c for c in columns if c is not rate])


def of_successes(
    columns: list[Column], *, group: Column, successes: Column, trials: Column
) -> Roles:
    """Find the parts of columns beside successes and trials, as `find`."""
    return _filled(Roles(SUCCESSES_OF, successes, group, trials=trials), columns)


def _filled(roles: Roles, columns: list[Column]) -> Roles:
    """Find what stands on the right side of a formula."""
    outcome = roles.outcome
    if roles.kind == YES_NO and (outcome.numbers is None or not outcome.answers):
        roles.success = success(outcome)
        if likely(outcome) <= UNLIKELY:
            roles.careful.append(
                f'"{outcome.name}" has two labels, and its name is that of no answer: it is '
                "the outcome for want of another"
            )
        coded = (outcome.labels == roles.success).astype(float)
        roles.outcome = replace(outcome, numbers=coded)
    _add_exposure(roles, columns)
    _say_outcome(roles)
    _add_groups(roles, columns)
    add_predictors(roles, [c for c in columns if c is not outcome])
    say_words(roles)
    return roles


def _say_outcome(roles: Roles) -> None:
    outcome = roles.outcome
    said = {
        SUCCESSES_OF: "successes, whole numbers that are never more than the trials",
        YES_NO: "0 and 1, a row for each answer",
        COUNT: "whole numbers, counts of something",
        NUMBER: "numbers that vary within the groups",
        ESTIMATE: "estimates, of which the table says how well each is known",
    }[roles.kind]
    if roles.success:
        (no,) = set(outcome.labels) - {roles.success}
        said = f'"{roles.success}" is taken for 1 and "{no}" for 0, a row for each answer'
    roles.reasons.append(f'"{outcome.name}" is the outcome: {said}')
    if speaks(outcome.name, TIMES) and not speaks(outcome.name, OUTCOMES):
        roles.careful.append(
            f'"{outcome.name}" tells time, by its name, and is the outcome for want of another'
        )
    if (
        roles.kind == COUNT
        and (outcome.distinct <= LEAST_VALUES or states(outcome))
        and not speaks(outcome.name, COUNTED)
    ):
        roles.careful.append(
            f'"{outcome.name}" has {outcome.distinct} values: if they are categories, no model '
            "here takes them"
        )
    if (
        roles.kind == NUMBER
        and outcome.whole
        and outcome.distinct <= MOST_STEPS
        and not speaks(outcome.name, COUNTED)
    ):
        roles.careful.append(
            f'"{outcome.name}" has {outcome.distinct} values: if they are ordered categories, '
            "the steps between them are taken for equal"
        )
    if (
        roles.kind == NUMBER
        and outcome in shares([outcome])
        and outcome.numbers.max() <= 1
    ):
        roles.careful.append(
            f'all values of "{outcome.name}" lie between 0 and 1: if they are shares of known '
            'numbers, columns of the successes and the trials say more ("family: binomial")'
        )
    if roles.exposure is not None:
        shown = "by its name" if roles.rate is None else f'as "{roles.rate.name}" shows'
        roles.reasons.append(
            f'"{roles.exposure.name}" is what was counted over, {shown}: an offset, so '
            "that the rate is modelled"
        )
    if roles.trials is not None:
        has = "have" if roles.trials.parts else "has"
        roles.reasons.append(f'"{roles.trials.name}" {has} the trials of each row')
        roles.careful += [
            f'"{name}" is taken for those that are not in "{outcome.name}"; if it is none of '
            'them, use "family: poisson", and the outcome alone'
            for name in roles.trials.parts[1:]
        ]
    if roles.error is not None:
        what = "variance" if roles.squared else "standard error"
        roles.reasons.append(
            f'"{roles.error.name}" is the {what} of "{outcome.name}", by its name: it stands '
            "beside the outcome, and no scatter is learned"
        )


def _add_exposure(roles: Roles, columns: list[Column]) -> None:
    """Take what counts are made over from its name; whole numbers beside it are counts."""
    outcome = roles.outcome
    measured = speaks(outcome.name, f"{OUTCOMES} {WEAK_OUTCOMES}")
    counted = roles.kind == NUMBER and outcome.whole and not measured
    said = f"{EXPOSURES} {WEAK_EXPOSURES}" if roles.kind == COUNT else EXPOSURES
    for column in [] if roles.exposure else columns:
        if (
            (counted or roles.kind == COUNT)
            and column not in (outcome, roles.group)
            and column.numbers is not None
            and speaks(column.name, said)
            and not speaks(column.name, TIMES)
            and column.numbers.min() >= 0
            and column.distinct > 1
        ):
            empty = int((column.numbers == 0).sum())
            if not empty:
                roles.exposure, roles.kind = column, COUNT
                return
            if counted:
                continue
            roles.careful.append(
                f'"{column.name}" is what was counted over, by its name, but 0 in {empty} '
                "rows: without those rows its logarithm is an offset, and it is no predictor"
            )


def _drop_repeated(roles: Roles) -> None:
    """Leave out labels that come again in each group where other ones do not."""
    for column in list(roles.further):
        coarser = column.within(roles.group)
        for finer in roles.further:
            if finer is not column and same_groups(coarser, finer):
                roles.further.remove(column)
                roles.careful.append(
                    f'"{column.name}" and "{finer.name}" have the same groups within '
                    f'"{roles.group.name}"; one is enough'
                )
                break


def _apart(roles: Roles, column: Column, columns: list[Column]) -> Column:
    """Tell labels apart that begin again in each of something else, and say so."""
    outer = begins_again(column, columns)
    if outer is None:
        return column
    why = "other columns would change within them"
    if part_of(column, outer):
        why = "its name is that of a part of one"
    roles.reasons.append(
        f'labels of "{column.name}" begin again in each "{outer.name}", for {why}'
    )
    joined = column.within(outer)
    roles.again.append((joined, column))
    return joined


def _add_groups(roles: Roles, columns: list[Column]) -> None:
    """Find further grouping factors, and say how they lie to the first."""
    first = roles.group
    roles.group = _apart(roles, first, columns)
    sizes = roles.group.labels.value_counts()
    again = "another label in each row"
    if sizes.max() > 1:
        again = f"{len(sizes)} labels that come again, {counted_rows(sizes)} each"
    roles.reasons.append(f'"{roles.group.name}" is the grouping factor: {again}')
    if first.repeats and not first.labelled:
        roles.careful.append(
            f'"{first.name}" has numbers whose rows stand together, taken for labels; if they '
            "are measured, name the column that says which rows belong together"
        )
    for column in columns:
        if column is first or any(column is each for each in roles.used):
            continue
        same = next(
            (
                each
                for each in (first, *roles.further)
                if column.repeats and same_groups(column, each)
            ),
            None,
        )
        if not column.labelled and (same is not None or belongs(column, first)):
            continue  # what each group has one of, a predictor
        if same is None and is_trait(column, first):
            continue
        if same is not None:
            roles.careful.append(
                f'"{column.name}" and "{same.name}" have the same groups; one is enough'
            )
        elif not in_square(column, first, columns) and (
            column.orders(first)
            or not (samples(column, len(column.labels)) or divides(column, first))
        ):
            continue
        elif (
            (
                part_of(column, first)
                or (speaks(column.name, PERSONS) and speaks(first.name, PLACES))
            )
            and lies(column, first) == "crosses"
            and alone(column, first)
        ):
            roles.numbering = column
            roles.careful.append(
                f'"{column.name}" and "{first.name}" together name each row: taken for a '
                "number that begins again in each, neither outcome nor group"
            )
        else:
            roles.further.append(_apart(roles, column, columns))
    _drop_repeated(roles)
    for column in roles.further:
        how = lies(column, first)
        roles.reasons.append(
            f'"{column.name}" groups the rows, too ({column.distinct} labels), and {how} '
            f'"{first.name}": a second grouping, with an intercept of its own'
        )
