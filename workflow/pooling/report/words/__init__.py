"""Everything that the report says in its own words, in both languages."""

from pooling.report.words import page, results
from pooling.report.words.flags import FLAGS, MISSING, OTHER_FLAGS
from pooling.report.words.glossary import GLOSSARY, LOGARITHM
from pooling.report.words.readings import READINGS
from pooling.report.words.verdicts import (
    CHECKED,
    CHECKS,
    COMPARISON,
    DEGREES,
    E_BFMI,
    KINDS,
    LANGUAGES,
    METHODS,
    MODELS,
    OF_SEVERAL,
    OUTCOMES,
    PARTS,
    R_HAT,
    RARE,
    SENSITIVITIES,
    TONES,
    UNUSED,
    UNUSED_EFFECT,
    VERDICTS,
)

__all__ = [
    "CHECKED",
    "CHECKS",
    "COMPARISON",
    "DEGREES",
    "E_BFMI",
    "FLAGS",
    "GLOSSARY",
    "KINDS",
    "LANGUAGES",
    "LOGARITHM",
    "METHODS",
    "MISSING",
    "MODELS",
    "OF_SEVERAL",
    "OTHER_FLAGS",
    "OUTCOMES",
    "PARTS",
    "RARE",
    "READINGS",
    "R_HAT",
    "SENSITIVITIES",
    "TEXT",
    "TONES",
    "UNUSED",
    "UNUSED_EFFECT",
    "VERDICTS",
    "in_language",
]

# Key of a template -> its text.
TEXT = page.TEXT | results.TEXT


def in_language(words: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Keep one language of a table of words.

    Parameters
    ----------
    words : dict
        Key -> language -> text.
    """
    return {key: pair[language] for key, pair in words.items()}
