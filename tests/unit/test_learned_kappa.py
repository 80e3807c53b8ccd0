"""Coins whose factory learns its consistency, against scipy and plain quadrature."""

import numpy as np
import pandas as pd
import pytest
from pooling import exact
from pooling.basics.errors import PoolingError
from pooling.checks.predictive import coins as checks
from pooling.checks.predictive.base import Case
from pooling.checks.results import Fit, Results
from pooling.exact import coin_joint
from pooling.exact import draws as exact_draws
from pooling.exact.cross_validation import conditional
from pooling.exact.cross_validation.base import shared_posterior
from pooling.figures.coins import consistency
from pooling.figures.words import Words
from pooling.model import density, families
from pooling.report.answers import coins as answers
from pooling.run import config
from scipy import integrate, stats

DATA = {
    "S": 3,
    "y": [5, 4, 0],
    "N": [20, 8, 3],
    "N_new": 1,
    "trials_new": [8],
    "prior_only": 0,
    "prior_omega_a": 2.0,
    "prior_omega_b": 3.0,
    "prior_kappa_shape": 1.5,
    "prior_kappa_rate": 0.1,
}
MODEL = families.get("coins").MODELS["learned_kappa"]
LABELS = {"group": ["1", "2", "3"]}


def shapes(omega, kappa) -> tuple:
    """Shapes of the biases, as the formula has them."""
    return omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1


def brute(data: dict, used=None):
    """Lay the posterior over a plain grid: omega, kappa and the mass of each node."""
    omega = (np.arange(500) + 0.5) / 500
    # Even in the square root, up to where the prior has nothing.
    kappa = 2 + (np.arange(1500) + 0.5) ** 2 * 200 / 1500**2
    omega, kappa = (each.ravel() for each in np.meshgrid(omega, kappa))
    own = (data["prior_kappa_shape"], data["prior_kappa_rate"])
    mass = stats.beta.pdf(omega, data["prior_omega_a"], data["prior_omega_b"])
    mass *= stats.gamma.pdf(kappa - 2, own[0], scale=1 / own[1]) * np.sqrt(kappa - 2)
    for y, n in zip(data["y"], data["N"], strict=True) if used is None else used:
        mass *= stats.betabinom.pmf(y, n, *shapes(omega, kappa))
    return omega, kappa, mass / mass.sum()


def moments(values, mass, variance=0.0) -> tuple[float, float]:
    mean = mass @ values
    return mean, np.sqrt(mass @ ((values - mean) ** 2 + variance))


@pytest.fixture(scope="module")
def found():
    """Compute the exact posterior once."""
    return exact.posterior("coins", "learned_kappa", DATA, LABELS)


def test_the_exact_posterior_is_that_of_a_plain_grid(found):
    omega, kappa, mass = brute(DATA)
    a, b = shapes(omega, kappa)
    expected = [moments(omega, mass), moments(kappa, mass)]
    for y, n in zip(DATA["y"], DATA["N"], strict=True):
        theta = stats.beta(a + y, b + n - y)
        expected.append(moments(theta.mean(), mass, theta.var()))
    assert found.labels == ["omega", "kappa", "theta[1]", "theta[2]", "theta[3]"]
    for mean, sd, (own_mean, own_sd) in zip(found.mean, found.sd, expected, strict=True):
        assert mean == pytest.approx(own_mean, abs=2e-3 * own_sd)
        assert sd == pytest.approx(own_sd, rel=2e-3)


def test_the_densities_of_the_population_have_its_moments(found):
    assert set(found.marginals) == {"omega", "kappa"}
    for place, (points, values) in enumerate(found.marginals.values()):
        assert np.trapezoid(values, points) == pytest.approx(1, abs=2e-3)
        mean = np.trapezoid(points * values, points)
        assert mean == pytest.approx(found.mean[place], abs=5e-3 * found.sd[place])


@pytest.mark.parametrize(("shape", "rate"), [(0.01, 0.01), (1.105125, 0.1051249)])
def test_kruschkes_own_priors_come_back_without_flips(shape, rate):
    # Doing Bayesian Data Analysis (2015), section 9.2: means 1 and 10.5, sds 10.
    priors = {"prior_kappa_shape": shape, "prior_kappa_rate": rate}
    data = DATA | priors | {"y": [0, 0, 0], "N": [0, 0, 0]}
    found = exact.posterior("coins", "learned_kappa", data, LABELS)
    assert found.mean[1] == pytest.approx(2 + shape / rate, abs=0.01)
    assert found.sd[1] == pytest.approx(10, abs=0.02)
    assert found.mean[0] == pytest.approx(0.4, abs=1e-3)


def test_a_sharp_prior_of_kappa_gives_the_model_whose_kappa_is_chosen():
    sharp = DATA | {"prior_kappa_shape": 2.5e5, "prior_kappa_rate": 5e4}
    learned = exact.posterior("coins", "learned_kappa", sharp, LABELS)
    chosen = exact.posterior("coins", "partial_pooling", DATA | {"kappa": 7.0}, LABELS)
    np.testing.assert_allclose(learned.mean[[0, 2, 3, 4]], chosen.mean, rtol=1e-3)
    np.testing.assert_allclose(learned.sd[[0, 2, 3, 4]], chosen.sd, rtol=1e-3)


def test_the_joint_density_is_that_of_a_plain_grid():
    omega = (np.arange(40) + 0.5) / 40
    kappa = 2 + np.arange(60) + 0.5
    across, up = np.meshgrid(omega, kappa)
    own = DATA["prior_kappa_shape"], DATA["prior_kappa_rate"]
    expected = stats.beta.pdf(across, 2, 3)
    expected = expected * stats.gamma.pdf(up - 2, own[0], scale=1 / own[1])
    for y, n in zip(DATA["y"], DATA["N"], strict=True):
        expected = expected * stats.betabinom.pmf(y, n, *shapes(across, up))
    expected /= expected.sum() / 40
    found = coin_joint.population(DATA, omega, kappa)
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_density_that_is_sampled_is_beta_binomial():
    rng = np.random.default_rng(1)
    draws = {"omega": rng.beta(2, 2, 50), "kappa": 2 + rng.gamma(1, 20, 50)}
    omega, kappa = draws["omega"], draws["kappa"]
    expected = stats.beta.logpdf(omega, 2, 3) + np.log(omega * (1 - omega))
    expected += stats.gamma.logpdf(kappa - 2, 1.5, scale=10) + np.log(kappa - 2)
    prior = density.log_density("coins", "learned_kappa", DATA | {"prior_only": 1}, draws)
    np.testing.assert_allclose(np.diff(prior - expected), 0, atol=1e-9)
    for y, n in zip(DATA["y"], DATA["N"], strict=True):
        expected += stats.betabinom.logpmf(y, n, *shapes(omega, kappa))
    found = density.log_density("coins", "learned_kappa", DATA, draws)
    np.testing.assert_allclose(np.diff(found - expected), 0, atol=1e-9)


def test_the_density_has_its_digits_where_kappa_is_as_good_as_two():
    """With the vaguest prior of Kruschke (2015), section 9.2; reach is 99 there."""
    shape, data = 0.01, DATA | {"prior_kappa_shape": 0.01, "prior_kappa_rate": 0.01}
    bend = -np.log(0.01 + data["S"]) - np.log(100)
    v = np.linspace(bend - 8, bend + 8, 30)
    u = v - 99 * np.log1p(np.exp(bend - v))
    kappa = 2 + np.exp(u)
    assert (kappa == 2).sum() > 5
    draws = {"omega": np.full(30, 0.3), "kappa": kappa.round(12), "stretched": v}
    found = density.log_density("coins", "learned_kappa", data | {"prior_only": 1}, draws)
    expected = shape * u - 0.01 * np.exp(u) + np.log1p(99 / (1 + np.exp(v - bend)))
    np.testing.assert_allclose(np.diff(found - expected), 0, atol=1e-9)


def test_draws_from_the_prior_are_of_kappa_and_not_of_kappa_less_two():
    rng = np.random.default_rng(2)
    found = density.from_prior("coins", MODEL, data=DATA, count=4000, rng=rng)
    assert set(found) == {"omega", "kappa", "theta"}
    assert stats.kstest(found["kappa"] - 2, stats.gamma(1.5, scale=10).cdf).pvalue > 1e-3
    a, b = shapes(found["omega"][:, None], found["kappa"][:, None])
    assert (
        stats.kstest(stats.beta.cdf(found["theta"], a, b)[:, 0], "uniform").pvalue > 1e-3
    )


def test_draws_over_the_exact_posterior_have_its_moments(found):
    made = exact_draws.of("coins", "learned_kappa", data=DATA, grid=found.grid(), seed=3)
    values = np.column_stack([made["omega"], made["kappa"], made["theta"]])
    np.testing.assert_allclose(values.mean(axis=0), found.mean, atol=0.02, rtol=0.02)
    np.testing.assert_allclose(values.std(axis=0), found.sd, rtol=0.05)


def test_a_coin_is_predicted_by_the_others_exactly(found):
    given = conditional.given(MODEL, DATA)
    alone, _ = shared_posterior(given, found.grid(), None).predict(given)
    coins = list(zip(DATA["y"], DATA["N"], strict=True))
    for place, (y, n) in enumerate(coins):
        omega, kappa, mass = brute(DATA, coins[:place] + coins[place + 1 :])
        coin = stats.betabinom(n, *shapes(omega, kappa))
        *below, here = (mass @ coin.pmf(heads) for heads in range(y + 1))
        assert np.exp(alone.elpd[place]) == pytest.approx(here, rel=2e-3)
        assert alone.below[place] == pytest.approx(sum(below), abs=1e-3)


def test_the_mean_before_the_data_is_an_integral():
    def integrand(above):
        return stats.gamma.pdf(above, 1.5, scale=10) / (2 + above)

    one_over = integrate.quad(integrand, 0, np.inf)[0]
    fit = Fit({})
    fit.__dict__["stan_data"] = DATA
    case = Case(family="coins", model="learned_kappa", fit=fit, labels=["1"], seed=0)
    expected = np.array(DATA["N"]) * (0.4 + 0.2 * one_over)
    np.testing.assert_allclose(checks.expected(case, "prior"), expected, rtol=1e-6)


def configuration(models: dict, **changes) -> dict:
    coin = {"family": "coins", "successes": [3, 4], "trials": [9, 8], "kappa": 5}
    analysis = coin | {"models": models} | changes
    return {"run": "a", "seed": 1, "analyses": {"coins": analysis}}


OMEGA = {"omega": {"beta": [2, 2]}}
BOTH = {"partial_pooling": {"priors": OMEGA}, "learned_kappa": {"priors": OMEGA}}


def test_the_number_that_is_learned_is_not_among_the_data(tmp_path):
    checked = config.load(configuration(BOTH), tmp_path)
    assert checked.model_options("coins", "partial_pooling") == {"kappa": 5}
    assert checked.model_options("coins", "learned_kappa") == {}
    only_one = {"partial_pooling": BOTH["partial_pooling"]}
    assert list(config.load(configuration(only_one), tmp_path).models("coins")) == [
        "partial_pooling"
    ]


@pytest.mark.parametrize(
    ("models", "said"),
    [
        ({"learned_kappa": {"priors": OMEGA}}, 'beside "partial_pooling", whose kappa'),
        (BOTH | {"learned_kappa": {}}, '"learned_kappa" needs a prior for omega'),
        (
            BOTH | {"learned_kappa": {"priors": OMEGA | {"kappa": {"gamma": 3}}}},
            "gamma takes 2 finite numbers",
        ),
        (
            BOTH | {"learned_kappa": {"priors": OMEGA | {"kappa": {"gamma": [0, 1]}}}},
            "shape must be above 0",
        ),
        (
            BOTH | {"partial_pooling": {"priors": OMEGA | {"kappa": {"gamma": [1, 1]}}}},
            "kappa: this model has no such prior",
        ),
    ],
)
def test_what_cannot_be_learned_is_told(tmp_path, models, said):
    with pytest.raises(PoolingError) as refusal:
        config.load(configuration(models), tmp_path)
    assert said in str(refusal.value)


@pytest.fixture(scope="module")
def results(found):
    """Give an analysis with both models, whose draws are spread over the exact answer."""
    drawn = exact_draws.of("coins", "learned_kappa", data=DATA, grid=found.grid(), seed=1)
    chosen = exact.posterior("coins", "partial_pooling", DATA | {"kappa": 30.0}, LABELS)
    data = {"partial_pooling": DATA | {"kappa": 30.0}, "learned_kappa": DATA}
    fits = {}
    for name, own in (("partial_pooling", chosen), ("learned_kappa", found)):
        table = pd.DataFrame({"mean": own.mean, "sd": own.sd}, index=own.labels)
        fits[name] = Fit({})
        fits[name].__dict__ |= {"stan_data": data[name], "exact": table}
        fits[name].__dict__["summary"] = table.assign(q5=0.1, q95=0.8)
        fits[name].__dict__["draws"] = lambda *names: {
            name: drawn[name] for name in names
        }
    settings = {"family": "coins", "options": {}, "labels": {"group": {"column": "coin"}}}
    made = Results("", {}, fits, settings)
    made.__dict__["groups"] = LABELS["group"]
    return made


@pytest.mark.parametrize(("language", "chosen"), [("en", "beside has"), ("es", "otro")])
def test_the_joint_figure_shows_the_exact_density(results, found, language, chosen):
    words = Words(language, results.settings)
    _, table = consistency.population_joint(results, words)
    weight = table["density"] / table["density"].sum()
    for place, name in enumerate(("omega", "kappa")):
        # A thousandth of the draws lies outside, at either end.
        away = weight @ table[name] - found.mean[place]
        assert abs(away) < 0.1 * found.sd[place]
    said = consistency.says_population_joint(table, words, results)
    assert chosen in said
    assert "κ = 30" in said


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_concentration_is_drawn_over_its_prior(results, language):
    words = Words(language, results.settings)
    figure, table = consistency.concentration(results, words)
    _, kappa, mass = brute(DATA)
    middle = (table["kappa"] > 10) & (table["kappa"] < 20)
    expected = mass[(kappa > 10) & (kappa < 20)].sum()
    step = table["kappa"][1] - table["kappa"][0]
    assert table["exact_density"][middle].sum() * step == pytest.approx(
        expected, rel=0.03
    )
    before = stats.gamma.pdf(table["kappa"] - 2, 1.5, scale=10)
    np.testing.assert_allclose(table["prior_density"], before)
    # Far from the draws or near them, the chosen number is told.
    assert "30" in consistency.says_concentration(table, words, results)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert any("= 30" in text for text in labels)


def test_the_answer_says_what_learning_kappa_moves(results, found):
    (told,) = answers._consistency(results)
    assert told.values["kappa"] == pytest.approx(found.mean[1])
    assert told.values["kappa_before"] == pytest.approx(17)
    means = [results.fits[name].exact["mean"] for name in results.fits]
    moved = (means[1] - means[0]).drop(["omega", "kappa"]).abs()
    assert f"theta[{told.values['group']}]" == moved.idxmax()
    assert "Instead of κ = 30, which was chosen" in told.text["en"]
    assert "En lugar de κ = 30" in told.text["es"]
