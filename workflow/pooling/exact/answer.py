"""The exact answer as it is kept: a table, and how far it can be trusted."""

from __future__ import annotations

import pandas as pd

from pooling import exact
from pooling.errors import PoolingError

REFUSAL = "not computed, because "


def answer(family: str, model: str, data: dict, labels: list[str]):
    """Compute a posterior without Stan, or say why that cannot be done.

    Parameters
    ----------
    family, model : str
        The program.
    data : dict
        Content of ``stan_data.json``.
    labels : list of str
        Group labels, in the order of the program's vectors.

    Returns
    -------
    table : DataFrame
        ``parameter``, ``mean``, ``sd``; no row where nothing was computed.
    facts : dict
        ``computed`` and either ``error`` (largest change by halving the grid, in
        posterior sds) and ``edge_mass`` (posterior mass in the grid's outermost
        cells), or ``because``.
    """
    try:
        found = exact.of(family).POSTERIORS[model](data, labels)
    except PoolingError as refusal:
        facts = {"computed": False, "because": str(refusal).removeprefix(REFUSAL)}
        return pd.DataFrame(columns=["parameter", "mean", "sd"]), facts
    table = pd.DataFrame({"parameter": found.labels, "mean": found.mean, "sd": found.sd})
    facts = {
        "computed": True,
        "error": float(found.error),
        "edge_mass": float(found.edge_mass),
    }
    return table, facts
