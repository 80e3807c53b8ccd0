"""Integrals over groups' effects, as polynomials of what groups share once these suffice.

Of many rows the log likelihood of what groups share is nearly a parabola over all that is
likely, and so smooth are the moments of effects. Points are computed until polynomials
through those before have predicted the next `CHECKED`. From then on points near the middle
are predicted. The polynomials are Hermite's, which are orthogonal where points are normal,
by least squares: Xiu and Karniadakis (2002), SIAM Journal on Scientific Computing 24,
619-644.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from pooling.exact import polynomials

WIDE = 2**14  # numbers that a point takes, from which on it is worth predicting
LEAST, MOST = 3, 6  # degrees of the polynomials
TERMS = 130  # and their terms, at most
LIMIT = 1e-3  # of the log likelihood, and of moments in sds, that predictions may be off
CHECKED = 64  # points that are predicted before they are computed
AT_ONCE = 16  # points, until predictions are known to do
REACH = 2.0  # sds beyond those where most points are, up to which they are predicted


class Surface:
    """Columns of numbers over points, the first of which is a log likelihood.

    Behind it are means, and as many variances.

    Attributes
    ----------
    points : pooling.exact.proposal.Proposal
        The distribution of points.
    width : int
        Numbers that a point takes: to be computed, or predicted.
    """

    def __init__(self, compute: Callable, points, width: int, *, costly: bool):
        """Take the function from points t to columns, and the distribution of points.

        Parameters
        ----------
        compute : callable
            From (point, dimension) to (point, column).
        points : pooling.exact.proposal.Proposal
        width : int
            Numbers that a point takes; below `WIDE` all are computed.
        costly : bool
            Whether these take more than a prediction does; else all are computed.
        """
        self._compute, self.points, self.width = compute, points, width
        degrees = polynomials.by_degree(len(points.centre), degree=MOST, terms=TERMS)
        self._places = [each for places in degrees for each in places]
        # Points that polynomials of each degree are laid through.
        self._needed = 2 * np.cumsum([len(places) for places in degrees])[LEAST:]
        self._wide = costly and width >= WIDE and len(self._needed) > 0
        self._seen, self._checked = 0, 0
        self._gram: np.ndarray | float = 0.0
        self._sums: np.ndarray | float = 0.0
        self._coefficients: np.ndarray | None = None
        self._worst, self._count, self._computed = 0.0, 0, 0

    def __str__(self) -> str:
        said = f"Of {self._count} points {self._computed} were computed"
        if not self.settled:
            return f"{said}."
        return f"{said}; polynomials predict the others to {self.error:.1g} sds."

    @property
    def predicted(self) -> float:
        """Share of the points that were predicted."""
        return 1 - self._computed / max(self._count, 1)

    @property
    def error(self) -> float:
        """By how much predictions were off at most: of moments in sds; 0 without any."""
        return self._worst if self.settled else 0.0

    @property
    def settled(self) -> bool:
        """Whether points near the middle are predicted from now on."""
        return self._checked >= CHECKED

    def at(self, t: np.ndarray) -> np.ndarray:
        """Give the columns at points t, shape (point, column)."""
        self._count += len(t)
        if not self._wide:
            return self._computed_at(t)
        white = self.points.white(t)
        near = np.linalg.norm(white, axis=1) <= np.sqrt(t.shape[1]) + REACH
        parts, start = [], 0
        while start < len(t) and not self.settled:
            part = slice(start, start + AT_ONCE)
            parts.append(self._computed_at(t[part]))
            self._learn(white[part][near[part]], parts[-1][near[part]])
            start += AT_ONCE
        if start < len(t):
            t, white, near = t[start:], white[start:], near[start:]
            parts.append(np.empty((len(t), self._coefficients.shape[1])))
            parts[-1][near] = self._predicted(polynomials.at(white[near], self._places))
            if not near.all():
                parts[-1][~near] = self._computed_at(t[~near])
        return np.concatenate(parts)

    def _computed_at(self, t: np.ndarray) -> np.ndarray:
        self._computed += len(t)
        return self._compute(t)

    def _predicted(self, terms: np.ndarray) -> np.ndarray:
        return self._origin + terms[:, : len(self._coefficients)] @ self._coefficients

    def _learn(self, white: np.ndarray, columns: np.ndarray) -> None:
        """See some points; judge by them what was learned from those before."""
        if not len(white):
            return
        terms = polynomials.at(white, self._places)
        if self._coefficients is not None:
            self._worst = max(self._worst, _off(self._predicted(terms), columns))
            self._checked += len(white)
            if self._worst > LIMIT:
                self._coefficients, self._worst, self._checked = None, 0.0, 0
                more = self._needed[self._needed > self._seen]
                self._needed = more if len(more) else self._needed[-1:] * 2
            elif self.settled:
                self.width = columns.shape[1]
                return
        usable = np.isfinite(columns).all(axis=1)
        if not self._seen:
            self._origin = columns[np.argmax(usable)]
        terms, away = terms[usable], columns[usable] - self._origin
        self._gram = self._gram + terms.T @ terms
        self._sums = self._sums + terms.T @ away
        self._seen += len(away)
        enough = self._needed[self._needed <= self._seen]
        if self._coefficients is None and len(enough):
            first = slice(min(enough[-1] // 2, len(self._places)))
            self._coefficients = np.linalg.lstsq(
                self._gram[first, first], self._sums[first]
            )[0]


def _off(predicted: np.ndarray, computed: np.ndarray) -> float:
    """Measure how far predictions are off at most: of moments in sds."""
    with np.errstate(invalid="ignore"):
        log = np.abs(predicted[:, 0] - computed[:, 0]).max()
        pairs = (np.split(each[:, 1:], 2, axis=1) for each in (predicted, computed))
        (guess, spread), (mean, variance) = pairs
        sd = np.sqrt(variance)
        gaps = np.stack([guess - mean, np.sqrt(np.maximum(spread, 0)) - sd])
        ratio = np.divide(np.abs(gaps), sd, out=np.zeros(gaps.shape), where=sd > 0)
    largest = max(log, ratio.max(initial=0.0))
    return float(largest) if np.isfinite(largest) else np.inf
