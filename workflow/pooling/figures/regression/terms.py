"""What the terms and the outcome of a formula are called, and how they are measured."""

from __future__ import annotations

import numpy as np

from pooling.model import responses
from pooling.model.families.regression.priors import MEANS

INTERCEPT = "Intercept"
LONG = 34  # letters of a coefficient's name


def response_of(results):
    """Give the response of an analysis by formula, one of `pooling.model.responses`."""
    return responses.get(results.declared().likelihood)


def is_share(results) -> bool:
    """Say whether outcomes are shares of trials, be it of a single one."""
    return response_of(results).TRIALS


def has_trials(results) -> bool:
    """Say whether rows have several trials."""
    return "N" in results.prepared and bool(results.prepared["N"].max() > 1)


def variable(words, name: str) -> str:
    """Name a variable of a formula: as it is labelled, or as its column is called."""
    return words.label(name) if words.knows(name) else words.shown(name)


def axis(words, name: str) -> str:
    """Name a variable of a formula with its unit, if it has one."""
    return words.axis(name) if words.knows(name) else words.shown(name)


def coefficient(words, label: str, most: int = LONG) -> str:
    """Name a coefficient of ``summary.csv`` in so many letters: ``pred: yes × size``."""
    if label == INTERCEPT:
        return words("intercept", "ordenada al origen")
    if label == MEANS:
        return words("level, predictors at their means", "nivel, predictores en su media")
    return words.product(label, most)


def change(words, label: str) -> str:
    """Name a coefficient with what it is for: levels for nothing, slopes for one unit."""
    named = coefficient(words, label)
    if label in (INTERCEPT, MEANS) or label.endswith("]"):
        return named
    return words(f"{named}, for one unit", f"{named}, por unidad")


def scale(words, results) -> str:
    """Name the scale of the linear predictor, for an axis."""
    link, y = response_of(results).LINK, words.label("y")
    if link == "identity":
        return words.axis("y")
    if link == "logit":
        return words(f"log odds of {y}", f"logit de {y}")
    return words(f"log of expected {y}", f"logaritmo de lo esperado ({y})")


def outcome_axis(words, results) -> str:
    """Name the axis of outcomes: themselves, or their share of the trials."""
    return words.share() if has_trials(results) else words.axis("y")


def expected_axis(words, results) -> str:
    """Name the axis of what is expected: outcomes, shares, or the chance of a one."""
    if has_trials(results) or not is_share(results):
        return outcome_axis(words, results)
    y = words.label("y")
    return words(f"probability of {y}", f"probabilidad de {y}")


def outcomes(results) -> np.ndarray:
    """Give the outcome of each row, of successes their share, shape (row,)."""
    prepared = results.prepared
    y = prepared["y"].to_numpy(float)
    return y / prepared["N"].to_numpy() if "N" in prepared else y


def group_outcomes(results) -> np.ndarray:
    """Give each group's mean outcome, or all successes of all its trials, shape (group,)."""
    sums = results.prepared["y"].groupby(results.prepared["group"]).sum()
    sizes = sizes_of(results)
    return sums.loc[results.groups].to_numpy(float) / sizes


def sizes_of(results) -> np.ndarray:
    """Give the rows of each group, or its trials, shape (group,)."""
    prepared = results.prepared
    if "N" in prepared:
        sizes = prepared["N"].groupby(prepared["group"]).sum()
    else:
        sizes = prepared["group"].value_counts()
    return sizes.loc[results.groups].to_numpy()


def size_name(words, results) -> str:
    """Name the size of a group."""
    group = words.label("group")
    if has_trials(results):
        return words(f"trials of the {group}", f"ensayos por {group}")
    return words.observations()
