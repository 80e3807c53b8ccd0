"""Long texts in several languages, read from Markdown that stands beside the code.

A heading ``## key`` begins a row of texts. Each is an item of a list, ``- en:`` and ``- es:``,
or with a name before its language where a row has several: ``- why, en:``. Signs of per cent
are written with a space, and shown as the language writes them.
"""

from __future__ import annotations

import re
from pathlib import Path

from pooling.basics.numerals import percent_signs

_ITEM = re.compile(r"- (?:(?P<name>\w+), )?(?P<language>[a-z]{2}):")


def read(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Read a file of texts.

    Returns
    -------
    dict
        Key -> name, empty where there is none -> language -> text, in one line.
    """
    rows: dict[str, dict[str, dict[str, list[str]]]] = {}
    words: list[str] = []  # of what stands above the first row
    for line in path.read_text("utf-8").splitlines():
        item = _ITEM.match(line)
        if line.startswith("## "):
            row = rows.setdefault(line[3:], {})
        elif item:
            words = row.setdefault(item["name"] or "", {}).setdefault(
                item["language"], []
            )
            words += line[item.end() :].split(" ")
        else:
            words += line.strip().split(" ")
    return {
        key: {
            name: {
                language: percent_signs(" ".join(filter(None, text)), language)
                for language, text in texts.items()
            }
            for name, texts in row.items()
        }
        for key, row in rows.items()
    }
