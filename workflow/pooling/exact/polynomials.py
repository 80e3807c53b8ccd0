"""Hermite's polynomials of several numbers, orthonormal where these are standard normal.

Abramowitz and Stegun (1964), Handbook of mathematical functions, sections 22.2 and 22.7.
"""

from __future__ import annotations

from itertools import combinations_with_replacement
from math import comb

import numpy as np

Places = list[tuple[int, ...]]


def by_degree(size: int, *, degree: int, terms: int) -> list[Places]:
    """List the polynomials of each degree, up to one, and up to a number of all terms.

    Each is told by its dimensions, as often as its degree in them.
    """
    degrees: list[Places] = []
    for each in range(degree + 1):
        if comb(size + each, each) > terms:
            break
        degrees.append(list(combinations_with_replacement(range(size), each)))
    return degrees


def at(white: np.ndarray, places: Places) -> np.ndarray:
    """Give polynomials at points of shape (point, dimension), shape (point, term)."""
    degree = max((len(each) for each in places), default=0)
    # He_(k+1) = (x He_k - sqrt(k) He_(k-1)) / sqrt(k+1), normalised.
    powers = [np.ones_like(white), white]
    for k in range(1, degree):
        powers.append((white * powers[k] - np.sqrt(k) * powers[k - 1]) / np.sqrt(k + 1))
    terms = np.ones((len(white), len(places)))
    for column, dimensions in zip(terms.T, places, strict=True):
        for place in {*dimensions}:
            column *= powers[dimensions.count(place)][:, place]
    return terms
