"""Which model of an analysis predicts best what it has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.exact.cross_validation.trust import UNLEARNED, unsure
from pooling.model import families

if TYPE_CHECKING:
    import pandas as pd

THRESHOLD = 2  # standard errors from which on a difference tells models apart
SHARE = 0.1  # least share of a model's difference that a remark is worth
LEAST = 0.5  # standard errors of a difference that there is something to carry of
MOST = 0.5  # share from which on one group carries most of a difference
LEAST_FREEDOM = 30  # differences within groups that tell the variance there
FEWEST = 5  # groups of which one can stand out


def read(path: str | Path) -> pd.DataFrame:
    """Read a table of left-out observations or groups, with its labels as text."""
    import pandas as pd

    return pd.read_csv(path, dtype={"group": str}, keep_default_na=False, na_values=[""])


def _method(table: pd.DataFrame) -> str:
    """Say how most of a table was computed, or what its other rows stand in for."""
    methods = table["method"].value_counts()
    return (
        "psis" if "psis" in methods and methods.index[0] == "exact" else methods.index[0]
    )


def _stands_in(table: pd.DataFrame) -> pd.Series:
    """Find rows that importance sampling over the chain's draws could not give."""
    return (table["method"] != _method(table)) & (table["method"] != "psis")


def _error(terms: np.ndarray, stand_for: float, groups: pd.Series | None = None) -> float:
    """Give the standard error of a sum of terms.

    Where they are a simple random sample, each one of ``stand_for``, their own error is
    added, with the correction for a finite population: Cochran (1977), Sampling Techniques,
    section 2.6; Magnusson, Andersen, Jonasson and Vehtari (2020), AISTATS 108, 341-351.
    Where ``groups`` are in it by their sizes, what differs between groups is no error of
    the sample: Cochran, section 5.4, with one variance within all groups.
    """
    total = len(terms) * stand_for
    spread = sampled = terms.var(ddof=1)
    freedom = 0 if groups is None else len(terms) - groups.nunique()
    if freedom >= LEAST_FREEDOM:
        codes = groups.factorize()[0]
        means = np.bincount(codes, terms) / np.bincount(codes)
        sampled = np.sum((terms - means[codes]) ** 2) / freedom
    return float(np.sqrt(total * (spread + (stand_for - 1) * sampled)))


def _thinned(tables: dict[str, pd.DataFrame]) -> dict[str, dict[str, int]]:
    """Say of which models only some nodes of the exact posterior were summed."""
    first = {model: table.iloc[0] for model, table in tables.items()}
    return {
        model: {"nodes": int(row["nodes"]), "of": int(row["of_nodes"])}
        for model, row in first.items()
        if row["nodes"] < row["of_nodes"]
    }


def in_common(tables: dict[str, pd.DataFrame], key: str) -> dict[str, pd.DataFrame]:
    """Take what was left out of all models, by the column that names it.

    Of a large table one model may have a sample where others have everything; the samples
    of all models are the same.
    """
    least = max(tables.values(), key=lambda table: table["stands_for"].iloc[0])
    stands_for = least["stands_for"].iloc[0]
    return {
        model: table[table[key].isin(least[key])]
        .assign(stands_for=stands_for)
        .reset_index(drop=True)
        for model, table in tables.items()
    }


def compare(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Compare the models of an analysis by what they predict of left-out parts.

    Standard errors are those of a sum over observations, or groups: Vehtari,
    Gelman and Gabry (2017), Statistics and Computing 27, 1413-1432, section 5.

    Parameters
    ----------
    tables : dict of DataFrame
        Model -> its left-out observations, or its left-out groups, as from
        `pooling.exact.cross_validation.tables.leave_out`, in the same order.

    Returns
    -------
    DataFrame
        One row per model, best first: ``elpd`` and its ``se``, ``elpd_diff`` to
        the best and its ``se_diff``; of observations ``p_loo``, how much better
        they are explained than predicted (the effective number of parameters,
        but in rates also the surprise of a unit whose own effect is unknown);
        ``k_bad``, how many were replaced by exact values or are unsure;
        ``method``.
    """
    import pandas as pd

    terms = {model: table["elpd"].to_numpy(float) for model, table in tables.items()}
    (stand_for,) = {table["stands_for"].iloc[0] for table in tables.values()}
    sums = {model: stand_for * elpd.sum() for model, elpd in terms.items()}
    best = max(sums, key=lambda model: np.nan_to_num(sums[model], nan=-np.inf))
    rows = []
    for model, table in tables.items():
        apart = terms[model] - terms[best]
        groups = table["group"] if "row" in table else None
        bad = unsure(table) | _stands_in(table)
        row = {
            "model": model,
            "elpd": sums[model],
            "se": _error(terms[model], stand_for, groups),
            "elpd_diff": stand_for * apart.sum(),
            "se_diff": _error(apart, stand_for, groups),
        }
        if "lpd" in table:
            row["p_loo"] = stand_for * float((table["lpd"] - table["elpd"]).sum())
        rows.append(row | {"k_bad": int(bad.sum()), "method": _method(table)})
    sums_of_models = pd.DataFrame(rows)
    return sums_of_models.sort_values("elpd", ascending=False, ignore_index=True)


def told_apart(
    comparison: pd.DataFrame, outside: tuple[str, ...] = ()
) -> tuple[list[str], list[str]]:
    """Tell the models that predict worse than the best from those as good, best first.

    A difference counts from two of its standard errors on. Those ``outside`` are no
    contestants, from `no_contestants`; the best is never one.
    """
    lead = -comparison["elpd_diff"]
    is_worse = (comparison["se_diff"] > 0) & (lead >= THRESHOLD * comparison["se_diff"])
    names = comparison["model"]
    is_in = ~names.isin(outside)
    return names[~is_worse & is_in].tolist(), names[is_worse & is_in].tolist()


def no_contestants(best: str, tables: dict, degrees: dict) -> list[str]:
    """List the models that have nothing but their fixed prior to predict any row by.

    So it is without pooling where each row is alone in its group: what is left out leaves
    nothing of it behind. ``tables`` and ``degrees`` have left-out observations and degree
    of pooling of each model; the best is compared with in any case.
    """
    return [
        model
        for model, table in tables.items()
        if model != best
        and degrees[model] in UNLEARNED
        and (table["unsettled"] > 0).all()
    ]


def _remarks(comparison: pd.DataFrame, tables: dict, degrees: dict) -> list[dict]:
    """Say where a prior that nothing is learned about, not the data, decides."""
    best = tables[comparison["model"].iloc[0]]["elpd"]
    said = []
    for model, total in zip(comparison["model"], comparison["elpd_diff"], strict=True):
        unsettled = tables[model][tables[model]["unsettled"] > 0]
        apart = unsettled["elpd"] - best[unsettled.index]
        difference = float((unsettled["stands_for"] * apart).sum())
        if degrees[model] in UNLEARNED and total < 0 and difference <= SHARE * total:
            said.append(
                {
                    "model": model,
                    "observations": len(unsettled),
                    "groups": int(unsettled["group"].nunique()),
                    "difference": difference,
                    "of": float(total),
                    "share": difference / float(total),
                }
            )
    return said


def carried(model: str, tables: dict, best: str) -> dict | None:
    """Name the group that carries most of a model's difference to the best.

    It makes more than half of the difference, or more than half of the squares around the
    mean of the groups, which are what its standard error is made of.

    Returns
    -------
    dict or None
        ``model``, ``group``, its ``difference``, the whole one that it is part ``of``, its
        ``share``, below 0 where it goes the other way, and what is left ``without`` it.
        None where no group does, or the whole is next to nothing.
    """
    left_out = tables[model]
    each = left_out["stands_for"] * (left_out["elpd"] - tables[best]["elpd"])
    apart = each.groupby(left_out["group"], sort=False).sum()
    total = float(apart.sum())
    if len(apart) < FEWEST or not np.isfinite(total) or total == 0:
        return None
    group = apart.abs().idxmax()
    difference = float(apart[group])
    squares = (apart - apart.mean()) ** 2
    # The standard error of a sum: Vehtari, Gelman and Gabry (2017), equation 23.
    error = np.sqrt(len(apart) / (len(apart) - 1) * squares.sum())
    if abs(total) < LEAST * error:
        return None
    share = difference / total
    stands_out = squares[group] > MOST * squares.sum() and abs(share) >= SHARE
    if not stands_out and abs(share) <= MOST:
        return None
    return {
        "model": model,
        "group": str(group),
        "difference": difference,
        "of": total,
        "share": share,
        "without": total - difference,
    }


def summarise(family: str, observations: dict, groups: dict) -> tuple:
    """Compare the models of an analysis, and say what that tells.

    Parameters
    ----------
    family : str
        Family of the models.
    observations, groups : dict of DataFrame
        Model -> its left-out observations and groups, as from
        `pooling.exact.cross_validation.tables.leave_out`.

    Returns
    -------
    observations, groups : DataFrame
        From `compare`.
    told : dict
        ``observations`` and ``groups``, each with the ``best`` model, those
        ``close`` to it, the best included, and the ``worse`` ones, and how many were
        ``taken`` ``of`` all, which models are ``no_contestants``, which are ``thinned``:
        only some ``nodes`` ``of`` those of the exact posterior were summed, and of which
        models one group has ``carried`` most of the difference, from `carried`. Of
        observations also how many values of each model were ``replaced`` by exact ones,
        and ``remarks`` where a prior that nothing is learned about decides: how many
        observations, in how many groups, have nothing else, and what ``share`` they
        make of the model's difference to the best. ``threshold``, in standard errors;
        ``single_row``, where every group is one row.
    """
    declared = families.get(family).MODELS
    degrees = {model: declared[model].pooling for model in observations}
    observations = in_common(observations, "row")
    groups = in_common(groups, "group")
    parts = {"observations": observations, "groups": groups}
    compared = {name: compare(given) for name, given in parts.items()}
    single = families.get(family).ONE_ROW_PER_GROUP
    told: dict[str, Any] = {"threshold": THRESHOLD, "single_row": single}
    for name, given in parts.items():
        comparison = compared[name]
        best = comparison["model"].iloc[0]
        outside = no_contestants(best, observations, degrees) if single else []
        close, worse = told_apart(comparison, tuple(outside))
        told[name] = {"best": best, "close": close, "worse": worse}
        told[name]["no_contestants"] = outside
        first = next(iter(given.values()))
        every = round(len(first) * float(first["stands_for"].iloc[0]))
        told[name] |= {"taken": len(first), "of": every}
        told[name]["thinned"] = _thinned(given)
        groups_of = (carried(model, given, best) for model in comparison["model"])
        told[name]["carried"] = [each for each in groups_of if each]
    told["observations"] |= {
        "replaced": {m: int(_stands_in(each).sum()) for m, each in observations.items()},
        "remarks": _remarks(compared["observations"], observations, degrees),
    }
    return *compared.values(), told
