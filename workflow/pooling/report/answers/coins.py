"""Answers of coins: the probability of each, and what is learned of the population."""

from __future__ import annotations

from dataclasses import replace

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
    probability,
    rate_of_new,
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
        statements += threshold(results, rate_of_new)
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
        chance = words.counted("probability")
        after = words("after {} of {} ({})", "tras {} de {} ({})")
        named = "; ".join(
            f"{words.group(groups[at])}, {every[at].written(words)}, "
            + after.format(y[at], n[at], words.number(y[at] / n[at], ".2f"))
            for at in shown
        )
        return f"{chance[0].upper()}{chance[1:]}: {named}."

    statements = [state(results, "typical", values, said)]
    if len(groups) == 1:
        return statements
    fit = results.fits[PARTIAL]
    highest, _ = highest_and_lowest("coins", fit, lambda: fit.draws("theta")["theta"])
    top = int(means.argmax())
    which = ("higher", "mayor") if len(groups) == 2 else ("highest", "más alta")
    return [
        *statements,
        state(
            results,
            "extremes",
            {
                "highest_group": groups[top],
                "probability_highest": float(highest[top]),
            },
            lambda words: words(
                f"That of {words.named(groups[top])} is the {which[0]} with "
                f"probability {probability(words, highest[top])}.",
                f"La {which[1]} es, con probabilidad {probability(words, highest[top])}, "
                f"la de {words.named(groups[top])}.",
            ),
        ),
    ]


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
        trials = words.counted("trial")
        other = ""
        if given:
            assumed = f"{_assumed(words, given, data)}: {shown[1][2]}"
            other = words(f" (with {assumed})", f" (con {assumed})")
        return words(
            f"Before the {trials} it was {shown[0][1]}: they change it by "
            f"{shown[0][2]}{other}.",
            f"Antes de los datos era {shown[0][1]}: la cambian en {shown[0][2]}{other}.",
        )

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
        return words(
            f"From the observed proportion the estimate of {first} moves {here[0]} "
            f"{ways[0]} {second}{by_prior[0]}, and that of {second} {here[1]} {ways[1]} "
            f"{first}{by_prior[1]}{beside}. "
            f"Who moves whom: the data of {second} {moved[0][0]} the estimate of {first} "
            f"{moved[0][1]}; those of {first} {moved[1][0]} that of {second} {moved[1][1]}.",
            f"Desde la proporción observada, la estimación de {first} se mueve {here[0]} "
            f"{ways[0]} {second}{by_prior[0]}, y la de {second}, {here[1]} {ways[1]} "
            f"{first}{by_prior[1]}{beside}. "
            f"Quién mueve a quién: los datos de {second} {moved[0][0]} la estimación de "
            f"{first} {moved[0][1]}; los de {first} {moved[1][0]} la de {second} "
            f"{moved[1][1]}.",
        )

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
    return [
        state(
            results,
            "differ",
            values,
            lambda words: words(
                f"Estimated mode {words.of_population()}: {now.written(words)}; before "
                f"the data it was {before.written(words)}. That is given κ = "
                f"{words.number(fit.stan_data['kappa'])}, which was chosen.",
                f"Moda estimada {words.of_population()}: {now.written(words)}; antes de "
                f"los datos era {before.written(words)}. Todo esto dado κ = "
                f"{words.number(fit.stan_data['kappa'])}, que se eligió.",
            ),
        )
    ]


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
        kappa = words.number(chosen.stan_data["kappa"])
        sd = fit.best(f"theta[{group}]", "sd")
        start, stop = (
            axes.rounded([each], decimals_of(ROUNDED * sd), words.language)[0]
            for each in means[:, top]
        )
        return words(
            f"With κ learned it is {now.written(words)}; before the data it was "
            f"{before.written(words)}. Instead of κ = {kappa}, which was chosen, it moves "
            f"the estimate of {words.named(group)} most: from {start} to {stop}.",
            f"Si κ se aprende, es {now.written(words)}; antes de los datos era "
            f"{before.written(words)}. En lugar de κ = {kappa}, que se eligió, la "
            f"estimación que más mueve es la de {words.named(group)}: de {start} a {stop}.",
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
        from_apart, to_apart, low, high = (
            words.number(values[name], ".2f")
            for name in ("lowest_apart", "highest_apart", "lowest", "highest")
        )
        omega = words.number(options["omega"])
        return words(
            f"At its interior maximum the likelihood moves the probabilities toward "
            f"{omega}: their ends from {from_apart} and {to_apart} to {low} and {high}, "
            f"with κ = {words.number(top.kappa, '.1f')}. With that κ it is "
            f"{words.number(times, '.1f')} times as high as at the observed proportions. "
            "That takes a population of the probabilities, and no prior on κ.",
            f"En su máximo interior, la verosimilitud acerca las probabilidades a {omega}: "
            f"los extremos, de {from_apart} y {to_apart} a {low} y {high}, con κ = "
            f"{words.number(top.kappa, '.1f')}. Con ese κ es "
            f"{words.number(times, '.1f')} veces la de las proporciones observadas. Para "
            "eso hace falta una población de las probabilidades, y ningún prior para κ.",
        )

    return [state(results, "pooling", values, said)]
