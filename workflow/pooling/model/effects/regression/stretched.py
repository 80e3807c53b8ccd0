"""Outcomes with heavy tails: the level of a group on a scale that is stretched at its rows.

Rows that contradict each other give the level several modes, each around rows that agree,
and nodes around one of them miss the others. On the scale

    x(u) = asinh(u) + sum_i asinh((eta_i(u) - y_i) / sigma) / sqrt(n_j)

each row has its place, and so has the prior, whatever lies between them. The integrand is
analytic in a strip around it, and falls at both ends, so the trapezoid rule gains digits in
proportion to its nodes: Trefethen and Weideman (2014), SIAM Review 56, 385-458.
"""

from __future__ import annotations

import numpy as np

from pooling.model import responses
from pooling.model.effects.regression import nodes

EDGE = 12.0  # prior sds, beyond which nothing of a group is looked for
EMPTY = 25.0  # below the highest log mass, where nodes end
STEPS = 40  # of the search for a node, at most
NEAR = 1e-5  # of its place, on the stretched scale
ROUGHLY = 18  # nodes where all that is wanted is about where the posterior lies
COST = 4  # times as long as others that a node takes: it is searched for


def _scale(along: nodes.Rows, u) -> tuple[np.ndarray, np.ndarray]:
    """Give x at u of shape (node, group), and its slope in u."""
    table, unit = along.table, along.dispersion[responses.scale(along.response)]
    slope = along.slope[0] / unit
    away = (along.eta(u[np.newaxis]) - table.y) / unit
    weights = table.weights * np.ones(len(table.y))
    share = 1 / np.sqrt(np.maximum(table.by_group(weights), 1))
    x = table.by_group(weights * np.sign(slope) * np.arcsinh(away))
    rise = table.by_group(weights * np.abs(slope) / np.sqrt(1 + away**2))
    return np.arcsinh(u) + share * x, 1 / np.sqrt(1 + u**2) + share * rise


def _over(along: nodes.Rows, first, last, count: int) -> tuple[np.ndarray, ...]:
    """Lay evenly spaced nodes between two levels, each found from the one before.

    By Newton's steps between bounds. Returns u and its log mass, see `laid`.
    """
    (at, rise), end = _scale(along, first), _scale(along, last)[0]
    start, step = at, (end - at) / (count - 1)
    laid_at, log_mass = np.empty((2, count, *first.shape))
    u, constant = first, 0.5 * np.log(2 * np.pi)
    for place in range(count):
        x, low, high = start + place * step, u, np.full_like(u, EDGE)
        for _ in range(STEPS):
            if np.abs(at - x).max() < NEAR:
                break
            newton = u + (x - at) / rise
            inside = (newton >= low) & (newton <= high)
            u = np.where(inside, newton, (low + high) / 2)
            at, rise = _scale(along, u)
            low, high = np.where(at < x, u, low), np.where(at < x, high, u)
        laid_at[place] = u
        log_mass[place] = along.heights(u[np.newaxis]) - 0.5 * u**2 - constant
        log_mass[place] += np.log(step / rise)
    return laid_at, log_mass


def laid(along: nodes.Rows, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Lay the nodes of a group's level where its mass is, as a first look finds it.

    Returns
    -------
    u : ndarray
        Shape (1, point, node, group).
    log_mass : ndarray
        log of p(y_j | u) p(u) du, up to what u has no say in, shape (point, node, group).
    """
    edge = np.full((len(along.start), len(along.table.sizes)), EDGE)
    u, log_mass = _over(along, -edge, edge, max(2, count // 2))
    heavy = log_mass > log_mass.max(axis=0) - EMPTY
    first = np.maximum(heavy.argmax(axis=0) - 1, 0)
    last = np.minimum(len(u) - heavy[::-1].argmax(axis=0), len(u) - 1)
    ends = (np.take_along_axis(u, each[np.newaxis], 0)[0] for each in (first, last))
    u, log_mass = _over(along, *ends, count)
    return u[np.newaxis], log_mass
