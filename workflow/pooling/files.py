"""Files that are either whole or absent, and text that is the same each time."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: str | Path):
    """Write to a temporary name, and rename when the block has succeeded.

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
    part = path.with_name(f".{os.getpid()}.part.{path.name}")
    try:
        yield part
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def write_text(path: str | Path, text: str) -> None:
    """Write text in UTF-8."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8")


def write_json(path: str | Path, value) -> None:
    """Write a value as indented JSON; keys keep their order, NaN is refused."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    write_text(path, text + "\n")


def read_json(path: str | Path):
    """Read what `write_json` wrote."""
    return json.loads(Path(path).read_text(encoding="utf-8"))


def write_csv(path: str | Path, table) -> None:
    """Write a data frame without its index; numbers at full precision."""
    with whole(path) as part:
        table.to_csv(part, index=False, lineterminator="\n")
