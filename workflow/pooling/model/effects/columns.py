"""Means and lines: the closed form of a formula, where every column varies by group.

With y_i = Z_i theta_j[i] + e_i and theta_j = mu + b_j, X is Z and beta is mu: all that
`regression.gaussian` says holds. The rows are summed up by group once, whatever is asked of
them, and Z_j' Z_j may be singular.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.model.effects.design import Design
from pooling.model.effects.names import Called, Named, as_formula
from pooling.model.effects.regression.base import LEVERAGE
from pooling.model.effects.regression.coordinates import Coordinates, prior_of_beta
from pooling.model.effects.regression.gaussian import Gaussian
from pooling.model.effects.regression.sums import Sums
from pooling.model.effects.stacks import product
from pooling.model.responses import normal


@dataclass(frozen=True)
class Effects(Called, Gaussian):
    """The coefficients of groups, integrated out given the scales.

    Attributes
    ----------
    model : pooling.model.families.base.Model
        What was fitted.
    data : dict
        What the Stan data of a formula would say of it, but for the rows.
    table : Design
        The rows.
    used : bool
        Whether the rows say anything; if not, all is as before they were seen.
    """

    used: bool = True

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them from a model and the content of its ``stan_data.json``."""
        return cls(model, as_formula(model, data), Design(model, data))

    def under(self, data: dict) -> Effects:
        """Give those of the same rows under other priors."""
        return replace(self, data=as_formula(self.model, data))

    def ahead(self) -> Effects:
        """Give those of groups of which no row is known."""
        return replace(self, used=False)

    @cached_property
    def coordinates(self) -> Named:
        """See the base.

        Raises
        ------
        PoolingError
            Some correlations are learned, and some are not.
        """
        if None in self.called.vectors["cor"]:
            raise PoolingError(
                "not computed, because only some of the coefficients are correlated, and "
                "the prior is one of all correlations."
            )
        root = self.table.sums.root
        # Rows with the mean squares and products of all rows.
        rows = np.concatenate(root.transpose(2, 0, 1)) * np.sqrt(
            root[0].size / self.table.sums.n
        )
        laid = Coordinates.of(
            self.data | {"Z": rows},
            beta=False,
            learned=self.model.pooling == "partial",
            dispersion=normal.DISPERSION,
        )
        return Named.of(laid, self.called)

    @property
    def centres_and_scales(self) -> tuple[str, ...]:
        """What the groups have in common, mu included."""
        return *self.called.vectors["beta"], *self.hyperparameters

    @property
    def width(self) -> int:
        """Numbers that the moments of one node take, and a draw."""
        return self.table.sums.fit.size

    draw_width = width

    @property
    def effort(self) -> int:
        """See the base."""
        return self.sums.few[0].root.size

    @cached_property
    def _laid(self) -> tuple[np.ndarray, ...]:
        """Give F and the prior mean of v, with beta = F v + c, and c or what is known."""
        turn, centre = prior_of_beta(self.data)
        if self.fixed is not None:
            return turn, centre, self.fixed[0]
        root = np.concatenate(self.table.sums.root.transpose(2, 0, 1))
        away = self.table.sums.along.T.ravel() - root @ centre
        fit = np.linalg.lstsq(root @ turn, away, rcond=None)[0]
        return turn, -fit, centre + turn @ fit

    @cached_property
    def sums(self) -> Sums:
        """Turn the rows, which are summed up, of each group."""
        told, (turn, ahead, centre) = self.table.sums, self._laid
        size = len(ahead)
        away = told.along - np.einsum("ikj,k->ij", told.root, centre)
        of_x = product(told.root[:, :size], turn[..., np.newaxis])
        along = np.concatenate([of_x, away[:, np.newaxis]], axis=1)
        rest = np.zeros((size + 1, size + 1))
        rest[-1, -1] = told.within
        return Sums.of(
            self.used * told.root,
            self.used * along,
            self.used * rest,
            turn,
            centre[:size],
            ahead,
        )

    @cached_property
    def _rests(self) -> np.ndarray:
        """See the base."""
        rests = np.zeros((*self.sums.rest.shape, len(self.sizes)))
        rests[-1, -1] = self.table.sums.residual
        return rests

    def _of_rows(self, rows) -> tuple[np.ndarray, ...]:
        """See the base."""
        (turn, _, centre), table = self._laid, self.table
        z = table.columns_of(rows)
        columns = np.column_stack([z[:, : len(turn)] @ turn, table.y[rows] - z @ centre])
        return z, columns, table.group[rows], np.ones(len(z))

    def only(self, rows, kept):
        """Keep all: what is computed rests on sums, and rows are read as they are wanted."""
        return self, kept

    def population(self, values: dict) -> tuple[np.ndarray, np.ndarray]:
        """Say where the groups come from, given `centres_and_scales`: mu, learned or known, T.

        They have the shapes (coefficient, draw) and (coefficient, coefficient, draw).
        """
        inside = self.called.inside(values)
        count = len(inside["sigma"])
        beta = inside.get("beta", np.empty((count, 0)))
        return self.centre(beta), self.factor(inside, count)

    def predict(self, rows, values: dict) -> tuple[tuple, tuple]:
        """Predict an observation of each group and of a new one, given the scales.

        ``rows`` are terms of the linear predictor, shape (row, coefficient). It gives mean
        and variance for each group, shape (row, node, group), and the same of a group from
        the population, shape (row, node).
        """
        given = self._given(self.called.inside(values), self.sums.few[0])
        mean, inverse, _ = self._solved(given)
        sums, turn, noise = self.sums, self._along_v, given.noise**2
        theta, roots = self._theta(given, mean, inverse)
        at = np.tensordot(rows, theta, 1)
        variance = self._variances(roots, rows) + noise[:, np.newaxis]
        centre = rows @ self.centre(sums.centre + mean @ sums.back.T)
        about = np.tensordot(rows @ turn, inverse, (1, 2))
        spread = np.tensordot(rows, given.factor, 1)
        new = (about**2).sum(axis=-1) + (spread**2).sum(axis=1)
        return (at, variance), (centre, new + noise)

    def unsettled(self, rows) -> np.ndarray:
        """See the base."""
        root, group = np.moveaxis(self.table.sums.root, -1, 0), self.table.group[rows]
        rank = self.table.sums.told.sum(axis=0)
        # An observation with leverage 1 takes a dimension of the design with it.
        columns = self.table.columns_of(rows)
        along = columns[:, np.newaxis] @ np.linalg.pinv(root)[group]
        leverage = (along**2).sum(axis=(1, 2))
        return (rank[group] < columns.shape[1]) | (leverage > LEVERAGE)

    @cached_property
    def information(self) -> np.ndarray:
        """What a group's own rows say of each coefficient, with a noise of 1.

        1 over the variance of least squares, 0 where they do not determine it: squares
        of a column as far as it is not along the others. Shape (coefficient, group).
        """
        root = np.moveaxis(self.table.sums.root, -1, 0)
        squares = []
        for place in range(root.shape[-1]):
            column, others = root[..., [place]], np.delete(root, place, axis=2)
            left = column - others @ (np.linalg.pinv(others) @ column)
            squares.append((left**2).sum(axis=(1, 2)))
        return np.array(squares)

    @property
    def shared_by(self) -> tuple[str, ...]:
        """What `share` asks for."""
        return *self.called.vectors["sd"], "sigma"

    def share(self, values: dict) -> dict[str, np.ndarray]:
        """Give the weight of the population in each coefficient of the groups.

        Gelman and Pardoe (2006), Technometrics 48, 241-251, section 2, with known
        variances.
        """
        scales, names = self.called.vectors["sd"], self.called.vectors["theta"]
        return {
            name: 1
            / (1 + (values[scale] / values["sigma"])[:, np.newaxis] ** 2 * information)
            for name, scale, information in zip(
                names, scales, self.information, strict=True
            )
        }
