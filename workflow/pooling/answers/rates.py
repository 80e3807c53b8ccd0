"""Answers of rates: the share of successes in units like these."""

from __future__ import annotations

from scipy.special import expit

from pooling.answers.base import (
    ENDS,
    Estimate,
    Statement,
    at_zero,
    best,
    extremes,
    rounded,
    span,
    state,
)
from pooling.figures.words import Spoken
from pooling.predictive.mixtures import Normals, equal
from pooling.results import Results

ALL, PARTIAL = "complete_pooling", "partial_pooling"


def _share(words: Spoken, estimate: Estimate) -> str:
    return estimate.written(words, percent=True)


def _between(words: Spoken, sd: float, low: float, high: float) -> str:
    start, end = rounded(words, sd, low, high, percent=True)
    return words(f"{start} to {end}", f"{start} a {end}")


def answer(results: Results) -> list[Statement]:
    """Say what was found of rates."""
    found: list[Statement] = []
    if ALL in results.fits:
        found += _one_rate(results)
    if PARTIAL not in results.fits:
        return found + best(results)
    found += _population(results)
    draws = results.fits[PARTIAL].draws("p")["p"]
    found += extremes(results, "p", draws, _share)
    found += span(results, "p", _between)
    return found + best(results)


def _one_rate(results: Results) -> list[Statement]:
    value = Estimate.of(results.fits[ALL], "p")
    return [
        state(
            results,
            "typical",
            {"one_rate": value},
            lambda words: words(
                f"One {words.counted('probability')} for all: {_share(words, value)}.",
                f"Una sola {words.counted('probability')} para todos: "
                f"{_share(words, value)}.",
            ),
        )
    ]


def _population(results: Results) -> list[Statement]:
    """Say what units of the population are like: the median one, and nine in ten."""
    fit = results.fits[PARTIAL]
    draws = fit.draws("mu_alpha", "sigma_alpha")
    mu, sigma = draws["mu_alpha"], draws["sigma_alpha"]
    median = Estimate.from_draws(expit(mu))
    spread = Estimate.of(fit, "sigma_alpha")
    # A new unit: the population, with all that is not known of it.
    low, high = expit([Normals(mu, sigma, equal(len(mu))).quantile(end) for end in ENDS])
    values = {
        "median": median,
        "sd_of_log_odds": spread,
        "new_unit_q5": float(low),
        "new_unit_q95": float(high),
    }

    def said(words: Spoken) -> str:
        group = words.label("group")
        return words(
            f"A typical {group} has {_share(words, median)}; nine in ten new ones would "
            f"lie within {_between(words, median.sd, low, high)}.",
            f"El valor típico ({group}) es {_share(words, median)}; nueve de cada diez "
            f"nuevos estarían en el intervalo de {_between(words, median.sd, low, high)}.",
        )

    found = [state(results, "differ", values, said)]
    return found + at_zero(
        results,
        "sigma_alpha",
        spread,
        lambda words: words(
            f"Whether there is any difference from {words.label('group')} to "
            f"{words.label('group')} is not settled: the standard deviation may be near 0.",
            f"Si hay alguna diferencia de {words.label('group')} a "
            f"{words.label('group')} no queda definido: el desvío estándar puede estar "
            "cerca de 0.",
        ),
    )
