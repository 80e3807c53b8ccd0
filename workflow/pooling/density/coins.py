"""Log densities of the family coins.

Kruschke (2015), Doing Bayesian Data Analysis, second edition, chapter 9.
"""

from __future__ import annotations

import numpy as np

from pooling.density import binomial
from pooling.density.base import prior, proportion, rows

OUTCOMES = binomial


def expected(data: dict, draws: dict) -> np.ndarray:
    """Give the log odds of each coin's heads, shape (draw, coin)."""
    return np.log(draws["theta"]) - np.log1p(-draws["theta"])


def _coins(data: dict, theta, omega) -> np.ndarray:
    """Terms of the biases, given the mode of the factory."""
    sharpness = data["kappa"] - 2
    a, b = omega * sharpness + 1, (1 - omega) * sharpness + 1
    return proportion(theta, a, b)


def fixed_mode(data: dict, draws: dict) -> np.ndarray:
    """Coins from a factory whose mode is known; arguments as in `log_density`."""
    return _coins(data, draws["theta"], data["omega"])


def partial_pooling(data: dict, draws: dict) -> np.ndarray:
    """Coins from a factory whose mode is learned; arguments as in `log_density`."""
    omega = draws["omega"]
    return proportion(omega, **prior(data, "omega")) + _coins(
        data, draws["theta"], rows(omega)
    )


LOG_PRIORS = {"fixed_mode": fixed_mode, "partial_pooling": partial_pooling}
