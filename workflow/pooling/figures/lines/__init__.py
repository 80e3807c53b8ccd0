"""Figures of the lines: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures.base import ESTIMATES, Figure
from pooling.figures.checks import of_models
from pooling.figures.lines.by_group import CHECKS, THREE, data, finds_flagged, pooling
from pooling.figures.lines.correlations import correlation, intercept_slope
from pooling.figures.predictive.new_group import new_line
from pooling.figures.predictive.replicates import real
from pooling.model.families.lines import MODELS
from pooling.model.names import COMPLETE, PARTIAL

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_line

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
