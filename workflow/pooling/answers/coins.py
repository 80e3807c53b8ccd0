"""Answers of coins: the probability of each, and what is learned of the population."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta

from pooling import likelihood
from pooling.answers.base import PARTIAL, Estimate, Statement, probability, state
from pooling.figures.words import Spoken
from pooling.ranks import ENDS, chances
from pooling.results import Results

FEW = 3  # coins that are named one by one


def answer(results: Results) -> list[Statement]:
    """Say what was found of coins."""
    found: list[Statement] = []
    if PARTIAL in results.fits:
        found += _coins(results) + _population(results)
    if "maximum_likelihood" in results.settings["options"]:
        found += _without_bayes(results)
    return found


def _observed(results: Results) -> tuple[np.ndarray, np.ndarray]:
    """Successes and trials, in the order of the groups."""
    table = results.prepared.set_index("group").loc[results.groups]
    return table["y"].to_numpy(), table["N"].to_numpy()


def _coins(results: Results) -> list[Statement]:
    fit, groups = results.fits[PARTIAL], results.groups
    y, n = _observed(results)
    every = [Estimate.of(fit, f"theta[{group}]") for group in groups]
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
        named = "; ".join(
            words(
                f"{words.group(groups[at])}, {every[at].written(words)}, after "
                f"{y[at]} of {n[at]} ({words.number(y[at] / n[at], '.2f')})",
                f"{words.group(groups[at])}, {every[at].written(words)}, tras "
                f"{y[at]} de {n[at]} ({words.number(y[at] / n[at], '.2f')})",
            )
            for at in shown
        )
        return f"{chance[0].upper()}{chance[1:]}: {named}."

    found = [state(results, "typical", values, said)]
    if len(groups) == 1:
        return found
    highest, _ = chances(fit.draws("theta")["theta"])
    top = int(means.argmax())
    return [
        *found,
        state(
            results,
            "extremes",
            {
                "highest_group": groups[top],
                "probability_highest": float(highest[top]),
            },
            lambda words: words(
                f"That of {words.group(groups[top])} is the highest with "
                f"probability {probability(words, highest[top])}.",
                f"La de {words.group(groups[top])} es la más alta con "
                f"probabilidad {probability(words, highest[top])}.",
            ),
        ),
    ]


def _population(results: Results) -> list[Statement]:
    """Say what the mode of the population was taken to be, and is now."""
    fit = results.fits[PARTIAL]
    now = Estimate.of(fit, "omega")
    shapes = [fit.stan_data[f"prior_omega_{each}"] for each in ("a", "b")]
    given = beta(*shapes)
    before = Estimate(
        float(given.mean()), float(given.std()), *(float(given.ppf(end)) for end in ENDS)
    )
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


def _without_bayes(results: Results) -> list[Statement]:
    """Say how much likelier the coins are when they are drawn together."""
    y, n = _observed(results)
    options = results.settings["options"]["maximum_likelihood"]
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
            "That takes a hierarchy, and no prior.",
            f"En su máximo interior, la verosimilitud acerca las probabilidades a {omega}: "
            f"los extremos, de {from_apart} y {to_apart} a {low} y {high}, con κ = "
            f"{words.number(top.kappa, '.1f')}. Con ese κ es "
            f"{words.number(times, '.1f')} veces la de las proporciones observadas. Para "
            "eso hace falta una jerarquía, y ningún prior.",
        )

    return [state(results, "pooling", values, said)]
