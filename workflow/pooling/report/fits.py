"""What a model and its fit have to show: formula, priors, program, checks, posterior."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pooling.basics import files
from pooling.checks import diagnostics
from pooling.checks.results import Results
from pooling.figures.style import COLOURS
from pooling.figures.words import Spoken
from pooling.model import families
from pooling.report import (
    chapters,
    curves,
    evidence,
    formulas,
    numbers,
    posterior,
    predictions,
    programs,
    words,
)
from pooling.report.targets import Targets
from pooling.sampling import stan_programs

# Check -> which side of its threshold is good, and how its value is written.
SIDES = {
    "r_hat": ("≤", lambda value, language: numbers.number(value, language, 4)),
    "ess_bulk": ("≥", numbers.count),
    "ess_tail": ("≥", numbers.count),
    "divergences": ("≤", numbers.count),
    "e_bfmi": ("≥", lambda value, language: numbers.number(value, language, 2)),
    "pareto_k": ("≤", lambda value, language: numbers.number(value, language, 2)),
}


def arranged_model(
    results: Results, name: str, language: str, make: Targets
) -> dict[str, Any]:
    """Arrange one model of an analysis, with its fit where it has one."""
    family, title = results.settings["family"], results.settings["title"]
    declared = families.get(family).MODELS[name]
    chapter = chapters.of(family).models(results)[name]
    known = results.settings["options"][name]
    arranged = {
        "id": f"{results.analysis}-{name}",
        "analysis": {
            "id": results.analysis,
            "title": (title or {}).get(language) or results.analysis,
        },
        "name": name,
        "title": words.MODELS[name][language],
        "degree": words.DEGREES[declared.pooling][language],
        "colour": COLOURS[declared.pooling],
        # Told in full; the others are there to compare it with.
        "in_full": declared.pooling == "partial" or not declared.sampled,
        "reading": Spoken(language, results.settings).told(chapter.reading[language]),
        "formula": [formulas.statement(line, language) for line in chapter.formula],
        "notation": chapter.written(
            {
                role: column["column"]
                for role, column in results.settings["labels"].items()
            }
        ),
        "known": [
            formulas.mathml(formulas.constant(key, known[key], language))
            for key in chapter.known
        ],
        "sampled": declared.sampled,
        "slide": chapter.slide,
        "verdict": None,
    }
    if name in results.fits:
        arranged |= _fit(
            results, name, declared=declared, chapter=chapter, language=language
        )
        arranged["traced"] = {
            kind: make.traced(*(results.fits[name].files[kind] for kind in kinds))
            for kind, kinds in {
                "posterior": ("summary", "exact"),
                "after": ("posterior_predictive",),
                "new_group": ("predictive_new_group",),
                **({"prior": ("sensitivity",)} if arranged["weighed"] else {}),
            }.items()
        }
    return arranged


def _fit(
    results: Results, name: str, *, declared, chapter, language: str
) -> dict[str, Any]:
    """Arrange what a fit has to show: priors, program, checks, posterior."""
    t, fit = words.in_language(words.TEXT, language), results.fits[name]
    diagnosed = fit.diagnostics
    settings, told = results.settings, chapters.of(results.family)
    chosen = told.priors(results, name)
    origins = [
        "given" if prior.given else "scaled" if prior.scaled else "default"
        for prior in chosen
    ]
    spoken = Spoken(language, settings)
    return {
        "verdict": diagnosed["verdict"],
        "agreement": files.read_json(fit.files["agreement"]),
        "priors": [
            {
                "labels": prior.labels,
                "formula": formulas.mathml(
                    formulas.prior(prior.sign, prior.arguments, language)
                ),
                **curves.drawn(prior.arguments, language),
                "unit": told.unit(results, prior.parameter, spoken),
                "origin": t[f"prior_{origin}"],
            }
            for prior, origin in zip(chosen, origins, strict=True)
        ],
        "scaled": [
            formulas.mathml(prior.sign, "inline")
            for prior, origin in zip(chosen, origins, strict=True)
            if origin == "scaled"
        ],
        "program": programs.highlight(stan_programs.text(Path(fit.files["program"]))),
        "program_file": "/".join(Path(fit.files["program"]).parts[-3:]),
        "checks": [
            _check(name, diagnosed, spoken) for name in SIDES if name in diagnosed
        ],
        "predicts": predictions.of_fit(results, fit, language),
        "weighed": "sensitivity" in fit.files,
        "collapsed": Path(fit.files["program"]).stem.endswith("_collapsed"),
        "by_chance": diagnosed["r_hat"]["by_chance"],
        "each": {
            "kept": diagnosed["draws"],
            "thin": diagnosed["thin"],
            "stored": diagnosed.get("stored"),
        },
        "draws": " \N{MULTIPLICATION SIGN} ".join(
            numbers.count(diagnosed[each], language) for each in ("chains", "draws")
        ),
        "independent": settings.get("independent", False),
        "tree_depth": _tree_depth(diagnosed["tree_depth"], t, language),
        **posterior.tables(
            results, name, declared=declared, chapter=chapter, language=language
        ),
    }


def _tree_depth(depth: dict[str, Any], t: dict[str, str], language: str) -> str:
    """Tell the depth of the trees; a dash where there were none."""
    if "not_computed" in depth:
        return evidence.SIGNS["neutral"]
    return t["tree_depth"].format(
        value=numbers.count(depth["value"], language), largest=depth["largest"]
    )


def _check(name: str, diagnosed: dict[str, Any], spoken: Spoken) -> dict[str, Any]:
    """Arrange one check of a fit."""
    language = spoken.language
    side, write = SIDES[name]
    check = diagnosed[name]
    arranged = {"name": name, "title": words.CHECKS[name][language]}
    if "not_computed" in check:
        dash = evidence.SIGNS["neutral"]
        without = {"value": dash, "parameter": "", "threshold": ""}
        return arranged | without | {"verdict": "not computed"}
    parameter = check.get("parameter")
    return arranged | {
        "value": write(check["value"], language),
        "parameter": formulas.label(parameter, spoken) if parameter else "",
        "threshold": f"{side} {numbers.number(check['threshold'], language)}",
        "verdict": "passed" if check["passed"] else "failed",
        "advice": diagnostics.remedy(name, diagnosed, language),
    }
