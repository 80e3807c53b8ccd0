"""What the literature reports about the lecture's tables, beside what we find."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pooling.model import likelihood
from pooling.model.names import MAXIMUM_LIKELIHOOD

COLUMNS = [
    "analysis",
    "parameter",
    "published",
    "ours_mean",
    "ours_sd",
    "difference_in_sds",
    "source",
    "remark",
]


def maximum(prepared: pd.DataFrame, options: dict) -> pd.DataFrame:
    """Lay the joint likelihood of coins out as a summary is laid out: the sds are missing.

    ``options`` has ``omega``, and ``flat_kappa`` of the nearly flat top.
    """
    y, n = prepared["y"].to_numpy(), prepared["N"].to_numpy()
    flat = likelihood.at_proportions(y, n, options["omega"], options["flat_kappa"])
    values = {"likelihood_at_proportions": np.exp(flat.log_likelihood)}
    top = likelihood.interior_maximum(y, n, options["omega"])
    if top is not None:
        values["kappa"] = top.kappa
        values["likelihood_at_maximum"] = np.exp(top.log_likelihood)
    return pd.DataFrame({"mean": values, "sd": np.nan})


def compare(
    values: pd.DataFrame, sources: dict, summaries: dict, counts: dict
) -> pd.DataFrame:
    """Set published values beside ours.

    Parameters
    ----------
    values : DataFrame
        ``analysis``, ``data``, ``model``, ``parameter``, ``published`` (as it is
        printed), ``source``, ``remark``.
    sources : dict of str
        Analysis of the run -> its raw table, or the counts of its coins
        ("3/9 4/8"). A value counts only for what it was published about.
    summaries : dict of DataFrame
        (analysis, model) -> its estimates, exact where they were computed, indexed by
        parameter.
    counts : dict
        Analysis with a likelihood only -> its prepared table and its options.

    Returns
    -------
    DataFrame
        With ``ours_mean``, ``ours_sd`` and the difference, published minus ours, in
        our posterior sds.
    """
    ours = summaries | {
        (analysis, MAXIMUM_LIKELIHOOD): maximum(*given)
        for analysis, given in counts.items()
    }
    rows = []
    for row in values.itertuples():
        table = ours.get((row.analysis, row.model))
        if table is None or sources.get(row.analysis) != row.data:
            continue
        if row.parameter not in table.index:
            continue
        mean, sd = table.loc[row.parameter, ["mean", "sd"]]
        rows.append(
            (
                row.analysis,
                row.parameter,
                row.published,
                mean,
                sd,
                (float(row.published) - mean) / sd,
                row.source,
                row.remark,
            )
        )
    return pd.DataFrame(rows, columns=COLUMNS)
