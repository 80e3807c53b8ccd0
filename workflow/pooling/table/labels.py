"""The labels along the dimensions of a model's parameters, read from a prepared table."""

from __future__ import annotations

from pathlib import Path

from pooling.basics import files
from pooling.model import families
from pooling.model.families.base import natural_order


def groups(prepared: str | Path) -> list[str]:
    """Read the labels of the groups, in the order of the Stan programs' vectors.

    Parameters
    ----------
    prepared : path
        The prepared table.
    """
    # Without pandas, whose import would take longer than many a figure.
    from pyarrow import compute, parquet

    labels = parquet.read_table(prepared, columns=["group"]).column("group")
    return natural_order(compute.unique(labels).to_pylist())


def of_model(
    family: str, model: str, *, prepared: str | Path, facts: str | Path | None
) -> dict[str, list[str]]:
    """Read the labels along each dimension of a model's parameters.

    Parameters
    ----------
    family, model : str
        The model.
    prepared : path
        The prepared table.
    facts : path or None
        What was found out about it; needed of models by formula alone.

    Returns
    -------
    dict of list of str
        Dimension -> labels, from `pooling.model.families.labels`.
    """
    known = files.read_json(facts) if facts else {}
    return families.labels(family, model, known, groups(prepared))
