"""Checks of models by formula, whatever their response: by draws of the linear predictor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType

import numpy as np
from scipy.special import chdtr, chdtrc

from pooling.checks.predictive import normal, prior, sufficient
from pooling.checks.predictive.base import (
    INTERVALS,
    LEAST_DRAWS,
    NEW_TABLES,
    NUMBERS,
    PRIORS,
    TABLES,
    Case,
    GroupCheck,
    Known,
    Prediction,
    error_of_sd,
    of_tables,
    parts,
    thinned,
)
from pooling.checks.predictive.group_means import between_sd, group_means, group_of
from pooling.checks.predictive.mixtures import equal
from pooling.checks.predictive.new_group import Above
from pooling.checks.predictive.responses import Mixture
from pooling.model import density, responses

QUANTITY = "y"
PER = "row"
EXACT = False  # predictions are mixtures over draws
PER_DRAW = 4  # new groups from each draw
MOST_PREDICTED = 2**22  # numbers of the linear predictor that predictions rest on
# Degree of pooling -> what its free parameters fit: of the table, and of each group.
FITTED = {
    "complete": {"mean"},
    "none": {"mean", "group mean"},
    "partial": {"mean", "between_sd"},
}


@dataclass(frozen=True)
class Draws:
    """Draws of a fit, and the linear predictor that they give.

    Attributes
    ----------
    data : dict
        Data of the Stan program.
    values : dict of ndarray
        Parameter -> draws, shape (draw, ...).
    """

    data: dict
    values: dict[str, np.ndarray]

    @cached_property
    def count(self) -> int:
        """How many draws."""
        return len(next(iter(self.values.values())))

    @cached_property
    def used(self) -> np.ndarray:
        """Columns of the population that the model has."""
        return np.flatnonzero(self.data["used"])

    @cached_property
    def beta(self) -> np.ndarray:
        """Draws of the population's coefficients, of which a model may have none."""
        return self.values.get("beta", np.empty((self.count, 0)))

    def centre(self) -> np.ndarray:
        """Give the population's mean of the varying columns, shape (draw, column)."""
        beta = np.zeros((self.count, self.data["P"] + 1))
        beta[:, self.used + 1] = self.beta
        return beta[:, np.asarray(self.data["place"])]

    def of_population(self, rows, offsets) -> np.ndarray:
        """Give the linear predictor without any group, shape (draw, row)."""
        return np.asarray(offsets) + self.beta @ np.asarray(rows).T[self.used]

    def of_group(self, varying, group: int) -> np.ndarray:
        """Give what a group adds to that, shape (draw, row)."""
        return self.own()[:, group] @ np.asarray(varying).T

    def own(self) -> np.ndarray:
        """Give what each group adds to the population's, shape (draw, group, column)."""
        if "theta" not in self.values:
            return np.zeros((self.count, self.data["J"], self.data["K"]))
        own = self.values["theta"]
        return own - self.centre()[:, np.newaxis] if self.data["pooling"] == 2 else own

    def of_groups(self, row: int = 0) -> np.ndarray:
        """Give the linear predictor of each group at a row of what is predicted.

        A group has its own value of the columns that are constant within all groups.

        Returns
        -------
        ndarray
            Shape (draw, group).
        """
        x, z = self.rows_of_groups(row)
        eta = self.of_population(x, self.data["offsets_new"][row])
        return eta + (self.own() * z).sum(axis=-1)

    def of_new_ones(self, row: int, rng) -> np.ndarray:
        """Draw what `of_groups` gives, of a new group in the place of each."""
        x, z = self.rows_of_groups(row)
        eta = self.of_population(x, self.data["offsets_new"][row])
        return eta + self.of_new_group(z, rng)

    def rows_of_groups(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Give X and Z at a row of what is predicted, with each group's own constants."""
        return tuple(
            at_groups(self.data[name], self.data["group"], self.data[f"{name}_new"][row])
            for name in ("X", "Z")
        )

    def of_new_group(self, varying, rng) -> np.ndarray:
        """Draw what a new group adds, shape (draw, row)."""
        size = (self.count, self.data["K"])
        if self.data["pooling"] == 1:
            scale, mean = (
                np.asarray(self.data[f"prior_theta_{name}"]) for name in ("sd", "mean")
            )
            drawn = mean + scale * rng.standard_normal(size)
            return np.linalg.solve(self.data["B"], drawn.T).T @ np.asarray(varying).T
        away = np.einsum("dij,dj->di", self.root(), rng.standard_normal(size))
        return away @ np.asarray(varying).T

    def root(self) -> np.ndarray:
        """Give the lower triangle of the groups' covariance, by draw."""
        sd = self.values["sd"]
        correlation = np.tile(np.eye(sd.shape[1]), (self.count, 1, 1))
        if "cor" in self.values:
            row, column = np.tril_indices(sd.shape[1], -1)
            correlation[:, row, column] = self.values["cor"]
        # Of a symmetric matrix the lower triangle is all that is read.
        return sd[:, :, np.newaxis] * np.linalg.cholesky(correlation)

    def of_others(self, rng) -> np.ndarray:
        """Draw what new levels of the further factors add, shape (draw, 1)."""
        if "sd_further" not in self.values:
            return np.zeros((self.count, 1))
        scales = self.values["sd_further"]
        return (scales * rng.standard_normal(scales.shape)).sum(axis=1, keepdims=True)

    def by_column(self) -> tuple[np.ndarray, np.ndarray]:
        """Write the linear predictor without further factors as columns times coefficients.

        Returns
        -------
        columns : ndarray
            Shape (row, column): offsets, the population's, and those of groups alone.
        theta : ndarray
            Coefficients, shape (draw, group or 1, column).
        """
        data, used = self.data, self.used
        Z, place = np.asarray(data["Z"], float), np.asarray(data["place"]) - 1
        alone = ~np.isin(place, used)
        columns = [np.asarray(data["offsets"], float), np.asarray(data["X"])[:, used]]
        at = np.where(
            alone, len(used) + np.cumsum(alone), 1 + np.searchsorted(used, place)
        )
        groups = data["J"] if "theta" in self.values else 1
        theta = np.zeros((self.count, groups, 1 + len(used) + alone.sum()))
        theta[..., 0] = 1
        theta[..., 1 : 1 + len(used)] = self.beta[:, np.newaxis]
        if groups > 1:
            theta[..., at] += self.own()
        return np.column_stack([*columns, Z[:, alone]]), theta

    def thin(self, kept) -> Draws:
        """Take some of the draws."""
        return Draws(self.data, {name: own[kept] for name, own in self.values.items()})


def at_groups(columns, group, typical) -> np.ndarray:
    """Give each group's own value of the columns that are constant within all groups.

    Parameters
    ----------
    columns : array_like
        Shape (row, column).
    group : array_like of int
        1-based group of each row.
    typical : array_like
        What other columns are, shape (column,).

    Returns
    -------
    ndarray
        Shape (group, column).
    """
    columns = np.asarray(columns, float)
    _, first, place = np.unique(group, return_index=True, return_inverse=True)
    own = columns[first]
    constant = (columns == own[np.ravel(place)]).all(axis=0)
    return np.where(constant, own, typical)


def response_of(case: Case) -> ModuleType:
    """Give the response of a model."""
    return responses.get(case.declared.likelihood)


def draws_of(case: Case, width: int, most: int = NUMBERS) -> Draws:
    """Load draws, as many as an array of some width for each may have."""
    values = case.fit.parameters(case.declared)
    found = Draws(case.data, values)
    return found.thin(thinned(found.count, width, most))


def dispersion_of(case: Case, draws: Draws) -> dict[str, np.ndarray]:
    """Give the dispersion of the response, each of shape (draw,)."""
    return {name: draws.values[name] for name in response_of(case).DISPERSION}


def trials_of(data: dict) -> np.ndarray:
    """Give the trials of each row: one where nothing is counted in trials."""
    return np.asarray(data.get("trials", np.ones(len(data["y"]), dtype=int)))


def judged(case: Case, draws: dict, tables: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Give the outcomes themselves, or rates of successes, shape (draw, observation)."""
    return tables / trials_of(case.data)[rows]


def statistics(data: dict) -> dict[str, Callable]:
    """Name what sums up a table: location, spread, extremes, groups; zeros of counts."""
    group, trials = group_of(data), trials_of(data)

    def variance_ratio(tables):
        mean = tables.mean(axis=1)
        own = tables.var(axis=1, ddof=1)
        return np.divide(own, mean, out=np.zeros(len(mean)), where=mean > 0)

    named = {
        "mean": lambda tables: (tables / trials).mean(axis=1),
        "sd": lambda tables: (tables / trials).std(axis=1, ddof=1),
        "min": lambda tables: (tables / trials).min(axis=1),
        "max": lambda tables: (tables / trials).max(axis=1),
        "between_sd": lambda tables: between_sd(tables / trials, group),
    }
    whole = np.all(np.asarray(data["y"]) == np.round(data["y"]))
    if "trials" in data and trials.max() > 1:
        named["zeros"] = lambda tables: (tables == 0).mean(axis=1)
        named["full"] = lambda tables: (tables == trials).mean(axis=1)
    elif whole and not {"trials", "se", "prior_sigma_rate"} & set(data):
        named["zeros"] = lambda tables: (tables == 0).mean(axis=1)
        named["variance_ratio"] = variance_ratio
    return named


def fits(case: Case, name: str, replicates: str) -> bool:
    """Say whether the model fits a statistic, or a ``group mean``."""
    if name == "sd" and "sigma" in response_of(case).DISPERSION:
        return case.declared.pooling != "none"
    # One row a group: its own effect follows it, whatever the population is.
    alone = replicates == "fitted" and _alone(case.data)
    if alone and case.declared.pooling != "complete":
        return True
    return name in FITTED[case.declared.pooling]


def _alone(data: dict) -> bool:
    """Say whether each row is a group of its own."""
    return data["N"] == data["J"]


def by_sums(case: Case) -> bool:
    """Say whether all that checks need of a table are sums over its rows."""
    return case.declared.likelihood == "normal" and not case.data["H"]


def replicated_statistics(
    case: Case, names: Collection[str], most: int
) -> dict[str, np.ndarray]:
    """Draw statistics of replicated tables; of normal outcomes without the tables."""
    if not by_sums(case):
        return of_tables(case, names, most)
    return _summed(draws_of(case, case.data["J"], most), names, case.rng(TABLES))


def prior_statistics(case: Case, names: Collection[str]) -> dict[str, np.ndarray]:
    """Draw the same of tables that the priors alone expect."""
    if not by_sums(case):
        return prior.of_tables(case, names)
    rng, count = case.rng(PRIORS), prior.how_many(case.data["N"], LEAST_DRAWS)
    return _summed(Draws(case.data, prior.parameters(case, count, rng)), names, rng)


def _summed(draws: Draws, names, rng) -> dict[str, np.ndarray]:
    """Draw statistics of normal tables, given draws."""
    columns, theta = draws.by_column()
    sigma = draws.values["sigma"]
    table = sufficient.Table(group_of(draws.data), columns, theta, sigma)
    return normal.statistics_given(table, names, theta, sigma, rng=rng)


def new_tables(case: Case) -> Iterator[np.ndarray]:
    """Make up tables whose groups have new effects, where each row is a group.

    Yields
    ------
    ndarray
        Shape (draw, observation), `PER_DRAW` times as many as the fit has draws.
    """
    if case.declared.pooling != "partial" or not _alone(case.data):
        return
    data, rng, own = case.data, case.rng(NEW_TABLES), response_of(case)
    draws, order = draws_of(case, data["N"]), np.argsort(data["group"])
    varying, known = np.asarray(data["Z"])[order], responses.known(data)
    for _ in range(PER_DRAW):
        for part in parts(draws.count, data["N"]):
            some = draws.thin(part)
            eta = some.of_population(data["X"], data["offsets"])
            for row in range(data["N"]):
                added = some.of_new_group(varying[row : row + 1], rng)
                eta[:, order[row]] += added[:, 0]
            eta += some.of_others(rng)
            dispersion = {
                name: value[:, np.newaxis]
                for name, value in dispersion_of(case, some).items()
            }
            yield own.draw(eta, dispersion, known, rng)


def group_checks(case: Case) -> list[GroupCheck]:
    """Check the mean of each group; of normal outcomes also their spread.

    Given the parameters the mean of a group is normal, or the sum of its counts is
    taken for one of the response's kind with the same mean and variance
    (`totals` of the response). Outcomes with heavy tails have no such sums.

    Parameters
    ----------
    case : Case
        The fit.
    """
    own = response_of(case)
    if not hasattr(own, "totals"):
        return []
    if by_sums(case):
        draws = draws_of(case, case.data["J"] * (1 + case.data["P"]))
        y, rng = np.asarray(case.data["y"], float), case.rng(INTERVALS)
        rows = group_of(case.data), y, *draws.by_column()
        return normal.checks_given(*rows, draws.values["sigma"], rng=rng)
    data, group, trials = case.data, group_of(case.data), trials_of(case.data)
    y, sizes = np.asarray(data["y"], dtype=float), np.bincount(group)
    draws, rng = draws_of(case, data["N"]), case.rng(INTERVALS)
    sums = np.bincount(group, y)
    weight = np.bincount(group, trials.astype(float))
    known = responses.known(data)
    above, below, squares, scales, tables = [], [], [], [], []
    for part in parts(draws.count, data["N"]):
        some = draws.thin(part)
        eta = density.expected(case.family, data, some.values)
        dispersion = {
            name: value[:, np.newaxis]
            for name, value in dispersion_of(case, some).items()
        }
        means = trials * own.mean(eta)
        variances = own.variance(eta, dispersion, known) * np.ones_like(means)
        total = own.totals(_sums(means, group), _sums(variances, group), weight)
        above.append(total.sf(sums - own.INTEGER))
        below.append(total.cdf(sums))
        tables.append(total.rvs(random_state=rng))
        squares.append(_sums((y - means) ** 2 / variances, group))
        scales.append(np.sqrt(group_means(variances, group)))
    above, below, tables, squares, scales = map(
        np.concatenate, (above, below, tables, squares, scales)
    )
    q5, q95 = np.percentile(tables / weight, [5, 95], axis=0)
    rate = "trials" in data
    found = [
        GroupCheck(
            what="rate" if rate else "mean",
            replicates="fitted",
            groups=np.arange(len(sizes)),
            sizes=weight.astype(int) if rate else sizes,
            observed=sums / weight,
            above=above.mean(axis=0),
            below=below.mean(axis=0),
            q5=q5,
            q95=q95,
        )
    ]
    several = np.flatnonzero(sizes > 1)
    if own.LINK == "identity" and len(several):
        own_scales = scales[:, several]
        found.append(
            _spreads(case, squares[:, several], own_scales, groups=several, rng=rng)
        )
    return found


def _spreads(case: Case, squares, scales, *, groups, rng) -> GroupCheck:
    """Check squares around what is expected, over the variances: chi-squared.

    They are told in the unit of the outcome, by the root of the mean variance of a group.
    """
    sizes = np.bincount(group_of(case.data))[groups]
    spreads = scales * np.sqrt(rng.chisquare(sizes, squares.shape) / sizes)
    q5, q95 = np.percentile(spreads, [5, 95], axis=0)
    return GroupCheck(
        what="spread",
        replicates="fitted",
        groups=groups,
        sizes=sizes,
        observed=np.sqrt((squares * scales**2).mean(axis=0) / sizes),
        above=chdtrc(sizes, squares).mean(axis=0),
        below=chdtr(sizes, squares).mean(axis=0),
        q5=q5,
        q95=q95,
    )


def _sums(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Sum over the rows of each group, shape (draw, group)."""
    return group_means(values, group) * np.bincount(group)


def _mixture(case: Case, draws: Draws, eta: np.ndarray, row: int) -> Mixture:
    """Give the distribution of an outcome, or true effect, at a row of what is predicted."""
    return Mixture(
        response=response_of(case),
        eta=eta,
        dispersion=dispersion_of(case, draws),
        weights=equal(len(eta)),
        known=responses.known_new(case.data)[row],
    )


def _predicted(case: Case):
    """Give the distributions of an outcome of each group and of a new one.

    Yields
    ------
    row : int
        Of what is predicted.
    known : list of Mixture
        Of every group.
    new : Mixture
    alike : list of Mixture
        That of a new group in the place of each.
    """
    data, rng = case.data, case.rng(NEW_TABLES)
    draws = draws_of(case, max(1, MOST_PREDICTED // 4000))
    others = draws.of_others(rng)
    new = draws.of_population(data["X_new"], data["offsets_new"])
    new = new + others + draws.of_new_group(np.asarray(data["Z_new"]), rng)
    for row in range(data["N_new"]):
        groups = (draws.of_groups(row) + others).T
        known = [_mixture(case, draws, eta, row) for eta in groups]
        places = (draws.of_new_ones(row, rng) + others).T
        alike = [_mixture(case, draws, eta, row) for eta in places]
        yield row, known, _mixture(case, draws, new[:, row], row), alike


def new_group(case: Case) -> list[Prediction]:
    """Predict an outcome of the largest, the smallest and a new group, row by row."""
    sizes = np.bincount(group_of(case.data))
    shown = list(dict.fromkeys((int(sizes.argmax()), int(sizes.argmin()))))
    found = []
    for row, known, new, alike in _predicted(case):
        over = None
        if case.threshold is not None:
            over = np.array([each.beyond(case.threshold) for each in known])
        errors = np.array([error_of_sd(each.terms) for each in known])
        found.append(
            Prediction(
                at=row,
                existing=[Known(at, int(sizes[at]), known[at]) for at in shown],
                outcome=new,
                sds=np.array([each.sd for each in known]),
                errors=np.hypot(errors, error_of_sd(new.terms)),
                above=over,
                alike=np.array([each.sd for each in alike]),
            )
        )
    return found


def above(case: Case, predictions: list[Prediction]) -> list[Above]:
    """Give the chance to be above the threshold, at each row: see `Mixture.beyond`."""
    sizes = np.bincount(group_of(case.data))
    return [
        Above(each.at, each.outcome.beyond(case.threshold), each.above, sizes)
        for each in predictions
    ]
