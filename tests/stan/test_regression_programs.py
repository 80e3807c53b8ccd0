"""The programs of models by formula: what they sample, and in any unit."""

import numpy as np
import pytest
import regression_tables
from pooling.model import density, responses
from pooling.model.families.base import Parameter
from pooling.run.samplers import SMALL_STEPS
from pooling.sampling import fitting
from regression_tables import MEASURED, MODELS, of_prior
from response_examples import BESIDE, EXAMPLES, PROGRAMS
from scipy import stats

LEVEL = 1e-5  # some hundred comparisons are made in this file
SHORT = {"chains": 1, "warmup": 150, "draws": 40, "adapt_delta": 0.8}
# What is drawn anew in each draw is judged given the draw, be that one of the posterior's or
# on its way there.
GIVEN = {"chains": 1, "warmup": 200, "draws": 1000, "adapt_delta": 0.95}
TWO = {"chains": 2, "warmup": 700, "draws": 300, "adapt_delta": 0.9}
# varying, correlated, further, how they lie, prior_only
CASES = [
    (1, 1, 0, "crossed", 0),
    (2, 0, 2, "crossed", 0),
    (2, 1, 2, "nested", 0),
    (1, 1, 2, "nested", 0),
    (2, 1, 2, "above", 0),
    (2, 0, 2, "within", 0),
    (3, 1, 1, "crossed", 0),
    (2, 1, 1, "nested", 1),
    (3, 1, 0, "crossed", 0),
    (2, 1, 0, "crossed", 1),
]
# Where no group has coefficients of its own, those that differ in the others.
OF_FURTHER = list({case[2:]: case for case in reversed(CASES)}.values())
each_response = pytest.mark.parametrize("response", PROGRAMS)
each_model = pytest.mark.parametrize("model", MODELS)
DIVERGENT = 0.01  # share of 600 draws; of thousands 0.003 at worst


@pytest.fixture(scope="session")
def drawn(executable):
    """Sample a program: variables and the sampler's columns, chains one by one."""

    def sample(response: str, data: dict, settings: dict, seed: int = 3):
        variables, statistics = fitting.draw(
            executable("regression", response),
            data,
            inits=fitting.starts(response, data, seed=seed, chains=settings["chains"]),
            seed=seed,
            sampling=settings,
            cores=2,
        )
        both = {**variables, **statistics}
        return {
            name: values.reshape(-1, *values.shape[2:]) for name, values in both.items()
        }

    return sample


def assert_uniform(values, what: str):
    """Compare each column with the uniform distribution."""
    for place, column in enumerate(np.reshape(values, (len(values), -1)).T):
        p = stats.kstest(column, "uniform").pvalue
        assert p > LEVEL, f"{what}, {place}: p = {p:.2g}"


@pytest.mark.parametrize(
    ("model", "varying", "correlated", "further", "lies", "prior_only"),
    [
        (model, *case)
        for model in MODELS
        for case in (OF_FURTHER if model == "complete_pooling" else CASES)
    ],
)
@each_response
def test_the_density_that_is_sampled_is_the_stated_one(
    drawn, response, model, varying, correlated, further, lies, prior_only
):
    data = regression_tables.stan_data(
        response,
        model,
        varying=varying,
        correlated=correlated,
        further=further,
        lies=lies,
        prior_only=prior_only,
    )
    found = drawn(response, data, SHORT)
    theirs = found["lp__"]
    assert np.ptp(theirs) > 0.1
    away = density.log_density(response, model, data, found) - theirs
    # Digits that are lost where a draw's own terms are huge.
    np.testing.assert_allclose(away, away[0], rtol=0, atol=1e-8 * np.abs(theirs).max())
    terms = np.concatenate(list(density.log_likelihood(response, data, found)))
    np.testing.assert_allclose(found["log_lik"], terms, rtol=1e-8, atol=1e-8)
    priors = density.lprior(response, data, found) - found["lprior"]
    np.testing.assert_allclose(priors, priors[0], rtol=0, atol=1e-8)


@each_response
def test_lprior_is_the_density_of_the_top_level_priors(drawn, response):
    data = regression_tables.stan_data(response, "complete_pooling", further=2)
    found = drawn(response, data, SHORT)
    A, mean, sd = (
        np.array(data[name]) for name in ("A", "prior_beta_mean", "prior_beta_sd")
    )
    right = stats.norm(mean, sd).logpdf(found["beta"] @ A.T).sum(axis=1)
    right += of_prior("sd_further", data).logpdf(found["sd_further"]).sum(axis=1)
    for name, beside in BESIDE.items():
        if name in found:
            right += of_prior(name, data).logpdf(beside.judged(found[name]))
    np.testing.assert_allclose(found["lprior"], right, rtol=1e-8)


@pytest.mark.parametrize("model", ["no_pooling", "partial_pooling"])
@each_response
def test_a_new_group_comes_from_its_population(drawn, response, model):
    data = regression_tables.stan_data(response, model, groups=8, rows=8)
    found = drawn(response, data, GIVEN)
    new, rng = found["theta_new"], np.random.default_rng(5)
    X, Z = np.array(data["X_new"]), np.array(data["Z_new"])
    eta = np.array(data["offsets_new"]) + new @ Z.T
    if model == "no_pooling":
        own = stats.norm(data["prior_theta_mean"], data["prior_theta_sd"])
        assert_uniform(own.cdf(new @ np.array(data["B"]).T), "theta_new")
    else:
        eta += found["beta"][:, 2:] @ X[:, 2:].T
        away = (new - found["beta"][:, :2]) / found["sd"]
        rho = found["cor"][:, 0]
        given = (away[:, 1] - rho * away[:, 0]) / np.sqrt(1 - rho**2)
        assert_uniform(stats.norm.cdf(np.column_stack([away[:, 0], given])), "theta_new")
    rest = {name: found[name][:, np.newaxis] for name in BESIDE if name in found}
    if response == "estimates":  # a true effect, and no estimate of one
        np.testing.assert_allclose(found["y_new"], eta, rtol=1e-8, atol=1e-8)
        return
    if not responses.get(response).INTEGER:
        own = EXAMPLES[response].same(eta, rest, 1)
        assert_uniform(own.cdf(found["y_new"]), "y_new")
        return
    known = responses.known_new(data)
    own = EXAMPLES[response].same(np.minimum(eta, 20.79), rest, known)
    y = found["y_new"]
    inside = (y < 1e8).all(axis=1)  # scipy's functions of larger counts are too rough
    assert inside.mean() > (0.5 if model == "no_pooling" else 0.99)
    chance = own.cdf(y - 1) + own.pmf(y) * rng.random(y.shape)
    if inside.all():
        assert_uniform(chance, "y_new")


@each_response
def test_replicates_follow_the_model(drawn, response):
    data = regression_tables.stan_data(response, "partial_pooling", further=1)
    found = drawn(response, data, GIVEN)
    ours = density.replicates(response, data, found, np.random.default_rng(4))
    for row, (own, stan) in enumerate(
        zip(np.concatenate(list(ours)).T, found["y_rep"].T, strict=True)
    ):
        assert stats.ks_2samp(own, stan, method="asymp").pvalue > LEVEL, row


@each_response
def test_the_truth_comes_back(drawn, response):
    data = regression_tables.stan_data(
        response, "partial_pooling", groups=40, rows=10, centre=0.0, per_observation=0
    )
    found = drawn(response, data, TWO | {"chains": 1, "warmup": 500})
    assert found["divergent__"].mean() < DIVERGENT
    # As regression_tables draws them.
    for name, truth in {"beta": [0.5, 0.4, 0.5], "sd": [0.6, 0.3]}.items():
        mean, sd = found[name].mean(axis=0), found[name].std(axis=0)
        assert (np.abs(mean - truth) < 4 * sd).all(), name
        assert (sd < 0.2).all(), name


# Years, and numbers of millions with an outcome in millions.
UNITS = [(2000, 5, 1), (1e6, 2e5, 1e6)]


@pytest.mark.parametrize(
    ("model", "rows", "centre", "width", "unit"),
    [("partial_pooling", rows, *units) for rows in (2, 10) for units in UNITS]
    + [(model, 5, *UNITS[-1]) for model in MODELS[:2]],
)
@each_response
def test_next_to_nothing_diverges_in_any_unit(
    drawn, response, model, rows, centre, width, unit
):
    from arviz_stats.base import array_stats

    unit = unit if response in MEASURED else 1
    # Without pooling each takes the longest trajectories, whose time a few show as well.
    size = {"groups": 4 if model == "no_pooling" else 15, "rows": rows}
    data = regression_tables.stan_data(
        response,
        model,
        varying=2,
        centre=centre,
        width=width,
        unit=unit,
        per_observation=0,
        **size,
    )
    closed, settings = responses.closed(response), TWO
    if model == "no_pooling":
        settings = TWO | {"adapt_delta": SMALL_STEPS}  # by default
        data = data if closed else regression_tables.as_made(response, data)
    found = drawn(response, data, settings)
    # Where a predictor is far from 0, intercepts and slopes of the groups all but fix each
    # other, and a few draws may diverge: `center` in the formula ends that.
    assert found["divergent__"].mean() < DIVERGENT
    # Groups that have a closed form are placed in no directions of their own here.
    if model != "no_pooling" or not closed:
        assert (found["treedepth__"] >= 10).mean() < DIVERGENT
    for name in ("beta", "sd", "sigma"):
        if name in found:
            chains = found[name].reshape(TWO["chains"], TWO["draws"], -1)
            r_hat = array_stats.rhat(chains, chain_axis=0, draw_axis=1, method="rank")
            assert np.max(r_hat) < 1.1, name  # of 300 draws a chain


def test_a_chain_comes_back_from_where_counts_are_poissons(executable):
    # A phi of 1e16, where its slope has no digits left.
    data = regression_tables.stan_data(
        "negative_binomial", "partial_pooling", groups=4, rows=3, per_observation=0
    )
    found, statistics = fitting.draw(
        executable("regression", "negative_binomial"),
        data,
        inits=[{"root": 1e-8}],
        seed=2,
        sampling=SHORT,
        cores=1,
    )
    assert statistics["n_leapfrog__"].mean() < 100
    assert found["root"].min() > 1e-6


def test_dimensions_are_named_by_declaration(executable):
    # As many groups as coefficients, so that no length tells them apart.
    data = regression_tables.stan_data("normal", "partial_pooling", groups=3, varying=3)
    labels = {
        "group": ["a", "b", "c"],
        "coefficient": ["Intercept", "x", "w"],
        "varying": ["Intercept", "x", "w"],
        "pair": ["Intercept,x", "Intercept,w", "x,w"],
    }
    tree = fitting.fit(
        executable("regression", "normal"),
        data,
        parameters=[
            Parameter("beta", ("coefficient",)),
            Parameter("sd", ("varying",)),
            Parameter("cor", ("pair",)),
            Parameter("sigma"),
            Parameter("theta", ("group", "varying")),
        ],
        labels=labels,
        column="county",
        seed=1,
        sampling=SHORT,
        cores=1,
        family="normal",
    )
    posterior = tree["posterior"]
    assert posterior["theta"].dims == ("chain", "draw", "county", "varying")
    assert posterior["beta"].dims == ("chain", "draw", "coefficient")
    assert posterior["cor"].dims == ("chain", "draw", "pair")
    assert posterior["county"].values.tolist() == labels["group"]
    assert posterior["pair"].values.tolist() == labels["pair"]
    assert posterior["mu"].dims == ("chain", "draw", "mu_dim_0")
