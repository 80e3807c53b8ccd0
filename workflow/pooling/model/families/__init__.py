"""The families of models, loaded only when asked for.

Those of the lecture are a module each. All models by formula are of one module, and
differ in their response, by which they are called.
"""

from __future__ import annotations

from importlib import import_module

from pooling.basics.errors import PoolingError, nearest
from pooling.model import responses
from pooling.model.families.base import labels_of

NAMES = ("coins", "means", "lines", "rates")
RESPONSES = responses.NAMES
ALL = (*NAMES, *RESPONSES)
FORMULA = (
    "regression"  # what the models by formula are called where code is found by name
)
ROOMS = (*NAMES, FORMULA)
# What other programs call them.
ALIASES = {"gaussian": "normal", "negbinomial": "negative_binomial"}


def room(name: str) -> str:
    """Say under which name the code of a family is found in every package.

    Parameters
    ----------
    name : str
        One of `ALL`.
    """
    return FORMULA if name in RESPONSES else name


def get(name: str):
    """Load a family.

    Parameters
    ----------
    name : str
        One of `ALL`.

    Returns
    -------
    module or pooling.model.families.regression.Family
        With ``MODELS``, ``Settings``, ``prepare``, ``stan_data`` and
        ``default_priors``; see `pooling.model.families.base`.

    Raises
    ------
    PoolingError
        There is no such family.
    """
    if name not in ALL:
        raise PoolingError(f'There is no family "{name}"; {nearest(name, ALL)}')
    module = import_module(f"pooling.model.families.{room(name)}")
    return module.of(name) if name in RESPONSES else module


def modules(name: str, packages) -> list[str]:
    """List the modules that are loaded by the name of a family.

    Parameters
    ----------
    name : str
        One of `ALL`.
    packages : iterable of str
        Packages that have a module of each family, below ``pooling``.
    """
    own = [f"pooling.{package}.{room(name)}" for package in packages]
    response = [f"pooling.model.responses.{name}"] if name in RESPONSES else []
    return own + response


def modules_of_all(packages) -> list[str]:
    """List what `modules` lists for all families, each once."""
    return list(dict.fromkeys(path for name in ALL for path in modules(name, packages)))


def labels(name: str, model: str, facts: dict, groups: list[str]) -> dict:
    """Give the labels along each dimension of a model's parameters.

    Parameters
    ----------
    name, model : str
        The model.
    facts : dict
        What was found out about the table; of models by formula, their labels as well.
    groups : list of str
        Group labels, in the order of the program's vectors.

    Returns
    -------
    dict of list of str
        Dimension -> labels: for `pooling.model.families.base.labels_of`.
    """
    if name in RESPONSES:
        return get(name).labels(model, facts, groups)
    return {"group": groups}


def coefficients(name: str, labels: dict) -> tuple[str, ...]:
    """Name what varies between groups on the scale of the linear predictor.

    Parameters
    ----------
    name : str
        One of `ALL`.
    labels : dict
        From `labels`.
    """
    own = get(name).COEFFICIENTS
    return tuple(labels["varying"]) if own is None else own


def variable(name: str, coefficient: str, labels: dict) -> tuple[str, int | None]:
    """Find the draws of a coefficient of the groups.

    Returns
    -------
    str
        The Stan variable.
    int or None
        Its column, where the variable has several for each group.
    """
    if get(name).COEFFICIENTS is None:
        return "theta", labels["varying"].index(coefficient)
    return coefficient, None


def group_rows(name: str, coefficient: str, labels: dict) -> list[str]:
    """Give the label of a coefficient in the summary, for every group in order."""
    stan, column = variable(name, coefficient, labels)
    declared = get(name).MODELS
    (parameter,) = {
        each
        for model in declared.values()
        for each in model.parameters
        if each.name == stan and each.per_group
    }
    rows = labels_of((parameter,), labels)
    return rows if column is None else rows[column :: len(labels["varying"])]
