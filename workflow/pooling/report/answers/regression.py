"""Answers of models by formula: a typical outcome, predictors, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from pooling.checks import levels
from pooling.checks.predictive.linear_predictor import Draws
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.model import families, responses
from pooling.model.names import COMPLETE, PARTIAL
from pooling.report.answers import normal
from pooling.report.answers.base import (
    APART,
    TRIFLE,
    Estimate,
    Statement,
    say,
    share,
    shares,
    state,
    threshold,
)
from pooling.report.answers.groups import (
    by_size,
    extremes,
    span,
)
from pooling.report.answers.models import best
from pooling.report.answers.predictors import combined, effects, named, of_values, where
from pooling.report.answers.ranks import ENDS

NINE_IN_TEN = 1.645  # sds on either side that hold nine in ten of a normal population


def drawn(results: Results, model: str) -> Draws:
    """Load the draws of a fit, and its linear predictor."""
    fit = results.fits[model]
    declared = families.get(results.family).MODELS[model]
    return Draws(fit.stan_data, fit.parameters(declared))


def written(results: Results) -> Callable[[Spoken, Estimate], str]:
    """Give what writes an outcome: with its unit, or as a percentage."""
    return share if levels.share(results.family) else normal.outcome


def between(results: Results) -> Callable[[Spoken, float, float, float], str]:
    """Give what writes two outcomes, from one to the other."""
    return shares if levels.share(results.family) else normal.between


def answer(results: Results) -> list[Statement]:
    """Say what was found of a model by formula."""
    if PARTIAL not in results.fits:
        if COMPLETE not in results.fits:
            return best(results)
        fitted = drawn(results, COMPLETE)
        return [*_typical(results, fitted), *effects(results, fitted), *best(results)]
    fitted = drawn(results, PARTIAL)
    return [
        *_typical(results, fitted),
        *effects(results, fitted),
        *_differ(results, fitted),
        *_slopes(results),
        *_further(results),
        *extremes(results, written(results)),
        *span(results, between(results)),
        *by_size(results, between(results)),
        *_new_group(results),
        *best(results),
    ]


def _typical(results: Results, fitted: Draws) -> list[Statement]:
    """Say what is expected in a typical row."""
    response = responses.get(results.family)
    x, offsets = (fitted.data[name][:1] for name in ("X_new", "offsets_new"))
    value = of_values(response.mean(fitted.of_population(x, offsets)[:, 0]))
    if response.LINK == "identity":
        model = COMPLETE if fitted.data["pooling"] == 0 else PARTIAL
        labels = results.labels(model)["coefficient"]
        expected = combined(
            results.fits[model], fitted, labels, np.array(x[0])[fitted.used]
        )
        value = replace(value, mean=expected.mean + offsets[0])
    counted = levels.share(results.family)

    def what(words: Spoken) -> str:
        of = words.counted("probability") if counted else words.label("y")
        # Of what is no mean of all groups, on the scale of the outcome.
        if response.LINK == "identity" or fitted.data["pooling"] == 0:
            return of
        return f"{of} {say(words, 'typical/median')}"

    gaps = {"what": what, "at": partial(where, results)}
    gaps["value"] = partial(written(results), estimate=value)
    return [state(results, "typical", {"typical": value}, "typical/says", **gaps)]


def _differ(results: Results, fitted: Draws) -> list[Statement]:
    """Say how much groups differ, and of normal outcomes which share that is."""
    response = responses.get(results.family)
    spread = levels.spread(fitted, fitted.data["Z_new"][0])
    sd = of_values(spread)
    if results.labels()["varying"] == ["Intercept"]:
        (group,) = results.labels()["grouping"]
        sd = Estimate.of(results.fits[PARTIAL], f"sd_{group}[Intercept]")
    if response.LINK == "identity":
        return _normal(results, fitted, spread, sd)
    middle = fitted.of_population(
        fitted.data["X_new"][:1], fitted.data["offsets_new"][:1]
    )[:, 0]
    new = middle + spread * np.random.default_rng(1).standard_normal(len(spread))
    low, high = (float(response.mean(end)) for end in np.quantile(new, ENDS))
    write, values = between(results), {"sd": sd, "new_q5": low, "new_q95": high}

    def said(words: Spoken) -> str:
        width = (high - low) / (2 * NINE_IN_TEN)
        scale, at = words(*response.SCALE), where(results, words)
        return say(
            words,
            "differ/scale",
            scale=scale,
            has="have" if scale.endswith("odds") else "has",
            sd=sd,
            at=f",{at}," if at else "",
            span=write(words, width, low, high),
        )

    return [state(results, "differ", values, said), *normal.near_zero(results, sd)]


def _normal(
    results: Results, fitted: Draws, spread: np.ndarray, sd: Estimate
) -> list[Statement]:
    """Say how much outcomes of groups differ."""
    values, numbers = fitted.values, {"sd": sd}
    estimates = "se" in fitted.data
    if responses.closed(results.family):
        further = (values["sd_further"] ** 2).sum(axis=1) if fitted.data["H"] else 0
        noise = typical_error(fitted.data["se"]) if estimates else values["sigma"]
        between_groups = spread**2 / (spread**2 + further + noise**2)
        numbers["share"] = of_values(between_groups)
        numbers["probability_alike"] = float((between_groups < TRIFLE).mean())

    # Where more than levels vary, how much groups differ depends on the predictors.
    def at(words: Spoken) -> str:
        return f" ({where(results, words).strip()})" if fitted.data["K"] > 1 else ""

    def of(words: Spoken) -> str:
        of_what = {
            "of_estimates": estimates,
            # Nothing is left by predictors that there are not.
            "left": fitted.data["P"] > 1,
            "weight": "weights" in results.prepared,
        }
        told = (
            f" {say(words, f'differ/{name}')}" for name, is_so in of_what.items() if is_so
        )
        return "".join(told) + " (I²)" * estimates

    return normal.say_differ(results, numbers, at=at, of=of)


def typical_error(errors) -> float:
    """Give the standard error of a typical estimate, of which I squared is made.

    Higgins and Thompson (2002), Statistics in Medicine 21, 1539-1558, equation 9.
    """
    weight = np.asarray(errors, float) ** -2.0
    freedom = len(weight) - 1
    return float(np.sqrt(freedom * weight.sum() / (weight.sum() ** 2 - weight @ weight)))


def _slopes(results: Results) -> list[Statement]:
    """Say how much what predictors do differs between groups."""
    varying = results.labels()["varying"]
    fit, (group,) = results.fits[PARTIAL], results.labels()["grouping"]
    scales = {
        name: Estimate.of(fit, f"sd_{group}[{name}]")
        for name in varying
        if name != "Intercept"
    }
    if not scales:
        return []
    from pooling.report.chapters.regression import unit  # and with it scipy

    identity = responses.get(results.family).LINK == "identity"

    def listed(words: Spoken) -> str:
        return "; ".join(
            f"{named(words, results, name)}, "
            + sd.written(words, unit(results, name, words) if identity else None)
            for name, sd in scales.items()
        )

    def values(some: dict[str, Estimate]) -> dict[str, Estimate]:
        return {f"sd_of_{name}": sd for name, sd in some.items()}

    about = values(scales)
    told = [state(results, "differ", about, "differ/coefficients", listed=listed)]
    unsettled = {name: sd for name, sd in scales.items() if sd.low < APART * sd.mean}
    if unsettled:
        about = values(unsettled)

        def names(words: Spoken) -> str:
            return ", ".join(named(words, results, name) for name in unsettled)

        told.append(
            state(results, "open", about, "differ/coefficients_open", names=names)
        )
    return told


def _further(results: Results) -> list[Statement]:
    """Say how much the levels of further factors differ."""
    named = results.facts["formula"]["further"]
    if not named:
        return []
    fit = results.fits[PARTIAL]
    scales = {name: Estimate.of(fit, f"sd_{name}[Intercept]") for name in named}
    identity = responses.get(results.family).LINK == "identity"

    def listed(words: Spoken) -> str:
        unit = words.unit("y") if identity else None
        return "; ".join(
            f"{words.factor(name)}, {sd.written(words, unit)}"
            for name, sd in scales.items()
        )

    values = {f"sd_of_{name}": sd for name, sd in scales.items()}
    return [state(results, "differ", values, "differ/further", listed=listed)]


def _new_group(results: Results) -> list[Statement]:
    """Say what an outcome of a group will be that was not seen."""
    fit = results.fits[PARTIAL]
    if not fit.has("predictive_new_group"):
        return []  # it could not be computed
    if not levels.share(results.family):
        return normal.new_group(results, where)
    first = fit.json("predictive_new_group")["predictions"][0]
    return _counted(results, Estimate.predicted(first["new"]))


def _counted(results: Results, value: Estimate) -> list[Statement]:
    """Say how many successes a new group will have; of one trial, how probably."""
    trials = int(results.fits[PARTIAL].stan_data["trials_new"][0])

    share, decimals = (100, ".0f") if trials == 1 else (1, ".1f")

    def said(words: Spoken) -> str:
        return say(
            words,
            "new_group/one" if trials == 1 else "new_group/counted",
            at=where(results, words),
            trials=trials,
            mean=words.number(share * value.mean, decimals),
            low=value.low,
            high=value.high,
        )

    statements = [state(results, "new_group", {"new": value, "trials": trials}, said)]
    return statements + threshold(results, "there")
