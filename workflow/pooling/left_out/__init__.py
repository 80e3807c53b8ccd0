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
        With ``given(model, data)``: a `pooling.families.base.Model` and the
        content of ``stan_data.json`` -> `pooling.left_out.base.Given`.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    families.get(family)
    return import_module(f"pooling.left_out.{family}")
