"""Columns of the raw table that a model does not use, against what it leaves over.

A second grouping (a machine beside the day, a box within the lot) or another predictor
stays in the residuals, where no check of the model itself looks for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from pooling import families
from pooling.results import Fit
from pooling.tables import MARK

LEVEL = 0.01  # chance of naming one of all columns where none matters
SHARE = 0.1  # of the variance, adjusted, from which a column is named
SAME = 0.98  # rank correlation with the outcome of what is the outcome in another form
FEWEST = 4  # rows that a test needs
FEW = 4  # values of a column that are told one by one


def residuals(family: str, prepared: pd.DataFrame, fit: Fit) -> np.ndarray:
    """Give what partial pooling leaves over, a number for each row.

    Where each row is a unit with an effect of its own, nothing is left; there it is
    the unit's estimate, whose differences another column may explain.

    Parameters
    ----------
    family : str
        Family of the analysis.
    prepared : DataFrame
        The modelled table.
    fit : Fit
        Partial pooling, with its ``summary`` and ``stan_data``.
    """
    labels = list(prepared["group"])
    own = families.get(family)
    if own.ONE_ROW_PER_GROUP:
        # The last of a unit's parameters is its probability.
        return fit.column(own.MODELS["partial_pooling"].parameters[-1].name, labels)
    data = fit.stan_data
    columns = {"alpha": 1.0, "beta": np.asarray(data.get("x", 0.0))}
    expected = sum(fit.column(name, labels) * columns[name] for name in own.COEFFICIENTS)
    return np.asarray(data["y"]) - expected


def _numbers(cells: pd.Series, decimal: str) -> np.ndarray:
    """Read cells as numbers; NaN where they are none."""
    text = cells.str.replace(MARK[decimal], MARK["point"])
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)


def _tested(cells: pd.Series, left: np.ndarray, decimal: str) -> dict | None:
    """Test one column by F: a factor where its labels repeat, else a straight line."""
    there = (cells.str.strip() != "").to_numpy()
    cells, left = cells[there], left[there]
    labels, place = np.unique(cells.to_numpy(dtype=str), return_inverse=True)
    n, kinds = len(left), len(labels)
    if n < FEWEST or kinds < 2:
        return None
    total = ((left - left.mean()) ** 2).sum()
    if not total > 0:
        return None
    if kinds <= n / 2:
        size = np.bincount(place)
        fitted = (np.bincount(place, left) / size)[place]
        freedom = kinds - 1
    else:
        x = _numbers(cells, decimal)
        if not np.isfinite(x).all() or np.ptp(x) == 0:
            return None
        z = (x - x.mean()) / np.ptp(x)
        fitted = left.mean() + z * (z @ left) / (z @ z)
        freedom = 1
    rest = ((left - fitted) ** 2).sum()
    explained, over = (total - rest) / freedom, rest / (n - freedom - 1)
    p = float(stats.f.sf(explained / over, freedom, n - freedom - 1)) if over else 0.0
    adjusted = 1 - over / (total / (n - 1))
    return {"share": float(max(adjusted, 0.0)), "p_value": p, "rows": n}


def _values(cells: pd.Series, outcome: pd.Series) -> list[dict[str, Any]]:
    """Give the mean outcome for each of a few values of a column."""
    there = (cells.str.strip() != "").to_numpy()
    found = outcome[there].groupby(cells[there].to_numpy()).agg(["mean", "size"])
    if len(found) > FEW:
        return []
    return [
        {"value": str(value), "mean": float(row["mean"]), "rows": int(row["size"])}
        for value, row in found.iterrows()
    ]


def check(family: str, raw, prepared: pd.DataFrame, fit: Fit, used: list[str]) -> dict:
    """Test all columns that were not used, and name those that matter.

    Parameters
    ----------
    family : str
        Family of the analysis.
    raw : pooling.tables.RawTable
        The raw table; ``row`` of the prepared one counts its lines.
    prepared, fit
        As in `residuals`.
    used : list of str
        Columns of the raw table that the analysis reads.

    Returns
    -------
    dict
        ``of``: "residuals" or "units"; ``columns``: name, adjusted ``share`` of the
        variance explained, ``p_value`` of the F test and ``named``, the largest
        share first, and of one that is named and has few ``values``, the mean outcome
        (of units, the raw rate) for each; ``level``, for all together after
        Bonferroni, and the least ``share`` of a column that is named.
    """
    left = residuals(family, prepared, fit)
    outcome = prepared["y"] / prepared["N"] if "N" in prepared else prepared["y"]
    table = raw.text.loc[prepared["row"]]
    tested: list[dict[str, Any]] = []
    for name in table.columns:
        if name in used or not name:
            continue
        values = _numbers(table[name], raw.decimal)
        both = np.isfinite(values)
        if both.sum() >= FEWEST and np.ptp(values[both]) > 0:
            rank = stats.spearmanr(values[both], outcome.to_numpy()[both]).statistic
            if abs(rank) >= SAME:
                continue  # the outcome itself, in another unit or form
        found = _tested(table[name], left, raw.decimal)
        if found:
            tested.append({"column": name, **found})
    limit = LEVEL / max(len(tested), 1)
    for row in tested:
        row["named"] = bool(row["p_value"] < limit and row["share"] >= SHARE)
        row["values"] = _values(table[row["column"]], outcome) if row["named"] else []
    return {
        "of": "units" if families.get(family).ONE_ROW_PER_GROUP else "residuals",
        "columns": sorted(tested, key=lambda row: -row["share"]),
        "level": LEVEL,
        "share": SHARE,
    }
