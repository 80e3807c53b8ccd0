"""Estimates with known standard errors: published answers, and closed forms of others."""

import made_formulas
import numpy as np
import pandas as pd
import pytest
from made_formulas import MODELS
from pooling.checks.pooling_factor import pooling_factor
from pooling.checks.predictive.mixtures import Mixture, equal
from pooling.claims import base, regression
from pooling.exact.answer import answer
from pooling.model import effects, families, responses
from pooling.model.names import COMPLETE, NONE, PARTIAL
from pooling.report.answers.regression import typical_error
from pooling.run import config
from pooling.table import tables
from scipy import stats

FAMILY = "estimates"


def checked(root, analysis: str, **changed):
    """Check an analysis of the configuration, with other settings where they are given."""
    analyses = {analysis: known(root)[analysis] | changed}
    return config.load({"run": "r", "analyses": analyses}, root).analyses[analysis]


def prepared(root, analysis: str, **changed):
    """Prepare a table of the configuration; give its Stan data and labels by model."""
    settings = checked(root, analysis, **changed)
    own = families.get(settings.family)
    table, facts = own.prepare(
        tables.read(root / settings.data, settings.data), settings.preparation
    )
    return {
        model: (
            own.stan_data(table, facts, own.MODELS[model].switches),
            families.labels(settings.family, model, facts),
        )
        for model in MODELS
    }


def known(root) -> dict:
    import yaml

    return yaml.safe_load((root / "config/covariates.yaml").read_text("utf-8"))[
        "analyses"
    ]


def exact(root, analysis: str, models=MODELS) -> dict:
    """Answer models of an analysis, indexed by parameter."""
    found, family, made = {}, checked(root, analysis).family, prepared(root, analysis)
    for model in models:
        data, labels = made[model]
        table, facts, _ = answer(family, model, data=data, labels=labels)
        assert facts["computed"], facts
        found[model] = table.set_index("parameter")
    return found


# The largest distance in sds of a published value, and of one between groups: medians of
# 200 draws, points of a likelihood, and means of some thousand draws under the same priors.
PUBLISHED = {
    "eight_schools": (9, 0.25, 0.25),
    "bcg_latitude": (3, 0.25, 0.6),
    "radon_floor": (4, 0.25, 0.25),
    "radon_uranium": (5, 0.25, 0.25),
    "radon_slopes": (6, 0.25, 0.6),
    "frogs_predation": (5, 0.05, 0.05),
}


@pytest.mark.parametrize("analysis", PUBLISHED)
def test_the_published_values_are_found(root, analysis):
    published = pd.read_csv(root / "data/published.csv").query("analysis == @analysis")
    count, limit, limit_sd = PUBLISHED[analysis]
    assert len(published) == count
    ours = exact(root, analysis, set(published["model"]))
    for row in published.itertuples():
        mean, sd = ours[row.model].loc[row.parameter, ["mean", "sd"]]
        most = limit_sd if row.parameter.startswith(("sd_", "cor_")) else limit
        assert abs(float(row.published) - mean) < most * sd, row


def test_eight_schools_are_those_of_the_books_integral(root):
    """Gelman and others (2013), equations 5.17 to 5.21, with a normal prior of mu."""
    data, _ = prepared(root, "eight_schools")[PARTIAL]
    y, variance = np.array(data["y"]), np.array(data["se"]) ** 2
    (mean,), (sd,) = data["prior_beta_mean"], data["prior_beta_sd"]
    (rate,) = data["prior_sd_rate"]
    tau = np.linspace(1e-6, 150, 60_001)[:, np.newaxis]
    weight = 1 / (variance + tau**2)
    precision = weight.sum(axis=1) + 1 / sd**2
    mu = (weight @ y + mean / sd**2) / precision
    logs = -0.5 * (
        np.log(precision)
        - np.log(weight).sum(axis=1)
        + (weight * (y - mu[:, np.newaxis]) ** 2).sum(axis=1)
        + (mu - mean) ** 2 / sd**2
    )
    mass = np.exp(logs - logs.max() - rate * tau[:, 0])
    mass /= mass.sum()
    share = tau**2 * weight  # of a school's own estimate
    theta = share * y + (1 - share) * mu[:, np.newaxis]
    own = share * variance + (1 - share) ** 2 / precision[:, np.newaxis]
    centre = mass @ theta
    right = {
        "Intercept": (mass @ mu, mass @ (mu**2 + 1 / precision)),
        "sd_school[Intercept]": (mass @ tau[:, 0], mass @ tau[:, 0] ** 2),
    }
    for place, school in enumerate("ABCDEFGH"):
        square = mass @ (own[:, place] + theta[:, place] ** 2)
        right[f"school[{school},Intercept]"] = centre[place], square
    found = exact(root, "eight_schools")[PARTIAL]
    assert set(found.index) == set(right)
    for name, (middle, square) in right.items():
        spread = np.sqrt(square - middle**2)
        assert found.loc[name, "mean"] == pytest.approx(middle, abs=0.01 * spread), name
        assert found.loc[name, "sd"] == pytest.approx(spread, rel=0.01), name


@pytest.mark.parametrize(
    ("formula", "variance", "coefficients"),
    [
        # Viechtbauer (2010), Journal of Statistical Software 36 (3): REML, by metafor.
        ("log_risk_ratio | se(error) ~ 1 + (1 | trial)", 0.3132, [-0.7145]),
        (
            "log_risk_ratio | se(error) ~ latitude + year + (1 | trial)",
            0.1108,
            [-3.5455, -0.0280, 0.0019],
        ),
    ],
)
def test_the_likelihood_of_heterogeneity_is_highest_at_reml(
    root, formula, variance, coefficients
):
    """With flat priors of beta, integrating it out is restricting the likelihood."""
    flat = {
        name: {"normal": [0, 1e4]}
        for name in ("Intercept", "latitude", "year")
        if name in formula or name == "Intercept"
    }
    changed = {"formula": formula, "priors": flat, "variables": {}, "predict": []}
    data, _ = prepared(root, "bcg_latitude", **changed)[PARTIAL]
    own = effects.of(families.get(FAMILY).MODELS[PARTIAL], data)
    square = np.linspace(0.05, 0.6, 5501)
    logs = own.log_likelihood({"sd": np.sqrt(square)[:, np.newaxis]})
    top = square[logs.argmax()]
    assert top == pytest.approx(variance, abs=2e-4)
    mean = own.moments({"sd": np.array([[top**0.5]])})["beta"][0][0]
    np.testing.assert_allclose(mean, coefficients, atol=2e-4 * max(1, abs(mean[0])))
    # What metafor calls I^2.
    if len(coefficients) == 1:
        share = top / (top + typical_error(data["se"]) ** 2)
        assert share == pytest.approx(0.9222, abs=1e-4)


def test_without_pooling_and_with_complete_pooling_it_is_the_weighted_mean(root):
    found = exact(root, "eight_schools")
    raw = pd.read_csv(root / "data/eight_schools.csv")
    weight = raw["error"] ** -2.0
    (mean,), (sd,) = (found[COMPLETE][name] for name in ("mean", "sd"))
    assert mean == pytest.approx(weight @ raw["effect"] / weight.sum(), abs=0.02)
    assert sd == pytest.approx(weight.sum() ** -0.5, rel=0.002)
    np.testing.assert_allclose(found[NONE]["mean"], raw["effect"], atol=0.01)
    np.testing.assert_allclose(found[NONE]["sd"], raw["error"], rtol=0.001)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Estimates of a few groups with made-up draws."""
    table = made_formulas.table(FAMILY, groups=6, each=4)
    table = table.groupby("unit").head(1)  # as in a meta-analysis
    folder = tmp_path_factory.mktemp("estimates")
    formula = "y | se(error) ~ 1 + (1 | unit)"
    return made_formulas.analysis(folder, FAMILY, formula, table)


def test_the_pooling_factor_is_that_of_known_variances(made):
    fit, labels = made.fits[PARTIAL], made.labels()
    (found,) = pooling_factor(FAMILY, fit, labels)["coefficients"]
    draws = fit.parameters(families.get(FAMILY).MODELS[PARTIAL])
    variance = np.array(fit.stan_data["se"]) ** 2
    own = variance / (variance + draws["sd"] ** 2)
    assert found["factor"] == pytest.approx(own.mean())
    assert found["q5"] == pytest.approx(np.quantile(own.mean(axis=1), 0.05))
    assert [size["size"] for size in found["by_size"]] == [1]


def test_the_true_effect_of_a_new_group_is_predicted(made):
    checked = made_formulas.checked(made)
    found = checked.fits[PARTIAL].json("predictive_new_group")["predictions"][0]
    draws = made.fits[PARTIAL].parameters(families.get(FAMILY).MODELS[PARTIAL])
    mu, tau = draws["beta"][:, 0], draws["sd"][:, 0]
    # No standard error widens it, as it would a further estimate.
    assert found["new"]["sd"] == pytest.approx(
        np.sqrt(mu.var() + (tau**2).mean()), rel=0.15
    )
    for known_group in found["existing"]:
        place = made.groups.index(known_group["group"])
        theta = draws["theta"][:, place, 0]
        assert known_group["sd"] == pytest.approx(theta.std(), rel=1e-6)
        assert known_group["q5"] == pytest.approx(np.quantile(theta, 0.05), abs=0.02)


def test_the_table_is_checked_with_its_own_errors(made):
    checked = made_formulas.checked(made)
    groups = checked.fits[PARTIAL].json("posterior_predictive")["groups"]
    data = made.fits[PARTIAL].stan_data
    draws = made.fits[PARTIAL].parameters(families.get(FAMILY).MODELS[PARTIAL])
    for worst in groups["worst"]:
        place = made.groups.index(worst["group"])
        theta = draws["theta"][:, place, 0]
        row = data["group"].index(place + 1)
        above = stats.norm(theta, data["se"][row]).sf(data["y"][row]).mean()
        assert worst["p_value"] == pytest.approx(2 * min(above, 1 - above), abs=1e-6)


def test_least_squares_weighs_rows_by_their_errors(root, monkeypatch):
    data, labels = prepared(root, "eight_schools")[COMPLETE]
    table, _, _ = answer(FAMILY, COMPLETE, data=data, labels=labels)
    (mean,), (sd,) = table["mean"], table["sd"]
    rng = np.random.default_rng(1)

    class Told(base.Evidence):
        family = FAMILY

        def __init__(self):
            pass

        def stan_data(self, model):
            return data

        def labels(self, model):
            return labels

        def draws(self, model, *names):
            assert names == ("beta",)
            return [rng.normal(mean, sd, (4, 500, 1))]

    found = regression._compared(Told(), COMPLETE)
    assert found.left_out == 0
    assert np.abs(found.distances).max() < 5
    assert found.pulls.max() < 0.05


def test_true_effects_have_a_smooth_density_and_the_quantiles_of_their_draws():
    eta = np.random.default_rng(2).normal(3, 2, 4000)
    own = Mixture(
        response=responses.get(FAMILY), eta=eta, weights=equal(len(eta)), known=0.0
    )
    grid = np.linspace(-6, 12, 400)
    density = own.density(grid)
    np.testing.assert_allclose(density, stats.norm(3, 2).pdf(grid), atol=0.02)
    assert density.sum() * (grid[1] - grid[0]) == pytest.approx(1, abs=1e-3)
    assert own.quantile(0.95) == pytest.approx(np.quantile(eta, 0.95), abs=0.01)
    assert own.sd == pytest.approx(eta.std())
    assert own.above(3.0) == pytest.approx((eta > 3).mean())
