"""What a model expects to see: before and after the data, and of groups not seen yet."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from pooling.basics import not_computed
from pooling.basics.numerals import decimals_of
from pooling.checks import levels
from pooling.checks.predictive.words import (
    REPLICATES,
    name_of_test,
    new_group_reading,
    posterior_reading,
    prior_reading,
)
from pooling.checks.results import Fit, Results
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.report import formulas, names, numbers, words
from pooling.report.answers import predictors
from pooling.report.evidence import told

FILES = ("prior_predictive", "posterior_predictive", "predictive_new_group")
# A check that was not computed, beside the sentence that says why.
UNKNOWN = {"verdict": "not judged", "tests": [], "worst": [], "blocks": [], "above": ""}
POINTS = 3  # design points of the table of a new group
MEAN_DIGITS = 3  # of a probability's exact mean
SMALL = 0.001  # a p-value below it is not written out


def _decimals(low: float | None, high: float | None) -> int:
    """Decimals that the width of a central 90 % deserves, of some three sds."""
    if None in (low, high):
        return decimals_of(None)
    return decimals_of((high - low) / 3)


def _interval(low: float, high: float, language: str, decimals: int) -> str:
    """Write an interval."""
    return words.TEXT["interval"][language].format(
        low=numbers.number(low, language, decimals),
        high=numbers.number(high, language, decimals),
    )


def _is_small(value: float | None, limit: float) -> bool:
    """Say whether a p-value is below a limit; one that is undefined is not."""
    return value is not None and value < limit


def _p_value(value: float | None, language: str) -> str:
    """Write a p-value, or that it is very small."""
    if _is_small(value, SMALL):
        return f"< {numbers.number(SMALL, language)}"
    return numbers.number(value, language, 3)


def prior(
    check: dict[str, Any], language: str, unit: str | None = None
) -> dict[str, str]:
    """Arrange a prior predictive check, ``prior_predictive.json``, with the outcome's unit."""
    sentence = prior_reading(check, language, unit)
    return {"sentence": sentence, "verdict": check["verdict"]}


def posterior(check: dict[str, Any], language: str) -> dict[str, Any]:
    """Arrange a posterior predictive check, ``posterior_predictive.json``."""
    arranged = {
        "verdict": check["verdict"],
        "sentence": posterior_reading(check, language),
        "tests": [],
        "worst": [],
    }

    def row(given: dict[str, Any], name: str) -> dict[str, Any]:
        both = f"{given[name]}/{given['replicates']}"
        decimals = _decimals(given["q5"], given["q95"])
        return {
            "name": name_of_test(both, language),
            "observed": numbers.number(given["observed"], language, decimals),
            "interval": _interval(given["q5"], given["q95"], language, decimals),
            "p": _p_value(given["p_value"], language),
            "bad": both in check["flagged_by"],
        }

    def whole(test: str, value: float) -> dict[str, Any]:
        return {
            "name": name_of_test(test, language),
            "observed": "",
            "interval": "",
            "p": _p_value(value, language),
            "bad": test in check["flagged_by"],
        }

    together = {name: check[name]["p_value"] for name in ("pit", "groups")}
    limit = check["level"] / max(check["groups"].get("tests", 1), 1)
    return arranged | {
        "tests": [row(given, "name") for given in check["statistics"]]
        + [whole(name, p) for name, p in together.items() if p is not None],
        "worst": [
            {"group": given["group"]}
            | row(given, "what")
            | {"bad": _is_small(given["p_value"], limit / check["tests"])}
            for given in check["groups"]["worst"]
            if given["p_value"] != 1  # else it does not stand out
        ],
        "replicates": REPLICATES["new"][language],
    }


def new_group(results: Results, check: dict[str, Any], language: str) -> dict[str, Any]:
    """Arrange what is predicted of known groups and of a new one, at a few design points.

    The check is the ``predictive_new_group.json`` of a model with groups.
    """
    named = Spoken(language, results.settings)
    t = words.in_language(words.TEXT, language)
    given = check["predictions"]
    steps = max(1, min(POINTS, len(given)) - 1)
    chosen = sorted({round(i * (len(given) - 1) / steps) for i in range(steps + 1)})

    places = [prediction["at"] for prediction in given if prediction["at"] is not None]
    spread = max(places, default=0) - min(places, default=0)
    # Successes are counted.
    counted = check["per"] == "trials"
    whole = counted or families.whole(results.family)

    original = named.original()

    def cells(moments: dict[str, float]) -> list[str]:
        decimals = decimals_of(moments["sd"])
        ends = moments["q5"], moments["q95"]
        written = [
            numbers.number(moments["mean"], language, decimals),
            numbers.number(moments["sd"], language, decimals),
            _interval(*ends, language, 0 if whole else _decimals(*ends)),
        ]
        if original:
            low, middle, high = (
                numbers.measured(math.exp(moments[name]), language, 2)
                for name in ("q5", "q50", "q95")
            )
            written += [middle, t["interval"].format(low=low, high=high)]
        return written

    def design(at: float | None) -> str:
        if at is None:
            return ""
        if check["per"] == "row":
            said = predictors.of_predictions(results, named).strip(", ")
            return said[:1].upper() + said[1:]
        if check["per"] == "x":
            at, unit = at + results.facts["centre"], named.unit("x") or ""
            value = named.value("x", at, spread)
            return f"{named.label('x')} {value} {unit}".strip()
        return named.told(t["trials_of"], count=numbers.count(at, language))

    new = t["new_one"].format(group=named.label("group"))

    def block(at: float | None, known: list[dict], one: Any, write: Callable) -> dict:
        """Lay out what is said of known groups, and of a new one where that is known."""
        rows = []
        for each in known:
            size = t["size_of"].format(count=numbers.count(each["size"], language))
            head = f"{named.group(each['group'])} ({size})"
            rows.append({"head": head, "cells": write(each), "new": False})
        if one is not None:
            rows.append({"head": new, "cells": write(one), "new": True})
        return {"at": design(at), "rows": rows}

    def chance(each: dict[str, Any] | float) -> list[str]:
        known = each["chance"] if isinstance(each, dict) else each
        return [numbers.percentage(known, language)]

    above = check.get("above", [])
    if len(above) == len(given):  # at the design points that are shown
        above = [above[place] for place in chosen]
    heads = [t[name] for name in ("mean", "sd", "interval_head")]
    if original:
        heads += [t[k].format(original=original) for k in ("median_of", "interval_of")]
    share = levels.share(results.family)
    return {
        "sentence": new_group_reading(check, language),
        "heads": heads,
        "blocks": [
            block(each["at"], each["existing"], each["new"], cells)
            for each in (given[place] for place in chosen)
        ],
        "above": t["chance_above"].format(threshold=named.threshold()) if above else "",
        "above_of": named.told(t["rate_of" if share else "one_observation"]),
        "chances": [
            block(each["at"], each["highest"], each["new"], chance) for each in above
        ],
    }


def _chosen(
    check: dict[str, Any] | None, threshold: float, spoken: Spoken
) -> dict[str, Any] | None:
    """Arrange what a number that was chosen decides; None where nothing was chosen."""
    if check is None:
        return None
    language = spoken.language
    t = words.in_language(words.TEXT, language)

    def write(value: float, decimals: int | None = None) -> str:
        return numbers.number(value, language, decimals)

    if "because" in check:
        value = write(check["value"])
        because = told(check["because"], names.REASONS, language)
        sentence = t["given_chosen"].format(value=value)
        return {"sentence": sentence, "because": because, "heads": [], "rows": []}
    values = [write(value) for value in check["values"]]
    heads = [f"{spoken.sign(check['name'])}\u202f=\u202f{value}" for value in values]
    moved = t["chosen_moves"].format(
        values=f" {t['or_else']} ".join([heads[0], heads[-1]]),
        largest=write(check["largest"], 2),
        threshold=write(threshold),
    )
    both = t["chosen_and_prior"].format(
        **{name: write(move, 2) for name, move in check["most"].items()}
    )
    return {
        "sentence": f"{t['given_chosen'].format(value=values[1])} {moved} {both}",
        "because": None,
        "heads": heads,
        "rows": [
            {
                "parameter": formulas.label(row["parameter"], spoken),
                "spoken": spoken.parameter(row["parameter"]),
                "means": [write(mean, MEAN_DIGITS) for mean in row["means"]],
                "moves": write(row["moves"], 2),
            }
            for row in check["parameters"]
        ],
    }


def sensitivity(
    check: dict[str, Any], language: str, settings: dict[str, Any]
) -> dict[str, Any]:
    """Arrange how sensitive a posterior is to its prior, ``sensitivity.json``."""
    t = words.in_language(words.TEXT, language)
    key = "leans" if check["leaning"] else "leans_not"
    spoken = Spoken(language, settings)
    return {
        "verdict": check["verdict"],
        "sentence": t[key],
        "leaning": check["leaning"],
        "groups": t["leaning_groups"].format(
            **{
                key: numbers.count(value, language)
                for key, value in check["groups"].items()
            }
        )
        if check["groups"]["checked"]
        else "",
        "unreliable": not check["reliable"],
        "chosen": _chosen(check["chosen"], check["threshold"], spoken),
        "rows": [
            {
                "parameter": formulas.label(given["parameter"], spoken),
                # Not every reader of a screen reads formulas.
                "spoken": spoken.parameter(given["parameter"]),
                "prior": numbers.number(given["prior"], language, 3),
                "likelihood": numbers.number(given["likelihood"], language, 3),
                "diagnosis": words.SENSITIVITIES[given["diagnosis"]][language],
                "bad": given["diagnosis"] != "none",
            }
            for given in check["parameters"]
        ],
    }


def of_fit(results: Results, fit: Fit, language: str) -> dict[str, Any]:
    """Arrange all that a fit predicts, each None where the fit has none."""
    weighed = "sensitivity" in fit.files and not not_computed.read(
        fit.files["sensitivity"]
    )
    weight = (
        sensitivity(fit.json("sensitivity"), language, results.settings)
        if weighed
        else None
    )

    def arranged(kind: str, arrange: Callable) -> dict[str, Any] | None:
        lost = not_computed.read(fit.files[kind])
        if not lost:
            return arrange(fit.json(kind))
        said = f"{words.TEXT['not_computed'][language]}: {lost.because}"
        return UNKNOWN | {"sentence": said}

    unit = Spoken(language, results.settings).unit("y")
    before, after, new = FILES
    return {
        "prior": arranged(before, lambda check: prior(check, language, unit)),
        "posterior": arranged(after, lambda check: posterior(check, language)),
        "new_group": arranged(
            new,
            lambda check: (
                None
                if check["verdict"] == "no groups"
                else new_group(results, check, language)
            ),
        ),
        "sensitivity": weight,
    }
