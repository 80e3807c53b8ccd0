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
        told += words(f", or {centre}", f", o {centre}") + interval(words, low, high)
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
        told += words(f", or {span}", f", o {span}")
    return told


def where(results: Results, words: Spoken) -> str:
    """Say at which values of predictors the groups' levels are, where there are any."""
    if results.family in families.RESPONSES:
        return predictors.of_groups(results, words)
    if "x" not in results.settings["labels"]:
        return ""
    value = words.value("x", results.facts["centre"], results.prepared["x"].std())
    unit = words.unit("x")
    at = f"{value} {unit}" if unit else value
    return words(f" at {words.label('x')} {at}", f" con {words.label('x')} {at}")


def say_typical(
    results: Results, value: Estimate, *, what: Write, at: Callable, write: Callable
) -> list[Statement]:
    """Say what is typical, of what, and at which values of predictors."""

    def said(words: Spoken) -> str:
        of = f"{what(words)}{at(results, words)}: {write(words, value)}."
        return words(f"Typical {of}", f"Valor típico de {of}")

    return [state(results, "typical", {"typical": value}, said)]


def _typical(results: Results, model: str, parameter: str) -> list[Statement]:
    value = Estimate.of(results.fits[model], parameter)
    what = methodcaller("label", "y")
    return say_typical(results, value, what=what, at=where, write=outcome)


def _effect(results: Results, model: str, parameter: str) -> list[Statement]:
    """Say what a step of the predictor does."""
    value = Estimate.of(results.fits[model], parameter)
    values = {"slope": value}
    ignoring = None
    if model == PARTIAL and COMPLETE in results.fits:
        ignoring = values["slope_ignoring_groups"] = Estimate.of(
            results.fits[COMPLETE], "beta"
        )

    def said(words: Spoken) -> str:
        group, x, y = (words.label(role) for role in ("group", "x", "y"))
        told = words(
            f"Slope of {y} along {x}: {_slope(words, value)}",
            f"Pendiente de {y} según {x}: {_slope(words, value)}",
        )
        if ignoring:
            told += words(
                f" within a {group}, on average; a line that ignores the {group} says "
                f"{_slope(words, ignoring)}",
                f" dentro de cada {group}, en promedio; una recta que no distingue "
                f"{words.groups()} da {_slope(words, ignoring)}",
            )
        return f"{told}."

    statements = [state(results, "effect", values, said)]
    if value.low < 0 < value.high:
        statements.append(
            state(
                results,
                "open",
                {"slope": value},
                lambda words: words(
                    f"Whether {words.label('y')} rises or falls along "
                    f"{words.label('x')} is not settled.",
                    f"Si {words.label('y')} sube o baja a lo largo de "
                    f"{words.label('x')} no queda definido.",
                ),
            )
        )
    return statements


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

    def said(words: Spoken) -> str:
        group = words.label("group")
        told = words(
            f"From {group} to {group}{at(words)} the standard deviation is ",
            f"De {group} a {group}{at(words)}, el desvío estándar es ",
        ) + spread(words, sd)
        if part:
            variance = (
                f"{share(words, part)} {words('of the variance', 'de la varianza')}"
            )
            told += words(", which is ", ": ") + variance + of(words)
        if part and alike < 1 - SURE:
            told += words("; < 1 % with probability ", "; < 1 % con probabilidad ")
            told += probability(words, alike)
        return f"{told}."

    opened = any_difference(results, alike) if part else near_zero(results, sd)
    return [state(results, "differ", values, said), *opened]


def near_zero(results: Results, sd: Estimate) -> list[Statement]:
    """Say that groups may not differ at all, where their sd does not exclude that."""
    return at_zero(
        results,
        "sd",
        sd,
        lambda words: words(
            f"Whether there is any difference from {words.label('group')} to "
            f"{words.label('group')} is not settled: the standard deviation may be near 0.",
            f"Si hay alguna diferencia de {words.label('group')} a "
            f"{words.label('group')} no queda definido: el desvío estándar puede estar "
            "cerca de 0.",
        ),
    )


def _slopes(results: Results) -> list[Statement]:
    """Say how much the lines differ in their slopes."""
    sd = Estimate.of(results.fits[PARTIAL], "sigma_beta")
    statements = [
        state(
            results,
            "differ",
            {"sd_of_slopes": sd},
            lambda words: words(
                f"The slopes differ from {words.label('group')} to "
                f"{words.label('group')} by a standard deviation of "
                f"{_slope(words, sd)}.",
                f"Las pendientes difieren de {words.label('group')} a "
                f"{words.label('group')} en un desvío estándar de "
                f"{_slope(words, sd)}.",
            ),
        )
    ]
    return statements + at_zero(
        results,
        "sigma_beta",
        sd,
        lambda words: words(
            "That the slopes differ at all is not settled: their standard deviation may "
            "be near 0.",
            "Que las pendientes difieran en algo no queda definido: su desvío estándar "
            "puede estar cerca de 0.",
        ),
    )


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
    truth = "se" in results.prepared

    def said(words: Spoken) -> str:
        group, y = words.label("group"), words.label("y")
        head = words(
            f"An observation in a new {group}",
            f"Una observación de un grupo nuevo ({group})",
        )
        if truth:
            head = words(
                f"The true value of {y} in a new {group}",
                f"El verdadero valor de {y} en un grupo nuevo ({group})",
            )
        return f"{head}{at(results, words)}: {outcome(words, value)}."

    statements = [state(results, "new_group", {"new": value}, said)]
    return statements + threshold(results, lambda words: words("It lies above", "Supera"))
