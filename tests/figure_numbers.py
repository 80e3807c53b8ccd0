"""Numbers of the sentence beside a figure, against the files that it is drawn from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
from pooling import figures
from pooling.basics.numerals import DECIMAL, MINUS
from scipy.special import expit

NUMERAL = re.compile(
    rf"(?<![\w.,])[{MINUS}-]?\d[\d\u202f]*(?:[.,]\d+)?(?: × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?(?!\w)"
)
# From one number to another in brackets, without the level of an interval.
UNLABELLED = re.compile(r"\((?![^()]*90\W?%)[^()]*\d (to|a) \S*\d[^()]*\)")
LEAST_P = 0.001  # p-values below it are said to be so
POWER = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def shown(text: str, language: str) -> list[tuple[str, float, float]]:
    """List the numerals with digits behind a mark: as written, their value, half a digit.

    Whole numbers are counts, labels and trials, which any table has.
    """
    found = []
    for numeral in NUMERAL.findall(text):
        mantissa, _, power = numeral.partition(" × 10")
        plain = mantissa.replace("\u202f", "").replace(MINUS, "-")
        plain = plain.replace(DECIMAL[language], ".")
        decimals = len(plain.partition(".")[2])
        if not decimals or "," in plain:
            continue
        exponent = int(power.translate(POWER)) if power else 0
        half = 0.5 * 10.0 ** (exponent - decimals)
        found.append((numeral, float(plain) * 10.0**exponent, half))
    return found


def foreign(text: str, language: str) -> list[str]:
    """List numerals with the decimal mark of another language."""
    marks = "".join(mark for mark in DECIMAL.values() if mark != DECIMAL[language])
    return re.findall(rf"(?<![\w.,])\d+[{re.escape(marks)}]\d+(?![\w.,]*\d)", text)


def _leaves(content) -> list[float]:
    """List all numbers of a JSON file."""
    if isinstance(content, dict):
        content = list(content.values())
    if isinstance(content, list):
        return [number for each in content for number in _leaves(each)]
    return [float(content)] if isinstance(content, int | float) else []


def _of_table(table: pd.DataFrame, parts: bool = False) -> list[float]:
    """List the numbers of a table, and their sizes; the averages of its parts too."""
    real = table.select_dtypes("number")
    found = [real]
    if parts:
        found.append(real.agg(["mean", "median"]))
        few = [name for name in table if table[name].nunique() <= 50]
        found += [real.groupby(table[name]).mean() for name in few]
    values = np.concatenate([part.to_numpy(dtype=float).ravel() for part in found])
    values = values[np.isfinite(values)]
    return [*values, *np.abs(values)]


def _of_density(table: pd.DataFrame) -> list[float]:
    """Give averages and correlation of two quantities with a joint density, if that is it."""
    if list(table)[2:] != ["density"]:
        return []
    first, second, density = table.to_numpy(dtype=float).T
    (a, c), (_, b) = np.cov([first, second], aweights=density)
    average = np.average([first, second], axis=1, weights=density)
    return [*average, c / np.sqrt(a * b)]


def known(results: Path, analysis: str, family: str, name: str, model: str | None):
    """List the numbers that a figure was given or has drawn."""
    own = results / analysis / (model or "") / "figures" / f"{name}.csv"
    if model:
        figure, models = figures.of("fits")[name], [model]
    else:
        figure = figures.of(family)[name]
        models = [m for m in figure.models if (results / analysis / m).is_dir()]
    paths = [own, *(results / analysis / f"prepared.{kind}" for kind in ("json", "csv"))]
    # Posterior means and intervals, by the exact answer and by the draws.
    both = ("summary.csv", "exact.csv")
    paths += [results / analysis / m / table for m in models for table in both]
    paths += [results / analysis / m / kind for m in models for kind in figure.kinds]
    paths += [results / analysis / table for table in getattr(figure, "tables", ())]
    found, drawn = [], pd.read_csv(own)
    for path in paths:
        if path.suffix == ".json":
            found += _leaves(json.loads(path.read_text()))
        elif path == own:
            found += _of_table(drawn, parts=True) + _of_density(drawn)
        elif path.suffix == ".csv" and path.name != "left_out.csv" and path.exists():
            table = pd.read_csv(path)
            if path.name == "prepared.csv":  # single rows are in no sentence
                table = table.select_dtypes("number").agg(["min", "mean", "max"])
            # Those of groups are in the figure's file, but for coins, which are few.
            if path.name in both and "group" in drawn and family != "coins":
                table = table[~table["parameter"].str.contains("[", regex=False)]
            values = _of_table(table)
            found += values
            if path.name in both and family == "rates":  # told as rates
                found += list(expit(values))
    return found


def unfounded(results: Path, families: dict[str, str]) -> dict:
    """List the numbers in the sentences of a run's figures that no file holds.

    Parameters
    ----------
    results : path
        Folder of the run.
    families : dict of str
        Analysis -> family.

    Returns
    -------
    dict
        (figure, language) -> the numerals, where there are some.
    """
    wrong = {}
    for path in sorted(results.glob("**/figures/*.json")):
        analysis, *model = path.relative_to(results).parts[:-2]
        if not path.with_suffix(".csv").exists():
            continue
        own = families[analysis], path.stem, *(model or [None])
        values = np.array(known(results, analysis, *own))
        # A share may be told in per cent, a likelihood by its logarithm.
        values = np.concatenate([values, 100 * values, [LEAST_P]])
        with np.errstate(over="ignore"):
            powers = np.concatenate([values, np.exp(values)])
        told = json.loads(path.read_text())
        pairs = [
            (each, text) for kind in ("alt", "found") for each, text in told[kind].items()
        ]
        for language, text in pairs:
            missing = foreign(text, language) + [
                numeral
                for numeral, value, half in shown(text, language)
                if np.abs((powers if "×" in numeral else values) - value).min()
                > half * (1 + 1e-9)
            ]
            if missing:
                place = "/".join([analysis, *model, path.stem]), language
                wrong[place] = wrong.get(place, []) + missing
    return wrong
