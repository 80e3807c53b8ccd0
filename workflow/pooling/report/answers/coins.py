"""Answers of coins: the probability of each, and what is learned of the population."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from operator import methodcaller

import numpy as np
from scipy.stats import beta, gamma

from pooling.basics.numerals import decimals_of
from pooling.checks.results import Results
from pooling.exact import posterior
from pooling.figures import alt_text, axes
from pooling.figures.words import Spoken
from pooling.model import likelihood
from pooling.model.names import LEARNED_KAPPA, MAXIMUM_LIKELIHOOD, PARTIAL
from pooling.model.refits import without
from pooling.report.answers.base import (
    ROUNDED,
    Estimate,
    Statement,
    capitalised,
    probability,
    say,
    state,
    threshold,
)
from pooling.report.answers.ranks import highest_and_lowest

NEARLY = 0.9  # share of a move that is as good as all of it
FEW = 3  # coins that are named one by one


def answer(results: Results) -> list[Statement]:
    """Say what was found of coins."""
    statements: list[Statement] = []
    if PARTIAL in results.fits:
        statements += _coins(results) + _moves(results) + _population(results)
        statements += threshold(results, "rate")
    if LEARNED_KAPPA in results.fits:
        statements += _consistency(results)
    if MAXIMUM_LIKELIHOOD in results.settings["options"]:
        statements += _without_bayes(results)
    return statements


def _observed(results: Results) -> tuple[np.ndarray, np.ndarray]:
    """Successes and trials, in the order of the groups."""
    table = results.prepared.set_index("group").loc[results.groups]
    return table["y"].to_numpy(), table["N"].to_numpy()


def _estimates(results: Results) -> dict[str, Estimate]:
    """Give what is known of the mode and of each coin, with exact ends where there are."""
    fit = results.fits[PARTIAL]
    names = ["omega", *(f"theta[{group}]" for group in results.groups)]
    estimates = {name: Estimate.of(fit, name) for name in names}
    if fit.grid is None:
        return estimates
    exact = posterior("coins", PARTIAL, fit.stan_data, {"group": results.groups})
    for name, marginal in exact.marginals.items():
        # As the figure of the posterior tells them.
        ends = alt_text.of_density(*marginal)
        low, high = (float(ends[end]) for end in ("q5", "q95"))
        estimates[name] = replace(estimates[name], low=low, high=high)
    return estimates


def _coins(results: Results) -> list[Statement]:
    groups = results.groups
    y, n = _observed(results)
    known = _estimates(results)
    every = [known[f"theta[{group}]"] for group in groups]
    means = np.array([each.mean for each in every])
    if len(groups) > FEW:
        shown = [int(means.argmax()), int(means.argmin())]
    else:
        shown = list(range(len(groups)))
    values = {
        f"{name}[{groups[at]}]": value
        for at in shown
        for name, value in (("observed", y[at] / n[at]), ("probability", every[at]))
    }

    def said(words: Spoken) -> str:
        told = [
            say(
                words,
                "typical/coin",
                coin=words.group(groups[at]),
                value=every[at],
                seen=y[at],
                trials=n[at],
                share=words.number(y[at] / n[at], ".2f"),
            )
            for at in shown
        ]
        return f"{capitalised(words.counted('probability'))}: {'; '.join(told)}."

    statements = [state(results, "typical", values, said)]
    if len(groups) == 1:
        return statements
    fit = results.fits[PARTIAL]
    highest, _ = highest_and_lowest("coins", fit, lambda: fit.draws("theta")["theta"])
    top = int(means.argmax())
    values = {"highest_group": groups[top], "probability_highest": float(highest[top])}
    which = "higher" if len(groups) == 2 else "highest"
    gaps = {
        "coin": methodcaller("named", groups[top]),
        "which": lambda words: say(words, f"extremes/{which}"),
        "chance": partial(probability, value=highest[top]),
    }
    return [*statements, state(results, "extremes", values, "extremes/coin", **gaps)]


def _moves(results: Results) -> list[Statement]:
    """Say how far the data move the estimates of one coin, or of two, exactly."""
    if results.fits[PARTIAL].grid is None:
        return []
    return {1: _change, 2: _each_other}.get(len(results.groups), lambda _: [])(results)


def _beside(results: Results) -> dict | None:
    """Assumptions of the analysis beside, where it has the same counts."""
    given, data = results.settings.get("beside"), results.fits[PARTIAL].stan_data
    if given is None or any(list(given[each]) != list(data[each]) for each in "yN"):
        return None
    return given


def _assumed(words: Spoken, given: dict, data: dict) -> str:
    """Say what the analysis beside assumed otherwise."""
    told = f"κ = {words.number(given['kappa'])}"
    shapes = [f"prior_omega_{end}" for end in "ab"]
    if any(given[each] != data[each] for each in shapes):
        told += f", ω ~ Beta({words.listed(*(words.number(given[s]) for s in shapes))})"
    return told


def _thetas(data: dict) -> np.ndarray:
    """Exact posterior means of the probabilities, shape (coin,)."""
    labels = [str(place) for place in range(len(data["y"]))]
    return posterior("coins", PARTIAL, data, {"group": labels}).mean[1:]


def _change(results: Results) -> list[Statement]:
    """Say how far the data of a single coin move its estimate."""
    data, given = results.fits[PARTIAL].stan_data, _beside(results)
    (label,) = results.groups
    now = Estimate.of(results.fits[PARTIAL], f"theta[{label}]")

    def before(data: dict) -> float:
        a, b = (data[f"prior_omega_{end}"] for end in "ab")
        return (1 + (data["kappa"] - 2) * a / (a + b)) / data["kappa"]

    ends = [(now.mean, before(data))]
    if given:
        ends.append((float(_thetas(given)[0]), before(given)))
    names = ("", "_beside")
    values = {
        f"{what}{name}": value
        for name, (after, start) in zip(names, ends, strict=False)
        for what, value in (("before", start), ("change", after - start))
    }

    def said(words: Spoken) -> str:
        shown = [
            axes.with_difference(*pair, decimals_of(ROUNDED * now.sd), words.language)
            for pair in ends
        ]
        other = ""
        if given:
            assumed = f"{_assumed(words, given, data)}: {shown[1][2]}"
            other = words(f" (with {assumed})", f" (con {assumed})")
        gaps = {"before": shown[0][1], "change": shown[0][2], "beside": other}
        return say(words, "moves/one", **gaps)

    return [state(results, "moves", values, said)]


def _each_other(results: Results) -> list[Statement]:
    """Say how far two coins move toward each other, and who moves whom."""
    fit, groups = results.fits[PARTIAL], results.groups
    y, n = _observed(results)
    raw, data = y / n, fit.stan_data
    if raw[0] == raw[1]:
        return []
    every = [Estimate.of(fit, f"theta[{group}]") for group in groups]
    means = np.array([each.mean for each in every])
    alone = np.array([_thetas(without(other, data))[0] for other in (1, 0)])
    gap = np.sign(raw[::-1] - raw)  # toward the other
    given = _beside(results)
    posteriors = [means] if given is None else [means, _thetas(given)]
    digits = decimals_of(ROUNDED * min(each.sd for each in every))
    told = {
        "toward_the_other": gap * (means - raw),
        "without_the_other": alone,
        "probability": means,
    }
    if given:
        told["toward_the_other_beside"] = gap * (posteriors[1] - raw)
    values = {
        f"{what}[{groups[at]}]": float(value[at])
        for what, value in told.items()
        for at in (0, 1)
    }

    # A coin alone moves by its prior.
    own_prior = [
        (alone[at] - raw[at]) / (means[at] - raw[at] or np.inf) >= NEARLY for at in (0, 1)
    ]

    def said(words: Spoken) -> str:
        first, second = map(words.named, groups)
        by_prior = [
            words(", nearly all by the prior", ", casi todo por el prior") if each else ""
            for each in own_prior
        ]
        steps = [
            [gap[at] * _written_step(each[at], raw[at], digits) for at in (0, 1)]
            for each in posteriors
        ]
        ways = [
            words("toward", "hacia") if step >= 0 else words("away from", "alejándose de")
            for step in steps[0]
        ]
        signs = [1 if step >= 0 else -1 for step in steps[0]]
        here, *other = (
            axes.rounded(np.multiply(signs, each), digits, words.language)
            for each in steps
        )
        beside = ""
        if given:
            assumed = _assumed(words, given, data)
            listed = words(" and ", " y ").join(other[0])
            beside = words(f" (with {assumed}: {listed})", f" (con {assumed}: {listed})")
        start, stop = (
            axes.rounded(each, digits, words.language) for each in (alone, means)
        )
        moved = [
            (words("move", "llevan"), words(f"from {a} to {b}", f"de {a} a {b}"))
            if a != b
            else (words("leave", "dejan"), words(f"at {a}", f"en {a}"))
            for a, b in zip(start, stop, strict=True)
        ]
        verbs, to = map(list, zip(*moved, strict=True))
        gaps = {"first": first, "second": second, "here": list(here), "ways": ways}
        gaps |= {"prior": by_prior, "beside": beside, "moved": verbs, "places": to}
        return say(words, "moves/two", **gaps)

    return [state(results, "moves", values, said)]


def _written_step(stop: float, start: float, digits: int) -> float:
    """Give the difference of two numbers as they are written."""
    return round(round(stop, digits) - round(start, digits), digits)


def _population(results: Results) -> list[Statement]:
    """Say what the mode of the population was taken to be, and is now."""
    fit = results.fits[PARTIAL]
    now = _estimates(results)["omega"]
    shapes = [fit.stan_data[f"prior_omega_{each}"] for each in ("a", "b")]
    before = Estimate.before(beta(*shapes))
    values = {"omega_before": before, "omega": now}
    gaps = {"now": now, "before": before, "kappa": float(fit.stan_data["kappa"])}
    return [state(results, "differ", values, "differ/mode", **gaps)]


def _consistency(results: Results) -> list[Statement]:
    """Say what the data tell of the concentration, and what that does to the estimates."""
    fit, chosen = results.fits[LEARNED_KAPPA], results.fits[PARTIAL]
    shape, rate = (fit.stan_data[f"prior_kappa_{each}"] for each in ("shape", "rate"))
    before = Estimate.before(gamma(shape, 2, 1 / rate))
    now = Estimate.of(fit, "kappa")
    means = np.array([each.column("theta", results.groups) for each in (chosen, fit)])
    top = int(np.abs(means[1] - means[0]).argmax())
    group = results.groups[top]
    values = {
        "kappa_before": before,
        "kappa": now,
        "group": group,
        "probability_chosen": float(means[0, top]),
        "probability_learned": float(means[1, top]),
    }

    def said(words: Spoken) -> str:
        digits = decimals_of(ROUNDED * fit.best(f"theta[{group}]", "sd"))
        start, stop = (
            axes.rounded([each], digits, words.language)[0] for each in means[:, top]
        )
        return say(
            words,
            "pooling/kappa",
            now=now,
            before=before,
            kappa=float(chosen.stan_data["kappa"]),
            coin=words.named(group),
            start=start,
            stop=stop,
        )

    return [state(results, "pooling", values, said)]


def _without_bayes(results: Results) -> list[Statement]:
    """Say how much likelier the coins are when they are drawn together."""
    y, n = _observed(results)
    options = results.settings["options"][MAXIMUM_LIKELIHOOD]
    top = likelihood.interior_maximum(y, n, options["omega"])
    if top is None:
        return []
    # At the same kappa, so that only the probabilities differ.
    apart = likelihood.at_proportions(y, n, options["omega"], top.kappa)
    times = float(np.exp(top.log_likelihood - apart.log_likelihood))
    values = {
        "times": times,
        "kappa": top.kappa,
        "lowest_apart": float(apart.theta.min()),
        "highest_apart": float(apart.theta.max()),
        "lowest": float(top.theta.min()),
        "highest": float(top.theta.max()),
    }

    def said(words: Spoken) -> str:
        *apart, low, high = (
            words.number(values[name], ".2f")
            for name in ("lowest_apart", "highest_apart", "lowest", "highest")
        )
        return say(
            words,
            "pooling/likelihood",
            omega=float(options["omega"]),
            apart=apart,
            low=low,
            high=high,
            kappa=words.number(top.kappa, ".1f"),
            times=words.number(times, ".1f"),
        )

    return [state(results, "pooling", values, said)]
