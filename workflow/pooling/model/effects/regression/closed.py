"""The rows of a formula whose outcomes are normal, summed up for `gaussian`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pooling.basics.blocks import blocks
from pooling.basics.errors import PoolingError
from pooling.model.effects.regression import base
from pooling.model.effects.regression.coordinates import prior_of_beta
from pooling.model.effects.regression.gaussian import Gaussian
from pooling.model.effects.regression.sums import Sums
from pooling.model.formula_fit import squeezed

ROUNDED = 1e-12  # share of a column that its groups' coefficients leave by rounding
MOST_LEVELS = 500  # of further factors: their Cholesky factor is dense
ROWS = 2**18  # numbers of groups whose rows are turned at once
COME_TO = ("_start", "sums", "_rests")  # what is computed from all rows


@dataclass(frozen=True)
class Effects(Gaussian):
    """Coefficients of groups, levels and the population of a formula."""

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them, see the base.

        Raises
        ------
        PoolingError
            Further grouping factors have more levels than a dense matrix serves.
        """
        if data["L"] > MOST_LEVELS:
            raise PoolingError(
                f"not computed, because further grouping factors have {data['L']} levels "
                f"together, and the limit is {MOST_LEVELS}."
            )
        return cls(model, data, base.Table.of(data).standardised())

    @cached_property
    def level(self) -> np.ndarray:
        """Level of each sorted row, from 0, shape (factor, row)."""
        levels = np.asarray(self.data["level"], dtype=int)
        return levels.reshape(self.data["H"], self.data["N"])[:, self.table.order] - 1

    @cached_property
    def factors(self) -> np.ndarray:
        """Factor of each level, from 0."""
        return np.asarray(self.data["factor"], dtype=int) - 1

    @cached_property
    def _start(self) -> tuple[np.ndarray, ...]:
        """Give F, the prior mean of v, and c."""
        turn, centre = prior_of_beta(self.data)
        if self.fixed is None:
            short = squeezed(
                lambda part: self._columns(part, turn, centre), len(self.table.y)
            )
        else:
            # What the groups' own coefficients leave of them.
            width = len(turn) + 1
            parts, square = [np.empty((0, width))], np.zeros(width)
            for _, *rows in self._groups(width):
                _, along, left = self._turned(*rows, turn, centre)
                parts.append(np.linalg.qr(left.reshape(-1, width), mode="r"))
                square += (along**2).sum(axis=(0, 1)) + (left**2).sum(axis=(0, 1))
            short = np.vstack(parts)
            # What rounding leaves of a column is none of it.
            short[:, (short**2).sum(axis=0) <= ROUNDED**2 * square] = 0
        fit = np.linalg.lstsq(short[:, :-1], short[:, -1], rcond=None)[0]
        # In prior sds the fit is at 0, the prior's mean at minus the fit.
        return turn, -fit, centre + turn @ fit

    def _columns(self, rows, turn: np.ndarray, centre: np.ndarray) -> np.ndarray:
        """Give [X F, y - c] of some sorted rows, shape (..., P + 1)."""
        table = self.table
        x, y = table.x[rows], table.y[rows] - table.offsets[rows]
        if self.fixed is not None:
            y = y - table.z[rows] @ self.fixed[0]
        return np.concatenate([x @ turn, (y - x @ centre)[..., np.newaxis]], axis=-1)

    def columns(self, rows) -> np.ndarray:
        """Give [G, X F, y - c] of some sorted rows, shape (..., L + P + 1)."""
        turn, _, centre = self._start
        columns = self._columns(rows, turn, centre)
        inverse = 1 / self.table.known[rows][..., np.newaxis]
        levels = np.zeros((*columns.shape[:-1], self.data["L"]))
        for level in self.level:
            np.put_along_axis(levels, level[rows][..., np.newaxis], inverse, axis=-1)
        return np.concatenate([levels, columns], axis=-1)

    def _of_rows(self, rows) -> tuple[np.ndarray, ...]:
        """Give Z, C, groups and what is known of some sorted rows."""
        table = self.table
        return table.z[rows], self.columns(rows), table.group[rows], table.known[rows]

    def _turned(self, rows, there=1.0, *start) -> tuple[np.ndarray, ...]:
        """Give R_j, Q_j' C_j, and what is left of C_j; rows are not ``there`` that are 0.

        With F and c, which are a ``start``, C_j has no levels.
        """
        q, r = np.linalg.qr(self.table.z[rows] * there)
        columns = self._columns(rows, *start) if start else self.columns(rows)
        columns = columns * there
        along = q.swapaxes(-1, -2) @ columns
        return r, along, columns - q @ along

    def _groups(self, width: int) -> Iterator[tuple[np.ndarray, ...]]:
        """Take the rows of groups of about one size together.

        Yields
        ------
        groups : ndarray of int
        rows : ndarray of int
            Shape (group, row), the last one of a group again and again.
        there : ndarray of bool
            Which of them are its rows, shape (group, row, 1).
        """
        sizes, starts = (
            each[:, np.newaxis] for each in (self.table.sizes, self.table.starts)
        )
        powers = 2 ** np.ceil(np.log2(np.maximum(sizes, self.data["K"]))).astype(int)
        for most in np.unique(powers):
            # A group without rows, as in a prior alone, says nothing.
            places, inside = (
                np.flatnonzero((powers == most) & (sizes > 0)),
                np.arange(most),
            )
            for part in blocks(len(places), most * width, ROWS):
                some = places[part]
                rows = starts[some] + np.minimum(inside, sizes[some] - 1)
                yield some, rows, (inside < sizes[some])[..., np.newaxis]

    @cached_property
    def sums(self) -> Sums:
        """Turn the rows of each group, those of about one size together."""
        size, count = self.data["K"], len(self.table.sizes)
        turn, ahead, centre = self._start
        ahead = np.concatenate([np.zeros(self.data["L"]), ahead])
        width = len(ahead) + 1
        root, along = np.zeros((size, size, count)), np.zeros((size, width, count))
        rest = np.zeros((width, width))
        for some, *rows in self._groups(width):
            r, within, left = self._turned(*rows)
            root[..., some], along[..., some] = (
                each.transpose(1, 2, 0) for each in (r, within)
            )
            left = left.reshape(-1, width)
            rest += left.T @ left
        return Sums.of(root, along, rest, turn, centre, ahead)

    @cached_property
    def _rests(self) -> np.ndarray:
        """Cross products of what is left of each group's columns, as `Sums.rest`."""
        rests = np.empty((*self.sums.rest.shape, len(self.sizes)))
        for place, rows in enumerate(self.table.slices):
            left = self._turned(rows)[2]
            rests[..., place] = left.T @ left
        return rests

    def only(self, rows, kept):
        """Keep what all rows come to, and of the rows themselves these alone."""
        if self.data["N"] <= len(rows):
            return self, kept
        places = self.table.places(rows)
        table = self.table.rows_at(places)
        vars(table).update(group=self.table.group[places], units=self.table.units)
        few = replace(self, table=table)
        vars(few).update((name, getattr(self, name)) for name in COME_TO)
        return few, kept
