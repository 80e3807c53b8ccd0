"""Checks of the family rates: log odds from a normal population."""

from __future__ import annotations

from functools import cache

import numpy as np
from scipy.special import expit, ndtr

from pooling.checks.predictive.base import Case
from pooling.exact.axes import SLIGHT
from pooling.model import effects
from pooling.model.names import PARTIAL

QUANTITY = "p"
LEARNED = {PARTIAL: ("mean", "sd")}  # by mu_alpha and sigma_alpha


def population(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and sd of the units' log odds, shape (draw,) each.

    Without pooling they are those of the prior.
    """
    learned = ("mu_alpha", "sigma_alpha") if case.declared.pooling == "partial" else ()
    return population_of(case, case.fit.draws(*learned) if learned else {})


def population_of(case: Case, values: dict) -> tuple[np.ndarray, np.ndarray]:
    """Give mean and sd of the log odds at some nodes, shape (node,) each."""
    return effects.of(case.declared, case.data).population(values)


def known_rates(case: Case):
    """Give the exact posterior of each unit's rate, by quadrature of its log odds.

    By its place: rates, and their mass.
    """
    values, weights = case.grid.heavy()
    units = effects.of(case.declared, case.data)
    first = np.unique(units.kind, return_index=True)[1]

    @cache
    def of_outcome(kind: int) -> tuple[np.ndarray, np.ndarray]:
        rates, mass = units.rates(values, first[kind])
        mass = mass * weights
        # Most nodes lie where there is next to nothing.
        kept = mass > SLIGHT * mass.max()
        return rates[kept], mass[kept] / mass[kept].sum()

    return lambda at: of_outcome(units.kind[at])


def new_rates(mean, sd, shape: tuple[int, ...], rng) -> np.ndarray:
    """Draw rates of new units, shape (draw, unit), from populations of shape (draw, 1)."""
    return expit(mean + sd * rng.standard_normal(shape))


def below(mean, sd, limits: np.ndarray) -> np.ndarray:
    """Chance that a new unit's log odds are below limits, shape (draw, limit)."""
    return ndtr((limits - mean) / sd)
