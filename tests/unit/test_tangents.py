"""Draws of one number from below the tangents of its log density."""

import numpy as np
import pytest
from pooling.model.effects.regression import tangents
from scipy.special import expit, log_expit


@pytest.mark.parametrize(
    ("y", "n", "mu", "sigma"),
    [
        (3, 9, 0.2, 0.5),
        (7, 7, -40.0, 30.0),
        (0, 100_000, 500.0, 1000.0),
        (0, 0, 1.0, 2.0),
    ],
)
def test_draws_have_the_quantiles_of_the_density(y, n, mu, sigma):
    def log_density(u):
        eta = mu + sigma * np.asarray(u)
        return y * log_expit(eta) + (n - y) * log_expit(-eta) - 0.5 * np.square(u)

    def slopes(u):
        p = expit(mu + sigma * u)
        upper = np.sqrt(1 + sigma**2 * n * p * (1 - p))
        return log_density(u), sigma * (y - n * p) - u, upper

    numbers, heights = tangents.drawn(
        slopes,
        lambda u, at: log_density(u),
        start=np.zeros(2),
        pair=np.repeat([0, 1], 4000),
        rng=np.random.default_rng(1),
    )
    assert heights == pytest.approx(log_density(numbers))
    u = np.linspace(-9, 9, 2_000_001)
    mass = np.exp(log_density(u) - log_density(u).max())
    below = np.cumsum(mass) / mass.sum()
    shares = np.interp(np.sort(numbers), u, below)
    # The limit of Kolmogorov and Smirnov at one in a thousand.
    away = np.abs(shares - (np.arange(8000) + 0.5) / 8000).max()
    assert away < 1.95 / np.sqrt(8000)
