"""What the outcomes of a table in groups come to, from its rows or from their sums."""

from __future__ import annotations

import numpy as np

from pooling.basics import long_tables
from pooling.model.sums import in_groups, summed

# Observations of a large table that stand for all of them where each has to be looked at.
MOST_ROWS = 20_000


def sizes(data: dict) -> np.ndarray:
    """Count the rows of each group, shape (group,)."""
    known = summed(data)
    return np.bincount(data["group"])[1:] if known is None else known.sizes


def means(data: dict) -> np.ndarray:
    """Average the outcomes of each group; argument and shape as of `sizes`."""
    known = summed(data)
    if known is not None:
        return known.height
    return np.bincount(data["group"], np.asarray(data["y"], float))[1:] / sizes(data)


def mean(data: dict) -> float:
    """Average all outcomes; argument as of `sizes`."""
    known = summed(data)
    return float(np.mean(data["y"])) if known is None else known.mean


def sd(data: dict, ddof: int = 1) -> float:
    """Give the sd of all outcomes, with N less ``ddof`` in the denominator."""
    known = summed(data)
    if known is None:
        return float(np.std(data["y"], ddof=ddof))
    return float(np.sqrt(known.squares / (known.n - ddof)))


def ends(data: dict) -> tuple[float, float]:
    """Give the smallest and the largest outcome; argument as of `sizes`."""
    known = summed(data)
    low, high = (data["y"],) * 2 if known is None else (known.least, known.largest)
    return float(np.min(low)), float(np.max(high))


def sample(data: dict, most: int = MOST_ROWS) -> np.ndarray:
    """Choose observations that stand for all of a large table, in proportion by group.

    They are evenly spaced in the order of the groups: a systematic sample (Cochran, 1977,
    Sampling techniques, chapter 8). It gives places in rising order, at the most so many.
    """
    total = len(data["y"])
    if total <= most:
        return np.arange(total)
    order = in_groups(np.asarray(data.get("group", np.zeros(total, int))))
    return np.sort(order[((np.arange(most) + 0.5) * total / most).astype(int)])


def observed(data: dict) -> tuple[dict, dict]:
    """Give the outcomes ``y`` that are kept beside draws: of a long table a sample.

    Of that also ``observation``, their places in the table.
    """
    if len(data["y"]) <= long_tables.LONG:
        return {"y": np.asarray(data["y"])}, {}
    rows = sample(data)
    return {"y": np.asarray(data["y"])[rows]}, {"observation": rows}
