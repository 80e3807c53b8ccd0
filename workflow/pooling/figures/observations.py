"""Marks for the rows of a table, at a cost that does not grow with their number."""

from __future__ import annotations

import numpy as np

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
    counts, across, up = np.histogram2d(x, y, cells)
    at, above = np.nonzero(counts)
    middles = (ends[:-1] + np.diff(ends) / 2 for ends in (across, up))
    x, y = (middle[place] for middle, place in zip(middles, (at, above), strict=True))
    return x, y, counts[at, above].astype(int)


def draw(axes, x, y, *, cells: tuple[int, int] = CELLS, alpha: float, **look) -> None:
    """Draw a mark for each row; of many, one for each cell, the darker the more it holds.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where.
    x, y : array
        Places of the rows.
    cells : (int, int)
        As in `summary`.
    alpha : float
        Darkness of the mark of one row.
    **look
        Further arguments of ``Axes.scatter``.
    """
    if many(len(x), cells):
        x, y, rows = summary(x, y, cells)
        alpha = PALEST + (DARKEST - PALEST) * np.sqrt(rows / rows.max())
    axes.scatter(x, y, alpha=alpha, lw=0, rasterized=len(x) > VECTORS, **look)


def named(words, count: int, cells: tuple[int, int] = CELLS) -> str:
    """Say what a mark of so many rows is."""
    if many(count, cells):
        return words(
            "observations, darker where there are more",
            "observaciones, más oscuro donde hay más",
        )
    return words("one observation", "una observación")
