"""What an answer is made of: statements with the numbers that they say."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling.basics.numerals import decimals_of, percent_signs
from pooling.checks import comparison
from pooling.checks.predictive.words import flagged_rows
from pooling.checks.results import Fit, Results
from pooling.figures import alt_text, axes
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.model.families.base import LANGUAGES
from pooling.report.answers.ranks import ENDS, NINETY, alike, highest_and_lowest

ALL, PARTIAL = "complete_pooling", "partial_pooling"
SURE = 0.95  # probability from which on a thing counts as settled
# What a column that was not used explains a share of.
LEFT = {
    "residuals": {
        "en": "the variance within groups",
        "es": "la varianza dentro de los grupos",
    },
    "estimates": {
        "en": "the variance of the estimates",
        "es": "la varianza de las estimaciones",
    },
    "beta": {
        "en": "the variance of the slopes",
        "es": "la varianza de las pendientes",
    },
}
IDLE = 0.005  # share of the variance that is written as 0 %
LISTED = 5  # columns that are named in one sentence
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
    def over(cls, fit: Fit, function: Callable, *names: str) -> Estimate:
        """Sum up a function of what the groups have in common.

        Parameters
        ----------
        fit : Fit
            Whose posterior; its mean and sd are exact where that was computed.
        function : callable
            Values of the parameters -> the number, elementwise.
        *names : str
            Those parameters.
        """
        values, weights = fit.points(*names)
        found = function(*values.values())
        mean = float(weights @ found)
        sd = float(np.sqrt(weights @ (found - mean) ** 2))
        drawn = function(*fit.draws(*names).values())
        return cls(mean, sd, *map(float, np.quantile(drawn, ENDS)))

    def through(self, function: Callable) -> Estimate:
        """Put it on another scale, by a function that increases.

        The mean becomes the function of the mean, and the ends remain quantiles.
        """
        mean, low, high = (
            float(function(value)) for value in (self.mean, self.low, self.high)
        )
        return Estimate(mean, (high - low) / NINETY, low, high)

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
        ``extremes``, ``pooling``, ``moves``, ``new_group``, ``threshold``, ``best``,
        ``unused``, ``idle``, ``flagged`` or ``open``.
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


def extremes(results: Results, parameter: str, write: Callable) -> list[Statement]:
    """Name the highest and the lowest group, and say how surely they are so.

    Parameters
    ----------
    results : Results
        The analysis.
    parameter : str
        The groups' parameter of partial pooling.
    write : callable
        `Spoken` and an `Estimate` -> the number in words.
    """
    fit, groups = results.fits[PARTIAL], results.groups
    if len(groups) < 2:
        return []
    every = [Estimate.of(fit, f"{parameter}[{group}]") for group in groups]
    means = np.array([each.mean for each in every])
    high, low = int(means.argmax()), int(means.argmin())
    highest, lowest = (
        alike(each, means)
        for each in highest_and_lowest(results.settings["family"], fit, parameter)
    )
    chances = {"highest": highest, "lowest": lowest}
    values = {
        "highest_group": groups[high],
        "highest": every[high],
        "probability_highest": float(highest[high]),
        "lowest_group": groups[low],
        "lowest": every[low],
        "probability_lowest": float(lowest[low]),
    }
    share = families.get(results.settings["family"]).LEVEL.share

    def said(words: Spoken) -> str:
        what = words.counted("probability") if share else words.label("y")
        return words(
            f"The highest estimate of {what} is that of {words.group(groups[high])}: "
            f"{write(words, every[high])}; the lowest, that of "
            f"{words.group(groups[low])}: {write(words, every[low])}. They are the "
            "highest and the lowest of all with probability "
            f"{probability(words, highest[high])} and "
            f"{probability(words, lowest[low])}.",
            f"La estimación más alta de {what} es la de {words.group(groups[high])}: "
            f"{write(words, every[high])}; la más baja, la de "
            f"{words.group(groups[low])}: {write(words, every[low])}. Son el valor más "
            "alto y el más bajo de todos con probabilidad "
            f"{probability(words, highest[high])} y "
            f"{probability(words, lowest[low])}.",
        )

    found = [state(results, "extremes", values, said)]
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
                _not_settled(words, end, bool(at), groups[likely], chances[end])
                + further(words, estimate, every[likely], end)
                for at, (end, (likely, estimate)) in enumerate(unsettled.items())
            ]
            return " ".join(told)

        found.append(state(results, "open", values, not_settled))
    return found


# Which end of the order -> its words.
ENDS_OF_ORDER = {
    "highest": {"en": "highest", "es": "más alto"},
    "lowest": {"en": "lowest", "es": "más bajo"},
}


def _not_settled(
    words: Spoken, end: str, again: bool, group: str, chance: np.ndarray
) -> str:
    """Say that it is not settled which group is at an end of their order.

    Parameters
    ----------
    words : Spoken
        Of a language.
    end : {"highest", "lowest"}
        Which end.
    again : bool
        Whether the same was just said of the other end.
    group : str
        The most probable one.
    chance : ndarray
        Probability of each group to be there.
    """
    which, label = ENDS_OF_ORDER[end][words.language], words.label("group")
    name, most = words.group(group), probability(words, chance.max())
    count, of = int((chance >= POSSIBLE).sum()), len(chance)
    if again:
        return words(
            f"Nor which is {which}: most probably {name}, with {most}; {count} of {of} with "
            "0.05 or more.",
            f"Tampoco cuál tiene el {which}: lo más probable es {name}, con {most}; {count} "
            f"de {of}, con 0,05 o más.",
        )
    return words(
        f"Which {label} is {which} is not settled, which would take a probability of {SURE}: "
        f"the most probable, {name}, is so with {most}, and {count} of {of} with 0.05 or "
        "more.",
        f"No queda definido qué {label} tiene el valor {which}, lo que requiere una "
        f"probabilidad de {words.number(SURE)}: lo más probable es {name}, con {most}, y "
        f"{count} de {of} tienen 0,05 o más.",
    )


def further(words: Spoken, estimate: Estimate, likely: Estimate, end: str) -> str:
    """Say why the most probable group at an end is not the one of the estimate there."""
    inside = (estimate.mean - likely.mean) * (1 if end == "highest" else -1)
    if not (inside > 0 and likely.sd > estimate.sd):
        return ""
    if end == "highest":
        return words(
            " Its estimate is lower and less certain, so that it may lie further up.",
            " Su estimación es más baja y menos segura, y por eso puede estar más arriba.",
        )
    return words(
        " Its estimate is higher and less certain, so that it may lie further down.",
        " Su estimación es más alta y menos segura, y por eso puede estar más abajo.",
    )


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

    def every(model: str, statistic: str) -> np.ndarray:
        fit = results.fits[model]
        return np.array(
            [fit.best(f"{parameter}[{group}]", statistic) for group in results.groups]
        )

    values = {
        f"{end.__name__}_{model}": float(end(every(model, "mean")))
        for model in models
        for end in (min, max)
    }
    sd = float(np.median(every(PARTIAL, "sd")))
    apart, together = (
        [values[f"{end}_{model}"] for end in ("min", "max")] for model in models
    )
    resting = _ends_of_prior(results, every("no_pooling", "mean"))
    values |= {f"{end}_rests_on_prior": group for end, group in resting.items()}
    return [
        state(
            results,
            "pooling",
            values,
            lambda words: (
                words(
                    f"Estimates of {words.groups()} with no pooling: from "
                    f"{write(words, sd, *apart)}; with partial pooling: from "
                    f"{write(words, sd, *together)}.",
                    f"Estimaciones de {words.groups()} sin pooling: de "
                    f"{write(words, sd, *apart)}; con partial pooling: de "
                    f"{write(words, sd, *together)}.",
                )
                + _resting(words, resting)
            ),
        )
    ]


def _ends_of_prior(results: Results, means: np.ndarray) -> dict[str, str]:
    """Find the ends of the estimates without pooling that rest on their prior.

    Returns
    -------
    dict of str
        ``lowest`` and ``highest`` -> a group whose own data do not determine it.
    """
    family = families.get(results.settings["family"])
    told = family.determined(results.fits["no_pooling"].stan_data)
    ends = {"lowest": means.argmin(), "highest": means.argmax()}
    return {end: results.groups[at] for end, at in ends.items() if not told[at]}


def _resting(words: Spoken, resting: dict[str, str]) -> str:
    """Say which ends of the estimates without pooling rest on their prior."""
    named = {end: words.group(group) for end, group in resting.items()}
    if not named:
        return ""
    if len(named) == 2:
        low, high = named["lowest"], named["highest"]
        return words(
            " With no pooling both ends rest on the prior: the data of "
            f"{low} and of {high} alone do not determine them.",
            " Sin pooling, los dos extremos se apoyan en el prior: los datos de "
            f"{low} y de {high}, por sí solos, no los determinan.",
        )
    ((end, group),) = named.items()
    which = {
        "lowest": words("lowest", "más baja"),
        "highest": words("highest", "más alta"),
    }[end]
    return words(
        f" With no pooling the {which} rests on the prior: the data of {group} alone do "
        "not determine it.",
        f" Sin pooling, la {which} se apoya en el prior: los datos de {group}, por sí "
        "solos, no la determinan.",
    )


def threshold(results: Results, lies_above: Write) -> list[Statement]:
    """Say how probably a new group is above the threshold, and a known one.

    Parameters
    ----------
    results : Results
        With ``predictive_new_group`` of partial pooling, where it could be computed.
    lies_above : callable
        `Spoken` -> how the sentence begins: what of a new group is above it.
    """
    fit = results.fits[PARTIAL]
    found = (
        fit.json("predictive_new_group") if "predictive_new_group" in fit.files else {}
    )
    if "above" not in found or len(found["above"]) != 1:
        return []  # of lines it depends on the predictor
    (above,) = found["above"]
    first = above["highest"][0]
    values = {
        "chance_new": above["new"],
        "group": first["group"],
        "chance_of_group": first["chance"],
    }
    return [
        state(
            results,
            "threshold",
            values,
            lambda words: words(
                f"{lies_above(words)} the threshold ({words.threshold()}) with "
                f"probability {probability(words, above['new'])} "
                f"({probability(words, first['chance'])} in "
                f"{words.group(first['group'])}, where that is most probable).",
                f"{lies_above(words)} el umbral ({words.threshold()}) con probabilidad "
                f"{probability(words, above['new'])} "
                f"({probability(words, first['chance'])} en "
                f"{words.group(first['group'])}, donde es más probable).",
            ),
        )
    ]


def rate_of_new(words: Spoken) -> str:
    """Begin a sentence that says what the probability of a new unit is above."""
    chance = words.counted("probability")
    told = words(
        f"the {chance} of a new {words.label('group')} lies above",
        f"la {chance} de un caso nuevo ({words.label('group')}) supera",
    )
    return told[0].upper() + told[1:]


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
    outside = found["no_contestants"]

    def not_compared(words: Spoken) -> str:
        if not outside:
            return ""
        named = ", ".join(map(words.model, outside))
        return words(
            f" Not compared: {named}, which has nothing but its prior for what is left out.",
            f" No se compara: {named}, que para lo que se deja afuera solo tiene su prior.",
        )

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
                    f"the next, {words.model(names[1])}.{not_compared(words)}",
                    f"De los modelos, el que mejor predice es {words.model(names[0])}: su "
                    f"elpd, el puntaje logarítmico de los datos dejados afuera, supera "
                    f"en {words.number(lead, '.1f')} (error estándar "
                    f"{words.number(error, '.1f')}) al "
                    f"del siguiente, {words.model(names[1])}.{not_compared(words)}",
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


def unused(results: Results) -> list[Statement]:
    """Name columns that no model uses and that explain much, with what they tell apart."""
    if "unused" not in results.paths:
        return []
    of_units = "N" in results.prepared
    found, columns = [], results.json("unused")["columns"]
    for row in columns:
        if not row["named"]:
            continue
        values = {"column": row["column"], "share": row["share"]} | {
            f"mean[{each['value']}]": each["mean"] for each in row["values"]
        }

        def said(words: Spoken, row: dict = row) -> str:
            share = f"{words.number(100 * row['share'], '.0f')} %"
            left = LEFT.get(row["coefficient"]) or LEFT[row["against"]]
            name = row["column"]
            coloured = words.labels.get("colour", {}).get("column") == name
            told = words(
                f"The column {name}, which no model uses, explains {share} of {left['en']}",
                f"La columna {name}, que ningún modelo usa, explica el {share} de "
                f"{left['es']}",
            )

            def kind(value: str) -> str:
                return words.kind(value) if coloured else f"{name} = {value}"

            if row["values"]:
                means = alt_text.numbers(words, *(each["mean"] for each in row["values"]))
                listed = "; ".join(
                    f"{kind(each['value'])}: {mean} (n = {each['rows']})"
                    for each, mean in zip(row["values"], means, strict=True)
                )
                what = words.counted("success") if of_units else words.label("y")
                share = words("mean share of ", "proporción media de ")
                mean = words("mean ", "media de ")
                told += f". {(share if of_units else mean).capitalize()}{what}: {listed}"
            return f"{told[0].upper()}{told[1:]}."

        found.append(state(results, "unused", values, said))
    return found + _idle(results, columns)


def _idle(results: Results, columns: list[dict[str, Any]]) -> list[Statement]:
    """List the columns that no model uses and that explain nothing."""
    shares: dict[str, float] = {}
    for row in columns:
        if row["numbers"]:
            continue
        shares[row["column"]] = max(row["share"], shares.get(row["column"], 0.0))
    idle = {name: share for name, share in shares.items() if share < IDLE}
    if not idle:
        return []
    listed = ", ".join(list(idle)[:LISTED])
    more = len(idle) - LISTED

    def said(words: Spoken) -> str:
        rest = words(f" and {more} more", f" y {more} más") if more > 0 else ""
        share = percent_signs("0 %", words.language)
        return words(
            f"In no model, and by itself explaining nothing ({share}): {listed}{rest}.",
            f"En ningún modelo, y por sí solo no explica nada ({share}): {listed}{rest}.",
        )

    return [state(results, "idle", {f"share[{n}]": s for n, s in idle.items()}, said)]


def flagged(results: Results) -> list[Statement]:
    """Name the groups that the predictive checks of partial pooling flag."""
    fit = results.fits.get(PARTIAL)
    if fit is None or "posterior_predictive" not in fit.files:
        return []
    found = fit.json("posterior_predictive")
    rows = flagged_rows(found)
    if not rows:
        return []
    values = {f"observed[{row['group']}]": row["observed"] for row in reversed(rows)}
    for end in ("q5", "q95"):
        values |= {f"{end}[{row['group']}]": row[end] for row in reversed(rows)}
    by_row = families.get(results.settings["family"]).ONE_ROW_PER_GROUP
    return [
        state(
            results,
            "flagged",
            values,
            lambda words: alt_text.flagged(
                words, found, None if by_row else words.unit("y")
            ),
        )
    ]


def by_size(results: Results, parameter: str, write: Callable) -> list[Statement]:
    """Say how far the group with the most rows moves, and one with the fewest.

    Of several with the fewest, the one that moves most.

    Parameters
    ----------
    results, parameter, write
        As in `span`.
    """
    models = ("no_pooling", PARTIAL)
    if not set(models) <= set(results.fits):
        return []
    size = results.prepared["group"].value_counts().loc[results.groups].to_numpy()
    if size.min() == size.max():
        return []
    apart, together = (
        results.fits[model].column(parameter, results.groups) for model in models
    )
    moves = np.abs(together - apart)
    largest = int(size.argmax())
    smallest = int(np.where(size == size.min(), moves, -1).argmax())
    sd = float(np.median(results.fits[PARTIAL].column(parameter, results.groups, "sd")))
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
                f"{words.group(results.groups[at])} (n = {size[at]})",
                write(words, sd, apart[at], together[at]),
            )
            for at in (largest, smallest)
        )
        return words(
            f"With partial pooling the estimate of {most}, which has the most data, moves "
            f"from {far}; of those with the fewest, that of {few} moves most, from {near}.",
            f"Con partial pooling, la estimación de {most}, con la mayor cantidad de datos, "
            f"pasa de {far}; entre las que menos tienen, la que más se mueve es la de {few}: "
            f"de {near}.",
        )

    return [state(results, "pooling", values, said)]


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
