"""Tables: a user's file read strictly, and the prepared table read back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from pooling.basics import files, long_tables
from pooling.basics.errors import PoolingError, nearest, place_of
from pooling.model.allowed import Refused, counts, require, require_trials
from pooling.model.families.settings import MOST_COLOURS
from pooling.table import cells, columnar, references
from pooling.table.columns import plain_number
from pooling.table.numbers import WORDS_FOR_MISSING, Numbers

MOST_ALIKE = 5  # sets of labels that are remarked on
FIRST = 1000  # rows of a long table that people see
ROWS = 2**17  # that are unpacked at once where a prepared table is read


@dataclass
class RawTable(Numbers):
    """A user's table: its rows as observations, as counts, or as kinds of groups."""

    def remarks(self, labels: pd.Series, columns: dict[str, str]) -> list[dict]:
        """Remark on what can be read, but may be meant otherwise.

        Parameters
        ----------
        labels : Series of str
            Of the groups.
        columns : dict of str
            New name -> column of the file, those with numbers.

        Returns
        -------
        list of dict
            ``kind`` and what it is about, texts: ``alike`` (labels that differ by small
            and capital letters, zeros or spaces), ``code`` (labels that may stand for a
            missing value), ``thousands`` (columns of a file with semicolons whose
            decimal marks may all set thousands apart).
        """
        names, alike = sorted(labels.unique()), {}
        for name in names:
            alike.setdefault(_alike(name), []).append(name)
        several = [same for same in alike.values() if len(same) > 1][:MOST_ALIKE]
        remarks = [{"kind": "alike", "about": same} for same in several]
        codes = [name for name in names if name.casefold() in WORDS_FOR_MISSING]
        if codes:
            remarks.append({"kind": "code", "about": codes})
        doubtful = [
            old
            for old in columns.values()
            if self.stored.semicolons and self._thousands(old) == "all"
        ]
        if doubtful:
            remarks.append({"kind": "thousands", "about": doubtful})
        return remarks

    def observations(
        self,
        columns: dict[str, str],
        settings: dict,
        texts: dict[str, str] | None = None,
    ) -> tuple[pd.DataFrame, dict]:
        """Take a group column and some other columns, without missing rows.

        Parameters
        ----------
        columns : dict of str
            New name -> column of the file, of numbers.
        settings : dict
            ``group``: the column of the labels; ``missing``: "drop" or
            "refuse"; ``dates``: "years" or "days", where ``x`` is a date.
        texts : dict of str, optional
            New name -> column of the file, of words.

        Returns
        -------
        prepared : DataFrame
            ``row`` (line of the file), ``group`` and the new names, rows in the
            order of the file.
        facts : dict
            ``rows_read``, ``rows_dropped``, and ``groups_dropped``: labels that
            lost all their rows; ``remarks``, from `remarks`.

        Raises
        ------
        PoolingError
            A cell that is no number, or a missing one where it is refused.
        """
        kept, seen = self.rows(columns, settings, texts)
        self.require_rows(len(kept), settings, columns, texts or {})
        lost = seen.pop("labels") - set(kept["group"].unique())
        remarks = self.remarks(kept["group"], seen.pop("numeric")) + seen.pop("since")
        return kept, {**seen, "groups_dropped": sorted(lost), "remarks": remarks}

    def rows(
        self,
        columns: dict[str, str],
        settings: dict,
        texts: dict[str, str] | None = None,
    ) -> tuple[pd.DataFrame, dict]:
        """Take the rows of `observations`, which may be none, and what they come from.

        Returns
        -------
        prepared : DataFrame
            As there.
        seen : dict
            ``rows_read``, ``rows_dropped``; all ``labels``; columns read as ``numeric``;
            remarks on dates, ``since``.
        """
        labels = self.labels(settings["group"])
        prepared = pd.DataFrame({"row": self.index, "group": labels}, copy=False)
        numeric, since = dict(columns), []
        if settings.get("dates"):
            date = numeric.pop("x")
            prepared["x"], first = self.times(date, settings["dates"])
            if settings["dates"] == "days":
                since = [{"kind": "since", "about": [first]}]
        for new, old in numeric.items():
            prepared[new] = self.numbers(old)
        missing = prepared[list(columns)].isna()
        for new, old in (texts or {}).items():
            prepared[new], missing[new] = self.labels(old), self.missing(old)
        unlabelled = self.missing(settings["group"])
        for name in (settings["group"], *(texts or {}).values()):
            self._forget(name)
        missing.insert(0, "group", unlabelled)
        incomplete = missing.any(axis=1)
        if incomplete.any() and settings["missing"] == "refuse":
            line = incomplete.idxmax()
            blank = missing.loc[line].idxmax()
            name = {"group": settings["group"], **columns, **(texts or {})}[blank]
            raise PoolingError(
                f"{place_of(self.source, line, name)}: the cell is empty; "
                'fill it, or set "missing: drop" to leave such rows out.'
            )
        kept = prepared[~incomplete] if incomplete.any() else prepared
        kept = kept.reset_index(drop=True)
        if len(kept) < len(prepared):
            for name in kept.select_dtypes("category"):
                kept[name] = kept[name].cat.remove_unused_categories()
        return kept, {
            "rows_read": len(prepared),
            "rows_dropped": int(incomplete.sum()),
            "labels": set(labels[~unlabelled].unique()),
            "numeric": numeric,
            "since": since,
        }

    def require_rows(self, count: int, settings: dict, *columns: dict[str, str]) -> None:
        """Refuse a table of which no row is left."""
        if not count:
            named = [
                settings["group"],
                *(old for each in columns for old in each.values()),
            ]
            named = list(dict.fromkeys(named))
            empty = next((name for name in named if self.missing(name).all()), None)
            if empty is not None:
                raise PoolingError(
                    f'{self.source}: column "{empty}" has no value in any row; fill it, or '
                    "name another one."
                )
            raise PoolingError(
                f"{self.source}: no row has all of "
                + ", ".join(f'"{name}"' for name in named)
                + "; check that the right columns are named."
            )

    def parts(self, *names: str) -> Iterator[Part]:
        """Read columns of numbers and labels of a long file, some rows at a time."""
        for places, columns in self.stored.parts([self.known(name) for name in names]):
            yield self.some(places, columns, Part)

    def some(self, places: Sequence[int], columns: dict, kind: type | None = None):
        """Give some rows of some columns as a table of its own.

        Parameters
        ----------
        places : sequence of int
            Of the rows.
        columns : dict of pyarrow.ChunkedArray
            By the names that the file has.
        kind : type, optional
            A kind of table; by default this one.
        """

        def take(wanted: Iterable[str]) -> list[pa.ChunkedArray]:
            return [columns[name] for name in wanted]

        given = {each.name: getattr(self, each.name) for each in fields(self)}
        stored = replace(self.stored, places=places, take=take, parts=None)
        given |= {"stored": stored, "_arrow": {}, "_read": {}, "_checked": {}}
        return (kind or type(self))(**given)

    def counts(self, settings: dict) -> tuple[pd.DataFrame, dict]:
        """Take successes and trials, one row per unit.

        Parameters
        ----------
        settings : dict
            ``y`` and ``N``: columns of successes and trials; ``group`` and
            ``missing`` as in `observations`; ``colour``, if units are marked, as in
            `kinds`.

        Returns
        -------
        prepared : DataFrame
            ``row``, ``group``, ``N`` and ``y`` (integers); ``colour``, if asked for.
        facts : dict
            As in `observations`.

        Raises
        ------
        PoolingError
            A negative or fractional count, more successes than trials, or a
            unit with more than one row.
        """
        columns = {"N": settings["N"], "y": settings["y"]}
        prepared, facts = self.observations(columns, settings)

        y, again = (
            settings["y"],
            Refused(
                lambda group: group.duplicated(),
                'unit "{group}" has another row already; a unit has one row, so add its '
                "counts up or name its rows apart.",
            ),
        )
        require(prepared, self.source, counts(), of="y", column=y)
        require_trials(prepared, self.source, y, settings["N"])
        require(prepared, self.source, [again], of="group", column=settings["group"])
        if settings.get("colour"):
            prepared["colour"] = self.kinds(prepared["row"], **settings["colour"])
        return prepared.astype({"N": int, "y": int}), facts

    def kinds(self, rows: pd.Series, column: str, named: list[str]) -> np.ndarray:
        """Take a column with a few values, which say of what kind a row is.

        Parameters
        ----------
        rows : Series of int
            Lines of the file.
        column : str
            The column.
        named : list of str
            Values that have a name.

        Returns
        -------
        ndarray of str
            The value of each row.

        Raises
        ------
        PoolingError
            A row without a value, a single value, too many of them, or a name for one
            that is not there.
        """
        where = f'{self.source}, column "{column}"'
        cells_of, empty = self.column(column).loc[rows], self.missing(column).loc[rows]
        if empty.any():
            raise PoolingError(
                f"{place_of(self.source, empty.idxmax(), column)}: the cell is empty; fill it, "
                "as every unit is marked by it."
            )
        kinds = sorted(cells_of.unique())
        if not 2 <= len(kinds) <= MOST_COLOURS:
            raise PoolingError(
                f"{where}: units are marked by two to {MOST_COLOURS} values, and it has "
                f"{len(kinds)}; name a column with so many, or leave the key out."
            )
        known = {cells.name(value) for value in kinds}
        unknown = [value for value in named if cells.name(value) not in known]
        if unknown:
            raise PoolingError(
                f'{where} has no value "{unknown[0]}", which "colour.values" names; '
                + nearest(unknown[0], kinds)
            )
        return cells_of.to_numpy()


@dataclass
class Part(RawTable):
    """Some rows of a long table, which refuses none: that takes a look at all its rows."""

    def numbers(self, name: str) -> pd.Series:
        """Read a column; what is no finite number is NaN, as a missing cell is."""
        values = self._values(name)
        return values.mask(self.missing(name) | ~np.isfinite(values))

    def telling_rows(self, group: str, columns: Iterable[str]) -> tuple[list, dict]:
        """Take the rows that say what is to be refused of all, or remarked on.

        Parameters
        ----------
        group : str
            The column of the labels.
        columns : iterable of str
            Columns of numbers.

        Returns
        -------
        places : list of int
        columns : dict of pyarrow.ChunkedArray
        """
        unlabelled = self.missing(group)
        places = {*unlabelled.index[unlabelled][:1]}
        places = sorted(places.union(*map(self.telling, columns)))
        rows = self.index.get_indexer(places)
        return places, {
            self.known(name): self._stored(name).take(rows) for name in (group, *columns)
        }


def _alike(label: str) -> str:
    """Give a label without capital letters, spaces, zeros that add nothing, hidden signs."""
    plain = unicodedata.normalize("NFKC", label).casefold().replace(" ", "")
    if not plain.isascii():
        plain = "".join(each for each in plain if unicodedata.category(each) != "Cf")
    if plain_number(plain):
        return repr(float(plain))
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", plain)


def read(
    path: str | Path,
    source: str | None = None,
    separator: str = "auto",
    **marks,
) -> RawTable:
    """Read a table whose columns have names.

    Parameters
    ----------
    path : path
        The file, as `pooling.table.columnar.read` reads it.
    source : str, optional
        What errors call it; the path by default.
    separator : {"auto", "comma", "semicolon", "tab"}
        What stands between its cells.
    **marks
        ``decimal``, ``thousands`` and ``missing_codes``, as in `RawTable`.

    Returns
    -------
    RawTable

    Raises
    ------
    PoolingError
        An empty file, a header alone, a repeated column, a line with too many
        or too few cells, bytes that are no UTF-8 text.
    """
    source = source or str(path)
    return RawTable(source, columnar.read(path, source, separator), **marks)


def write_prepared(
    path: str | Path, table, shown: str | Path | None = None, groups: Sequence[str] = ()
) -> None:
    """Write a prepared table for programs, and its rows for people.

    Parameters
    ----------
    path : path
        The Parquet file to be made.
    table : DataFrame or dict
        Its columns by name.
    shown : path, optional
        A CSV file to be made: the table, where it is long the first `FIRST`.
    groups : sequence of str
        Labels of the groups, in the order of the programs' vectors: a long table keeps them.
    """
    table = pd.DataFrame(table)
    words = list(table.select_dtypes(exclude=["number", "bool"]))
    stored = as_stored(table)
    if len(table) > long_tables.LONG:
        stored = stored.replace_schema_metadata(
            references.packed({references.LABELS: list(groups)})
        )
    with files.whole(path) as part:
        parquet.write_table(stored, part, use_dictionary=words, row_group_size=ROWS)
    if shown is not None:
        files.write_csv(
            shown, table if len(table) <= long_tables.LONG else table.head(FIRST)
        )


def as_stored(table: pd.DataFrame) -> pa.Table:
    """Give a prepared table as its file holds it."""
    # What pandas would note is another in each of its versions; labels have codes of one
    # width, however many of them a part of the table has.
    stored = pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata()
    codes = pa.dictionary(pa.int32(), pa.large_string())
    kinds = [
        each.with_type(codes) if pa.types.is_dictionary(each.type) else each
        for each in stored.schema
    ]
    return stored.cast(pa.schema(kinds))


def names(path: str | Path, but: str) -> list[str]:
    """Name the columns of a prepared table but one."""
    return [name for name in parquet.read_schema(path).names if name != but]


def read_prepared(path: str | Path, *names: str) -> pd.DataFrame:
    """Read a prepared table back.

    Parameters
    ----------
    path : path
        ``prepared.parquet`` of an analysis.
    *names : str
        Columns that are wanted; all by default.

    Returns
    -------
    DataFrame
        As the family's ``prepare`` returned it; ``group`` of a long table as a
        categorical column.
    """
    if parquet.read_metadata(path).num_rows <= long_tables.LONG:
        return parquet.read_table(path, columns=list(names) or None).to_pandas()
    columns = {}
    for name in names or parquet.read_schema(path).names:
        columns[name], labels = long_tables.read(path, name)
        if labels is not None:
            codes = pd.Categorical.from_codes(columns[name], labels)
            columns[name] = codes if name == "group" else codes.astype("str")
    return pd.DataFrame(columns, copy=False)


def read_summary(path: str | Path) -> pd.DataFrame:
    """Read a table whose first column holds ArviZ labels of parameters.

    Parameters
    ----------
    path : path
        ``summary.csv`` or ``exact.csv`` of a fit.

    Returns
    -------
    DataFrame
        Indexed by ``parameter``.
    """
    table = pd.read_csv(
        path, dtype={"parameter": str}, keep_default_na=False, na_values=[""]
    )
    return table.set_index("parameter")
