"""What all things to play with share: words with gaps, axes, controls."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from pooling.basics import prose
from pooling.checks import levels
from pooling.figures import axes
from pooling.figures.words import Spoken, letters, symbol
from pooling.report import numbers

SIZES = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000]
# Kind, what kinds share, or what a kind says of a family, ``new_group of means``, or of all of
# successes, ``new_group of shares`` -> key -> language -> text.
TEXTS = prose.read(Path(__file__).parent / "texts" / "play.md")
SHARED = TEXTS["shared"]
COUNTED = ("success", "trial", "probability")  # words of the analysis in these texts


def ends_of(family: str) -> tuple[float, float] | None:
    """Give the ends of the axis of a family's estimates, where they are known."""
    return (0, 1) if levels.share(family) else None


class _Blanks(dict):
    """Words for the gaps of a text; a gap without a word is left for the script."""

    def __missing__(self, gap: str) -> str:
        return f"{{{gap}}}"


@dataclass(frozen=True)
class Speech:
    """Words of an analysis in one language.

    Attributes
    ----------
    named : pooling.figures.words.Spoken
        Names of its columns.
    family : str
        Its family.
    texts : dict
        Key -> language -> text.
    levels : bool
        Whether estimates are outcomes, and logarithms where these are; slopes are not.
    """

    named: Spoken
    family: str
    texts: dict[str, dict[str, str]]
    levels: bool = True

    def __call__(self, key: str, **gaps: Any) -> str:
        """Say a text, with the gaps filled whose words are known."""
        text = self.texts[key][self.language]
        known = {what: self.named.counted(what) for what in COUNTED}
        known |= {"column": self.named.label("group"), "columns": self.named.groups()}
        known |= {"of_population": self.named.of_population()}
        known |= {"sigma": letters(symbol("sigma_alpha"))}
        if "y" in self.named.labels:
            known["outcome"] = self.named.axis("y")
        if "x" in self.named.labels:
            known["predictor"] = self.named.axis("x")
        return text.format_map(_Blanks(known | gaps))

    @property
    def language(self) -> str:
        """Language of the words."""
        return self.named.language

    def group(self, label: str) -> str:
        """Name a group: with the column's name, where labels are numbers."""
        return self.named.group(label)

    def unit(self, role: str) -> str:
        """Give the unit of a column in brackets; nothing where it has none."""
        unit = self.named.unit(role)
        return f" ({unit})" if unit else ""

    def original(self) -> str | None:
        """Name what estimates are logarithms of, with its unit; None where they are not."""
        return self.named.original() if self.levels else None

    def outcome(self, value: float, decimals: int | None) -> str:
        """Write an outcome; of a logarithm, with what it was taken of in brackets."""
        told = self.number(value, decimals)
        if not self.original():
            return told
        return f"{told} [{self.named.original_span(value, value)}]"

    def back(self) -> dict[str, str | None]:
        """Tell the script of which unit outcomes are logarithms: None where they are not."""
        unit = (self.named.original_unit() or "") if self.original() else None
        return {"original": unit}

    def number(self, value: float, decimals: int | None = None, **form: int) -> str:
        """Write a number."""
        return numbers.number(value, self.language, decimals, **form)

    def ratio(self) -> str:
        """Give the unit of a slope in brackets; nothing where there is none."""
        both = {"x", "y"} <= set(self.named.labels)
        unit = self.named.ratio("y", "x") if both else ""
        return f" ({unit})" if unit else ""


def ticks(low: float, high: float, language: str) -> tuple[list, str]:
    """Place ticks, place and numeral, at round numbers; of the numerals say the origin."""
    places = axes.round_places(low, high)
    texts, origin = axes.together(places, language)
    return [list(pair) for pair in zip(places, texts, strict=True)], origin


def around(values: list) -> tuple[float, float]:
    """Ends of an axis that shows all of some values."""
    return axes.around(np.concatenate([np.ravel(each) for each in values]))


def axis(name: str, ends, language: str) -> dict[str, Any]:
    """Lay an axis between two ends."""
    low, high = ends
    placed, origin = ticks(low, high, language)
    return {
        "name": f"{name}; {origin}" if origin else name,
        "low": low,
        "high": high,
        "steps": "even",
        "ticks": placed,
    }


def outcomes(name: str, ends, say: Speech, side: str) -> dict[str, Any]:
    """Lay an axis of outcomes; of logarithms, with a second one of what they were of.

    It stands ``above``, or at the ``right``.
    """
    first, original = axis(name, ends, say.language), say.original()
    if not original:
        return first
    low, high = ends
    return first | {
        "name": f"{first['name']}; {say(f'second_{side}', original=original)}",
        "second": [
            [place, axes.original(place, say.language)]
            for place in next(axes.original_places(low, high))
            if low <= place <= high
        ],
    }


def sizes(name: str, largest: int, language: str) -> dict[str, Any]:
    """Lay an axis of counts from 0, whose steps shrink as the counts grow."""
    return {
        "name": name,
        "low": 0,
        "high": largest,
        "steps": "counts",
        "ticks": [
            [size, axes.alone(size, language)] for size in SIZES if size <= largest
        ],
    }


def key(marks: dict[str, str], say: Speech, **gaps: str) -> list[dict[str, str]]:
    """Say what marks mean: mark -> key of the text."""
    return [{"mark": mark, "text": say(text, **gaps)} for mark, text in marks.items()]


def control(kind: str, name: str, *, label: str, values: list[str], start: int, **more):
    """Describe a slider, a choice or a list: each picks one of its values."""
    return {
        "kind": kind,
        "name": name,
        "label": label,
        "values": values,
        "start": start,
        **more,
    }


def slider(name: str, label: str, *, values: list[str], start: int, say, **marks: int):
    """Describe a slider, with a button for each marked place: ``own``, ``learned``."""
    buttons = [
        {"at": at, "text": say(mark, value=values[at])} for mark, at in marks.items()
    ]
    return control("range", name, label=label, values=values, start=start, marks=buttons)


def count(name: str, label: str, upto: int, start: int, **more) -> dict[str, Any]:
    """Describe a slider over whole numbers from 0; ``most`` names one that limits it."""
    return control(
        "range", name, label=label, values=[], start=start, upto=upto, marks=[], **more
    )


def steps(
    name: str, label: str, *, offered, here: float, say: Speech, mark: bool = False
) -> dict[str, Any]:
    """Describe a slider over numbers, with the analysis' own among them."""
    values = sorted({*map(float, offered), float(here)})
    at = values.index(float(here))
    texts = [say.number(value) for value in values]
    marks = {"own": at} if mark else {}
    return slider(name, label, values=texts, start=at, say=say, **marks) | {
        "numbers": values
    }
