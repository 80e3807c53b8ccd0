"""Counts of successes in trials, whatever the rates come from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, betaln, ndtr

POINTS = 161  # of the integral over an order statistic
REACH = 5.5  # of these points, as normal scores


@dataclass(frozen=True)
class Counts:
    """The different outcomes of units: units with the same one have the same integral.

    Attributes
    ----------
    y, n : ndarray of int
        Successes and trials, shape (outcome,).
    place, repeats : ndarray of int
        The outcome of each unit, and how often each comes.
    """

    y: np.ndarray
    n: np.ndarray
    place: np.ndarray
    repeats: np.ndarray

    @classmethod
    def of(cls, y, n) -> Counts:
        """Find the different ones of all units."""
        distinct, place, repeats = np.unique(
            np.column_stack([y, n]), axis=0, return_inverse=True, return_counts=True
        )
        return cls(*distinct.T, place.ravel(), repeats)

    @property
    def log_ways(self) -> np.ndarray:
        """Log binomial coefficients, shape (outcome,)."""
        return -np.log1p(self.n) - betaln(self.y + 1, self.n - self.y + 1)


def order_statistics(y, n) -> tuple[np.ndarray, np.ndarray]:
    """Lay points over the y-th smallest of n uniform numbers.

    For a binomial Y with rate p, P(Y < y) is the chance that this number, whose
    distribution is Beta(y, n - y + 1), lies above p: Digital Library of
    Mathematical Functions, 8.17.5. So P(Y < y) of a rate that is itself uncertain
    is the mean of its distribution function over these points. They are evenly
    spaced in normal scores, where the trapezoid rule converges exponentially.

    Returns
    -------
    points : ndarray
        Shape (unit, point); NaN where y = 0 and nothing lies below.
    weights : ndarray
        Shape (point,); they sum to 1.
    """
    scores = np.linspace(-REACH, REACH, POINTS)
    weights = np.exp(-0.5 * scores**2)
    y, n = np.asarray(y)[:, np.newaxis], np.asarray(n)[:, np.newaxis]
    points = betaincinv(np.where(y > 0, y, np.nan), n - y + 1.0, ndtr(scores))
    return points, weights / weights.sum()
