"""Observations and groups left out: how well the others predict them, by family."""

from importlib import import_module

from pooling import families


def of(family: str):
    """Load what a family knows of left-out data.

    Parameters
    ----------
    family : str
        One of `pooling.families.NAMES`.

    Returns
    -------
    module
        With ``given(model, data, rows, kept)``: a `pooling.families.base.Model`, the
        content of ``stan_data.json``, and which observations and groups are wanted
        -> `pooling.left_out.base.Given`.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    families.get(family)
    return import_module(f"pooling.left_out.{family}")
