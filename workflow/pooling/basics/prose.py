"""Texts in several languages, read from Markdown that stands beside the code.

A heading ``## key`` begins a row of texts. Each is an item of a list, ``- en:`` and ``- es:``,
or with a name before its language where a row has several: ``- why, en:``. Short texts with
names are rows of a table, whose head has the languages: ``| | en | es |``. Where that is
``| en | es |``, what stands in the first language is the name. Signs of per cent
are written with a space, and shown as the language writes them; spaces that do not break are
written as HTML has them, ``&nbsp;``.
"""

from __future__ import annotations

import html
import re
from functools import cache
from pathlib import Path

from pooling.basics.numerals import percent_signs

_ITEM = re.compile(r"- (?:(?P<name>[^:]+), )?(?P<language>[a-z]{2}):")


@cache
def read(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Read a file of texts.

    Returns
    -------
    dict
        Key -> name, empty where there is none -> language -> text, in one line.
    """
    rows: dict[str, dict[str, dict[str, list[str]]]] = {}
    words: list[str] = []  # of what stands above the first row
    languages: list[str] = []  # of a table
    for line in path.read_text("utf-8").splitlines():
        item = _ITEM.match(line)
        if line.startswith("## "):
            row, languages = rows.setdefault(line[3:], {}), []
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not languages:
                languages = cells
            elif not cells[0].startswith("--"):
                pairs = zip(languages, cells, strict=True)
                row[cells[0]] = {each: [cell] for each, cell in pairs if each}
        elif item:
            words = row.setdefault(item["name"] or "", {}).setdefault(
                item["language"], []
            )
            words += line[item.end() :].split(" ")
        else:
            words += line.strip().split(" ")
    return {
        key: {
            name: {language: _shown(text, language) for language, text in texts.items()}
            for name, texts in row.items()
        }
        for key, row in rows.items()
    }


def _shown(words: list[str], language: str) -> str:
    """Join words, with the signs of the language."""
    return html.unescape(percent_signs(" ".join(filter(None, words)), language))
