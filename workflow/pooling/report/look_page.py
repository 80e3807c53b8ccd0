"""The page of a first look: the answer, the population, and what is still to come."""

from __future__ import annotations

from math import floor, log10
from typing import Any

from pooling.basics.numerals import decimals_of, written
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.report import evidence, names, numbers, words
from pooling.report.frame import environment, policy, styles

SHOWN = 10  # parts of an sd that are written with two digits
LEAST = 1e-4  # below it an error is written as a power of ten
TEXT = words.WORDS["look"]
PARTS = words.WORDS["look_parts"]


def _written(row: dict[str, Any], name: str, language: str) -> dict[str, str]:
    """Write a number of the population with its error."""
    value, error = row.get(name), row.get(f"{name}_error")
    digits = decimals_of(row["sd"] / SHOWN) if row["sd"] else None
    if not error:
        return {"value": numbers.number(value, language, digits), "error": None}
    if digits is not None:
        digits = min(digits, max(0, -floor(log10(error))))
    return {
        "value": numbers.number(value, language, digits),
        "error": _small(error, language),
    }


def _small(error: float, language: str) -> str:
    """Write an error to one digit."""
    return written(f"{error:.1g}" if error >= LEAST else f"{error:.0e}", language)


def missing(look: dict, named: Spoken) -> list[str]:
    """Say what could not be computed, and why."""
    said, language = [], named.language
    for each in look["missing"]:
        of = (words.MODELS | PARTS).get(each["of"])
        of = of[language] if of else named.parameter(each["of"])
        why = evidence.told(each["because"], names.REASONS, language)["text"]
        said.append(TEXT["because"][language].format(of=of, why=why))
    return said


def render(look: dict, results: Results, *, run: str, command: str, language: str) -> str:
    """Render a first look, `pooling.report.look.of`, as one page that asks for no other file.

    Parameters
    ----------
    results : Results
        The analysis, with its facts; ``settings`` has ``title`` and ``question``.
    command : str
        What makes the full run.
    """
    t, named = (
        words.in_language(words.TEXT | TEXT, language),
        Spoken(language, results.settings),
    )
    title, question = (
        (results.settings[each] or {}).get(language) for each in ("title", "question")
    )
    draws, facts = look["draws"], results.facts
    rows = [
        {"name": named.parameter(row["parameter"])}
        | {name: _written(row, name, language) for name in ("mean", "sd", "q5", "q95")}
        for row in look["parameters"]
    ]
    return (
        environment()
        .get_template("look.html")
        .render(
            t=t,
            title=t["title"],
            name=title or results.analysis,
            question=question,
            run=run,
            analysis=results.analysis,
            language=language,
            policy=policy([]),
            styles=styles("report.css"),
            font=None,
            lead=t["lead"].format(
                rows=numbers.count(facts["rows_used"], language),
                groups=numbers.count(facts["groups"], language),
            ),
            statements=[
                {"open": each["about"] == "open", "text": each["text"][language]}
                for each in look["statements"]
            ],
            population=look["model"]
            and t["population"].format(model=named.model(look["model"])),
            parameters=rows,
            errors=draws
            and t["errors"].format(
                error=_small(look["error"], language),
                draws=numbers.count(draws, language),
                chance=_small(0.5 / draws**0.5, language),
            ),
            missing=missing(look, named),
            command=command,
        )
    )
