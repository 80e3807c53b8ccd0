"""Exact answers of models by formula, against grids and among themselves."""

import numpy as np
import pytest
from formula_tables import declared, stan_data
from pooling import exact
from pooling.exact import importance
from pooling.model import effects


def solved(likelihood: str, pooling: str, data: dict):
    model, labels = declared(likelihood, pooling, data)
    return importance.posterior(effects.of(model, data), data, labels)


def assert_same(found, grid, order=None, among=None):
    """Hold two answers to be within 0.01 posterior sds of each other."""
    order = slice(None) if order is None else order
    mean, sd = grid.mean[order], grid.sd[order]
    np.testing.assert_array_less(np.abs(found.mean - mean) / sd, 0.01)
    np.testing.assert_array_less(np.abs(found.sd - sd) / sd, 0.01)


def normal_rows(groups=12, sd=0.8):
    rng = np.random.default_rng(groups)
    sizes = rng.integers(1, 9, groups)
    group = np.repeat(np.arange(groups) + 1, sizes)
    x = rng.normal(0, 1, len(group))
    y = 1.5 + sd * rng.normal(size=groups)[group - 1] + 0.7 * rng.normal(size=len(group))
    return group, x, y


@pytest.mark.parametrize("sd", [0.8, 0.0], ids=["spread", "sd at 0"])
def test_an_intercept_by_group_is_the_family_means(sd):
    group, _, y = normal_rows(sd=sd)
    one = np.ones((len(y), 1))
    data = stan_data(y, group, one, one, [1], prior_beta_sd=[5.0])
    of_means = {
        "N": len(y),
        "J": 12,
        "group": group.tolist(),
        "y": y.tolist(),
        "prior_mu_alpha_mean": 0.0,
        "prior_mu_alpha_sd": 5.0,
        "prior_sigma_alpha_rate": 1.0,
        "prior_sigma_rate": 1.0,
    }
    grid = exact.posterior("means", "partial_pooling", of_means, list("abcdefghijkl"))
    found = solved("normal", "partial", data)
    assert found.labels[:3] == ["beta[x0]", "sd[z0]", "sigma"]
    assert_same(found, grid)
    assert found.points.facts["pareto_k"] < 0.5
    assert found.error < 0.01


def test_counts_by_group_are_the_family_rates():
    trials = np.array([10, 10, 25, 35, 5, 8, 10, 25])
    y = np.array([9, 10, 20, 14, 0, 8, 3, 19])
    one = np.ones((8, 1))
    data = stan_data(
        y,
        np.arange(8) + 1,
        one,
        one,
        [1],
        trials=trials.tolist(),
        prior_beta_sd=[1.5],
    )
    of_rates = {"N": trials.tolist(), "y": y.tolist()}
    of_rates |= {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}
    of_rates |= {"prior_sigma_alpha_rate": 1.0}
    grid = exact.posterior("rates", "partial_pooling", of_rates, list("abcdefgh"))
    assert_same(solved("binomial", "partial", data), grid, slice(0, 10))
    fixed = of_rates | {"prior_alpha_mean": 0.0, "prior_alpha_sd": 5.0}
    alone = exact.posterior("rates", "no_pooling", fixed, list("abcdefgh"))
    own = stan_data(
        y,
        np.arange(8) + 1,
        one,
        one,
        [1],
        pooling="none",
        trials=trials.tolist(),
    )
    assert_same(solved("binomial", "none", own), alone, slice(0, 8))


def test_correlated_slopes_are_the_family_lines():
    group, x, y = normal_rows(6)
    y = y + x * np.array([0.5, 0.1, 0.9, 0.4, 0.6, 0.3])[group - 1]
    columns = np.column_stack([np.ones(len(x)), x])
    data = stan_data(y, group, columns, columns, [1, 2], prior_beta_sd=[5.0, 2.0])
    of_lines = {
        "N": len(y),
        "J": 6,
        "group": group.tolist(),
        "x": x.tolist(),
        "y": y.tolist(),
        "prior_mu_alpha_mean": 0.0,
        "prior_mu_alpha_sd": 5.0,
        "prior_mu_beta_mean": 0.0,
        "prior_mu_beta_sd": 2.0,
        "prior_sigma_alpha_rate": 1.0,
        "prior_sigma_beta_rate": 1.0,
        "prior_R_shape": 2.0,
        "prior_sigma_rate": 1.0,
    }
    grid = exact.posterior("lines", "partial_pooling", of_lines, list("abcdef"))
    # Intercepts, then slopes: here both of a group stand together.
    order = np.r_[:6, np.arange(12).reshape(2, 6).T.ravel() + 6]
    assert_same(solved("normal", "partial", data), grid, order)
