"""What a family's own figure of its predictions shows, in words."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module


def of(draw: Callable) -> Callable:
    """Find what tells a figure: the function ``says_<name>`` beside the one that draws it.

    Parameters
    ----------
    draw : callable
        The family's own figure.
    """
    return getattr(import_module(draw.__module__), f"says_{draw.__name__}")


def says(reading: str, draw, *, table, words, results) -> str:
    """Tell the reading of a check, and the numbers of its figure.

    Parameters
    ----------
    reading : str
        The check in one sentence.
    draw : callable
        The family's own figure.
    table, words, results
        As the text of any figure gets them.
    """
    if "because" in table:
        return reading
    return f"{reading} {of(draw)(table, words, results)}"
