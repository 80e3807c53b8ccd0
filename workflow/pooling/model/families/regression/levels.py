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
from pooling.model.families.regression import alone

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

    def root(self, factor: int, *, cut: bool = False) -> int:
        """Give the coarsest factor that this one tells of, by others; itself without one.

        Parameters
        ----------
        cut : bool
            Whether the groups, the first factor, tell of none.
        """
        parent = self.parent[factor]
        if parent is None or self.child(parent) != factor or (cut and factor == 0):
            return factor
        return self.root(parent, cut=cut)

    def linked(self, factor: int) -> list[int]:
        """Give all factors that tell of the same one, by others, and that one."""
        every = range(len(self.codes))
        return [at for at in every if self.root(at) == self.root(factor)]


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


@dataclass
class Design:
    """What is told of one factor: the rows of a level are along these columns.

    Attributes
    ----------
    code : ndarray of int
        Level of each row, from 0.
    columns : tuple of ndarray
        What its coefficients go with; the first is that which is told.
    bound : ndarray
        Of each coefficient, 1 / variance but for the rows; 0: none.
    effects : ndarray
        Shape (level, column), found so far.
    """

    code: np.ndarray
    columns: tuple[np.ndarray, ...]
    bound: np.ndarray

    def __post_init__(self):
        """Begin at nothing."""
        self.effects = np.zeros((self.code.max() + 1, len(self.columns)))

    def along(self, part=slice(None), effects=None):
        """Give what the effects, or others, come to in some rows."""
        columns = (column[part] for column in self.columns)
        effects = self.effects if effects is None else effects
        return by_column.along(columns, effects, self.code[part])


def _told(response, designs: list[Design], *, y, eta, known) -> dict[str, float]:
    """Estimate what the rows of each level say of it, by Fisher scoring.

    One factor beside the others in turn: Hastie and Tibshirani (1990), Generalized Additive
    Models, section 4.4. The designs have the effects and what is known of them.

    Parameters
    ----------
    y, eta, known : ndarray
        Of each row; eta is the predictor of the rough fit, without groups and levels.

    Returns
    -------
    dict of float
        What the response has beside eta.
    """
    spent = sum(design.effects.size - 1 for design in designs) + 1
    free = max(len(y) - spent, 1)
    noise = np.std(y - eta) or 1.0
    dispersion = responses.rough(response, noise)
    scale = responses.scale(response)
    scattered = [name for name, of in response.DISPERSION.items() if of.power < 0]
    for _ in range(SWEEPS):
        close = True
        for design in designs:
            J, K = design.effects.shape
            pairs = list(np.ndindex(K, K))
            inner, slope, sums = np.zeros((K * K, J)), np.zeros((K, J)), np.zeros(3)
            for part in blocks(len(y), 1, formula_fit.ROWS):
                of_rows = [column[part] for column in design.columns]
                code = design.code[part]
                at = sum((each.along(part) for each in designs), eta[part])
                first, _ = response.slopes(y[part], at, dispersion, known[part])
                weight = response.information(at, dispersion, known[part])
                inner += [
                    np.bincount(code, weight * (of_rows[k] * of_rows[m]), J)
                    for k, m in pairs
                ]
                slope += [np.bincount(code, first * each, J) for each in of_rows]
                away = y[part] - at
                sums[0] += np.sum(first * away)
                if scattered:
                    # The variance is one of eta, and one of eta over the dispersion.
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
            if scale:
                least = LEAST * (noise / dispersion[scale]) ** 2
                square = max(sums[0] / free, least)
                dispersion[scale] *= np.sqrt(square)
            elif scattered:
                dispersion[scattered[0]] = 1 / np.clip(
                    sums[1] / sums[2], LEAST, 1 / LEAST
                )
            inner = inner / square + np.diag(design.bound)
            slope = slope.T / square - design.bound * design.effects
            step = np.linalg.solve(inner, slope[..., np.newaxis])[..., 0]
            if response.LINK != "identity":  # on its way it may go far too far
                longest, far = np.zeros(J), np.abs(design.along(effects=step))
                np.maximum.at(longest, design.code, far)
                step = step / np.maximum(longest, 1)[:, np.newaxis]
            design.effects = design.effects + step
            close &= bool(np.all(step[:, 0] ** 2 * inner[:, 0, 0] < CLOSE))
            close &= abs(square - 1) < CLOSE
        if close:
            break
    return dispersion


def coordinates(response, fit, data: dict, formula: dict, *, y) -> dict[str, Any]:
    """Say how coefficients, groups and the levels of further factors are sampled.

    Given the scales, and at a rough fit with all effects, the rows say of them what normal
    outcomes would. In the sds and around the means of that normal posterior they are
    sampled, one after the other, so that neither many rows nor few make a funnel with a
    spread. Of normal outcomes, nested or by group alone, it is exact but for sigma.

    Parameters
    ----------
    fit : pooling.model.formula_fit.Fit
        The rough fit, without groups and levels.
    data : dict
        Stan data: ``N``, ``J``, ``P``, ``K``, ``H``, ``L``, ``group``, ``level``, ``factor``,
        ``offsets``, ``pooling``, ``used``, ``X``, ``Z``, ``A``, ``B``, ``location``,
        ``unit``, and the priors.
    formula : dict
        ``formula`` of the facts.
    y : ndarray
        Outcomes.

    Returns
    -------
    dict
        ``own``, ``own_theta``, ``own_beta``, ``inside``, ``linked``, of groups without a
        population ``own_location``, ``own_unit``, ``own_bend``, and of further factors
        ``count``, ``reflect``, ``above``, ``intercept``, ``in_intercept``, ``in_group``, as
        the programs declare them.
    """
    group, pooling, L, J = (
        np.asarray(data["group"]) - 1,
        data["pooling"],
        data["L"],
        data["J"],
    )
    P, K = data["P"], data["K"]
    intercept = np.array(formula["population"]) == "Intercept"
    intercept &= np.array(data["used"], dtype=bool)
    told: dict[str, Any] = {
        "count": np.bincount(data["factor"])[1:] if L else np.zeros(0, dtype=int),
        "reflect": np.zeros(data["H"], dtype=int),
        "linked": np.zeros(data["H"], dtype=int),
        "inside": np.zeros(L + J, dtype=int),
        "above": np.zeros(J, dtype=int),
        "intercept": intercept.astype(int),
        "in_intercept": np.zeros(L),
        "in_group": np.zeros(L),
        "own": np.zeros((L, K + P + 1)),
        "own_theta": np.zeros((K, J, K + P + 1)),
        "own_beta": np.zeros((P + 1, P + 1)),
        "own_location": np.zeros((J, K)),
        "own_unit": np.tile(np.eye(K), (J, 1, 1)),
        "own_bend": alone.straight(J, K),
    }
    level = np.reshape(data["level"], (data["H"], data["N"])).astype(int)
    first = level.min(axis=1, initial=L + 1) - 1
    has_level = pooling > 0 and "Intercept" in formula["varying"]
    codes = list(level - 1 - first[:, np.newaxis])
    shift = int(pooling > 0)  # without pooling groups have no effects
    factors = related([group, *codes] if shift else codes, has_level or not shift)
    begins = [L, *first] if shift else list(first)
    linked = factors.linked(0) if pooling == TOGETHER else [0] * shift
    goes = bool(intercept.any()), has_level and pooling == ALONE
    for at in range(len(factors.codes)):
        places = begins[at] + np.arange(factors.codes[at].max() + 1)
        of_group, parent = shift and at == 0, factors.parent[at]
        if of_group and pooling == ALONE:  # they tell nothing of what they lie in
            if parent is not None:
                told["above"][:] = 1 + begins[parent] + factors.parents(at)
            continue
        if parent is not None and factors.child(parent) == at:
            told["inside"][places] = 1 + begins[parent] + factors.parents(at)
        if of_group:
            continue
        told["linked"][at - shift] = pooling == TOGETHER and at in linked
        if (has_level and 0 in factors.with_ancestors(at)) or at in linked:
            continue
        share = factors.shares(at)
        holds = bool(shift) and at in factors.with_ancestors(0)
        told["in_intercept"][places] = goes[0] * share
        told["in_group"][places] = (goes[1] and not holds) * share
        # The mean of the levels, which no row sees.
        told["reflect"][at - shift] = goes[0] or goes[1]
    if L or shift:
        _sums(
            response,
            factors,
            data,
            y=y,
            location=fit.location,
            has_level=has_level,
            told=told,
        )
    return {name: np.asarray(value).tolist() for name, value in told.items()}


def _sums(response, factors: Factors, data: dict, *, y, location, has_level, told):
    """Sum what the rows say of levels, of groups and of beta: ``own`` in `coordinates`."""
    pooling, J, L = data["pooling"], data["J"], data["L"]
    X, known = Columns.of(data["X"]), responses.known(data)
    eta = np.asarray(data["offsets"]) + by_column.times(X, location)
    designs = _designs(response, factors, data, has_level)
    dispersion = _told(response, list(designs.values()), y=y, eta=eta, known=known)
    used, shift = np.array(data["used"], dtype=bool), int(pooling > 0)
    unit = np.asarray(data["unit"]) * used
    aside = np.where(used, 0.0, location)  # of what the groups have themselves
    turned = by_column.turned(Columns.of(data["Z"]), np.linalg.inv(data["B"]))
    columns, varying = X.parts, turned.parts
    tree = [factors.root(at, cut=pooling == ALONE) for at in range(len(factors.codes))]
    first = np.append(0, np.cumsum(np.bincount(data["factor"])[1:]))[:-1] if L else []
    places = [None] * shift + [
        start + factors.codes[at] for at, start in enumerate(first, shift)
    ]
    leaves = [at for at in range(shift, len(places)) if factors.child(at) is None]
    # Without a population groups are where their rows are, and levels move with beta.
    of_groups = bool(shift)
    for part in blocks(len(y), 1, formula_fit.ROWS):
        effects = {at: design.along(part) for at, design in designs.items()}
        predicted = sum(effects.values(), eta[part])
        slope, _ = response.slopes(y[part], predicted, dispersion, known[part])
        weight = response.information(predicted, dispersion, known[part])
        there = np.column_stack([column[part] for column in columns])
        # The outcomes beside all that is not in the same tree of factors.
        outcome = dict.fromkeys(tree, slope / weight)
        for at, values in effects.items():
            outcome[tree[at]] = outcome[tree[at]] + values
        if shift:
            outcome[tree[0]] = outcome[tree[0]] + there @ aside
        there = there @ unit
        z = [column[part] for column in varying]
        one = np.ones(len(slope))
        for at in leaves:
            rows = np.column_stack([one, *z[1:], there, outcome[tree[at]]])
            for column, each in enumerate((weight[:, np.newaxis] * rows).T):
                told["own"][:, column] += np.bincount(places[at][part], each, L)
        if of_groups:
            rows = np.column_stack([*z, there, outcome[tree[0]]])
            heavy = weight[:, np.newaxis] * rows
            for k, column in enumerate(z):
                for place, each in enumerate((heavy * column[:, np.newaxis]).T):
                    sums = np.bincount(factors.codes[0][part], each, J)
                    told["own_theta"][k, :, place] += sums
        if pooling == TOGETHER:
            rows, heavy = rows[:, len(z) :], heavy[:, len(z) :]
            told["own_beta"] += heavy.T @ rows
    # Levels of zeros alone have no end below: each is told once more that it is near 0.
    least = 0.0 if response.LINK == "identity" else WIDE**-2.0
    for at in leaves:
        rows = np.unique(places[at], return_index=True)[1]
        told["own"][places[at][rows], 0] += least
        if (
            shift
            and of_groups
            and 0 in factors.with_ancestors(at)
            and tree[at] == tree[0]
        ):
            told["own_theta"][0, :, 0] += least * np.bincount(
                factors.codes[0][rows], None, J
            )
    if pooling == ALONE:
        place, spread = alone.normal(data, told["own_theta"])
        beside_all = factors.child(0) is None and factors.parent[0] is None
        if beside_all and not hasattr(response, "COLLAPSED"):
            beside = eta - by_column.times(X, aside)
            beside = sum((d.along() for at, d in designs.items() if at), beside)
            spread, told["own_bend"] = alone.bent(
                response,
                data,
                dispersion=dispersion,
                y=y,
                beside=beside,
                known=known,
                Z=Columns.of(data["Z"]),
                group=factors.codes[0],
                place=place,
                unit=spread,
            )
        told["own_location"], told["own_unit"] = place, spread
    if pooling == TOGETHER:
        if factors.child(0) is None:
            told["own_theta"][0, :, 0] += least
        sd = np.asarray(data["prior_beta_sd"])
        root = np.asarray(data["A"]) / sd[:, np.newaxis]
        away = data["prior_beta_mean"] / sd - root @ np.asarray(location)
        prior = np.column_stack([root @ unit, away])
        told["own_beta"] += prior.T @ prior


def _designs(
    response, factors: Factors, data: dict, has_level: bool
) -> dict[int, Design]:
    """Give the designs of all factors whose levels no finer ones tell of.

    And that of the groups' other coefficients, where finer ones tell of their level.
    """
    # Levels of zeros alone have no end below.
    least = 0.0 if response.LINK == "identity" else WIDE**-2.0
    designs = {}
    for at, code in enumerate(factors.codes):
        columns, bound = (np.broadcast_to(1.0, len(code)),), np.array([least])
        if data["pooling"] and at == 0:
            turned = by_column.turned(Columns.of(data["Z"]), np.linalg.inv(data["B"]))
            columns = turned.parts
            if data["pooling"] == ALONE:
                bound = np.array(data["prior_theta_sd"]) ** -2.0
            else:
                bound = np.square(data["prior_sd_rate"]).astype(float)
                bound[0] = least if has_level else bound[0]
        if factors.child(at) is not None:
            columns, bound = columns[1:], bound[1:]
        if columns:
            designs[at] = Design(code, columns, bound)
    return designs
