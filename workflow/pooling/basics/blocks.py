"""Work in parts, so that no array grows with a table."""

from __future__ import annotations

from collections.abc import Iterator


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
