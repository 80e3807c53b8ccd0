"""What is said of groups: the ends, the span, what stands out, what is small."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from pooling.checks import levels
from pooling.checks.predictive.words import flagged_rows
from pooling.checks.results import Fit, Results
from pooling.figures import alt_text
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.model.names import NONE, PARTIAL
from pooling.report.answers import pairs
from pooling.report.answers.base import (
    APART,
    POSSIBLE,
    SURE,
    TRIFLE,
    Estimate,
    Statement,
    interval,
    probability,
    rounded,
    say,
    state,
)
from pooling.report.answers.pairs import Pair
from pooling.report.answers.predictors import of_groups

LIMITS = (POSSIBLE, SURE)  # which the probability of an end is said to reach


def extremes(results: Results, write: Callable) -> list[Statement]:
    """Name the highest and the lowest group, and say how surely they are so, and differ.

    Parameters
    ----------
    write : callable
        `Spoken` and an `Estimate` -> the number in words.
    """
    groups = results.groups
    if len(groups) < 2 or not (results.has("ranks") and results.has("pairs")):
        return []
    ranked = _ranked(results)
    every = [
        Estimate(*(ranked[group][each] for each in ("mean", "sd", "q5", "q95")))
        for group in groups
    ]
    means = np.array([each.mean for each in every])
    high, low = int(means.argmax()), int(means.argmin())
    chances = {
        end: np.array([ranked[group][f"p_{end}"] for group in groups], dtype=float)
        for end in ("highest", "lowest")
    }
    highest, lowest = chances.values()
    values = {
        "highest_group": groups[high],
        "highest": every[high],
        "probability_highest": float(highest[high]),
        "lowest_group": groups[low],
        "lowest": every[low],
        "probability_lowest": float(lowest[low]),
    }
    share, near = levels.share(results.family), 1e-9 * np.ptp(means)
    ties = {
        groups[at]: int((np.abs(means - means[at]) <= near).sum()) - 1
        for at in (high, low)
    }
    summary = pairs.read(results.json("pairs"))
    pair = summary.compare(*map(summary.places.index, (high, low)))
    values |= {
        "probability_above": pair.above,
        "difference": pair.difference,
        "difference_q5": pair.low,
        "difference_q95": pair.high,
    }

    def said(words: Spoken) -> str:
        what = words.counted("probability") if share else words.label("y")
        if results.family in families.RESPONSES:
            what += of_groups(results, words)
        first, last = words.named(groups[high]), words.named(groups[low])
        above, apart = probability(words, pair.above), _apart(words, pair, share)
        ends = [
            probability(words, each, *LIMITS) for each in (highest[high], lowest[low])
        ]
        equal = "".join(
            " " + say(words, "extremes/equal", name=words.named(group), count=count)
            for group, count in ties.items()
            if count
        )
        told = say(
            words,
            "extremes/says",
            what=what,
            first=first,
            last=last,
            highest=write(words, every[high]),
            lowest=write(words, every[low]),
            ends=ends,
            above=above,
            apart=apart,
        )
        return told + equal

    statements = [state(results, "extremes", values, said)]
    unsettled = {
        end: (int(chance.argmax()), every[at])
        for (end, chance), at in zip(chances.items(), (high, low), strict=True)
        if chance.max() < SURE
    }
    if unsettled:
        values = {"may_be_from": POSSIBLE, "settled_from": SURE}
        for end, (likely, _) in unsettled.items():
            values |= {
                f"groups_that_may_be_{end}": int((chances[end] >= POSSIBLE).sum()),
                f"most_probable_{end}": groups[likely],
                f"probability_most_probable_{end}": float(chances[end][likely]),
            }

        def not_settled(words: Spoken) -> str:
            told = [
                _not_settled(
                    words, end, again=bool(at), group=groups[likely], chance=chances[end]
                )
                + further(words, estimate, every[likely], end)
                for at, (end, (likely, estimate)) in enumerate(unsettled.items())
            ]
            return " ".join(told)

        statements.append(state(results, "open", values, not_settled))
    return statements


def _ranked(results: Results) -> dict[str, dict[str, Any]]:
    """Read the groups' levels and ranks: group -> row."""
    return {row["group"]: row for row in results.rows("ranks", ("group",))}


def _apart(words: Spoken, pair: Pair, share: bool) -> str:
    """Write how far apart two groups are, with its interval."""
    scale = 100 if share else 1
    unit = say(words, "number/points") if share else words.unit("y")
    each = (pair.sd, pair.difference, pair.low, pair.high)
    mean, low, high = rounded(words, *(scale * value for value in each))
    return f"{mean} {unit or ''}".rstrip() + interval(words, low, high)


def _not_settled(
    words: Spoken, end: str, *, again: bool, group: str, chance: np.ndarray
) -> str:
    """Say that it is not settled which group is at an end of their order.

    The most probable one is ``group``, the probabilities of all are ``chance``; ``again``
    where the same was just said of the other end.
    """
    count = int((chance >= POSSIBLE).sum())
    reach = ("reaches", "llega") if count == 1 else ("reach", "llegan")
    return say(
        words,
        "extremes/again" if again else "extremes/open",
        which=say(words, f"extremes/order_{end}"),
        name=words.named(group),
        most=probability(words, chance.max(), *LIMITS),
        count=count,
        reach=words(*reach),
        least=POSSIBLE,
        sure=SURE,
    )


def further(words: Spoken, estimate: Estimate, likely: Estimate, end: str) -> str:
    """Say why the most probable group at an end is not the one of the estimate there."""
    inside = (estimate.mean - likely.mean) * (1 if end == "highest" else -1)
    if not (inside > 0 and likely.sd > estimate.sd):
        return ""
    return " " + say(words, f"extremes/further_{end}")


def span(results: Results, write: Callable) -> list[Statement]:
    """Say from where to where the groups' estimates go, apart and together.

    Parameters
    ----------
    write : callable
        `Spoken`, their typical sd and the two numbers -> them in words.
    """
    models = (NONE, PARTIAL)
    if len(results.groups) < 2 or not _both(results, models):
        return []
    means = {model: _levels(results, model) for model in models}
    values = {
        f"{end.__name__}_{model}": float(end(level))
        for model, level in means.items()
        for end in (min, max)
    }
    sd = _sd(results)
    apart, together = (
        [values[f"{end}_{model}"] for end in ("min", "max")] for model in models
    )
    resting = _ends_of_prior(results, means[NONE])
    values |= {f"{end}_rests_on_prior": group for end, group in resting.items()}

    def said(words: Spoken) -> str:
        ends = {
            "apart": write(words, sd, *apart),
            "together": write(words, sd, *together),
        }
        return say(words, "pooling/span", **ends) + _resting(words, resting)

    return [state(results, "pooling", values, said)]


def _both(results: Results, models: tuple[str, ...]) -> bool:
    """Say whether two models are fitted, and the groups' levels known."""
    return set(models) <= set(results.fits) and results.has("ranks")


def _levels(results: Results, model: str) -> np.ndarray:
    """Give the groups' levels by a model, shape (group,): pooled ones as they are ranked."""
    if model == PARTIAL:
        ranked = _ranked(results)
        return np.array([ranked[group]["mean"] for group in results.groups])
    fit = results.fits[model]
    return levels.means(results.family, model, fit, results.labels(model))


def _sd(results: Results) -> float:
    """Give the typical sd of a group's level, by which its digits are chosen."""
    return float(np.median([row["sd"] for row in _ranked(results).values()]))


def _ends_of_prior(results: Results, means: np.ndarray) -> dict[str, str]:
    """Name the groups at the lowest and highest estimate whose own data do not determine it."""
    family = families.get(results.settings["family"])
    told = family.determined(results.fits[NONE].stan_data)
    ends = {"lowest": means.argmin(), "highest": means.argmax()}
    return {end: results.groups[at] for end, at in ends.items() if not told[at]}


def _resting(words: Spoken, resting: dict[str, str]) -> str:
    """Say which ends of the estimates without pooling rest on their prior."""
    if not resting:
        return ""
    which = "both" if len(resting) == 2 else next(iter(resting))
    named = {end: words.named(group) for end, group in resting.items()}
    return " " + say(words, f"pooling/resting_{which}", **named)


def flagged(results: Results) -> list[Statement]:
    """Name the groups that the predictive checks of partial pooling flag."""
    fit = results.fits.get(PARTIAL)
    if fit is None or not fit.has("posterior_predictive"):
        return []
    checks = fit.json("posterior_predictive")
    rows = flagged_rows(checks)
    if not rows:
        return []
    values = {f"observed[{row['group']}]": row["observed"] for row in reversed(rows)}
    for end in ("q5", "q95"):
        values |= {f"{end}[{row['group']}]": row[end] for row in reversed(rows)}
    share = levels.share(results.family)
    return [
        state(
            results,
            "flagged",
            values,
            lambda words: alt_text.flagged(
                words, checks, None if share else words.unit("y")
            ),
        )
    ]


def by_size(results: Results, write: Callable) -> list[Statement]:
    """Say how far the group with the most rows moves, and one with the fewest.

    Of several with the fewest, the one that moves most.
    """
    models = (NONE, PARTIAL)
    if not _both(results, models):
        return []
    size = results.rows_by_group
    if size.min() == size.max():
        return []
    apart, together = (_levels(results, model) for model in models)
    moves = np.abs(together - apart)
    largest = int(size.argmax())
    smallest = int(np.where(size == size.min(), moves, -1).argmax())
    sd = _sd(results)
    values: dict[str, Any] = {}
    for name, at in (("largest", largest), ("smallest", smallest)):
        values |= {
            name: results.groups[at],
            f"{name}_rows": int(size[at]),
            f"{name}_no_pooling": float(apart[at]),
            f"{name}_partial_pooling": float(together[at]),
        }

    def said(words: Spoken) -> str:
        (most, far), (few, near) = (
            (
                f"{words.named(results.groups[at])} (n = {size[at]})",
                write(words, sd, apart[at], together[at]),
            )
            for at in (largest, smallest)
        )
        moved = {"largest": most, "far": far, "smallest": few, "near": near}
        return say(words, "pooling/by_size", **moved)

    return [state(results, "pooling", values, said)]


def at_zero(results: Results, scale: str, estimate: Estimate, text: str):
    """Say that an sd between groups is not told apart from 0, where it is not."""
    if estimate.low >= APART * estimate.mean:
        return []
    return [state(results, "open", {scale: estimate}, text)]


def hardly_differ(fit: Fit, share: Callable, *names: str) -> float:
    """Give the probability that next to none of the variance lies between groups.

    ``share`` is, of values of the parameters, that of the variance, elementwise.
    """
    values, weights = fit.points(*names)
    return float(weights @ (share(*values.values()) < TRIFLE))


def any_difference(results: Results, alike: float) -> list[Statement]:
    """Say that groups may not differ at all, where that is not excluded.

    Parameters
    ----------
    alike : float
        From `hardly_differ`.
    """
    if alike < 1 - SURE:
        return []
    values, chance = {"probability_alike": alike}, partial(probability, value=alike)
    return [state(results, "open", values, "differ/alike_open", alike=chance)]
