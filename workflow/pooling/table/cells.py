"""The cells of a text file, plain or compressed, whatever separates them."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import unicodedata
import zlib
from contextlib import contextmanager
from pathlib import Path

from pooling.basics.errors import PoolingError, cut

# What of a file is looked at in one go: two of these are the longest cell that csv reads.
PIECE = 2**16
USUAL = bytes(each for each in (*range(9, 13), *range(32, 127)) if each not in b'"\r')
SEPARATORS = {"comma": ",", "tab": "\t", "semicolon": ";"}
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"  # how such files begin
UTF16 = (b"\xff\xfe", b"\xfe\xff")
# What no page and no picture may hold: control characters that are no white space,
# halves of characters, and code points that Unicode keeps free.
NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def _unpacked(file, source: str):
    """Look at the first bytes of a file, and unpack it where it is compressed."""
    start = file.read(4)
    file.seek(0)
    if start.startswith(ZIP):
        raise PoolingError(
            f"{source} is a spreadsheet or an archive; save the table as CSV in UTF-8."
        )
    if start.startswith(UTF16):
        raise PoolingError(f"{source} is UTF-16 text; save it as CSV in UTF-8.")
    return gzip.open(file) if start.startswith(GZIP) else file


def _separator(line: str, path: str | Path, written: str) -> str:
    """Tell what separates the cells: what is written, or what the header has most of."""
    if written != "auto":
        return SEPARATORS[written]
    if ".tsv" in [suffix.lower() for suffix in Path(path).suffixes]:
        return SEPARATORS["tab"]

    def count(separator: str) -> int:
        try:
            return len(next(csv.reader([line], delimiter=separator), []))
        except csv.Error:  # told when the line is read
            return 0

    return max(SEPARATORS.values(), key=count)


def name(cell: str) -> str:
    """Write a text in the one way in which names are looked up.

    White space, line ends too, becomes single spaces. Letters that can be written in
    two ways, with their accent or with the accent as a sign of its own, are written
    in one: two names that look the same are the same.
    """
    return unicodedata.normalize("NFC", " ".join(cell.split()))


def no_text(text: str) -> str | None:
    """Find a character that no text may have; its number as Unicode writes it."""
    sign = NO_TEXT.search(text)
    return f"U+{ord(sign[0]):04X}" if sign else None


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
    return opening(path, source, separator)[0]


def opening(path: str | Path, source: str, separator: str = "auto") -> tuple[list, str]:
    """Read the names of the columns, and tell what separates the cells."""
    names, _, _, apart = _read(path, source, separator, header_alone=True)
    return names, apart


def read(
    path: str | Path, source: str, separator: str = "auto"
) -> tuple[list[str], list[list[str]], list[int], str]:
    """Read a file of cells with a header line, strictly.

    Parameters
    ----------
    path : path
        UTF-8 text, with a byte order mark or not, compressed by gzip or not.
    source : str
        What errors call it.
    separator : {"auto", "comma", "semicolon", "tab"}
        What stands between the cells; by default what the header has most of.

    Returns
    -------
    header : list of str
        Names of the columns.
    rows : list of list of str
        Cells, as many in each row.
    at : list of int
        The line in which each row ends.
    apart : str
        The sign between the cells.

    Raises
    ------
    PoolingError
        The file cannot be read, is empty or has a header alone, repeats a
        column or leaves it without a name, or a line has another number of cells.
    """
    return _read(path, source, separator)


def _read(path, source: str, separator: str, header_alone: bool = False):
    try:
        with (
            unpacked(path, source) as content,
            io.TextIOWrapper(content, encoding="utf-8-sig", newline="") as lines,
        ):
            return _cells(
                lines, path, source=source, separator=separator, header_alone=header_alone
            )
    except FileNotFoundError:
        raise PoolingError(f"{source}: there is no such file.") from None
    except UnicodeDecodeError:
        raise PoolingError(
            f"{source}, line {_undecodable(path, source)}, is not UTF-8 text; save it as "
            "CSV in UTF-8."
        ) from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise PoolingError(
            f"{source} is compressed, but damaged or cut short; compress it again."
        ) from None
    except OSError as error:
        raise PoolingError(f"{source} cannot be read: {error.strerror}.") from None


@contextmanager
def unpacked(path: str | Path, source: str = ""):
    """Open a file for its bytes, unpacked where it is compressed."""
    with open(path, "rb") as file, _unpacked(file, source) as content:
        yield content


def plain_lines(path: str | Path, apart: str) -> tuple[int | None, int]:
    """Count the lines of a file, if every reader of CSV takes each for the same row.

    Such a file is UTF-8 text with nothing that no page can show; none but its last lines
    are empty; and quotation marks stand around a cell in one line, or doubled in it.

    Parameters
    ----------
    path : path
        The file.
    apart : str
        The sign between its cells.

    Returns
    -------
    lines : int or None
        The header among them; None where the file is not so, or cannot be read.
    size : int
        Its bytes, unpacked.
    """
    sign = re.escape(apart).encode()
    quoted = re.compile(
        rb'(?<![^%b\n])"[^"\r\n]*(?:""[^"\r\n]*)*"(?=[%b\r\n])' % (sign, sign)
    )
    lines, size, rest = 0, 0, b""
    try:
        with unpacked(path) as content:
            while piece := content.read(PIECE):
                block = rest + piece if size else piece.removeprefix(codecs.BOM_UTF8)
                size += len(piece)
                begins = block.rstrip(b"\r\n").rfind(b"\n") + 1  # the last line
                block, rest = block[:begins], block[begins:]
                if len(rest) > PIECE or not _plain(block, quoted):
                    return None, size
                lines += block.count(b"\n")
        last = rest.rstrip(b"\r\n") + b"\n"
        return (lines + 1 if _plain(last, quoted) else None), size
    except (UnicodeDecodeError, EOFError, zlib.error, OSError):
        return None, size


def _plain(block: bytes, quoted: re.Pattern) -> bool:
    """Tell whether lines are as `plain_lines` says."""
    if block.startswith((b"\n", b"\r")) or b"\n\n" in block or b"\n\r" in block:
        return False
    odd = block.translate(None, USUAL)
    if not odd:
        return True
    if not odd.isascii():
        block.decode()
    return not (
        NO_TEXT.search(odd.decode())
        or (b"\r" in odd and block.count(b"\r") != block.count(b"\r\n"))
        or (b'"' in odd and b'"' in quoted.sub(b"", block))
    )


def _undecodable(path, source: str) -> int:
    """Find the line with the first bytes that are no text."""
    with unpacked(path, source) as content:
        at = 1
        for line in content:
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                break
            at += 1
    return at


def _cells(lines, path, *, source: str, separator: str, header_alone: bool):
    """Read header and rows of an open file."""
    first = lines.readline()
    apart = _separator(first, path, separator)
    reader = csv.reader(
        _without_nulls(_chain(first, lines), source),
        delimiter=apart,
        strict=True,
    )
    rows = _rows(reader, source)
    header = [name(cell) for cell in next(rows, [])]
    if not any(header):
        raise PoolingError(f"{source} is empty; it needs a header line and data.")
    _check(header, source)
    _require_text(header, header, source, 1)
    kept, at = [], []
    for row in filter(None, () if header_alone else rows):
        _require_text(row, header, source, reader.line_num)
        if len(row) != len(header):
            remedy = "correct the line."
            if not kept and len(row) > len(header):  # as in all lines, it may be
                remedy = "correct the line, or let the header name every column" + (
                    ", or the semicolon stand between cells where the comma is the decimal "
                    "mark."
                    if apart == ","
                    else "."
                )
            raise PoolingError(
                f"{source}, line {reader.line_num}: {len(row)} "
                f"{'cell' if len(row) == 1 else 'cells'} where the header has "
                f"{len(header)}; {remedy}"
            )
        kept.append(row)
        at.append(reader.line_num)
    if not (kept or header_alone):
        raise PoolingError(f"{source} has a header but no data; add rows below it.")
    return header, kept, at, apart


def _rows(reader, source: str):
    """Pass rows on, and name the line where one cannot be told from the next."""
    while True:
        begins = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            # What csv says after a dash is meant for programmers.
            said = str(error).partition(" - ")[0]
            raise PoolingError(
                f"{source}, line {begins}, is not a line of a CSV file: {said}; close the "
                'quotation marks of its cells, and write one inside a cell as "".'
            ) from None


def _chain(first: str, lines):
    if first:
        yield first
    yield from lines


def _without_nulls(lines, source: str):
    """Pass lines on; a byte 0 is in no text, but in many files that are none."""
    for number, line in enumerate(lines, start=1):
        if "\0" in line:
            raise PoolingError(
                f"{source}, line {number}, has a byte 0 and is no text; save the table as "
                "CSV in UTF-8."
            )
        yield line


def _require_text(row: list[str], header: list[str], source: str, line: int) -> None:
    """Refuse a character that no page can show."""
    if not NO_TEXT.search("".join(row)):
        return
    place = next(place for place, cell in enumerate(row) if NO_TEXT.search(cell))
    column = NO_TEXT.sub("", header[place]) if place < len(header) else ""
    raise PoolingError(
        f"{source}, line {line}, column {place + 1}{f' ({column})' if column else ''}: the "
        f"character {no_text(row[place])} cannot be shown; delete it."
    )


def _check(header: list[str], source: str) -> None:
    for place, name in enumerate(header):
        # R writes its row names under no name; one such column can do no harm.
        if name in header[:place]:
            remedy = "rename one of them" if name else "name them, above their cells"
            raise PoolingError(f"{source}, line 1, has {twice(name)}; {remedy}.")


def one_column(header: list[str]) -> str:
    """Say what to do where a header names one column alone; empty where it names more."""
    names = list(filter(None, header))
    if len(names) != 1:
        return ""
    return (
        f'its first line names one column, "{cut(names[0])}": let it name all, with commas, '
        'semicolons or tabs between (and "separator" say which, should names have more of '
        "another)."
    )


def twice(name: str) -> str:
    """Say that a name of a column comes twice."""
    return f'two columns "{name}"' if name else "two columns without a name"
