"""What pooling did, models compared, and columns that no model uses."""

from __future__ import annotations

from typing import Any

from pooling.basics import files
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.model.names import PARTIAL
from pooling.report import chosen_rows, numbers, words
from pooling.report.evidence import PLACES, failed_fits

COMPARED = ("elpd", "se", "elpd_diff", "se_diff", "p_loo", "k_bad")
COMPARED_GROUPS = COMPARED[:4]


def comparison(results: Results, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the comparison of an analysis' models, of left-out observations and groups."""
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
    arranged_sums = {
        kind: {
            "rows": [
                {
                    "model": arranged[row["model"]],
                    "cells": [_compared(name, row, language) for name in columns],
                    "method": words.METHODS[row["method"]][language],
                }
                for row in files.read_rows(paths[table], text=("model", "method"))
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
    arranged_sums["single_row"] = verdict["single_row"]
    return arranged_sums | {
        "remarks": remarks,
        "failed": failed_fits(models, list(arranged)),
    }


def _carried(carried: dict[str, Any], named: Spoken) -> str:
    """Say that one group carries most of a model's difference to the best."""
    language, against = named.language, carried["share"] < 0
    key = "carried_against" if against else "carried"
    difference = abs(carried["difference"]) if against else carried["difference"]
    return words.TEXT[key][language].format(
        model=words.MODELS[carried["model"]][language],
        group=named.named(carried["group"]),
        share=numbers.percentage(abs(carried["share"]), language),
        difference=numbers.number(difference, language, 1),
        of=numbers.number(carried["of"], language, 1),
        without=numbers.number(carried["without"], language, 1),
    )


def _sampled(sample: dict[str, Any], language: str) -> str:
    """Say that a comparison rests on a sample; nothing where it does not."""
    said = [("sampled", sample, {})] if sample["taken"] < sample["of"] else []
    said += [
        ("some_nodes", counts, {"model": words.MODELS[model][language]})
        for model, counts in sample["thinned"].items()
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


def verdict_on(verdict: dict[str, Any], language: str) -> str:
    """Say what a comparison tells, and no more than its standard errors allow."""

    def named(some: list[str]) -> str:
        return ", ".join(words.MODELS[model][language] for model in some)

    outcome = "best" if len(verdict["close"]) == 1 else "partly_apart"
    if not verdict["worse"]:
        outcome = "not_apart"
    text = words.COMPARISON[outcome][language].format(
        close=named(verdict["close"]), worse=named(verdict["worse"])
    )
    if not verdict["worse"] and len(verdict["close"]) == 1:
        text = words.COMPARISON["alone"][language].format(close=named(verdict["close"]))
    if verdict["no_contestants"]:
        outside = named(verdict["no_contestants"])
        text += " " + words.COMPARISON["outside"][language].format(outside=outside)
    return text


def pooling_factor(results: Results, models: list[dict], language: str) -> dict[str, Any]:
    """Arrange the pooling factors of an analysis, one of each coefficient of a group.

    Their ``places`` on a bar are in percent of its length, None where one is undefined.
    """
    factors = files.read_json(results.paths["pooling_factor"])
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

    (partial,) = (model for model in models if model["name"] == PARTIAL)
    names_of = {each["parameter"]: each["name"] for each in partial["by_group"]}
    several = len(factors["coefficients"]) > 1

    def of_coefficient(given: dict[str, Any]) -> dict[str, Any]:
        by_size = [
            {
                "size": numbers.count(size["size"], language),
                "group_count": t["group_count"].format(
                    count=numbers.count(size["groups"], language)
                ),
                **measured(size),
            }
            for size in given["by_size"]
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

    coefficients = [of_coefficient(given) for given in factors["coefficients"]]
    by_size = factors["coefficients"][0]["by_size"]
    return {
        "coefficients": coefficients,
        "alone": sum(given["groups"] for given in by_size) == 1,
        "definition": factors["definition"][language],
        "failed": failed_fits(models, [PARTIAL]),
    }


def unused(results: Results, models: list[dict], language: str) -> list[dict[str, str]]:
    """Name the columns that were not used and yet explain what is left."""
    tested = files.read_json(results.paths["unused"])
    if failed_fits(models, [PARTIAL]):
        return []
    return [
        {"column": row["column"], "sentence": _unused(row, language)}
        for row in tested["columns"]
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


# What an analysis may have, and how it is arranged.
TABLES = {
    "comparison": comparison,
    "pooling_factor": pooling_factor,
    "unused": unused,
    "predictions": chosen_rows.arrange,
}
