"""Predictive checks: replicated tables against the observed one, and their verdicts.

Posterior predictive p-values: Gelman, Meng and Stern (1996), Statistica Sinica 6,
733-807. Where a row is a unit with an effect of its own, the fitted effects follow
the data and hide a misfit; replicates whose units have new effects, drawn from the
population, do not: section 2.3 there, and Marshall and Spiegelhalter (2007), Bayesian
Analysis 2, 409-444, who call them mixed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import numpy as np

from pooling.basics.blocks import blocks
from pooling.checks import predictive
from pooling.checks.predictive.mixtures import Mixture, Normals
from pooling.checks.results import Fit
from pooling.exact.base import Grid
from pooling.model import density, families, outcomes
from pooling.model.families.base import Model
from pooling.model.sums import summed

log = logging.getLogger(__name__)

LEVEL = 0.01  # chance that a right model is flagged, over all tests of a fit
FEWEST = 3  # rows of a table that has anything to be tested
WORST = 5  # groups that are named
HIGHEST = 5  # groups whose chance of more than a threshold is told
NUMBERS = 2**20  # per array: large tables are worked through in parts
LEAST_DRAWS = 200  # of an average, however large the table
EFFECTIVE = 400  # independent draws that those of a fit that passed are worth
QUANTILES = {"q5": 5, "q50": 50, "q95": 95}
# Numbers of all replicates that are drawn for a table too large to keep them: of a
# million rows two thousand tables for the p-values, and some hundred for a picture.
MOST_DRAWN = 2**31
MOST_PICTURED = 2**28
# What random numbers are drawn for; each has its own stream.
NEW_TABLES, INTERVALS, TABLES, PRIORS = range(4)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A fit to be checked.

    Attributes
    ----------
    fit : pooling.checks.results.Fit
        Its files.
    labels : list of str
        Group labels, in the order of the program's vectors.
    seed : int
        Seed of what is drawn for the checks.
    threshold : float or None
        Value of the outcome, or probability of a success, that decisions hang on.
    plausible : tuple of float or None
        Range of the outcome, or of a probability, that the configuration gives.
    """

    family: str
    model: str
    fit: Fit
    labels: list[str]
    seed: int
    threshold: float | None = field(default=None, kw_only=True)
    plausible: tuple[float, float] | None = field(default=None, kw_only=True)

    @property
    def data(self) -> dict[str, Any]:
        """Data of the Stan program."""
        return self.fit.stan_data

    @property
    def declared(self) -> Model:
        """What the family declares about the model."""
        return families.get(self.family).MODELS[self.model]

    @property
    def coefficients(self) -> tuple[str, ...]:
        """Names of the groups' parameters on the scale of the linear predictor."""
        return families.get(self.family).COEFFICIENTS

    @property
    def grid(self) -> Grid | None:
        """Exact posterior of what the groups have in common, where it was computed."""
        return self.fit.grid

    @property
    def own(self) -> SimpleNamespace:
        """Checks of such a model."""
        return predictive.of(self.family, self.declared.likelihood)

    @property
    def population(self) -> bool:
        """Whether the model says where the groups' effects come from.

        Without pooling they have a prior so wide that it describes no groups: there
        is no population to check.
        """
        return self.declared.pooling in ("partial", "fixed")

    def rng(self, part: int) -> np.random.Generator:
        """Open the stream of random numbers of one purpose."""
        return np.random.default_rng([self.seed, part])


@dataclass(frozen=True)
class Statistic:
    """A number that sums up a table, observed and replicated.

    Attributes
    ----------
    name : str
        Which number.
    replicates : {"fitted", "new"}
        Whether the replicated units have the fitted effects or new ones.
    observed : float
        Of the observed table.
    values : ndarray
        Of the replicated ones, shape (draw,).
    """

    name: str
    replicates: str
    observed: float
    values: np.ndarray

    def describe(self) -> dict[str, Any]:
        """Give observed value, quantiles of the replicates and p-value."""
        total = len(self.values)
        above = int((self.values >= self.observed).sum())
        below = int((self.values <= self.observed).sum())
        # The observed table counts as one of its own replicates, so that none is 0.
        tails = [(count + 1) / (total + 1) for count in (above, below)]
        return {
            "name": self.name,
            "replicates": self.replicates,
            "observed": self.observed,
            **quantiles(self.values),
            "above": above / total,
            "p_value": float(two_sided(*tails)),
        }


@dataclass(frozen=True, kw_only=True)
class GroupCheck:
    """One quantity of each group, observed and expected.

    Attributes
    ----------
    what : {"mean", "spread", "rate"}
        Which quantity.
    replicates : {"fitted", "new"}
        As in `Statistic`.
    groups : ndarray of int
        Places of the groups that have it.
    sizes : ndarray of int
        Observations, or trials, of each.
    observed : ndarray
        The quantity in the table; a spread is around what the model expects.
    above, below : ndarray
        Chance that a replicate is as large, or as small: tail probabilities given the
        parameters, averaged over draws, so that small ones have their digits.
    q5, q95 : ndarray
        Interval that holds 90 % of the replicates.
    """

    what: str
    replicates: str
    groups: np.ndarray
    sizes: np.ndarray
    observed: np.ndarray
    above: np.ndarray
    below: np.ndarray
    q5: np.ndarray
    q95: np.ndarray

    @classmethod
    def of(cls, what: str, *, tails, drawn, replicates="fitted", **known) -> GroupCheck:
        """Sum up what draws say of each group.

        Parameters
        ----------
        tails : pair of ndarray
            ``above`` and ``below`` given the parameters, shape (draw, group).
        drawn : ndarray
            The quantity in replicated tables, shape (draw, group).
        **known
            ``groups``, ``sizes`` and ``observed``.
        """
        above, below = (each.mean(axis=0) for each in tails)
        q5, q95 = np.percentile(drawn, [5, 95], axis=0)
        ends = {"above": above, "below": below, "q5": q5, "q95": q95}
        return cls(what=what, replicates=replicates, **ends, **known)

    @classmethod
    def together(cls, checks: Sequence[GroupCheck]) -> GroupCheck:
        """Put the checks of some groups, and of others, one after the other."""
        arrays = {
            name: np.concatenate([getattr(each, name) for each in checks])
            for name, value in vars(checks[0]).items()
            if not isinstance(value, str)
        }
        return replace(checks[0], **arrays)

    @property
    def p_values(self) -> np.ndarray:
        """Two-sided p-value of each group."""
        return two_sided(self.above, self.below)


@dataclass(frozen=True)
class KnownGroup:
    """Predictions for a group of the table.

    Attributes
    ----------
    group : int
        Its place.
    size : int
        Its observations or trials.
    outcome : Normals or Mixture
        Distribution of one more observation of it.
    """

    group: int
    size: int
    outcome: Normals | Mixture


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """An observation of known groups beside one of a new group, at one design point.

    Attributes
    ----------
    at : float, int or None
        The predictor, or the trials; None where observations have no design.
    existing : list of KnownGroup
        Groups of the table that are shown.
    outcome : Normals or Mixture
        Distribution of an observation of a new group.
    sds : ndarray
        Sd of an observation of every group of the table that has this design, shape
        (group,).
    errors : ndarray
        Monte Carlo error of the ratio of the new group's sd to each of them, relative
        to it; 0 where the posterior is exact.
    above : ndarray or None
        Of outcomes: the chance that an observation of each of these groups is above the
        threshold, where the analysis has one.
    alike : ndarray or None
        Sd of an observation of a new group that has what is known of each of these, where
        something is.
    """

    at: float | None
    existing: list[KnownGroup]
    outcome: Normals | Mixture
    sds: np.ndarray
    errors: np.ndarray
    above: np.ndarray | None = None
    alike: np.ndarray | None = None

    @property
    def ratios(self) -> np.ndarray:
        """Sd for a new group over that for each known one, and nan for an sd of 0."""
        apart = np.full(len(self.sds), np.nan)
        new = self.outcome.sd if self.alike is None else self.alike
        return np.divide(new, self.sds, out=apart, where=self.sds > 0)


def error_of_sd(terms: np.ndarray) -> np.ndarray:
    """Give the Monte Carlo error of an sd, relative to it.

    ``terms`` are what each draw adds to the variance, shape (draw, ...).
    """
    mean = terms.mean(axis=0)
    spread = np.divide(terms.std(axis=0), mean, out=np.zeros_like(mean), where=mean > 0)
    return spread / 2 / np.sqrt(EFFECTIVE)


def largest_and_smallest(sizes: np.ndarray) -> list[int]:
    """Choose the groups that a new one is shown beside: one, where all are of one size."""
    return list(dict.fromkeys((int(sizes.argmax()), int(sizes.argmin()))))


def two_sided(above, below):
    """Double the smaller tail probability, up to 1."""
    return np.minimum(1.0, 2 * np.minimum(above, below))


def quantiles(values: np.ndarray) -> dict[str, float]:
    """Give the quantiles that the results list."""
    ends = np.percentile(values, list(QUANTILES.values()))
    return dict(zip(QUANTILES, map(float, ends), strict=True))


def thinned(total: int, width: int, most: int = NUMBERS) -> np.ndarray:
    """Choose evenly spaced draws of all, so that arrays of some width stay bounded.

    They have ``most`` numbers together, unless that leaves too few for an average.
    """
    count = min(total, max(LEAST_DRAWS, most // width))
    return np.linspace(0, total - 1, count).round().astype(int)


def parts(total: int, width: int) -> list[slice]:
    """Split draws so that an array of some width holds one part."""
    return blocks(total, width, NUMBERS)


def replicated(
    case: Case, most: int = MOST_DRAWN, rows: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """Give replicated tables of a fitted model, with all rows or some.

    They have ``most`` numbers together: of a large table the draws are thinned.

    Yields
    ------
    ndarray
        Shape (draw, observation).
    """
    values = case.fit.parameters(case.declared)
    total = len(next(iter(values.values())))
    width = len(case.data["y"] if rows is None else rows)
    kept = thinned(total, width, most)
    chosen = {name: value[kept] for name, value in values.items()}
    rng = case.rng(TABLES)
    yield from density.replicates(case.family, case.data, chosen, rng, rows=rows)


def of_tables(
    case: Case, names: Collection[str], most: int = MOST_DRAWN
) -> dict[str, np.ndarray]:
    """Draw replicated tables of a fitted model, and sum them up: name -> shape (draw,).

    ``names`` are the statistics that are wanted, ``most`` is as of `replicated`.
    """
    return summed_up(case, names, replicated(case, most))


def summed_up(
    case: Case, names: Collection[str], tables: Iterator[np.ndarray]
) -> dict[str, np.ndarray]:
    """Sum up tables of shape (draw, observation); result as of `of_tables`."""
    functions = case.own.statistics(case.data)
    blocks = [{name: functions[name](table) for name in names} for table in tables]
    return {name: np.concatenate([b[name] for b in blocks]) for name in names if blocks}


def observed(case: Case, names: Iterable[str]) -> dict[str, float]:
    """Sum up the observed table: statistics by name."""
    known = summed(case.data)
    if known is not None:
        low, high = outcomes.ends(case.data)
        statistics = {
            "mean": known.mean,
            "sd": outcomes.sd(case.data),
            "min": low,
            "max": high,
        }
        statistics["between_sd"] = float(known.height.std(ddof=1))
        return {name: statistics[name] for name in names}
    functions = case.own.statistics(case.data)
    y = np.asarray(case.data["y"], dtype=float)[np.newaxis]
    return {name: float(functions[name](y)[0]) for name in names}


def compared(case: Case, drawn: dict[str, np.ndarray], kind: str) -> list[Statistic]:
    """Set statistics of replicated tables, as of `of_tables`, beside the observed ones.

    ``kind`` says what the replicates are, "fitted" or "new". Those that are the same in
    every table say nothing, and are left out.
    """
    seen = observed(case, drawn)
    statistics = [
        Statistic(name, kind, seen[name], values) for name, values in drawn.items()
    ]
    return [each for each in statistics if np.any(each.values != each.observed)]
