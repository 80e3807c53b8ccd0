"""Sample the fits that claims need beside the run's own."""

from __future__ import annotations

import logging

from pooling.model import families
from pooling.model.families.base import present
from pooling.model.families.settings import kept_draws

log = logging.getLogger(__name__)
R_HAT = 1.05  # above it a refit's chains are reported as not mixed
LEAST_DRAWS = 50  # of each chain; claims compare means with their Monte Carlo errors
ADAPT_DELTA = 0.98  # at least: data are changed by a lot, and nobody looks at each fit


def sample(
    family: str,
    analysis: str,
    *,
    wanted: list[str],
    data: dict[str, dict],
    executables: dict[str, str],
    collapsed: dict[str, str | None],
    seed: int,
    sampling: dict,
    cores: int,
):
    """Sample the refits of an analysis.

    Parameters
    ----------
    family, analysis : str
        Which analysis.
    wanted : list of str
        Names of its refits.
    data : dict
        Model -> Stan data of its fit.
    executables : dict of str
        Model -> its compiled program.
    collapsed : dict
        Model -> the name of its program where that leaves the group effects out.
    seed : int
        Seed of the run.
    sampling : dict
        Settings of the sampler.
    cores : int
        Chains that run at once.

    Returns
    -------
    DataTree
        A group per refit, with the declared parameters' draws.
    """
    import numpy as np
    import xarray as xr
    from arviz_stats.base import array_stats

    from pooling.basics.seeds import seed_of
    from pooling.sampling.fitting import fit

    kept = {}
    careful = sampling | {"adapt_delta": max(sampling["adapt_delta"], ADAPT_DELTA)}
    for name in wanted:
        refit = families.get(family).REFITS[name]
        changed = refit.change(data[refit.model]) | {"per_observation": 0}
        count = changed.get("J", changed.get("S"))
        labels = families.numbered(family, refit.program, changed)
        declared = present(families.get(family).MODELS[refit.program].parameters, labels)
        per_group = sum(parameter.per_group for parameter in declared)
        # One file holds the refits of all.
        width = careful["chains"] * count * per_group * len(wanted)
        taken = careful["draws"] * careful["thin"]
        tree = fit(
            executables[refit.program],
            changed,
            observed=changed["y"],
            parameters=declared,
            labels=labels,
            column="place",
            seed=seed_of(seed, analysis, "refit", name),
            sampling=careful | kept_draws(taken, width, LEAST_DRAWS),
            cores=cores,
            family=family,
            collapse=collapsed[refit.program],
        )
        divergences = int(tree["sample_stats"]["diverging"].sum())
        if divergences:
            log.warning("%s/%s: %d divergences", analysis, name, divergences)
        posterior = tree["posterior"].to_dataset()
        kept[f"/{name}"] = posterior[[parameter.name for parameter in declared]]
        for variable, values in kept[f"/{name}"].items():
            flat = np.atleast_3d(values.values)
            flat = flat.reshape(*flat.shape[:2], -1)
            r_hat = array_stats.rhat(flat, chain_axis=0, draw_axis=1, method="rank")
            if not np.max(r_hat) <= R_HAT:
                log.warning(
                    "%s/%s: R-hat of %s is %.3f", analysis, name, variable, np.max(r_hat)
                )
    return xr.DataTree.from_dict(kept)
