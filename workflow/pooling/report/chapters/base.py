"""What the report says about one model."""

from __future__ import annotations

from dataclasses import dataclass

PROBABILITY = {"en": "probability", "es": "probabilidad"}
LOG_ODDS = {"en": "log odds", "es": "logit"}


@dataclass(frozen=True)
class Chapter:
    """Formula and words of one model.

    Attributes
    ----------
    formula : tuple of str
        Lines of LaTeX: the likelihood and the population; priors and known
        numbers are added from the fit's own data.
    reading : dict of str
        Language -> the formula in one sentence.
    meanings : dict
        Parameter -> language -> what it is; ``{group}``, ``{x}`` and ``{centre}``
        stand for the analysis' own words.
    index : str
        Index of the groups in the formula.
    known : tuple of str
        Numbers of the formula that the configuration fixes.
    """

    formula: tuple[str, ...]
    reading: dict[str, str]
    meanings: dict[str, dict[str, str]]
    index: str = "j"
    known: tuple[str, ...] = ()
