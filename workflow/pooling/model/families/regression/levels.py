"""How a program by formula samples groups and the levels of further factors.

The rows see sums of effects alone. An intercept and the mean of a factor's levels, or a
group and what lies in it, can move against each other, and only the priors of the levels
see it: a long ridge for a sampler that looks along the effects. So sums are sampled, each
of them by a map whose determinant is 1, and the model stays the one that is written.

A factor whose levels lie in the groups is nested: a level is sampled with the group that it
lies in (hierarchical centring: Gelfand, Sahu and Carlin (1995), Biometrika 82, 479-488). Any
other is crossed: the intercept, and the groups with it, are sampled with the mean of its
levels, and a group also with the level of a factor that it lies in itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling.model import responses
from pooling.model.families.base import centred, settled

SWEEPS = 20  # over all factors
ALONE = 1  # of the switch "pooling": each group by itself


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
        own, parent = self.codes[factor], self.parent[factor]
        found = np.zeros(own.max() + 1, dtype=int)
        if parent is not None:
            found[own] = self.codes[parent]
        return found

    def with_ancestors(self, factor: int) -> list[int]:
        """Give a factor and all that it lies in."""
        parent = self.parent[factor]
        return [factor, *(self.with_ancestors(parent) if parent is not None else ())]

    def child(self, factor: int) -> int | None:
        """Give the factor that lies in this one, of several that with the fewest levels."""
        inside = [at for at, parent in enumerate(self.parent) if parent == factor]
        return min(inside, key=lambda at: self.codes[at].max(), default=None)


def _lies_in(own: np.ndarray, other: np.ndarray) -> bool:
    """Say whether each level of a factor is in a single level of another."""
    pairs = len(np.unique(np.column_stack([own, other]), axis=0))
    return pairs == own.max() + 1 > other.max() + 1


def related(group: np.ndarray, levels: list[np.ndarray], has_level: bool) -> Factors:
    """Say which factor lies in which: the finest one, before it in the formula.

    Parameters
    ----------
    group : ndarray of int
        Group of each row, from 0.
    levels : list of ndarray of int
        Level of each row in each further factor, from 0.
    has_level : bool
        Whether groups have a level of their own; else no factor is nested.
    """
    codes, parent = [group, *levels], [None] * (1 + len(levels))
    if has_level:
        for at in range(1, len(codes)):
            around = [
                other
                for other in range(at)
                if (other == 0 or parent[other] is not None)
                and _lies_in(codes[at], codes[other])
            ]
            parent[at] = max(around, key=lambda other: codes[other].max(), default=None)
        around = [at for at in range(1, len(codes)) if _lies_in(group, codes[at])]
        parent[0] = max(around, key=lambda other: codes[other].max(), default=None)
    return Factors(codes, parent)


def _fitted(response, found, factors: Factors, known) -> tuple[list, np.ndarray]:
    """Estimate all levels beside each other, by backfitting, and the rows' weights.

    Hastie and Tibshirani (1990), Generalized Additive Models, section 4.4.

    Parameters
    ----------
    response : module
        Of `pooling.model.responses`.
    found : pooling.model.formula_fit.Fit
        The rough fit, without groups and levels.
    factors : Factors
        All of the model.
    known : ndarray
        Of `pooling.model.responses.known`.
    """
    codes, weights = factors.codes, found.weights
    levels = [np.zeros(own.max() + 1) for own in codes]
    rest = found.residuals
    for _ in range(SWEEPS):
        for own, values in zip(codes, levels, strict=True):
            rest = rest + values[own]
            values[:] = np.bincount(own, weights * rest) / np.bincount(own, weights)
            rest = rest - values[own]
    if "sigma" in response.DISPERSION:
        # The noise of the rough fit holds what groups and levels explain.
        spent = [own.max() - factors.parents(at).max() for at, own in enumerate(codes)]
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
    own = factors.codes[at]
    if child is None:
        rows = np.unique(own, return_index=True)[1]
        chain = factors.with_ancestors(at)
        values = sum(levels[each][factors.codes[each][rows]] for each in chain)
        return values, 1 / np.bincount(own, weights), None
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


def coordinates(response, found, data: dict, formula: dict) -> dict[str, Any]:
    """Say how the groups and the levels of further factors are sampled.

    Parameters
    ----------
    response : module
        Of `pooling.model.responses`.
    found : pooling.model.formula_fit.Fit
        The rough fit, without groups and levels.
    data : dict
        Stan data: ``N``, ``J``, ``L``, ``group``, ``level``, ``factor``, ``pooling``,
        ``used``.
    formula : dict
        ``formula`` of the facts.

    Returns
    -------
    dict
        ``centred``, and of further factors ``count``, ``inside``, ``above``,
        ``further_unit``, ``intercept``, ``in_intercept``, ``in_group``, as the programs
        declare them.
    """
    group, pooling, L = np.array(data["group"]) - 1, data["pooling"], data["L"]
    own = np.bincount(group, found.weights)
    means = np.bincount(group, found.weights * found.residuals) / own
    intercept = np.array(formula["population"]) == "Intercept"
    intercept &= np.array(data["used"], dtype=bool)
    told: dict[str, Any] = {
        "centred": centred(means, 1 / own),
        "count": np.bincount(data["factor"])[1:] if L else np.zeros(0, dtype=int),
        "inside": np.zeros(L, dtype=int),
        "above": np.zeros(data["J"], dtype=int),
        "further_unit": np.zeros(L),
        "intercept": intercept.astype(int),
        "in_intercept": np.zeros(L),
        "in_group": np.zeros(L),
    }
    if L:
        level = np.reshape(data["level"], (-1, data["N"]))
        first = level.min(axis=1) - 1
        has_level = pooling > 0 and "Intercept" in formula["varying"]
        factors = related(group, list(level - 1 - first[:, np.newaxis]), has_level)
        if pooling == 0:  # the groups have no effects
            factors = Factors(factors.codes[1:], factors.parent[1:])
        fitted = _fitted(response, found, factors, responses.known(data))
        units = [_unit(factors, at, *fitted) for at in range(len(factors.codes))]
        if has_level:
            told["centred"] = int(units[0] > 0)
        goes = bool(intercept.any()), has_level and (intercept.any() or pooling == ALONE)
        shift = len(units) - len(first)  # 1 where the groups are among the factors
        begins = [L, *first] if shift else list(first)
        for at in range(shift, len(units)):
            own = begins[at] + np.arange(told["count"][at - shift])
            parent, holds = factors.parent[at], bool(shift) and factors.parent[0] == at
            told["further_unit"][own] = units[at]
            if parent is not None:
                told["inside"][own] = 1 + begins[parent] + factors.parents(at)
                continue
            told["in_intercept"][own] = goes[0] / len(own)
            told["in_group"][own] = (goes[1] and not holds) / len(own)
            if goes[0] or goes[1]:  # the mean of the levels, which no row sees
                told["further_unit"][own[0]] = 0
            if holds:
                told["above"][:] = 1 + begins[at] + factors.parents(0)
                if pooling == ALONE:  # groups that tell nothing of what they lie in
                    told["further_unit"][own] = 0
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in told.items()
    }
