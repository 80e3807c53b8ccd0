"""Files that are either whole or absent, and text that is the same each time."""

from __future__ import annotations

import base64
import csv
import glob
import hashlib
import json
import math
import os
import platform
import re
from contextlib import contextmanager
from operator import methodcaller
from pathlib import Path

from pooling.basics import lifeline, long_tables

# Runs and analyses are folders, named without anything that leads out of one.
FOLDER = r"[A-Za-z0-9][A-Za-z0-9_.-]*"
# Of a temporary name: processes are known by their number on their own machine alone.
NODE = re.sub(r"[^A-Za-z0-9]", "_", platform.node())[:64]


def part_of(name: str) -> str:
    """Give the temporary name under which this process writes something."""
    return f".{os.getpid()}-{NODE}.part.{name}"


@contextmanager
def whole(path: str | Path):
    """Write to a temporary name, and rename when the block has succeeded.

    A job whose run is gone ends instead: the file may be a newer run's by now.

    Parameters
    ----------
    path : path
        The file to be made.

    Yields
    ------
    Path
        Where to write: beside the file, with the same suffix.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    sweep(path)
    part = path.with_name(part_of(path.name))
    try:
        yield part
        lifeline.check()
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def abandoned(part: Path) -> bool:
    """Tell whether the process that a temporary name belongs to was killed.

    On a folder that several machines share, it may be at work on another one: what that
    leaves behind stays.
    """
    number, _, node = part.name.split(".")[1].partition("-")
    if node != NODE:
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except (ValueError, OSError):  # not ours, or at work for another user
        pass
    return False


def sweep(path: Path) -> None:
    """Delete what writers of a file left beside it when they were killed."""
    for part in path.parent.glob(f".*.part.{glob.escape(path.name)}"):
        if abandoned(part):
            part.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write text in UTF-8."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")


def sha256(path: str | Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def defined(value):
    """Put None for every number in a value that is not finite, at any depth."""
    if isinstance(value, dict):
        return {key: defined(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [defined(each) for each in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def json_text(value) -> str:
    """Give a value as indented JSON; keys keep their order, undefined numbers are null."""
    text = json.dumps(
        defined(value),
        indent=1,
        ensure_ascii=False,
        allow_nan=False,
        default=methodcaller("tolist"),  # arrays, and their numbers
    )
    return text + "\n"


def write_json(path: str | Path, value) -> None:
    """Write a value as `json_text` gives it."""
    write_text(path, json_text(value))


def read_json(path: str | Path):
    """Read what `write_json` wrote."""
    # Four times as fast as the standard library, and the same numbers to the last digit.
    from pydantic_core import from_json

    return from_json(Path(path).read_bytes())


BYTES = {"i": "<i8", "f": "<f8"}  # kind of numbers -> how; the lowest byte comes first


def _plain(name: str, value):
    """Give a value of Stan data as JSON has it."""
    if isinstance(value, dict) and "columns" in value:
        return value | {"columns": [_plain(name, each) for each in value["columns"]]}
    arrays = hasattr(value, "tolist")
    if arrays and not (value.shape and len(value) > long_tables.LONG):
        return value.tolist()
    if (arrays or isinstance(value, list)) and len(value) > long_tables.LONG:
        import numpy as np

        numbers = np.asarray(value)
        if not np.isfinite(numbers).all():
            raise ValueError(f"{name} has numbers that are not finite")
        kind = BYTES[numbers.dtype.kind]
        text = base64.b64encode(numbers.astype(kind).tobytes()).decode()
        return {"bytes": text, "kind": kind, "shape": numbers.shape}
    return value


def _read(value, folder: Path):
    """Give what Stan data hold: arrays for lists, and columns of tables as such."""
    import numpy as np

    if isinstance(value, list):
        return np.array(value)
    if not isinstance(value, dict):
        return value
    if "bytes" in value:
        numbers = np.frombuffer(
            bytearray(base64.b64decode(value["bytes"])), value["kind"]
        )
        return numbers.reshape(value["shape"])
    if "columns" in value:
        parts = tuple(_read(each, folder) for each in value["columns"])
        return long_tables.Columns(parts, value["count"])
    if "kept" in value:
        table = str(folder / value["table"])
        return long_tables.kept(table, value["kept"], value["kind"], value["shape"])
    if "column" in value:
        labels = value["labels"]  # or where they are kept
        labels = _read(labels, folder) if isinstance(labels, dict) else labels
        return long_tables.Column(
            str(folder / value["table"]),
            value["column"],
            value["count"],
            value["less"],
            tuple(labels),
        )
    return {name: _read(each, folder) for name, each in value.items()}


def write_data(path: str | Path, data: dict) -> None:
    """Write the data of a Stan program, a line for each name; all numbers are finite.

    Lists as long as a long table are written as the bytes of their numbers, in
    base 64: many jobs read them, and the digits of a million rows take five times as long.
    A column of the prepared table (`pooling.table.parts`) is named alone.
    """
    lines = (
        f"{json.dumps(name)}: {json.dumps(_plain(name, values), allow_nan=False)}"
        for name, values in data.items()
    )
    write_text(path, "{\n" + ",\n".join(lines) + "\n}\n")


def read_data(path: str | Path) -> dict:
    """Read what `write_data` wrote, with an array for every list."""
    return filled(read_json(path), path)


def read_facts(path: str | Path) -> dict:
    """Read what was found out about a table, with the labels that a long one keeps itself."""
    facts = read_json(path)
    labels = {"group_labels": facts.get("group_labels")}
    return facts | (filled(labels, path) if isinstance(*labels.values(), dict) else {})


def filled(data: dict, path: str | Path) -> dict:
    """Put numbers in the places of a file that only say where they are."""
    folder = Path(path).parent
    return {name: _read(value, folder) for name, value in data.items()}


# How netCDF keeps numbers: without loss, and with little effort, since a greater one hardly
# makes them smaller.
PACKED = {"compression": "gzip", "compression_opts": 1, "shuffle": True}
INFINITE = (math.inf, -math.inf)
# A spreadsheet computes a cell that begins so, if it is no number.
FORMULA = re.compile(r"'|[=@\t\r]|[+-](?![0-9.]+([eE][+-]?[0-9]+)?$)")


def guarded(cell):
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """Give a text back as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") else cell


def write_csv(path: str | Path, table) -> None:
    """Write a table; numbers at full precision, those not finite as empty cells.

    Texts are `guarded`, names of columns too, for the results are opened with
    spreadsheets.

    Parameters
    ----------
    path : path
        The file to be made.
    table : DataFrame or dict
        A data frame, written without its index, or columns of one length by name.
    """
    with whole(path) as part:
        if hasattr(table, "to_csv"):
            texts = table.select_dtypes(exclude=["number", "bool"])
            safe = {name: texts[name].map(guarded) for name in texts}
            floats = table.select_dtypes("floating")
            safe |= dict(floats.where(floats.abs() < math.inf).items())
            header = [guarded(name) for name in table]
            table = table.assign(**safe)
            table.to_csv(part, index=False, header=header, lineterminator="\n")
            return
        columns = [getattr(c, "tolist", lambda c=c: list(c))() for c in table.values()]
        with open(part, "w", encoding="utf-8", newline="") as lines:
            writer = csv.writer(lines, lineterminator="\n")
            writer.writerow(map(guarded, table))
            for row in zip(*columns, strict=True):
                # NaN alone differs from itself.
                writer.writerow(
                    "" if value != value or value in INFINITE else guarded(value)
                    for value in row
                )


def read_rows(path: str | Path, text: tuple[str, ...]) -> list[dict]:
    """Read a small table of results row by row, without pandas.

    Parameters
    ----------
    path : path
        A CSV file as `write_csv` writes it.
    text : tuple of str
        Columns of text; the others hold numbers, NaN where a cell is empty.
    """
    with open(path, encoding="utf-8", newline="") as lines:
        return [
            {
                name: unguarded(cell) if name in text else float(cell or "nan")
                for name, cell in row.items()
            }
            for row in csv.DictReader(lines)
        ]
