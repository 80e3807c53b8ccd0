"""Tables of outcomes, summed up as a whole and averaged over their groups."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def usual(trials=1) -> dict[str, Callable]:
    """Name what sums up any table, of successes as shares: location, spread, extremes."""
    return {
        "mean": lambda tables: (tables / trials).mean(axis=1),
        "sd": lambda tables: (tables / trials).std(axis=1, ddof=1),
        "min": lambda tables: (tables / trials).min(axis=1),
        "max": lambda tables: (tables / trials).max(axis=1),
    }


def zeros_and_full(trials) -> dict[str, Callable]:
    """Name the shares of rows without a success, and without a failure."""
    return {
        "zeros": lambda tables: (tables == 0).mean(axis=1),
        "full": lambda tables: (tables == trials).mean(axis=1),
    }


def group_of(data: dict) -> np.ndarray:
    """Place of the group of each observation, from 0."""
    return np.asarray(data["group"]) - 1


def group_means(tables: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Average tables of shape (draw, observation) over groups, shape (draw, group)."""
    order = np.argsort(group, kind="stable")
    size = np.bincount(group)
    starts = np.cumsum(size) - size
    return np.add.reduceat(tables[:, order], starts, axis=1) / size


def between_sd(tables: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Sd of the group means of each table, shape (draw,); arguments as in `group_means`."""
    return group_means(tables, group).std(axis=1, ddof=1)
