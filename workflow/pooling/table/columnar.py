"""The columns of a file as Arrow arrays: cells of text (CSV), or typed (Parquet, Feather)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pooling.basics.errors import PoolingError, place_of, typed
from pooling.table import cells

if TYPE_CHECKING:
    import pyarrow as pa

# A CSV file up to so many bytes is kept in memory; of a larger one, the columns in use.
KEPT = 2**24
BLOCK = 2**22  # bytes that Arrow parses at once
PART = 2**19  # rows of a long file that are in memory at once
# What a name is written in already: single blanks between visible ASCII characters.
NOT_PLAIN = "[^ -~]|^ | $|  "


@dataclass(frozen=True)
class Stored:
    """A file whose columns are read when they are asked for.

    Attributes
    ----------
    names : list of str
        Names of the columns.
    places : sequence of int
        Of each row: its line in a CSV file, its number from 1 on in another.
    take : callable
        Names -> the columns, as a list of `pyarrow.ChunkedArray`: numbers as they are
        stored, all else as text, each cell as `pooling.table.cells.name` writes it and
        a missing one empty.
    semicolons : bool
        Whether they stand between its cells.
    unreadable : frozenset of str
        Columns whose cells hold neither a number nor a text: lists, bytes, spans of time.
    parts : callable or None
        As `take`, some rows at a time: pairs of places and columns by name. None of a file
        that has to be seen whole.
    """

    names: list[str]
    places: Sequence[int]
    take: Callable[[Iterable[str]], list[pa.ChunkedArray]]
    semicolons: bool = False
    unreadable: frozenset[str] = frozenset()
    parts: Callable[[list[str]], Iterator[tuple[Sequence[int], dict]]] | None = None

    @property
    def readable(self) -> list[str]:
        """Names of the columns that `take` can give."""
        return [name for name in self.names if name not in self.unreadable]

    def different(self, names: Sequence[str]) -> int:
        """Count the different rows of some columns."""
        import pyarrow as pa

        wanted = [cells.name(name) for name in names]
        keys = [str(place) for place in range(len(wanted))]

        def once(table: pa.Table) -> pa.Table:
            return table.group_by(keys).aggregate([])

        if self.parts is None:
            return len(once(pa.table(self.take(wanted), keys)))
        known = None
        for _, columns in self.parts(wanted):
            more = once(pa.table([columns[name] for name in wanted], keys))
            known = more if known is None else once(pa.concat_tables([known, more]))
        return len(known)


def header(path: str | Path, source: str, separator: str = "auto") -> list[str]:
    """Read the names of the columns, and nothing else.

    Parameters
    ----------
    path, source, separator
        As in `read`.

    Raises
    ------
    PoolingError
        The file or its header cannot be read.
    """
    if typed(path):
        return _names(_dataset(path, source).schema.names, source)
    return cells.header(path, source, separator)


def read(path: str | Path, source: str, separator: str = "auto") -> Stored:
    """Open a file of columns.

    A CSV file is read by Arrow where it is plain (`pooling.table.cells.plain_lines`); any
    other is read cell by cell, which says in which line it is wrong.

    Parameters
    ----------
    path : path
        A CSV file as `pooling.table.cells.read` takes it, or one that ends in ``.parquet``,
        ``.feather`` or ``.arrow``.
    source : str
        What errors call it.
    separator : {"auto", "comma", "semicolon", "tab"}
        What stands between the cells of a CSV file.

    Raises
    ------
    PoolingError
        The file cannot be read or has no rows.
    """
    return _typed(path, source) if typed(path) else _text(path, source, separator)


def of_cells(names: list[str], rows: list, places: Sequence[int], **more) -> Stored:
    """Hold cells of text that are in memory.

    Parameters
    ----------
    names : list of str
        Names of the columns.
    rows : list of sequence of str
        Cells of each row.
    places : sequence of int
        As in `Stored`.
    """
    import pyarrow as pa

    columns = [pa.array(each, pa.large_string()) for each in zip(*rows, strict=True)]
    return _kept(pa.table(columns, [*map(str, range(len(names)))]), names, places, **more)


def _kept(table, names: list[str], places: Sequence[int], **more) -> Stored:
    """Hold a table of text that is in memory."""

    def take(wanted: Iterable[str]) -> list:
        return [_plain(table.column(names.index(name))) for name in wanted]

    return Stored(names, places, take, **more)


def _text(path, source: str, separator: str) -> Stored:
    """Read a CSV file: at once if it is small, else a few columns, or rows, at a time."""
    import pyarrow as pa

    names, apart = cells.opening(path, source, separator)
    lines, size = cells.plain_lines(path, apart)
    more = {"semicolons": apart == ";"}
    small = size <= KEPT

    def opened(wanted: Iterable[str]):
        columns = [str(names.index(name)) for name in wanted]
        return _opened(path, len(names), apart, columns)

    first, count = None, 0
    # Arrow may find another number of rows, or of cells in one of them.
    with suppress(pa.ArrowInvalid):
        if lines:
            with opened(names if small else names[:1]) as batches:
                first = batches.read_all() if small else None
                count = len(first) if small else sum(map(len, batches))
            # What Arrow read ahead stays with it.
            pa.default_memory_pool().release_unused()
    if not 0 < count == (lines or 0) - 1:
        names, rows, places, apart = cells.read(path, source, separator)
        return of_cells(names, rows, places, semicolons=apart == ";")
    places = range(2, lines + 1)
    if small:
        return _kept(first, names, places, **more)

    def take(wanted: Iterable[str]) -> list[pa.ChunkedArray]:
        with opened(wanted) as batches:
            columns = [_plain(column) for column in batches.read_all().columns]
        pa.default_memory_pool().release_unused()
        return columns

    def parts(wanted: list[str]) -> Iterator[tuple[Sequence[int], dict]]:
        with opened(wanted) as batches:
            for places, columns in _in_parts(batches, first=2):
                yield places, dict(zip(wanted, map(_plain, columns), strict=True))

    return Stored(names, places, take, parts=parts, **more)


def _in_parts(batches: Iterable[pa.RecordBatch], first: int):
    """Give the places of rows, and their columns, some at a time."""
    import pyarrow as pa

    for batch in batches:
        yield range(first, first + len(batch)), pa.Table.from_batches([batch]).columns
        first += len(batch)


@contextmanager
def _opened(path, width: int, apart: str, wanted: list[str]) -> Iterator:
    """Open a CSV file for columns of text, numbered from 0 on, some rows at a time."""
    import pyarrow as pa
    from pyarrow import csv

    with (
        cells.unpacked(path, "") as content,
        csv.open_csv(
            content,
            csv.ReadOptions(
                column_names=[str(place) for place in range(width)],
                skip_rows=1,
                block_size=BLOCK,
            ),
            csv.ParseOptions(delimiter=apart),
            csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, pa.large_string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        ) as batches,
    ):
        yield batches


def _plain(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Write cells as `pooling.table.cells.name` does; each different one once."""
    import pyarrow.compute as pc

    if not pc.any(pc.match_substring_regex(text, NOT_PLAIN)).as_py():
        return text
    return _each(text, cells.name)


def _each(column: pa.ChunkedArray, say: Callable[[str], str]) -> pa.ChunkedArray:
    """Change the texts of a column, each different one once."""
    import pyarrow as pa
    import pyarrow.compute as pc

    different = pc.unique(column)
    said = pa.array([say(each) for each in different.to_pylist()], column.type)
    return pc.take(said, pc.index_in(column, different))


def _dataset(path, source: str):
    """Open a file of typed columns."""
    import pyarrow as pa
    from pyarrow import dataset

    ending = Path(path).suffix.lower()
    try:
        form = dataset.FeatherFileFormat()
        if ending == ".parquet":
            # Read ahead, a column takes twice the memory and no less time.
            scan = dataset.ParquetFragmentScanOptions(pre_buffer=False)
            form = dataset.ParquetFileFormat(default_fragment_scan_options=scan)
        return dataset.dataset(path, format=form)
    except FileNotFoundError:
        raise PoolingError(f"{source}: there is no such file.") from None
    except (pa.ArrowInvalid, OSError) as error:
        if getattr(error, "errno", None):
            raise PoolingError(f"{source} cannot be read: {error.strerror}.") from None
        if "duplicate field" in str(error):
            raise PoolingError(
                f"{source} has two columns of one name; rename one of them."
            ) from None
        raise PoolingError(
            f"{source} is no {ending[1:].capitalize()} file, or is damaged; write it again, "
            "or save the table as CSV in UTF-8."
        ) from None


def _names(headings: list[str], source: str) -> list[str]:
    """Take the names of typed columns, strictly."""
    names = [cells.name(each) for each in headings]
    if not any(names):
        raise PoolingError(f"{source} is empty; it needs columns with names, and rows.")
    for place, (name, sign) in enumerate(
        zip(names, map(cells.no_text, names), strict=True)
    ):
        if sign:
            raise PoolingError(
                f"{source}: the name of column {place + 1} has the character {sign}, which "
                "cannot be shown; delete it."
            )
        if name in names[:place]:
            raise PoolingError(f"{source} has {cells.twice(name)}; rename one of them.")
    return names


def _typed(path, source: str) -> Stored:
    """Open a Parquet or a Feather file."""
    import pyarrow as pa

    whole = _dataset(path, source)
    names = _names(whole.schema.names, source)

    def guarded(action, *arguments):
        try:
            return action(*arguments)
        except (pa.ArrowInvalid, OSError):
            raise PoolingError(
                f"{source} is damaged or cut short; write it again."
            ) from None

    def take(wanted: Iterable[str]) -> list[pa.ChunkedArray]:
        wanted = list(wanted)
        written = [whole.schema.names[names.index(name)] for name in wanted]
        scan = whole.scanner(written, use_threads=False, batch_readahead=0)
        table = guarded(scan.to_table)
        return [
            _column(table.column(each), name, source)
            for each, name in zip(written, wanted, strict=True)
        ]

    def parts(wanted: list[str]) -> Iterator[tuple[Sequence[int], dict]]:
        written = [whole.schema.names[names.index(name)] for name in wanted]
        batches = whole.scanner(
            written,
            batch_size=PART,
            use_threads=False,
            batch_readahead=0,
            fragment_readahead=0,
        ).to_batches()
        for places, columns in _in_parts(
            iter(lambda: guarded(next, batches, None), None), first=1
        ):
            yield (
                places,
                {
                    name: _column(column, name, source, places.start)
                    for name, column in zip(wanted, columns, strict=True)
                },
            )

    rows = guarded(whole.count_rows)
    if not rows:
        raise PoolingError(f"{source} has columns but no rows; add some.")
    kinds = dict(zip(names, whole.schema.types, strict=True))
    return Stored(
        names,
        range(1, rows + 1),
        take,
        unreadable=frozenset(name for name in names if _unreadable(kinds[name])),
        parts=parts,
    )


def _numeric(kind: pa.DataType) -> bool:
    """Tell whether cells of a type are numbers."""
    from pyarrow import types

    return types.is_floating(kind) or types.is_integer(kind) or types.is_decimal(kind)


def _unreadable(kind: pa.DataType) -> bool:
    """Tell whether cells of a type are lists, records, bytes, or spans of time."""
    from pyarrow import types

    bytes_too = types.is_binary(kind) or types.is_large_binary(kind)
    bytes_too = bytes_too or types.is_fixed_size_binary(kind)
    spans = types.is_duration(kind) or types.is_interval(kind)
    return types.is_nested(kind) or bytes_too or spans


def _column(
    column: pa.ChunkedArray, name: str, source: str, first: int = 1
) -> pa.ChunkedArray:
    """Give a typed column, from a row on, as numbers or as text as of a CSV file."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    kind = column.type
    if _numeric(kind):
        return column
    if pa.types.is_timestamp(kind):
        column = pc.cast(column, pa.timestamp("s"), safe=False)
    if _unreadable(kind):
        raise PoolingError(
            f'{source}, column "{name}" holds {kind}, neither numbers nor text; name '
            "another one, or write one value in a cell."
        )
    text = _plain(pc.fill_null(column.cast(pa.large_string()), ""))
    odd = pc.match_substring_regex(text, NOT_PLAIN)
    for cell in pc.unique(text.filter(odd)).to_pylist():
        if sign := cells.no_text(cell):
            row = pc.index(text, cell).as_py() + first
            raise PoolingError(
                f"{place_of(source, row, name)}: the character {sign} cannot be shown; "
                "delete it."
            )
    return text
