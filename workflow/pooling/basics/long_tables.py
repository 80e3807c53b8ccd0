"""Long tables: their rows are kept once, and a column is read when it is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

# Rows from which on a table is long: its groups are codes, its sums stand for it, people see
# the first of its rows, and lists are written as the bytes of their numbers.
LONG = 100_000
KEPT = 4  # columns that a job holds at once: its data of several models share them


@lru_cache(KEPT)
def _read(table: str, name: str):
    """Read numbers, or text as the places of its labels among those that are there."""
    import pyarrow as pa
    from pyarrow import parquet

    (column,) = parquet.read_table(table, columns=[name], read_dictionary=[name]).columns
    if not pa.types.is_dictionary(column.type):
        return column.to_numpy(), None
    column = column.combine_chunks()
    return column.indices.to_numpy(), column.dictionary.to_pylist()


@dataclass(frozen=True)
class Column:
    """Numbers of the rows of a long table, an array for whoever asks for one.

    Attributes
    ----------
    table : str
        The Parquet file.
    name : str
        Its column.
    count : int
        Its rows.
    less : float
        What is taken off the numbers.
    labels : tuple of str
        Of a column of text: its numbers are the places of these, from 1.
    """

    table: str
    name: str
    count: int
    less: float = 0.0
    labels: tuple[str, ...] = ()

    @cached_property
    def values(self):
        """The numbers, shape (row,)."""
        import numpy as np

        numbers, there = _read(self.table, self.name)
        if there is None:
            return numbers - self.less if self.less else numbers
        place = {label: number for number, label in enumerate(self.labels, start=1)}
        return np.array([place[label] for label in there], np.int32)[numbers]

    def __array__(self, dtype=None, copy=None):
        """Give the numbers to NumPy."""
        import numpy as np

        return np.array(self.values, dtype, copy=copy)

    def __len__(self) -> int:
        """Give the number of rows."""
        return self.count

    def reversed_labels(self) -> Column:
        """Give the same column with the last label as number 1."""
        return replace(self, labels=self.labels[::-1])
