"""Figures of the report: where each stands in the story, and which to see first."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pooling import files
from pooling.report import chapters
from pooling.report.targets import Targets

# Figure, of an analysis or of a fit -> the part of the story where it stands. A
# figure that is not named here stands at the end, among the further ones.
PLACES = {
    "data": "data",
    "graph": "models",
    "prior_joint": "before",
    "prior_joint_1": "before",
    "prior_joint_2": "before",
    "prior_omega": "before",
    "prior_theta_given_omega": "before",
    "prior_predictive": "before",
    "trace": "checks",
    "rank": "checks",
    "energy": "checks",
    "pairs": "checks",
    "likelihood_joint": "posterior",
    "likelihood_joint_1": "posterior",
    "likelihood_joint_2": "posterior",
    "posterior_joint": "posterior",
    "posterior_joint_1": "posterior",
    "posterior_joint_2": "posterior",
    "posterior_marginals": "posterior",
    "estimates": "posterior",
    "population": "posterior",
    "correlation": "posterior",
    "pooling": "shrinkage",
    "shrinkage": "shrinkage",
    "shrinkage_by_size": "shrinkage",
    "intercept_slope": "shrinkage",
    "survival": "shrinkage",
    "error_by_size": "shrinkage",
    "regularisation_path": "shrinkage",
    "kappa_sweep": "shrinkage",
    "likelihood": "shrinkage",
    "james_stein": "shrinkage",
    "agreement": "exact",
    "posterior_predictive": "after",
    "predictive_checks": "after",
    "group_checks": "after",
    "predictive_new_group": "new_group",
    "comparison": "comparison",
    "new_groups": "group_comparison",
    "sensitivity": "prior",
}
ELSEWHERE = "further"
WORTH_SEEING = 3


def data_uri(path: str | Path, kind: str = "image/svg+xml") -> Markup:
    """Put a file into a URI of its own."""
    content = base64.b64encode(Path(path).read_bytes()).decode("ascii")
    return Markup(f"data:{kind};base64,{content}")


def arrange(
    figure: dict[str, Any], owner: str, models: list[dict], language: str, make: Targets
) -> dict[str, Any]:
    """Arrange one figure for the template.

    Parameters
    ----------
    figure : dict
        ``file``, ``text`` (a JSON file with its text alternative, by language),
        ``name``, ``title``, ``caption`` and the ``models`` that it shows.
    owner : str
        Identifier on the page of the analysis or the fit that it belongs to.
    models : list of dict
        Models of the analysis as the page arranges them.
    language : {"en", "es"}
        Language of the words.
    make : Targets
        Composes the command that draws it.

    Returns
    -------
    dict
        With ``id``, ``alt``, ``uri``, ``command`` and the ``failed`` models.
    """
    return {
        "id": f"{owner}-figure-{figure['name']}",
        "name": figure["name"],
        "title": figure["title"][language],
        "caption": figure["caption"][language],
        "alt": files.read_json(figure["text"])["alt"][language],
        "uri": data_uri(figure["file"]),
        "command": make.command(figure["file"]),
        "failed": [
            model
            for model in models
            if model["name"] in figure["models"] and model["verdict"] == "failed"
        ],
    }


def by_place(arranged: list[dict]) -> dict[str, list[dict]]:
    """Sort figures into the parts of the story.

    Parameters
    ----------
    arranged : list of dict
        Figures, in the order of the report.

    Returns
    -------
    dict of list
        Part -> its figures, for every part there is.
    """
    found = {place: [] for place in (*PLACES.values(), ELSEWHERE)}
    for figure in arranged:
        found[PLACES.get(figure["name"], ELSEWHERE)].append(figure)
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
                for figure in section["figures"][PLACES[name]]
                if figure["name"] == name
            ]
            chosen += having[:1]
    ranked = sorted(chosen, key=lambda found: found["rank"])
    return ranked[:WORTH_SEEING]
