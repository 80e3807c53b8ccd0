"""What speaks for a run or against it: exact answers, comparison, claims, literature."""

from __future__ import annotations

import re
from typing import Any

from pooling.basics import files
from pooling.basics.numerals import written
from pooling.checks import diagnostics
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.report import formulas, names, numbers, words

SIGNS = {"good": "✓", "bad": "✗", "neutral": "\N{EN DASH}"}
# What is judged of fits -> the part of the story that shows it, and says how to read it.
SHOWN_IN = {
    "fits": "checks",
    "exact_answers": "exact",
    "prior_checks": "before",
    "predictive_checks": "after",
    "prior_weight": "prior",
}
# Such a part -> what was found of a fit.
FOUND = {
    "checks": lambda fit: fit,
    "exact": lambda fit: fit["agreement"],
    "before": lambda fit: fit["predicts"]["prior"],
    "after": lambda fit: fit["predicts"]["posterior"],
    "prior": lambda fit: fit["predicts"]["sensitivity"],
}
# Place on the bar of a pooling factor -> number that is drawn there.
PLACES = {"low": "q5", "at": "factor", "high": "q95"}
DIGITS = 3  # significant ones of a claim's numbers, most of which carry Monte Carlo error
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def failed_fits(models: list[dict], names: list[str]) -> list[dict]:
    """List the models of some names whose fit failed its checks."""
    return [m for m in models if m["name"] in names and m["verdict"] == "failed"]


def _anchor(flag: str) -> str:
    """Name the place on the page where a flag is explained."""
    return "_flag-" + flag.replace(" ", "-")


def told(text: str, known: dict[str, str], language: str) -> dict[str, str]:
    """Tell a text that the files of the run have in English.

    Parameters
    ----------
    text : str
        With numbers as Python formats them.
    known : dict of str
        The text, as it is or with {} for each number -> its Spanish form.

    Returns
    -------
    dict
        ``text`` and its ``language``, English where the Spanish form is not known.
    """
    form = text if text in known else NUMBER.sub("{}", text)
    if form not in known:
        return {"text": text, "language": "en"}
    said = form if language == "en" else known[form]
    numbers_in = [written(each, language) for each in NUMBER.findall(text)]
    return {"text": said.format(*numbers_in), "language": language}


def verdicts(language: str) -> dict[str, dict[str, str | None]]:
    """Describe every verdict there is, and where it is explained, unless it is a good one."""
    return {
        verdict: {
            "word": word[language],
            "of_several": words.OF_SEVERAL.get(verdict, word)[language],
            "tone": words.TONES[verdict],
            "sign": SIGNS[words.TONES[verdict]],
            "flag": _anchor(verdict) if verdict in words.FLAGS else None,
        }
        for verdict, word in words.VERDICTS.items()
    }


def flags(language: str) -> list[dict[str, Any]]:
    """List what each flag means and what to do about it, of a failed fit check by check."""
    raised = []
    for flag, row in words.FLAGS.items():
        of = [term for term, known in words.OUTCOMES.items() if flag in known]
        raised.append(
            {
                "id": _anchor(flag),
                "of": [words.TEXT[term][language] for term in of],
                "title": None if of else row["title"][language],
                "verdict": flag,
                "means": row["means"][language],
                "do": row["do"][language],
                "advice": [
                    (words.CHECKS[check][language], remedies[language])
                    for check, remedies in diagnostics.REMEDIES.items()
                ]
                if flag == "failed"
                else [],
            }
        )
    return raised


def judged(fits: list[dict], part: str) -> list[tuple[dict, str]]:
    """List the fits of which a part of the story shows a verdict, with it."""
    every = [(fit, FOUND[part](fit)) for fit in fits]
    return [(fit, shown["verdict"]) for fit, shown in every if shown]


def counts(fits: list[dict], claims: list[dict], language: str) -> list[dict]:
    """Count the verdicts of a run, question by question.

    What is not good is ``concerned``, with links, by analysis.
    """

    def by_analysis(things: list[dict]) -> list[dict]:
        of_analysis: dict[str, list[dict]] = {}
        for thing in things:
            of_analysis.setdefault(thing["analysis"], []).append(thing)
        return [
            {"analysis": name, "things": listed} for name, listed in of_analysis.items()
        ]

    questions = {
        term: [
            (
                verdict,
                {
                    "id": f"{fit['id']}-{part}",
                    "title": fit["title"],
                    "analysis": fit["analysis"]["title"],
                },
            )
            for fit, verdict in judged(fits, part)
        ]
        for term, part in SHOWN_IN.items()
    } | {
        f"claims_{kind}": [
            (
                record["verdict"],
                {
                    "id": record["anchor"],
                    "title": claim["name"],
                    "analysis": (record["section"] or {"title": ""})["title"],
                },
            )
            for claim in claims
            if claim["of_kind"] == kind
            for record in claim["judged"]
        ]
        for kind in words.KINDS
    }
    return [
        {
            "term": term,
            "short": words.CHECKED[term][language],
            # Claims say themselves how they are read.
            "reading": f"_reading-{SHOWN_IN[term]}" if term in SHOWN_IN else "_claims",
            "marks": _by_tone([verdict for verdict, _ in given], language),
            "verdicts": [
                {
                    "verdict": verdict,
                    "count": numbers.count(len(of_kind), language),
                    "concerned": []
                    if words.TONES[verdict] == "good"
                    else by_analysis(of_kind),
                }
                for verdict in words.OUTCOMES[term]
                for of_kind in [
                    [thing for judged_as, thing in given if judged_as == verdict]
                ]
                if of_kind or verdict not in words.RARE
            ],
        }
        for term, given in questions.items()
        if given
    ]


def _by_tone(verdicts: list[str], language: str) -> list[dict[str, str]]:
    """Count verdicts by whether they are good, bad or neither."""
    tones = [words.TONES[verdict] for verdict in verdicts]
    return [
        {"tone": tone, "sign": sign, "count": numbers.count(tones.count(tone), language)}
        for tone, sign in SIGNS.items()
        if tone in tones
    ]


def exact_answers(results: Results, models: list[dict], language: str) -> list[dict]:
    """Set the verdicts of an analysis' fits on their exact answers side by side."""

    def write(value: float | None, decimals: int | None = None) -> str:
        return numbers.number(value, language, decimals)

    rows, named = [], Spoken(language, results.settings)
    for model in models:
        if "agreement" not in model:
            continue
        agreement = model["agreement"]
        facts = files.read_json(results.fits[model["name"]].files["exact_facts"])
        density = agreement["density"]
        statistic = agreement.get("statistic")
        rows.append(
            {
                "model": model,
                "largest": write(agreement.get("largest_z"), 2),
                "parameter": formulas.label(agreement["parameter"], named)
                if statistic
                else "",
                "statistic": words.TEXT[statistic][language] if statistic else "",
                "allowed": write(agreement.get("threshold"), 2),
                "deviation": write(density["largest_deviation"]),
                "tolerated": write(density["threshold"]),
                "density": "passed" if density["passed"] else "failed",
                "error": numbers.number(facts.get("error"), language, significant=2),
                "edge_mass": write(facts.get("edge_mass")),
                "because": told(facts.get("because", ""), names.REASONS, language),
            }
        )
    return rows
