"""Figures of the means: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.means.by_group import THREE, data, pooling
from pooling.figures.means.movement import (
    estimates,
    regularisation_path,
    shrinkage,
    shrinkage_by_size,
)
from pooling.figures.predictive.replicates import real
from pooling.figures.regression.predictive import new_rows
from pooling.model.families.means import MODELS
from pooling.model.names import NONE, PARTIAL, REGULARISED

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_rows

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
