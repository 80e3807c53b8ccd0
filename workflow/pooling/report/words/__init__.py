"""Everything that the report says in its own words, in both languages."""

from pathlib import Path

from pooling.basics import prose
from pooling.figures.base import texts as phrases

TEXTS = Path(__file__).parent / "texts"
# Part -> how to read it, told where it comes first on the page.
READINGS = {part: row[""] for part, row in prose.read(TEXTS / "readings.md").items()}
# Flag -> what it ``means``, and what to ``do``: a verdict that is not a good one, or one
# with a ``title`` of its own.
FLAGS = prose.read(TEXTS / "flags.md")
# Key -> the ``word``, its ``meaning`` on this page, and patterns, ``terms``, of what links
# to it.
GLOSSARY = prose.read(TEXTS / "glossary.md")
# Of an outcome that is a logarithm; its word is its unit.
LOGARITHM = GLOSSARY.pop("logarithm")["meaning"]

# What the words are of -> key -> language -> text.
WORDS = prose.read(TEXTS / "words.md")
# Key of a template -> its text.
TEXT = WORDS["page"] | WORDS["results"]

# Names that must not break at their hyphen.
R_HAT, E_BFMI = (
    name.replace("-", "\N{NON-BREAKING HYPHEN}") for name in ("R-hat", "E-BFMI")
)

DEGREES = WORDS["degrees"]
# As figures name them, with a capital.
MODELS = {
    model: {language: text[0].upper() + text[1:] for language, text in row.items()}
    for model, row in phrases("phrases")["model"].items()
}
CHECKS, METHODS = WORDS["checks"], WORDS["methods"]

_FINDINGS = ("supported", "not supported", "not settled")
_NOT_JUDGED = ("not judgeable here", "not judged for a fault")
# What is judged -> its verdicts, and verdict -> its word and its tone.
OUTCOMES = {
    "fits": ("passed", "failed"),
    "exact_answers": ("agrees", "disagrees", "not computed", "not judged"),
    "prior_checks": ("plausible", "wide", "no range given", "in conflict", "not judged"),
    "predictive_checks": ("passed", "flagged", "not informative", "not judged"),
    "prior_weight": (
        "not sensitive",
        "chosen kappa counts",
        "chosen kappa decides",
        "chosen kappa, then prior",
        "leans on the prior",
        "prior, then chosen kappa",
        "not judged",
    ),
    "claims_code": ("supported", "at fault", *_NOT_JUDGED),
    "claims_model": (*_FINDINGS, *_NOT_JUDGED),
    "claims_data": (*_FINDINGS, *_NOT_JUDGED),
}

# What is judged, in a word or two.
CHECKED = WORDS["checked"]

# Its word, and that of several at once where it is another one.
VERDICTS, OF_SEVERAL = WORDS["verdicts"], WORDS["verdicts of several"]
_GOOD = ("passed", "agrees", "plausible", "not sensitive", "supported")
_BAD = (
    "failed",
    "disagrees",
    "flagged",
    "in conflict",
    "not judged",
    "at fault",
    "not judged for a fault",
)
# Verdict -> its tone.
TONES = dict.fromkeys(VERDICTS, "neutral")
TONES |= dict.fromkeys(_GOOD, "good") | dict.fromkeys(_BAD, "bad")

# Said only where they happened.
RARE = ("not judged", "not judged for a fault")

SENSITIVITIES, KINDS = WORDS["sensitivities"], WORDS["kinds"]

# After the name of a column that was not used: of which variance it explains a share,
# and what it does to the outcome where that is one number.
UNUSED, UNUSED_EFFECT = WORDS["unused"], WORDS["unused_effect"]
COMPARISON = WORDS["comparison"]

# Languages of the page -> their own names.
LANGUAGES = {"en": "English", "es": "Español"}

# Stage of a run, in the order of the data: the file that its rules are written in -> title.
STAGES = WORDS["stages"]

# Heading of each part of an analysis' story.
PARTS = WORDS["parts"]

# Files that may be missing -> what they would have shown.
MISSING = WORDS["missing"]


def in_language(words: dict[str, dict[str, str]], language: str) -> dict[str, str]:
    """Keep one language of a table of words: key -> language -> text."""
    return {key: pair[language] for key, pair in words.items()}
