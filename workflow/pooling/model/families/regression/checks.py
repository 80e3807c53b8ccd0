"""What a table must have before a formula can be fitted to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pooling.basics.errors import PoolingError, cut, place_of
from pooling.model.families.regression.settings import prepared_names
from pooling.model.families.requirements import (
    LARGEST,
    LARGEST_LOG,
    SMALLEST,
    require_residuals,
    require_variation,
)
from pooling.model.formula_fit import independent, squeezed_within
from pooling.model.formula_terms import Column, Formula, factor_name, names_of

if TYPE_CHECKING:
    import pandas as pd

MOST_VARYING = 4  # coefficients of a group
FAR_APART = 1e7  # between standard errors and the spread of estimates


def require_outcome(table, column: str, response_name: str, *, error: bool) -> None:
    """Refuse an outcome of words, or a standard error, and say how to code it."""
    if table.words(column):
        words = sorted(set(table.column(column)[~table.missing(column)]))
        what = "a standard error" if error else f"an outcome of family {response_name}"
        if len(words) == 2 and not error:
            remedy = (
                f"write \"variables: {{{column}: {{success: '{cut(words[1])}'}}}}\" if "
                f'"{cut(words[1])}" is to be 1 and "{cut(words[0])}" 0, or the other way '
                'round, and use "family: bernoulli"'
            )
        else:
            remedy = "name a column of numbers"
        raise PoolingError(
            f'{table.source}: column "{column}" holds words, "{cut(words[0])}" for one, and '
            f"{what} is a number; {remedy}."
        )


def require_success(labels: pd.Series, source: str, column: str, success: str) -> None:
    """Refuse an outcome of labels that are not two, or not what the configuration says."""
    answers = list(labels.unique())
    if len(answers) != 2 or success not in answers:
        listed = ", ".join(f'"{cut(label)}"' for label in sorted(answers)[:5])
        raise PoolingError(
            f'{source}: column "{column}" holds {listed}'
            + (" and more" if len(answers) > 5 else "")
            + f', and "success: {cut(success)}" takes an outcome of two labels, one of them '
            "that; correct the label, or model a column of 0 and 1."
        )


def require_numbers(table, column: str) -> None:
    """Refuse a predictor of few numbers and words, which may be one of categories."""
    word_at = table.word_among_few(column)
    if word_at:
        line, word = word_at
        raise PoolingError(
            f'{place_of(table.source, line, column)}: "{cut(word)}" is not a number; correct '
            f'the cell, or write "factor({column})" in the formula if the column holds '
            "categories."
        )


def require_errors(prepared: pd.DataFrame, source: str, formula: Formula) -> None:
    """Refuse estimates that do not vary, or standard errors ``se`` that cannot be theirs."""
    require_variation(prepared, source, {"y": str(formula.outcome)})
    error, spread = prepared["se"], prepared["y"].std()
    for wrong, why in (
        (error <= 0, "and it is above 0"),
        (
            error < spread / FAR_APART,
            "and next to nothing beside the spread of estimates",
        ),
        (error > spread * FAR_APART, "and the spread of estimates next to nothing to it"),
    ):
        if wrong.any():
            at = prepared[wrong].iloc[0]
            raise PoolingError(
                f'{place_of(source, at["row"])}: the standard error "{formula.error}" is '
                f"{at['se']:g}, {why}; correct the cell, or leave it empty, which makes "
                "the row a missing one."
            )


def require_weights(prepared: pd.DataFrame, source: str, column: str) -> None:
    """Refuse weights that are not above 0, or next to nothing beside the largest."""
    weights = prepared["weights"]
    for wrong, why in (
        (weights <= 0, "and a weight is above 0"),
        (weights < weights.max() / FAR_APART**2, "next to nothing beside the largest"),
    ):
        if wrong.any():
            at = prepared[wrong].iloc[0]
            raise PoolingError(
                f"{place_of(source, at['row'], column)}: the weight is "
                f"{at['weights']:g}, {why}; correct the cell, or leave it empty, which makes "
                "the row a missing one."
            )


def require_offsets(
    prepared: pd.DataFrame, source: str, formula: Formula, response
) -> None:
    """Refuse an ``offset`` that cannot be on the scale of the linear predictor."""
    far = prepared["offset"].abs() > LARGEST_LOG
    if response.LINK != "identity" and far.any():
        at = prepared[far].iloc[0]
        raise PoolingError(
            f'{place_of(source, at["row"])}: "offset({formula.offsets[0]})" adds '
            f"{at['offset']:g} to {response.SCALE[0]}, and nothing there is so large; write "
            f"the logarithm of what was counted over, offset(log({formula.offsets[0]}))."
        )


def doubtful_offsets(prepared: pd.DataFrame, formula: Formula, response) -> list[dict]:
    """Remark on whole numbers that are added to a logarithm: they may be an exposure."""
    names = prepared_names(formula)
    doubtful = [
        str(node)
        for node in formula.offsets
        if response.LINK == "log"
        and isinstance(node, Column)
        and not (prepared[names[node.name]] % 1).any()
    ]
    return [{"kind": "offset", "about": doubtful}] if doubtful else []


def require_factors(
    labels: dict[str, np.ndarray], source: str, alone: bool, family: str
) -> None:
    """Refuse a grouping factor that says nothing, or the same as another.

    ``labels`` has those of each row, by factor, the first factor first; ``alone`` says
    whether a group of one row can be told from the row.
    """
    import pandas as pd

    coded = {}
    for name, of_rows in labels.items():
        coded[name], levels = pd.factorize(of_rows)
        if len(levels) < 2:
            raise PoolingError(
                f'{source}: "{name}" has the single group "{cut(str(levels[0]))}"; comparing '
                "groups takes at least two, so name another column behind the bar."
            )
        if len(levels) == len(of_rows) and not alone:
            raise PoolingError(
                f'{source}: "{name}" has a group of its own for each of the {len(of_rows)} '
                "rows that are used, so that differences within groups cannot be told from "
                f"differences between them in {family} outcomes; name a column whose labels "
                "come again."
            )
    names = list(coded)
    for place, name in enumerate(names):
        for other in names[:place]:
            both = len(np.unique(np.column_stack([coded[name], coded[other]]), axis=0))
            if both == coded[name].max() + 1 == coded[other].max() + 1:
                raise PoolingError(
                    f'{source}: "{name}" and "{other}" have the same groups, whose effects '
                    "cannot be told apart; leave one of the two group terms out."
                )


def require_predictors(
    formula: Formula, variables: dict, coded: set[str], source: str
) -> None:
    """Refuse categories that are the groups themselves, of which each has a level already.

    ``coded`` are columns that a function makes categories of.
    """
    alone = {
        name for term in formula.population if len(term) == 1 for name in names_of(term)
    }
    for name, *others in formula.factors:
        words = name in coded or variables.get(name, {}).get("categories")
        if not others and name in alone and words:
            raise PoolingError(
                f'{source}: "{name}" has a coefficient for each of its categories and a level '
                "for each of its groups, which cannot be told apart; leave it out on one side "
                "of the bar."
            )


def require_columns(population, varying, source: str, names: set[str]) -> None:
    """Refuse columns that say the same, too many of them, or names that mean two things.

    ``names`` is what the other parameters are called.
    """
    taken = [label for label in population.labels if label in names]
    if taken:
        raise PoolingError(
            f'{source}: column "{taken[0]}" is called like a parameter of the model; rename '
            "it in the table and in the formula."
        )
    for design, where in ((population, ""), (varying, " before the bar")):
        repeated = [each for each in design.labels if design.labels.count(each) > 1]
        if repeated:
            raise PoolingError(
                f'{source}: the formula has two columns "{repeated[0]}"{where}; rename one '
                "of them in the table."
            )
        if len(design.labels) >= len(design.columns):
            raise PoolingError(
                f"{source}: the formula has {len(design.labels)} coefficients{where} and "
                f"the table {len(design.columns)} rows that are used; leave terms out."
            )
        for label, column in zip(design.labels, design.columns.parts, strict=True):
            largest = max(column.max(), -column.min())
            if largest > LARGEST or 0 < largest < SMALLEST:
                kind = "large" if largest > LARGEST else "small"
                raise PoolingError(
                    f'{source}: column "{label}" of the formula{where} has numbers too {kind} '
                    "to be squared; give it in another unit."
                )
        apart = independent(design.columns)
        if not apart.all():
            _refuse_combination(design, int(np.argmin(apart)), source, where)
    if len(varying.labels) > MOST_VARYING:
        raise PoolingError(
            f"{source}: {len(varying.labels)} coefficients vary by group, "
            f"{', '.join(varying.labels)}, and {MOST_VARYING} can; leave terms before the bar "
            "out."
        )


def require_slopes(varying, group: np.ndarray, source: str, formula: Formula) -> None:
    """Refuse slopes by group of what has one value in each group, as its level has."""
    if "Intercept" not in varying.labels or len(varying.labels) < 2:
        return
    order = np.argsort(group, kind="stable")
    starts = np.append(0, np.flatnonzero(np.diff(group[order])) + 1)
    for label, column in zip(varying.labels, varying.matrix.T, strict=True):
        ends = [end.reduceat(column[order], starts) for end in (np.minimum, np.maximum)]
        if label != "Intercept" and np.array_equal(*ends):
            name = factor_name(formula.grouping)
            raise PoolingError(
                f'{source}: "{label}" has one value in each group of "{name}", so that a '
                "coefficient by group cannot be told from the group's level; leave it out "
                "before the bar, and keep it outside the group term."
            )


def _refuse_combination(design, place: int, source: str, where: str) -> None:
    """Say of which other columns a column is a combination."""
    label, column = design.labels[place], design.matrix[:, place]
    if not np.any(column):
        raise PoolingError(
            f'{source}: column "{label}" of the formula{where} is 0 in all rows that are '
            "used; these combinations are not in the table, so leave the interaction out."
        )
    before = design.matrix[:, :place]
    size = np.linalg.norm(before, axis=0)
    share = np.linalg.lstsq(before / size, column, rcond=1e-9)[0]
    matter = np.abs(share) > 1e-6 * np.linalg.norm(column)
    others = [design.labels[each] for each in np.flatnonzero(matter)]
    if others == ["Intercept"]:
        raise PoolingError(
            f'{source}: "{label}" has one value, {column[0]:g}, or all but one, in all rows '
            f"that are used{where}; leave it out, or center() it if it varies."
        )
    raise PoolingError(
        f'{source}: column "{label}" of the formula{where} is a combination of '
        + " and ".join(f'"{cut(each)}"' for each in others[:4])
        + ", so that their coefficients cannot be told apart; leave one of them out, or "
        "center() what is far from 0."
    )


def require_spread(
    prepared: pd.DataFrame, source: str, formula: Formula, *, columns, varying, group
) -> None:
    """Refuse real outcomes that do not vary, or that a formula explains to the last digit.

    By the columns of the population, those that vary by group, and the group of each row.
    """
    require_variation(prepared, source, {"y": str(formula.outcome)})
    y = prepared["y"].to_numpy(float)
    short = squeezed_within([y, *columns.parts], varying, group)
    beside = np.append(False, independent(short[:, 1:]))
    share = np.zeros(len(beside))
    share[beside] = np.linalg.lstsq(short[:, beside], short[:, 0], rcond=None)[0]
    fitted = short @ share
    spent = beside.sum() + len(varying.parts) * (group.max() + 1)
    if len(y) > spent or not short[:, 0].any():
        require_residuals(
            short[:, 0] - fitted,
            # Fewer rows say as much, and have the rounding of all of them.
            np.abs(y).max() * len(varying) * np.sqrt(len(y) / len(short)),
            f'{source}: the formula explains "{formula.outcome}" to the last digit within '
            f'each group of "{factor_name(formula.grouping)}", so that the sd of what is left '
            "has no lower bound; name an outcome that was measured, not computed from the "
            "others.",
        )
