"""Sample the fits that claims need beside the run's own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from pooling.model import families
from pooling.model.families.base import present
from pooling.model.families.settings import kept_draws

log = logging.getLogger(__name__)
R_HAT = 1.05  # above it a refit's chains are reported as not mixed
LEAST_DRAWS = 50  # of each chain; claims compare means with their Monte Carlo errors
ADAPT_DELTA = 0.98  # at least: data are changed by a lot, and nobody looks at each fit


def with_stan(
    family: str,
    model: str,
    data: dict,
    *,
    labels: dict,
    seed: int,
    sampling: dict,
    executables: dict[str, str],
    collapsed: dict[str, str | None],
    cores: int,
):
    """Sample one refit with a Stan program.

    Parameters
    ----------
    family, model : str
        What is sampled.
    data : dict
        Its Stan data.
    labels, seed, sampling, cores
        As in `pooling.sampling.fitting.fit`.
    executables : dict of str
        Model -> its compiled program.
    collapsed : dict
        Model -> the name of its program where that leaves the group effects out.

    Returns
    -------
    DataTree
        See `pooling.sampling.draws.dataset`.
    """
    from pooling.sampling.fitting import fit

    return fit(
        executables[model],
        data,
        parameters=present(families.get(family).MODELS[model].parameters, labels),
        labels=labels,
        column="place",
        seed=seed,
        sampling=sampling | {"adapt_delta": max(sampling["adapt_delta"], ADAPT_DELTA)},
        cores=cores,
        family=family,
        collapse=collapsed[model],
    )


def sample(
    family: str,
    analysis: str,
    *,
    wanted: list[str],
    data: dict[str, dict],
    fit: Callable,
    seed: int,
    sampling: dict,
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
    fit : callable
        ``fit(model, data, labels=, seed=, sampling=)``: `with_stan`, or exact draws.
    seed : int
        Seed of the run.
    sampling : dict
        Settings of the sampler.

    Returns
    -------
    DataTree
        A group per refit, with the declared parameters' draws.
    """
    import numpy as np
    import xarray as xr
    from arviz_stats.base import array_stats

    from pooling.basics.seeds import seed_of

    kept = {}
    for name in wanted:
        refit = families.get(family).REFITS[name]
        changed = refit.change(data[refit.model]) | {"per_observation": 0}
        count = changed.get("J", changed.get("S"))
        labels = families.numbered(family, refit.program, changed)
        declared = present(families.get(family).MODELS[refit.program].parameters, labels)
        per_group = sum(parameter.per_group for parameter in declared)
        # One file holds the refits of all.
        width = sampling["chains"] * count * per_group * len(wanted)
        taken = sampling["draws"] * sampling.get("thin", 1)
        tree = fit(
            refit.program,
            changed,
            labels=labels,
            seed=seed_of(seed, analysis, "refit", name),
            sampling=sampling | kept_draws(taken, width, LEAST_DRAWS),
        )
        statistics = tree["sample_stats"]
        divergences = (
            int(statistics["diverging"].sum()) if "diverging" in statistics else 0
        )
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
