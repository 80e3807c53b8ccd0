"""A rough fit by least squares: where the sampler starts, and how wide it looks.

No result rests on it: it places and turns the coordinates in which Stan samples.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from pooling.basics.blocks import blocks
from pooling.basics.by_column import times
from pooling.model import responses

ROWS = 2**16  # that are decomposed at once
STEPS = 25
REACH = 5.0  # how far beyond the outcomes' own guesses eta may go
LEAST = 1e-3  # of the largest weight


def squeezed(rows: Callable[[slice], np.ndarray], count: int) -> np.ndarray:
    """Give fewer rows that say the same in least squares: triangles of parts of a table.

    An orthogonal decomposition of each part (Golub and Van Loan, 2013, Matrix Computations,
    section 5.2). A table of one part, or of no row, stays as it is. ``rows`` gives those of
    a slice, of ``count``.
    """
    parts = blocks(count, 1, ROWS)
    if len(parts) <= 1:
        return rows(slice(count))
    return np.vstack([np.linalg.qr(rows(part), mode="r") for part in parts])


def independent(columns: np.ndarray, least: float = 1e-7) -> np.ndarray:
    """Say of each column whether it is no combination of those before it.

    ``least`` is the length that it must have apart from them, as a share of its own.
    """
    columns = np.asarray(squeezed(columns.__getitem__, len(columns)))
    kept: list[np.ndarray] = []
    chosen = np.zeros(columns.shape[1], dtype=bool)
    for place, column in enumerate(columns.T):
        length = np.linalg.norm(column)
        rest = column / length if length > 0 else column
        for _ in range(2):  # once more, for what rounding left
            for other in kept:
                rest = rest - (other @ rest) * other
        apart = np.linalg.norm(rest)
        chosen[place] = apart > least
        if chosen[place]:
            kept.append(rest / apart)
    return chosen


def rows_of(group: np.ndarray) -> list[np.ndarray]:
    """Give the rows of each group that has any, in the order of the groups."""
    order = np.argsort(group, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(group[order])) + 1)


def within(
    columns: Iterable[np.ndarray], varying: np.ndarray, group: np.ndarray
) -> np.ndarray:
    """Take off each column what the groups' own coefficients explain of it.

    ``varying`` are those that vary by group, shape (row, varying), ``group`` that of each
    row, from 0. What is left, shape (row, column), is 0 where it is by rounding.
    """
    columns = list(columns)
    return _gathered(_within(columns, varying, group), len(group), len(columns))


def _gathered(parts: Iterable[tuple], count: int, width: int) -> np.ndarray:
    """Put the rows of groups where they stand in the table."""
    left = np.empty((count, width))
    for rows, of_rows in parts:
        left[rows] = of_rows
    return left


def _within(columns: list[np.ndarray], varying, group, root=None) -> Iterator[tuple]:
    """Give the rows of each group, and what is left of the columns there."""
    for rows in rows_of(group):
        weight = 1.0 if root is None else root[rows, np.newaxis]
        inside = weight * varying[rows]
        size = np.linalg.norm(inside, axis=0)
        inside = inside / np.where(size > 0, size, 1)
        before = weight * np.column_stack(
            [np.empty((len(rows), 0)), *(each[rows] for each in columns)]
        )
        after = before - inside @ np.linalg.lstsq(inside, before, rcond=1e-9)[0]
        scale = np.abs(before).max(axis=0)
        yield rows, np.where(np.abs(after) <= 1e-9 * scale, 0.0, after)


def squeezed_within(columns, varying, group: np.ndarray, root=None) -> np.ndarray:
    """Give what `within` does in fewer rows, see `squeezed`, without having them all.

    ``root`` is what all columns are multiplied with, shape (row,).
    """
    columns = list(columns)
    if len(group) <= ROWS:
        every = _within(columns, varying, group, root)
        return _gathered(every, len(group), len(columns))
    parts, held = [], []
    for _, left in _within(columns, varying, group, root):
        held.append(left)
        if sum(map(len, held)) >= ROWS:
            parts.append(np.linalg.qr(np.vstack(held), mode="r"))
            held = []
    return np.vstack([*parts, *held])


@dataclass(frozen=True)
class Fit:
    """A fit of the population's coefficients, with a level for each group taken out.

    Attributes
    ----------
    location : ndarray
        Of each coefficient.
    unit : ndarray
        Upper triangular, unit @ unit.T is their covariance.
    weights : ndarray
        Curvature of each row's log density.
    residuals : ndarray
        What the fit leaves of each row on the scale of eta.
    """

    location: np.ndarray
    unit: np.ndarray
    weights: np.ndarray
    residuals: np.ndarray


def fit(
    response,
    *,
    y: np.ndarray,
    known: np.ndarray,
    offsets: np.ndarray,
    columns: np.ndarray,
    group: np.ndarray,
    precision: np.ndarray,
    centre: np.ndarray,
) -> Fit:
    """Fit a generalised linear model by Fisher scoring, its priors included.

    ``known`` and ``offsets`` are those of each row, ``columns`` have the shape (row,
    coefficient), ``group`` counts from 0. ``precision`` and ``centre`` are of the priors:
    rows over their sds, shape (coefficient, coefficient), and means over their sds.
    """
    eta = response.start(y, known)
    low, high = eta.min() - REACH, eta.max() + REACH
    beta = np.zeros(len(centre))
    for _ in range(STEPS):
        weights, working = _working(response, y, eta, known)
        working -= offsets
        stacked, aims = weighted(columns, working, np.sqrt(weights))
        stacked = np.vstack([stacked, precision])
        new = np.linalg.lstsq(stacked, np.concatenate([aims, centre]), rcond=None)[0]
        done = np.abs(times(columns, new - beta)).max(initial=0.0) < 1e-6
        beta = new
        eta = np.clip(offsets + times(columns, beta), low, high)
        if done:
            break
    weights, working = _working(response, y, eta, known)
    working -= offsets
    residuals = working - times(columns, beta)
    spread = _between(residuals, weights, group)
    turned, aims = weighted(
        columns, working, np.sqrt(weights), spread=spread, group=group
    )
    stacked = np.vstack([turned, precision])
    # Householder's triangle has signs of its own; lengths are positive here.
    triangle = np.linalg.qr(stacked, mode="r")
    triangle = triangle * np.sign(np.diag(triangle))[:, None]
    location = np.linalg.lstsq(stacked, np.concatenate([aims, centre]), rcond=None)[0]
    unit = np.linalg.solve(triangle, np.eye(len(triangle)))
    return Fit(location, np.triu(unit), weights, residuals)


def _working(response, y, eta, known) -> tuple[np.ndarray, np.ndarray]:
    """Give weight and aim of a step of Fisher scoring for each row."""
    noise = np.sqrt(
        np.mean(np.square(known, dtype=float))
    )  # of normal outcomes, in sigma
    sigma = response.place(y, known, eta)[1] / noise
    dispersion = responses.rough(response, sigma or 1.0)
    # The expected curvature: that of outliers of Student's t is negative.
    weights, aims = np.empty((2, len(y)))
    parts = blocks(len(y), 1, ROWS)
    for part in parts:
        weights[part] = response.information(eta[part], dispersion, known[part])
    np.maximum(weights, LEAST * weights.max(initial=0), out=weights)
    for part in parts:
        first, _ = response.slopes(y[part], eta[part], dispersion, known[part])
        aims[part] = eta[part] + first / weights[part]
    return weights, aims


def _between(residuals, weights, group) -> float:
    """Estimate the variance between groups, by moments."""
    information = np.bincount(group, weights)
    means = np.bincount(group, weights * residuals) / information
    if len(means) < 2:
        return 0.0
    return max(float(means.var(ddof=1) - np.mean(1 / information)), 0.0)


def weighted(
    columns, aims, root, *, spread=0.0, group=None
) -> tuple[np.ndarray, np.ndarray]:
    """Weight rows, and turn them so that groups that share a level are uncorrelated.

    With u the roots of the weights in a group and v the variance between groups,
    ``spread``, (I + v u u')^(-1/2) = I - (1 - (1 + v u'u)^(-1/2)) u u' / u'u.

    ``columns`` have the shape (row, coefficient), ``aims`` (row,), ``root`` is that of the
    weight of each row, and ``group`` counts from 0; without it nothing is turned. Columns
    and aims come back in fewer rows: see `squeezed`.
    """
    if group is not None:
        size = np.bincount(group, root**2)
        share = (1 - 1 / np.sqrt(1 + spread * size)) / size
        every = (*columns.parts, aims)
        sums = [np.bincount(group, root * (root * each)) for each in every]
        sums = np.column_stack(sums)

    def rows(part: slice) -> np.ndarray:
        scale = root[part, None]
        heavy = scale * np.column_stack([columns[part], aims[part]])
        if group is None:
            return heavy
        at = group[part]
        return heavy - scale * share[at, None] * sums[at]

    short = squeezed(rows, len(aims))
    return short[:, :-1], short[:, -1]
