"""What speaks for a run or against it: exact answers, comparison, claims, literature."""

from __future__ import annotations

import csv
import math
from itertools import groupby
from operator import itemgetter
from typing import Any

from pooling import files
from pooling.report import formulas, numbers, words
from pooling.results import Results

SIGNS = {"good": "✓", "bad": "✗", "neutral": "\N{EN DASH}"}
COMPARED = ("elpd", "se", "elpd_diff", "se_diff", "p_loo", "k_bad")
TELLS_APART = 2  # standard errors that a difference must reach to be spoken of


def _rows(path: str, text: tuple[str, ...]) -> list[dict]:
    """Read a small table row by row; columns other than ``text`` hold numbers."""
    with open(path, encoding="utf-8", newline="") as lines:
        return [
            {
                name: cell if name in text else float(cell or "nan")
                for name, cell in row.items()
            }
            for row in csv.DictReader(lines)
        ]


def _failed(models: list[dict], names: list[str]) -> list[dict]:
    """List the models of some names whose fit failed its checks."""
    return [m for m in models if m["name"] in names and m["verdict"] == "failed"]


def verdicts(language: str) -> dict[str, dict[str, str]]:
    """Give the ``word``, the ``tone`` and the ``sign`` of every verdict there is."""
    return {
        verdict: {
            "word": word[language],
            "tone": words.TONES[verdict],
            "sign": SIGNS[words.TONES[verdict]],
        }
        for verdict, word in words.VERDICTS.items()
    }


def counts(fits: list[dict], claims: list[dict], language: str) -> list[dict]:
    """Count the verdicts of a run.

    Parameters
    ----------
    fits, claims : list of dict
        As the page arranges them.
    language : {"en", "es"}
        Language of the numbers.

    Returns
    -------
    list of dict
        Per question its ``term``, a key of `words.TEXT`, and per ``verdict`` its
        ``count`` and, unless it is a good one, links to those ``concerned``.
    """

    def of_fit(fit: dict) -> dict[str, str]:
        return {"id": fit["id"], "title": f"{fit['analysis']['title']} · {fit['title']}"}

    def titled(claim: dict, judged: dict) -> str:
        section = judged["section"]
        return f"{claim['id']} · {section['title']}" if section else str(claim["id"])

    questions = {
        "fits": [(fit["verdict"], of_fit(fit)) for fit in fits],
        "exact_answers": [(fit["agreement"]["verdict"], of_fit(fit)) for fit in fits],
        "claims": [
            (judged["verdict"], {"id": judged["anchor"], "title": titled(claim, judged)})
            for claim in claims
            for judged in claim["judged"]
        ],
    }
    return [
        {
            "term": term,
            "verdicts": [
                {
                    "verdict": verdict,
                    "count": numbers.count(len(of_kind), language),
                    "concerned": [] if words.TONES[verdict] == "good" else of_kind,
                }
                for verdict in words.OUTCOMES[term]
                for of_kind in [[thing for found, thing in given if found == verdict]]
            ],
        }
        for term, given in questions.items()
        if given
    ]


def exact_answers(results: Results, models: list[dict], language: str) -> list[dict]:
    """Set the verdicts of an analysis' fits on their exact answers side by side.

    Parameters
    ----------
    results : Results
        Its fits' files include ``exact_facts``.
    models : list of dict
        Its models as the page arranges them, fitted ones with what was found of
        their ``agreement``.
    language : {"en", "es"}
        Language of the numbers.

    Returns
    -------
    list of dict
        Per fit ``model``, ``largest`` z with its ``parameter`` and ``statistic``,
        ``allowed``, ``deviation`` of the density with the one ``tolerated``,
        ``error`` and ``edge_mass`` of the exact computation, or ``because``.
    """

    def write(value: float | None, decimals: int | None = None) -> str:
        return numbers.number(value, language, decimals)

    rows = []
    for model in models:
        if "agreement" not in model:
            continue
        found = model["agreement"]
        facts = files.read_json(results.fits[model["name"]].files["exact_facts"])
        density = found["density"]
        statistic = found.get("statistic")
        rows.append(
            {
                "model": model,
                "largest": write(found.get("largest_z"), 2),
                "parameter": formulas.label(found["parameter"]) if statistic else "",
                "statistic": words.TEXT[statistic][language] if statistic else "",
                "allowed": write(found.get("threshold"), 2),
                "deviation": write(density["largest_deviation"]),
                "tolerated": write(density["threshold"]),
                "density": "passed" if density["passed"] else "failed",
                "error": write(facts.get("error")),
                "edge_mass": write(facts.get("edge_mass")),
                "because": facts.get("because", ""),
            }
        )
    return rows


def comparison(path: str, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the comparison of an analysis' models.

    Parameters
    ----------
    path : str
        ``comparison.csv``.
    models : list of dict
        The models as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    dict
        ``rows``, best model first, and ``sentence``.
    """
    arranged = {model["name"]: model for model in models}
    rows = _rows(path, text=("model", "method"))
    return {
        "rows": [
            {
                "model": arranged[row["model"]],
                "cells": [
                    numbers.number(row[name], language, 1) for name in COMPARED[:-1]
                ]
                + [numbers.count(row["k_bad"], language)],
                "method": words.METHODS[row["method"]][language],
            }
            for row in rows
        ],
        "failed": _failed(models, [row["model"] for row in rows]),
        "sentence": verdict_on(rows, language),
    }


def verdict_on(rows: list[dict], language: str) -> str:
    """Say what a comparison tells, and no more than its standard errors allow.

    Parameters
    ----------
    rows : list of dict
        Best first: ``model``, ``elpd_diff`` to the best and its ``se_diff``.
    language : {"en", "es"}
        Language of the sentence.

    Returns
    -------
    str
    """
    best, *others = rows
    worse = [
        row for row in others if -row["elpd_diff"] >= TELLS_APART * row["se_diff"] > 0
    ]
    close = [best] + [row for row in others if row not in worse]

    def named(some: list[dict]) -> str:
        return ", ".join(words.MODELS[row["model"]][language] for row in some)

    outcome = "best" if len(close) == 1 else "partly_apart"
    if not worse:
        outcome = "not_apart"
    return words.COMPARISON[outcome][language].format(
        close=named(close), worse=named(worse)
    )


def sharing(path: str, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the pooling factor of an analysis.

    Parameters
    ----------
    path : str
        ``pooling_factor.json``.
    models : list of dict
        The models as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    dict
        ``factor``, ``interval`` and their ``places`` on a bar, in percent of its
        length; ``by_size``, the same by ``size`` with the ``group_count``;
        ``definition`` and the ``failed`` model, if it failed.
    """
    found = files.read_json(path)

    def measured(given: dict[str, float]) -> dict[str, Any]:
        low, high = (numbers.number(given[end], language, 2) for end in ("q5", "q95"))
        return {
            "factor": numbers.number(given["factor"], language, 2),
            "interval": words.TEXT["interval"][language].format(low=low, high=high),
            "places": {
                name: f"{100 * min(max(given[key], 0), 1):.1f}%"
                for name, key in (("low", "q5"), ("at", "factor"), ("high", "q95"))
            },
        }

    return {
        **measured(found),
        "by_size": [
            {
                "size": numbers.count(given["size"], language),
                "group_count": words.TEXT["group_count"][language].format(
                    count=numbers.count(given["groups"], language)
                ),
                **measured(given),
            }
            for given in found["by_size"]
        ],
        "definition": found["definition"][language],
        "failed": _failed(models, ["partial_pooling"]),
    }


def claims(path: str, sections: list[dict], language: str) -> list[dict[str, Any]]:
    """Arrange the claims, each with the analyses on which it was judged.

    Parameters
    ----------
    path : str
        ``claims.json``, sorted by claim.
    sections : list of dict
        The analyses as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    list of dict
        Per claim ``id``, ``kind``, ``sentence``, ``why`` of its threshold and what
        was ``judged``: ``anchor`` on the page, ``section`` (None where it is of no
        single analysis), ``values``, ``threshold`` and ``verdict``.
    """
    named = {section["id"]: section for section in sections}
    found = []
    by_claim = groupby(files.read_json(path), key=itemgetter("id", "kind", "sentence"))
    for (number, kind, sentence), group in by_claim:
        records = list(group)
        found.append(
            {
                "id": number,
                "kind": words.KINDS[kind][language],
                "sentence": sentence[language],
                "why": records[0]["threshold"]["why"][language],
                "judged": [
                    {
                        "anchor": f"_claim-{number}-{kind}-{record.get('analysis', '')}",
                        "section": named.get(record.get("analysis")),
                        "values": [
                            (name.replace("_", " "), numbers.number(value, language))
                            for name, value in record["values"].items()
                        ],
                        "threshold": threshold(record["threshold"], language),
                        "verdict": record["verdict"],
                    }
                    for record in records
                ],
            }
        )
    return found


def threshold(stated: dict[str, Any], language: str) -> str:
    """Write the threshold of a claim: its words, its number, or both."""
    parts = []
    if "text" in stated:
        parts.append(stated["text"][language])
    if "value" in stated:
        parts.append(numbers.number(stated["value"], language))
    return " ".join(parts)


def literature(path: str, sections: list[dict], language: str) -> list[dict[str, Any]]:
    """Arrange the published values beside ours.

    Parameters
    ----------
    path : str
        ``published.csv``.
    sections : list of dict
        The analyses as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    list of dict
        Per value ``section``, ``parameter``, ``cells`` (published, ours, sd,
        difference in sds), ``source`` and ``remark``.
    """
    named = {section["id"]: section for section in sections}
    text = ("analysis", "parameter", "source", "remark")
    found = []
    for row in _rows(path, text=text):
        sd = row["ours_sd"]
        decimals = None if math.isnan(sd) else numbers.decimals_of(sd)
        found.append(
            {
                "section": named[row["analysis"]],
                "parameter": words.QUANTITIES[row["parameter"]][language]
                if row["parameter"] in words.QUANTITIES
                else formulas.label(row["parameter"]),
                "cells": [
                    numbers.number(row["published"], language),
                    numbers.number(row["ours_mean"], language, decimals),
                    numbers.number(sd, language, decimals),
                    numbers.number(row["difference_in_sds"], language, 1),
                ],
                "source": row["source"],
                "remark": row["remark"],
            }
        )
    return found


# What an analysis may have, and how it is arranged.
TABLES = {"comparison": comparison, "sharing": sharing}
