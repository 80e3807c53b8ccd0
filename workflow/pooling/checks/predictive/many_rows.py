"""Statistics of replicated tables of many rows, drawn given the predictor of each row.

With the predictor of every row known, sums over many independent rows have known moments,
and largest and smallest values known distribution functions; so no table is drawn where
that will do, and a draw of the parameters serves for several tables.

- Of 0 and 1 all follows from the successes of groups, which are drawn row by row.
- Sums of counts and of their squares are normal with the moments that the factorial moments
  of a count give (Johnson, Kemp and Kotz, 2005, Univariate discrete distributions, section
  1.2.7), but for the few rows whose squares scatter most, which are drawn; zeros are binomial
  with their mean and variance.
- Means of groups with normal outcomes are normal, and the squares of all rows around their
  mean are a chi-squared number, scaled to have their mean and variance (Box, 1954, Annals of
  Mathematical Statistics 25, 290-302).
- The largest of some numbers is below y with the product of their chances to be so.
- Others, as heavy tails and successes of several trials, have none of these: they are drawn.
"""

from __future__ import annotations

from collections.abc import Collection
from types import ModuleType

import numpy as np
from scipy.special import ndtri

from pooling.checks.predictive import sufficient
from pooling.checks.predictive.base import parts, thinned
from pooling.model import density, responses

TABLES = 4000  # at least, so that small p-values are seen
SETS = 400  # draws of the parameters, of which each serves for several tables
ALIKE = 0.05  # sds of an outcome, by which rows of one set may differ where extremes are drawn
DRAWN = 500  # rows
FINEST = 2**14  # sets, of which more would be no finer than the rows


class Rows:
    """Rows at one draw of the parameters, sorted by group.

    Attributes
    ----------
    response : module
        One of `pooling.model.responses`.
    eta, known : ndarray
        Shape (row,).
    dispersion : dict of float
        Name -> value.
    starts, sizes : ndarray of int
        First row and rows of each group.
    """

    def __init__(self, response: ModuleType, eta, dispersion: dict, table: dict):
        """Put the rows of a table at a draw."""
        self.response, self.eta, self.dispersion = response, eta, dispersion
        self.known, self.starts, self.sizes = (
            table[name] for name in ("known", "starts", "sizes")
        )

    def by_group(self, values) -> np.ndarray:
        """Average over the rows of each group, shape (..., group)."""
        return np.add.reduceat(values, self.starts, axis=-1) / self.sizes

    def sets(self, places) -> tuple[np.ndarray, ...]:
        """Gather rows whose places, in sds of an outcome, are alike: their set, and sizes."""
        low, width = places.min(), max(ALIKE, np.ptp(places) / FINEST)
        return sufficient.numbered(((places - low) / width).astype(np.int32))


def successes(rows: Rows, names, count: int, rng) -> dict[str, np.ndarray]:
    """Draw statistics of tables of 0 and 1."""
    chance, total = rows.response.mean(rows.eta).astype(np.float32), len(rows.eta)
    rates = np.empty((count, len(rows.sizes)))
    for place in range(count):
        hits = rng.random(total, dtype=np.float32) < chance
        rates[place] = rows.by_group(hits.view(np.uint8).astype(np.int32))
    mean = rates @ (rows.sizes / total)
    mean = np.rint(mean * total) / total
    return {
        "mean": mean,
        "sd": np.sqrt(mean * (1 - mean) * total / (total - 1)),
        "min": np.floor(mean),
        "max": np.ceil(mean),
        "between_sd": rates.std(axis=1, ddof=1),
    }


def counts(rows: Rows, names, count: int, rng) -> dict[str, np.ndarray]:
    """Draw statistics of tables of counts without a bound."""
    response, total = rows.response, len(rows.eta)
    mean = response.mean(rows.eta)
    sets, sizes = rows.sets(2 * np.sqrt(mean))
    one, two, three, four = response.factorial_moments(rows.eta, rows.dispersion, 4)
    second, third = two + one, three + 3 * two + one
    fourth = four + 6 * three + 7 * two + one
    variance = second - mean**2
    squares, both = fourth - second**2, third - mean * second
    far = np.argsort(squares)
    far, rest = far[-DRAWN:], far[:-DRAWN]
    scatter = [(variance, both), (both, squares)]
    scatter = [[each[rest].sum() for each in pair] for pair in scatter]
    root = np.linalg.cholesky(scatter) if len(rest) else np.zeros((2, 2))
    sums = rng.standard_normal((count, 2)) @ root.T
    sums += [mean[rest].sum(), second[rest].sum()]
    eta = np.broadcast_to(rows.eta[far], (count, len(far)))
    tables = response.draw(eta, rows.dispersion, 1, rng).astype(float)
    sums += np.column_stack([tables.sum(axis=1), (tables**2).sum(axis=1)])
    average = sums[:, 0] / total
    spread = np.maximum(sums[:, 1] - total * average**2, 0) / (total - 1)
    drawn = {
        "mean": average,
        "sd": np.sqrt(spread),
        "variance_ratio": spread / np.maximum(average, 1 / total),
    }
    if "between_sd" in names:
        means, apart = (rows.by_group(each) * rows.sizes for each in (mean, variance))
        tables = response.totals(means, apart, rows.sizes).rvs(
            (count, len(means)), random_state=rng
        )
        drawn["between_sd"] = (tables / rows.sizes).std(axis=1, ddof=1)
    if "zeros" in names:
        none = response.cdf(0, rows.eta, rows.dispersion)
        drawn["zeros"] = _occurring(none, count, rng) / total
    middle = np.log(np.bincount(sets, mean) / sizes)

    def below(value):
        return response.cdf(value[:, np.newaxis], middle, rows.dispersion)

    most = float(mean.max() + 40 * np.sqrt(variance.max()) + 40)
    chances = rng.random((2, count))
    with np.errstate(divide="ignore"):
        for name, chance, log in (
            ("max", chances[0], lambda value: np.log(below(value)) @ sizes),
            # All are above it.
            ("min", chances[1], lambda value: -np.log1p(-below(value)) @ sizes),
        ):
            if name in names:
                rising = np.log(chance) if name == "max" else -np.log(chance)
                drawn[name] = _first(log, rising, most)
    return drawn


def _occurring(chance, count: int, rng) -> np.ndarray:
    """Draw how many of independent things with these chances occur, by a binomial number."""
    mean, variance = chance.sum(), (chance * (1 - chance)).sum()
    if mean == 0:
        return np.zeros(count)
    rate = max(1 - variance / mean, 1e-9)
    return rng.binomial(max(1, round(mean / rate)), rate, count)


def _first(rising, level: np.ndarray, most: float) -> np.ndarray:
    """Find the least whole number at which a function that rises reaches each level."""
    low, high = np.full(len(level), -1.0), np.full(len(level), np.ceil(most))
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2)
        there = rising(middle) >= level
        low, high = np.where(there, low, middle), np.where(there, middle, high)
    return high


def normals(rows: Rows, names, count: int, rng) -> dict[str, np.ndarray]:
    """Draw statistics of tables of normal outcomes, whose sds may differ."""
    eta, total = rows.eta, len(rows.eta)
    sd = np.sqrt(rows.response.variance(eta, rows.dispersion, rows.known))
    middle = rows.by_group(eta)
    error = np.sqrt(rows.by_group(sd**2) / rows.sizes)
    means = middle + error * rng.standard_normal((count, len(middle)))
    # Squares around the mean: Z'CZ with C = I - 11'/n and Z ~ Normal(eta, diag(sd^2)).
    away, noise = eta - eta.mean(), sd**2
    expected = (away**2).sum() + noise.sum() * (1 - 1 / total)
    shared = noise.sum() / total
    variance = 2 * ((noise**2).sum() * (1 - 2 / total) + shared**2)
    variance += 4 * (away**2 * noise).sum()
    freedom = 2 * expected**2 / variance
    squares = rng.chisquare(freedom, count) * expected / freedom
    drawn = {
        "mean": means @ (rows.sizes / total),
        "sd": np.sqrt(squares / (total - 1)),
        "between_sd": means.std(axis=1, ddof=1),
    }
    if {"min", "max"} & set(names):
        drawn |= _extremes(rows, sd, count, rng)
    return drawn


def _extremes(rows: Rows, sd, count: int, rng) -> dict[str, np.ndarray]:
    """Draw the smallest and the largest of normal outcomes."""
    sizes, centre, spread, ends = 1, rows.eta, sd, []
    if np.ptp(sd) == 0:
        sets, sizes = rows.sets(rows.eta / sd[0])
        centre, spread = np.bincount(sets, rows.eta) / sizes, sd[0]
    for sign in (-1, 1):
        shape = (count, len(centre))
        # 1 - U^(1/n), without losing its digits; -log U is exponential.
        score = ndtri(-np.expm1(-rng.standard_exponential(shape) / sizes))
        ends.append(sign * (sign * centre - spread * score).max(axis=1))
    return dict(zip(("min", "max"), ends, strict=True))


def drawn_rows(functions: dict):
    """Draw whole tables, and sum them up by some functions."""

    def draw(rows: Rows, names, count: int, rng) -> dict[str, np.ndarray]:
        eta = np.broadcast_to(rows.eta, (count, len(rows.eta)))
        tables = rows.response.draw(eta, rows.dispersion, rows.known, rng)
        return {name: functions[name](tables) for name in names}

    return draw


def _way(likelihood: str):
    """Choose what draws statistics of tables of a response; None where tables are drawn."""
    if responses.closed(likelihood):
        return normals
    if responses.single(likelihood):
        return successes
    return counts if hasattr(responses.get(likelihood), "factorial_moments") else None


def statistics(case, draws, names: Collection[str], *, rng) -> dict[str, np.ndarray]:
    """Draw statistics of replicated tables: name -> value in each, shape (table,).

    There are as many tables as ``draws`` of the parameters, or more.
    """
    data = case.data
    group = np.asarray(data["group"]) - 1
    order, sizes = np.argsort(group, kind="stable"), np.bincount(group)
    few = draws.thin(thinned(draws.count, 1, SETS))
    each = -(-max(draws.count, TABLES) // few.count)
    rows, values = density.of_rows(case.family, data, few.values, order)
    table = {"known": responses.known(rows), "sizes": sizes}
    table["starts"] = np.cumsum(sizes) - sizes
    response = responses.get(case.declared.likelihood)
    way = _way(case.declared.likelihood) or drawn_rows(case.own.statistics(rows))
    replicated = []
    for part in parts(few.count, data["N"]):
        some = {name: value[part] for name, value in values.items()}
        for place, eta in enumerate(density.expected(case.family, rows, some)):
            dispersion = {name: some[name][place] for name in response.DISPERSION}
            at = Rows(response, eta, dispersion, table)
            replicated.append(way(at, names, each, rng))
    return {name: np.concatenate([one[name] for one in replicated]) for name in names}
