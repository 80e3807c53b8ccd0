"""The joint densities of coins on the lecture's grid."""

import numpy as np
import pytest
from pooling.exact import coin_joint, posterior
from scipy import stats

GRID = coin_joint.GRID
STEP = GRID[1] - GRID[0]
MEMORY = {
    "kappa": 5.0,
    "N": [20, 8],
    "y": [5, 4],
    "prior_omega_a": 2.0,
    "prior_omega_b": 2.0,
}


@pytest.mark.parametrize("kappa", [5.0, 30.0])
@pytest.mark.parametrize("coin", [0, 1])
def test_the_joint_posterior_has_the_exact_margins(kappa, coin):
    data = MEMORY | {"kappa": kappa}
    joint = coin_joint.posterior(data, coin)
    exact = posterior("coins", "partial_pooling", data, {"group": ["1", "2"]})
    for axis, name, place in ((1, "omega", 0), (0, f"theta[{coin + 1}]", coin + 1)):
        margin = joint.sum(axis=axis) * STEP
        points, density = exact.marginals[name]
        assert margin == pytest.approx(np.interp(GRID, points, density), abs=0.02)
        assert (margin * GRID).sum() * STEP == pytest.approx(exact.mean[place], abs=1e-3)


def test_the_joint_prior_is_the_product_of_its_parts():
    omega, theta = 30, 70
    a = GRID[omega] * 3 + 1
    expected = stats.beta.pdf(GRID[theta], a, 5 - a) * stats.beta.pdf(GRID[omega], 2, 2)
    prior = coin_joint.prior(MEMORY)
    assert prior[omega, theta] == pytest.approx(expected)
    # No coin of a factory of heads alone falls on tails alone, and the reverse.
    assert prior[-1, 0] == prior[0, -1] == 0


def test_the_likelihood_knows_only_the_bias():
    likelihood = coin_joint.likelihood(MEMORY, 0)
    assert np.ptp(likelihood, axis=0).max() == 0
    assert GRID[likelihood[0].argmax()] == pytest.approx(5 / 20)


def test_thousands_of_trials_keep_their_likelihood():
    # Found by random tables: the likelihood itself is below the smallest number.
    data = MEMORY | {"y": [22378, 16], "N": [44791, 51]}
    for coin in (0, 1):
        likelihood = coin_joint.likelihood(data, coin)
        joint = coin_joint.posterior(data, coin)
        assert likelihood.max() == 1
        assert np.isfinite(joint).all()
        assert joint.sum() * 0.01**2 == pytest.approx(1)
    share = coin_joint.posterior(data, 0).sum(axis=0)
    assert coin_joint.GRID[share.argmax()] == 0.5
