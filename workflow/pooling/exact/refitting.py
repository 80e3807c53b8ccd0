"""The fits that claims need beside the run's own: computed where that can be, or sampled."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import numpy as np

from pooling import exact
from pooling.basics.errors import PoolingError
from pooling.basics.seeds import seed_of
from pooling.model import families
from pooling.model.families.base import labels_of, present
from pooling.model.families.settings import kept_draws
from pooling.model.names import EXACT
from pooling.sampling import mixing
from pooling.sampling.draws import beside

if TYPE_CHECKING:
    import xarray as xr

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
    """Sample one refit with a Stan program; see `pooling.sampling.fitting.fit`.

    ``executables`` has the compiled program of each model, ``collapsed`` its name where it
    leaves the group effects out.
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


def exactly(family: str, model: str, data: dict, labels: dict) -> xr.Dataset:
    """Compute the means of one refit without draws.

    ``<parameter>_mean`` and its standard error, ``<parameter>_error``, of each declared
    parameter, in its shape.

    Raises
    ------
    PoolingError
        There is no exact answer, or a parameter has no mean.
    """
    declared = families.get(family).MODELS[model]
    answer = exact.posterior(family, model, data, labels)
    if not np.isfinite(answer.mean).all():
        raise PoolingError("a parameter has no mean.")
    errors = answer.points.errors[0] if answer.points else np.zeros(len(answer.mean))
    parameters = present(declared.parameters, labels)
    return _means(parameters, labels, answer.mean, errors)


def _means(parameters, labels: dict, mean, error) -> xr.Dataset:
    """Give means and errors, each of shape (label,), the shapes of their parameters."""
    import xarray as xr

    kept, start = {}, 0
    for each in parameters:
        shape = [len(labels[dim]) for dim in each.dims]
        end = start + math.prod(shape)
        dims = [f"{each.name}_dim_{place}" for place in range(len(shape))]
        for what, values in (("mean", mean), ("error", error)):
            kept[f"{each.name}_{what}"] = (dims, values[start:end].reshape(shape))
        start = end
    return xr.Dataset(kept)


def sample(
    family: str,
    analysis: str,
    *,
    wanted: list[str],
    data: dict[str, dict],
    computed: Collection[str],
    fit: Callable,
    by: str,
    seed: int,
    sampling: dict,
) -> xr.DataTree:
    """Compute or sample the refits of an analysis.

    Where the fit has an exact answer, so have most refits: their means are computed, in
    less time than chains take and without Monte Carlo error. Where draws themselves are
    judged, or the changed data have no exact answer, they are sampled.

    Parameters
    ----------
    wanted : list of str
        Names of its refits.
    data : dict
        Model -> Stan data of its fit.
    computed : collection of str
        Models whose exact answers were computed.
    fit, by : callable, str
        ``fit(model, data, labels=, seed=, sampling=)``, `with_stan` or exact draws, and what
        it is called.

    Returns
    -------
    DataTree
        A group per refit: its means, as from `exactly`, or the draws of the declared
        parameters, where they are judged. The attribute ``by`` says what made it.
    """
    import xarray as xr

    kept = {}
    for name in wanted:
        refit = families.get(family).REFITS[name]
        changed = refit.change(data[refit.model]) | {"per_observation": 0}
        labels = families.numbered(family, refit.program, changed)
        place = f"{analysis}/{name}"
        if not refit.sampled and refit.model in computed:
            try:
                exact_means = exactly(family, refit.program, changed, labels)
            except PoolingError as refusal:
                log.info("%s: %s", place, refusal)
            else:
                log.info("%s: computed exactly", place)
                kept[f"/{name}"] = exact_means.assign_attrs(by=EXACT)
                continue
        log.info("%s: sampled (%s)", place, by)
        declared = present(families.get(family).MODELS[refit.program].parameters, labels)
        # One file holds the refits of all.
        width = sampling["chains"] * len(wanted)
        width *= len(labels["group"]) * sum(each.per_group for each in declared)
        taken = sampling["draws"] * sampling.get("thin", 1)
        tree = fit(
            refit.program,
            changed,
            labels=labels,
            seed=seed_of(seed, analysis, "refit", name),
            sampling=sampling | kept_draws(taken, width, LEAST_DRAWS),
        )
        posterior = tree["posterior"].to_dataset()[[each.name for each in declared]]
        flat = beside(values.values for values in posterior.values())
        _warn(place, tree["sample_stats"], labels_of(declared, labels), flat)
        if not refit.sampled:
            means, errors = flat.mean(axis=(0, 1)), mixing.errors(flat)
            posterior = _means(declared, labels, means, errors)
        kept[f"/{name}"] = posterior.assign_attrs(by=by)
    return xr.DataTree.from_dict(kept)


def _warn(place: str, statistics, labels: list[str], values: np.ndarray) -> None:
    """Warn of a refit whose chains diverged, or have not mixed."""
    if divergences := int(statistics.get("diverging", np.zeros(1)).sum()):
        log.warning("%s: %d divergences", place, divergences)
    r_hat = mixing.r_hat(values)
    # One that stood still has none.
    worst = int(np.argmax(np.where(np.isnan(r_hat), np.inf, r_hat)))
    if not r_hat[worst] <= R_HAT:
        log.warning("%s: R-hat of %s is %.3f", place, labels[worst], r_hat[worst])
