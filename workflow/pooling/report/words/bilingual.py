"""Tables of words: the languages are named once, not in each row."""

from __future__ import annotations

from pooling.model.families.base import LANGUAGES


def bilingual(**rows: tuple[str, str]) -> dict[str, dict[str, str]]:
    """Spread rows of an English and a Spanish text: key -> language -> text."""
    return {key: dict(zip(LANGUAGES, row, strict=True)) for key, row in rows.items()}
