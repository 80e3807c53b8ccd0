"""Left-out units of the family rates, their own effects integrated out.

With one row per unit importance sampling from the unit's own posterior fails.
"""

from __future__ import annotations

import numpy as np
from scipy.special import bdtr, betaln, expit, ndtr

from pooling.exact.rates import NODES, lay_nodes
from pooling.left_out.base import POINTS, Given, order_statistics


def _one_rate(data: dict, y, n) -> tuple:
    """Units that all have the rate of log odds ``alpha``."""

    def at(values):
        alpha = values["alpha"][:, np.newaxis]
        below = bdtr(np.maximum(y - 1, 0), n, expit(alpha))
        return y * alpha - n * np.logaddexp(0, alpha), np.where(y > 0, below, 0)

    return ("alpha",), at


def _population(names, population):
    """Make units with rates of their own from a population of log odds.

    Parameters
    ----------
    names : tuple of str
        What is learned about the population.
    population : callable
        Values of it and the Stan data -> mean and sd, shape (node,).
    """

    def units(data: dict, y, n) -> tuple:
        points, weights = order_statistics(y, n)
        log_odds = np.log(points) - np.log1p(-points)

        def at(values):
            mu, sigma = (np.atleast_1d(value) for value in population(values, data))
            _, _, log_density = lay_nodes(y, n, mu, sigma)
            scores = (log_odds - mu[:, np.newaxis, np.newaxis]) / (
                sigma[:, np.newaxis, np.newaxis]
            )
            return log_density, np.nan_to_num(ndtr(scores) @ weights)

        return names, at

    return units


_fixed = _population(
    (), lambda values, data: (data["prior_alpha_mean"], data["prior_alpha_sd"])
)
UNITS = {
    "complete": _one_rate,
    "none": _fixed,
    "partial": _population(
        ("mu_alpha", "sigma_alpha"),
        lambda values, data: (values["mu_alpha"], values["sigma_alpha"]),
    ),
}


def given(model, data: dict, rows=slice(None), kept=slice(None)) -> Given:
    """Predict units from the others; a unit is an observation and a group.

    Parameters
    ----------
    model : pooling.families.base.Model
        The model.
    data : dict
        Content of ``stan_data.json``.
    rows, kept : slice or ndarray of int
        Units that are wanted, the same in both; all of them by default.

    Returns
    -------
    pooling.left_out.base.Given
    """
    # Units with the same outcome have the same integral.
    pairs = np.column_stack([data["y"], data["N"]])[rows]
    distinct, index = np.unique(pairs, axis=0, return_inverse=True)
    y, n = distinct.T
    coefficient = -np.log1p(n) - betaln(y + 1, n - y + 1)
    names, units = UNITS[model.pooling](data, y, n)

    def at(values):
        log_density, below = units(values)
        log_density = (log_density + coefficient)[:, index]
        return log_density, below[:, index], log_density

    return Given(
        names,
        at,
        width=max(NODES, POINTS) * len(distinct),
        unsettled=np.ones(len(index), dtype=bool),
        sizes=pairs[:, 1],
        discrete=True,
    )
