"""Figures of the report: where each stands in the story, and which to see first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pooling import files
from pooling.report import absent, chapters
from pooling.report.inline import Shared
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
    "predictive_new_group": "new_group",
    "comparison": "comparison",
    "new_groups": "group_comparison",
    "sensitivity": "prior",
}
# Parts that have figures.
PARTS = (
    "data",
    "models",
    "before",
    "checks",
    "posterior",
    "shrinkage",
    "exact",
    "after",
    "new_group",
    "comparison",
    "group_comparison",
    "prior",
    "further",
)
WORTH_SEEING = 3


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
    models : list of dict
        Models of the analysis as the page arranges them.
    language : {"en", "es"}
        Language of the words.
    make : Targets
        Composes the command that draws it.
    shared : Shared
        What the figures of the page have in common.

    Returns
    -------
    dict
        With ``id``, ``alt``, ``svg``, the drawing, and ``again``, the same for a second
        place on the page; ``numbers``, its CSV file as the report finds it; ``command``,
        the ``failed`` models, and why it is ``missing``, None where it is there.
    """
    title = figure["title"][language]
    lost = absent.note(figure["text"], title, language)
    said = {} if lost else files.read_json(figure["text"])
    alt = lost["because"]["text"] if lost else said["alt"][language]
    stem = Path(figure["file"]).name.partition(".")[0]
    caption = figure["caption"][language], said.get("found", {}).get(language)
    return {
        "id": f"{'-'.join(owner)}-figure-{figure['name']}",
        "name": figure["name"],
        "title": title,
        "missing": lost,
        "caption": " ".join(filter(None, caption)),
        "alt": alt,
        "svg": None if lost else shared.figure(figure["file"], alt),
        "again": None if lost else shared.figure(figure["file"], alt),
        "numbers": "/".join([*owner, "figures", f"{stem}.csv"]),
        "command": make.command(figure["file"]),
        "failed": [
            model
            for model in models
            if model["name"] in figure["models"] and model["verdict"] == "failed"
        ],
    }


def by_place(arranged: list[dict], family: str) -> dict[str, list[dict]]:
    """Sort figures into the parts of the story.

    Parameters
    ----------
    arranged : list of dict
        Figures, in the order of the report.
    family : str
        Family of the analysis.

    Returns
    -------
    dict of list
        Part -> its figures, for every part there is; the last part has those that no
        place is named for.
    """
    places = PLACES | chapters.places(family)
    found: dict[str, list[dict]] = {part: [] for part in PARTS}
    for figure in arranged:
        found[places.get(figure["name"], PARTS[-1])].append(figure)
    return found


def worth_seeing(sections: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Choose the figures of the first page.

    Of each family in turn, the analysis that comes first in the run, with the figure
    that its chapter names first; where that gives too few, those that it names next.

    Parameters
    ----------
    sections : list of dict
        The analyses as the page arranges them: ``family``, ``title`` and
        ``figures`` by place.

    Returns
    -------
    list of dict
        At most `WORTH_SEEING` figures, each with its ``section``.
    """
    chosen = []
    for family in sorted({s["family"] for s in sections}, key=chapters.ORDER.index):
        for rank, name in enumerate(chapters.worth_seeing(family)):
            having = [
                {"section": section, "figure": figure, "rank": rank}
                for section in sections
                if section["family"] == family
                for figure in section["figures"][chapters.places(family)[name]]
                if figure["name"] == name and not figure["missing"]
            ]
            chosen += having[:1]
    ranked = sorted(chosen, key=lambda found: found["rank"])
    return ranked[:WORTH_SEEING]
