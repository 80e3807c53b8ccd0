"""Predictions of unseen observations, against refits without them."""

import numpy as np
import pandas as pd
import pytest
from pooling import comparison, draws, families, leave_one_out
from pooling.exact import rates
from pooling.results import Fit
from scipy import integrate, special, stats

GROUP = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3]
X = [-1.0, 0.5, 1.0, 2.0, -0.5, 1.5, 0.3, -1.2, 0.2, 0.7]
Y = [1.1, 2.0, 2.9, 2.4, -0.4, 0.3, 0.4, -1.4, 1.0, 2.2]
COUNT = len(Y)
PRIORS = {
    "prior_alpha_mean": 0.5,
    "prior_alpha_sd": 2.0,
    "prior_beta_mean": 0.0,
    "prior_beta_sd": 1.5,
    "prior_mu_alpha_mean": 0.5,
    "prior_mu_alpha_sd": 2.0,
    "prior_mu_beta_mean": 0.2,
    "prior_mu_beta_sd": 1.0,
    "prior_sigma_alpha_rate": 1.0,
    "prior_sigma_beta_rate": 2.0,
    "prior_R_shape": 2.0,
    "prior_sigma_rate": 1.0,
}
LINES = {"N": COUNT, "J": 3, "group": GROUP, "x": X, "y": Y} | PRIORS
RATES = {"J": 4, "N": [2, 8, 8, 20], "y": [0, 3, 8, 12]} | PRIORS


def fit_of(data) -> Fit:
    fit = Fit({})
    fit.__dict__["stan_data"] = data  # instead of a file
    return fit


def log_marginal(data, kept, names, pooling):
    """Log density of some observations, by brute force over one or two scales."""
    y = np.array(data["y"])[kept]
    design = np.column_stack([np.ones(COUNT), data["x"]])[kept, : len(names)]
    group = np.zeros(COUNT, int) if pooling == "complete" else np.array(GROUP) - 1
    same = np.equal.outer(group[kept], group[kept])
    partial = pooling == "partial"
    own = [f"mu_{name}" if partial else name for name in names]
    mean = design @ [data[f"prior_{name}_mean"] for name in own]
    fixed = design * [data[f"prior_{name}_sd"] for name in own]
    fixed = fixed @ fixed.T
    ticks = np.exp(np.linspace(-9, 2.5, 36))
    terms = []
    for sigma in ticks[12:]:
        for spread in ticks if partial else [1.0]:
            covariance = sigma**2 * np.eye(len(y))
            covariance += fixed + spread**2 * same if partial else same * fixed
            log_prior = np.log(sigma * spread) - sigma - (spread if partial else 0)
            density = stats.multivariate_normal.logpdf(y, mean, covariance)
            terms.append(log_prior + density)
    return special.logsumexp(terms)


@pytest.mark.parametrize("model", ["complete_pooling", "no_pooling", "partial_pooling"])
def test_leaving_one_mean_out_is_a_ratio_of_marginal_likelihoods(model):
    pooling = families.get("means").MODELS[model].pooling
    every = np.arange(COUNT)
    found = leave_one_out.log_densities("means", model, fit_of(LINES))
    together = log_marginal(LINES, every, ("alpha",), pooling)
    for at in (0, 7, 9):
        rest = log_marginal(LINES, np.delete(every, at), ("alpha",), pooling)
        assert found[at] == pytest.approx(together - rest, abs=2e-3)


@pytest.mark.parametrize("model", ["complete_pooling", "no_pooling"])
def test_leaving_one_point_of_a_line_out(model):
    pooling = families.get("lines").MODELS[model].pooling
    every, places = np.arange(COUNT), np.array([1, 4])
    found = leave_one_out.log_densities("lines", model, fit_of(LINES), places)
    expected = [
        log_marginal(LINES, every, ("alpha", "beta"), pooling)
        - log_marginal(LINES, np.delete(every, at), ("alpha", "beta"), pooling)
        for at in places
    ]
    np.testing.assert_allclose(found, expected, atol=2e-3)


def test_leaving_one_point_out_with_correlated_coefficients(monkeypatch):
    """Given the scales, against the conditional normal written out densely."""
    values = {
        "sigma_alpha": np.array([0.7, 1.2]),
        "sigma_beta": np.array([0.4, 0.1]),
        "rho": np.array([0.6, -0.3]),
        "sigma": np.array([0.5, 0.8]),
    }
    weights = np.array([0.3, 0.7])
    monkeypatch.setattr(leave_one_out, "_nodes", lambda *arguments: (values, weights))
    found = leave_one_out.log_densities("lines", "partial_pooling", fit_of(LINES))
    design, y = np.column_stack([np.ones(COUNT), X]), np.array(Y)
    same = np.equal.outer(GROUP, GROUP)
    mean = design @ [0.5, 0.2]
    inverse = np.zeros(COUNT)
    for node, weight in enumerate(weights):
        a, b, rho, sigma = (values[name][node] for name in values)
        inner = np.array([[a**2, rho * a * b], [rho * a * b, b**2]])
        covariance = sigma**2 * np.eye(COUNT) + same * (design @ inner @ design.T)
        covariance += design @ np.diag([2.0, 1.0]) ** 2 @ design.T
        for at in range(COUNT):
            rest = np.delete(np.arange(COUNT), at)
            gain = np.linalg.solve(covariance[np.ix_(rest, rest)], covariance[rest, at])
            centre = mean[at] + gain @ (y - mean)[rest]
            spread = np.sqrt(covariance[at, at] - gain @ covariance[rest, at])
            inverse[at] += weight / stats.norm(centre, spread).pdf(y[at])
    np.testing.assert_allclose(found, -np.log(inverse), rtol=1e-10)


def test_leaving_one_unit_out_integrates_its_effect():
    found = leave_one_out.log_densities("rates", "no_pooling", fit_of(RATES))
    for at, (y, n) in enumerate(zip(RATES["y"], RATES["N"], strict=True)):
        expected, _ = integrate.quad(
            lambda alpha, y=y, n=n: (
                stats.binom.pmf(y, n, 1 / (1 + np.exp(-alpha)))
                * stats.norm.pdf(alpha, 0.5, 2)
            ),
            -15,
            15,
        )
        assert found[at] == pytest.approx(np.log(expected), abs=1e-6)


@pytest.mark.parametrize("model", ["complete_pooling", "partial_pooling"])
def test_predicted_probabilities_of_a_left_out_unit_sum_to_one(model):
    """Whatever the unit might have shown, given the other units: one distribution."""
    total = sum(
        np.exp(
            leave_one_out.log_densities(
                "rates", model, fit_of(RATES | {"y": [seen, *RATES["y"][1:]]})
            )[0]
        )
        for seen in range(RATES["N"][0] + 1)
    )
    assert total == pytest.approx(1, abs=2e-4)


def write_fit(folder, data, log_likelihood):
    shape = log_likelihood.shape[:2]
    tree = draws.dataset(
        {"log_lik": log_likelihood, "mu_alpha": np.zeros(shape)},
        {name: np.zeros(shape) for name in draws.SAMPLE_STATS},
        {"y": np.array(data["y"])},
        {},
        {},
    )
    draws.write(folder / "posterior.nc", tree)
    fit = Fit({"posterior": folder / "posterior.nc"})
    fit.__dict__["stan_data"] = data
    return fit


def test_poor_importance_sampling_is_replaced_and_counted(tmp_path):
    rng = np.random.default_rng(1)
    log_likelihood = -1 + 0.1 * rng.standard_normal((4, 250, COUNT))
    # One draw in a hundred explains the last observation a million times worse.
    log_likelihood[:, ::50, -1] = -30
    fit = write_fit(tmp_path, LINES, log_likelihood)
    elpd, _, replaced, method = comparison.predict("means", "no_pooling", fit)
    exact = leave_one_out.log_densities("means", "no_pooling", fit)
    assert (replaced, method) == (1, "psis")
    assert elpd[-1] == pytest.approx(exact[-1], abs=1e-12)
    np.testing.assert_allclose(elpd[:-1], -1, atol=0.1)


def test_models_are_compared_with_the_best(monkeypatch):
    pointwise = {
        "worse": np.array([-1.0, -2.0, -3.0]),
        "better": np.array([-1, -1.5, -1]),
    }
    monkeypatch.setattr(
        comparison,
        "predict",
        lambda family, model, fit: (pointwise[model], 2.0, 0, "psis"),
    )
    table = comparison.compare("means", dict.fromkeys(pointwise)).set_index("model")
    assert list(table.index) == ["better", "worse"]
    assert table.loc["better", ["elpd_diff", "se_diff"]].tolist() == [0, 0]
    assert table.loc["worse", "elpd_diff"] == pytest.approx(-2.5)
    apart = pd.Series(pointwise["worse"] - pointwise["better"])
    assert table.loc["worse", "se_diff"] == pytest.approx(np.sqrt(3) * apart.std())


def test_a_model_without_an_answer_is_not_the_best(monkeypatch):
    pointwise = {"none": np.full(3, np.nan), "some": np.array([-1.0, -2.0, -3.0])}
    monkeypatch.setattr(
        comparison, "predict", lambda family, model, fit: (pointwise[model], 2, 0, "psis")
    )
    table = comparison.compare("means", dict.fromkeys(pointwise)).set_index("model")
    assert table.loc["some", "elpd_diff"] == 0


@pytest.mark.parametrize("model", ["no_pooling", "partial_pooling"])
def test_groups_of_one_row_each_are_left_out(model):
    data = {"N": 4, "J": 4, "group": [1, 2, 3, 4], "y": [1.1, -0.4, 1.0, 2.2]} | PRIORS
    found = leave_one_out.log_densities("means", model, fit_of(data))
    if model == "no_pooling":  # what is left of a lone row is its prior, but for noise
        sigma = np.exp(np.linspace(-12, 3, 4000))
        weight = np.exp(-sigma) * np.gradient(sigma)
        for y, log_density in zip(data["y"], found, strict=True):
            others = [v for v in data["y"] if v != y]
            rest = np.prod(
                [stats.norm.pdf(v, 0.5, np.hypot(2, sigma)) for v in others], axis=0
            )
            own = stats.norm.pdf(y, 0.5, np.hypot(2, sigma))
            expected = np.log((own * rest * weight).sum() / (rest * weight).sum())
            assert log_density == pytest.approx(expected, abs=2e-3)
    assert np.isfinite(found).all()


def test_draws_stand_in_where_the_grid_is_too_large(monkeypatch, caplog):
    monkeypatch.setattr("pooling.exact.base.WORK", 10)
    rng = np.random.default_rng(0)
    fit = fit_of(LINES)
    fit.draws = lambda *names: {name: np.exp(rng.normal(size=50)) for name in names}
    found = leave_one_out.log_densities("means", "partial_pooling", fit)
    assert np.isfinite(found).all()
    assert "limit" in caplog.text


def test_units_are_integrated_as_the_exact_posterior_does():
    log_likelihood, _ = rates.units([3], [8], [0.5], [2.0])
    found = leave_one_out.log_densities("rates", "no_pooling", fit_of(RATES))
    assert found[1] == pytest.approx(log_likelihood[0, 0] + np.log(56))
