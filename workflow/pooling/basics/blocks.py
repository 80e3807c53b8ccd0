"""Work in parts, so that no array grows with a table."""

from __future__ import annotations


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
