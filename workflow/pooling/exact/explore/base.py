"""What the explorations of all families read and write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.model.names import PARTIAL

if TYPE_CHECKING:  # the report reads this file, and does without scipy
    from pooling.exact.base import Grid

ALL_DIGITS = 17  # that a double has
DIGITS = 5  # significant ones that are kept, of a number and of the spread of its kind
# Observations, or trials, of a new group: few steps where much happens.
SIZES = (0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 56, 80, 113, 160, 226, 320)
SHARES = np.linspace(0, 1, 11)  # of their successes

# From a flat population on: numbers that are easily read, in steps that grow.
KAPPAS = (2, 2.1, 2.2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)
KAPPAS += (100, 120, 150, 200, 250, 300, 400, 500, 600, 800, 1000)
FEW, LONG = 2, 1000  # coins whose data can be moved, and their trials, at most


@dataclass(frozen=True)
class Analysis:
    """An analysis to be explored.

    Attributes
    ----------
    data : dict of dict
        Model -> content of its ``stan_data.json``; of a model that is not sampled, the
        same without priors.
    grid : pooling.exact.base.Grid or None
        Posterior of the population, of the partial pooling model.
    labels : list of str
        Group labels, in the order of the programs' vectors.
    facts : dict
        What the preparation decided, ``centre`` of a predictor among it.
    kinds : list of str
        What is known of each group and not modelled; empty where nothing is.
    """

    data: dict[str, dict]
    grid: Grid | None
    labels: list[str]
    facts: dict[str, Any] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)


def of_population(compute: Callable) -> Callable:
    """Explore where the posterior of a population was computed; None elsewhere.

    ``compute`` takes the analysis, the Stan data of partial pooling, the values at its
    nodes, and their mass.
    """

    @wraps(compute)
    def explored(analysis: Analysis) -> dict | None:
        if analysis.grid is None or PARTIAL not in analysis.data:
            return None
        return compute(analysis, analysis.data[PARTIAL], *analysis.grid.heavy())

    return explored


def movable(trials: list[int]) -> bool:
    """Say whether coins are so few, and their trials too, that their data can be moved."""
    return len(trials) <= FEW and max(trials) <= LONG


def whole(shares, sizes) -> np.ndarray:
    """Give the whole numbers of successes nearest to some shares, shape (share, size).

    Halves are rounded up.
    """
    exact = np.multiply.outer(np.asarray(shares), np.asarray(sizes))
    # Off by less than a rounding error: 0.3 times 5 is 1.5.
    return np.floor(exact + 0.5 + 1e-9).astype(int)


def plain(values, spread: float | None = None):
    """Turn numbers, or a dict of such, into lists with few digits, so that pages stay small.

    ``spread`` is what their differences are to be seen on, from the lowest to the highest
    by default. Numbers that lie far from zero and close together keep the digits that tell
    them apart.
    """
    if isinstance(values, dict):
        return {key: plain(value, spread) for key, value in values.items()}
    array = np.asarray(values, dtype=float)
    if spread is None:
        spread = float(np.ptp(array))

    def power(number):
        return np.floor(np.log10(np.where(number > 0, number, 1)))

    size = power(np.abs(array))
    extra = np.maximum(size - power(np.float64(spread)), 0) if spread > 0 else 0 * size
    digits = np.minimum(DIGITS + extra, ALL_DIGITS).astype(int)
    text = np.vectorize(lambda x, n: float(f"{x:.{n}g}"), otypes=[float])(array, digits)
    return text.tolist()


def estimates(weights, log_likelihood, mean, second) -> tuple[np.ndarray, np.ndarray]:
    """Mix estimates of a new group over the posterior of its population.

    What was seen of the group moves the population too: each node, of some mass before, is
    weighted again by the chance that it gives to what was seen, shape (node, case). Of
    first and second moments given the node, likewise, come mean and sd, shape (case,).
    """
    with np.errstate(divide="ignore"):
        logs = np.log(weights)[:, np.newaxis] + log_likelihood
    shares = np.exp(logs - logs.max(axis=0))
    shares /= shares.sum(axis=0)
    first = (shares * mean).sum(axis=0)
    variance = (shares * second).sum(axis=0) - first**2
    return first, np.sqrt(np.maximum(variance, 0))


def more_seen(after: Callable) -> dict:
    """Let more and more trials of a new unit be seen, at about one share of successes.

    ``after`` gives, of the successes for each of `SIZES`, what `estimates` gives.

    Returns
    -------
    dict
        ``size`` (trials), ``seen`` (share of successes), and by share and size the whole
        number of ``successes`` nearest to it and ``mean`` and ``sd`` of the unit's
        probability.
    """
    successes = whole(SHARES, SIZES)
    mean, sd = np.moveaxis([after(y) for y in successes], 1, 0)
    return {
        "size": list(SIZES),
        "seen": plain(SHARES),
        "successes": successes.tolist(),
        "mean": plain(mean),
        "sd": plain(sd),
    }
