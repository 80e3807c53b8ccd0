"""The estimate of each group that readers compare, whatever family its model is of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.model import families
from pooling.model.families.base import label


@dataclass(frozen=True)
class Levels:
    """Draws of the groups' levels and of where they come from.

    Attributes
    ----------
    rows : list of str
        Label of each group's level in the summary.
    draws : ndarray
        Shape (draw, group).
    centre : ndarray
        Where the population lies, shape (draw,).
    spread : ndarray or None
        How far it spreads, shape (draw,), where that is learned.
    """

    rows: list[str]
    draws: np.ndarray
    centre: np.ndarray
    spread: np.ndarray | None


def of_fit(family: str, fit, labels: dict[str, list[str]]) -> Levels:
    """Read the groups' levels of a partial pooling fit.

    Parameters
    ----------
    family : str
        Family of the fit.
    fit : pooling.checks.results.Fit
        With its Stan data and its draws.
    labels : dict of list of str
        Dimension -> labels, from `pooling.model.families.labels`.

    Returns
    -------
    Levels
        Of a model by formula, those of the first coefficient that varies.
    """
    level = families.get(family).LEVEL
    if level is None:
        return _of_formula(family, fit, labels)
    names = [each for each in (level.name, level.centre, level.spread) if each]
    found = fit.draws(*names)
    rows = [label(level.name, group) for group in labels["group"]]
    spread = found[level.spread] if level.spread else None
    return Levels(rows, found[level.name], found[level.centre], spread)


def _of_formula(family: str, fit, labels: dict[str, list[str]]) -> Levels:
    """Read the first coefficient that varies by group, with its mean and its sd."""
    first = labels["varying"][0]
    found = fit.draws("theta", "beta", "sd")
    theta, place = found["theta"][..., 0], fit.stan_data["place"][0]
    centre = found["beta"][:, place - 1] if place else np.zeros(len(theta))
    rows = families.group_rows(family, first, labels)
    return Levels(rows, theta, centre, found["sd"][:, 0])
