"""Remarks on a table that can be read, but may be meant otherwise."""

from __future__ import annotations

from pathlib import Path

from pooling.basics import prose

SENTENCES = prose.read(Path(__file__).parent / "texts" / "remarks.md")


def sentence(remark: dict, language: str = "en") -> str:
    """Write a remark out.

    Parameters
    ----------
    remark : dict
        ``kind``, and ``about``, the texts that it is about.
    language : {"en", "es"}
        Of the reader.

    Returns
    -------
    str
        Without a full stop.
    """
    around = {"en": '"{}"', "es": "«{}»"}[language]
    about = ", ".join(around.format(each) for each in remark["about"])
    return SENTENCES[remark["kind"]][""][language].format(about=about)
