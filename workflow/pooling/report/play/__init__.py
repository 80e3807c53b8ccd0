"""What the reader can play with: the numbers of `pooling.exact.explore`, with their words.

Each kind has a module here and a script of the same name under ``templates/play``: it has
``TEXT`` (with ``title``, ``text``, ``label`` of the drawing and ``figure``, what a figure
shows of the same), ``FIGURE`` (that figure), ``DEGREE`` (of pooling that is drawn) and
``arrange``, a function of the numbers and a `pooling.report.play.base.Speech` that gives
what the script reads, and remarks; nothing where another kind shows more. Some have
``STARTS``: two of a kind that agree in these numbers can be moved to show the same. Some
have ``JOINED``, numbers of which one drawing shows those of several analyses by choice.
"""

from __future__ import annotations

from typing import Any

from pooling.basics import numerals
from pooling.checks import levels
from pooling.checks.results import Results
from pooling.figures.style import COLOURS
from pooling.figures.words import Spoken
from pooling.report import numbers
from pooling.report.play import (
    again,
    exchange,
    guess,
    kappa,
    lab,
    likelihood,
    lines,
    new_group,
    scale,
)
from pooling.report.play.base import SHARED, TEXTS, Speech, control
from pooling.report.words import TEXT

# In the order of the page.
KINDS = {
    "lab": lab,
    "kappa": kappa,
    "likelihood": likelihood,
    "scale": scale,
    "lines": lines,
    "exchange": exchange,
    "guess": guess,
    "again": again,
    "new_group": new_group,
}
# Scripts of the page, in the order in which they run.
BEFORE = ("base", "plot", "controls", "maths", "coins")
SCRIPTS = tuple(f"play/{name}.js" for name in (*BEFORE, *KINDS, "start"))


def embedded(results: Results, language: str) -> list[dict[str, Any]] | None:
    """Give what the reader can play with in an analysis; None where there is nothing.

    ``still`` and ``seen_in`` are for readers without scripts, ``figure`` is the id of the one
    that shows much of the same; ``data`` is what the script reads.
    """
    explored = results.json("explore")
    named = Spoken(language, results.settings)
    family = results.settings["family"]
    widgets = []
    for name in filter(explored.__contains__, KINDS):
        kind = KINDS[name]
        texts = SHARED | kind.TEXT
        for of in (*["shares"] * levels.share(family), family):
            texts |= TEXTS.get(f"{name} of {of}", {})
        say = Speech(named, family, texts)
        arranged = kind.arrange(explored[name], say)
        if not arranged:
            continue
        data, *remarks = arranged
        shared = {
            "kind": name,
            "label": say("label"),
            "mark": numerals.DECIMAL[language],
            "thousands": numerals.THOUSANDS,
            "percent": numbers.percentage(0, language).removeprefix("0"),
        }
        widgets.append(
            {
                "id": f"{results.analysis}-play-{name}",
                "kind": name,
                "starts": [explored[name][each] for each in getattr(kind, "STARTS", ())],
                "title": say("title"),
                "text": " ".join([say("text"), *remarks]),
                "still": say("still"),
                "seen_in": say("figure"),
                "figure": f"{results.analysis}-{kind.FIGURE}",
                "colours": COLOURS | {"degree": COLOURS[kind.DEGREE]},
                "data": shared | data,
            }
        )
    return widgets or None


def joined(widget: dict, shown: list[dict], section: dict, owners: dict) -> dict | None:
    """Put the numbers of a widget into an earlier one over the same axes, to choose from.

    Parameters
    ----------
    widget : dict
        As `embedded` gives it.
    shown : list of dict
        Those of earlier analyses of its chapter; the one that takes it is changed, and given.
    section : dict
        The analysis of the widget.
    owners : dict
        Widget -> the analysis of the earlier ones.
    """
    names = getattr(KINDS[widget["kind"]], "JOINED", ())
    first = widget["data"]
    for other in shown if names else []:
        data = other["data"]
        choice = data["controls"][0] if "variants" in data else None
        moved = data["controls"][1:] if choice else data["controls"]
        alike = other["kind"] == widget["kind"] and data["panels"] == first["panels"]
        if not alike or moved != first["controls"]:
            continue
        if choice is None:
            label = TEXT["analysis"][section["words"].language]
            choice = control(
                "radio",
                "analysis",
                label=label,
                values=[owners[other["id"]]["title"]],
                start=0,
            )
            data["controls"] = [choice, *moved]
            data["variants"] = [{name: data[name] for name in names if name in data}]
        choice["values"].append(section["title"])
        data["variants"].append({name: first[name] for name in names if name in first})
        return other
    return None
