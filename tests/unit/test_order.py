"""Exact chances to be the highest, the lowest, and above a value."""

import numpy as np
import pytest
from pooling import exact
from pooling.exact import order
from pooling.exact.base import Grid
from pooling.model import families
from scipy import stats
from scipy.special import expit, logit

MEMORY = {"y": [5, 4], "N": [20, 8], "kappa": 5.0, "prior_omega_a": 2, "prior_omega_b": 2}
PARTIAL = "partial_pooling"


def laid(family: str, data: dict, model: str = PARTIAL):
    labels = [str(place) for place in range(len(data["y"]))]
    grid = exact.posterior(family, model, data, {"group": labels}).grid()
    return order.of(families.get(family).MODELS[model], data, grid)


def test_two_coins_are_ordered_as_by_a_sum_over_the_mode():
    highest, lowest = order.highest_and_lowest(*laid("coins", MEMORY))
    omega, theta = np.linspace(0, 1, 402)[1:-1], np.linspace(0, 1, 2001)
    a, b = omega * 3 + 1, (1 - omega) * 3 + 1
    first, second = (
        stats.beta(a[:, None] + y, b[:, None] + n - y) for y, n in ((5, 20), (4, 8))
    )
    weight = stats.beta.pdf(omega, 2, 2)
    for y, n in ((5, 20), (4, 8)):
        weight *= stats.betabinom.pmf(y, n, a, b)
    over = (second.pdf(theta) * first.cdf(theta)).mean(axis=1)
    assert highest[1] == pytest.approx(weight @ over / weight.sum(), abs=2e-3)
    assert highest[1] == pytest.approx(0.8775, abs=1e-4)
    assert highest == pytest.approx(lowest[::-1], abs=1e-6)
    assert highest.sum() == pytest.approx(1)


@pytest.mark.parametrize("sigma", [1e-14, 1e-3, 0.3, 2.0])
def test_units_of_one_population_are_ordered_as_in_simulated_draws(sigma):
    data = {"y": [1, 3, 3, 20, 5], "N": [5, 5, 5, 40, 5]}
    data |= {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}
    node = Grid({"mu_alpha": np.array([0.4]), "sigma_alpha": np.array([sigma])})
    found = order.of(families.get("rates").MODELS[PARTIAL], data, node)
    highest, lowest = order.highest_and_lowest(*found)
    assert highest.sum() == pytest.approx(1)
    assert highest[1] == highest[2]
    if sigma < 1e-6:  # no draw tells them apart
        assert highest == pytest.approx(np.full(5, 0.2), abs=1e-4)
        assert order.above(*found, 0.3) == pytest.approx(1)
        assert order.above(*found, 0.5) == pytest.approx(0)
        return
    # Draws of each unit by the inverse of its own distribution function.
    rng, z = np.random.default_rng(2), np.linspace(-9, 9, 20_001)
    alpha = 0.4 + sigma * z
    draws = []
    for y, n in zip(data["y"], data["N"], strict=True):
        mass = stats.norm.pdf(z) * stats.binom.pmf(y, n, expit(alpha))
        draws.append(np.interp(rng.random(200_000), np.cumsum(mass) / mass.sum(), alpha))
    draws = np.array(draws)
    for end, chances in ((draws.argmax(axis=0), highest), (draws.argmin(axis=0), lowest)):
        counted = np.bincount(end, minlength=5) / draws.shape[1]
        assert chances == pytest.approx(counted, abs=0.006)
    above = order.above(*found, 0.4)
    assert above == pytest.approx((draws > 0.4).mean(axis=1), abs=0.006)


def test_a_rate_is_above_a_value_as_its_beta_says():
    single = MEMORY | {"omega": 0.3}
    above = order.above(*laid("coins", single, "fixed_mode"), logit(0.35))
    expected = [stats.beta.sf(0.35, 1.9 + y, 3.1 + n - y) for y, n in ((5, 20), (4, 8))]
    assert above == pytest.approx(expected, abs=1e-6)


def test_nothing_is_said_where_units_are_tied_or_too_many(monkeypatch):
    assert order.of(families.get("coins").MODELS[PARTIAL], MEMORY, None) is None
    assert order.of(families.get("means").MODELS[PARTIAL], {}, Grid()) is None
    monkeypatch.setattr(order, "WORK", 10)
    assert laid("coins", MEMORY) is None
