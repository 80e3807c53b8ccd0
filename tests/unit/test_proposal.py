"""The distribution that points of the exact computation come from."""

import numpy as np
import pytest
from pooling.exact.proposal import Proposal, Sides, Tails
from scipy import stats


@pytest.mark.parametrize("skew", [-1.2, 0.0, 0.4])
def test_the_slope_of_a_side_is_that_of_its_numbers(skew):
    sides = Sides(np.array([2.0]), np.array([3.0]), np.array([skew]))
    x = np.linspace(-6, 6, 25)[:, np.newaxis]
    t, log_slope = sides.there(x)
    step = 1e-6
    slope = (sides.there(x + step)[0] - sides.there(x - step)[0])[:, 0] / (2 * step)
    np.testing.assert_allclose(np.exp(log_slope), slope, rtol=1e-6)
    np.testing.assert_allclose(sides.back(t), x, atol=1e-9)


def test_without_skew_coordinates_are_what_they_were():
    x = np.random.default_rng(1).normal(size=(50, 3))
    t, log_slope = Sides.alike(3).there(x)
    np.testing.assert_allclose(t, x, atol=1e-12)
    np.testing.assert_allclose(log_slope, 0, atol=1e-12)


def test_weights_of_a_skewed_target_are_even_once_the_points_have_moved():
    """Log of a gamma variable, and a normal one beside it that rises with it."""
    rng, shape = np.random.default_rng(2), 0.7
    tails = Tails(6, np.full(2, 2.5))
    start = Proposal.around(np.zeros(2), 2 * np.eye(2), tails)

    def log_target(t):
        return (
            stats.loggamma.logpdf(t[:, 0], shape)
            - 0.5 * ((t[:, 1] - 0.5 * t[:, 0]) / 0.3) ** 2
        )

    def weighed(points, count=4000):
        t, density = points.place(rng.random((count, 3)))
        logs = log_target(t) - density
        weights = np.exp(logs - logs.max())
        return t, weights, weights.sum() ** 2 / (weights**2).sum() / count

    t, weights, at_first = weighed(start)
    moved = start.moved(t, weights)
    assert moved.sides.skew[0] < -0.3  # the log of a gamma variable reaches far down
    t, weights, _ = weighed(moved)
    moved = moved.moved(t, weights)
    t, weights, share = weighed(moved, 100_000)
    assert share > 0.75 > at_first
    # And what they say is right.
    mean = weights @ t[:, 0] / weights.sum()
    assert mean == pytest.approx(stats.loggamma.mean(shape), abs=0.03)
    without = Proposal(*_around(t, weights), Sides.alike(2), tails)
    assert weighed(without)[2] < share - 0.03


def _around(t, weights):
    """Centre and scale of points without sides of their own."""
    weights = weights / weights.sum()
    centre = weights @ t
    away = t - centre
    return centre, np.linalg.cholesky((weights[:, np.newaxis] * away).T @ away)
