"""Lessons: their braces become numbers, their Markdown HTML or plain text."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from pooling.basics import files
from pooling.basics.numerals import UNDEFINED, decimals_of
from pooling.checks.results import Results
from pooling.figures.words import letters
from pooling.report import formulas, numbers
from pooling.report.answers.base import ROUNDED
from pooling.report.lesson_files import (
    KEPT,
    NUMBER,
    SCALES,
    Asked,
    Passage,
    asked,
    entry,
    read,
)

log = logging.getLogger(__name__)

ANSWER = "answer"  # the part whose numbers are rounded as those of the answers are
BREAKS = ("softbreak", "hardbreak")  # of a line
SIGNIFICANT = {False: 3, True: 2}  # digits where no sd says how many a number deserves


class Numbers:
    """The numbers that a lesson may ask for.

    Parameters
    ----------
    analyses : dict of pooling.checks.results.Results
        All analyses of the run.
    claims : list of dict
        Contents of ``claims.json``.
    language : {"en", "es"}
        Language of the text.
    """

    def __init__(self, analyses: dict[str, Results], claims: list[dict], language: str):
        self.analyses, self.claims, self.language = analyses, claims, language

    def find(self, text: str, here: str | None, rounded: bool = False) -> str:
        """Write one number.

        Parameters
        ----------
        text : str
            What stands between the braces.
        here : str or None
            The analysis of the chapter; None outside of chapters.
        rounded : bool
            Whether it has the digits of an answer instead of those of the tables.

        Raises
        ------
        LookupError
            There is no such number.
        """
        number = asked(text)
        results = entry(self.analyses, number.analysis or here or "")
        if number.kind == "statistic":
            return self._written(*self._statistic(results, number), number, rounded)
        if number.kind == "predicted":
            return self._written(*self._predicted(results, number), number, rounded)
        value = self._value(results, number)
        if number.scale:
            value = SCALES[number.scale](value)
        if number.kind == "data":
            return numbers.number(value, self.language)
        return numbers.measured(value, self.language, SIGNIFICANT[rounded])

    def _written(self, value: float, row: dict, number: Asked, rounded: bool) -> str:
        """Write a number with as many digits as the sd around its mean gives it."""
        middle, sd = row["mean"], row["sd"]
        if number.scale:
            scale = SCALES[number.scale]
            if rounded and number.scale == "exp":  # as of logarithms in the answers
                return numbers.measured(scale(value), self.language, SIGNIFICANT[True])
            value, sd = scale(value), abs(scale(middle + sd) - scale(middle - sd)) / 2
        decimals = decimals_of(ROUNDED * sd if rounded else sd)
        return numbers.number(value, self.language, decimals)

    def _value(self, results: Results, number: Asked) -> float:
        """Find a number that is of no single parameter."""
        if number.kind == "data":
            return entry(results.facts, number.name)
        if number.kind == "unused":
            columns = results.json("unused").get("columns", [])
            # Of a column that was tested twice, the larger share stands first.
            tested = {row["column"]: row for row in reversed(columns)}
            return entry(tested, number.of)[number.name]
        return self._claimed(number, results.analysis)

    def _statistic(self, results: Results, number: Asked) -> tuple[float, dict]:
        """Give a statistic, exact where that is known, and all of its parameter."""
        fit = entry(results.fits, number.of)
        row = entry(fit.summary.to_dict("index"), number.name)
        of_exact = number.statistic in ("mean", "sd")
        value = (
            fit.best(number.name, number.statistic) if of_exact else row[number.statistic]
        )
        return value, row

    def _predicted(self, results: Results, number: Asked) -> tuple[float, dict]:
        """Give what is predicted for a group, and all that is told of it."""
        fit = entry(results.fits, number.of)
        told = files.read_json(fit.files["predictive_new_group"]).get("predictions", [])
        # A predictor is written as it was measured, and without one there is one place.
        centre = results.facts.get("centre") or 0
        places = {
            "" if each["at"] is None else f"{each['at'] + centre:.6g}": each
            for each in told
        }
        at = entry(places, number.at or "")
        known = {each["group"]: each for each in at["existing"]}
        row = entry(known | {"new": at["new"]}, number.name)
        return row[number.statistic], row

    def _claimed(self, number: Asked, analysis: str) -> float:
        """Look in all that was judged under one number, of whatever kind."""
        judged = [
            record["values"]
            for record in self.claims
            if str(record["id"]) == number.of and record["analysis"] == analysis
        ]
        if not judged:
            raise LookupError(f"claim {number.of} was not judged here")
        return entry({k: v for values in judged for k, v in values.items()}, number.name)


def filled(
    text: str, known: Numbers, analysis: str | None, *, place: str, rounded: bool = False
) -> str:
    """Put the numbers into a text, outside of its formulas and its code.

    A number that the run does not have, as a group that lost its rows, is a dash, and
    the log says so: what could be told beforehand was refused when planned.
    """

    def put(braces) -> str:
        try:
            return known.find(braces[1], analysis, rounded)
        except LookupError as error:
            log.warning('%s: no number "%s"; %s', place, braces[1], error.args[0])
            return UNDEFINED

    # Every second piece is kept as it is.
    return "".join(
        piece if odd % 2 else NUMBER.sub(put, piece)
        for odd, piece in enumerate(KEPT.split(text))
    )


@cache
def _markdown() -> MarkdownIt:
    """Markdown with tables and formulas; HTML in it is shown as text."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")

    def maths(tokens, at, options, env) -> str:
        display = "block" if tokens[at].type.startswith("math_block") else "inline"
        return str(formulas.mathml(tokens[at].content.strip(), display))

    parser.use(dollarmath_plugin, allow_labels=False, allow_digits=False)
    for kind in ("math_inline", "math_inline_double", "math_block"):
        parser.renderer.rules[kind] = maths
    return parser


def html(text: str) -> Markup:
    """Render Markdown as HTML in which nothing can run."""
    return Markup(_markdown().render(text))


def plain(text: str) -> str:
    """Write Markdown as text that is read as it stands, in one line."""
    pieces = []
    for token in _markdown().parse(text):
        pieces.append(" ")
        for piece in token.children or [token]:
            formula = piece.type.startswith("math")
            pieces.append(letters(piece.content) if formula else piece.content)
            pieces.append(" " if piece.type in BREAKS else "")
    return " ".join("".join(pieces).split())


def _with_numbers(
    path: str | Path, known: Numbers, analysis: str | None
) -> Iterator[Passage]:
    """Read the passages of a lesson, with the numbers that they ask for."""
    for passage in read(path):
        put = partial(
            filled,
            known=known,
            analysis=analysis,
            place=f"{path}, below line {passage.line}",
            rounded=passage.part == ANSWER,
        )
        question = passage.question and put(passage.question)
        yield replace(passage, question=question, text=put(passage.text))


def tell(
    path: str | Path, known: Numbers, analysis: str | None
) -> dict[str, list[dict[str, Any]]]:
    """Arrange a lesson for the page: part -> passages, with ``question`` and ``text`` as HTML.

    Parameters
    ----------
    path : path
        Its file in the language of the page.
    known : Numbers
        What it may ask for.
    analysis : str or None
        Whose chapter it belongs to; None for the lesson of the whole run.
    """
    parts: dict[str, list[dict[str, Any]]] = {}
    for passage in _with_numbers(path, known, analysis):
        question = passage.question
        parts.setdefault(passage.part, []).append(
            {
                "question": question and Markup(_markdown().renderInline(question)),
                "text": html(passage.text),
            }
        )
    return parts


def answer(path: str | Path, known: Numbers, analysis: str) -> str:
    """Give what a lesson answers to the question of its analysis, as plain text.

    Returns
    -------
    str
        One line, empty where the lesson has no such part; what waits there behind a
        question of its own is left out.
    """
    return " ".join(
        plain(passage.text)
        for passage in _with_numbers(path, known, analysis)
        if passage.part == ANSWER and not passage.question
    )
