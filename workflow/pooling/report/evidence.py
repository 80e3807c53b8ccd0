"""What speaks for a run or against it: exact answers, comparison, claims, literature."""

from __future__ import annotations

import csv
import math
import re
from itertools import groupby
from operator import itemgetter
from typing import Any

from pooling.basics import files, not_computed
from pooling.basics.numerals import decimals_of, written
from pooling.checks import diagnostics
from pooling.checks.results import Results
from pooling.claims.base import ADDED
from pooling.figures.words import Spoken, letters, symbol
from pooling.report import formulas, names, numbers, words

SIGNS = {"good": "✓", "bad": "✗", "neutral": "\N{EN DASH}"}
COMPARED = ("elpd", "se", "elpd_diff", "se_diff", "p_loo", "k_bad")
COMPARED_GROUPS = ("elpd", "se", "elpd_diff", "se_diff")
# Place on the bar of a pooling factor -> number that is drawn there.
PLACES = {"low": "q5", "at": "factor", "high": "q95"}
DIGITS = 3  # significant ones of a claim's numbers, most of which carry Monte Carlo error
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def read_rows(path: str, text: tuple[str, ...]) -> list[dict]:
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


def _anchor(flag: str) -> str:
    """Name the place on the page where a flag is explained."""
    return "_flag-" + flag.replace(" ", "-")


def told(text: str, known: dict[str, str], language: str) -> dict[str, str]:
    """Tell a text that the files of the run have in English.

    Parameters
    ----------
    text : str
        With numbers as Python formats them.
    known : dict of str
        The text, as it is or with {} for each number -> its Spanish form.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    dict
        ``text`` and its ``language``, English where the Spanish form is not known.
    """
    form = text if text in known else NUMBER.sub("{}", text)
    if form not in known:
        return {"text": text, "language": "en"}
    said = form if language == "en" else known[form]
    found = [written(each, language) for each in NUMBER.findall(text)]
    return {"text": said.format(*found), "language": language}


def verdicts(language: str) -> dict[str, dict[str, str | None]]:
    """Describe every verdict there is.

    Parameters
    ----------
    language : {"en", "es"}
        Language of the words.

    Returns
    -------
    dict of dict
        Verdict -> ``word``, ``tone``, ``sign`` and ``flag``, the place where it is
        explained, None for a good one.
    """
    return {
        verdict: {
            "word": word[language],
            "tone": words.TONES[verdict],
            "sign": SIGNS[words.TONES[verdict]],
            "flag": _anchor(verdict) if verdict in words.FLAGS else None,
        }
        for verdict, word in words.VERDICTS.items()
    }


def flags(language: str) -> list[dict[str, Any]]:
    """List what each flag means and what to do about it.

    Parameters
    ----------
    language : {"en", "es"}
        Language of the words.

    Returns
    -------
    list of dict
        Per flag ``id``, ``of`` (the question that it answers), ``verdict`` (None
        where it is the verdict of none), ``means``, ``do`` and ``advice`` by check.
    """
    found = []
    for flag, (meaning, advice) in words.FLAGS.items():
        of = [term for term, known in words.OUTCOMES.items() if flag in known]
        found.append(
            {
                "id": _anchor(flag),
                "of": [words.TEXT[term][language] for term in of],
                "title": words.OTHER_FLAGS[flag][language] if not of else None,
                "verdict": flag,
                "means": meaning[language],
                "do": advice[language],
                "advice": [
                    (words.CHECKS[check][language], remedies[language])
                    for check, remedies in diagnostics.REMEDIES.items()
                ]
                if flag == "failed"
                else [],
            }
        )
    return found


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
        ``count`` and, unless it is a good one, links to the things ``concerned``, by
        analysis.
    """

    def of_fit(fit: dict, part: str = "") -> dict[str, str]:
        return {
            "id": fit["id"] + part,
            "title": fit["title"],
            "analysis": fit["analysis"]["title"],
        }

    def of_claim(claim: dict, judged: dict) -> dict[str, str]:
        section = judged["section"]
        return {
            "id": judged["anchor"],
            "title": claim["name"],
            "analysis": section["title"] if section else "",
        }

    def by_analysis(things: list[dict]) -> list[dict]:
        found: dict[str, list[dict]] = {}
        for thing in things:
            found.setdefault(thing["analysis"], []).append(thing)
        return [{"analysis": name, "things": own} for name, own in found.items()]

    questions = {
        "fits": [(fit["verdict"], of_fit(fit, "-checks")) for fit in fits],
        "exact_answers": [
            (fit["agreement"]["verdict"], of_fit(fit, "-exact")) for fit in fits
        ],
        "prior_checks": [
            (fit["predicts"]["prior"]["verdict"], of_fit(fit, "-before")) for fit in fits
        ],
        "predictive_checks": [
            (fit["predicts"]["posterior"]["verdict"], of_fit(fit, "-after"))
            for fit in fits
        ],
        "prior_weight": [
            (fit["predicts"]["sensitivity"]["verdict"], of_fit(fit, "-prior"))
            for fit in fits
            if fit["predicts"]["sensitivity"]
        ],
        **{
            f"claims_{kind}": [
                (judged["verdict"], of_claim(claim, judged))
                for claim in claims
                if claim["of_kind"] == kind
                for judged in claim["judged"]
            ]
            for kind in words.KINDS
        },
    }
    return [
        {
            "term": term,
            "verdicts": [
                {
                    "verdict": verdict,
                    "count": numbers.count(len(of_kind), language),
                    "concerned": []
                    if words.TONES[verdict] == "good"
                    else by_analysis(of_kind),
                }
                for verdict in words.OUTCOMES[term]
                for of_kind in [[thing for found, thing in given if found == verdict]]
                if of_kind or verdict not in words.RARE
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
                "because": told(facts.get("because", ""), names.REASONS, language),
            }
        )
    return rows


def comparison(results: Results, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the comparison of an analysis' models.

    Parameters
    ----------
    results : Results
        Its paths include ``comparison``, ``group_comparison`` and ``comparison_verdict``.
    models : list of dict
        The models as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    dict
        For left-out ``observations`` and ``groups``: ``rows``, best model first, and
        ``sentence``, ``sampled`` where not all were left out, or not at all nodes, and
        what one group has ``carried``; ``remarks`` on the observations; ``single_row``,
        where a group is one row, so that the two are one; ``failed`` models.
    """
    paths, named = results.paths, Spoken(language, results.settings)
    verdict = files.read_json(paths["comparison_verdict"])
    arranged = {model["name"]: model for model in models}
    remarks = [
        words.TEXT["remark"][language].format(
            model=words.MODELS[remark["model"]][language],
            share=numbers.percentage(remark["share"], language),
            **{
                key: numbers.count(remark[key], language)
                for key in ("observations", "groups")
            },
        )
        for remark in verdict["observations"]["remarks"]
    ]
    found = {
        kind: {
            "rows": [
                {
                    "model": arranged[row["model"]],
                    "cells": [_compared(name, row, language) for name in columns],
                    "method": words.METHODS[row["method"]][language],
                }
                for row in read_rows(paths[table], text=("model", "method"))
            ],
            "sentence": verdict_on(verdict[kind], language),
            "sampled": _sampled(verdict[kind], language),
            "carried": [_carried(each, named) for each in verdict[kind]["carried"]],
        }
        for kind, table, columns in (
            ("observations", "comparison", COMPARED),
            ("groups", "group_comparison", COMPARED_GROUPS),
        )
    }
    found["single_row"] = verdict["single_row"]
    return found | {"remarks": remarks, "failed": _failed(models, list(arranged))}


def _carried(found: dict[str, Any], named: Spoken) -> str:
    """Say that one group carries most of a model's difference to the best."""
    language, against = named.language, found["share"] < 0
    key = "carried_against" if against else "carried"
    difference = abs(found["difference"]) if against else found["difference"]
    return words.TEXT[key][language].format(
        model=words.MODELS[found["model"]][language],
        group=named.group(found["group"]),
        share=numbers.percentage(abs(found["share"]), language),
        difference=numbers.number(difference, language, 1),
        of=numbers.number(found["of"], language, 1),
        without=numbers.number(found["without"], language, 1),
    )


def _sampled(found: dict[str, Any], language: str) -> str:
    """Say that a comparison rests on a sample; nothing where it does not."""
    said = [("sampled", found, {})] if found["taken"] < found["of"] else []
    said += [
        ("some_nodes", counts, {"model": words.MODELS[model][language]})
        for model, counts in found["thinned"].items()
    ]
    return " ".join(
        words.TEXT[key][language].format(
            **names,
            **{
                name: numbers.count(counts[name], language)
                for name in ("taken", "nodes", "of")
                if name in counts
            },
        )
        for key, counts, names in said
    )


def _compared(name: str, row: dict, language: str) -> str:
    """Write one number of a comparison."""
    if name == "k_bad":
        return numbers.count(row[name], language)
    return numbers.number(row[name], language, 1)


def verdict_on(found: dict[str, Any], language: str) -> str:
    """Say what a comparison tells, and no more than its standard errors allow.

    Parameters
    ----------
    found : dict
        The models that are ``close`` to the best, with it, those that are ``worse``,
        and ``no_contestants``.
    language : {"en", "es"}
        Language of the sentence.

    Returns
    -------
    str
    """

    def named(some: list[str]) -> str:
        return ", ".join(words.MODELS[model][language] for model in some)

    outcome = "best" if len(found["close"]) == 1 else "partly_apart"
    if not found["worse"]:
        outcome = "not_apart"
    text = words.COMPARISON[outcome][language].format(
        close=named(found["close"]), worse=named(found["worse"])
    )
    if not found["worse"] and len(found["close"]) == 1:
        text = words.COMPARISON["alone"][language].format(close=named(found["close"]))
    if found["no_contestants"]:
        outside = named(found["no_contestants"])
        text += " " + words.COMPARISON["outside"][language].format(outside=outside)
    return text


def sharing(results: Results, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the pooling factors of an analysis, one of each coefficient of a group.

    Parameters
    ----------
    results : Results
        Its paths include ``sharing``.
    models : list of dict
        The models as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    dict
        ``coefficients``: of each its ``name``, empty where there is one, ``factor``,
        whether it is ``known``, ``interval`` and their ``places`` on a bar, in percent of
        its length, None where one is undefined; ``by_size``, the same by ``size`` with
        the ``group_count``, and the ``range`` from the smallest groups to the largest,
        empty where all are of one size. Whether a group is ``alone``; whether all is
        ``known``; ``definition`` and the ``failed`` model, if it failed.
    """
    found = files.read_json(results.paths["sharing"])
    t = words.in_language(words.TEXT, language)

    def measured(given: dict[str, float]) -> dict[str, Any]:
        low, high = (numbers.number(given[end], language, 2) for end in ("q5", "q95"))
        ends = {name: given[key] for name, key in PLACES.items()}
        undefined = None in ends.values()
        # Of coins, whose kappa is given.
        known = not undefined and given["q5"] == given["q95"]
        return {
            "factor": numbers.number(given["factor"], language, 2),
            "known": known,
            "interval": t["is_known"]
            if known
            else t["interval"].format(low=low, high=high),
            "places": None
            if undefined
            else {
                name: f"{100 * min(max(value, 0), 1):.1f}%"
                for name, value in ends.items()
            },
        }

    (partial,) = (model for model in models if model["name"] == "partial_pooling")
    names_of = {each["parameter"]: each["name"] for each in partial["by_group"]}
    several = len(found["coefficients"]) > 1

    def of_coefficient(given: dict[str, Any]) -> dict[str, Any]:
        by_size = [
            {
                "size": numbers.count(own["size"], language),
                "group_count": t["group_count"].format(
                    count=numbers.count(own["groups"], language)
                ),
                **measured(own),
            }
            for own in given["by_size"]
        ]
        ends = {
            f"{key}_{end}": of[key]
            for end, of in (("least", by_size[0]), ("most", by_size[-1]))
            for key in ("factor", "size")
        }
        return {
            "name": names_of[given["parameter"]] if several else "",
            **measured(given),
            "by_size": by_size,
            "range": t["range_by_size"].format(**ends) if len(by_size) > 1 else "",
        }

    coefficients = [of_coefficient(given) for given in found["coefficients"]]
    by_size = found["coefficients"][0]["by_size"]
    return {
        "coefficients": coefficients,
        "alone": sum(given["groups"] for given in by_size) == 1,
        "definition": found["definition"][language],
        "failed": _failed(models, ["partial_pooling"]),
    }


def unused(results: Results, models: list[dict], language: str) -> list[dict[str, str]]:
    """Name the columns that were not used and yet explain what is left.

    Parameters
    ----------
    results : Results
        Its paths include ``unused``.
    models : list of dict
        The models as the page arranges them.
    language : {"en", "es"}
        Language of the page.

    Returns
    -------
    list of dict
        ``column`` and ``sentence`` of each column that is named.
    """
    found = files.read_json(results.paths["unused"])
    if _failed(models, ["partial_pooling"]):
        return []
    return [
        {"column": row["column"], "sentence": _unused(row, language)}
        for row in found["columns"]
        if row["named"]
    ]


def _unused(row: dict, language: str) -> str:
    """Say what a column explains and, within groups, what it does to the outcome."""
    said = words.UNUSED.get(row["coefficient"]) or words.UNUSED[row["against"]]
    share = numbers.percentage(row["share"], language)
    sentence = said[language].format(share=share)
    # Estimates are shrunken: a slope of theirs would be too flat.
    if row["effect"] is None or row["against"] == "estimates":
        return sentence
    first, second = row["kinds"] or ("", "")
    effect = words.UNUSED_EFFECT["difference" if row["kinds"] else "slope"][language]
    value = numbers.number(row["effect"], language, significant=2)
    return f"{sentence} {effect.format(effect=value, first=first, second=second)}"


def claims(
    path: str, sections: list[dict], language: str, taught: bool = True
) -> list[dict[str, Any]]:
    """Arrange the claims, each with the analyses on which it was judged.

    Parameters
    ----------
    path : str
        ``claims.json``, sorted by claim.
    sections : list of dict
        The analyses as the page arranges them.
    language : {"en", "es"}
        Language of the page.
    taught : bool
        Whether the run is that of a lesson, where a claim has a number and is the
        lecture's or added.

    Returns
    -------
    list of dict
        Per claim its ``number``, empty where nothing is taught, and ``name``;
        ``of_kind`` and its name ``kind``, ``sentence``, ``why`` of
        its threshold and what was ``judged``: ``anchor`` on the page, ``section``
        (None where it is of no single analysis), ``values``, ``threshold``,
        ``verdict`` and ``reason``.
    """
    named = {section["id"]: section for section in sections}
    found = []
    by_claim = groupby(files.read_json(path), key=itemgetter("id", "kind", "sentence"))
    for (number, kind, sentence), group in by_claim:
        records = list(group)
        told = sentence[language]
        if not taught:
            told = told.removesuffix(ADDED[language])
        found.append(
            {
                "number": number if taught else "",
                "name": words.TEXT["claim"][language].format(number=number)
                if taught
                else told,
                "of_kind": kind,
                "kind": words.KINDS[kind][language],
                "sentence": told,
                "why": records[0]["threshold"]["why"][language],
                "judged": [
                    {
                        "anchor": f"_claim-{number}-{kind}-{record.get('analysis', '')}",
                        "section": named.get(record.get("analysis")),
                        "values": [
                            (value_name(name, language), value_of(name, value, language))
                            for name, value in record["values"].items()
                        ],
                        "threshold": threshold(record["threshold"], language),
                        "verdict": _shown_verdict(record),
                        "reason": (record.get("reason") or {}).get(language, ""),
                    }
                    for record in records
                ],
            }
        )
    return found


def _shown_verdict(record: dict[str, Any]) -> str:
    """Tell a fault of the program from a finding about model or data."""
    if record.get("fault"):
        return "not judged for a fault"
    if record["kind"] == "code" and record["verdict"] == "not supported":
        return "at fault"
    return record["verdict"]


def value_name(name: str, language: str) -> str:
    """Say what a number of a claim is.

    Parameters
    ----------
    name : str
        Its name in ``claims.json``; ``alpha_median_ratio`` is the ``median_ratio``
        of a parameter.
    language : {"en", "es"}
        Language of the words.

    Returns
    -------
    str
    """
    if name in names.VALUES:
        return names.VALUES[name][language]
    parameter, _, rest = name.partition("_")
    if rest not in names.VALUES:
        return name.replace("_", " ")
    sign = letters(symbol(parameter))
    return f"{names.VALUES[rest][language]} ({sign})"


def value_of(name: str, value: float | None, language: str) -> str:
    """Write a number of a claim, or the answer that it stands for."""
    if name in names.ANSWERS:
        return words.TEXT["yes" if value else "no"][language]
    return numbers.measured(value, language, DIGITS)


def threshold(stated: dict[str, Any], language: str) -> str:
    """Write the threshold of a claim: its words, its number, or both."""
    parts = []
    if "text" in stated:
        parts.append(stated["text"][language])
    if "value" in stated:
        parts.append(numbers.number(stated["value"], language, significant=DIGITS))
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
    if not_computed.read(path):
        return []
    named = {section["id"]: section for section in sections}
    text = ("analysis", "parameter", "published", "source", "remark")
    found = []
    for row in read_rows(path, text=text):
        sd = row["ours_sd"]
        decimals = None if math.isnan(sd) else decimals_of(sd)
        found.append(
            {
                "section": named[row["analysis"]],
                "parameter": names.QUANTITIES[row["parameter"]][language]
                if row["parameter"] in names.QUANTITIES
                else formulas.label(row["parameter"]),
                "cells": [
                    written(row["published"], language),
                    numbers.number(row["ours_mean"], language, decimals),
                    numbers.number(sd, language, decimals),
                    numbers.number(row["difference_in_sds"], language, 1),
                ],
                "source": told(row["source"], names.SOURCES, language),
                "remark": told(row["remark"], names.REMARKS, language),
            }
        )
    return found


# What an analysis may have, and how it is arranged.
TABLES = {"comparison": comparison, "sharing": sharing, "unused": unused}
