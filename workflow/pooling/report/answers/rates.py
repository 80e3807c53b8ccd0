"""Answers of rates: the share of successes in units like these."""

from __future__ import annotations

from functools import partial

import numpy as np
from scipy.special import expit

from pooling.basics.numerals import decimals_of
from pooling.checks import truth
from pooling.checks.predictive.mixtures import Normals
from pooling.checks.results import Results
from pooling.figures import axes
from pooling.figures.words import Spoken
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report.answers.base import (
    Estimate,
    Statement,
    say,
    share,
    shares,
    state,
    threshold,
)
from pooling.report.answers.groups import any_difference, extremes, hardly_differ, span
from pooling.report.answers.models import best
from pooling.report.answers.ranks import ENDS

SETTLED = 2  # standard errors from which on a difference counts


def answer(results: Results) -> list[Statement]:
    """Say what was found of rates."""
    statements: list[Statement] = []
    if PARTIAL not in results.fits:
        statements += _one_rate(results) if COMPLETE in results.fits else []
        return statements + best(results)
    statements += _truth(results)
    statements += _population(results)
    statements += extremes(results, share)
    if COMPLETE in results.fits:
        statements += _one_rate(results)
    statements += span(results, shares)
    statements += threshold(results, "rate")
    return statements + best(results)


def _truth(results: Results) -> list[Statement]:
    """Say which estimates come closer to the truth, where it was simulated."""
    errors = truth.errors(results)
    if errors is None:
        return []
    closer, count = errors.closer, len(errors.gain)
    values = {
        "closer_with_partial_pooling": closer,
        "groups": count,
        "error_raw": float(errors.raw.mean()),
        "error_partial": float(errors.partial.mean()),
        "gain": float(errors.gain.mean()),
        "gain_error": errors.gain_error,
    }
    digits = decimals_of(errors.gain_error)

    def said(words: Spoken) -> str:
        raw, partial, more = axes.with_difference(
            values["error_raw"], values["error_partial"], digits, words.language
        )
        error = words.number(values["gain_error"], f".{digits}f")
        gaps = {"closer": closer, "count": count, "raw": raw, "partial": partial}
        return say(words, "truth/says", more=more, error=error, **gaps)

    statements = [state(results, "truth", values, said)]
    if abs(values["gain"]) < SETTLED * values["gain_error"]:
        gain = {name: values[name] for name in ("gain", "gain_error")}
        statements.append(state(results, "open", gain, "truth/open"))
    return statements


def _one_rate(results: Results) -> list[Statement]:
    """Say the one rate of complete pooling, and why it is not the population's median."""
    value = Estimate.of(results.fits[COMPLETE], "p")

    def beside(words: Spoken) -> str:
        return say(words, "typical/beside") if PARTIAL in results.fits else ""

    gaps = {"rate": partial(share, estimate=value), "beside": beside}
    return [state(results, "typical", {"one_rate": value}, "typical/one_rate", **gaps)]


def _population(results: Results) -> list[Statement]:
    """Say what units of the population are like: the median one, and nine in ten."""
    fit = results.fits[PARTIAL]
    median = Estimate.of(fit, "mu_alpha").through(expit)
    spread = Estimate.of(fit, "sigma_alpha")
    # A new unit: the population, with all that is not known of it.
    points, weights = fit.points("mu_alpha", "sigma_alpha")
    new = Normals(points["mu_alpha"], points["sigma_alpha"], weights)
    low, high = (float(expit(new.quantile(end))) for end in ENDS)
    values = {
        "median": median,
        "sd_of_log_odds": spread,
        "new_unit_q5": low,
        "new_unit_q95": high,
    }

    gaps = {
        "median": partial(share, estimate=median),
        "span": partial(shares, sd=median.sd, low=low, high=high),
    }
    statements = [state(results, "differ", values, "differ/rates", **gaps)]
    alike = hardly_differ(fit, _share_between, "sigma_alpha")
    return statements + any_difference(results, alike)


def _share_between(sigma_alpha):
    """Share of the variance between units, on log odds, beside that of logistic noise."""
    return sigma_alpha**2 / (sigma_alpha**2 + np.pi**2 / 3)
