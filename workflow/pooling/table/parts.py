"""Long files of observations, prepared some rows at a time: a table need not fit in memory."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from pyarrow import parquet

from pooling.basics import files, long_tables
from pooling.model import families
from pooling.model.families.base import natural_order
from pooling.model.sums import Sums, gathered, part_of
from pooling.table import tables

TOGETHER = 16  # parts whose sums are kept until they are added up


class _Groups:
    """Labels in the order in which they come, and the sums of their rows."""

    def __init__(self):
        self.places: dict[str, int] = {}
        self.parts: list[Sums] = []

    def add(self, labels: pd.Series, y: np.ndarray) -> None:
        """Add rows."""
        codes, found = labels.factorize()
        own = np.array([self.places.setdefault(each, len(self.places)) for each in found])
        count = len(self.places)
        self.parts.append(part_of(np.ones((len(y), 1)), own[codes], y, count))
        if len(self.parts) == TOGETHER:
            self.parts = [self.sums()]

    def sums(self) -> Sums:
        """Give the sums of all rows so far."""
        count = len(self.places)
        return gathered([part.widened(count) for part in self.parts])

    def sorted(self) -> tuple[list[str], Sums]:
        """Give labels and sums in the natural order of the labels."""
        labels = natural_order(self.places)
        return labels, self.sums().taken([self.places[label] for label in labels])


def fits(family: str, raw: tables.RawTable | None, settings: dict) -> bool:
    """Tell whether a table is prepared in parts: a long file of typed columns.

    Parameters
    ----------
    family : str
        Family of models.
    raw : pooling.table.tables.RawTable or None
        The raw table.
    settings : dict
        As of the family's ``prepare``.
    """
    if raw is None or len(raw.index) <= long_tables.LONG:
        return False
    if not families.get(family).IN_PARTS:
        return False
    return raw.stored.parts is not None and settings["y"] in raw.stored.numeric


def prepare(
    family: str,
    raw: tables.RawTable,
    settings: dict,
    *,
    prepared: str | Path | None = None,
    shown: str | Path | None = None,
) -> tuple[Sums, dict]:
    """Prepare a table in parts, with the same refusals as all at once.

    Parameters
    ----------
    family, raw, settings
        As of `fits`.
    prepared, shown : path, optional
        Files to write, as of `pooling.table.tables.write_prepared`.

    Returns
    -------
    sums : pooling.model.sums.Sums
        Of the groups, in their natural order.
    facts : dict
        As of the family's ``prepare``.

    Raises
    ------
    PoolingError
        As there.
    """
    columns, groups, every = {"y": settings["y"]}, _Groups(), set()
    seen, read, used, first = None, 0, 0, []
    with _writer(prepared) as write:
        for part in raw.parts(settings["group"], settings["y"]):
            rows, found = part.rows(columns, settings)
            own = part.seen[settings["y"]]
            seen = own if seen is None else seen.with_more(own)
            read, used = read + found["rows_read"], used + len(rows)
            every |= found["labels"]
            if len(rows):
                if sum(map(len, first)) < tables.FIRST:
                    first.append(rows.head(tables.FIRST))
                groups.add(rows["group"], rows["y"].to_numpy())
                write(rows)
        raw.refuse_codes(settings["y"], seen)
        raw.require_rows(used, settings, columns)
        labels, sums = groups.sorted()
        families.get(family).require(sums, labels, raw.source, settings)
    if shown is not None:
        files.write_csv(shown, pd.concat(first).head(tables.FIRST))
    return sums, {
        "rows_read": read,
        "rows_dropped": read - used,
        "groups_dropped": sorted(every - set(labels)),
        "remarks": raw.remarks(pd.Series(labels), {}),
        "rows_used": used,
        "groups": len(labels),
        "group_labels": labels,
    }


@contextmanager
def _writer(path: str | Path | None):
    """Open a prepared table, and give what adds rows to it; nothing without a path."""
    if path is None:
        yield lambda rows: None
        return
    with files.whole(path) as part, ExitStack() as opened:
        writers: list[parquet.ParquetWriter] = []

        def write(rows: pd.DataFrame) -> None:
            table = tables.as_stored(rows.astype({"group": "category"}))
            if not writers:
                new = parquet.ParquetWriter(part, table.schema, use_dictionary=["group"])
                writers.append(opened.enter_context(new))
            writers[0].write_table(table)

        yield write
        opened.close()
