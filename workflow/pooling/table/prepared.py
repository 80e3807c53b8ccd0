"""The table that was modelled, as figures and reports read it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pandas as pd
from pyarrow import parquet

from pooling.basics import long_tables
from pooling.table.tables import read_prepared

KEPT = 2  # columns of long tables that are held at once


class Prepared:
    """A long prepared table, whose columns are read when they are asked for.

    What else a data frame can do it does with all columns, which are then read for it.

    Parameters
    ----------
    path : path
        ``prepared.parquet`` of an analysis.
    """

    def __init__(self, path: str | Path):
        self.path = str(path)
        with parquet.ParquetFile(self.path) as file:
            self.count, self.names = file.metadata.num_rows, file.schema_arrow.names

    def __len__(self) -> int:
        """Count the rows."""
        return self.count

    def __contains__(self, name) -> bool:
        """Say whether there is a column of that name."""
        return name in self.names

    def __getitem__(self, asked):
        """Give a column by its name, or the rows of a mask, or of a slice."""
        if isinstance(asked, str):
            return _column(self.path, asked)
        return pd.DataFrame({name: self[name][asked] for name in self.names})

    def head(self, count: int) -> pd.DataFrame:
        """Give the first rows."""
        return self[:count]

    def __getattr__(self, name: str):
        """Do what a data frame does."""
        return getattr(read_prepared(self.path), name)


@lru_cache(KEPT)
def _column(path: str, name: str) -> pd.Series:
    """Read a column of a table."""
    return read_prepared(path, name)[name]


def of(path: str | Path) -> pd.DataFrame | Prepared:
    """Give a prepared table: a long one as `Prepared`."""
    if parquet.read_metadata(path).num_rows <= long_tables.LONG:
        return read_prepared(path)
    return Prepared(path)
