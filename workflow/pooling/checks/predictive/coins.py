"""Checks of the family coins: biases from a beta population."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, digamma, expit, hyperu, polygamma

from pooling.checks.predictive import counts
from pooling.checks.predictive.base import Case
from pooling.model import effects
from pooling.model.names import LEARNED_KAPPA, PARTIAL

QUANTITY = "theta"
REACH = np.linspace(-12.0, 12.0, 601)  # sds of its log odds that hold a coin's bias
# By omega, and the sd by kappa where that is learned.
LEARNED = {PARTIAL: ("mean",), LEARNED_KAPPA: ("mean", "sd")}


def population(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Give the shapes of the beta distribution of the biases, shape (draw,) each."""
    if case.declared.pooling == "fixed":
        draws = len(case.fit.draws(QUANTITY)[QUANTITY])
        return population_of(case, {"omega": np.full(draws, case.data["omega"])})
    return population_of(case, case.fit.draws(*case.declared.priors))


def population_of(case: Case, values: dict) -> tuple[np.ndarray, np.ndarray]:
    """Give the shapes of the beta distribution at some nodes, shape (node,) each."""
    a, b = effects.of(case.declared, case.data).before(values)
    return a[:, 0], b[:, 0]


def known_rates(case: Case):
    """Give the exact posterior of each coin's bias, a mixture of betas.

    By its place: cells, as of `pooling.checks.predictive.counts.cells`.
    """
    values, weights = case.grid.heavy()
    a, b = effects.of(case.declared, case.data).shapes(values)

    def of_coin(at: int) -> tuple[np.ndarray, np.ndarray]:
        own_a, own_b = a[:, at], b[:, at]
        # Moments of its log odds, so that cells lie where it is.
        middle = digamma(own_a) - digamma(own_b)
        centre = weights @ middle
        variance = polygamma(1, own_a) + polygamma(1, own_b) + (middle - centre) ** 2
        limits = centre + np.sqrt(weights @ variance) * REACH
        below = betainc(own_a[:, np.newaxis], own_b[:, np.newaxis], expit(limits))
        return counts.cells(weights @ below, limits)

    return of_coin


def expected(case: Case, kind: str) -> np.ndarray:
    """Give the mean number of successes of each coin, before or after the data.

    ``kind`` is "prior", which is exact, or "posterior", which is where it was computed.
    """
    data = case.data
    trials = np.asarray(data["N"])
    if kind == "prior":
        a, b = (data.get(f"prior_omega_{end}") for end in "ab")
        omega = data["omega"] if a is None else a / (a + b)
        # The mean of a bias is omega + (1 - 2 omega) / kappa.
        return trials * (omega + (1 - 2 * omega) * _mean_of_one_over_kappa(data))
    if case.grid is None:
        return trials * case.fit.draws(QUANTITY)[QUANTITY].mean(axis=0)
    rates = map(known_rates(case), range(len(trials)))
    return trials * np.array([values @ weights for values, weights in rates])


def _mean_of_one_over_kappa(data: dict) -> float:
    """Give the mean of 1 / kappa before the data.

    Of kappa - 2 ~ Gamma(shape, rate) it is the integral over s > 0 of
    exp(-2 s) (1 + s / rate)^-shape, which is rate U(1, 2 - shape, 2 rate): DLMF 13.4.4.
    """
    if "kappa" in data:
        return 1 / data["kappa"]
    shape, rate = (data[f"prior_kappa_{each}"] for each in ("shape", "rate"))
    return rate * hyperu(1, 2 - shape, 2 * rate)


def new_rates(a, b, shape: tuple[int, ...], rng) -> np.ndarray:
    """Draw biases of new coins, shape (draw, coin), from populations of shape (draw, 1)."""
    return rng.beta(a, b, shape)


def below(a, b, limits: np.ndarray) -> np.ndarray:
    """Chance that a new coin's log odds are below limits, shape (draw, limit)."""
    return betainc(a, b, expit(limits))
