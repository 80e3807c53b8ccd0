"""Answers of outcomes with normal noise: means of groups, and lines."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import methodcaller

from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report.answers import predictors
from pooling.report.answers.base import (
    SURE,
    Estimate,
    Statement,
    Write,
    interval,
    probability,
    rounded,
    say,
    share,
    state,
    threshold,
)
from pooling.report.answers.groups import (
    any_difference,
    at_zero,
    by_size,
    extremes,
    hardly_differ,
    span,
)
from pooling.report.answers.models import best


def answer(results: Results) -> list[Statement]:
    """Say what was found of the means of groups, or of their lines over a predictor."""
    lines = "x" in results.settings["labels"]
    if PARTIAL not in results.fits:
        statements = []
        if COMPLETE in results.fits:
            statements += _typical(results, COMPLETE, "alpha")
            statements += _effect(results, COMPLETE, "beta") if lines else []
        return statements + best(results)
    return [
        *_typical(results, PARTIAL, "mu_alpha"),
        *(_effect(results, PARTIAL, "mu_beta") if lines else []),
        *_levels(results),
        *(_slopes(results) if lines else []),
        *extremes(results, outcome),
        *span(results, between),
        *([] if lines else by_size(results, between) + new_group(results)),
        *best(results),
    ]


def outcome(words: Spoken, estimate: Estimate) -> str:
    """Write an estimate in the unit of the outcome, and of what that is the logarithm of."""
    told = spread(words, estimate)
    if words.original():
        centre, low, high = map(
            words.original_value, (estimate.mean, estimate.low, estimate.high)
        )
        unit = words.original_unit()
        centre = f"{centre} {unit}" if unit else centre
        original = centre + interval(words, low, high)
        told = say(words, "number/or", told=told, original=original)
    return told


def spread(words: Spoken, estimate: Estimate) -> str:
    """Write an sd in the unit of the outcome."""
    return estimate.written(words, words.unit("y"))


def _slope(words: Spoken, estimate: Estimate) -> str:
    return estimate.written(words, words.ratio("y", "x"))


def between(words: Spoken, sd: float, low: float, high: float) -> str:
    """Write two outcomes from one to the other."""
    start, end = rounded(words, sd, low, high)
    unit = words.unit("y")
    told = words(f"{start} to {end}", f"{start} a {end}") + (f" {unit}" if unit else "")
    if words.original():
        span = words.original_span(low, high, words(" to ", " a "))
        told = say(words, "number/or", told=told, original=span)
    return told


def where(results: Results, words: Spoken) -> str:
    """Say at which values of predictors the groups' levels are, where there are any."""
    if results.family in families.RESPONSES:
        return predictors.of_groups(results, words)
    if "x" not in results.settings["labels"]:
        return ""
    value = words.value("x", results.facts["centre"], results.prepared["x"].std())
    unit = words.unit("x")
    return " " + say(words, "typical/at", place=f"{value} {unit}" if unit else value)


def _typical(results: Results, model: str, parameter: str) -> list[Statement]:
    value = Estimate.of(results.fits[model], parameter)
    gaps = {"what": methodcaller("label", "y"), "value": partial(outcome, estimate=value)}
    gaps["at"] = partial(where, results)
    return [state(results, "typical", {"typical": value}, "typical/says", **gaps)]


def _effect(results: Results, model: str, parameter: str) -> list[Statement]:
    """Say what a step of the predictor does."""
    value = Estimate.of(results.fits[model], parameter)
    values, slope = {"slope": value}, partial(_slope, estimate=value)
    beside = None
    if model == PARTIAL and COMPLETE in results.fits:
        beside = Estimate.of(results.fits[COMPLETE], "beta")
        values["slope_ignoring_groups"] = beside

    def ignoring(words: Spoken) -> str:
        if beside is None:
            return ""
        return " " + say(words, "effect/ignoring", slope=_slope(words, beside))

    gaps = {"slope": slope, "ignoring": ignoring}
    told = [state(results, "effect", values, "effect/slope", **gaps)]
    if value.low < 0 < value.high:
        told.append(state(results, "open", {"slope": value}, "effect/slope_open"))
    return told


def _share_between(sigma_alpha, sigma):
    """Share of the variance that lies between groups."""
    return sigma_alpha**2 / (sigma_alpha**2 + sigma**2)


def _levels(results: Results) -> list[Statement]:
    """Say how much groups differ, and what share of the variance that is."""
    fit = results.fits[PARTIAL]
    over = (_share_between, "sigma_alpha", "sigma")
    values = {
        "sd": Estimate.of(fit, "sigma_alpha"),
        "share": Estimate.over(fit, *over),
        "probability_alike": hardly_differ(fit, *over),
    }
    return say_differ(results, values, of=partial(where, results))


def say_differ(
    results: Results,
    values: dict,
    *,
    at: Write = lambda words: "",
    of: Write = lambda words: "",
) -> list[Statement]:
    """Say how much groups differ, which share of the variance that is, and if at all.

    Parameters
    ----------
    values : dict
        ``sd`` between groups and, where they are known, its ``share`` of the variance
        and the probability that this is next to nothing, ``probability_alike``.
    at, of : callable
        `Spoken` -> words behind the groups, and behind the variance.
    """
    sd, part, alike = map(values.get, ("sd", "share", "probability_alike"))

    def share_of_all(words: Spoken) -> str:
        if not part:
            return ""
        told = say(words, "differ/share", share=share(words, part), of=of)
        if alike >= 1 - SURE:
            return told
        return told + say(words, "differ/alike", alike=probability(words, alike))

    gaps = {"at": at, "sd": partial(spread, estimate=sd), "share": share_of_all}
    opened = any_difference(results, alike) if part else near_zero(results, sd)
    return [state(results, "differ", values, "differ/sd", **gaps), *opened]


def near_zero(results: Results, sd: Estimate) -> list[Statement]:
    """Say that groups may not differ at all, where their sd does not exclude that."""
    return at_zero(results, "sd", sd, "differ/near_zero")


def _slopes(results: Results) -> list[Statement]:
    """Say how much the lines differ in their slopes."""
    sd = Estimate.of(results.fits[PARTIAL], "sigma_beta")
    slope = partial(_slope, estimate=sd)
    return [
        state(results, "differ", {"sd_of_slopes": sd}, "differ/slopes", sd=slope),
        *at_zero(results, "sigma_beta", sd, "differ/slopes_open"),
    ]


def new_group(results: Results, at: Callable = where) -> list[Statement]:
    """Say what an observation of a group will be that was not seen.

    Parameters
    ----------
    at : callable
        Results and `Spoken` -> at which values of predictors.
    """
    fit = results.fits[PARTIAL]
    if not fit.has("predictive_new_group"):
        return []  # it could not be computed
    first = fit.json("predictive_new_group")["predictions"][0]
    value = Estimate.predicted(first["new"])
    # Of estimates what they estimate is predicted, whatever their standard errors.
    what = "truth" if "se" in results.prepared else "observation"
    gaps = {"at": partial(at, results), "value": partial(outcome, estimate=value)}
    said = state(results, "new_group", {"new": value}, f"new_group/{what}", **gaps)
    return [said, *threshold(results, "outcome")]
