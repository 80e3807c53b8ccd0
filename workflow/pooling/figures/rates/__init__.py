"""Figures of the rates: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.predictive.new_group import new_unit
from pooling.figures.predictive.replicates import by_unit
from pooling.figures.predictive.rootogram import rootogram
from pooling.figures.rates.populations import error_by_size, population
from pooling.figures.rates.units import THREE, finds_kinds, pooling, survival
from pooling.model.families.rates import MODELS
from pooling.model.names import COMPLETE, PARTIAL

PREDICTIVE = {"prior": by_unit, "posterior": rootogram}
NEW_GROUP = new_unit

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
