"""Columns of the raw table that a model does not use, against what it leaves over.

What differs within groups (a machine beside the day, the floor of a home) can only
explain what is left within them: it is tested against the residuals of the groups' own
lines. What is the same within each group (the soil of a county) is known of the group,
and is tested against the groups' estimates, which would not be exchangeable without it.
A column that moves with the predictor within groups (the year beside a runner's age) is not
tested: no table of this design tells the two apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse, stats

from pooling.checks.results import Fit
from pooling.model import families
from pooling.table.columns import MARK

LEVEL = 0.01  # chance of naming one of all columns where none matters
SHARE = 0.05  # of the variance, adjusted, from which a column is named
SAME = 0.98  # correlation from which a column is another one in another form
FEWEST = 4  # rows that a test needs
FEW = 4  # values of a column that are told one by one
MOST_KINDS = 1000  # labels from which a column is an identifier; a grouping has fewer
NOTHING = 1e-9  # share of a column's variance that is rounding


def _numbers(cells: pd.Series, decimal: str) -> np.ndarray:
    """Read cells as numbers; NaN where they are none."""
    text = cells.str.replace(MARK[decimal], MARK["point"])
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=float)


def _own(group: np.ndarray, x: np.ndarray | None) -> sparse.csr_array:
    """Give an orthonormal basis of what groups explain by themselves, by row.

    For each group a constant and, where the predictor ``x`` differs within it, a slope.
    """
    rows, size = np.arange(len(group)), np.bincount(group)
    entries = [(1 / np.sqrt(size[group]), group)]
    if x is not None:
        x = (x - x.mean()) / (np.ptp(x) or 1.0)
        x = x - (np.bincount(group, x) / size)[group]
        length = np.sqrt(np.bincount(group, x**2))
        sloped = length > NOTHING
        column = np.cumsum(sloped) - 1 + len(size)
        x = np.where(sloped[group], x, 0.0) / np.where(sloped, length, 1.0)[group]
        entries.append((x, np.where(sloped[group], column[group], 0)))
    values, columns = (np.concatenate(each) for each in zip(*entries, strict=True))
    places = (np.tile(rows, len(entries)), columns)
    return sparse.csr_array((values, places), shape=(len(rows), columns.max() + 1))


def _tested(
    cells: pd.Series,
    outcome: np.ndarray,
    *,
    decimal: str,
    group: np.ndarray | None = None,
    x: np.ndarray | None = None,
) -> dict | None:
    """Test by F whether a column explains what the groups' own lines leave over.

    It is the test of the column's terms in the linear model with a term of each
    group (and its slope), so its size is exact for normal errors of one variance.

    Parameters
    ----------
    cells : Series of str
        The column: a factor where its labels repeat, else a straight line.
    outcome : ndarray
        What is to be explained, for each cell.
    decimal : str
        How numbers are written.
    group : ndarray of int, optional
        Group of each cell; one group by default.
    x : ndarray, optional
        Predictor whose slope differs by group.

    Returns
    -------
    dict or None
        ``share`` of the variance left, adjusted for the number of terms; ``p_value``;
        ``rows`` (cells that are not empty); ``effect``, the difference of two
        labels, which ``kinds`` names, or the slope of a number; how many ``labels`` a
        factor has. None where nothing can be tested.
    """
    there = (cells.str.strip() != "").to_numpy()
    cells, y = cells[there], outcome[there]
    n = len(y)
    if n < FEWEST:
        return None
    labels, place = np.unique(cells.to_numpy(dtype=str), return_inverse=True)
    kinds: list[str] | None = None
    if len(labels) <= n / 2:
        if len(labels) > MOST_KINDS:
            return None
        kinds = labels.tolist() if len(labels) == 2 else None
        column = sparse.csr_array(
            (np.ones(n), (np.arange(n), place)), shape=(n, len(labels))
        )
        scale = 1.0
    else:
        values = _numbers(cells, decimal)
        if not np.isfinite(values).all() or np.ptp(values) == 0:
            return None
        scale = float(np.ptp(values))
        column = sparse.csr_array(((values - values.mean()) / scale)[:, np.newaxis])
    codes = np.zeros(n, int) if group is None else pd.factorize(group[there])[0]
    basis = _own(codes, None if x is None else x[there])
    left = y - y.mean()
    left = left - basis @ (basis.T @ left)
    shared = (basis.T @ column).toarray()
    inner = (column.T @ column).toarray() - shared.T @ shared
    sizes, directions = np.linalg.eigh(inner)
    new = sizes > NOTHING * max((column.T @ column).diagonal().max(), 1.0)
    freedom, spare = int(new.sum()), n - basis.shape[1] - int(new.sum())
    total = left @ left
    # Rounding of the outcome's own digits is nothing left to explain.
    if not freedom or spare < 2 or total <= NOTHING**2 * (y @ y):
        return None
    along = (column.T @ left) @ directions[:, new]
    explained = (along**2 / sizes[new]).sum()
    over = max(total - explained, 0.0) / spare
    p = float(stats.f.sf(explained / freedom / over, freedom, spare)) if over else 0.0
    coefficient = directions[:, new] @ (along / sizes[new])
    effect = None
    if len(coefficient) <= 2:
        effect = float(coefficient[-1] - (coefficient[0] if kinds else 0.0)) / scale
    return {
        "share": float(max(1 - over / (total / (spare + freedom)), 0.0)),
        "p_value": p,
        "rows": n,
        "effect": effect,
        "kinds": kinds,
        "labels": len(labels) if len(labels) <= n / 2 else None,
    }


def _tests(
    family: str, cells: pd.Series, *, prepared: pd.DataFrame, fit: Fit, decimal: str
):
    """Test a column where it can speak: within the groups, or between them."""
    module = families.get(family)
    filled = (cells.str.strip() != "").to_numpy()
    group = prepared["group"].to_numpy()
    if pd.Series(cells[filled].to_numpy()).groupby(group[filled]).nunique().max() > 1:
        x = prepared["x"].to_numpy(dtype=float) if "x" in prepared else None
        y = prepared["y"].to_numpy(dtype=float)
        told = _tested(cells, y, decimal=decimal, group=pd.factorize(group)[0], x=x)
        return [{"against": "residuals", "coefficient": None, **told}] if told else []
    known = pd.Series(cells[filled].to_numpy(), index=group[filled])
    known = known[~known.index.duplicated()]
    tested = []
    for name in (module.LEVEL.name,) if module.LEVEL.share else module.COEFFICIENTS:
        estimates = fit.column(name, list(known.index))
        if told := _tested(known, estimates, decimal=decimal):
            tested.append({"against": "estimates", "coefficient": name, **told})
    return tested


def _moves_with(values: np.ndarray, x: np.ndarray, group: np.ndarray) -> bool:
    """Tell whether numbers move with a predictor within groups, whatever their levels.

    Values are NaN where there is none.
    """
    there = np.isfinite(values)
    _, codes = np.unique(group[there], return_inverse=True)
    if len(codes) < FEWEST:
        return False
    size = np.bincount(codes)
    pair = []
    for each in (values[there], x[there]):
        each = (each - each.mean()) / (np.ptp(each) or 1.0)
        pair.append(each - (np.bincount(codes, each) / size)[codes])
    one, other = pair
    within = float(np.sqrt((one @ one) * (other @ other)))
    return within > NOTHING and abs(one @ other) >= SAME * within


def _numbers_them(cells: pd.Series, decimal: str, prepared: pd.DataFrame) -> bool:
    """Tell whether a column numbers rows or groups one after another: it measures nothing."""
    values = np.unique(_numbers(cells, decimal))
    numbered = len(values) in (len(prepared), prepared["group"].nunique())
    return numbered and bool((np.diff(values) == 1).all())


def _values(cells: pd.Series, outcome: pd.Series) -> list[dict[str, Any]]:
    """Give the mean outcome for each of a few values of a column."""
    there = (cells.str.strip() != "").to_numpy()
    summary = outcome[there].groupby(cells[there].to_numpy()).agg(["mean", "size"])
    if len(summary) > FEW:
        return []
    return [
        {"value": str(value), "mean": float(row["mean"]), "rows": int(row["size"])}
        for value, row in summary.iterrows()
    ]


def check(family: str, raw, *, prepared: pd.DataFrame, fit: Fit, used: list[str]) -> dict:
    """Test all columns that were not used, and name those that matter.

    Parameters
    ----------
    family : str
        Family of the analysis.
    raw : pooling.table.tables.RawTable
        The raw table; ``row`` of the prepared one counts its lines.
    prepared : DataFrame
        The modelled table.
    fit : Fit
        Partial pooling, with its ``summary``.
    used : list of str
        Columns of the raw table that the analysis reads.

    Returns
    -------
    dict
        ``columns``, the largest share first: ``column``; what it was tested
        ``against``, "residuals" within groups or "estimates" of groups, and of which
        ``coefficient``; adjusted ``share`` of that variance, ``p_value`` of the F test,
        ``rows``, ``effect``, ``kinds`` and ``labels`` as in `_tested`; whether it only
        ``numbers`` rows or groups; whether it is ``named``; and of
        one that is, where it has few ``values``, the mean outcome (of units, the raw
        rate) for each. ``moving``, the columns that move with the predictor within
        groups. ``level``, for all tests together after Bonferroni, and the
        least ``share`` of a column that is named.
    """
    outcome = prepared["y"] / prepared["N"] if "N" in prepared else prepared["y"]
    tested: list[dict[str, Any]] = []
    moving: list[str] = []
    group = pd.factorize(prepared["group"])[0]
    for name in raw.stored.readable:
        if name in used or not name:
            continue
        cells = raw.column(name).loc[prepared["row"]]
        values = _numbers(cells, raw.decimal)
        both = np.isfinite(values)
        if both.sum() >= FEWEST and np.ptp(values[both]) > 0:
            rank = stats.spearmanr(values[both], outcome.to_numpy()[both]).statistic
            if abs(rank) >= SAME:
                continue  # the outcome itself, in another unit or form
        if "x" in prepared and _moves_with(values, prepared["x"].to_numpy(float), group):
            moving.append(name)
            continue
        for test in _tests(
            family, cells, prepared=prepared, fit=fit, decimal=raw.decimal
        ):
            tested.append({"column": name, **test})
    limit = LEVEL / max(len(tested), 1)
    for row in tested:
        cells = raw.column(row["column"]).loc[prepared["row"]]
        row["numbers"] = _numbers_them(cells, raw.decimal, prepared)
        row["named"] = bool(row["p_value"] < limit and row["share"] >= SHARE)
        row["values"] = _values(cells, outcome) if row["named"] else []
    return {
        "columns": sorted(tested, key=lambda row: -row["share"]),
        "moving": moving,
        "level": LEVEL,
        "share": SHARE,
    }
