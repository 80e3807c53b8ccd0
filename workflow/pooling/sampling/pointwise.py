"""What a program can save for each observation, computed from the draws of a fit."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pooling.model import density, families
from pooling.sampling import draws

if TYPE_CHECKING:
    import xarray as xr

log = logging.getLogger(__name__)

MOST = (
    2**27
)  # numbers of a table, of all draws; of more draws evenly spaced ones are taken


def of_each_observation(family: str, data: dict, variables: dict, seed: int) -> dict:
    """Compute the log likelihood of each observation, and draw a replicate.

    Parameters
    ----------
    variables : dict of ndarray
        Stan variable -> draws, shape (chain, draw, ...).
    seed : int
        Of the replicates.

    Returns
    -------
    dict of ndarray
        ``log_lik`` and ``y_rep``, shape (chain, draw, observation).
    """
    shape = next(iter(variables.values())).shape[:2]
    flat = {
        name: np.reshape(values, (-1, *values.shape[2:]))
        for name, values in variables.items()
    }
    rng = np.random.default_rng(seed)
    parts = {
        "log_lik": density.log_likelihood(family, data, flat),
        "y_rep": density.replicates(family, data, flat, rng),
    }
    return {
        name: np.concatenate(list(blocks)).reshape(*shape, -1)
        for name, blocks in parts.items()
    }


def of_fit(family: str, model: str, data: dict, posterior: str | Path) -> xr.DataTree:
    """Compute both from the file of a fit's draws.

    Parameters
    ----------
    posterior : path
        ``posterior.nc``; its seed is that of the replicates.

    Returns
    -------
    DataTree
        Groups ``log_likelihood``, ``posterior_predictive`` and ``observed_data``, each
        with ``y``, and what the fit was made with; the coordinate ``draw`` says which draws
        of it were taken.
    """
    made = draws.made_with(posterior)
    declared = families.get(family).MODELS[model].parameters
    there = draws.names(posterior, "posterior")
    names = [each.name for each in declared if each.name in there]
    drawn = draws.arrays(posterior, "posterior", [*names, "chain", "draw"])
    places = drawn.pop("draw")
    every = len(drawn.pop("chain")) * len(places) * len(data["y"])
    step = -(-every // MOST)
    if step > 1:
        log.info("One draw in %d is taken: there are %d numbers.", step, every)
    taken = {name: values[:, ::step] for name, values in drawn.items()}
    tree = draws.dataset(
        of_each_observation(family, data, taken, made["seed"]),
        {},
        observed={"y": np.asarray(data["y"])},
        dims={"y": ["observation"]},
        coords={"observation": np.arange(len(data["y"])), "draw": places[::step]},
    )
    tree.attrs |= {name: made[name] for name in ("data_sha256", "seed", "commit")}
    return tree
