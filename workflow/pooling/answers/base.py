"""What an answer is made of: statements with the numbers that they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling import axes, comparison
from pooling.families.base import LANGUAGES
from pooling.figures.words import Spoken
from pooling.numerals import decimals_of, percent_signs
from pooling.ranks import ENDS, alike, chances
from pooling.results import Fit, Results

ALL, PARTIAL = "complete_pooling", "partial_pooling"
SURE = 0.95  # probability from which on a thing counts as settled
POSSIBLE = 0.05  # least probability of a group that may be the highest
ROUNDED = 3  # sds, of which two digits are shown
APART = 0.25  # of its mean: a lower end of an sd that says it may as well be 0


@dataclass(frozen=True)
class Estimate:
    """A number and how sure it is.

    Attributes
    ----------
    mean, sd : float
        Exact where there is an exact answer.
    low, high : float
        Ends of the central interval of 90 %.
    """

    mean: float
    sd: float
    low: float
    high: float

    @classmethod
    def of(cls, fit: Fit, parameter: str) -> Estimate:
        """Read one parameter of a fit."""
        row = fit.summary.loc[parameter]
        mean, sd = (fit.best(parameter, statistic) for statistic in ("mean", "sd"))
        return cls(mean, sd, float(row["q5"]), float(row["q95"]))

    @classmethod
    def from_draws(cls, draws: np.ndarray) -> Estimate:
        """Sum up draws of a number, shape (draw,)."""
        low, high = np.quantile(draws, ENDS)
        return cls(float(draws.mean()), float(draws.std()), float(low), float(high))

    def written(
        self, words: Spoken, unit: str | None = None, percent: bool = False
    ) -> str:
        """Write it with its unit and its interval."""
        mean, low, high = rounded(
            words, self.sd, self.mean, self.low, self.high, percent=percent
        )
        sign = f" {unit}" if unit else ""
        interval = words(f" (90 %: {low} to {high})", f" (90 %: {low} a {high})")
        return f"{mean}{sign}{interval}"


@dataclass(frozen=True)
class Statement:
    """One sentence of an answer.

    Attributes
    ----------
    about : str
        What it speaks of: ``typical``, ``effect``, ``truth``, ``differ``,
        ``extremes``, ``pooling``, ``new_group``, ``threshold``, ``best`` or ``open``.
    values : dict
        The numbers and names that it says, as they are in the results.
    text : dict of str
        Language -> the sentence.
    """

    about: str
    values: dict[str, Any]
    text: dict[str, str]


def rounded(words: Spoken, sd: float, *values: float, percent: bool = False) -> list[str]:
    """Write numbers to two digits of three of their sds; shares in per cent."""
    times = 100 if percent else 1
    digits = decimals_of(ROUNDED * times * sd)
    found = axes.rounded([times * value for value in values], digits, words.language)
    return [
        percent_signs(f"{each} %", words.language) if percent else each for each in found
    ]


Write = Callable[[Spoken], str]


def state(results: Results, about: str, values: dict[str, Any], write: Write):
    """Say one thing in all languages.

    Parameters
    ----------
    results : Results
        The analysis, whose words are used.
    about, values
        As in `Statement`; an `Estimate` is spread out.
    write : callable
        `Spoken` of a language -> the sentence.
    """
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Estimate):
            flat |= {name: value.mean, f"{name}_q5": value.low, f"{name}_q95": value.high}
        else:
            flat[name] = value
    text = {each: write(Spoken(each, results.settings)) for each in LANGUAGES}
    return Statement(about, flat, text)


def probability(words: Spoken, value: float) -> str:
    """Write a probability as draws know it: never as 0 or 1."""
    if value < 0.005:
        return f"< {words.number(0.01)}"
    if value > 0.995:
        return f"> {words.number(0.99)}"
    return words.number(value, ".2f")


def extremes(
    results: Results, parameter: str, draws: np.ndarray, write: Callable
) -> list[Statement]:
    """Name the highest and the lowest group, and say how surely they are so.

    Parameters
    ----------
    results : Results
        The analysis.
    parameter : str
        The groups' parameter of partial pooling.
    draws : ndarray
        Its draws, shape (draw, group).
    write : callable
        `Spoken` and an `Estimate` -> the number in words.
    """
    fit, groups = results.fits[PARTIAL], results.groups
    if len(groups) < 2:
        return []
    every = [Estimate.of(fit, f"{parameter}[{group}]") for group in groups]
    means = np.array([each.mean for each in every])
    high, low = int(means.argmax()), int(means.argmin())
    highest, lowest = (alike(each, means) for each in chances(draws))
    may_be = int((highest >= POSSIBLE).sum())
    likely = int(highest.argmax())
    values = {
        "highest_group": groups[high],
        "highest": every[high],
        "probability_highest": float(highest[high]),
        "lowest_group": groups[low],
        "lowest": every[low],
        "probability_lowest": float(lowest[low]),
    }

    def said(words: Spoken) -> str:
        return words(
            f"The highest estimate is that of {words.group(groups[high])}: "
            f"{write(words, every[high])}; the lowest, that of "
            f"{words.group(groups[low])}: {write(words, every[low])}. They are the "
            "highest and the lowest of all with probability "
            f"{probability(words, highest[high])} and "
            f"{probability(words, lowest[low])}.",
            f"La estimación más alta es la de {words.group(groups[high])}: "
            f"{write(words, every[high])}; la más baja, la de "
            f"{words.group(groups[low])}: {write(words, every[low])}. Son el valor más "
            "alto y el más bajo de todos con probabilidad "
            f"{probability(words, highest[high])} y "
            f"{probability(words, lowest[low])}.",
        )

    found = [state(results, "extremes", values, said)]
    if highest.max() < SURE:
        found.append(
            state(
                results,
                "open",
                {
                    "groups_that_may_be_highest": may_be,
                    "may_be_from": POSSIBLE,
                    "most_probable": groups[likely],
                    "probability_most_probable": float(highest[likely]),
                },
                lambda words: words(
                    f"Which {words.label('group')} is highest is not settled: the most "
                    f"probable, {words.group(groups[likely])}, is so with probability "
                    f"{probability(words, highest[likely])}, and {may_be} of "
                    f"{len(groups)} with 0.05 or more.",
                    f"Cuál es el valor más alto ({words.label('group')}) no queda "
                    f"definido: el más probable, {words.group(groups[likely])}, lo es con "
                    f"probabilidad {probability(words, highest[likely])}, y {may_be} de "
                    f"{len(groups)}, con 0,05 o más.",
                ),
            )
        )
    return found


def span(results: Results, parameter: str, write: Callable) -> list[Statement]:
    """Say from where to where the groups' estimates go, apart and together.

    Parameters
    ----------
    results, parameter
        As in `extremes`.
    write : callable
        `Spoken`, their typical sd and the two numbers -> them in words.
    """
    models = ("no_pooling", PARTIAL)
    if len(results.groups) < 2 or not set(models) <= set(results.fits):
        return []

    def every(model: str, statistic: str) -> list[float]:
        fit = results.fits[model]
        return [fit.best(f"{parameter}[{group}]", statistic) for group in results.groups]

    values = {
        f"{end.__name__}_{model}": end(every(model, "mean"))
        for model in models
        for end in (min, max)
    }
    sd = float(np.median(every(PARTIAL, "sd")))
    apart, together = (
        [values[f"{end}_{model}"] for end in ("min", "max")] for model in models
    )
    return [
        state(
            results,
            "pooling",
            values,
            lambda words: words(
                f"Estimates ({words.label('group')}) with no pooling: from "
                f"{write(words, sd, *apart)}; with partial pooling: from "
                f"{write(words, sd, *together)}.",
                f"Estimaciones ({words.label('group')}) sin pooling: de "
                f"{write(words, sd, *apart)}; con partial pooling: de "
                f"{write(words, sd, *together)}.",
            ),
        )
    ]


def best(results: Results) -> list[Statement]:
    """Say which model predicts best, and by how much, or that it is not settled."""
    if "comparison_verdict" not in results.paths:
        return []
    found = results.json("comparison_verdict")["observations"]
    table = comparison.read(results.paths["comparison"]).set_index("model")
    # Where a prior decides, and not the data, a model is no rival.
    table = table.drop(found["no_contestants"])
    names = list(table.index)
    if len(names) < 2:
        return []
    lead, error = (
        float(abs(table[column].iloc[1])) for column in ("elpd_diff", "se_diff")
    )
    values = {"best": names[0], "next": names[1], "lead": lead, "lead_se": error}
    # Without a finite difference nothing is settled.
    if len(found["close"]) == 1 and math.isfinite(lead):
        return [
            state(
                results,
                "best",
                values,
                lambda words: words(
                    f"Of the models, {words.model(names[0])} predicts best: its elpd, "
                    f"the log score of left-out data, is {words.number(lead, '.1f')} "
                    f"(standard error {words.number(error, '.1f')}) higher than that of "
                    f"the next, {words.model(names[1])}.",
                    f"De los modelos, el que mejor predice es {words.model(names[0])}: su "
                    f"elpd, el puntaje logarítmico de los datos dejados afuera, supera "
                    f"en {words.number(lead, '.1f')} (error estándar "
                    f"{words.number(error, '.1f')}) al "
                    f"del siguiente, {words.model(names[1])}.",
                ),
            )
        ]
    close = found["close"]
    return [
        state(
            results,
            "open",
            values | {"close": close},
            lambda words: words(
                "Which model predicts best is not settled: within two standard errors "
                f"of each other are {', '.join(map(words.model, close))}.",
                "Qué modelo predice mejor no queda definido: a menos de dos errores "
                f"estándar están {', '.join(map(words.model, close))}.",
            ),
        )
    ]


def at_zero(results: Results, scale: str, estimate: Estimate, write: Write):
    """Say that an sd between groups is not told apart from 0, where it is not."""
    if estimate.low >= APART * estimate.mean:
        return []
    return [state(results, "open", {scale: estimate}, write)]


def any_difference(results: Results, sd: Estimate) -> list[Statement]:
    """Say that groups may not differ at all, where their sd is not told apart from 0."""
    return at_zero(
        results,
        "sigma_alpha",
        sd,
        lambda words: words(
            f"Whether there is any difference from {words.label('group')} to "
            f"{words.label('group')} is not settled: the standard deviation may be near 0.",
            f"Si hay alguna diferencia de {words.label('group')} a "
            f"{words.label('group')} no queda definido: el desvío estándar puede estar "
            "cerca de 0.",
        ),
    )
