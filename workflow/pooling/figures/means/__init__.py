"""Figures of the means: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures import alt_text as alt_text
from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.means.by_group import LISTED as LISTED
from pooling.figures.means.by_group import THREE, data, pooling
from pooling.figures.means.movement import (
    estimates,
    regularisation_path,
    shrinkage,
    shrinkage_by_size,
)
from pooling.figures.predictive.new_group import new_mean
from pooling.figures.predictive.replicates import real
from pooling.model.families.means import MODELS
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED

BY_GROUP = {
    "sigma": Node(r"\sigma", -1.7, 0.9, prior="sigma"),
    "y": Node("y_i", 0, 0, kind="observed", parents=("alpha", "sigma")),
}
PLATES = (Plate(("alpha", "y"), GROUPS), Plate(("y",), OBSERVATIONS))
FIXED_PRIOR = Graph(
    BY_GROUP | {"alpha": Node(r"\alpha_j", 0, 1.3, prior="alpha")}, PLATES
)

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_mean

GRAPHS = {
    COMPLETE: Graph(
        {
            "alpha": Node(r"\alpha", -0.6, 1.4, prior="alpha"),
            "sigma": Node(r"\sigma", 0.6, 1.4, prior="sigma"),
            "y": Node("y_i", 0, 0, kind="observed", parents=("alpha", "sigma")),
        },
        (Plate(("y",), OBSERVATIONS),),
    ),
    NONE: FIXED_PRIOR,
    REGULARISED: FIXED_PRIOR,
    PARTIAL: Graph(
        BY_GROUP
        | {
            "mu_alpha": Node(r"\mu_\alpha", -0.6, 2.7, prior="mu_alpha"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 2.7, prior="sigma_alpha"),
            "alpha": Node(r"\alpha_j", 0, 1.3, parents=("mu_alpha", "sigma_alpha")),
        },
        PLATES,
    ),
}

FIGURES = {
    "data": Figure(draw=data),
    "pooling": Figure(draw=pooling, models=THREE),
    "shrinkage": Figure(draw=shrinkage, models=THREE),
    "shrinkage_by_size": Figure(
        draw=shrinkage_by_size, models=(NONE, PARTIAL), kinds=(*ESTIMATES, "posterior.nc")
    ),
    "regularisation_path": Figure(
        draw=regularisation_path,
        models=(REGULARISED, PARTIAL),
        kinds=(*ESTIMATES, "stan_data.json"),
        tables=("explore.json",),
        any_of=True,
        applies=fitted(REGULARISED),
    ),
    "estimates": Figure(draw=estimates, models=THREE),
    **of_models(MODELS, compared=True),
}
