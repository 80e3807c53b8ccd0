"""Work in parts, so that no array grows with a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

NUMBERS = 2**20  # of an array that is made of some columns at a time


def blocks(total: int, width: int, most: int) -> list[slice]:
    """Split work so that the numbers of each part fit into an array.

    Parameters
    ----------
    total : int
        Draws, nodes or whatever else is worked through.
    width : int
        Numbers that each of them takes.
    most : int
        Numbers of an array: what the processor's cache holds, or the memory.

    Returns
    -------
    list of slice
        One after the other, each of at least one.
    """
    step = max(1, most // width)
    return [slice(start, min(start + step, total)) for start in range(0, total, step)]


def count_of(values: dict) -> int:
    """Count the draws, or nodes, of some values; one where there is no number to know."""
    return len(next(iter(values.values()))) if values else 1


def parts_of(values: dict, width: int, most: int) -> Iterator[tuple[slice, dict]]:
    """Take the draws of several variables some at a time, as `blocks` splits them."""
    for part in blocks(count_of(values), width, most):
        yield part, {name: each[part] for name, each in values.items()}


def by_columns(function: Callable, values, most: int = NUMBERS):
    """Apply a function to some columns of an array at a time, where they are very many.

    Parameters
    ----------
    function : callable
        An array -> another one with the same last axis.
    values : ndarray
        Shape (..., column).
    most : int
        Numbers of the parts.
    """
    import numpy as np

    width = values.shape[-1]
    every = blocks(width, max(1, values.size // max(1, width)), most)
    if len(every) < 2:
        return function(values)
    return np.concatenate([function(values[..., part]) for part in every], axis=-1)
