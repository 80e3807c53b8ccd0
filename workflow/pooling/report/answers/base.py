"""What an answer is made of: statements with the numbers that they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import methodcaller
from pathlib import Path
from typing import Any

import numpy as np

from pooling.basics import prose
from pooling.basics.numerals import decimals_of, percent_signs
from pooling.checks.results import Fit, Results
from pooling.figures import axes
from pooling.figures.words import Spoken
from pooling.model.families.base import LANGUAGES
from pooling.model.names import PARTIAL
from pooling.report.answers.ranks import ENDS, NINETY
from pooling.report.words import WORDS

TEXT_FILE = Path(__file__).parent / "texts" / "answers.md"
TEXTS = prose.read(TEXT_FILE)

Write = Callable[[Spoken], str]
SURE = 0.95  # probability from which on a thing counts as settled
# What a column that was not used explains. Estimates were pooled without it, toward one
# centre, so that it explains more of what the groups differ in.
LEFT = WORDS["left"]
MOST_DIGITS = 4  # of a probability
POSSIBLE = 0.05  # least probability of a group that may be the highest
ROUNDED = 3  # sds, of which two digits are shown
TRIFLE = 0.01  # share of the variance between groups that hardly differ
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
        """
        values, weights = fit.points(*names)
        numbers = function(*values.values())
        mean = float(weights @ numbers)
        sd = float(np.sqrt(weights @ (numbers - mean) ** 2))
        drawn = function(*fit.draws(*names).values())
        return cls(mean, sd, *map(float, np.quantile(drawn, ENDS)))

    @classmethod
    def predicted(cls, prediction: dict[str, float]) -> Estimate:
        """Read what is predicted, from ``predictive_new_group.json``."""
        return cls(*(prediction[name] for name in ("mean", "sd", "q5", "q95")))

    @classmethod
    def before(cls, prior) -> Estimate:
        """Sum up a prior, a distribution of scipy."""
        ends = map(float, prior.ppf(ENDS))
        return cls(float(prior.mean()), float(prior.std()), *ends)

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
        return f"{mean}{sign}{interval(words, low, high)}"


@dataclass(frozen=True)
class Statement:
    """One sentence of an answer.

    Attributes
    ----------
    about : str
        What it speaks of: ``typical``, ``effect``, ``truth``, ``differ``,
        ``extremes``, ``pooling``, ``moves``, ``new_group``, ``threshold``, ``best``,
        ``unused``, ``idle``, ``flagged``, ``leaning`` or ``open``.
    values : dict
        The numbers and names that it says, as they are in the results.
    text : dict of str
        Language -> the sentence.
    """

    about: str
    values: dict[str, Any]
    text: dict[str, str]


def say(words: Spoken, key: str, **gaps: Any) -> str:
    """Write a text of ``texts/answers.md``.

    Parameters
    ----------
    key : str
        What it is about, and its name: ``effect/slope``.
    **gaps
        What its braces stand for, beside the analysis' own words: texts, numbers,
        `Estimate`, what writes one of these with `Spoken`, or lists of them.
    """
    about, name = key.split("/")
    filled = {gap: _filled(words, value) for gap, value in gaps.items()}
    return words.told(words.text(TEXTS[about][name]), **filled)


def _filled(words: Spoken, gap: Any) -> Any:
    """Write what stands in a gap."""
    gap = gap(words) if callable(gap) else gap
    if isinstance(gap, list):
        return [_filled(words, each) for each in gap]
    if isinstance(gap, Estimate):
        return gap.written(words)
    return words.number(gap) if isinstance(gap, float) else gap


def interval(words: Spoken, low: str, high: str) -> str:
    """Write the ends of an interval with its level, which no interval goes without."""
    return " " + say(words, "number/interval", low=low, high=high)


def rounded(words: Spoken, sd: float, *values: float, percent: bool = False) -> list[str]:
    """Write numbers to two digits of three of their sds; shares in per cent."""
    times = 100 if percent else 1
    digits = decimals_of(ROUNDED * times * sd)
    written = axes.rounded([times * value for value in values], digits, words.language)
    return [
        percent_signs(f"{each} %", words.language) if percent else each
        for each in written
    ]


def share(words: Spoken, estimate: Estimate) -> str:
    """Write an estimate in per cent."""
    return estimate.written(words, percent=True)


def shares(words: Spoken, sd: float, low: float, high: float) -> str:
    """Write two shares, from one to the other."""
    return words(" to ", " a ").join(rounded(words, sd, low, high, percent=True))


def state(
    results: Results, about: str, values: dict[str, Any], text: str | Write, **gaps: Any
) -> Statement:
    """Say one thing in all languages.

    Parameters
    ----------
    results : Results
        The analysis, whose words are used.
    about, values
        As in `Statement`; an `Estimate` is spread out.
    text : str or callable
        Name of a text of ``texts/answers.md``, or `Spoken` of a language -> the sentence.
    **gaps
        Of such a text, as of `say`.
    """
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Estimate):
            flat |= {name: value.mean, f"{name}_q5": value.low, f"{name}_q95": value.high}
        else:
            flat[name] = value
    write = text if callable(text) else lambda words: say(words, text, **gaps)
    said = {each: write(Spoken(each, results.settings)) for each in LANGUAGES}
    return Statement(about, flat, said)


def probability(words: Spoken, value: float, *limits: float) -> str:
    """Write a probability as draws know it: never as 0 or 1, nor as a limit that it misses."""
    if value < 0.005:
        return f"< {words.number(0.01)}"
    if value > 0.995:
        return f"> {words.number(0.99)}"
    digits = 2
    missed = [limit for limit in limits if limit != value]
    while digits < MOST_DIGITS and round(value, digits) in missed:
        digits += 1
    return words.number(value, f".{digits}f")


def threshold(results: Results, lies_above: str) -> list[Statement]:
    """Say how probably a new group is above the threshold, and a known one.

    Parameters
    ----------
    results : Results
        With ``predictive_new_group`` of partial pooling, where it could be computed.
    lies_above : str
        Name of how the sentence begins: what of a new group is above it.
    """
    fit = results.fits[PARTIAL]
    kind = "predictive_new_group"
    predicted = fit.json(kind) if fit.has(kind) else {}
    if "above" not in predicted or len(predicted["above"]) != 1:
        return []  # of lines it depends on the predictor
    (above,) = predicted["above"]
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
            "threshold/says",
            above=lambda words: capitalised(say(words, f"threshold/{lies_above}")),
            threshold=Spoken.threshold,
            new=lambda words: probability(words, above["new"]),
            chance=lambda words: probability(words, first["chance"]),
            likely=methodcaller("named", first["group"]),
        )
    ]


def capitalised(text: str) -> str:
    """Begin a text with a capital."""
    return text[:1].upper() + text[1:]
