"""Outcomes with heavy tails: modes of two effects that nodes around one of them miss.

Rows that contradict each other lie along several lines, and each is a mode of intercept and
slope. Modes are sought from lines through pairs of rows, by iterated weighted least squares:
Lange, Little and Taylor (1989), Journal of the American Statistical Association 84, 881-896.
"""

from __future__ import annotations

import numpy as np

from pooling.model.effects.stacks import (
    above_one,
    apply,
    back,
    below,
    dot,
    log_determinant,
)

PAIRS = 32  # of rows of a group, drawn at random
STEPS = 20  # of the search from each
REACH = 6.0  # sds around a mode, where nodes that settle see whatever there is
SEED = 0


def missed(effects, values: dict) -> float:
    """Give what the farther modes add to the variance of a group's two effects, at most.

    Relative to the variance around the mode that nodes lie around, by Laplace's
    approximation of both, at some values of s.
    """
    along, mode, upper = effects._modes(values)
    table, rng = effects.rows, np.random.default_rng(SEED)
    left = table.y - along.start
    weigh = effects.response.weight
    near = weigh(table.y, table.y, along.dispersion)
    top = effects._heights(along, mode) - log_determinant(upper) / 2
    groups, largest = np.arange(len(table.sizes)), 0.0
    for one, other in rng.random((PAIRS, 2, len(groups))):
        first = (one * table.sizes).astype(int)
        step = 1 + (other * np.maximum(table.sizes - 1, 1)).astype(int)
        weight = np.zeros_like(left)
        for inside in (first, (first + step) % table.sizes):
            weight[:, table.rows_of(groups, inside)] = 1
        weight = table.weights * weight * near
        for _ in range(STEPS):
            gradient, said = along._of_groups(weight * left, weight)
            root = above_one(said)
            u = back(root, below(root, gradient))
            weight = table.weights * weigh(table.y, along.eta(u), along.dispersion)
        height, _, root = effects._slopes(along, u)
        away = apply(upper, u - mode)
        square = dot(away, away)
        added = height - log_determinant(root) / 2 - top + np.log(np.maximum(square, 1))
        far = square > REACH**2
        largest = max(largest, np.exp(np.minimum(added[far].max(initial=-99.0), 99.0)))
    return float(largest)
