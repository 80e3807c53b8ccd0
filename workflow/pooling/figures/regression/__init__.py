"""Figures of models by formula: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.regression.by_group import finds_groups, groups, shrinkage
from pooling.figures.regression.coefficients import coefficients
from pooling.figures.regression.correlations import correlation
from pooling.figures.regression.data import data
from pooling.figures.regression.effects import conditional_effects
from pooling.figures.regression.graphs import graph
from pooling.figures.regression.predictive import deciles, new_rows, replicated
from pooling.figures.regression.ranks import probability_beyond, rank
from pooling.model.names import COMPLETE, NONE, PARTIAL

DRAWS = (*ESTIMATES, "stan_data.json", "posterior.nc")

THREE = (COMPLETE, NONE, PARTIAL)
# What only zeros and ones have, drawn of a fit.
__all__ = ["FIGURES", "NEW_GROUP", "PREDICTIVE", "deciles", "graph"]
PREDICTIVE = {"prior": replicated, "posterior": replicated}
NEW_GROUP = new_rows

FIGURES = {
    "data": Figure(draw=data),
    "coefficients": Figure(draw=coefficients, models=THREE, kinds=DRAWS, any_of=True),
    "conditional_effects": Figure(
        draw=conditional_effects,
        models=(PARTIAL,),
        kinds=DRAWS,
        applies=fitted(PARTIAL, given=lambda s: bool(s.parsed.atoms)),
    ),
    "groups": Figure(
        draw=groups,
        models=THREE,
        kinds=DRAWS,
        any_of=True,
        applies=fitted(PARTIAL),
    ),
    "shrinkage": Figure(
        draw=shrinkage,
        models=THREE,
        kinds=(*ESTIMATES, "stan_data.json"),
        any_of=True,
        applies=fitted(NONE, PARTIAL),
    ),
    "rank": Figure(draw=rank, models=(PARTIAL,), kinds=DRAWS),
    "probability_beyond": Figure(
        draw=probability_beyond,
        models=(PARTIAL,),
        kinds=DRAWS,
        applies=fitted(PARTIAL, given=lambda s: s.threshold is not None),
    ),
    "correlation": Figure(
        draw=correlation,
        models=THREE,
        kinds=DRAWS,
        any_of=True,
        # Several coefficients of a group may be correlated.
        applies=fitted(
            PARTIAL, given=lambda s: s.parsed.correlated and len(s.parsed.varying) > 1
        ),
        finds=finds_groups,
    ),
    **of_models(THREE, compared=True),
}
