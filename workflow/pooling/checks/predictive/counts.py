"""Checks of successes in trials, with one row and one rate for each unit."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.special import bdtr, bdtrc, expit, logit

from pooling.checks.predictive.base import (
    INTERVALS,
    NEW_TABLES,
    Case,
    GroupCheck,
    KnownGroup,
    Prediction,
    error_of_sd,
    of_tables,
    parts,
    thinned,
)
from pooling.checks.predictive.group_means import usual, zeros_and_full
from pooling.checks.predictive.mixtures import Mixture, equal
from pooling.checks.predictive.new_group import Above
from pooling.exact import order
from pooling.model import density
from pooling.model.responses import binomial

PER = "trials"
EXACT = True  # predictions rest on the exact posterior where there is one
PER_DRAW = 4  # new tables from each draw: small p-values need many
SHAPE = 8  # units whose rates have a shape to speak of
LEAST_SD = 1e-9  # below it rates differ by rounding alone
# Limits of the cells, in log odds, over which the rate of a new unit is integrated;
# a cell is narrower than a binomial proportion spreads, up to 6000 trials.
LIMITS = np.linspace(-15.0, 15.0, 1201)

replicated_statistics = of_tables


def _rates_of(case: Case) -> np.ndarray:
    """Load the draws of the units' rates, shape (draw, unit), or (draw,) of one for all."""
    return case.fit.draws(case.own.QUANTITY)[case.own.QUANTITY]


def judged(case: Case, draws: dict, tables: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Give the units' probabilities of a success, shape (draw, unit or 1)."""
    chances = expit(density.expected(case.family, case.data, draws))
    return chances[:, rows] if chances.shape[1] > 1 else chances


def geary(values: np.ndarray) -> np.ndarray:
    """Mean absolute deviation over the sd, row by row: the shape of a distribution, (draw,).

    Two clusters of one size bring it near its largest value, 1, where a normal distribution
    has 0.80; heavy tails make it small: Geary (1936), Biometrika 28, 295-305. It is 1 where
    the values of a row are all the same.
    """
    sd = values.std(axis=1)
    away = np.abs(values - values.mean(axis=1, keepdims=True)).mean(axis=1)
    return np.divide(away, sd, out=np.ones(len(values)), where=sd > LEAST_SD)


def statistics(data: dict) -> dict[str, Callable]:
    """Name what sums up a table of raw rates, as far as its units tell it apart.

    One unit has only its rate; mean and sd of two units hold their extremes; a few
    have no shape.
    """
    trials = np.asarray(data["N"])
    named = usual(trials) | zeros_and_full(trials)
    named["geary"] = lambda tables: geary(tables / trials)
    least = {"sd": 2, "min": 3, "max": 3, "zeros": 3, "full": 3, "geary": SHAPE}
    return {
        name: function
        for name, function in named.items()
        if len(trials) >= least.get(name, 1)
    }


def fits(case: Case, name: str, replicates: str) -> bool:
    """Say whether the model fits a statistic, or the ``group rate``.

    Units with an effect of their own follow their rates, whatever the population is:
    with the fitted effects nothing stands out. New effects are from a population that
    has learned what `LEARNED` says of the model; one rate for all units fits their mean.
    """
    pooling = case.declared.pooling
    if replicates == "new":
        return pooling == "partial" and name in case.own.LEARNED[case.model]
    return pooling != "complete" or name == "mean"


def new_tables(case: Case) -> Iterator[np.ndarray]:
    """Make up tables of new units with the trials of the observed ones.

    Yields
    ------
    ndarray
        Successes, shape (draw, unit), `PER_DRAW` times as many as the fit has draws;
        none where the model states no population.
    """
    if not case.population:
        return
    population, rng = case.own.population(case), case.rng(NEW_TABLES)
    for _ in range(PER_DRAW):
        for part in parts(len(population[0]), len(case.labels)):
            yield _of_new_units(case, [values[part] for values in population], rng)


def _of_new_units(case: Case, population, rng) -> np.ndarray:
    """Draw successes of new units, shape (draw, unit)."""
    trials = np.asarray(case.data["N"])
    columns = [values[:, np.newaxis] for values in population]
    shape = (len(columns[0]), len(trials))
    return rng.binomial(trials, case.own.new_rates(*columns, shape, rng))


def cells(below: np.ndarray, limits=LIMITS) -> tuple[np.ndarray, np.ndarray]:
    """Make cells of the distribution of a rate: rates in their middle, and their chances.

    These are exact differences of the distribution function of its log odds, ``below``, at
    the limits, shape (..., limit).
    """
    middles = np.concatenate([limits[:1], (limits[1:] + limits[:-1]) / 2, limits[-1:]])
    return expit(middles), np.diff(below, prepend=0.0, append=1.0)


def _population(case: Case) -> tuple[list[np.ndarray], np.ndarray]:
    """Give what units come from at the nodes of the exact posterior, and their mass.

    Of draws, where it was not computed.
    """
    if case.grid is None:
        population = case.own.population(case)
        return list(population), equal(len(population[0]))
    values, weights = case.grid.heavy()
    return list(case.own.population_of(case, values)), weights


def _new_rates(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give cells of a new unit's rate, their masses at each node, and its weight.

    A node is one of the exact posterior, or a draw.
    """
    population, weights = _population(case)
    kept = thinned(len(weights), len(LIMITS)) if case.grid is None else slice(None)
    population, weights = [values[kept] for values in population], weights[kept]
    weights = weights / weights.sum()
    given = [values[:, np.newaxis] for values in population]
    return *cells(case.own.below(*given, LIMITS)), weights


def new_rate(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Integrate the rate of a new unit over the posterior of the population; as `cells`."""
    rates, masses, weights = _new_rates(case)
    return rates, weights @ masses


def _tails(y, trials, rates) -> tuple[np.ndarray, np.ndarray]:
    """Chances of at least, and of at most, y successes."""
    return bdtrc(y - 1, trials, rates), bdtr(y, trials, rates)


def group_checks(case: Case) -> list[GroupCheck]:
    """Check the raw rate of each unit, with its fitted rate and as a new unit.

    The second only where the model states a population.
    """
    y, trials = np.asarray(case.data["y"]), np.asarray(case.data["N"])
    units, raw = np.arange(len(y)), y / trials
    rates = _rates_of(case)
    rates = rates[thinned(len(rates), len(y))].reshape(-1, rates[0].size)
    rng = case.rng(INTERVALS)

    known = {"groups": units, "sizes": trials, "observed": raw}
    drawn = rng.binomial(trials, rates, (len(rates), len(y))) / trials
    tails = _tails(y, trials, rates)
    checks = [GroupCheck.of("rate", tails=tails, drawn=drawn, **known)]
    if case.population:
        centres, masses = new_rate(case)
        pairs, place = np.unique(
            np.column_stack([y, trials]), axis=0, return_inverse=True
        )
        tails = np.array([[masses @ t for t in _tails(*pair, centres)] for pair in pairs])
        population = case.own.population(case)
        kept = thinned(len(population[0]), len(y))
        drawn = _of_new_units(case, [values[kept] for values in population], rng) / trials
        tails = tails[place].T[:, np.newaxis]
        checks.append(
            GroupCheck.of("rate", replicates="new", tails=tails, drawn=drawn, **known)
        )
    return checks


def _successes(trials: int, rates: np.ndarray, weights: np.ndarray) -> Mixture:
    """Give the distribution of successes given weighted rates."""
    return Mixture(response=binomial, eta=logit(rates), weights=weights, known=trials)


def _drawn_rates(case: Case):
    """Give the draws of each unit's rate, as `known_rates` of a family does."""
    rates = _rates_of(case)
    return lambda unit: (rates[:, unit], equal(len(rates)))


def new_group(case: Case) -> list[Prediction]:
    """Predict successes of a known unit and of a new one, for each size.

    Of the units of a size the one with the middle number of successes is shown,
    neither the best nor the worst.
    """
    y, trials = np.asarray(case.data["y"]), np.asarray(case.data["N"])
    exact, predictions = case.grid is not None, []
    known = case.own.known_rates(case) if exact else _drawn_rates(case)
    rates, masses, weights = _new_rates(case)
    for size in case.data["trials_new"]:
        of_size = np.flatnonzero(trials == size)
        of_size = of_size[np.argsort(y[of_size], kind="stable")]
        units = [_successes(size, *known(unit)) for unit in of_size]
        new = _successes(size, rates, weights @ masses)
        errors = np.zeros(len(units))
        if not exact:
            of_known = [error_of_sd(each.terms) for each in units]
            errors = np.hypot(of_known, error_of_sd(masses @ new.terms))
        middle = len(units) // 2
        shown = KnownGroup(int(of_size[middle]), size, units[middle])
        sds = np.array([each.sd for each in units])
        predictions.append(
            Prediction(at=size, existing=[shown], outcome=new, sds=sds, errors=errors)
        )
    return predictions


def above(case: Case, predictions: list[Prediction]) -> list[Above]:
    """Give the chance that the rate of a unit is above the threshold.

    Exact where the posterior is, and units not too many; it has nothing to do with how
    many trials a unit has.
    """
    limit = np.array([logit(case.threshold)])
    laid = order.of(case.declared, case.data, case.grid)
    if laid:
        known = order.above(*laid, limit[0])
    else:
        rates = _rates_of(case)
        known = (rates > case.threshold).mean(axis=0)
    population, weights = _population(case)
    columns = [values[:, np.newaxis] for values in population]
    below = float(weights @ case.own.below(*columns, limit)[:, 0])
    return [Above(None, 1 - below, known, np.asarray(case.data["N"]))]
