"""The glossary: its entries, and the links that lead there from the first use of a word."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from markupsafe import Markup, escape

from pooling.figures.words import Spoken
from pooling.report import words

# What stays as it is within HTML: formulas, code, links, and tags.
KEPT = re.compile(r"(<(math|code|pre|a)\b.*?</\2>|<[^>]*>)", re.DOTALL)


class Entry(NamedTuple):
    """One word of the glossary.

    Attributes
    ----------
    id : str
        Its place on the page.
    word, meaning : str
        In the reader's language.
    pattern : re.Pattern or None
        What links to it.
    """

    id: str
    word: str
    meaning: str
    pattern: re.Pattern | None


def _entry(key: str, word: str, meaning: str, terms: str | None) -> Entry:
    """Make an entry; a term is a word of its own, and no name of a character of HTML."""
    whole = rf"(?<![\w&#])(?:{terms})(?!\w)"
    return Entry(
        f"_word-{key}", word, meaning, re.compile(whole, re.IGNORECASE) if terms else None
    )


def entries(language: str, settings: list[dict[str, Any]]) -> list[Entry]:
    """List the words that a page explains.

    Parameters
    ----------
    settings : list of dict
        Of its analyses: where an outcome is a logarithm, its unit is explained.
    """
    listed = [
        _entry(
            key,
            known["word"][language],
            known["meaning"][language],
            known.get("terms", {}).get(language),
        )
        for key, known in words.GLOSSARY.items()
    ]
    logarithms = {}
    for analysis in settings:
        spoken = Spoken(language, analysis)
        original = spoken.original()
        if original:
            logarithms.setdefault(spoken.unit("y") or spoken.label("y"), original)
    return listed + [
        _entry(
            f"log-{at}",
            unit,
            words.LOGARITHM[language].format(original=original),
            re.escape(str(escape(unit))),
        )
        for at, (unit, original) in enumerate(logarithms.items())
    ]


class Links:
    """Links to the glossary, from the first use of each word in a section.

    Parameters
    ----------
    known : list of Entry
        The glossary.
    """

    def __init__(self, known: list[Entry]):
        self.known = [entry for entry in known if entry.pattern]
        self.left: list[Entry] = []

    def begin(self) -> str:
        """Begin a section, in which each word is linked again; nothing is shown."""
        self.left = list(self.known)
        return ""

    def __call__(self, text: str | Markup) -> Markup:
        """Link the words of a text that were not linked in this section.

        Parameters
        ----------
        text : str or Markup
            Markup is HTML, in which nothing but text between tags is looked at.
        """
        pieces = KEPT.split(str(escape(text)))
        # A third of the pieces are names of tags, from within the pattern.
        for at in range(0, len(pieces), 3):
            pieces[at] = self._linked(pieces[at])
        return Markup(
            "".join(piece or "" for at, piece in enumerate(pieces) if at % 3 < 2)
        )

    def _linked(self, text: str) -> str:
        """Link the words of a piece of text without tags."""
        matches = []
        for entry in self.left:
            first = entry.pattern.search(text)
            if first:
                matches.append((first.start(), first.end(), entry))
        # From the end, so that places before it stay; of two that overlap the longer one.
        matches.sort(key=lambda each: (each[0], -each[1]))
        kept, reach = [], 0
        for start, end, entry in matches:
            if start >= reach:
                kept.append((start, end, entry))
                reach = end
        for start, end, entry in reversed(kept):
            link = f'<a class="term" href="#{entry.id}">{text[start:end]}</a>'
            text = text[:start] + link + text[end:]
            self.left.remove(entry)
        return text
