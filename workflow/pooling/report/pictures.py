"""Figures of the report: where each stands in the story, and which one leads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pooling.basics import files
from pooling.report import absent, chapters
from pooling.report.inline import Shared
from pooling.report.parts import PARTS
from pooling.report.targets import Targets

# Figure that any family has, of an analysis or of a fit -> the part of the story where
# it stands; a family's chapter says so of its own.
PLACES = {
    "graph": "models",
    "prior_predictive": "before",
    "trace": "checks",
    "rank": "checks",
    "energy": "checks",
    "pairs": "checks",
    "agreement": "exact",
    "posterior_predictive": "after",
    "predictive_checks": "after",
    "group_checks": "after",
    "predictive_deciles": "after",
    "predictive_new_group": "new_group",
    "comparison": "comparison",
    "new_groups": "comparison",
    "sensitivity": "prior",
}
FURTHER = "further"  # where those stand that have no other place


def arrange(
    figure: dict[str, Any],
    owner: tuple[str, ...],
    models: list[dict],
    *,
    language: str,
    make: Targets,
    shared: Shared,
) -> dict[str, Any]:
    """Arrange one figure for the template.

    Parameters
    ----------
    figure : dict
        ``file``, ``text`` (a JSON file with its text alternative, by language),
        ``name``, ``title``, ``caption`` and the ``models`` that it shows.
    owner : tuple of str
        The analysis that it belongs to, and the model where it is one of a fit.
    shared : Shared
        What the figures of the page have in common.
    """
    title = figure["title"][language]
    lost = absent.note(figure["text"], title, language)
    said = {} if lost else files.read_json(figure["text"])
    alt = lost["because"]["text"] if lost else said["alt"][language]
    stem = Path(figure["file"]).name.partition(".")[0]
    return {
        "id": f"{'-'.join(owner)}-figure-{figure['name']}",
        "name": figure["name"],
        "of_fit": len(owner) > 1,
        "title": title,
        "missing": lost,
        "caption": figure["caption"][language],
        "found": said.get("found", {}).get(language, ""),
        "explained": None,
        "alt": alt,
        "svg": None if lost else shared.figure(figure["file"], alt),
        "numbers": "/".join([*owner, "figures", f"{stem}.csv"]),
        "command": make.command(figure["file"]),
        "failed": [
            model
            for model in models
            if model["name"] in figure["models"] and model["verdict"] == "failed"
        ],
    }


def by_place(arranged: list[dict], family: str) -> dict[str, list[dict]]:
    """Sort figures into the parts of the story; the last has those without a place."""
    places = PLACES | chapters.of(family).places
    standing: dict[str, list[dict]] = {part: [] for part in PARTS}
    for figure in arranged:
        # Figures of fits are alike in all families, whatever a family has of that name.
        known = PLACES if figure["of_fit"] else places
        standing[known.get(figure["name"], FURTHER)].append(figure)
    return standing


def lead(figures: dict[str, list[dict]], family: str) -> dict[str, Any] | None:
    """Take the figure that carries the answer of an analysis out of its place.

    It is the first that the family names and the analysis has; None where it has none.
    """
    told = chapters.of(family)
    for name in told.lead:
        shown = figures[told.places[name]]
        for figure in shown:
            if figure["name"] == name and not figure["missing"]:
                shown.remove(figure)
                return figure
    return None


def explained_once(sections: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Move what is said of several figures to the glossary.

    Figures whose caption others share get ``explained``, its place in the glossary, and keep
    the caption only where they lead a chapter.
    """
    alike: dict[str, list[dict[str, Any]]] = {}
    leads = [section["lead"] for section in sections if section["lead"]]
    for section in sections:
        graphs = [figure for model in section["models"] for figure in model["graph"]]
        for figure in [
            *graphs,
            *(f for placed in section["figures"].values() for f in placed),
        ]:
            alike.setdefault(figure["caption"], []).append(figure)
    for figure in leads:
        alike.setdefault(figure["caption"], []).append(figure)
    captions = []
    for caption, figures in alike.items():
        if len({figure["id"] for figure in figures}) < 2:
            continue
        place = f"_figure-{figures[0]['name']}-{len(captions)}"
        captions.append({"id": place, "title": figures[0]["title"], "text": caption})
        for figure in figures:
            if not any(figure is each for each in leads):
                figure["explained"] = place
    return captions
