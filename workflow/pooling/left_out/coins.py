"""Left-out coins: given the factory's mode their counts are beta-binomial."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, betaln

from pooling.exact.coins import shapes
from pooling.left_out.base import POINTS, Given, order_statistics


def given(model, data: dict, rows=slice(None), kept=slice(None)) -> Given:
    """Predict coins from the others; a coin is an observation and a group.

    Parameters
    ----------
    model : pooling.families.base.Model
        The model.
    data : dict
        Content of ``stan_data.json``.
    rows, kept : slice or ndarray of int
        Coins that are wanted, the same in both; all of them by default.

    Returns
    -------
    pooling.left_out.base.Given
    """
    y, n = np.asarray(data["y"])[rows], np.asarray(data["N"])[rows]
    coefficient = -np.log1p(n) - betaln(y + 1, n - y + 1)
    points, weights = order_statistics(y, n)
    unseen = {"kappa": data["kappa"], "y": [0], "N": [0]}
    names = tuple(model.priors)  # omega, where it is not an option

    def at(values):
        omega = values.get("omega", [data.get("omega")])
        a, b = shapes(unseen, omega)
        log_density = betaln(a + y, b + n - y) - betaln(a, b) + coefficient
        below = betainc(a[..., np.newaxis], b[..., np.newaxis], points) @ weights
        return log_density, np.nan_to_num(below), log_density

    return Given(
        names,
        at,
        width=POINTS * len(y),
        unsettled=np.ones(len(y), dtype=bool),
        sizes=n,
        discrete=True,
    )
