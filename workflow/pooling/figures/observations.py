"""Marks for the rows of a table, at a cost that does not grow with their number."""

from __future__ import annotations

import numpy as np

from pooling.figures.style import PALE, jitter

# Across and up. Of more rows than cells, not each row has a mark but each cell with some.
CELLS = (200, 100)
PANEL = (60, 40)  # in one of many panels
STRIP = (8, 120)  # across and along a strip of observations
VECTORS = 2000  # marks that a picture keeps as shapes; more are a bitmap in it
PALEST, DARKEST = 0.12, 0.9


def many(count: int, cells: tuple[int, int] = CELLS) -> bool:
    """Tell whether so many rows are drawn by cells."""
    return count > cells[0] * cells[1]


def summary(x, y, cells: tuple[int, int] = CELLS) -> tuple[np.ndarray, ...]:
    """Count rows in the cells of a lattice.

    Parameters
    ----------
    x, y : ndarray
        Places of the rows.
    cells : (int, int)
        How many cells span them, across and up.

    Returns
    -------
    x, y : ndarray
        Middles of the cells that hold a row.
    rows : ndarray of int
        How many each holds.
    """
    lattices = [_cells(np.asarray(v), n) for v, n in zip((x, y), cells, strict=True)]
    (across, low, width), (up, bottom, height) = lattices
    counts = np.bincount(across * cells[1] + up)
    filled = np.flatnonzero(counts)
    across, up = np.divmod(filled, cells[1])
    return low + (across + 0.5) * width, bottom + (up + 0.5) * height, counts[filled]


def marks(values) -> np.ndarray:
    """Give where along an axis values have a mark: of more than `VECTORS`, at cells."""
    if len(values) <= VECTORS:
        return values
    return summary(values, np.zeros(len(values)), (VECTORS, 1))[0]


def _cells(values: np.ndarray, count: int) -> tuple:
    """Number the cell of each value along an axis; the first begins at the least."""
    low, width = values.min(), np.ptp(values) / count
    place = ((values - low) / (width or 1.0)).astype(int)
    return np.minimum(place, count - 1), low, width


def draw(axes, x, y, *, cells: tuple[int, int] = CELLS, alpha: float, **look) -> None:
    """Draw a mark for each row; of many, one for each cell, the darker the more it holds.

    ``alpha`` is the darkness of the mark of one row; further looks are of ``Axes.scatter``.
    """
    if many(len(x), cells):
        x, y, rows = summary(x, y, cells)
        alpha = PALEST + (DARKEST - PALEST) * np.sqrt(rows / rows.max())
    axes.scatter(x, y, alpha=alpha, lw=0, rasterized=len(x) > VECTORS, **look)


def strips(axes, values, row, *, kinds, words) -> np.ndarray:
    """Draw a strip of observations for each group of a list.

    Parameters
    ----------
    values : ndarray
        Outcomes.
    row : ndarray
        Row of the list that each stands in, NaN for none.
    kinds : list of tuple
        Which observations, mark, colour, and name; None for that of one observation.

    Returns
    -------
    ndarray
        Where each stands.
    """
    across, along = STRIP
    there = np.isfinite(row)
    cells = (along, across * len(np.unique(row[there])))
    place = row + jitter(len(row), 0.2)
    one = named(words, np.count_nonzero(there), cells)
    for of_kind, mark, colour, name in kinds:
        at = of_kind & there
        look = {"marker": mark, "color": colour, "label": name or one, "s": 8}
        draw(axes, values[at], place[at], cells=cells, alpha=0.5, **look)
    return place


def series(axes, x, y, *, group, label: str) -> None:
    """Join the observations of each group, along an axis."""
    order = np.lexsort((x, group))
    # One path for all groups, interrupted between them: there may be thousands.
    ends = np.flatnonzero(group[order][1:] != group[order][:-1]) + 1
    paths = (np.insert(each[order].astype(float), ends, np.nan) for each in (x, y))
    look = {"color": PALE, "lw": 0.8, "zorder": 0.9, "rasterized": len(x) > VECTORS}
    axes.plot(*paths, label=label, **look)


def named(words, count: int, cells: tuple[int, int] = CELLS) -> str:
    """Say what a mark of so many rows is."""
    if many(count, cells):
        return words.say("phrases/observations/dense")
    return words("one observation", "una observación")
