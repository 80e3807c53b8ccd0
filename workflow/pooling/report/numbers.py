"""Numbers of the report: how many digits of each are shown."""

from __future__ import annotations

import math
from typing import NamedTuple

from pooling.basics.numerals import UNDEFINED, counted, percent_signs, written
from pooling.figures.axes import LONG

SIGNIFICANT = 4  # digits of a number that carries no uncertainty, such as a prior's
MOST_DECIMALS = 6
MOST_ROWS = 500  # of a table of groups, or of levels; its file has all of them


def number(
    value: float | None,
    language: str,
    decimals: int | None = None,
    significant: int = SIGNIFICANT,
) -> str:
    """Write a number.

    Parameters
    ----------
    value : float or None
        None and NaN are undefined: a dash.
    decimals : int, optional
        Digits after the mark; by default as many as the significant digits
        take, without trailing zeros.
    significant : int
        Significant digits where ``decimals`` says nothing.

    Returns
    -------
    str
        In powers of ten where it would be too long to read otherwise.
    """
    if value is None or not math.isfinite(value):
        return UNDEFINED if value is None else written(str(value), language)
    size = abs(value)
    if decimals is not None and decimals <= MOST_DECIMALS and size < LONG:
        return written(f"{value:.{decimals}f}", language)
    if decimals is not None and size > 0:
        # As exact as the decimals say, but no more than a double is.
        digits = min(max(2, decimals + math.floor(math.log10(size))), 16)
        return written(f"{value:.{digits}e}", language)
    if size == 0 or 1e-4 <= size < 1e7:
        form = ".0f" if size >= 10**significant else f".{significant}g"
        return written(format(value, form), language)
    return written(f"{value:.2e}", language)


def measured(value: float | None, language: str, digits: int) -> str:
    """Write a number to as many significant digits, zeros too; a whole one in full."""
    if value is None or not math.isfinite(value) or value == round(value):
        return number(value, language)
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    return number(value, language, max(0, decimals))


def count(value: float | None, language: str) -> str:
    """Write a count or an ESS as `counted` does."""
    if value is None or not math.isfinite(value):
        return number(value, language)
    return counted(value, language)


def percentage(share: float | None, language: str) -> str:
    """Write a share between 0 and 1 as a whole percentage."""
    if share is None or not math.isfinite(share):
        return number(share, language)
    return percent_signs(f"{100 * share:.0f} %", language)


class Cell(NamedTuple):
    """A number in a table.

    Attributes
    ----------
    text : str
        As it is written.
    value : str
        As it sorts: in full, empty where it is undefined.
    """

    text: str
    value: str


def cell(value: float | None, text: str) -> Cell:
    """Put a number and how it is written into a cell."""
    defined = value is not None and math.isfinite(value)
    return Cell(text, f"{value:.8g}" if defined else "")


def ends(values) -> list[int]:
    """Choose the rows of a table that are shown: of very many the lowest and the highest.

    Gives their places by one value of each row, in the order of the table.
    """
    places, half = range(len(values)), MOST_ROWS // 2
    if len(values) <= MOST_ROWS:
        return list(places)
    order = sorted(places, key=list(values).__getitem__)
    return sorted(order[:half] + order[-half:])
