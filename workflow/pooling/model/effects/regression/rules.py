"""Quadrature points, and what is laid at them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

REACH = 9.0  # prior sds: exp(-40) of the peak is left out


@dataclass(frozen=True)
class Laid:
    """Quadrature nodes of all groups at some nodes of s.

    Attributes
    ----------
    u : ndarray
        Shape (K, point, node, group).
    log_mass : ndarray
        log of p(y_j | u) p(u) du, up to what u has no say in, shape (point, node, group).
    """

    u: np.ndarray
    log_mass: np.ndarray

    @cached_property
    def log_likelihood(self) -> np.ndarray:
        """Give log p(y_j | s) up to the same, shape (node, group)."""
        top = self.log_mass.max(axis=0)
        mass = self.log_mass - top
        return top + np.log(np.exp(mass, out=mass).sum(axis=0))

    @property
    def mass(self) -> np.ndarray:
        """Give the share of each point, shape (point, node, group)."""
        return np.exp(self.log_mass - self.log_likelihood)


@cache
def rule(size: int, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay points over a standard normal, with the log of weight over density."""
    points, weights = hermegauss(nodes)
    # In logarithms: the outermost weights are below what doubles hold.
    with np.errstate(divide="ignore"):
        logs = np.log(weights) + points**2 / 2
    kept = np.isfinite(logs)
    points, logs = points[kept], logs[kept]
    every = np.array(list(itertools.product(points, repeat=size))).T
    masses = np.array(list(itertools.product(logs, repeat=size))).sum(axis=1)
    return every, masses


@cache
def even(size: int, nodes: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay points evenly from -1 to 1, with the log of their distance."""
    return np.linspace(-1, 1, nodes)[np.newaxis], np.full(nodes, np.log(2 / (nodes - 1)))


def reaching(places, scale) -> tuple[np.ndarray, np.ndarray]:
    """Spread such points so that the outermost are `REACH` away, in units of a scale.

    Returns them with the log of their slope.
    """
    end = np.arcsinh(REACH / scale)
    along = np.exp(end * places)
    slope = (along + 1 / along) / 2
    return along - slope, np.log(end * slope)
