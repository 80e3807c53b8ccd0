"""One analysis as a story: what each part of it has to show."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pooling.basics import not_computed
from pooling.checks.results import Results
from pooling.figures.words import Spoken
from pooling.model.names import LEVEL_OF
from pooling.report import (
    absent,
    chapters,
    evidence,
    held,
    numbers,
    pairs,
    pictures,
    play,
    pooled,
    posterior,
    strip,
    words,
)
from pooling.report.answers import predictors
from pooling.report.fits import arranged_model
from pooling.report.inline import Shared
from pooling.report.parts import PARTS
from pooling.report.targets import Targets
from pooling.table import remarks

# What a sentence of an answer is about -> where it stands, if not with what was found.
ABOUT = {
    "open": "open",
    "unused": "left_out",
    "flagged": "left_out",
    "leaning": "left_out",
    "pooling": "pooling",
    "new_group": "predicted",
    "threshold": "predicted",
    "best": "predicted",
}
# What a column can be; those of a formula are predictors, by their names.
ROLES = {role: role for role in ("y", "N", "x", "group", "colour")}
ROLES |= {"se": "standard_error", "weights": "weight"}
# Files of an analysis that a table of the story stands for.
TRACED = (
    "pooling_factor",
    "ranks",
    "pairs",
    "comparison",
    "group_comparison",
    "predictions",
)


def tell(
    results: Results,
    figures: list[dict[str, Any]],
    *,
    fit_figures: dict[str, list[dict[str, Any]]],
    language: str,
    make: Targets,
    shared: Shared,
    stop: bool = False,
) -> dict[str, Any]:
    """Arrange one analysis for the template.

    Parameters
    ----------
    make : Targets
        Composes the commands that make its files.
    shared : Shared
        What the figures of the page have in common.
    stop : bool
        Whether what rests on a failed fit is not judged.
    """
    settings = results.settings
    models = [
        arranged_model(results, name, language, make) for name in settings["options"]
    ]
    with_ = {"language": language, "make": make, "shared": shared}
    drawn = [
        pictures.arrange(figure, (results.analysis,), models, **with_)
        for figure in figures
    ]
    drawn += [
        pictures.arrange(figure, (results.analysis, model), models, **with_)
        for model, of_fit in fit_figures.items()
        for figure in of_fit
    ]
    if stop:
        models = [
            absent.unjudged(model) if model["verdict"] == "failed" else model
            for model in models
        ]
    for model in models:
        model["graph"] = [f for f in drawn if f["id"] == f"{model['id']}-figure-graph"]
    placed = pictures.by_place(drawn, settings["family"])
    return {
        "id": results.analysis,
        "family": settings["family"],
        "lead": pictures.lead(placed, settings["family"]),
        "strip": strip.of(results),
        "words": Spoken(language, settings),
        "title": (settings["title"] or {}).get(language) or results.analysis,
        "group": Spoken(language, settings).label("group"),
        "question": (settings["question"] or {}).get(language),
        "size": words.TEXT["rows_and_groups"][language].format(
            rows=numbers.count(results.facts["rows_used"], language),
            groups=numbers.count(results.facts["groups"], language),
        ),
        "answer": _answer(results, models, language),
        "pairs": pairs.arrange(results, language),
        "data": _data(results, language),
        "notes": [note[language] for note in settings["notes"]],
        "table": _small_table(results, language),
        "traced": _sources(results, make),
        "models": models,
        "fits": [model for model in models if model["sampled"]],
        "exact": evidence.exact_answers(results, models, language),
        "held": held.told(results, language),
        **{
            name: arrange(results, models, language)
            if name in results.paths and not not_computed.read(results.paths[name])
            else None
            for name, arrange in pooled.TABLES.items()
        },
        "play": play.embedded(results, language)
        if "explore" in results.paths and not not_computed.read(results.paths["explore"])
        else None,
        "missing": absent.notes(results, drawn, language),
        "stop": stop,
        "figures": placed,
    }


def with_claims(section: dict[str, Any], claims: list[dict]) -> dict[str, Any]:
    """Add what was claimed of an analysis, and list the parts that its story has.

    ``marks`` are part -> verdict -> how often.
    """
    here = [
        {"claim": claim, "judged": judged}
        for claim in claims
        for judged in claim["judged"]
        if judged["section"] is not None and judged["section"]["id"] == section["id"]
    ]
    told = section | {"claims": here}
    parts = [part for part, needed in PARTS.items() if needed(told)]
    marks = {
        part: Counter(verdict for _, verdict in evidence.judged(told["fits"], part))
        for part in parts
        if part in evidence.FOUND
    }
    if here:
        marks["claims"] = Counter(each["judged"]["verdict"] for each in here)
    return told | {"parts": parts, "marks": marks}


def in_chapters(
    sections: list[dict[str, Any]], chapters: list[tuple[dict | None, list[str]]]
) -> list[dict[str, Any]]:
    """Put analyses that are told together into a chapter, their strips on one axis.

    A chapter is a title by language, None where an analysis stands alone, and names. What can
    be played with is shown once where it would start alike; a later section lists it as
    ``played``.
    """
    named = {section["id"]: section for section in sections}
    chapters_of_page = []
    for title, names in chapters:
        told = [named[name] for name in names if name in named]
        if not told:
            continue
        _play_once(told)
        _mark_slides(told)
        limits = strip.together([section["strip"] for section in told])
        for section in told:
            section["strip"] = section["strip"] and strip.drawn(
                section["strip"], limits, section["words"]
            )
        alone = title is None
        language = told[0]["words"].language
        chapters_of_page.append(
            {
                "id": told[0]["id"] if alone else f"_chapter-{told[0]['id']}",
                "title": told[0]["title"]
                if alone
                else title.get(language, told[0]["title"]),
                "alone": alone,
                "sections": told,
            }
        )
    return chapters_of_page


def _play_once(sections: list[dict[str, Any]]) -> None:
    """Leave out of sections what an earlier one can be played with just so."""
    shown: list[dict[str, Any]] = []

    def earlier(widget: dict[str, Any]) -> dict[str, Any] | None:
        alike = (
            each
            for each in shown
            if (each["kind"], each["starts"]) == (widget["kind"], widget["starts"])
        )
        return next(alike, None) if widget["starts"] else None

    owners = {}
    for section in sections:
        widgets = section["play"] or []
        section["played"], section["play"] = [], []
        for widget in widgets:
            above = earlier(widget) or play.joined(widget, shown, section, owners)
            section["played" if above else "play"].append(above or widget)
        shown += section["play"]
        owners |= {widget["id"]: section for widget in section["play"]}


def _mark_slides(sections: list[dict[str, Any]]) -> None:
    """Mark the formulas and the figures of a chapter that its slides show."""
    shown: set[str] = set()
    written: set[str] = set()
    for section in sections:
        known = chapters.of(section["family"]).slides | {"predictive_new_group": False}
        for model in section["models"]:
            model["slide"] = model["slide"] and model["name"] not in written
            written.add(model["name"])
        if section["lead"]:
            section["lead"]["slide"] = True
            shown.add(section["lead"]["name"])
        for figure in (each for placed in section["figures"].values() for each in placed):
            name = figure["name"]
            figure["slide"] = name in known and (known[name] or name not in shown)
            shown.add(name)


def _answer(results: Results, models: list, language: str) -> dict[str, Any] | None:
    """Arrange what was found, predicted and left open; None where no file says it.

    What pooling did is found where nothing else was.
    """
    if "answers" not in results.paths:
        return None
    lost = not_computed.read(results.paths["answers"])
    said: dict[str, list[str]] = {place: [] for place in ("found", *ABOUT.values())}
    for each in [] if lost else results.json("answers"):
        said[ABOUT.get(each["about"], "found")].append(each["text"][language])
    if not said["found"]:
        said |= {"found": said["pooling"], "pooling": []}
    return {
        **said,
        "missing": lost
        and absent.note(
            results.paths["answers"], words.TEXT["answer"][language], language
        ),
        "failed": [model for model in models if model["verdict"] == "failed"],
    }


def _sources(results: Results, make: Targets) -> dict[str, dict]:
    """Say for each table of an analysis which files hold its numbers."""

    def of_fits(*kinds: str) -> dict[str, Any]:
        read = [fit.files[kind] for fit in results.fits.values() for kind in kinds]
        return make.traced(*read)

    return {
        "data": make.traced(results.paths["prepared"], results.paths["facts"]),
        "before": of_fits("prior_predictive"),
        "checks": of_fits("diagnostics"),
        "posterior": of_fits("summary", "exact"),
        "exact": of_fits("agreement", "exact_facts"),
        **{
            kind: make.traced(results.paths[kind])
            for kind in TRACED
            if kind in results.paths
        },
    }


def _data(results: Results, language: str) -> list[tuple[str, str]]:
    """List what there is to know about the data, as terms and descriptions."""
    t = words.in_language(words.TEXT, language)
    facts, settings = results.facts, results.settings
    named = Spoken(language, settings)

    def count(key: str) -> str:
        return numbers.count(facts[key], language)

    if facts["source"]:
        source = facts["source"]
    else:
        source = t["source_simulated" if "simulated" in facts else "source_configuration"]
    rows = t["rows_text"].format(used=count("rows_used"), read=count("rows_read"))
    if facts["rows_dropped"]:
        share = facts["rows_dropped"] / facts["rows_read"]
        *first, last = settings["columns"]
        rows += "; " + t["rows_dropped"].format(
            dropped=count("rows_dropped"),
            share=numbers.percentage(share, language),
            columns=f"{', '.join(first)} {t['or_else']} {last}",
        )
    described = [(t["source"], source), (t["rows"], rows)]
    offsets = predictors.offsets(results) if named.by_formula else set()
    for role, label in settings["labels"].items():
        text = named.axis(role)
        if facts["source"] and named.label(role) != label["column"]:
            text += f", {t['column']} {label['column']}"
        if role == "y" and named.original():
            text += f"; {t['log_of'].format(original=named.original())}"
        if role == "group":
            text = t["groups_text"].format(groups=count("groups"), group=text)
            if facts.get("groups_dropped"):
                text += f"; {t['groups_dropped']}: {', '.join(facts['groups_dropped'])}"
        key = "offset" if role in offsets else ROLES.get(role, "x")
        if role.startswith(LEVEL_OF):
            levels = len(facts["formula"]["levels"][role.removeprefix(LEVEL_OF)])
            groups = numbers.count(levels, language)
            key, text = (
                "further_groups",
                t["groups_text"].format(groups=groups, group=text),
            )
        described.append((t[key], text))
    if named.limit:
        # Of counts it is a probability, which has neither their spread nor their unit.
        counted = results.counts
        spread = 0 if counted else results.outcome[1]
        at = named.value("y", named.limit["value"], spread)
        unit = None if counted else named.unit("y")
        at = f"{at} {unit}" if unit else at
        described.append((t["decisive"], f"{named.threshold()}: {at}"))
    if "centre" in facts:
        centre = named.value("x", facts["centre"], results.prepared["x"].std())
        centre = f"{centre} {named.unit('x') or ''}"
        described.append((t["centre"].format(x=named.label("x")), centre.strip()))
    for remark in facts.get("remarks", []):
        said = remarks.sentence(remark, language)
        described.append((t["table_remark"], said[0].upper() + said[1:]))
    return described


def _variables(results: Results) -> dict[str, str]:
    """Give the columns of the prepared table that are variables of a formula: -> name."""
    known = results.facts.get("design", {"variables": {}})["variables"]
    return {variable["column"]: name for name, variable in known.items()}


def _small_table(results: Results, language: str) -> dict[str, list] | None:
    """Give the prepared table itself where it is short."""
    if results.facts["rows_used"] > posterior.LONG:
        return None
    table = results.prepared.drop(columns="row")
    named = Spoken(language, results.settings)
    # Coins have counts in the configuration, and so no columns with names.
    unnamed = {"y": named.counted("success"), "N": named.counted("trial")}
    heads = [
        named.label(name)
        if name in named.labels
        else unnamed.get(name, name.removeprefix("level_"))
        for name in table.rename(columns=_variables(results)).columns
    ]
    # As many digits as tell the rows of a column apart, and one more.
    spreads = table.std(numeric_only=True) / 10
    return {
        "columns": heads,
        "rows": [
            [
                named.kind(value)
                if name == "colour"
                else value
                if isinstance(value, str)
                else named.value(name, value, spreads[name])
                for name, value in zip(table, row, strict=True)
            ]
            for row in table.itertuples(index=False)
        ],
    }
