"""What a figure declares, so that the workflow knows it before it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def always(settings: Any, models: list[str]) -> bool:
    """Say that a figure belongs to every analysis of its family."""
    return True


@dataclass(frozen=True)
class Figure:
    """One figure of a family.

    Attributes
    ----------
    draw : callable
        ``draw(results, words)`` -> (matplotlib figure, columns of the numbers
        drawn), with `pooling.results.Results` and `pooling.figures.words.Words`.
    title, caption : dict of str
        Language -> heading, and what to see in the figure.
    models : tuple of str
        Fits whose files it reads; all must be in the analysis.
    kinds : tuple of str
        Which files of those fits: among ``stan_data.json``, ``posterior.nc``,
        ``summary.csv``.
    applies : callable
        ``applies(settings, models)``: whether an analysis has the figure.
    """

    draw: Callable
    title: dict[str, str]
    caption: dict[str, str]
    models: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ("summary.csv",)
    applies: Callable[[Any, list[str]], bool] = always
