"""What the integrals of all models by formula have in common: their rows, their numbers.

    eta_i = offset_i + X_i beta + Z_i b_j[i],    b_j = T u_j,    u_j ~ Normal(0, I)

with T T' = diag(sd) R diag(sd), and theta_j = mu + b_j where mu has the population's
coefficients of the same columns. Without pooling theta_j = c + T u_j with c and T known.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.basics.long_tables import Columns, columns
from pooling.model import responses
from pooling.model.effects.regression.coordinates import Coordinates
from pooling.model.effects.stacks import correlated

LEVERAGE = 1 - 1e-9  # from here on an observation alone settles a coefficient
LAYER = 200  # rows of a layer, on average, from which on layers take less time
TOGETHER = 8  # factors whose logarithm is taken at once


@dataclass(frozen=True)
class Table:
    """Rows of a formula, sorted by group; what is known of theta without pooling.

    Attributes
    ----------
    order : ndarray of int
        Place of each row in the Stan data.
    y, offsets, known : ndarray
        Shape (row,); of known see `pooling.model.responses.known`.
    x, z : ndarray or pooling.basics.long_tables.Columns
        Columns that are used, shape (row, P) and (row, K).
    starts, sizes : ndarray of int
        First row and rows of each group.
    place : ndarray of int
        Population coefficient that each varying column is around, -1 for none.
    weights : float or ndarray
        How often a row counts.
    """

    order: np.ndarray
    y: np.ndarray
    offsets: np.ndarray
    known: np.ndarray
    x: np.ndarray | Columns
    z: np.ndarray | Columns
    starts: np.ndarray
    sizes: np.ndarray
    place: np.ndarray
    weights: float | np.ndarray = 1.0

    @classmethod
    def of(cls, data: dict) -> Table:
        """Read the rows of ``stan_data.json``, column by column."""
        group = np.asarray(data["group"]) - 1
        order = np.argsort(group, kind="stable").astype(np.int32)
        sizes = np.bincount(group, minlength=data["J"])
        used = np.flatnonzero(data["used"])

        def rows(column):
            numbers = np.asarray(column, dtype=float)
            return numbers if numbers.strides == (0,) else numbers[order]  # of all rows

        # Where only some columns are used, a varying one is around none of them.
        kept = np.full(data["P"] + 1, -1)
        kept[1 + used] = np.arange(len(used))
        return cls(
            order=order,
            y=rows(data["y"]),
            offsets=rows(data["offsets"]),
            known=rows(responses.known(data)),
            x=columns(data["X"], used, rows),
            z=columns(data["Z"], range(data["K"]), rows),
            starts=np.cumsum(sizes) - sizes,
            sizes=sizes,
            place=kept[np.asarray(data["place"], dtype=int)],
        )

    @cached_property
    def group(self) -> np.ndarray:
        """Group of each row, from 0."""
        return np.repeat(np.arange(len(self.sizes)), self.sizes)

    def standardised(self) -> Table:
        """Divide outcomes and columns by what is known of them, a standard error or 1."""
        if (self.known == 1).all():
            return self
        over = 1 / self.known
        x, z = (
            columns(each, range(len(each.parts)), over.__mul__)
            for each in (self.x, self.z)
        )
        y, offsets = over * self.y, over * self.offsets
        return replace(self, y=y, offsets=offsets, x=x, z=z)

    def dense(self) -> Table:
        """Lay the columns out as matrices."""
        return replace(self, x=np.asarray(self.x), z=np.asarray(self.z))

    def by_row(self, of_groups: np.ndarray) -> np.ndarray:
        """Repeat what groups have, shape (..., group), for their rows."""
        if len(of_groups.T) == len(self.y):
            return of_groups
        return np.repeat(of_groups, self.sizes, axis=-1)

    def by_group(self, of_rows: np.ndarray) -> np.ndarray:
        """Sum what rows have, shape (..., row), over their groups."""
        if len(self.sizes) == len(self.y):
            return of_rows
        return np.add.reduceat(of_rows, self.starts, axis=-1)

    def by_group_of_logs(self, of_rows: np.ndarray) -> np.ndarray:
        """Sum the logarithms of what rows have: that of a few is one of their product."""
        counts = -(-self.sizes // TOGETHER)
        first = np.cumsum(counts) - counts
        inside = np.arange(counts.sum()) - np.repeat(first, counts)
        starts = np.repeat(self.starts, counts) + TOGETHER * inside
        logs = np.log(np.multiply.reduceat(of_rows, starts, axis=-1))
        return np.add.reduceat(logs, first, axis=-1)

    def rows_of(self, group: np.ndarray, inside: np.ndarray) -> np.ndarray:
        """Find rows by their group, and their place in it."""
        return self.starts[group] + inside

    @cached_property
    def units(self) -> np.ndarray:
        """Sum the logarithms of what is known of rows over their groups."""
        return np.bincount(self.group, np.log(self.known), len(self.sizes))

    @cached_property
    def slices(self) -> list[slice]:
        """Rows of each group."""
        pairs = zip(self.starts, self.sizes, strict=True)
        return [slice(start, start + size) for start, size in pairs]

    @cached_property
    def level(self) -> bool:
        """Whether what varies by group moves all of its rows alike."""
        return bool((self.z == self.by_row(self.z[self.starts].T).T).all())

    @cached_property
    def distinct(self) -> tuple[Table, np.ndarray]:
        """One row for those of its group that are the same; so with groups.

        Returns
        -------
        table : Table
            Groups that differ, and of each the rows that differ, with their weights.
        kind : ndarray of int
            Which of these groups stands for each group.
        """
        return self._kinds(self.y, self.known)

    @cached_property
    def summed(self) -> tuple[Table, np.ndarray]:
        """Give the same where outcomes of one predictor may differ: they have their mean."""
        return self._kinds()

    def _kinds(self, *told: np.ndarray) -> tuple[Table, np.ndarray]:
        """Reduce rows whose predictor, and what is told beside it, are the same."""
        weights = np.broadcast_to(self.weights, self.y.shape)
        alike = np.zeros(len(self.y), dtype=int)
        for column in (*told, self.offsets, *self.x.T, *self.z.T):
            values, digit = np.unique(column, return_inverse=True)
            if len(values) > 1:
                alike = np.unique(alike * len(values) + digit, return_inverse=True)[1]
        number = self.group * (alike.max() + 1) + alike
        _, taken, place = np.unique(number, return_index=True, return_inverse=True)
        total = np.bincount(place, weights)
        y, known = (np.bincount(place, weights * each) for each in (self.y, self.known))
        sizes = np.bincount(self.group[taken])
        ends = np.cumsum(sizes)
        rows = np.stack([alike[taken], total, y, known], axis=1)
        seen: dict[bytes, int] = {}
        kind = np.array(
            [
                seen.setdefault(chunk.tobytes(), len(seen))
                for chunk in np.split(rows, ends[:-1])
            ]
        )
        first = np.unique(kind, return_index=True)[1]
        inside = np.repeat(np.isin(np.arange(len(sizes)), first), sizes)
        sizes = sizes[first]
        taken, total = taken[inside], total[inside]
        table = replace(
            self.rows_at(taken),
            starts=np.cumsum(sizes) - sizes,
            sizes=sizes,
            weights=total,
        )
        if not told:
            over = np.maximum(total, 1)  # a row that counts for nothing has weight 0
            table = replace(table, y=y[inside] / over, known=known[inside] / over)
        if len(table.y) < LAYER * sizes.max():
            return table, kind
        order = np.argsort(-sizes, kind="stable")
        return Layers.laid(table, order), np.argsort(order)[kind]

    def only(self, groups: np.ndarray) -> Table:
        """Take some groups, in rising order."""
        rows = np.flatnonzero(np.isin(self.group, groups))
        sizes = self.sizes[groups]
        return replace(self.rows_at(rows), starts=np.cumsum(sizes) - sizes, sizes=sizes)

    def rows_at(self, rows) -> Table:
        """Take some rows; what is said of groups stays as it is."""
        names = ["order", "y", "offsets", "known", "x", "z"]
        names += ["weights"] * np.ndim(self.weights)
        return replace(self, **{name: getattr(self, name)[rows] for name in names})

    def without_each(self, rows: np.ndarray) -> Table:
        """Lay out the group of each of some rows without it, one below the other.

        An only row stays, and counts for nothing.
        """
        blocks, counts = [], []
        for row in rows:
            inside = self.slices[self.group[row]]
            others = np.delete(np.arange(inside.start, inside.stop), row - inside.start)
            blocks.append(others if len(others) else [row])
            counts.append(len(others))
        counts = np.array(counts)
        sizes = np.maximum(counts, 1)
        return replace(
            self.rows_at(np.concatenate(blocks)),
            starts=np.cumsum(sizes) - sizes,
            sizes=sizes,
            weights=np.repeat(np.minimum(counts, 1.0), sizes),
        )

    @cached_property
    def _place(self) -> np.ndarray:
        """Place of each row of the Stan data, -1 of one that is not here."""
        place = np.full(self.order.max(initial=-1) + 1, -1)
        place[self.order] = np.arange(len(self.order))
        return place

    def places(self, rows) -> np.ndarray:
        """Find some rows of the Stan data among those that are here; all by a slice."""
        if isinstance(rows, slice):
            return self._place[self._place >= 0][rows]
        return self._place[rows]


@dataclass(frozen=True)
class Layers(Table):
    """The first row of each group, then the second of each that has two, and so on.

    Groups stand by falling size, so that those in a layer are the first ones: a sum over
    rows is one addition of long arrays a layer, where groups one below the other take a
    step each.
    """

    @classmethod
    def laid(cls, table: Table, order: np.ndarray) -> Layers:
        """Lay out the groups of a table, ``order`` of which is by falling size."""
        starts, sizes = table.starts[order], table.sizes[order]
        rows = [starts[:count] + place for place, count in enumerate(_counts(sizes))]
        taken = table.rows_at(np.concatenate(rows))
        columns = {field.name: getattr(taken, field.name) for field in fields(Table)}
        return cls(**columns | {"starts": np.arange(len(sizes)), "sizes": sizes})

    @cached_property
    def layers(self) -> list[slice]:
        """Rows of each layer."""
        counts = _counts(self.sizes)
        return [
            slice(end - n, end) for n, end in zip(counts, counts.cumsum(), strict=True)
        ]

    @cached_property
    def group(self) -> np.ndarray:
        """See the base."""
        return self.by_row(np.arange(len(self.sizes)))

    def by_row(self, of_groups: np.ndarray) -> np.ndarray:
        """See the base."""
        parts = [of_groups[..., : rows.stop - rows.start] for rows in self.layers]
        return np.concatenate(parts, axis=-1)

    def by_group(self, of_rows: np.ndarray) -> np.ndarray:
        """See the base."""
        return self._folded(of_rows, np.add, len(self.layers))[0]

    def by_group_of_logs(self, of_rows: np.ndarray) -> np.ndarray:
        """See the base."""
        parts = [np.log(each) for each in self._folded(of_rows, np.multiply, TOGETHER)]
        for part in parts[1:]:
            parts[0][..., : part.shape[-1]] += part
        return parts[0]

    def _folded(self, of_rows: np.ndarray, how, most: int) -> list[np.ndarray]:
        """Put so many layers together."""
        folded = []
        for place, rows in enumerate(self.layers):
            layer = of_rows[..., rows]
            if place % most == 0:
                folded.append(layer.copy())
            else:
                into = folded[-1][..., : layer.shape[-1]]
                how(into, layer, out=into)
        return folded

    def rows_of(self, group: np.ndarray, inside: np.ndarray) -> np.ndarray:
        """See the base."""
        return np.array([rows.start for rows in self.layers])[inside] + group


def _counts(sizes: np.ndarray) -> np.ndarray:
    """Count the groups in each layer, of which there are fewer and fewer."""
    return np.searchsorted(-sizes, -np.arange(1, sizes[0] + 1), side="right")


@dataclass(frozen=True)
class Effects:
    """Coefficients of groups, integrated out given what groups have in common.

    Attributes
    ----------
    table : Table
        Its rows.
    """

    model: object
    data: dict
    table: Table

    # Whether beta is among what is integrated out.
    COLLAPSED = False
    # Nodes that are taken at once at the least where rows are left out.
    TOGETHER = 1

    @classmethod
    def of(cls, model, data: dict) -> Effects:
        """Build them from a model and the content of its ``stan_data.json``.

        Raises
        ------
        PoolingError
            Further grouping factors, or more columns vary than quadrature serves.
        """
        if data["H"]:
            raise PoolingError(
                "not computed, because levels of further grouping factors are integrated "
                "out of normal outcomes alone; of others there are draws of them."
            )
        return cls(model, data, Table.of(data).dense())

    @cached_property
    def response(self):
        """The module of the response."""
        return responses.get(self.model.likelihood)

    @cached_property
    def coordinates(self) -> Coordinates:
        """What is not integrated out, on the unconstrained scale."""
        return Coordinates.of(
            self.data,
            beta=not self.COLLAPSED,
            learned=self.model.pooling == "partial",
            dispersion=self.response.DISPERSION,
        )

    @property
    def hyperparameters(self) -> tuple[str, ...]:
        """Names of what is not integrated out."""
        return self.coordinates.names

    @property
    def size(self) -> int:
        """Coefficients of a group: 0 with complete pooling."""
        return 0 if self.model.pooling == "complete" else self.data["K"]

    @property
    def sizes(self) -> np.ndarray:
        """Observations of each group."""
        return self.table.sizes

    @cached_property
    def fixed(self) -> tuple[np.ndarray, np.ndarray] | None:
        """Give c and T where nothing is learned of theta, else None."""
        if self.model.pooling in ("complete", "partial"):
            return None
        back = np.linalg.inv(np.asarray(self.data["B"], dtype=float))
        sd = np.asarray(self.data["prior_theta_sd"], dtype=float)
        return back @ np.asarray(self.data["prior_theta_mean"], float), back * sd

    def moments(self, values: dict, *kept) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Give mean and variance of all that is integrated out.

        That is ``beta``, shape (node, P), ``theta``, shape (node, group, K), and
        ``further``, shape (node, level), where the model has them; ``kept`` are, of normal
        outcomes, the groups that are wanted, all by default.
        """
        return self.at(values, *kept)[1]

    def factor(self, values: dict, count: int) -> np.ndarray:
        """Give T at some nodes, shape (K, K, node): 0 with complete pooling."""
        size = self.data["K"]
        if not self.size:
            return np.zeros((size, size, count))
        if self.fixed is not None:
            return np.repeat(self.fixed[1][..., np.newaxis], count, axis=2)
        lower = np.zeros((size, size, count))
        if "cor" in values:
            lower[np.tril_indices(size, -1)] = values["cor"].T
        return correlated(lower) * values["sd"].T[:, np.newaxis]

    @property
    def effort(self) -> int:
        """Numbers that the likelihood of one node takes."""
        return self.width

    @property
    def left_width(self) -> int:
        """Numbers that one node takes where rows and groups are left out."""
        return self.width

    def only(self, rows: np.ndarray, kept: np.ndarray) -> tuple[Effects, np.ndarray]:
        """Take no more groups than some rows and some groups need; find these among them."""
        groups = np.union1d(self.table.group[self.table.places(rows)], kept)
        if len(groups) == len(self.sizes):
            return self, kept
        return replace(self, table=self.table.only(groups)), np.searchsorted(groups, kept)

    def reduced(self, table: Table) -> tuple[Table, np.ndarray]:
        """Let a row stand for those that say the same; see `Table.distinct`."""
        return table.summed if self.response.SUMS else table.distinct

    def dispersion(self, values: dict) -> dict[str, np.ndarray]:
        """Give the dispersion at some nodes, shape (node, 1)."""
        return {name: values[name][:, np.newaxis] for name in self.response.DISPERSION}

    @cached_property
    def _constant(self) -> np.ndarray:
        """Sum what of the log density nothing has a say in, shape (1, group) of all."""
        return self._apart_of(self.table, {})

    def _apart_of(self, table, dispersion) -> np.ndarray:
        density = self.response.apart(table.y, dispersion, table.known)
        return table.by_group(table.weights * np.atleast_2d(density))

    @cached_property
    def one_sided(self) -> np.ndarray:
        """Groups whose outcomes are all none, or all of the trials: they set a bound only.

        Shape (group,); none where outcomes are not counted.
        """
        table, count = self.table, self.response.INTEGER
        ends = [table.y == 0, table.y == table.known]
        ends = ends if self.response.TRIALS else ends[:count]
        at_end = [table.by_group(end.astype(int)) == table.sizes for end in ends]
        return np.any([np.zeros(len(table.sizes), bool), *at_end], axis=0)

    def unsettled(self, rows) -> np.ndarray:
        """Say of some observations whether their group settles nothing without them.

        That is, not all of its coefficients; so of all where groups have no own ones.
        """
        columns, table = self.table.z, self.table
        open_, places = np.ones(len(columns), dtype=bool), table.places(rows)
        for group in np.unique(table.group[places]) if self.size else ():
            inside = table.slices[group]
            q, r = np.linalg.qr(columns[inside])
            # An observation with leverage 1 takes a dimension of the design with it.
            alone = (q**2).sum(axis=1) > LEVERAGE
            open_[inside] = (np.linalg.matrix_rank(r) < self.size) | alone
        return open_[places]
