"""Propose a formula, or one of the lecture's families where it says it all."""

from __future__ import annotations

import re
from dataclasses import replace

from pooling.basics.errors import PoolingError
from pooling.run import study_outcome as outcomes
from pooling.run import study_roles as roles
from pooling.run.study_columns import FEW_GROUPS, Column, wide
from pooling.run.study_groups import alone, lies
from pooling.run.study_proposal import Proposal, of_lecture, one_row_each
from pooling.run.study_words import EXPLAIN, PLAIN_OUTCOMES, speaks

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
    found: roles.Roles, *, slope: bool = True, nested: bool = False, steps: bool = False
) -> str:
    """Write the formula of what was found.

    Parameters
    ----------
    found : pooling.run.study_roles.Roles
    slope : bool
        Whether a coefficient may differ by group.
    nested : bool
        Whether the second grouping is one within the first.
    steps : bool
        Whether a predictor of few whole numbers is taken for categories.

    Returns
    -------
    str
    """

    def term(column: Column) -> str:
        name = quote(column.name)
        if column.coded or (steps and column is found.steps):
            return f"factor({name})"
        return f"center({name})" if column is found.slope and found.far else name

    left = quote(found.outcome.name)
    if found.trials is not None:
        left = f"p({left}, {quote(found.trials.name)})"
    if found.error is not None:
        error = quote(found.error.name)
        left += f" | se(sqrt({error}))" if found.squared else f" | se({error})"
    terms = [term(column) for column in found.predictors] or ["1"]
    if found.exposure is not None:
        terms.append(f"offset(log({quote(found.exposure.name)}))")
    inside = f"1 + {term(found.slope)}" if slope and found.slope else "1"
    group, further = factor(found.group), [factor(c) for c in found.further]
    factors = [f"({inside} | {group})", *(f"(1 | {name})" for name in further)]
    if nested:
        factors[1] = f"(1 | {group}:{further[0]})"
    return f"{left} ~ " + " + ".join([*terms, *factors])


def propose(columns: list[Column]) -> Proposal:
    """Propose a model, and what each column is in it.

    The lecture's families where they say all of a table: an outcome, a grouping, at most
    one predictor, or a row of successes and trials for each unit. A formula elsewhere, and
    beside them.

    Parameters
    ----------
    columns : list of Column

    Returns
    -------
    Proposal

    Raises
    ------
    PoolingError
        There are no groups, or nothing to model in them.
    """
    first = _first(columns)
    first.careful += filter(None, [wide(columns)])
    return first


def _first(columns: list[Column]) -> Proposal:
    """Propose a model from what each column says of itself."""
    if not outcomes.known_errors(columns) and one_row_each(columns):
        return _of_units(columns)
    found = roles.find(columns)
    if found is None:
        return of_lecture(columns)
    lecture = _lecture(columns, found)
    unwritten = [column.name for column in found.used if "`" in column.name]
    if unwritten:
        why = (
            f'"{unwritten[0]}" has a backquote in its name, which no formula can have; '
            "rename it in the table"
        )
        if lecture is None:
            raise PoolingError(f"{why}.")
        lecture.careful = [*found.careful, f"{why} to have one proposed"]
        return lecture
    by_formula = _proposal(found)
    if lecture is None:
        first = by_formula
    elif found.further or found.evident > ("predictor" in lecture.roles):
        first = by_formula
        first.others.append(
            ("the lecture's model, without anything else that the table has", lecture)
        )
    else:
        first = lecture
        first.careful = list(found.careful)
        if found.predictors and len(found.predictors) > ("predictor" in lecture.roles):
            first.others.append(("with the other columns as predictors", by_formula))
        first.others += _crossed(found)
    first.others += _other_outcomes(columns, found)
    if speaks(found.group.name, EXPLAIN):
        first.careful.append(
            f'"{found.group.name}" explains rather than samples groups, by its name; if '
            "another column says which rows belong together, name it in its place"
        )
    return first


def _of_units(columns: list[Column]) -> Proposal:
    """Propose rates, and beside them a formula with the other columns."""
    first, known = of_lecture(columns), {column.name: column for column in columns}
    if first.family == "rates":
        own = {key: known[name] for key, name in first.roles.items()}
        found = roles.of_successes(columns, **own)
        first.careful += found.careful
        plain = not any("`" in column.name for column in found.used)
        if plain and (found.predictors or found.further):
            first.others.append(("with the other columns", _proposal(found)))
    return first


def _lecture(columns: list[Column], found: roles.Roles) -> Proposal | None:
    """Give the lecture's reading of the same outcome, if it has one."""
    if found.kind != outcomes.NUMBER:
        return None
    lecture = of_lecture(columns)
    return lecture if lecture.roles.get("outcome") == found.outcome.name else None


def _proposal(found: roles.Roles) -> Proposal:
    """Lay what was found out as a proposal, with its other readings."""
    family, said = FAMILIES[found.kind]
    others, everything = [], found
    if (
        found.kind == outcomes.ESTIMATE
        and found.predictors
        and found.group.labels.is_unique
    ):
        # A study has little to say of what explains studies: first, how much they differ.
        found = replace(found, predictors=[], further=[])
        why = "with the other columns, a meta-regression"
        others.append((why, _plain(family, said, formula(everything))))
        away = [each.name for each in (*everything.predictors, *everything.further)]
        found.reasons = [
            each
            for each in found.reasons
            if not any(each.startswith(f'"{name}" ') for name in away)
        ]
        listed = ", ".join(f'"{name}"' for name in away)
        found.reasons.append(f"{listed} may explain how they differ, once that is known")
    if found.kind == outcomes.COUNT:
        family, said, other = _of_counts(found)
        others.append(other)
    if found.slope is not None:
        others.append(
            (
                f'a coefficient of "{found.slope.name}" that all groups share',
                _plain(family, said, formula(found, slope=False)),
            )
        )
    if found.further and lies(found.further[0], found.group) == "crosses":
        others.append(_within(family, said, found))
    others += _crossed(found)
    if found.steps is not None:
        others.append(
            (
                f'if "{found.steps.name}" has categories, or steps that differ',
                _plain(family, said, formula(found, steps=True)),
            )
        )
    careful = list(found.careful)
    if found.group.distinct <= FEW_GROUPS:
        careful.append(
            f'{found.group.distinct} groups of "{found.group.name}" tell little of how much '
            "groups differ: the prior of that says more than usual"
        )
    reasons = list(found.reasons)
    if found.far:
        reasons.append(
            f'"{found.slope.name}" is counted from its mean, for 0 is far from its values'
        )
    told = {found.outcome.name: {"success": found.success}} if found.success else {}
    for _, other in others:
        other.variables = told
    return Proposal(
        family=family,
        roles={},
        why={"family": said},
        formula=formula(found),
        variables=told,
        reasons=reasons,
        others=others,
        careful=careful,
    )


def _crossed(found: roles.Roles) -> list[tuple[str, Proposal]]:
    """Give the reading of numbers that do not begin again in each group."""
    own = found.numbering
    if own is None:
        return []
    family, said = FAMILIES[found.kind]
    why = f'if a label of "{own.name}" is the same one in each "{found.group.name}"'
    crossed = replace(found, further=[*found.further, own])
    return [(why, _plain(family, said, formula(crossed)))]


def _within(family: str, said: str, found: roles.Roles) -> tuple[str, Proposal]:
    """Give the reading of a second grouping that starts again in each first group."""
    own = found.further[0]
    why = (
        f'if a label of "{own.name}" means another thing in each "{found.group.name}", as '
        "pupil 1 of each school"
    )
    if not alone(own, found.group):
        return why, _plain(family, said, formula(found, nested=True))
    without = replace(found, further=found.further[1:])
    return f"{why}, and so no more than a row", _plain(family, said, formula(without))


def _plain(family: str, said: str, written: str) -> Proposal:
    return Proposal(family=family, roles={}, why={"family": said}, formula=written)


def _of_counts(found: roles.Roles) -> tuple[str, str, tuple[str, Proposal]]:
    """Choose between Poisson's counts and more scattered ones."""
    groups = found.outcome.numbers.groupby(found.group.labels)
    own = groups.agg(["var", "mean", "size"])[lambda g: g["size"] > 1]
    freedom = own["size"] - 1
    mean = (freedom * own["mean"]).sum()
    ratio = (freedom * own["var"]).sum() / mean if mean > 0 else 1.0
    told = f"their variance within groups is {ratio:.2g} times their mean"
    written = formula(found)
    poisson = ("poisson", f"counts in groups; {told}, and Poisson's is 1 times")
    scattered = ("negative_binomial", f"counts in groups; {told}, more than Poisson's")
    if ratio > FAR_ABOVE:
        why = f"if what explains the counts explains that {told}"
        return *scattered, (why, _plain(*poisson, written))
    why = f"if the counts scatter more than Poisson's once all is explained; {told}"
    return *poisson, (why, _plain(*scattered, written))


def _other_outcomes(
    columns: list[Column], found: roles.Roles
) -> list[tuple[str, Proposal]]:
    """Give the reading of the likeliest other column as the outcome."""
    if found.kind in (outcomes.SUCCESSES_OF, outcomes.ESTIMATE):
        return []
    listed = roles.candidates(columns, found.group)
    most = outcomes.likely(next(c for c in columns if c.name == found.outcome.name))
    # One of another kind rather than one as likely of the same.
    for score, column in sorted(
        listed, key=lambda pair: outcomes.kind_of(pair[1]) == found.kind
    ):
        same = outcomes.kind_of(column) == found.kind
        number = outcomes.kind_of(column) == outcomes.NUMBER
        able = column.numbers is not None or column.answers
        if column.name == found.outcome.name or not able or "`" in column.name:
            continue
        if score >= (most if same else LIKELY) and (same or not number):
            other = roles.find(columns, column)
            return [(f'if "{column.name}" is the outcome', _proposal(other))]
    whole = found.outcome.counts or (
        found.outcome.whole and speaks(found.outcome.name, PLAIN_OUTCOMES)
    )
    if found.kind == outcomes.NUMBER and whole:
        as_counts = replace(found, kind=outcomes.COUNT, slope=None)
        why = f'if "{found.outcome.name}" counts something and is no score or measurement'
        return [(why, _proposal(as_counts))]
    return []
