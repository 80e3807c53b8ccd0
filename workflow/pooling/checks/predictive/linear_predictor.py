"""The linear predictor of models by formula, draw by draw."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pooling.basics import long_tables
from pooling.basics.long_tables import Columns


@dataclass(frozen=True)
class Draws:
    """Draws of a fit, and the linear predictor that they give.

    Attributes
    ----------
    values : dict of ndarray
        Parameter -> draws, shape (draw, ...).
    """

    data: dict
    values: dict[str, np.ndarray]

    @cached_property
    def count(self) -> int:
        """How many draws."""
        return len(next(iter(self.values.values())))

    @cached_property
    def used(self) -> np.ndarray:
        """Columns of the population that the model has."""
        return np.flatnonzero(self.data["used"])

    @cached_property
    def beta(self) -> np.ndarray:
        """Draws of the population's coefficients, of which a model may have none."""
        return self.values.get("beta", np.empty((self.count, 0)))

    def centre(self) -> np.ndarray:
        """Give the population's mean of the varying columns, shape (draw, column)."""
        beta = np.zeros((self.count, self.data["P"] + 1))
        beta[:, self.used + 1] = self.beta
        return beta[:, np.asarray(self.data["place"])]

    def of_population(self, rows, offsets) -> np.ndarray:
        """Give the linear predictor without any group, shape (draw, row)."""
        return np.asarray(offsets) + self.beta @ np.asarray(rows).T[self.used]

    def of_group(self, varying, group: int) -> np.ndarray:
        """Give what a group adds to that, shape (draw, row)."""
        return self.own()[:, group] @ np.asarray(varying).T

    def own(self) -> np.ndarray:
        """Give what each group adds to the population's, shape (draw, group, column)."""
        if "theta" not in self.values:
            return np.zeros((self.count, self.data["J"], self.data["K"]))
        theta = self.values["theta"]
        return (
            theta - self.centre()[:, np.newaxis] if self.data["pooling"] == 2 else theta
        )

    def of_groups(self, row: int = 0) -> np.ndarray:
        """Give the linear predictor of each group at a row of what is predicted, (draw, group).

        A group has its own value of the columns that are constant within all groups.
        """
        x, z = self.rows_of_groups(row)
        eta = self.of_population(x, self.data["offsets_new"][row])
        return eta + (self.own() * z).sum(axis=-1)

    def of_new_ones(self, row: int, rng) -> np.ndarray:
        """Draw what `of_groups` gives, of a new group in the place of each."""
        x, z = self.rows_of_groups(row)
        eta = self.of_population(x, self.data["offsets_new"][row])
        return eta + self.of_new_group(z, rng)

    def rows_of_groups(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Give X and Z at a row of what is predicted, with each group's own constants."""
        return tuple(
            np.where(constant, firsts, self.data[f"{name}_new"][row])
            for name, (constant, firsts) in self._constants.items()
        )

    @cached_property
    def _constants(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Give what `constants` finds of X and Z."""
        return {
            name: constants(self.data[name], self.data["group"]) for name in ("X", "Z")
        }

    def of_new_group(self, varying, rng) -> np.ndarray:
        """Draw what a new group adds, shape (draw, row)."""
        size = (self.count, self.data["K"])
        if self.data["pooling"] == 1:
            scale, mean = (
                np.asarray(self.data[f"prior_theta_{name}"]) for name in ("sd", "mean")
            )
            drawn = mean + scale * rng.standard_normal(size)
            return np.linalg.solve(self.data["B"], drawn.T).T @ np.asarray(varying).T
        away = np.einsum("dij,dj->di", self.root(), rng.standard_normal(size))
        return away @ np.asarray(varying).T

    def root(self) -> np.ndarray:
        """Give the lower triangle of the groups' covariance, by draw."""
        sd = self.values["sd"]
        correlation = np.tile(np.eye(sd.shape[1]), (self.count, 1, 1))
        if "cor" in self.values:
            row, column = np.tril_indices(sd.shape[1], -1)
            correlation[:, row, column] = self.values["cor"]
        # Of a symmetric matrix the lower triangle is all that is read.
        return sd[:, :, np.newaxis] * np.linalg.cholesky(correlation)

    def of_others(self, rng) -> np.ndarray:
        """Draw what new levels of the further factors add, shape (draw, 1)."""
        if "sd_further" not in self.values:
            return np.zeros((self.count, 1))
        scales = self.values["sd_further"]
        return (scales * rng.standard_normal(scales.shape)).sum(axis=1, keepdims=True)

    def by_column(self) -> tuple[Columns, np.ndarray]:
        """Write the linear predictor without further factors as columns times coefficients.

        The columns, offsets, the population's, and those of groups alone, have the shape
        (row, column), the coefficients (draw, group or 1, column).
        """
        data, used = self.data, self.used
        place = np.asarray(data["place"]) - 1
        alone = ~np.isin(place, used)
        chosen = (data["X"], used), (data["Z"], np.flatnonzero(alone))
        columns = [np.asarray(data["offsets"], float)]
        for matrix, places in chosen:
            columns += long_tables.columns(matrix, places, np.asarray).parts
        at = np.where(
            alone, len(used) + np.cumsum(alone), 1 + np.searchsorted(used, place)
        )
        groups = data["J"] if "theta" in self.values else 1
        theta = np.zeros((self.count, groups, 1 + len(used) + alone.sum()))
        theta[..., 0] = 1
        theta[..., 1 : 1 + len(used)] = self.beta[:, np.newaxis]
        if groups > 1:
            theta[..., at] += self.own()
        return Columns(tuple(columns), data["N"]), theta

    def thin(self, kept) -> Draws:
        """Take some of the draws."""
        return Draws(
            self.data, {name: drawn[kept] for name, drawn in self.values.items()}
        )


def constants(columns, group) -> tuple[np.ndarray, np.ndarray]:
    """Find the columns that are constant within all groups, and each group's own values.

    Parameters
    ----------
    columns : array_like
        Shape (row, column).
    group : array_like of int
        1-based group of each row.

    Returns
    -------
    constant : ndarray of bool
        Shape (column,).
    firsts : ndarray
        Those of the first row of each group, shape (group, column).
    """
    _, first = np.unique(group, return_index=True)
    code, constant, firsts = np.asarray(group) - 1, [], []
    for place in range(np.shape(columns[:1])[1]):
        (column,) = long_tables.columns(columns, [place], np.asarray).parts
        firsts.append(column[first])
        constant.append((column == firsts[-1][code]).all())
    return np.array(constant, bool), np.stack(firsts, axis=1)
