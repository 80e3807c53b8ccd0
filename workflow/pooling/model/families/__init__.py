"""The families of models, one module each, loaded only when asked for."""

from importlib import import_module

from pooling.basics.errors import PoolingError, nearest

NAMES = ("coins", "means", "lines", "rates")
RESPONSES = (
    "normal",
    "student",
    "binomial",
    "bernoulli",
    "poisson",
    "negative_binomial",
)
ALL = NAMES + RESPONSES


def room(name: str) -> str:
    """Name the module of a family in every room: a formula's are those of regression."""
    return "regression" if name in RESPONSES else name


def get(name: str):
    """Load the module of a family.

    Parameters
    ----------
    name : str
        One of `NAMES`.

    Returns
    -------
    module
        With ``MODELS``, ``Settings``, ``prepare``, ``stan_data`` and
        ``default_priors``; see `pooling.model.families.base`.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    if name not in NAMES:
        raise PoolingError(f'There is no family "{name}"; {nearest(name, NAMES)}')
    return import_module(f"pooling.model.families.{name}")
