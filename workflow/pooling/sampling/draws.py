"""Draws as they are kept: one netCDF file per fit, in ArviZ groups."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics import netcdf
from pooling.basics.errors import PoolingError
from pooling.basics.files import whole
from pooling.model.families.base import Parameter, labels_of, present
from pooling.sampling.digits import DRAWN, fewer_digits

if TYPE_CHECKING:
    import xarray as xr

# CmdStan's names for the state of the sampler -> ArviZ's.
SAMPLE_STATS = {
    "lp__": "lp",
    "accept_stat__": "acceptance_rate",
    "stepsize__": "step_size",
    "treedepth__": "tree_depth",
    "n_leapfrog__": "n_steps",
    "divergent__": "diverging",
    "energy__": "energy",
}


def _chance(log_odds):
    from scipy.special import expit  # plans read this module, and need none of it

    return expit(log_odds)


# Parameters that are another one on another scale -> which, and how: they are not kept, but
# computed as they are read.
COMPUTED = "computed"  # attribute of a group: the names of those that it leaves out
COPIES = {"p": ("alpha", _chance)}
SUMMED = "summary"  # group with the summary of more draws than are kept
# Generated quantities that are no parameters -> (group, name in the group).
GENERATED = {
    "log_lik": ("log_likelihood", "y"),
    "y_rep": ("posterior_predictive", "y"),
    "lprior": ("log_prior", "lprior"),
}


def group_of(variable: str) -> tuple[str, str]:
    """Say in which ArviZ group a Stan variable is kept, and under what name.

    Quantities of a new group, all called ``*_new``, are predictions.
    """
    if variable in GENERATED:
        return GENERATED[variable]
    return ("predictions" if variable.endswith("_new") else "posterior"), variable


def dataset(
    variables: dict, statistics: dict, *, observed: dict, dims: dict, coords: dict
) -> xr.DataTree:
    """Arrange the draws of one fit in ArviZ groups with named coordinates.

    Parameters
    ----------
    variables : dict of ndarray
        Stan variable -> draws, shape (chain, draw, ...).
    statistics : dict of ndarray
        CmdStan's sampler columns, shape (chain, draw): of all draws, where of the
        variables one in so many is kept. Their coordinate says which. Independent draws
        have ``lp__`` alone; without any there is no such group.
    observed : dict of ndarray
        The observed outcome ``y``.
    dims : dict
        Variable -> names of its dimensions after chain and draw.
    coords : dict
        Dimension -> labels.

    Returns
    -------
    DataTree
    """
    import xarray as xr

    kept = next(iter(variables.values())).shape[1]
    taken = next(iter(statistics.values())).shape[1] if statistics else kept
    thin = taken // kept
    groups = {
        "posterior": {},
        "sample_stats": {
            SAMPLE_STATS[name]: values
            for name, values in statistics.items()
            if name in SAMPLE_STATS
        },
        "observed_data": observed,
    }
    if "diverging" in groups["sample_stats"]:
        groups["sample_stats"]["diverging"] = groups["sample_stats"]["diverging"] > 0
    for variable, values in variables.items():
        if values.size:
            group, name = group_of(variable)
            groups.setdefault(group, {})[name] = values
    places = {kept: np.arange(thin - 1, taken, thin), taken: np.arange(taken)}
    return xr.DataTree.from_dict(
        {
            name: _named(
                content,
                () if content is observed else DRAWN,
                dims=dims,
                coords=coords,
                draws=places,
            )
            for name, content in groups.items()
            if content
        }
    )


def _named(
    variables: dict, first, *, dims: dict, coords: dict, draws: dict
) -> xr.Dataset:
    """Name dimensions, and label their places by number where they have no labels.

    Parameters
    ----------
    first : tuple of str
        Dimensions that all variables begin with.
    draws : dict of ndarray
        Number of draws of a chain -> which they are.
    """
    import xarray as xr

    named, labels = {}, {}
    for name, values in variables.items():
        shape = np.shape(values)
        own_dims = dims.get(name) or [
            f"{name}_dim_{i}" for i in range(len(shape) - len(first))
        ]
        named[name] = ((*first, *own_dims), values)
        for dim, size in zip(named[name][0], shape, strict=True):
            numbers = draws[size] if dim == "draw" else np.arange(size)
            labels[dim] = coords.get(dim, numbers)
    return xr.Dataset(named, labels)


def write(path: str | Path, tree: xr.DataTree, means: bool = False) -> None:
    """Write draws so that the file is whole or absent.

    They are compressed, and `shortened` to fourteen digits. Predictions and `SHADES` are
    `rounded`; `COPIES` are computed again.

    Parameters
    ----------
    path : path
        File to write.
    tree : DataTree
        The draws.
    means : bool
        Nothing but means of them is wanted: all are `rounded`.
    """
    import h5py

    with whole(path) as part, h5py.File(part, "w") as stored:
        for node in tree.subtree:
            group = node.to_dataset()
            digits = fewer_digits(group, means or node.name == "predictions")
            copies = [n for n, (of, _) in COPIES.items() if {n, of} <= set(group)]
            if copies:
                group = group.drop_vars(copies)
            variables = {
                name: (each.dims, digits.get(name, each.values))
                for name, each in group.variables.items()
            }
            chunks = {n: (1, *values.shape[1:]) for n, values in digits.items()}
            if group.sizes.get("draw", 0) > 1:
                chunks["draw"] = (group.sizes["draw"],)
            computed = {COMPUTED: " ".join(copies)} if copies else {}
            netcdf.write(
                stored.require_group(node.path), variables, group.attrs | computed, chunks
            )


def made_with(path: str | Path) -> dict:
    """Read what a file of draws says of how it was made.

    Returns
    -------
    dict
        From `pooling.run.provenance.short_form`.
    """
    import h5py

    with h5py.File(path) as stored:
        attributes = dict(stored.attrs)
    # netCDF keeps a number as an array of one.
    return {
        name: value.item() if isinstance(value, np.generic | np.ndarray) else value
        for name, value in attributes.items()
    }


def refuse_others(path: str | Path, wanted: dict) -> None:
    """Refuse draws that another run has made.

    Parameters
    ----------
    wanted : dict
        Of what `made_with` gives: what the draws of this run have.

    Raises
    ------
    PoolingError
        Names what differs.
    """
    made = made_with(path)
    differ = [
        f"{name} {made.get(name)}, not {value}"
        for name, value in wanted.items()
        if made.get(name) != value
    ]
    if differ:
        raise PoolingError(
            f"{path} holds draws of another run ({'; '.join(differ)}); delete it and type "
            "the same command again."
        )


def read(path: str | Path, group: str, names=None) -> xr.Dataset:
    """Load one group of a file of draws into memory.

    Parameters
    ----------
    group : str
        ArviZ group.
    names : list of str, optional
        Variables; all of the group by default.

    Returns
    -------
    Dataset
        With dimensions chain, draw and the group's own.
    """
    import h5py
    import xarray as xr

    with h5py.File(path) as stored:
        variables = {n: v for n, v in stored[group].items() if not netcdf.is_bare(v)}
        labels = [name for name, each in variables.items() if each.is_scale]
        copies = _copies(stored[group].attrs)
        wanted = list(names or [*variables, *copies])
        loaded = xr.Dataset(
            {
                name: (
                    netcdf.dimensions(variables[name]),
                    netcdf.values_of(variables[name]),
                )
                for name in [*labels, *_sources(wanted, copies)]
            }
        )
        loaded = loaded.set_coords(labels)
    _compute(loaded, copies.intersection(wanted))
    return loaded[[name for name in wanted if name not in labels]]


def _copies(attributes) -> set[str]:
    """Give the variables that a group leaves out, because they are computed."""
    return set(attributes.get(COMPUTED, "").split())


def _sources(wanted, copies) -> list[str]:
    """Give the variables of a file that others are read or computed from."""
    sources = (COPIES[name][0] if name in copies else name for name in wanted)
    return list(dict.fromkeys(sources))


def _compute(loaded, names) -> None:
    """Add the variables that are computed to those that were read."""
    for name in names:
        source, function = COPIES[name]
        loaded[name] = function(loaded[source])


def arrays(path: str | Path, group: str, names) -> dict[str, np.ndarray]:
    """Load variables of a file of draws without their coordinates.

    As `read`, but at a fraction of the time: xarray takes longer to import than most
    figures take to draw.

    Parameters
    ----------
    group : str
        ArviZ group.
    names : iterable of str
        Variables.

    Returns
    -------
    dict of ndarray
        Variable -> values, shape (chain, draw, ...).
    """
    import h5py

    with h5py.File(path) as stored:
        variables, wanted = stored[group], list(names)
        copies = _copies(variables.attrs)
        loaded = {
            name: netcdf.values_of(variables[name]) for name in _sources(wanted, copies)
        }
    _compute(loaded, copies.intersection(wanted))
    return {name: loaded[name] for name in wanted}


def state(path: str | Path, name: str) -> np.ndarray:
    """Load a column of the sampler, at the draws that are kept.

    Parameters
    ----------
    name : str
        Variable of the group ``sample_stats``.

    Returns
    -------
    ndarray
        Shape (chain, draw), as of the posterior.
    """
    taken = arrays(path, "sample_stats", [name, "draw"])
    kept = arrays(path, "posterior", ["draw"])["draw"]
    return taken[name][:, np.searchsorted(taken["draw"], kept)]


def summed(path: str | Path) -> dict | None:
    """Load the summary of more draws than a file holds; None where it holds all.

    Returns
    -------
    dict or None
        As `pooling.checks.diagnostics.of_fit` takes it.
    """
    import h5py

    with h5py.File(path) as stored:
        if SUMMED not in stored:
            return None
        tables = {
            name: table for name, table in stored[SUMMED].items() if table.ndim == 2
        }
        summaries = {name: table[...] for name, table in tables.items()}
        return summaries | {"draws": int(np.ravel(stored[SUMMED].attrs["draws"])[0])}


def has(path: str | Path, group: str) -> bool:
    """Say whether a file of draws has an ArviZ group."""
    import h5py

    with h5py.File(path) as stored:
        return group in stored


def names(path: str | Path, group: str) -> set[str]:
    """List the variables of an ArviZ group, coordinates included."""
    import h5py

    with h5py.File(path) as stored:
        return set(stored[group]) | _copies(stored[group].attrs)


def declared(posterior: xr.Dataset, parameters, labels) -> tuple[list[str], np.ndarray]:
    """Lay the declared parameters of a fit side by side.

    Parameters
    ----------
    posterior : Dataset
        The posterior group.
    parameters : iterable of pooling.model.families.base.Parameter
        Those that are declared, in order; one that has no value has no draws.
    labels : dict
        Dimension -> labels, as in `pooling.model.families.base.labels_of`.

    Returns
    -------
    labels : list of str
        As a reader sees them.
    """
    parameters = present(parameters, labels)
    values = beside(posterior[each.name].values for each in parameters)
    return labels_of(parameters, labels), values


def by_name(posterior: xr.Dataset, names) -> tuple[list[str], np.ndarray]:
    """Lay parameters of a lecture family side by side, with the labels of the file.

    Parameters
    ----------
    posterior : Dataset
        The posterior group.
    names : iterable of str
        Parameters, each with at most one dimension.

    Returns
    -------
    labels, values
        As of `declared`.
    """
    variables = [posterior[name] for name in names]
    parameters = [Parameter(each.name, each.dims[2:]) for each in variables]
    labels = {
        dim: posterior[dim].astype(str).values
        for each in variables
        for dim in each.dims[2:]
    }
    return declared(posterior, parameters, labels)


def beside(blocks) -> np.ndarray:
    """Lay draws of several variables side by side.

    Parameters
    ----------
    blocks : iterable of ndarray
        Shape (chain, draw) or (chain, draw, value).

    Returns
    -------
    ndarray
        Shape (chain, draw, value).
    """
    return np.concatenate(
        [np.reshape(values, (*values.shape[:2], -1)) for values in blocks], axis=-1
    )
