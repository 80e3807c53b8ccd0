"""Models by formula as graphs, built from what a formula has."""

from __future__ import annotations

import numpy as np

from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.words import Spoken, symbol
from pooling.model import responses
from pooling.model.families.base import LANGUAGES

# Where the first stands of what a response has beside its linear predictor, and the next of
# it: lower, so that no arrow passes behind a node and no prior beside another.
DISPERSION = (-2.4, 0.75), (-1.4, -0.75)
# What is known of each row in the Stan data: its sign, and values that say nothing.
BESIDE = {"trials": ("N_i", {1}), "se": (r"\mathrm{se}_i", set()), "spread": ("w_i", {1})}
# Where the population stands: with a matrix of covariances, it is one row higher.
TOP = {False: 3.9, True: 5.0}


def graph(results, model: str) -> Graph:
    """Build the graph of one model of an analysis, from the Stan data of its fit."""
    declared = results.declared(model)
    data = results.fits[model].stan_data
    below = _observed(declared, data)
    above, parents = _population(declared, data)
    further = _further(data)
    parents += ("u",) if further else ()
    eta = Node(r"\eta_i", 0, 1.25, kind="computed", parents=(*parents, "x"))
    nodes = above | further | {"eta": eta} | below
    rows = ("eta", "x", "y", *(name for name in BESIDE if name in below))
    plates = (Plate(rows, OBSERVATIONS),)
    if "theta" in nodes:
        plates = (Plate(("theta", *rows), GROUPS), *plates)
    if further:
        plates += (Plate(("u",), _levels(results)),)
    return Graph(nodes, plates)


def _observed(declared, data: dict) -> dict[str, Node]:
    """Lay out the outcome and what it varies by."""
    dispersion = responses.get(declared.likelihood).DISPERSION
    (x, y), (across, down) = DISPERSION
    nodes = {
        name: Node(symbol(name), x + at * across, y + at * down, prior=name)
        for at, name in enumerate(dispersion)
    }
    parents = ("eta", *dispersion)
    for name, (sign, trivial) in BESIDE.items():
        if set(np.unique(data.get(name, ()))) - trivial:
            nodes[name] = Node(sign, 1.2, 0, kind="known")
            parents += (name,)
    return nodes | {
        "x": Node("x_i", 1.2, 1.25, kind="known"),
        "y": Node("y_i", 0, 0, kind="observed", parents=parents),
    }


def _population(declared, data: dict) -> tuple[dict[str, Node], tuple[str, ...]]:
    """Lay out what the linear predictor is made of, without the further factors."""
    used = np.flatnonzero(data["used"]) + 1
    fixed = not set(used) <= set(data["place"])  # coefficients that do not vary
    if declared.pooling == "complete":
        return {"beta": Node(r"\beta", 0, 2.5, prior="beta")}, ("beta",)
    if declared.pooling == "none":
        nodes = {"theta": Node(r"\theta_j", 0, 2.6, prior="theta")}
        if not len(used):
            return nodes, ("theta",)
        return nodes | {"beta": Node(r"\beta", 2.6, 2.6, prior="beta")}, ("theta", "beta")
    several = bool(data["K"] > 1 and data["correlated"])
    top = TOP[several]
    nodes = {"beta": Node(r"\beta", -1.5, top, prior="beta")}
    if several:
        nodes |= {
            "sd": Node(r"\sigma_\theta", 0.5, top, prior="sd"),
            "cor": Node(r"\mathrm{R}", 2.1, top, prior="cor"),
            "Sigma": Node(r"\Sigma", 1.0, 3.8, kind="computed", parents=("sd", "cor")),
        }
    else:
        nodes["sd"] = Node(r"\sigma_\theta", 0.5, top, prior="sd")
    spread = "Sigma" if several else "sd"
    nodes["theta"] = Node(r"\theta_j", 0, 2.6, parents=("beta", spread))
    return nodes, ("theta", "beta") if fixed else ("theta",)


def _further(data: dict) -> dict[str, Node]:
    """Lay out the effects of further grouping factors."""
    if not data["H"]:
        return {}
    return {
        "sd_further": Node(r"\sigma_u", 4.0, 3.6, prior="sd_further"),
        "u": Node("u_l", 4.0, 2.4, parents=("sd_further",)),
    }


def _levels(results) -> dict[str, str]:
    """Name the frame of the levels of further factors."""
    named = {}
    for language in LANGUAGES:
        words = Spoken(language, results.settings)
        factors = ", ".join(map(words.factor, results.facts["formula"]["further"]))
        named[language] = factors.replace("{", "{{").replace("}", "}}") + " $l$ = {L}"
    return named
