"""Which group is higher: any two compared, and the rank of each."""

from __future__ import annotations

import math
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from pooling.basics import not_computed, numerals
from pooling.basics.files import read_rows
from pooling.checks import levels
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.report import numbers, words
from pooling.report.answers import pairs
from pooling.report.answers.base import probability, rounded
from pooling.report.answers.normal import where

FEW = 6  # neighbours that stand in the table; of more groups those at the ends
TEXT = words.WORDS["pairs"]


def arrange(results: Results, language: str) -> dict[str, Any] | None:
    """Arrange the comparisons of an analysis, and its ranks.

    None where there is nothing to compare. ``data`` is what the page's script reads.
    """
    paths = [results.paths.get(kind) for kind in ("pairs", "ranks")]
    if not all(paths) or any(map(not_computed.read, paths)):
        return None
    ranked = read_rows(results.paths["ranks"], text=("group",))
    if len(ranked) < 2:
        return None
    stored = results.json("pairs")
    if None in stored["error"].values():
        return None  # of draws that are not numbers
    summary = pairs.read(stored)
    every, ranked = len(ranked), [ranked[at] for at in summary.places]
    told = _Told(results, summary, language)
    chosen = _matter(_ordered(ranked, "mean")[::-1])
    return {
        "words": told.words_of(stored["error"], len(chosen)),
        "ratio": bool(told.spoken.original()),
        "rows": [told.row(one, other) for one, other in chosen],
        "ranks": [_rank(told.spoken, ranked[at]) for at in _ordered(ranked, "mean_rank")],
        "count": every,
        "data": told.data(chosen[0]),
    }


def _ordered(ranked: list[dict[str, Any]], by: str) -> list[int]:
    """Number the groups in the order of a column."""
    return sorted(range(len(ranked)), key=lambda at: ranked[at][by])


def _matter(order: list[int]) -> list[tuple[int, int]]:
    """Choose pairs: the first and the last, and neighbours."""
    neighbours = list(pairwise(order))
    if len(neighbours) > FEW:
        neighbours = neighbours[: FEW // 2] + neighbours[-FEW // 2 :]
    ends = (order[0], order[-1])
    return [ends, *(pair for pair in neighbours if pair != ends)]


def _rank(spoken: Spoken, row: dict[str, Any]) -> dict[str, Any]:
    """Write the rank of one group."""
    low, high = (spoken.number(row[f"rank_{end}"]) for end in ("q5", "q95"))
    ends = (row[each] for each in ("p_highest", "p_lowest"))
    return {
        "group": spoken.group(row["group"]),
        "mean": spoken.number(row["mean_rank"], ".1f"),
        "interval": spoken(f"{low} to {high}", f"{low} a {high}"),
        "ends": [numbers.cell(p, probability(spoken, p)) for p in ends],
    }


class _Told:
    """The comparisons of one analysis, in one language."""

    def __init__(self, results: Results, summary: pairs.Summary, language: str):
        self.spoken = Spoken(language, results.settings)
        self.summary, self.language = summary, language
        self.every = len(results.groups)
        self.groups = [self.spoken.group(results.groups[at]) for at in summary.places]
        if levels.share(results.family):
            self.quantity = self.spoken.counted("probability")
            self.unit, self.scale = TEXT["points"][language], 100
        else:
            y = self.spoken.label("y")
            self.quantity = f"{y}{where(results, self.spoken)}"
            self.unit, self.scale = self.spoken.unit("y") or "", 1

    def words_of(self, error: dict[str, float], shown: int) -> dict[str, str]:
        """Give the texts, their gaps filled but for those of a single pair."""
        spoken, count = self.spoken, self.every
        neighbours = "all" if count - 1 <= FEW else "end"
        gaps = {
            "shown": numbers.count(shown, self.language),
            "possible": numbers.count(count * (count - 1) // 2, self.language),
            "which": TEXT[f"{neighbours}_neighbours"][self.language],
            "group": spoken.label("group"),
            "quantity": self.quantity,
            "groups": self.every,
            "pairs": error["pairs"],
            "above": spoken.number(_up(error["above"]), ".2f"),
            "ends": spoken.number(_up(error["ends"]), ".2f"),
        }
        kept = words.in_language(TEXT, self.language)
        filled = ("intro", "error", "ranks_text", "table")
        return kept | {
            "choose": kept["choose"].replace("{group}", gaps["group"]),
            **{name: kept[name].format(**gaps) for name in filled},
            "unit": self.unit,
        }

    def row(self, one: int, other: int) -> dict[str, str]:
        """Write how two groups compare."""
        pair, spoken = self.summary.compare(one, other), self.spoken
        ends = (pair.sd, pair.difference, pair.low, pair.high)
        difference, low, high = rounded(spoken, *(self.scale * each for each in ends))
        return {
            "a": self.groups[one],
            "b": self.groups[other],
            "above": probability(spoken, pair.above),
            "difference": difference,
            "interval": spoken(f"{low} to {high}", f"{low} a {high}"),
            "ratio": self.ratio(pair),
        }

    def ratio(self, pair: pairs.Pair) -> str:
        """Write how many times as high it is, where the outcome is a logarithm."""
        if not self.spoken.original():
            return ""
        ends = (pair.difference, pair.low, pair.high)
        at, low, high = (_times(self.spoken, math.exp(each)) for each in ends)
        return self.spoken(f"{at} ({low} to {high})", f"{at} ({low} a {high})")

    def data(self, first: tuple[int, int]) -> dict[str, Any]:
        """Give what the page's script compares any two with."""
        kept = words.in_language(TEXT, self.language)
        names = (
            "said",
            "choose",
            "find",
            "one",
            "two",
            "swap",
            "lower",
            "higher",
            "alone",
        )
        original = self.spoken.original()
        return asdict(self.summary) | {
            "groups": self.groups,
            "first": first,
            "scores": pairs.SCORES,
            "points": pairs.POINTS,
            "units": pairs.UNITS,
            "scale": self.scale,
            "unit": self.unit and f" {self.unit}",
            "mark": numerals.DECIMAL[self.language],
            "thousands": numerals.THOUSANDS,
            "times": kept["times"].replace("{original}", original) if original else "",
            "words": {name: kept[name] for name in names}
            | {"choose": kept["choose"].replace("{group}", self.spoken.label("group"))},
        }


def _times(spoken: Spoken, ratio: float) -> str:
    """Write a ratio with two digits, and all those before its mark."""
    decimals = 1 - math.floor(math.log10(float(f"{ratio:.2g}")))
    return numbers.number(ratio, spoken.language, max(0, decimals))


def _up(value: float) -> float:
    """Round up to two decimals, so that an error is never said to be smaller."""
    return math.ceil(value * 100) / 100
