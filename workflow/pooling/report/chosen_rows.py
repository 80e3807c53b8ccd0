"""Predictions at the values of the predictors that the configuration names."""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

from pooling.basics.files import read_rows
from pooling.basics.numerals import decimals_of
from pooling.checks import levels
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.report import numbers, words

TEXT = words.WORDS["chosen_rows"]


def arrange(results: Results, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the predictions of an analysis, a block for each row that was asked for."""
    t, named = words.in_language(TEXT, language), Spoken(language, results.settings)
    variables = results.facts["design"]["variables"]
    texts = ("group", "who", "extrapolated")
    texts += tuple(f"at_{name}" for name, kind in variables.items() if kind["categories"])
    read = read_rows(results.paths["predictions"], text=texts)
    share = levels.share(results.family)
    further = bool(results.facts["formula"]["further"])
    # Of an estimate the true value is predicted: there is no scatter around it.
    observed = further or "se" not in results.prepared
    exact = not any(math.isnan(row["expected_exact"]) for row in read)
    counts = share or families.whole(results.family)
    shown = [("expected", False)] + [("outcome", counts)] * observed

    def cells(row: dict[str, Any]) -> list[str]:
        arranged = []
        for name, whole in shown:
            percent = share and name == "expected"
            low, middle, high = (row[f"{name}_{end}"] for end in ("q5", "mean", "q95"))
            decimals = decimals_of((high - low) / 3)

            def write(value, percent=percent, decimals=decimals):
                if percent:
                    return numbers.percentage(value, language)
                return numbers.number(value, language, decimals)

            ends = (low, high)
            if whole:
                low, high = (numbers.number(end, language, 0) for end in ends)
            else:
                low, high = map(write, ends)
            arranged += [
                write(middle),
                words.TEXT["interval"][language].format(low=low, high=high),
            ]
            if name == "expected" and exact:
                arranged.append(write(row["expected_exact"]))
        return arranged

    def value_of(name: str, row: dict[str, Any]) -> str:
        column, value = variables[name]["column"], row[f"at_{name}"]
        if isinstance(value, str):
            return f"{named.label(column)} {value}"
        spread = float(results.prepared[column].std())
        unit = named.unit(column) or ""
        return (
            f"{named.label(column)} {named.value(column, value, spread)} {unit}".strip()
        )

    def block(rows: list[dict[str, Any]]) -> dict[str, Any]:
        first = rows[0]
        said = [value_of(name, first) for name in variables]
        if not math.isnan(first["trials"]):
            count = numbers.count(first["trials"], language)
            said.append(named.told(t["of_trials"], count=count))
        beyond = first["extrapolated"]
        new = words.TEXT["new_one"][language].format(group=named.label("group"))
        return {
            "at": ", ".join(said),
            "beyond": t["beyond"].format(columns=beyond) if beyond else "",
            "rows": [
                {
                    "head": named.group(row["group"]) if row["group"] else new,
                    "cells": cells(row),
                    "new": not row["group"],
                }
                for row in rows
            ],
        }

    interval = words.TEXT["interval_head"][language]
    what = named.counted("probability") if share else named.axis("y")
    heads = [t["expected"].replace("{what}", what), interval, *[t["exact"]] * exact]
    if observed:
        outcome = named.told(t["counted"]) if share else t["outcome"]
        heads += [outcome, interval]
    return {
        "title": t["title"],
        "text": t["text"] + (t["outcome_text"] if observed else "."),
        "heads": heads,
        "blocks": [
            block(list(rows)) for _, rows in groupby(read, lambda row: row["row"])
        ],
    }
