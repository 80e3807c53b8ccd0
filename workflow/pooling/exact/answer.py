"""The exact answer as it is kept: a table, its nodes, and how far to trust it."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import pandas as pd

from pooling import exact
from pooling.basics import jobs, netcdf, not_computed
from pooling.basics.errors import PoolingError
from pooling.basics.files import whole
from pooling.exact.base import Grid


def answer(
    family: str, model: str, *, data: dict, labels: dict[str, list[str]], log: str = ""
):
    """Compute a posterior without Stan, or say why that cannot be done.

    Parameters
    ----------
    log : str
        Log of the job, named where the program is at fault.

    Returns
    -------
    table : DataFrame
        ``parameter``, ``mean``, ``sd``, and where they are known one by one the errors
        of these, ``mean_error`` and ``sd_error``; no row where nothing was computed.
    facts : dict
        ``computed`` and either ``error`` (largest change by halving the grid, or largest
        standard error, in posterior sds) with ``edge_mass`` (posterior mass in the
        grid's outermost cells) or what is known of weighted points (see
        `pooling.exact.base.Points`), or ``because``, with
        `pooling.basics.not_computed.told` where it is a fault of the program: what is
        only to compare with stops nothing.
    grid : pooling.exact.base.Grid or None
        Posterior of what the groups have in common.
    """
    try:
        exact_posterior = exact.posterior(family, model, data, labels)
        grid = exact_posterior.grid()
    except PoolingError as refusal:
        facts = {"computed": False, "because": not_computed.of(refusal, log).because}
        return pd.DataFrame(columns=["parameter", "mean", "sd"]), facts, None
    except Exception as error:
        why = jobs.without(error, log, f"the exact answer of {family}/{model}")
        facts = {"computed": False, "because": why.because, **not_computed.told(why)}
        return pd.DataFrame(columns=["parameter", "mean", "sd"]), facts, None
    table = pd.DataFrame(
        {
            "parameter": exact_posterior.labels,
            "mean": exact_posterior.mean,
            "sd": exact_posterior.sd,
        }
    )
    facts = {"computed": True, "error": float(exact_posterior.error)}
    if exact_posterior.points is None:
        return table, facts | {"edge_mass": float(exact_posterior.edge_mass)}, grid
    table["mean_error"], table["sd_error"] = exact_posterior.points.errors
    return table, facts | exact_posterior.points.facts, grid


def write_grid(path: str | Path, grid: Grid | None, facts: dict) -> None:
    """Keep the nodes of a grid, and facts from `answer` as the file's attributes.

    Whole or not at all: a variable per hyperparameter, ``weight`` and ``fringe`` along
    ``node``, of a vector along ``<name>_place`` too; no ``fringe`` of drawn points, no node
    where nothing was computed.
    """
    shown = grid or Grid(weights=np.empty(0), fringe=np.empty(0, dtype=bool))
    variables = shown.values | {"weight": shown.weights}
    if shown.fringe is not None:
        variables["fringe"] = shown.fringe
    # netCDF has no truth values, and no attributes of attributes.
    attributes = {
        name: int(value) if isinstance(value, bool) else value
        for name, value in facts.items()
        if not isinstance(value, dict)
    }
    variables = {name: np.asarray(values, float) for name, values in variables.items()}
    with whole(path) as part, h5py.File(part, "w") as stored:
        netcdf.write(
            stored,
            {
                name: (["node", f"{name}_place"][: values.ndim], values)
                for name, values in variables.items()
            },
            attributes,
            chunks=dict.fromkeys(variables, True),
        )


def read_grid(path: str | Path) -> Grid | None:
    """Read what `write_grid` wrote; None where nothing was computed."""
    with h5py.File(path) as stored:
        values = {
            name: netcdf.values_of(each)
            for name, each in stored.items()
            if not netcdf.is_bare(each)
        }
    weights, fringe = values.pop("weight"), values.pop("fringe", None)
    fringe = fringe if fringe is None else fringe > 0
    return Grid(values, weights, fringe) if len(weights) else None
