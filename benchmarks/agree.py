"""Whether a fit gives the exact posterior: a wrong one has no speed."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pooling.checks import agreement, diagnostics


def judge(values: np.ndarray, exact: pd.DataFrame, fits: int) -> dict:
    """Compare means and sds of all that was drawn with the exact ones.

    Parameters
    ----------
    values : ndarray
        Draws, shape (chain, draw, label).
    exact : DataFrame
        ``mean`` and ``sd``, indexed by ``parameter``, in the order of the values.
    fits : int
        Fits among which one false alarm in a thousand runs is shared:
        `pooling.checks.agreement.threshold`.

    Returns
    -------
    dict
        ``largest_z``, the largest difference in Monte Carlo standard errors (infinite
        where it is undefined), ``parameter`` and ``statistic`` where it is,
        ``threshold`` and ``agrees``.
    """
    errors = diagnostics.summarise(list(exact.index), values).set_index("parameter")
    table, ess = agreement.compare(values, errors, exact)
    worst = agreement.largest(table)
    allowed = agreement.threshold(2 * len(table), ess, fits)
    size = np.inf if worst["largest_z"] is None else worst["largest_z"]
    return worst | {
        "largest_z": size,
        "threshold": allowed,
        "agrees": bool(size <= allowed),
    }
