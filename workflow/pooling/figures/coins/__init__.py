"""Figures of the coins: what there is, and which results each needs."""

from __future__ import annotations

from functools import partial

from pooling.figures.base import Figure, fitted, texts
from pooling.figures.checks import of_models
from pooling.figures.coins import densities, side_by_side
from pooling.figures.coins.consistency import concentration, population_joint
from pooling.figures.coins.kappa import kappa_sweep
from pooling.figures.coins.shrinkage import james_stein, likelihood
from pooling.figures.predictive.new_group import new_unit
from pooling.figures.predictive.replicates import by_coin
from pooling.model.names import FIXED_MODE, LEARNED_KAPPA, MAXIMUM_LIKELIHOOD, PARTIAL


def _joint(draw, says, kinds):
    """Declare a joint figure: one for a single coin, else one per coin."""
    name = draw.__name__
    written = texts("coins")[name]
    shared = {"says": says, "models": (PARTIAL,), "kinds": kinds}
    one, two = (fitted(given=lambda s, n=n: len(s.successes) == n) for n in (1, 2))
    figures = {name: Figure(draw=draw, texts=written, applies=one, **shared)}
    for coin, bias in enumerate(("π₁", "π₂")):
        title = {
            language: f"{text}, {bias}" for language, text in written["title"].items()
        }
        figures[f"{name}_{coin + 1}"] = Figure(
            draw=partial(draw, coin=coin),
            texts=written | {"title": title},
            applies=two,
            **shared,
        )
    return figures


PREDICTIVE = {"prior": by_coin, "posterior": by_coin}
NEW_GROUP = new_unit

DATA_ONLY = ("stan_data.json",)
WITH_DRAWS = ("stan_data.json", "posterior.nc")

FIGURES = {
    **side_by_side.FIGURES,
    **_joint(densities.prior_joint, densities.says_joint, kinds=DATA_ONLY),
    "prior_omega": Figure(draw=densities.prior_omega, models=(PARTIAL,), kinds=DATA_ONLY),
    "prior_theta_given_omega": Figure(
        draw=densities.prior_theta_given_omega, models=(PARTIAL,), kinds=DATA_ONLY
    ),
    **_joint(
        densities.likelihood_joint, densities.says_likelihood_joint, kinds=DATA_ONLY
    ),
    **_joint(densities.posterior_joint, densities.says_joint, kinds=WITH_DRAWS),
    "posterior_marginals": Figure(
        draw=densities.posterior_marginals, models=(PARTIAL,), kinds=WITH_DRAWS
    ),
    "kappa_sweep": Figure(
        draw=kappa_sweep, models=(PARTIAL,), kinds=DATA_ONLY, tables=("explore.json",)
    ),
    "population_joint": Figure(
        draw=population_joint, models=(PARTIAL, LEARNED_KAPPA), kinds=WITH_DRAWS
    ),
    "concentration": Figure(
        draw=concentration, models=(PARTIAL, LEARNED_KAPPA), kinds=WITH_DRAWS
    ),
    "likelihood": Figure(draw=likelihood, applies=fitted(MAXIMUM_LIKELIHOOD)),
    "james_stein": Figure(draw=james_stein, applies=fitted(MAXIMUM_LIKELIHOOD)),
    **of_models((FIXED_MODE, PARTIAL, LEARNED_KAPPA), compared=False),
}
