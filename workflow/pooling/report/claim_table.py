"""Claims with their numbers, and the literature."""

from __future__ import annotations

import math
import re
from itertools import groupby
from operator import itemgetter
from typing import Any

from pooling.basics import files, not_computed
from pooling.basics.numerals import decimals_of, written
from pooling.figures.words import letters, symbol
from pooling.model.names import ADDED
from pooling.report import formulas, names, numbers, words
from pooling.report.evidence import DIGITS, told

# A parameter, which of several it is, and what of it: ``theta_1_away``.
OF_PARAMETER = re.compile(r"(?P<parameter>[^_]+)_(?:(?P<place>\d)_)?(?P<rest>.+)")


def claims(
    path: str, sections: list[dict], language: str, taught: bool = True
) -> list[dict[str, Any]]:
    """Arrange the claims, each with the analyses on which it was judged.

    Parameters
    ----------
    path : str
        ``claims.json``, sorted by claim.
    taught : bool
        Whether the run is that of a lesson, where a claim has a number and is the
        lecture's or added.
    """
    named = {section["id"]: section for section in sections}
    arranged = []
    by_claim = groupby(files.read_json(path), key=itemgetter("id", "kind", "sentence"))
    for (number, kind, sentence), group in by_claim:
        records = list(group)
        told = sentence[language]
        if not taught:
            told = told.removesuffix(ADDED[language])
        arranged.append(
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
    return arranged


def _shown_verdict(record: dict[str, Any]) -> str:
    """Tell a fault of the program from a finding about model or data."""
    if record.get("fault"):
        return "not judged for a fault"
    if record["kind"] == "code" and record["verdict"] == "not supported":
        return "at fault"
    return record["verdict"]


def value_name(name: str, language: str) -> str:
    """Say what a number of a claim is.

    ``alpha_median_ratio`` is the ``median_ratio`` of a parameter.
    """
    if name in names.VALUES:
        return names.VALUES[name][language]
    parts = OF_PARAMETER.fullmatch(name)
    if not parts or parts["rest"] not in names.VALUES:
        return name.replace("_", " ")
    sign = letters(symbol(parts["parameter"]))
    if parts["place"]:
        sign += chr(ord("₀") + int(parts["place"]))
    text = names.VALUES[parts["rest"]][language]
    return text.format(sign=sign) if "{sign}" in text else f"{text} ({sign})"


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
    """Arrange the published values, ``published.csv``, beside ours."""
    if not_computed.read(path):
        return []
    named = {section["id"]: section for section in sections}
    text = ("analysis", "parameter", "published", "source", "remark")
    rows = []
    for row in files.read_rows(path, text=text):
        sd = row["ours_sd"]
        decimals = None if math.isnan(sd) else decimals_of(sd)
        rows.append(
            {
                "section": named[row["analysis"]],
                "parameter": names.QUANTITIES[row["parameter"]][language]
                if row["parameter"] in names.QUANTITIES
                else formulas.label(row["parameter"], named[row["analysis"]]["words"]),
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
    return rows
