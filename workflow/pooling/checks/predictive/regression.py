"""Checks of models by formula, whatever their response: by draws of the linear predictor."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from types import ModuleType

import numpy as np

from pooling.checks.predictive import many_rows, normal, prior, sufficient
from pooling.checks.predictive.base import (
    INTERVALS,
    LEAST_DRAWS,
    NEW_TABLES,
    NUMBERS,
    PRIORS,
    TABLES,
    Case,
    GroupCheck,
    KnownGroup,
    Prediction,
    error_of_sd,
    largest_and_smallest,
    of_tables,
    parts,
    thinned,
)
from pooling.checks.predictive.group_means import (
    between_sd,
    group_means,
    group_of,
    usual,
    zeros_and_full,
)
from pooling.checks.predictive.linear_predictor import Draws
from pooling.checks.predictive.mixtures import Mixture, equal
from pooling.model import density, outcomes, responses

QUANTITY = "y"
PER = "row"
EXACT = False  # predictions are mixtures over draws
above = normal.above
PER_DRAW = 4  # new groups from each draw
MOST_PREDICTED = 2**22  # numbers of the linear predictor that predictions rest on
# Degree of pooling -> what its free parameters fit: of the table, and of each group.
FITTED = {
    "complete": {"mean"},
    "none": {"mean", "group mean"},
    "partial": {"mean", "between_sd"},
}


def response_of(case: Case) -> ModuleType:
    """Give the response of a model."""
    return responses.get(case.declared.likelihood)


def draws_of(case: Case, width: int, most: int = NUMBERS) -> Draws:
    """Load draws, as many as an array of some width for each may have."""
    values = case.fit.parameters(case.declared)
    drawn = Draws(case.data, values)
    return drawn.thin(thinned(drawn.count, width, most))


def dispersion_of(case: Case, draws: Draws) -> dict[str, np.ndarray]:
    """Give the dispersion of the response, each of shape (draw,)."""
    return {name: draws.values[name] for name in response_of(case).DISPERSION}


def trials_of(data: dict) -> np.ndarray:
    """Give the trials of each row: one where nothing is counted in trials."""
    return np.asarray(data.get("trials", np.ones(len(data["y"]), dtype=int)))


def judged(case: Case, draws: dict, tables: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Give the outcomes themselves, or chances of a success, shape (draw, observation)."""
    response = response_of(case)
    if not response.TRIALS:
        return tables
    data, draws = density.of_rows(case.family, case.data, draws, rows)
    return response.mean(density.expected(case.family, data, draws))


def statistics(data: dict, *, counts: bool) -> dict[str, Callable]:
    """Name what sums up a table: location, spread, extremes, groups; zeros of counts.

    ``counts`` says whether outcomes are such, of no trials.
    """
    group, trials = group_of(data), trials_of(data)

    def variance_ratio(tables):
        mean = tables.mean(axis=1)
        variances = tables.var(axis=1, ddof=1)
        return np.divide(variances, mean, out=np.zeros(len(mean)), where=mean > 0)

    named = usual(trials)
    named["between_sd"] = lambda tables: between_sd(tables / trials, group)
    if trials.max() > 1:
        named |= zeros_and_full(trials)
    elif counts:
        named |= {"zeros": zeros_and_full(1)["zeros"], "variance_ratio": variance_ratio}
    return named


def fits(case: Case, name: str, replicates: str) -> bool:
    """Say whether the model fits a statistic, or a ``group mean``."""
    if name == "sd" and responses.scale(response_of(case)):
        return case.declared.pooling != "none"
    # One row a group: its own effect follows it, whatever the population is.
    alone = replicates == "fitted" and _alone(case.data)
    if alone and case.declared.pooling != "complete":
        return True
    return name in FITTED[case.declared.pooling]


def _dispersion_by_draw(case: Case, draws: Draws) -> dict[str, np.ndarray]:
    """Give what the response has beside its linear predictor, shape (draw, 1) each."""
    return {name: v[:, np.newaxis] for name, v in dispersion_of(case, draws).items()}


def _alone(data: dict) -> bool:
    """Say whether each row is a group of its own."""
    return data["N"] == data["J"]


def by_sums(case: Case) -> bool:
    """Say whether all that checks need of a table are sums over its rows, which are alike."""
    name, data = case.declared.likelihood, case.data
    learned = responses.closed(name) and responses.scale(responses.get(name))
    return bool(learned and not data["H"] and (responses.known(data) == 1).all())


def replicated_statistics(
    case: Case, names: Collection[str], most: int
) -> dict[str, np.ndarray]:
    """Draw statistics of replicated tables; where sums will do without the tables."""
    if by_sums(case):
        return _summed(draws_of(case, case.data["J"], most), names, case.rng(TABLES))
    if case.data["N"] <= outcomes.MOST_ROWS:
        return of_tables(case, names, most)
    draws = draws_of(case, case.data["N"], most)
    rng = case.rng(TABLES)
    return many_rows.statistics(case, draws, names, rng=rng)


def prior_statistics(case: Case, names: Collection[str]) -> dict[str, np.ndarray]:
    """Draw the same of tables that the priors alone expect."""
    if not by_sums(case):
        return prior.of_tables(case, names)
    of_rows, of_groups = case.data["N"], case.data["J"] * (1 + case.data["P"])
    width = of_rows if normal.EXTREMES & set(names) else of_groups
    rng, count = case.rng(PRIORS), prior.how_many(width, LEAST_DRAWS)
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
    data, rng, response = case.data, case.rng(NEW_TABLES), response_of(case)
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
            yield response.draw(eta, _dispersion_by_draw(case, some), known, rng)


def group_checks(case: Case) -> list[GroupCheck]:
    """Check the mean of each group; of normal outcomes also their spread.

    Given the parameters the mean of a group is normal, or the sum of its counts is
    taken for one of the response's kind with the same mean and variance
    (`totals` of the response). Outcomes with heavy tails have no such sums.
    """
    response = response_of(case)
    if not hasattr(response, "totals"):
        return []
    if by_sums(case):
        draws = draws_of(case, case.data["J"] * (1 + case.data["P"]))
        y, rng = np.asarray(case.data["y"], float), case.rng(INTERVALS)
        columns, theta = draws.by_column()
        about = normal.About.rows(group_of(case.data), y, columns, theta.mean(axis=0))
        sigma = draws.values["sigma"]
        return normal.checks_given(about, theta=theta, sigma=sigma, rng=rng)
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
        dispersion = _dispersion_by_draw(case, some)
        means = trials * response.mean(eta)
        variances = response.variance(eta, dispersion, known) * np.ones_like(means)
        total = response.totals(_sums(means, group), _sums(variances, group), weight)
        above.append(total.sf(sums - response.INTEGER))
        below.append(total.cdf(sums))
        tables.append(total.rvs(random_state=rng))
        squares.append(_sums((y - means) ** 2 / variances, group))
        scales.append(np.sqrt(group_means(variances, group)))
    above, below, tables, squares, scales = map(
        np.concatenate, (above, below, tables, squares, scales)
    )
    rate = "trials" in data
    checks = [
        GroupCheck.of(
            "rate" if rate else "mean",
            groups=np.arange(len(sizes)),
            sizes=weight.astype(int) if rate else sizes,
            observed=sums / weight,
            tails=(above, below),
            drawn=tables / weight,
        )
    ]
    several = np.flatnonzero(sizes > 1)
    if response.LINK == "identity" and len(several):
        sums, scales = squares[:, several], scales[:, several]
        known = {"groups": several, "sizes": sizes[several]}
        checks.append(normal.spreads_given(sums, scales, **known, rng=rng))
    return checks


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
    shown = largest_and_smallest(sizes)
    predictions = []
    for row, known, new, alike in _predicted(case):
        over = None
        if case.threshold is not None:
            over = np.array([each.beyond(case.threshold) for each in known])
        errors = np.array([error_of_sd(each.terms) for each in known])
        predictions.append(
            Prediction(
                at=row,
                existing=[KnownGroup(at, int(sizes[at]), known[at]) for at in shown],
                outcome=new,
                sds=np.array([each.sd for each in known]),
                errors=np.hypot(errors, error_of_sd(new.terms)),
                above=over,
                alike=np.array([each.sd for each in alike]),
            )
        )
    return predictions
