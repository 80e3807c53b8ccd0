"""Figures of the rates: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures import alt_text as alt_text
from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.graph import UNITS, Graph, Node, Plate
from pooling.figures.predictive.new_group import new_unit
from pooling.figures.predictive.replicates import by_unit
from pooling.figures.predictive.rootogram import rootogram
from pooling.figures.rates.populations import error_by_size, population
from pooling.figures.rates.units import THREE, finds_kinds, pooling, survival
from pooling.model.families.rates import MODELS
from pooling.model.names import COMPLETE, NONE, PARTIAL

COUNTS = {
    "N": Node("N_i", 1.1, 0, kind="known"),
    "y": Node("y_i", 0, 0, kind="observed", parents=("p", "N")),
}
BY_UNIT = COUNTS | {"p": Node("p_i", 0, 1.15, kind="computed", parents=("alpha",))}
PLATE = (Plate(("alpha", "p", "y", "N"), UNITS),)

PREDICTIVE = {"prior": by_unit, "posterior": rootogram}
NEW_GROUP = new_unit

GRAPHS = {
    COMPLETE: Graph(
        COUNTS
        | {
            "alpha": Node(r"\alpha", 0, 2.7, prior="alpha"),
            "p": Node("p", 0, 1.5, kind="computed", parents=("alpha",)),
        },
        (Plate(("y", "N"), UNITS),),
    ),
    NONE: Graph(BY_UNIT | {"alpha": Node(r"\alpha_i", 0, 2.3, prior="alpha")}, PLATE),
    PARTIAL: Graph(
        BY_UNIT
        | {
            "mu_alpha": Node(r"\mu_\alpha", -0.6, 3.7, prior="mu_alpha"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 3.7, prior="sigma_alpha"),
            "alpha": Node(r"\alpha_i", 0, 2.3, parents=("mu_alpha", "sigma_alpha")),
        },
        PLATE,
    ),
}

FIGURES = {
    "survival": Figure(draw=survival, models=(COMPLETE, PARTIAL), finds=finds_kinds),
    "pooling": Figure(draw=pooling, models=THREE, finds=finds_kinds),
    "population": Figure(
        draw=population,
        models=(PARTIAL,),
        kinds=(*ESTIMATES, "posterior.nc", "exact_nodes.nc"),
    ),
    "error_by_size": Figure(
        draw=error_by_size,
        models=(PARTIAL,),
        applies=fitted(given=lambda s: s.simulate is not None),
    ),
    **of_models(MODELS, compared=True),
}
