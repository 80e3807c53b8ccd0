"""Long tables, summed up some rows at a time: they need not fit in memory."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from pooling.basics import files, long_tables
from pooling.model import families
from pooling.model.families.base import natural_order
from pooling.model.sums import Sums, gathered, part_of
from pooling.table import references, tables

TOGETHER = 16  # parts whose sums are kept until they are added up


class _Groups:
    """Labels in the order in which they come, and the sums of their rows."""

    def __init__(self):
        self.places: dict[str, int] = {}
        self.parts: list[Sums] = []

    def add(self, rows: pd.DataFrame, columns: list[str]) -> None:
        """Add rows of outcomes, with columns of predictors."""
        codes, labels = rows["group"].factorize()
        places = [self.places.setdefault(each, len(self.places)) for each in labels]
        design = np.column_stack([np.ones(len(rows)), *(rows[name] for name in columns)])
        count = len(self.places)
        self.parts.append(
            part_of(design, np.array(places)[codes], rows["y"].to_numpy(), count)
        )
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


class _Telling:
    """Rows that say what is to be refused of a table, or remarked on."""

    def __init__(self):
        self.places: list[int] = []
        self.columns: dict[str, list[pa.ChunkedArray]] = {}

    def add(self, part: tables.Part, group: str, columns: Iterable[str]) -> None:
        """Take those of a part."""
        places, cells = part.telling_rows(group, columns)
        self.places += places
        for name, column in cells.items():
            self.columns.setdefault(name, []).extend(column.chunks)

    def of(self, raw: tables.RawTable) -> tables.RawTable:
        """Give them as a table."""
        columns = {name: pa.chunked_array(each) for name, each in self.columns.items()}
        return raw.some(self.places, columns)


def fits(family: str, raw: tables.RawTable | None) -> bool:
    """Tell whether a table is long, and its family needs no more than its sums.

    Parameters
    ----------
    family : str
        Family of models.
    raw : pooling.table.tables.RawTable or None
        The raw table.
    """
    long = raw is not None and len(raw.index) > long_tables.LONG
    return long and bool(families.get(family).SUMMED)


def prepare(
    family: str,
    raw: tables.RawTable,
    settings: dict,
    *,
    prepared: str | Path | None = None,
    shown: str | Path | None = None,
) -> dict:
    """Sum a long table up, with the same refusals as a short one.

    Parameters
    ----------
    family, raw
        As of `fits`.
    settings : dict
        As of the family's ``prepare``.
    prepared, shown : path, optional
        Files to write, as of `pooling.table.tables.write_prepared`.

    Returns
    -------
    dict
        Facts, as of the family's ``prepare``; where a file was written also ``stan_data``,
        the same for all models, with ``sums`` (`pooling.model.sums.Sums`) and columns of
        the table by their names, and ``priors``, the default ones of each model.

    Raises
    ------
    PoolingError
        As of the family's ``prepare``.
    """
    module = families.get(family)
    columns = {name: settings[name] for name in module.SUMMED}
    predictors = [name for name in columns if name != "y"]
    groups, telling, every, first = _Groups(), _Telling(), set(), []
    ends = dict.fromkeys(columns, (np.inf, -np.inf))
    read, used = 0, 0
    # Days are counted from the first date of all; without parts the table is one.
    whole = raw.stored.parts is None or bool(settings.get("dates"))
    lenient = settings if whole else settings | {"missing": "drop"}
    named = settings["group"], *columns.values()
    with _writer(prepared) as (write, keep):
        for part in [raw] if whole else raw.parts(*named):
            rows, seen = part.rows(columns, lenient)
            read, used = read + seen["rows_read"], used + len(rows)
            every |= seen["labels"]
            if not whole:
                telling.add(part, settings["group"], columns.values())
            if len(rows):
                if sum(map(len, first)) < tables.FIRST:
                    first.append(rows.head(tables.FIRST))
                for name, (low, high) in ends.items():
                    column = rows[name]
                    ends[name] = min(low, column.min()), max(high, column.max())
                groups.add(rows, predictors)
                write(rows)
        if not whole:
            raw = telling.of(raw)
            _, seen = raw.rows(columns, settings)
        raw.require_rows(used, settings, columns)
        labels, sums = groups.sorted()
        module.require(sums, labels, ends, source=raw.source, settings=settings)
        data, priors, more = module.of_sums(sums, ends, settings)
        keep(references.packed({**data["sums"], references.LABELS: labels}))
    if shown is not None:
        files.write_csv(shown, pd.concat(first).head(tables.FIRST))
    noted = raw.remarks(pd.Series(labels), seen["numeric"]) + seen["since"]
    facts = {
        "rows_read": read,
        "rows_dropped": read - used,
        "groups_dropped": sorted(every - set(labels)),
        **more,
        "remarks": noted + more.get("remarks", []),
        "rows_used": used,
        "groups": len(labels),
        "group_labels": labels,
    }
    if prepared is None:
        return facts
    return facts | {"stan_data": _laid_out(data, facts, prepared), "priors": priors}


def _laid_out(data: dict, facts: dict, prepared: str | Path) -> dict:
    """Say in the data of all models where the rows, and the sums of groups, are."""
    column = references.of_table(prepared, facts["rows_used"])
    data = data | {"sums": references.kept(data["sums"], prepared)}
    more = {"group": {"labels": references.labels(prepared)}, "y": {}}
    if "centre" in facts:
        more["x"] = {"less": facts["centre"]}
    return data | {name: column | {"column": name} | each for name, each in more.items()}


@contextmanager
def _writer(path: str | Path | None):
    """Open a prepared table, and give what adds rows to it, and numbers beside them.

    Without a path neither does anything.
    """
    if path is None:
        yield (lambda rows: None,) * 2
        return
    with files.whole(path) as part, ExitStack() as opened:
        writers: list[parquet.ParquetWriter] = []

        def write(rows: pd.DataFrame) -> None:
            table = tables.as_stored(rows.astype({"group": "category"}))
            if not writers:
                new = parquet.ParquetWriter(part, table.schema, use_dictionary=["group"])
                writers.append(opened.enter_context(new))
            writers[0].write_table(table)

        yield write, lambda numbers: writers[0].add_key_value_metadata(numbers)
        opened.close()
