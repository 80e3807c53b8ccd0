"""Checks of real outcomes in groups, which are normal given the parameters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields

import numpy as np
from scipy.special import chdtr, chdtrc, ndtr

from pooling.basics import by_column
from pooling.basics.blocks import blocks
from pooling.basics.long_tables import Columns
from pooling.checks.predictive import prior, sufficient
from pooling.checks.predictive.base import (
    INTERVALS,
    LEAST_DRAWS,
    NUMBERS,
    PRIORS,
    TABLES,
    Case,
    GroupCheck,
    KnownGroup,
    Prediction,
    error_of_sd,
    largest_and_smallest,
    parts,
    thinned,
)
from pooling.checks.predictive.group_means import between_sd, group_of, usual
from pooling.checks.predictive.mixtures import Normals, chance_above, equal
from pooling.checks.predictive.new_group import Above
from pooling.model import effects, outcomes
from pooling.model.effects.design import Design, laid_out
from pooling.model.sums import Sums, summed

QUANTITY = "y"
EXTREMES = {"min", "max"}  # they take what the rows of a table have of their own
WORK = 2**23  # numbers of all nodes that are predicted over
# Numbers of draws from the prior, and of draws of groups that are checked, at once.
MOST_PRIOR, MOST_CHECKED = 2**23, 2**21
FEWEST = 300  # nodes that stand for all of them, where groups are many
EXACT = True  # predictions rest on the exact posterior where there is one
# Degree of pooling -> what its free parameters fit: of the table, and of each group.
FITTED = {
    "complete": {"mean", "sd"},
    "none": {"mean", "group mean"},
    "fixed": set(),
    "partial": {"mean", "sd", "between_sd"},
}


def judged(case: Case, draws: dict, tables: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Give the outcomes themselves, shape (draw, observation)."""
    return tables


def statistics(data: dict) -> dict[str, Callable]:
    """Name what sums up a table: location, spread, extremes, sd of the group means."""
    return usual() | {"between_sd": lambda tables: between_sd(tables, group_of(data))}


def fits(case: Case, name: str, replicates: str) -> bool:
    """Say whether the model fits a statistic, or a ``group`` quantity."""
    return name in FITTED[case.declared.pooling]


def replicated_statistics(
    case: Case, names: Collection[str], most: int
) -> dict[str, np.ndarray]:
    """Draw statistics of replicated tables, without the tables: name -> shape (draw,).

    ``most`` numbers are drawn for them.
    """
    theta, sigma = _parameters(case, len(case.labels), most)
    table = _table(case, theta, sigma)
    return statistics_given(table, names, theta, sigma, rng=case.rng(TABLES))


def prior_statistics(case: Case, names: Collection[str]) -> dict[str, np.ndarray]:
    """Draw the same of tables that the priors alone expect."""
    rng, table, every = case.rng(PRIORS), None, []
    groups = len(case.labels)
    for part in blocks(prior.how_many(groups, LEAST_DRAWS), groups, MOST_PRIOR):
        draws = prior.parameters(case, len(range(part.start, part.stop)), rng)
        theta = _together(draws, case.coefficients)
        table = table or _table(case, theta, draws["sigma"])
        every.append(statistics_given(table, names, theta, draws["sigma"], rng=rng))
    return {name: np.concatenate([each[name] for each in every]) for name in names}


def _table(case: Case, theta, sigma) -> sufficient.Table:
    """Sum up the rows; those of a group of means are all the same."""
    known, columns = summed(case.data), case.declared.coefficients
    if known is not None and len(columns) == 1:
        groups = np.arange(len(known.sizes))
        ones = np.ones((len(groups), 1))
        return sufficient.Table(groups, ones, theta, sigma, times=known.sizes)
    given = Design(case.declared, case.data)
    return sufficient.Table(given.group, given.columns, theta, sigma)


def statistics_given(table: sufficient.Table, names, theta, sigma, *, rng) -> dict:
    """Draw statistics of tables given draws of the parameters."""
    drawn = [(sufficient.spreads, table.sizes)]
    if EXTREMES & set(names):
        drawn.append((sufficient.extremes, table.sets[-1]))
    drawn_of = {}
    for draw, widths in drawn:
        some = [
            draw(table, theta[part], sigma[part], rng)
            for part in parts(len(sigma), len(widths) * theta.shape[-1])
        ]
        drawn_of |= {
            name: np.concatenate([each[name] for each in some]) for name in some[0]
        }
    return {name: drawn_of[name] for name in names}


def new_tables(case: Case) -> Iterator[np.ndarray]:
    """Give none: groups with several rows show their misfit with the fitted effects."""
    return iter(())


def _together(values: dict, names) -> np.ndarray:
    """Lay coefficients side by side, shape (draw, group or 1, coefficient)."""
    columns = [values[name].reshape(len(values[name]), -1) for name in names]
    return np.stack(columns, axis=-1) if len(columns) > 1 else columns[0][..., np.newaxis]


def _parameters(
    case: Case, width: int, most: int = NUMBERS
) -> tuple[np.ndarray, np.ndarray]:
    """Load coefficients, shape (draw, group or 1, coefficient), and sigma, (draw,)."""
    values = case.fit.draws(*case.coefficients, "sigma")
    kept = thinned(len(values["sigma"]), width, most)
    whole = len(kept) == len(values["sigma"])
    chosen = values if whole else {name: values[name][kept] for name in values}
    return _together(chosen, case.coefficients), chosen["sigma"]


def group_checks(case: Case) -> list[GroupCheck]:
    """Check the mean of each group, and the spread of those of two rows or more.

    Given the parameters the mean of n observations is normal with sd sigma / sqrt(n), and
    the sum of squares around their expectations over sigma^2 is chi-squared with n degrees
    of freedom.
    """
    given, known = Design(case.declared, case.data), summed(case.data)
    theta, sigma = _parameters(case, len(case.labels) * len(case.declared.coefficients))
    around = theta.mean(axis=0)
    if known is None:
        groups = About.rows(given.group, given.y, given.columns, around)
    else:
        groups = About.sums(known, around)
    return checks_given(groups, theta=theta, sigma=sigma, rng=case.rng(INTERVALS))


@dataclass(frozen=True, kw_only=True)
class About:
    """Groups, summed up around typical coefficients, so that no squares cancel.

    Attributes
    ----------
    size : ndarray of int
        Rows of each group.
    seen : ndarray
        Mean outcome of each, shape (group,).
    middle : ndarray
        Mean of each column, shape (group, coefficient).
    crossed : ndarray
        Sums of products of the columns, shape (group, coefficient, coefficient).
    residual, squares : ndarray
        Mean of the residuals, and sum of their squares, shape (group,).
    along : ndarray
        Sum of the residuals times each column, shape (group, coefficient).
    """

    size: np.ndarray
    seen: np.ndarray
    middle: np.ndarray
    crossed: np.ndarray
    residual: np.ndarray
    squares: np.ndarray
    along: np.ndarray

    @classmethod
    def rows(cls, group, y, columns, typical) -> About:
        """Sum up rows, around coefficients of shape (group or 1, coefficient).

        ``columns`` are what the coefficients are multiplied with, shape (row, coefficient).
        """
        size, columns = np.bincount(group), Columns.of(columns).parts
        residual = y - by_column.along(columns, typical, group)
        return cls(
            size=size,
            seen=np.bincount(group, y) / size,
            middle=by_column.sums(columns, group, len(size)) / size[:, np.newaxis],
            crossed=by_column.products(columns, columns, group, len(size)),
            residual=np.bincount(group, residual) / size,
            squares=np.bincount(group, residual**2),
            along=by_column.products(columns, [residual], group, len(size))[..., 0],
        )

    def some(self, part: slice) -> About:
        """Take some groups."""
        return About(
            **{each.name: getattr(self, each.name)[part] for each in fields(self)}
        )

    @classmethod
    def sums(cls, known: Sums, typical) -> About:
        """Take sums that came with the table; ``typical`` as of `rows`."""
        root, middle = np.moveaxis(known.root, -1, 0), known.level.T
        typical = np.broadcast_to(typical, middle.shape)
        left = known.along.T - (root @ typical[..., np.newaxis])[..., 0]
        return cls(
            size=known.sizes,
            seen=known.height,
            middle=middle,
            crossed=root.swapaxes(1, 2) @ root,
            residual=known.height - (middle * typical).sum(axis=1),
            squares=known.residual + (left**2).sum(axis=1),
            along=(left[:, np.newaxis] @ root)[:, 0],
        )


def checks_given(groups: About, *, theta, sigma, rng) -> list[GroupCheck]:
    """Check groups, around the mean of ``theta``, given draws of the parameters.

    ``theta`` has the shape (draw, group or 1, coefficient), ``sigma`` (draw,).
    """
    every = []
    for part in blocks(len(groups.size), theta[:, :1].size, MOST_CHECKED):
        coefficients = theta[:, part] if theta.shape[1] > 1 else theta
        some = groups.some(part)
        every.append(
            _checks_of(some, part.start, theta=coefficients, sigma=sigma, rng=rng)
        )
    return [GroupCheck.together(each) for each in zip(*every, strict=True)]


def _checks_of(groups: About, first: int, *, theta, sigma, rng) -> list[GroupCheck]:
    """Check groups one after the other, from a place on; else as `checks_given`."""
    size, typical = groups.size, theta.mean(axis=0)
    away = theta - typical
    lift = (away * groups.middle).sum(axis=-1)
    error = sigma[:, np.newaxis] / np.sqrt(size)
    gap = (groups.residual - lift) / error
    squares = (
        groups.squares
        - 2 * (away * groups.along).sum(axis=-1)
        + ((away[..., np.newaxis, :] @ groups.crossed)[..., 0, :] * away).sum(axis=-1)
    )
    expected = lift + (typical * groups.middle).sum(axis=-1)
    means = expected + error * rng.standard_normal(gap.shape)
    several = np.flatnonzero(size > 1)
    noise = sigma[:, np.newaxis]
    sums = squares[:, several] / noise**2
    return [
        GroupCheck.of(
            "mean",
            groups=first + np.arange(len(size)),
            sizes=size,
            observed=groups.seen,
            tails=(ndtr(-gap), ndtr(gap)),
            drawn=means,
        ),
        spreads_given(sums, noise, groups=first + several, sizes=size[several], rng=rng),
    ]


def spreads_given(squares, scales, *, groups, sizes, rng) -> GroupCheck:
    """Check squares around what is expected, over the variances: chi-squared.

    They are told in the unit of the outcome. ``squares`` are their sums, shape (draw,
    group), ``scales`` the root of the mean variance of a group's outcomes, shape (draw,
    group or 1).
    """
    return GroupCheck.of(
        "spread",
        groups=groups,
        sizes=sizes,
        observed=np.sqrt((squares * scales**2).mean(axis=0) / sizes),
        tails=(chdtrc(sizes, squares), chdtr(sizes, squares)),
        drawn=scales * np.sqrt(rng.chisquare(sizes, squares.shape) / sizes),
    )


def population(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give what groups come from, by draw: the population, or the prior in its place.

    Centre, covariance and sigma, shapes (draw, coefficient), (draw, coefficient,
    coefficient) and (draw,).
    """
    integrated = effects.of(case.declared, case.data)
    values = case.fit.draws(*integrated.centres_and_scales)
    centre, factor = (np.moveaxis(each, -1, 0) for each in integrated.population(values))
    return centre, factor @ factor.swapaxes(1, 2), values["sigma"]


def _exact(case: Case, rows: np.ndarray, shown: list[int]) -> tuple:
    """Predict over the nodes of the exact posterior.

    Parameters
    ----------
    case : Case
        With a grid.
    rows : ndarray
        Terms of the linear predictor, shape (point, coefficient).
    shown : list of int
        Groups whose distribution is wanted.

    Returns
    -------
    known : dict of list
        Group -> its distribution at each point.
    new : list
        That of a new group.
    sds, errors, above : ndarray
        Of all groups, shape (point, group); the last is the chance of an observation
        above the threshold, 0 where the analysis has none.
    """
    size = rows.shape[0] * len(case.labels)
    values, weights = case.grid.fewer(max(FEWEST, WORK // size)).heavy()
    # Squares of numbers far from 0 would drown their spread.
    level = outcomes.mean(case.data)
    groups = effects.of(case.declared, case.data)
    first, second, above = np.zeros((3, len(rows), len(groups.sizes)))
    means, variances, new = [], [], []
    for part in parts(len(weights), rows.size * len(groups.sizes)):
        at_nodes = {name: each[part] for name, each in values.items()}
        (mean, variance), ahead = groups.predict(rows, at_nodes)
        away = mean - level
        first += np.einsum("n,rng->rg", weights[part], away)
        second += np.einsum("n,rng->rg", weights[part], variance + away**2)
        if case.threshold is not None:
            over = chance_above(case.threshold, mean, np.sqrt(variance))
            above += np.einsum("n,rng->rg", weights[part], over)
        means.append(mean[..., shown])
        variances.append(variance[..., shown])
        new.append(ahead)
    means, variances = (np.concatenate(each, axis=1) for each in (means, variances))
    mean, variance = (np.concatenate(each, axis=1) for each in zip(*new, strict=True))
    known = {
        at: [
            Normals(means[row, :, place], np.sqrt(variances[row, :, place]), weights)
            for row in range(len(rows))
        ]
        for place, at in enumerate(shown)
    }
    ahead = [
        Normals(*each, weights) for each in zip(mean, np.sqrt(variance), strict=True)
    ]
    sds = np.sqrt(np.maximum(second - first**2, 0))
    return known, ahead, sds, np.zeros_like(sds), above


def _drawn(case: Case, rows: np.ndarray, shown: list[int]) -> tuple:
    """Predict over the draws; arguments and result as of `_exact`."""
    theta, sigma = _parameters(case, len(case.labels) * rows.shape[1])
    centre, covariance, noise_sd = population(case)
    at_new = centre @ rows.T
    spread = np.einsum("pi,dij,pj->dp", rows, covariance, rows)
    sd_new = np.sqrt(spread + noise_sd[:, np.newaxis] ** 2)
    same = equal(len(sigma))
    known = {
        at: [Normals(theta[:, at] @ row, sigma, same) for row in rows] for at in shown
    }
    new = [
        Normals(*each, equal(len(noise_sd)))
        for each in zip(at_new.T, sd_new.T, strict=True)
    ]
    sds, errors, above = np.zeros((3, len(rows), len(case.labels)))
    for place, row in enumerate(rows):
        terms = theta @ row
        if case.threshold is not None:
            over = chance_above(case.threshold, terms, sigma[:, np.newaxis])
            above[place] = over.mean(axis=0)
        terms = (terms - terms.mean(axis=0)) ** 2 + (sigma**2)[:, np.newaxis]
        sds[place] = np.sqrt(terms.mean(axis=0))
        errors[place] = np.hypot(error_of_sd(terms), error_of_sd(new[place].terms))
    return known, new, sds, errors, above


def new_group(case: Case) -> list[Prediction]:
    """Predict an observation of the largest, the smallest and a new group.

    Of lines at points over the range of the predictor, minus its printed centre as the
    program has it.
    """
    points = case.data.get("x_new", [None])
    rows = laid_out(case.declared, {"x": points}, len(points))
    size = outcomes.sizes(case.data)
    shown = largest_and_smallest(size)
    predict = _drawn if case.grid is None else _exact
    known, new, sds, errors, above = predict(case, rows, shown)
    return [
        Prediction(
            at=point,
            existing=[KnownGroup(at, int(size[at]), known[at][place]) for at in shown],
            outcome=new[place],
            sds=sds[place],
            errors=errors[place],
            above=above[place],
        )
        for place, point in enumerate(points)
    ]


def above(case: Case, predictions: list[Prediction]) -> list[Above]:
    """Give the chance to be above the threshold, at each point: see `Mixture.beyond`."""
    sizes = outcomes.sizes(case.data)
    return [
        Above(each.at, each.outcome.beyond(case.threshold), each.above, sizes)
        for each in predictions
    ]
