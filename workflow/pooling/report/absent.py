"""What an analysis should show and does not have, and what rests on a failed fit."""

from __future__ import annotations

from typing import Any

from pooling.basics import not_computed
from pooling.checks.results import Results
from pooling.report import evidence, names, words

UNJUDGED = "not judged"


def note(path: str, title: str, language: str) -> dict[str, Any] | None:
    """Arrange why a file holds no result; None where it holds one.

    Parameters
    ----------
    title : str
        What it would have shown.
    """
    missing = not_computed.read(path) or next(iter(not_computed.inside(path)), None)
    return missing and {
        "title": title,
        "because": evidence.told(missing.because, names.REASONS, language),
        "fault": missing.fault,
        "log": missing.log,
    }


def notes(results: Results, drawn: list[dict], language: str) -> list[dict[str, Any]]:
    """List what is missing in an analysis, figures after what they would be drawn from."""
    wanted = [(paths, "") for paths in [results.paths]] + [
        (fit.files, f" ({words.MODELS[model][language]})")
        for model, fit in results.fits.items()
    ]
    named = [
        note(paths[kind], title[language] + of, language)
        for paths, of in wanted
        for kind, title in words.MISSING.items()
        if kind in paths
    ]
    named += [figure["missing"] for figure in drawn]
    return [each for each in named if each]


def unjudged(fit: dict[str, Any]) -> dict[str, Any]:
    """Take back the verdicts that rest on the draws of a fit that failed."""
    predicts = dict(fit["predicts"])
    predicts["posterior"] = predicts["posterior"] | {"verdict": UNJUDGED}
    if predicts["sensitivity"]:
        predicts["sensitivity"] = predicts["sensitivity"] | {"verdict": UNJUDGED}
    agreement = fit["agreement"] | {"verdict": UNJUDGED}
    return fit | {"predicts": predicts, "agreement": agreement}
