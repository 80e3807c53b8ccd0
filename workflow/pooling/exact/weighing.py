"""Weights of points: whether they can be summed, and points that stand for all."""

from __future__ import annotations

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.exact import PARETO_K


def effective(weights: np.ndarray) -> float:
    """Give the share of effective points."""
    return float(weights.sum() ** 2 / (weights**2).sum() / len(weights))


def pareto_k(logs: np.ndarray) -> float:
    """Estimate the shape of the tail of weights, from their logarithms."""
    from arviz_stats.base import array_stats

    if len(np.unique(logs)) < 10:
        return -np.inf
    return float(array_stats.psislw(-logs, 1.0)[1])


def require_some(there: bool) -> None:
    """Refuse points that have no weights to be summed."""
    if not there:
        raise PoolingError(
            "not computed, because the posterior has no bound, or none of it was found."
        )


def require_even(k: float) -> None:
    """Refuse weights of points whose tail is too heavy to be summed."""
    if k > PARETO_K:
        raise PoolingError(
            f"not computed, because the weights of the points have a Pareto k of {k:.2g}, "
            f"and the limit is {PARETO_K:g}."
        )


def resampled(weights: np.ndarray, count: int) -> np.ndarray:
    """Take points by their weights, by systematic resampling, shape (count,)."""
    total = np.cumsum(weights)
    return np.searchsorted(total, (np.arange(count) + 0.5) / count * total[-1])


def chosen(logs: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Let some points stand for all of them; give their places and weights that sum to 1."""
    places = resampled(np.exp(logs - logs.max()), count)
    places, times = np.unique(places, return_counts=True)
    return places, times / count
