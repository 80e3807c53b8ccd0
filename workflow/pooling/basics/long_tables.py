"""Long tables: their rows are kept once, and a column is read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

# Rows from which on a table is long: its groups are codes, its sums stand for it, people see
# the first of its rows, and lists are written as the bytes of their numbers.
LONG = 100_000
KEPT = 2  # columns that a job holds at once: its data of several models share them
PART = 2**16  # rows that are worked on at once
PAGE = 2**16  # bytes of each column of a file that are read at once
KEPT_AS = "pooling."  # how names of what a file keeps of its groups begin


def read(table: str, name: str):
    """Read numbers, or text as the places of its labels among those that are there.

    Returns
    -------
    values : ndarray
        Shape (row,).
    labels : list of str or None
        None of numbers.
    """
    import numpy as np
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(table, read_dictionary=[name]) as file:
        kind = file.schema_arrow.field(name).type
        if pa.types.is_dictionary(kind):
            return _plain(file.read([name]).column(0).combine_chunks())
        # Some rows at a time, so that they are never there twice.
        values, start = np.empty(file.metadata.num_rows, kind.to_pandas_dtype()), 0
        for batch in file.iter_batches(columns=[name]):
            values[start : start + len(batch)] = batch.column(0)
            start += len(batch)
        return values, None


_read = lru_cache(KEPT)(read)


def _plain(column):
    """Give a column of a file, or a part of one, as `read` does."""
    if hasattr(column, "dictionary"):
        return column.indices.to_numpy(), column.dictionary.to_pylist()
    return column.to_numpy(), None


def kept(table: str, name: str, kind: str | None, shape):
    """Read what a long table keeps of its groups beside its rows: numbers, or texts.

    Parameters
    ----------
    table : str
        The Parquet file.
    name : str
        What it is called there.
    kind : str or None
        How numbers are written; None of texts, or a single number.
    shape : sequence of int
        Of the numbers.
    """
    import json

    import numpy as np
    from pyarrow import parquet

    stored = parquet.read_metadata(table).metadata[f"{KEPT_AS}{name}".encode()]
    if kind is None:
        return json.loads(stored)
    return np.frombuffer(bytearray(stored), kind).reshape(shape)


class Read:
    """Numbers of the rows of a long table, read whenever NumPy is given them.

    A job that keeps them longer than it computes with them holds every column of the table.
    """

    def __array__(self, dtype=None, copy=None):
        """Give the numbers to NumPy."""
        import numpy as np

        return np.asarray(self.values, dtype)

    def __getitem__(self, rows):
        """Give some of the numbers."""
        return self.values[rows]

    def __len__(self) -> int:
        """Give the number of rows."""
        return self.count


@dataclass(frozen=True, eq=False)
class Column(Read):
    """Numbers of the rows of a long table, an array for whoever asks for one.

    Attributes
    ----------
    table : str
        The Parquet file.
    name : str or float
        Its column; a number that all rows have.
    count : int
        Its rows.
    less : float
        What is taken off the numbers.
    labels : tuple of str
        Of a column of text: its numbers are the places of these, from 1.
    """

    table: str
    name: str | float
    count: int
    less: float = 0.0
    labels: tuple[str, ...] = ()

    @property
    def values(self):
        """The numbers, shape (row,)."""
        import numpy as np

        if not isinstance(self.name, str):
            return np.broadcast_to(self.name, self.count)
        return self.of(*_read(self.table, self.name))

    def of(self, numbers, there: list[str] | None):
        """Give the numbers of rows of the table, as `read` gives these."""
        import numpy as np

        if there is None:
            return numbers - self.less if self.less else numbers
        return np.array([self._places[label] for label in there], np.int32)[numbers]

    @cached_property
    def _places(self) -> dict[str, int]:
        """The number of each label."""
        return {label: number for number, label in enumerate(self.labels, start=1)}

    def reversed_labels(self) -> Column:
        """Give the same column with the last label as number 1."""
        return replace(self, labels=self.labels[::-1])


@dataclass(frozen=True, eq=False)
class Columns(Read):
    """Columns side by side, shape (row, column).

    Attributes
    ----------
    parts : tuple of Column or ndarray
        Each of them; an array where none of the table's is the same.
    count : int
        Their rows.
    """

    parts: tuple
    count: int

    @classmethod
    def of(cls, matrix) -> Columns:
        """Give the columns of an array_like of shape (row, column), or themselves."""
        import numpy as np

        if isinstance(matrix, cls):
            return matrix
        matrix = np.asarray(matrix, float)
        return cls(tuple(matrix.T), len(matrix))

    def __getitem__(self, rows):
        """Give rows, shape (..., column)."""
        import numpy as np

        some = [column[rows] for column in self.parts]
        # Without a column the shape is that of the rows.
        return np.stack(some, axis=-1) if some else np.empty((self.count, 0))[rows]

    @property
    def values(self):
        """The numbers, one column after the other in memory."""
        import numpy as np

        matrix = np.empty((self.count, len(self.parts)), order="F")
        for place, column in enumerate(self.parts):
            matrix[:, place] = column
        return matrix


def columns(matrix, places, change) -> Columns:
    """Give some columns of a matrix, each changed as it is read.

    Parameters
    ----------
    matrix : Columns or array_like
        Shape (row, column).
    places : sequence of int
        Which of its columns.
    change : callable
        A column -> another one.
    """
    import numpy as np

    every = Columns.of(matrix).parts
    changed = (change(np.asarray(every[place], float)) for place in places)
    return Columns(tuple(changed), len(matrix))


def rows(values, wanted):
    """Give some rows of a `Read`, or of an array_like."""
    import numpy as np

    return (values if isinstance(values, Read) else np.asarray(values))[wanted]


def parts(columns: list, count: int) -> Iterator[list]:
    """Give columns some rows at a time: those of a file are never there as a whole.

    Parameters
    ----------
    columns : list of Column or array_like
        Shape (row,), or (1,) of a number that all rows have; of one file, if of any.
    count : int
        Their rows.

    Yields
    ------
    list of ndarray
        `PART` rows of each column, or fewer.
    """
    import numpy as np

    stored = {
        place: each
        for place, each in enumerate(columns)
        if isinstance(each, Column) and isinstance(each.name, str)
    }
    others = {
        place: np.broadcast_to(each, count)
        for place, each in enumerate(columns)
        if place not in stored
    }
    for rows, numbers in _read_parts(list(stored.values()), count):
        some = {place: each.of(*numbers[each.name]) for place, each in stored.items()}
        some |= {place: each[rows] for place, each in others.items()}
        yield [some[place] for place in range(len(columns))]


def _read_parts(columns: list[Column], count: int) -> Iterator[tuple[slice, dict]]:
    """Read some rows of columns of one file at a time: where they are, and `read` by name."""
    if not columns:
        yield from ((slice(at, at + PART), {}) for at in range(0, count, PART))
        return
    from pyarrow import parquet

    names = list(dict.fromkeys(column.name for column in columns))
    by_page = {"buffer_size": PAGE, "pre_buffer": False}
    start = 0
    with parquet.ParquetFile(columns[0].table, read_dictionary=names, **by_page) as file:
        for batch in file.iter_batches(PART, columns=names):
            rows = slice(start, start + len(batch))
            yield rows, {name: _plain(batch.column(name)) for name in names}
            start = rows.stop
