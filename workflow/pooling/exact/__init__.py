"""Posterior means and sds without Stan: closed forms and quadrature, by family."""

from importlib import import_module

from pooling import families


def of(family: str):
    """Load the exact posteriors of a family.

    Parameters
    ----------
    family : str
        One of `pooling.families.NAMES`.

    Returns
    -------
    module
        With ``POSTERIORS``: model -> function of the content of
        ``stan_data.json`` and of the group labels, in the order of the
        program's vectors; it returns a `pooling.exact.base.Exact`.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    families.get(family)
    return import_module(f"pooling.exact.{family}")
