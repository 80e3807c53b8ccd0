"""What the explorations of all families read and write."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pooling.exact.base import Grid

LIGHT = 1e-7  # weight of a node that is left out, relative to the heaviest
DIGITS = 5  # significant ones that are kept
# Observations, or trials, of a new group: few steps where much happens.
SIZES = (0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 56, 80, 113, 160, 226, 320)


@dataclass(frozen=True)
class Case:
    """An analysis to be explored.

    Attributes
    ----------
    data : dict of dict
        Model -> content of its ``stan_data.json``.
    grid : pooling.exact.base.Grid or None
        Posterior of the population, of the partial pooling model.
    labels : list of str
        Group labels, in the order of the programs' vectors.
    """

    data: dict[str, dict]
    grid: Grid | None
    labels: list[str]


def heavy(grid: Grid) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Keep the nodes that matter where a single group is added to the data.

    Parameters
    ----------
    grid : pooling.exact.base.Grid
        Laid wide, for data that lack a group.

    Returns
    -------
    values : dict of ndarray
        Hyperparameter -> its value at each node that is kept.
    weights : ndarray
        Their mass.
    """
    kept = grid.weights > LIGHT * grid.weights.max()
    return {name: each[kept] for name, each in grid.values.items()}, grid.weights[kept]


def plain(values):
    """Turn numbers into lists of floats with few digits, so that pages stay small.

    Parameters
    ----------
    values : array_like or dict
        Numbers, or a dict of such.

    Returns
    -------
    float, list or dict
    """
    if isinstance(values, dict):
        return {key: plain(value) for key, value in values.items()}
    # By way of text: a power of ten to round by does not exist for the smallest numbers.
    text = np.vectorize(lambda x: float(f"{x:.{DIGITS}g}"), otypes=[float])(values)
    return text.tolist()


def estimates(weights, log_likelihood, mean, second) -> tuple[np.ndarray, np.ndarray]:
    """Mix estimates of a new group over the posterior of its population.

    What was seen of the group moves the population too: each node is weighted anew
    by the chance that it gives to what was seen.

    Parameters
    ----------
    weights : ndarray
        Posterior mass of the nodes before, shape (node,).
    log_likelihood : ndarray
        Of what was seen, given the node, shape (node, case).
    mean, second : ndarray
        First and second moment of the group's parameter given the node and what was
        seen, shape (node, case).

    Returns
    -------
    mean, sd : ndarray
        Shape (case,).
    """
    with np.errstate(divide="ignore"):
        logs = np.log(weights)[:, np.newaxis] + log_likelihood
    shares = np.exp(logs - logs.max(axis=0))
    shares /= shares.sum(axis=0)
    first = (shares * mean).sum(axis=0)
    variance = (shares * second).sum(axis=0) - first**2
    return first, np.sqrt(np.maximum(variance, 0))
