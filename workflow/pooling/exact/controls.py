"""Control variates of points: functions of them whose mean is known, and that are alike.

A posterior is nearly normal where points are laid for it. So what its weights and moments
are at a point goes along with a normal density over that of the points, times polynomials:
functions whose mean over the points is 0 once their first is 1 less. What is fitted of them
by least squares has a known mean, and only the rest is left to the points. Owen (2013),
Monte Carlo theory, methods and examples, section 8.9; Hickernell, Lemieux and Owen (2005),
Statistical Science 20, 1-31, for points that are balanced.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.exact import polynomials
from pooling.exact.proposal import Proposal

DEGREE = 3  # of the polynomials at most
A_FUNCTION = 16  # points of each function, at least


@dataclass(frozen=True)
class Controls:
    """Hermite polynomials, times a normal density over that of the points.

    Attributes
    ----------
    points : Proposal
    places : list of tuple of int
        The polynomials, the constant first.
    """

    points: Proposal
    places: polynomials.Places

    @classmethod
    def of(cls, points: Proposal, count: int) -> Controls:
        """Take so many as so many points tell apart."""
        degrees = polynomials.by_degree(
            len(points.centre), degree=DEGREE, terms=count // A_FUNCTION
        )
        return cls(points, [each for places in degrees for each in places])

    def at(self, t: np.ndarray, density: np.ndarray) -> np.ndarray:
        """Give the functions at points and their log density, from `Proposal.place`.

        They have the shape (point, function) and the mean 0.
        """
        white, normal = self.points.normal(t)
        functions = polynomials.at(white, self.places)
        functions *= np.exp(normal - density)[:, np.newaxis]
        functions[:, 0] -= 1
        return functions


@dataclass
class Told:
    """Sums over points of functions, and of their products with what is to be summed.

    Attributes
    ----------
    count : int
        Points.
    alone : ndarray
        Shape (function,).
    square, cross : ndarray
        Shape (function, function) and (function, term).
    """

    count: int = 0
    alone: np.ndarray | float = 0.0
    square: np.ndarray | float = 0.0
    cross: np.ndarray | float = 0.0

    def add(self, functions: np.ndarray) -> None:
        """See the functions of some points."""
        self.count += len(functions)
        self.alone = self.alone + functions.sum(axis=0)
        self.square = self.square + functions.T @ functions


def corrected(sums: np.ndarray, told: list[Told]) -> np.ndarray:
    """Take from several sums, shape (sum, term), what is known to be chance of each."""
    alone = np.array([each.alone for each in told])
    total, count = alone.sum(axis=0), sum(each.count for each in told)
    square = sum(each.square for each in told) - np.outer(total, total) / count
    cross = sum(each.cross for each in told) - np.outer(total, sums.sum(axis=0)) / count
    return sums - alone @ np.linalg.lstsq(square, cross)[0]
