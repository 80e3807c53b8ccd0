"""Posteriors of the lecture's real tables against closed forms and least squares.

A posterior mean is compared in units of its Monte Carlo standard error. Some 330
are compared, so 5 of them are passed by chance in less than one of a thousand
choices of the seeds.
"""

import json

import numpy as np
import pytest
from pooling.basics.seeds import seed_of
from pooling.checks import diagnostics
from pooling.model.families.base import natural_order
from pooling.run import config
from pooling.sampling import draws, fitting
from pooling.table import preparation, tables
from scipy import special, stats

ERRORS = 5


@pytest.fixture(scope="session")
def fitted(root, lecture, executable, tmp_path_factory):
    """Fit a model of the lecture; give its table, Stan data and summary."""
    settings = config.load(lecture, root)
    kept = {}

    def fit(analysis, model):
        if (analysis, model) in kept:
            return kept[analysis, model]
        own = settings.analyses[analysis]
        folder = tmp_path_factory.mktemp(analysis)
        prepared, facts = str(folder / "prepared.parquet"), str(folder / "prepared.json")
        source = next((str(root / path) for path in own.sources), None)
        preparation.prepare_table(
            own.family, own.preparation, source=source, prepared=prepared, facts=facts
        )
        path = str(folder / "stan_data.json")
        preparation.write_stan_data(
            own.family,
            model,
            given=settings.priors_of(analysis, model),
            options=settings.model_options(analysis, model),
            prepared=prepared,
            facts=facts,
            output=path,
        )
        table = tables.read_prepared(prepared)
        data = json.loads((folder / "stan_data.json").read_text())
        declared = settings.models(analysis)[model].parameters
        tree = fitting.fit(
            executable(own.family, model),
            data,
            parameters=declared,
            labels={"group": natural_order(table["group"])},
            column=own.group.column,
            seed=seed_of(settings.seed, analysis, model),
            sampling=settings.sampling_of(analysis, model),
            cores=2,
            family=own.family,
        )
        names = [parameter.name for parameter in declared]
        summary = diagnostics.summarise(
            *draws.by_name(tree["posterior"].to_dataset(), names)
        ).set_index("parameter")
        kept[analysis, model] = table, data, summary
        return kept[analysis, model]

    return fit


def assert_means(summary, names, expected):
    """Compare posterior means, in Monte Carlo standard errors."""
    found = summary.loc[names]
    away = np.abs(found["mean"] - expected) / found["mcse_mean"]
    assert away.max() < ERRORS, f"{away.idxmax()}: {away.max():.1f} errors away"


def assert_deviations(summary, names, expected):
    """Compare posterior sds: with over 1500 effective draws, 15 % is 8 errors."""
    assert summary.loc[names, "ess_bulk"].min() > 1500
    np.testing.assert_allclose(summary.loc[names, "sd"], expected, rtol=0.15)


def normal_posterior(design, y, sigma, mean, sd):
    """Coefficients of a linear model under normal priors, sigma known.

    Gelman et al. (2013), Bayesian Data Analysis, section 14.8.
    """
    precision = design.T @ design / sigma**2 + np.diag(1 / sd**2)
    covariance = np.linalg.inv(precision)
    centre = covariance @ (design.T @ y / sigma**2 + mean / sd**2)
    return centre, np.sqrt(np.diag(covariance))


def dummies(data):
    """One column of zeros and ones per group."""
    return np.eye(data["J"])[np.array(data["group"]) - 1]


def check_linear(fitted, analysis, model, build, names_of):
    """Compare a linear model with least squares, moved by its priors' pull."""
    table, data, summary = fitted(analysis, model)
    design, mean, sd = build(data)
    y = np.array(data["y"])
    squares = np.linalg.lstsq(design, y, rcond=None)[0]
    residual = y - design @ squares
    freedom = len(y) - design.shape[1]
    sigma = np.sqrt(residual @ residual / freedom)
    expected, deviations = normal_posterior(design, y, sigma, mean, sd)
    # The priors of these models leave least squares nearly where it was.
    assert np.abs(expected - squares).max() < 0.05 * deviations.max()
    names = names_of(natural_order(table["group"]))
    assert_means(summary, names, expected)
    # sigma is unknown, so the coefficients are t with the residuals' freedom.
    spread = np.sqrt(freedom / (freedom - 2))
    assert_deviations(summary, names, deviations * spread)
    assert abs(summary.at["sigma", "mean"] - sigma) < summary.at["sigma", "sd"]


def priors_of(data, *blocks):
    """Means and sds of the coefficients' priors, block by block."""
    mean = [np.full(n, data[f"prior_{name}_mean"]) for name, n in blocks]
    sd = [np.full(n, data[f"prior_{name}_sd"]) for name, n in blocks]
    return np.concatenate(mean), np.concatenate(sd)


def test_means_complete_pooling_is_the_pooled_mean(fitted):
    def build(data):
        return np.ones((data["N"], 1)), *priors_of(data, ("alpha", 1))

    check_linear(fitted, "radon", "complete_pooling", build, lambda labels: ["alpha"])


def test_means_no_pooling_is_the_mean_of_each_county(fitted):
    def build(data):
        return dummies(data), *priors_of(data, ("alpha", data["J"]))

    check_linear(
        fitted,
        "radon",
        "no_pooling",
        build,
        lambda labels: [f"alpha[{label}]" for label in labels],
    )


def test_means_regularised_is_the_normal_posterior_of_each_county(fitted):
    table, data, summary = fitted("radon", "regularised")
    mean, sd = priors_of(data, ("alpha", data["J"]))
    sigma = summary.at["sigma", "mean"]
    expected, deviations = normal_posterior(
        dummies(data), np.array(data["y"]), sigma, mean, sd
    )
    names = [f"alpha[{label}]" for label in natural_order(table["group"])]
    assert_means(summary, names, expected)
    assert_deviations(summary, names, deviations)


def test_lines_complete_pooling_is_the_pooled_line(fitted):
    def build(data):
        design = np.column_stack([np.ones(data["N"]), data["x"]])
        return design, *priors_of(data, ("alpha", 1), ("beta", 1))

    check_linear(
        fitted, "marathon", "complete_pooling", build, lambda labels: ["alpha", "beta"]
    )


def test_lines_no_pooling_is_the_line_of_each_runner(fitted):
    def build(data):
        own = dummies(data)
        design = np.hstack([own, own * np.array(data["x"])[:, None]])
        blocks = (("alpha", data["J"]), ("beta", data["J"]))
        return design, *priors_of(data, *blocks)

    check_linear(
        fitted,
        "marathon",
        "no_pooling",
        build,
        lambda labels: [f"{name}[{g}]" for name in ("alpha", "beta") for g in labels],
    )


def quadrature(log_density, function, low, high):
    """Mean and sd of a function under a density on a grid."""
    grid = np.linspace(low, high, 20001)
    weight = np.exp(log_density(grid) - log_density(grid).max())
    assert max(weight[0], weight[-1]) < 1e-12
    weight /= weight.sum()
    mean = weight @ function(grid)
    return mean, np.sqrt(weight @ (function(grid) - mean) ** 2)


@pytest.mark.parametrize("analysis", ["frogs", "frogs_simulated"])
def test_rates_complete_pooling_is_one_integral(fitted, analysis):
    _, data, summary = fitted(analysis, "complete_pooling")
    y, n = sum(data["y"]), sum(data["N"])

    def log_density(alpha):
        prior = stats.norm(data["prior_alpha_mean"], data["prior_alpha_sd"])
        return prior.logpdf(alpha) + stats.binom(n, special.expit(alpha)).logpmf(y)

    middle = special.logit(y / n)
    for name, function in (("alpha", lambda a: a), ("p", special.expit)):
        mean, sd = quadrature(log_density, function, middle - 1, middle + 1)
        assert_means(summary, [name], mean)
        assert summary.at[name, "sd"] == pytest.approx(sd, rel=0.1)


def test_rates_no_pooling_is_one_integral_for_each_tank(fitted):
    table, data, summary = fitted("frogs", "no_pooling")
    prior = stats.norm(data["prior_alpha_mean"], data["prior_alpha_sd"])
    for label, y, n in zip(
        natural_order(table["group"]), data["y"], data["N"], strict=True
    ):

        def log_density(alpha, y=y, n=n):
            rate = special.expit(alpha)
            return prior.logpdf(alpha) + stats.binom(n, rate).logpmf(y)

        mean, sd = quadrature(log_density, lambda a: a, -45, 45)
        assert_means(summary, [f"alpha[{label}]"], mean)
        assert_deviations(summary, [f"alpha[{label}]"], sd)


def test_coins_with_a_known_mode_are_a_conjugate_beta(fitted):
    _, data, summary = fitted("coin_kappa5", "fixed_mode")
    top = data["kappa"] - 2
    posterior = stats.beta(
        data["omega"] * top + 1 + data["y"][0],
        (1 - data["omega"]) * top + 1 + data["N"][0] - data["y"][0],
    )
    assert_means(summary, ["theta[1]"], posterior.mean())
    found = summary.loc["theta[1]"]
    for column, expected in {
        "sd": posterior.std(),
        "q5": posterior.ppf(0.05),
        "q50": posterior.ppf(0.5),
        "q95": posterior.ppf(0.95),
    }.items():
        assert found[column] == pytest.approx(expected, rel=0.06)
