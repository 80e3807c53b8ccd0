"""How a program by formula samples groups and the levels of further factors.

The rows see sums of effects alone. An intercept and the mean of a factor's levels, or a
group and what lies in it, can move against each other, and only the priors of the levels
see it: a long ridge for a sampler that looks along the effects. So sums are sampled, each
of them by a map whose determinant is 1, and the model stays the one that is written.

A factor whose levels lie in the groups, or in levels of another factor, is nested, in
whatever order a formula has them: a level is sampled with what it lies in (hierarchical
centring: Gelfand, Sahu and Carlin (1995), Biometrika 82, 479-488). The intercept, and the
groups with it, are sampled with the mean of all levels that do not lie in groups, and a
group also with the level of a factor that it lies in itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling.basics import by_column
from pooling.basics.blocks import blocks
from pooling.basics.long_tables import Columns
from pooling.model import formula_fit, responses
from pooling.model.families.base import centred, settled

SWEEPS = 20  # over all factors
WIDE = 3.0  # sd of a group's level that its counts alone do not bound
LEAST = 1e-6  # of a dispersion, against that of the rough fit
CLOSE = 1e-3  # a square of what is left of the way, in variances
ALONE, TOGETHER = 1, 2  # of the switch "pooling": no population of the groups, or one


@dataclass(frozen=True)
class Factors:
    """All grouping factors of a table, that of the groups first where a model has it.

    Attributes
    ----------
    codes : list of ndarray of int
        Of each factor, the level of each row, from 0.
    parent : list of int or None
        Of each factor, the one that its levels lie in, if they are sampled with it.
    """

    codes: list[np.ndarray]
    parent: list[int | None]

    def parents(self, factor: int) -> np.ndarray:
        """Say of each level of a factor which of its parent it lies in; 0 without one."""
        code, parent = self.codes[factor], self.parent[factor]
        around = np.zeros(code.max() + 1, dtype=int)
        if parent is not None:
            around[code] = self.codes[parent]
        return around

    def with_ancestors(self, factor: int) -> list[int]:
        """Give a factor and all that it lies in."""
        parent = self.parent[factor]
        return [factor, *(self.with_ancestors(parent) if parent is not None else ())]

    def shares(self, factor: int) -> np.ndarray:
        """Say what share each level of a factor has of the finest levels in it."""
        of_finest = np.arange(self.codes[factor].max() + 1)
        while (child := self.child(factor)) is not None:
            of_finest = of_finest[self.parents(child)]
            factor = child
        return np.bincount(of_finest) / len(of_finest)

    def child(self, factor: int) -> int | None:
        """Give the factor that lies in this one, of several that with the fewest levels."""
        inside = [at for at, parent in enumerate(self.parent) if parent == factor]
        return min(inside, key=lambda at: self.codes[at].max(), default=None)


def _lies_in(inner: np.ndarray, other: np.ndarray) -> bool:
    """Say whether each level of a factor is in a single level of another."""
    pairs = len(np.unique(np.column_stack([inner, other]), axis=0))
    return pairs == inner.max() + 1 > other.max() + 1


def related(codes: list[np.ndarray], has_level: bool = True) -> Factors:
    """Say which factor lies in which: in the finest one, wherever that is written.

    Parameters
    ----------
    codes : list of ndarray of int
        Of each factor, the level of each row, from 0.
    has_level : bool
        Whether the first has levels; else it lies in none, and none in it.
    """
    parent: list[int | None] = []
    for at, code in enumerate(codes):
        around = [
            other
            for other, level in enumerate(codes)
            if (has_level or 0 not in (at, other)) and _lies_in(code, level)
        ]
        parent.append(max(around, key=lambda other: codes[other].max(), default=None))
    return Factors(codes, parent)


def _fitted(response, fit, factors: Factors, known) -> tuple[list, np.ndarray]:
    """Estimate all levels beside each other, by backfitting, and the rows' weights.

    Hastie and Tibshirani (1990), Generalized Additive Models, section 4.4.

    Parameters
    ----------
    fit : pooling.model.formula_fit.Fit
        The rough fit, without groups and levels.
    factors : Factors
        All of the model.
    known : ndarray
        Of `pooling.model.responses.known`.
    """
    codes, weights = factors.codes, fit.weights
    levels = [np.zeros(code.max() + 1) for code in codes]
    rest = fit.residuals
    for _ in range(SWEEPS):
        for code, values in zip(codes, levels, strict=True):
            rest = rest + values[code]
            values[:] = np.bincount(code, weights * rest) / np.bincount(code, weights)
            rest = rest - values[code]
    if "sigma" in response.DISPERSION:
        # The noise of the rough fit holds what groups and levels explain.
        spent = [code.max() - factors.parents(at).max() for at, code in enumerate(codes)]
        free = len(weights) - sum(spent) - 1
        weights = max(free, 1) / ((rest / known) ** 2).sum() / known**2.0
    return levels, weights


def _sampled(factors: Factors, at: int, levels: list, weights) -> tuple:
    """Estimate what is sampled of each level: its effect and that of all it lies in.

    Returns
    -------
    values, variances : ndarray
        Of each level: from its rows, or where another factor lies in it from the levels
        of that, as far as they differ within it.
    known : int or None
        Degrees of freedom of these differences.
    """
    child = factors.child(at)
    code = factors.codes[at]
    if child is None:
        rows = np.unique(code, return_index=True)[1]
        chain = factors.with_ancestors(at)
        values = sum(levels[each][factors.codes[each][rows]] for each in chain)
        return values, 1 / np.bincount(code, weights), None
    inner, noise, _ = _sampled(factors, child, levels, weights)
    up = factors.parents(child)
    size = np.bincount(up)
    values = np.bincount(up, inner) / size
    known = len(inner) - len(size)
    within = ((inner - values[up]) ** 2).sum() / known
    return values, np.maximum(within / size, np.bincount(up, noise) / size**2), known


def _unit(factors: Factors, at: int, levels: list, weights) -> float:
    """Give the unit of a factor's levels that are sampled as they are, 0 if they are not."""
    values, variances, known = _sampled(factors, at, levels, weights)
    up = factors.parents(at)
    size = np.bincount(up)
    square = ((values - (np.bincount(up, values) / size)[up]) ** 2).sum()
    as_it_is = settled(square, len(values) - len(size), variances, known)
    return as_it_is * float(np.sqrt(variances.mean()))


def matrix_of(data: dict, name: str):
    """Give X or Z of the Stan data: a matrix, or the columns of a long table."""
    return data[name] if isinstance(data[name], Columns) else np.asarray(data[name])


def _told(response, *, y, eta, known, group, columns, bound) -> tuple:
    """Estimate what the rows of each group say of its level, by Fisher scoring.

    Parameters
    ----------
    y, eta, known : ndarray
        Of each row; eta is the predictor of the rough fit, without groups.
    group : ndarray
        Of each row, from 0.
    columns : ndarray
        Shape (row, K): what the level and the other coefficients of a group go with.
    bound : ndarray
        Shape (K,): 1 / variance of each coefficient but for the rows, 0 of none.

    Returns
    -------
    level, information : ndarray
        Of each group: beside eta, and the inverse of its variance, the other coefficients
        being unknown.
    """
    every = by_column.columns_of(columns)
    J, K = group.max() + 1, len(every)
    free = max(len(y) - J * K, 1)
    noise = np.std(y - eta) or 1.0
    dispersion = responses.rough(response, noise)
    scattered = [name for name, of in response.DISPERSION.items() if of.power < 0]
    beside, pairs = np.zeros((J, K)), list(np.ndindex(K, K))
    for _ in range(SWEEPS):
        inner, slope, sums = np.zeros((K * K, J)), np.zeros((K, J)), np.zeros(3)
        for part in blocks(len(y), 1, formula_fit.ROWS):
            of_rows, at_group = [each[part] for each in every], group[part]
            at = eta[part] + by_column.along(of_rows, beside, at_group)
            first, _ = response.slopes(y[part], at, dispersion, known[part])
            weight = response.information(at, dispersion, known[part])
            inner += [
                np.bincount(at_group, weight * (of_rows[k] * of_rows[m]), J)
                for k, m in pairs
            ]
            slope += [np.bincount(at_group, first * each, J) for each in of_rows]
            away = y[part] - at
            sums[0] += np.sum(first * away)
            if (
                scattered
            ):  # the variance is one of eta, and one of eta over the dispersion
                least, most = (
                    response.variance(at, {scattered[0]: value})
                    for value in (np.inf, 1.0)
                )
                squares = (y[part] - response.mean(at)) ** 2
                sums[1:] += (
                    np.sum(squares * len(y) / free - least),
                    np.sum(most - least),
                )
        inner = inner.T.reshape(J, K, K)
        square = 1.0
        if "sigma" in response.DISPERSION:
            least = LEAST * (noise / dispersion["sigma"]) ** 2
            square = max(sums[0] / free, least)
            dispersion["sigma"] *= np.sqrt(square)
        elif scattered:
            dispersion[scattered[0]] = 1 / np.clip(sums[1] / sums[2], LEAST, 1 / LEAST)
        inner = inner / square + np.diag(bound)
        slope = slope.T / square - bound * beside
        step = np.linalg.solve(inner, slope[..., np.newaxis])[..., 0]
        if response.LINK != "identity":  # on its way it may go far too far
            longest = np.zeros(J)
            np.maximum.at(longest, group, np.abs(by_column.along(every, step, group)))
            step = step / np.maximum(longest, 1)[:, np.newaxis]
        beside = beside + step
        close = np.all(step[:, 0] ** 2 * inner[:, 0, 0] < CLOSE)
        if close and abs(square - 1) < CLOSE:
            break
    return beside[:, 0], 1 / np.linalg.inv(inner)[:, 0, 0]


def of_groups(response, rough, data: dict, formula: dict, *, y) -> dict[str, Any]:
    """Say what the rows of each group tell of its level, and how that moves with beta.

    Given the population and beta, the level of a group is about normal: its rows and the
    population tell it, each as surely as they know. In the sds and around the mean of that
    normal it is sampled, so that neither many rows nor few make a funnel with its spread:
    of normal outcomes it is exact.

    Parameters
    ----------
    response, rough, data, formula
        As in `coordinates` (`rough` is its `found`); ``centred`` among the data.
    y : ndarray
        Outcomes.

    Returns
    -------
    dict
        ``own_level``, ``own_weight`` and ``own_mean``, as the programs declare them, and
        ``centred``.
    """
    J, group, X = data["J"], np.asarray(data["group"]) - 1, matrix_of(data, "X")
    place = np.array(data["place"])
    common = np.array(data["used"], dtype=bool)
    common[place[place > 0] - 1] &= data["pooling"] == 0
    told: dict[str, Any] = {
        "own_level": np.zeros(J),
        "own_weight": np.zeros(J),
        "own_mean": np.zeros((J, data["P"])),
    }
    varies = formula["varying"][0] == "Intercept" and data["pooling"] > 0
    if varies:
        mean = np.zeros((J, data["P"]))
        columns = by_column.columns_of(X)
        for place_of in np.flatnonzero(common):
            mean[:, place_of] = np.bincount(group, rough.weights * columns[place_of], J)
        told["own_mean"] = mean / np.bincount(group, rough.weights)[:, np.newaxis]
    if varies and place.all() and data["pooling"] == TOGETHER and not data["H"]:
        # Groups of zeros alone have no end below.
        bound = np.square(data["prior_sd_rate"])
        bound[0] = 0.0 if response.LINK == "identity" else WIDE**-2.0
        level, told["own_weight"] = _told(
            response,
            y=y,
            eta=np.asarray(data["offsets"]) + by_column.times(X, rough.location),
            known=responses.known(data),
            group=group,
            columns=by_column.turned(matrix_of(data, "Z"), np.linalg.inv(data["B"])),
            bound=bound,
        )
        told["own_level"] = data["B"][0] @ rough.location[place - 1] + level
        told["centred"] = [0, *data["centred"][1:]]
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in told.items()
    }


def _slopes(response, fit, data: dict, levels: list) -> np.ndarray:
    """Say of each coefficient of the groups but the first whether the data settle it.

    Given those before it, as groups tell it by themselves, beside the levels of further
    factors: those whose rows determine all coefficients, if they are more than half of all.

    Parameters
    ----------
    response, fit
        As `response` and `fit` in `coordinates`.
    levels : list of ndarray
        For each further factor, the effect on each row.
    """
    group, J, K = np.asarray(data["group"]) - 1, data["J"], data["K"]
    if K == 1 or data["pooling"] != TOGETHER:
        return np.zeros(K - 1, dtype=int)
    root = np.sqrt(fit.weights)
    rest = root * (fit.residuals - sum(levels, np.zeros(data["N"])))
    columns = np.asarray(matrix_of(data, "Z")) @ np.linalg.inv(data["B"])
    columns = root[:, np.newaxis] * columns
    columns /= np.abs(columns).max(axis=0)
    estimates, variances = [], []
    left, free = 0.0, -sum(len(np.unique(each)) - 1 for each in levels)
    for rows in formula_fit.rows_of(group):
        if formula_fit.independent(columns[rows]).all():
            inverse = np.linalg.pinv(columns[rows])
            estimates.append(inverse @ rest[rows])
            variances.append(inverse @ inverse.T)
            left += ((rest[rows] - columns[rows] @ estimates[-1]) ** 2).sum()
            free += len(rows) - K
    settles = np.zeros(K - 1, dtype=int)
    if 2 * len(estimates) <= J or len(estimates) <= K:
        return settles
    known, noise = None, 1.0
    if "sigma" in response.DISPERSION:
        # The noise of the rough fit holds what groups and levels explain.
        known = max(free, 1)
        noise = left / known
    told = np.array(estimates) - np.mean(estimates, axis=0)
    for k in range(1, K):
        # Less what those before it tell of it: correlations may leave little.
        along = np.append(-np.linalg.lstsq(told[:, :k], told[:, k], rcond=None)[0], 1)
        square = np.square(told[:, : k + 1] @ along).sum()
        variance = noise * np.array(
            [along @ V[: k + 1, : k + 1] @ along for V in variances]
        )
        settles[k - 1] = settled(square, len(told) - 1 - k, variance, known)
    return settles


def coordinates(response, fit, data: dict, formula: dict) -> dict[str, Any]:
    """Say how the groups and the levels of further factors are sampled.

    Parameters
    ----------
    fit : pooling.model.formula_fit.Fit
        The rough fit, without groups and levels.
    data : dict
        Stan data: ``N``, ``J``, ``K``, ``H``, ``L``, ``group``, ``level``, ``factor``,
        ``pooling``, ``used``, ``Z``, ``B``.
    formula : dict
        ``formula`` of the facts.

    Returns
    -------
    dict
        ``centred``, and of further factors ``count``, ``reflect``, ``inside``, ``above``,
        ``further_unit``, ``intercept``, ``in_intercept``, ``in_group``, as the programs
        declare them.
    """
    group, pooling, L = np.asarray(data["group"]) - 1, data["pooling"], data["L"]
    information = np.bincount(group, fit.weights)
    means = np.bincount(group, fit.weights * fit.residuals) / information
    intercept = np.array(formula["population"]) == "Intercept"
    intercept &= np.array(data["used"], dtype=bool)
    told: dict[str, Any] = {
        "centred": np.array(
            [centred(means, 1 / information), *np.zeros(data["K"] - 1, int)]
        ),
        "count": np.bincount(data["factor"])[1:] if L else np.zeros(0, dtype=int),
        "reflect": np.zeros(data["H"], dtype=int),
        "inside": np.zeros(L, dtype=int),
        "above": np.zeros(data["J"], dtype=int),
        "further_unit": np.zeros(L),
        "intercept": intercept.astype(int),
        "in_intercept": np.zeros(L),
        "in_group": np.zeros(L),
    }
    further: list[np.ndarray] = []
    if L:
        level = np.reshape(data["level"], (-1, data["N"]))
        first = level.min(axis=1) - 1
        has_level = pooling > 0 and "Intercept" in formula["varying"]
        codes = list(level - 1 - first[:, np.newaxis])
        shift = int(pooling > 0)  # without pooling groups have no effects
        factors = related([group, *codes] if shift else codes, has_level or not shift)
        values, weights = _fitted(response, fit, factors, responses.known(data))
        units = [_unit(factors, at, values, weights) for at in range(len(factors.codes))]
        if has_level:
            told["centred"][0] = units[0] > 0
        both = zip(values[shift:], codes, strict=True)
        further = [each[code] for each, code in both]
        goes = bool(intercept.any()), has_level and (intercept.any() or pooling == ALONE)
        begins = [L, *first] if shift else list(first)
        for at in range(shift, len(units)):
            places = begins[at] + np.arange(told["count"][at - shift])
            parent = factors.parent[at]
            holds = bool(shift) and at in factors.with_ancestors(0)
            told["further_unit"][places] = units[at]
            if parent is not None:
                told["inside"][places] = 1 + begins[parent] + factors.parents(at)
            if holds and factors.parent[0] == at:
                told["above"][:] = 1 + begins[at] + factors.parents(0)
            if holds and pooling == ALONE:  # groups that tell nothing of what they lie in
                told["further_unit"][places] = 0
            if has_level and 0 in factors.with_ancestors(at):
                continue
            share = factors.shares(at)
            told["in_intercept"][places] = goes[0] * share
            told["in_group"][places] = (goes[1] and not holds) * share
            if goes[0] or goes[1]:  # the mean of the levels, which no row sees
                told["reflect"][at - shift] = 1
                told["further_unit"][places[0]] = 0
    told["centred"][1:] = _slopes(response, fit, data, further)
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in told.items()
    }
