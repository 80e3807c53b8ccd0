"""The rows of a table in groups: the columns whose coefficients vary by group.

Built once, from a model's declaration and its Stan data, and summed up group by group:
with normal outcomes the sums are all that is ever needed of the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pooling.model.sums import Sums, sum_up, summed


@dataclass(frozen=True)
class Design:
    """Rows of outcomes, each in a group.

    Attributes
    ----------
    model : pooling.model.families.base.Model
        What declares the coefficients of a group, and their columns.
    """

    model: object
    data: dict

    @cached_property
    def columns(self) -> np.ndarray:
        """What the coefficients are multiplied with; the first is constant.

        Shape (row, coefficient).
        """
        return laid_out(self.model, self.data, len(self.data["y"]))

    def columns_of(self, rows) -> np.ndarray:
        """Lay out the same of some rows."""
        names = filter(None, self.model.coefficients.values())
        values = {name: np.asarray(self.data[name])[rows] for name in names}
        return laid_out(self.model, values, len(self.y[rows]))

    @cached_property
    def group(self) -> np.ndarray:
        """Group of each row, from 0."""
        return np.asarray(self.data["group"]) - 1

    @property
    def sizes(self) -> np.ndarray:
        """Observations of each group."""
        return self.sums.sizes

    @property
    def units(self) -> np.ndarray:
        """Logarithms of what is known of the rows of each group: nothing is."""
        return np.zeros(len(self.sizes))

    @property
    def place(self) -> np.ndarray:
        """Population coefficient that each column's own ones are around."""
        return np.arange(len(self.model.coefficients))

    def places(self, rows) -> np.ndarray:
        """Find some rows of the Stan data: they stand as they do there."""
        return np.arange(len(self.group))[rows]

    @cached_property
    def y(self) -> np.ndarray:
        """Outcomes, shape (row,)."""
        return np.asarray(self.data["y"], dtype=float)

    @cached_property
    def sums(self) -> Sums:
        """The rows as sufficient statistics of the groups."""
        known = summed(self.data)
        return sum_up(self.columns, self.group, self.y) if known is None else known

    def together(self) -> Sums:
        """The same of all rows as those of one group."""
        known = summed(self.data)
        if known is not None:
            return known.together()
        everyone = self.data | {"group": np.ones(len(self.data["y"]), int)}
        return Design(self.model, everyone).sums


def laid_out(model, values: dict, count: int) -> np.ndarray:
    """Lay out the columns of a group's coefficients, shape (row, coefficient).

    ``values`` maps a column to its numbers, shape (row,); there are ``count`` rows.
    """
    return np.column_stack(
        [
            np.ones(count) if column is None else np.asarray(values[column], dtype=float)
            for column in model.coefficients.values()
        ]
    )
