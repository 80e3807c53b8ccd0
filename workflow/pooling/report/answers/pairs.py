"""Any two groups compared: a summary of their joint posterior that a page can hold.

Each group's margin is kept as a few quantiles. How groups move together is kept on the
scale of normal scores: there, given how far the population spreads (a few strata of the
draws), every group is a normal number that shares one part, the centre of the
population, with all others. That is a mixture of Gaussian copulas of one factor.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from pooling.basics.blocks import by_columns
from pooling.checks import levels
from pooling.checks.results import Fit
from pooling.report import numbers
from pooling.report.answers import ranks
from pooling.report.answers.ranks import ENDS, NINETY

SCORES = [score / 2 for score in range(-6, 7)]  # at which a margin is kept
STRATA = 4  # of the draws, by the spread of the population
POINTS = 64  # of one group, at which the other is integrated out
FINE = 250  # steps in the sd of the group that is known best
UNITS = 1000  # steps of a score
BEYOND = 9.0  # a score beyond all others
HALVINGS = 40  # of the search for a quantile
JUDGED = 100  # pairs by which the summary is judged
NUMBERS = 2**25  # of draws that are ranked: several arrays as large are made of them


@dataclass(frozen=True)
class Pair:
    """How one group compares with another.

    Attributes
    ----------
    above : float
        Probability that it is higher.
    difference, low, high : float
        Mean of its difference from the other, and the central interval of 90 %.
    """

    above: float
    difference: float
    low: float
    high: float

    @property
    def sd(self) -> float:
        """About the sd of the difference, by which its digits are chosen."""
        return (self.high - self.low) / NINETY


@dataclass(frozen=True, kw_only=True)
class Summary:
    """The joint posterior of the groups' levels, in whole numbers.

    Attributes
    ----------
    places : list of int
        Of the groups, among all of the fit: of very many those at both ends.
    origin, step : float
        Of the values: value = origin + step * whole number.
    means : list of float
        Of each group.
    margins : list of list of int
        Of each group, its values at `SCORES`, increasing.
    weights : list of float
        Of the strata.
    location, shared, rest : list of list of int
        Of each group and stratum, in `UNITS` of a score: mean, part that moves with the
        population, and sd of what is left.
    """

    places: list[int]
    origin: float
    step: float
    means: list[float]
    margins: list[list[int]]
    weights: list[float]
    location: list[list[int]]
    shared: list[list[int]]
    rest: list[list[int]]

    def compare(self, one: int, other: int) -> Pair:
        """Compare two groups, by their numbers among these.

        The page's script does the same, with the same numbers.
        """
        from scipy.special import ndtr, ndtri  # as late as this: it is slow to load

        location, shared, left_over = (
            np.array([each[one], each[other]]) / UNITS
            for each in (self.location, self.shared, self.rest)
        )
        margin, others = (
            self.origin + self.step * np.array(self.margins[at]) for at in (one, other)
        )
        points = ndtri((np.arange(POINTS) + 0.5) / POINTS)
        sd = np.hypot(left_over[0], shared[0])[:, np.newaxis]
        scores = location[0][:, np.newaxis] + sd * points
        values = np.interp(scores, SCORES, margin)
        # The other group's score, given this one's.
        slope = (shared[0] * shared[1])[:, np.newaxis] / sd
        mean = location[1][:, np.newaxis] + slope * points
        left = np.hypot(left_over[1], shared[1])[:, np.newaxis] ** 2 - slope**2
        left = np.sqrt(np.maximum(left, UNITS**-2))
        weights = np.array(self.weights)[:, np.newaxis] / POINTS

        def above(least: float) -> float:
            """Probability of a difference above something."""
            limit = np.interp(values - least, others, SCORES, left=-BEYOND, right=BEYOND)
            return float((weights * ndtr((limit - mean) / left)).sum())

        def quantile(share: float) -> float:
            low, high = margin[0] - others[-1], margin[-1] - others[0]
            for _ in range(HALVINGS):
                middle = (low + high) / 2
                if above(middle) > 1 - share:
                    low = middle
                else:
                    high = middle
            return (low + high) / 2

        return Pair(above(0.0), self.means[one] - self.means[other], *map(quantile, ENDS))


def _scores(draws: np.ndarray) -> np.ndarray:
    """Give draws the normal scores of their ranks, column by column."""
    from scipy.special import ndtri

    ranks = draws.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return ndtri((ranks + 0.5) / len(draws))


def summarise(
    draws: np.ndarray,
    centre: np.ndarray,
    spread: np.ndarray | None = None,
    exact: tuple[np.ndarray, np.ndarray] | None = None,
) -> Summary:
    """Sum up draws of the groups' levels.

    Parameters
    ----------
    draws : ndarray
        Shape (draw, group).
    centre, spread : ndarray
        Of the population, shape (draw,); no spread where it is known.
    exact : tuple of ndarray, optional
        Means and sds of the groups that are better than those of the draws; the margins
        are moved and stretched to them.
    """
    from scipy.special import ndtr

    mean, sd = draws.mean(axis=0), by_columns(lambda some: some.std(axis=0), draws)
    means, sds = exact or (mean, sd)
    places = numbers.ends(means)
    mean, sd, means, sds, draws = (
        each[..., places] for each in (mean, sd, means, sds, draws)
    )
    margins = np.quantile(draws, ndtr(SCORES), axis=0)
    margins = means + (margins - mean) * (sds / np.where(sd > 0, sd, 1))
    origin = float(margins.min())
    size = float(margins.max()) - origin or 1.0
    step = max(float(sds.min()), 1e-4 * size) / FINE
    whole = np.rint((margins.T - origin) / step).astype(int)
    # A margin increases, if only by a step, so that it can be read both ways.
    rise = np.arange(len(SCORES))
    whole = np.maximum.accumulate(whole - rise, axis=1) + rise

    strata = np.zeros(len(draws), dtype=int)
    if spread is not None:
        strata = spread.argsort(kind="stable").argsort() * STRATA // len(draws)
    scores, along = _scores(draws), _scores(centre)
    location, shared, left = [], [], []
    for stratum in range(strata.max() + 1):
        of = strata == stratum
        away = along[of] - along[of].mean()
        away /= away.std() or 1.0
        location.append(scores[of].mean(axis=0))
        shared.append(away @ scores[of] / of.sum())
        left.append(np.sqrt(np.maximum(scores[of].var(axis=0) - shared[-1] ** 2, 0)))

    def whole_numbers(each) -> list:
        return np.rint(UNITS * np.array(each).T).astype(int).tolist()

    weights = np.bincount(strata) / len(strata)
    return Summary(
        places=places,
        origin=origin,
        step=step,
        means=means.tolist(),
        margins=whole.tolist(),
        weights=weights.tolist(),
        location=whole_numbers(location),
        shared=whole_numbers(shared),
        rest=whole_numbers(left),
    )


def judge(summary: Summary, draws: np.ndarray) -> dict[str, float]:
    """Compare a summary with the draws, for pairs taken at random.

    Parameters
    ----------
    summary : Summary
        Of the draws.
    draws : ndarray
        Shape (draw, group).

    Returns
    -------
    dict
        ``pairs``, their number; ``above``, the largest error of a probability;
        ``ends``, the largest one of an end of an interval, in sds of the difference.
        The error of the draws themselves is in both.
    """
    draws = draws[:, summary.places]
    groups = draws.shape[1]
    count = groups * (groups - 1) // 2
    # Pairs are numbered row by row.
    chosen = np.arange(min(count, JUDGED))
    if count > JUDGED:
        chosen = np.random.default_rng(1).choice(count, JUDGED, replace=False)
    rows = np.arange(groups)
    begin = rows * (2 * groups - rows - 1) // 2
    first = np.searchsorted(begin, chosen, side="right") - 1
    second = chosen - begin[first] + first + 1
    above, ends = 0.0, 0.0
    for one, other in zip(first, second, strict=True):
        pair, apart = summary.compare(one, other), draws[:, one] - draws[:, other]
        share = (apart > 0).mean() + (apart == 0).mean() / 2
        above = max(above, abs(pair.above - share))
        away = np.quantile(apart, ENDS) - [pair.low, pair.high]
        ends = max(ends, np.abs(away).max() / (apart.std() or 1.0))
    return {"pairs": len(first), "above": float(above), "ends": float(ends)}


def ranked(
    family: str, fit: Fit, labels: dict[str, list[str]]
) -> tuple[dict[str, Any], Summary, np.ndarray]:
    """Rank the groups of a partial pooling fit, and sum up how any two compare.

    Parameters
    ----------
    fit : pooling.checks.results.Fit
        With its ``exact_nodes`` and ``stan_data``, and its draws.
    labels : dict of list of str
        Dimension -> labels, from `pooling.model.families.labels`.

    Returns
    -------
    ranked : dict
        ``group``, its ``mean``, ``sd``, ``q5`` and ``q95``, and the columns of
        `pooling.report.answers.ranks.table`.
    compared : Summary
    draws : ndarray
        Of the groups' levels, shape (draw, group).
    """
    group_levels = levels.of_fit(family, fit, labels).thinned(NUMBERS)
    draws, best = group_levels.draws, (group_levels.mean, group_levels.sd)
    known = best if all(np.isfinite(each).all() for each in best) else None
    compared = summarise(draws, group_levels.centre, group_levels.spread, known)
    ends = ranks.highest_and_lowest(family, fit, lambda: draws)
    q5, q95 = by_columns(lambda some: np.quantile(some, ENDS, axis=0), draws)
    rows = {"group": labels["group"], "mean": group_levels.mean, "sd": group_levels.sd}
    rows |= {"q5": q5, "q95": q95} | ranks.table(draws, group_levels.mean, ends)
    return rows, compared, draws


def of(
    family: str, fit: Fit, labels: dict[str, list[str]]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Rank the groups, and judge the summary of their pairs; arguments as of `ranked`.

    Returns
    -------
    tuple of dict
        The rows of `ranked`, and the fields of `Summary` with its ``error``, from `judge`.
    """
    rows, compared, draws = ranked(family, fit, labels)
    return rows, asdict(compared) | {"error": judge(compared, draws)}


def read(stored: dict[str, Any]) -> Summary:
    """Take a summary from what `of` gave."""
    return Summary(**{name: stored[name] for name in Summary.__dataclass_fields__})
