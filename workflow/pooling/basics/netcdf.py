"""netCDF-4 files: HDF5 with names of dimensions, which HDF5 calls scales.

Written and read by h5py: the layers above it take several times as long as the numbers of
a fit do. NetCDF Users Guide, "File Format Specifications: the NetCDF-4 format".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.basics.files import PACKED

if TYPE_CHECKING:
    import h5py

# Of a dimension without labels.
BARE = "This is a netCDF dimension but not a netCDF variable."
# netCDF has no truth values; xarray knows them again by this attribute.
TRUTH = {"dtype": "bool"}


def write(
    stored: h5py.Group,
    variables: Mapping[str, tuple],
    attributes: Mapping[str, Any] | None = None,
    chunks: Mapping[str, tuple[int, ...] | bool] | None = None,
) -> None:
    """Write the variables of a group.

    Parameters
    ----------
    stored : h5py.Group
        A file open for writing, or a group in it.
    variables : dict of tuple
        Name -> names of its dimensions, and its values; labels have the name of their
        dimension.
    attributes : dict, optional
        Of the group: numbers and texts.
    chunks : dict of tuple, optional
        Variable that is packed -> shape of what is packed together, or True: as HDF5 finds
        it best.
    """
    import h5py

    chunks = chunks or {}
    sizes = {
        dim: size
        for dims, values in variables.values()
        for dim, size in zip(dims, np.shape(values), strict=True)
    }
    for name, (_, values) in variables.items():
        values, notes = np.asarray(values), {}
        if values.dtype.kind in "UO":
            values = values.astype(h5py.string_dtype())
        elif values.dtype.kind == "b":
            values, notes = values.astype("i1"), TRUTH
        # Nothing can be packed of what has no length.
        packed = (
            PACKED | {"chunks": chunks[name]} if name in chunks and values.size else {}
        )
        stored.create_dataset(name, data=values, **packed).attrs.update(notes)
    for dim, size in sizes.items():
        if dim in variables:
            stored[dim].make_scale(dim)
        else:
            scale = stored.create_dataset(dim, (size,), dtype=">f4")
            scale.make_scale(f"{BARE} {size:10d}")
    for name, (dims, _) in variables.items():
        if name not in sizes:
            for place, dim in enumerate(dims):
                stored[name].dims[place].attach_scale(stored[dim])
    stored.attrs.update(attributes or {})


def values_of(variable: h5py.Dataset) -> np.ndarray:
    """Read a variable whole: numbers, truth values or texts."""
    if variable.dtype.kind == "O":
        return variable.asstr()[...]
    # xarray keeps truth values as small integers.
    return variable[...].astype(variable.attrs.get("dtype", variable.dtype), copy=False)


def dimensions(variable: h5py.Dataset) -> list[str]:
    """Name the dimensions of a variable."""
    if variable.is_scale:
        return [_name(variable)]
    return [_name(each[0]) for each in variable.dims]


def is_bare(variable: h5py.Dataset) -> bool:
    """Say whether this is a dimension without labels, and no variable."""
    return variable.is_scale and variable.attrs["NAME"].startswith(BARE.encode())


def _name(variable: h5py.Dataset) -> str:
    """Give the name of a variable in its group."""
    return variable.name.rpartition("/")[2]
