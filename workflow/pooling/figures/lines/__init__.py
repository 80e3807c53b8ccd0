"""Figures of the lines: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures.base import ESTIMATES, Figure
from pooling.figures.checks import of_models
from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.lines.by_group import CHECKS, THREE, data, finds_flagged, pooling
from pooling.figures.lines.correlations import correlation, intercept_slope
from pooling.figures.predictive.new_group import new_line
from pooling.figures.predictive.replicates import real
from pooling.model.families.lines import MODELS
from pooling.model.names import COMPLETE, NONE, PARTIAL

BY_GROUP = {
    "x": Node("x_i", 1.1, 0, kind="known"),
    "sigma": Node(r"\sigma", -2.2, 0.9, prior="sigma"),
}
PLATES = (Plate(("y", "x"), OBSERVATIONS),)

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_line

GRAPHS = {
    COMPLETE: Graph(
        {
            "alpha": Node(r"\alpha", -1.4, 1.5, prior="alpha"),
            "beta": Node(r"\beta", 0, 1.5, prior="beta"),
            "sigma": Node(r"\sigma", 1.4, 1.5, prior="sigma"),
            "x": Node("x_i", 1.1, 0, kind="known"),
            "y": Node(
                "y_i", 0, 0, kind="observed", parents=("alpha", "beta", "sigma", "x")
            ),
        },
        PLATES,
    ),
    NONE: Graph(
        BY_GROUP
        | {
            "alpha": Node(r"\alpha_j", -0.6, 1.3, prior="alpha"),
            "beta": Node(r"\beta_j", 0.8, 1.3, prior="beta"),
            "y": Node(
                "y_i", 0, 0, kind="observed", parents=("alpha", "beta", "sigma", "x")
            ),
        },
        (Plate(("alpha", "beta", "y", "x"), GROUPS), *PLATES),
    ),
    PARTIAL: Graph(
        BY_GROUP
        | {
            "mu_alpha": Node(r"\mu_\alpha", -2.1, 3.8, prior="mu_alpha"),
            "mu_beta": Node(r"\mu_\beta", -0.7, 3.8, prior="mu_beta"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 3.8, prior="sigma_alpha"),
            "R": Node(r"\mathrm{R}", 1.8, 3.8, prior="R"),
            "sigma_beta": Node(r"\sigma_\beta", 2.9, 3.8, prior="sigma_beta"),
            "Sigma": Node(
                r"\Sigma",
                1.8,
                2.6,
                kind="computed",
                parents=("sigma_alpha", "R", "sigma_beta"),
            ),
            "line": Node(
                r"\alpha_j, \beta_j", 0, 1.3, parents=("mu_alpha", "mu_beta", "Sigma")
            ),
            "y": Node("y_i", 0, 0, kind="observed", parents=("line", "sigma", "x")),
        },
        (Plate(("line", "y", "x"), GROUPS), *PLATES),
    ),
}

FIGURES = {
    "data": Figure(
        draw=data,
        models=(COMPLETE, PARTIAL),
        kinds=(*ESTIMATES, CHECKS),
        any_of=True,
        finds=finds_flagged,
    ),
    "pooling": Figure(
        draw=pooling, models=THREE, kinds=(*ESTIMATES, CHECKS), finds=finds_flagged
    ),
    "intercept_slope": Figure(draw=intercept_slope, models=THREE),
    "correlation": Figure(
        draw=correlation,
        models=(PARTIAL,),
        kinds=(*ESTIMATES, "posterior.nc", "exact_nodes.nc", "stan_data.json"),
    ),
    **of_models(MODELS, compared=True),
}
