"""Draws of one number from below the tangents of its log density."""

import numpy as np
import pytest
from pooling.basics.errors import PoolingError
from pooling.model import responses
from pooling.model.effects.regression import tangents

DRAWS = 200_000


def drawn(response, y, known, mu, sigma, *, draws=DRAWS):
    """Draw from two densities that are the same; give the log density too."""
    own = responses.get(response)

    def log_density(u):
        return own.kernel(y, mu + sigma * u, {}, known) - 0.5 * np.square(u)

    def slopes(u):
        slope, curvature = own.slopes(y, mu + sigma * u, {}, known)
        upper = np.sqrt(1 - sigma**2 * curvature)
        return log_density(u), sigma * slope - u, upper

    return log_density, tangents.drawn(
        slopes,
        lambda u, at: log_density(u),
        start=np.zeros(2),
        there=slopes(np.zeros(2)),
        pair=np.repeat([0, 1], draws),
        rng=np.random.default_rng(1),
    )


@pytest.mark.parametrize(
    "case",
    [
        ("binomial", 3, 9, 0.2, 0.5),
        ("binomial", 7, 7, -40.0, 30.0),
        ("binomial", 0, 100_000, 500.0, 1000.0),
        ("binomial", 0, 0, 1.0, 2.0),
        ("poisson", 3, 1, 2.0, 0.4),
        ("poisson", 3, 1, 300.0, 900.0),  # counts beyond all numbers on the way
    ],
)
def test_draws_have_the_quantiles_of_the_density(case):
    log_density, (numbers, heights) = drawn(*case)
    assert heights == pytest.approx(log_density(numbers))
    u = np.linspace(-9, 9, 2_000_001)
    with np.errstate(over="ignore"):
        logs = log_density(u)
    mass = np.exp(logs - logs.max())
    shares = np.interp(np.sort(numbers), u, np.cumsum(mass) / mass.sum())
    # The limit of Kolmogorov and Smirnov at one in a thousand.
    away = np.abs(shares - (np.arange(2 * DRAWS) + 0.5) / (2 * DRAWS)).max()
    assert away < 1.95 / np.sqrt(2 * DRAWS)


def test_what_has_no_density_is_refused():
    with pytest.raises(
        PoolingError, match="not computed, because the effects of a group"
    ):
        drawn("poisson", 3, 1, np.nan, 1.0, draws=1)
