"""Names of numbers that the run writes in short: those of claims and of the literature."""

from __future__ import annotations

from pooling.basics import prose
from pooling.report.words import TEXTS, WORDS

# Number of a claim -> what it is; of a parameter, what follows its name, ``theta_1_away``.
VALUES = WORDS["values"]

# Published quantities that are no parameters of a program.
QUANTITIES = WORDS["quantities"]

# Numbers of a claim that say whether something is so.
ANSWERS = ("best_is_partial_pooling",)

# Texts that files of the run have in English -> their Spanish form; {} is a number: sources
# and remarks of the published values, reasons for which no exact answer was computed, and where
# CmdStan comes from.
SOURCES, REMARKS, REASONS, TOOLCHAINS = (
    {text["en"]: text["es"] for text in translations.values()}
    for translations in prose.read(TEXTS / "translations.md").values()
)
