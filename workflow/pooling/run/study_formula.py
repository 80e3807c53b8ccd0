"""Propose a formula, or one of the lecture's families where it says it all."""

from __future__ import annotations

import re
from dataclasses import replace

from pooling.basics.errors import PoolingError
from pooling.run import study_outcome as outcomes
from pooling.run import study_roles as roles
from pooling.run.study_columns import FEW_GROUPS, Column, numbered, wide
from pooling.run.study_groups import alone, lies
from pooling.run.study_proposal import Proposal, of_lecture, one_row_each
from pooling.run.study_words import (
    EXPLAIN,
    OUTCOMES,
    PLAIN_OUTCOMES,
    SCHOOLING,
    WEAK_OUTCOMES,
    speaks,
)

FAR_ABOVE = 3.0  # variance of counts within groups over their mean
LIKELY = -1.0  # of what may be another outcome
CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Words of the grammar itself.
TAKEN = {"True", "False", "None"}
# Kind of an outcome -> family, and what is said of it.
FAMILIES = {
    outcomes.SUCCESSES_OF: (
        "binomial",
        "successes of trials, in several rows of each group",
    ),
    outcomes.YES_NO: ("bernoulli", "rows of 0 and 1 in groups"),
    outcomes.COUNT: ("poisson", "counts in groups"),
    outcomes.NUMBER: ("normal", "numbers in groups, with what may explain them"),
    outcomes.ESTIMATE: (
        "normal",
        "estimates with known standard errors, as in a meta-analysis",
    ),
}


def quote(name: str) -> str:
    """Write the name of a column as a formula takes it."""
    return name if CODE.fullmatch(name) and name not in TAKEN else f"`{name}`"


def factor(column: Column) -> str:
    """Write the name of a grouping factor, which may join several columns."""
    return ":".join(map(quote, column.parts or (column.name,)))


def formula(
    chosen: roles.Roles, *, slope: bool = True, nested: bool = False, steps: bool = False
) -> str:
    """Write the formula of what was found.

    A coefficient may differ by group (``slope``), the second grouping be one within the
    first (``nested``), or a predictor of few whole numbers be taken for categories
    (``steps``).
    """

    def term(column: Column) -> str:
        name = quote(column.name)
        if column.coded or (steps and column is chosen.steps):
            return f"factor({name})"
        return f"center({name})" if column is chosen.slope and chosen.far else name

    left = quote(chosen.outcome.name)
    if chosen.trials is not None:
        parts = chosen.trials.parts or (chosen.trials.name,)
        left = f"p({left}, {' + '.join(map(quote, parts))})"
    if chosen.error is not None:
        error = quote(chosen.error.name)
        left += f" | se(sqrt({error}))" if chosen.squared else f" | se({error})"
    terms = [term(column) for column in chosen.predictors] or ["1"]
    if chosen.exposure is not None:
        terms.append(f"offset(log({quote(chosen.exposure.name)}))")
    inside = f"1 + {term(chosen.slope)}" if slope and chosen.slope else "1"
    group, further = factor(chosen.group), [factor(c) for c in chosen.further]
    factors = [f"({inside} | {group})", *(f"(1 | {name})" for name in further)]
    if nested:
        factors[1] = f"(1 | {group}:{further[0]})"
    return f"{left} ~ " + " + ".join([*terms, *factors])


def propose(columns: list[Column]) -> Proposal:
    """Propose a model, and what each column is in it.

    The lecture's families where they say all of a table: an outcome, a grouping, at most
    one predictor, or a row of successes and trials for each unit. A formula elsewhere, and
    beside them.

    Raises
    ------
    PoolingError
        There are no groups, or nothing to model in them.
    """
    first = _first(columns)
    first.careful += filter(None, [*(column.fault for column in columns), wide(columns)])
    return first


def _first(columns: list[Column]) -> Proposal:
    """Propose a model from what each column says of itself."""
    if not outcomes.known_errors(columns) and one_row_each(columns):
        return _of_units(columns)
    chosen = roles.find(columns)
    if chosen is None:
        return of_lecture(columns)
    lecture = _lecture(columns, chosen)
    names = [name for column in chosen.used for name in column.parts or [column.name]]
    unwritten = [name for name in names if set(name) & set("`:")]
    if unwritten:
        why = (
            f'"{unwritten[0]}" has a backquote or a colon in its name, which no formula can '
            "have; rename it in the table"
        )
        if lecture is None:
            raise PoolingError(f"{why}.")
        lecture.careful = [*chosen.careful, f"{why} to have one proposed"]
        return lecture
    if chosen.outcome.name in numbered(columns) and chosen.group.distinct <= FEW_GROUPS:
        raise PoolingError(
            f'{wide(columns)}; "{chosen.group.name}" alone, with {chosen.group.distinct} '
            "labels, says little of how groups differ."
        )
    by_formula = _proposal(chosen)
    if lecture is None:
        first = by_formula
    elif chosen.further or chosen.evident > ("predictor" in lecture.roles):
        first = by_formula
        first.others.append(
            ("the lecture's model, without anything else that the table has", lecture)
        )
    else:
        first = lecture
        first.careful = list(chosen.careful)
        if chosen.predictors and len(chosen.predictors) > ("predictor" in lecture.roles):
            first.others.append(("with the other columns as predictors", by_formula))
        first.others += _crossed(chosen)
    first.others += _other_outcomes(columns, chosen)
    if speaks(chosen.group.name, f"{EXPLAIN} {WEAK_OUTCOMES} {SCHOOLING}"):
        first.careful.append(
            f'"{chosen.group.name}" explains rather than samples groups, by its name; if '
            "another column says which rows belong together, name it in its place"
        )
    return first


def _of_units(columns: list[Column]) -> Proposal:
    """Propose rates, and beside them a formula with the other columns."""
    first, known = of_lecture(columns), {column.name: column for column in columns}
    if first.family == "rates":
        named = {key: known[name] for key, name in first.roles.items()}
        chosen = roles.of_successes(columns, **named)
        first.careful += chosen.careful
        plain = not any("`" in column.name for column in chosen.used)
        if plain and (chosen.predictors or chosen.further):
            first.others.append(("with the other columns", _proposal(chosen)))
    return first


def _lecture(columns: list[Column], chosen: roles.Roles) -> Proposal | None:
    """Give the lecture's reading of the same outcome, if it has one."""
    if chosen.kind != outcomes.NUMBER:
        return None
    lecture = of_lecture(columns)
    return lecture if lecture.roles.get("outcome") == chosen.outcome.name else None


def _proposal(chosen: roles.Roles) -> Proposal:
    """Lay what was found out as a proposal, with its other readings."""
    family, said = FAMILIES[chosen.kind]
    others, everything = [], chosen
    if (
        chosen.kind == outcomes.ESTIMATE
        and chosen.predictors
        and chosen.group.labels.is_unique
    ):
        # A study has little to say of what explains studies: first, how much they differ.
        chosen = replace(chosen, predictors=[], further=[])
        why = "with the other columns, a meta-regression"
        others.append((why, _plain(family, said, formula(everything))))
        away = [each.name for each in (*everything.predictors, *everything.further)]
        chosen.reasons = [
            each
            for each in chosen.reasons
            if not any(each.startswith(f'"{name}" ') for name in away)
        ]
        listed = ", ".join(f'"{name}"' for name in away)
        chosen.reasons.append(f"{listed} may explain how they differ, once that is known")
    if chosen.kind == outcomes.COUNT:
        family, said, other = _of_counts(chosen)
        others.append(other)
    if chosen.slope is not None:
        others.append(
            (
                f'a coefficient of "{chosen.slope.name}" that all groups share',
                _plain(family, said, formula(chosen, slope=False)),
            )
        )
    if chosen.further and lies(chosen.further[0], chosen.group) == "crosses":
        others.append(_within(family, said, chosen))
    others += _crossed(chosen)
    if chosen.steps is not None:
        others.append(
            (
                f'if "{chosen.steps.name}" has categories, or steps that differ',
                _plain(family, said, formula(chosen, steps=True)),
            )
        )
    careful = list(chosen.careful)
    if chosen.group.distinct <= FEW_GROUPS:
        careful.append(
            f'{chosen.group.distinct} groups of "{chosen.group.name}" tell little of how much '
            "groups differ: the prior of that says more than usual"
        )
    reasons = list(chosen.reasons)
    if chosen.far:
        reasons.append(
            f'"{chosen.slope.name}" is counted from its mean, for 0 is far from its values'
        )
    told = {chosen.outcome.name: {"success": chosen.success}} if chosen.success else {}
    for _, other in others:
        other.variables = told
    return Proposal(
        family=family,
        roles={},
        why={"family": said},
        formula=formula(chosen),
        variables=told,
        reasons=reasons,
        others=others,
        careful=careful,
    )


def _crossed(chosen: roles.Roles) -> list[tuple[str, Proposal]]:
    """Give the readings of labels that do not begin again in each group."""
    family, said = FAMILIES[chosen.kind]
    readings = []
    if chosen.numbering is not None:
        further = [*chosen.further, chosen.numbering]
        where = (chosen.numbering.name, chosen.group.name)
        readings.append((where, replace(chosen, further=further)))
    for joined, inner in chosen.again:
        group, *further = (
            inner if each is joined else each for each in (chosen.group, *chosen.further)
        )
        where = (inner.name, joined.parts[0])
        readings.append((where, replace(chosen, group=group, further=further)))
    return [
        (
            f'if a label of "{inner}" is the same one in each "{outer}"',
            _plain(family, said, formula(crossed)),
        )
        for (inner, outer), crossed in readings
    ]


def _within(family: str, said: str, chosen: roles.Roles) -> tuple[str, Proposal]:
    """Give the reading of a second grouping that starts again in each first group."""
    finer = chosen.further[0]
    why = (
        f'if a label of "{finer.name}" means another thing in each "{chosen.group.name}", as '
        "pupil 1 of each school"
    )
    if not alone(finer, chosen.group):
        return why, _plain(family, said, formula(chosen, nested=True))
    without = replace(chosen, further=chosen.further[1:])
    return f"{why}, and so no more than a row", _plain(family, said, formula(without))


def _plain(family: str, said: str, written: str) -> Proposal:
    return Proposal(family=family, roles={}, why={"family": said}, formula=written)


def _of_counts(chosen: roles.Roles) -> tuple[str, str, tuple[str, Proposal]]:
    """Choose between Poisson's counts and more scattered ones."""
    groups = chosen.outcome.numbers.groupby(chosen.group.labels)
    moments = groups.agg(["var", "mean", "size"])[lambda g: g["size"] > 1]
    freedom = moments["size"] - 1
    mean = (freedom * moments["mean"]).sum()
    ratio = (freedom * moments["var"]).sum() / mean if mean > 0 else 1.0
    told = f"their variance within groups is {ratio:.2g} times their mean"
    written = formula(chosen)
    poisson = ("poisson", f"counts in groups; {told}, and Poisson's is 1 times")
    scattered = ("negative_binomial", f"counts in groups; {told}, more than Poisson's")
    if ratio > FAR_ABOVE:
        why = f"if what explains the counts explains that {told}"
        return *scattered, (why, _plain(*poisson, written))
    why = f"if the counts scatter more than Poisson's once all is explained; {told}"
    return *poisson, (why, _plain(*scattered, written))


def _other_outcomes(
    columns: list[Column], chosen: roles.Roles
) -> list[tuple[str, Proposal]]:
    """Give the reading of the likeliest other column as the outcome."""
    if chosen.kind in (outcomes.SUCCESSES_OF, outcomes.ESTIMATE):
        return []
    listed = roles.candidates(columns, chosen.group)
    most = outcomes.likely(next(c for c in columns if c.name == chosen.outcome.name))
    # One of another kind rather than one as likely of the same.
    for score, column in sorted(
        listed, key=lambda pair: outcomes.kind_of(pair[1]) == chosen.kind
    ):
        same = outcomes.kind_of(column) == chosen.kind
        number = outcomes.kind_of(column) == outcomes.NUMBER
        able = column.numbers is not None or column.answers
        label = column.numbers is not None and column.labelled
        if column.name == chosen.outcome.name or not able or label or "`" in column.name:
            continue
        unlikely = most <= outcomes.WANTING  # anything is as likely
        if unlikely or (score >= (most if same else LIKELY) and (same or not number)):
            other = roles.find(columns, column)
            return [(f'if "{column.name}" is the outcome', _proposal(other))]
    name = chosen.outcome.name
    measured = speaks(name, f"{OUTCOMES} {WEAK_OUTCOMES}")
    whole = chosen.outcome.counts or (
        chosen.outcome.whole and (speaks(name, PLAIN_OUTCOMES) or not measured)
    )
    if chosen.kind == outcomes.NUMBER and whole:
        as_counts = replace(chosen, kind=outcomes.COUNT, slope=None)
        why = (
            f'if "{chosen.outcome.name}" counts something and is no score or measurement'
        )
        return [(why, _proposal(as_counts))]
    return []
