"""The program of formulas without coefficients: exact answer, density, priors."""

import numpy as np
import pytest
import regression_tables
from pooling.checks import agreement, diagnostics
from pooling.exact.answer import answer
from pooling.model import density, families
from pooling.model.families.base import labels_of
from pooling.sampling import collapsed, draws, fitting
from scipy import stats

PROGRAM = "normal_collapsed"
SETTINGS = {"chains": 4, "warmup": 500, "draws": 500, "adapt_delta": 0.95}
SHORT = SETTINGS | {"chains": 1, "warmup": 150, "draws": 40}
MODELS = [("normal", model) for model in regression_tables.MODELS]
MODELS += [("estimates", "partial_pooling")]
LEVEL = 1e-3 / 50  # of some fifty comparisons of distributions
each_model = pytest.mark.parametrize(("response", "model"), MODELS)


def labels(data: dict) -> dict[str, list[str]]:
    """Number the values of each dimension."""
    columns = [str(place) for place in range(data["P"])]
    varying = columns[: data["K"]]
    return {
        "group": [str(group) for group in range(data["J"])],
        "coefficient": [columns[at] for at in np.flatnonzero(data["used"])],
        "varying": varying,
        "pair": [f"{b},{a}" for a in varying for b in varying[: int(a)]],
        "factor": [],
        "level": [],
        "grouping": ["g"],
    }


@pytest.fixture(scope="module")
def sample(executable):
    """Sample a posterior by the program, or by the direct one; each choice once."""
    kept = {}

    def fit(response, model, settings=SETTINGS, direct=False, **table):
        key = (response, model, str(settings), direct, str(table))
        if key not in kept:
            data = regression_tables.stan_data(response, model, **table)
            tree = fitting.fit(
                executable("regression", response if direct else PROGRAM),
                data,
                parameters=families.get(response).MODELS[model].parameters,
                labels=labels(data),
                column="g",
                seed=5,
                sampling=settings,
                cores=2,
                family=response,
                collapse=None if direct else PROGRAM,
                keep=(),
            )
            kept[key] = tree, data
        return kept[key]

    return fit


def flat(tree) -> dict[str, np.ndarray]:
    """Give the parameters, chains one after the other, and what Stan reports."""
    own = tree["posterior"].to_dataset().assign(lp=tree["sample_stats"]["lp"])
    return {
        name: values.values.reshape(-1, *values.shape[2:]) for name, values in own.items()
    }


def summary(response, model, tree, data):
    """Lay the draws side by side, with their means and errors."""
    own = [
        each
        for each in families.get(response).MODELS[model].parameters
        if each.name in tree["posterior"]
    ]
    values = draws.beside(tree["posterior"][each.name].values for each in own)
    named = labels_of(own, labels(data))
    return own, values, diagnostics.summarise(named, values)


@pytest.mark.parametrize(
    ("varying", "correlated", "prior_only"), [(1, 1, 0), (2, 0, 0), (3, 1, 0), (2, 1, 1)]
)
@each_model
def test_the_density_that_is_sampled_is_the_stated_one(
    sample, response, model, varying, correlated, prior_only
):
    table = {"varying": varying, "correlated": correlated, "prior_only": prior_only}
    tree, data = sample(response, model, SHORT, **table)
    own = flat(tree)
    assert np.ptp(own["lp"]) > 0.1

    def away(data):
        return np.ptp(density.log_density(response, PROGRAM, data, own) - own["lp"])

    assert away(data) < 1e-8
    # A row that is changed, with the data, or a prior is noticed.
    rate = "prior_sd_rate" if model == "partial_pooling" else "prior_sigma_rate"
    moved = {rate: (1.1 * np.array(data[rate])).tolist()} if prior_only else {}
    other = {"y": [data["y"][0] + 1, *data["y"][1:]]} if not prior_only else {}
    assert away(data | moved | other) > 1e-4


@each_model
def test_the_draws_agree_with_the_exact_posterior(sample, response, model):
    tree, data = sample(response, model)
    own, _, table = summary(response, model, tree, data)
    exact, *_ = answer(response, model, data=data, labels=labels(data))
    _, found = agreement.examine(
        response,
        PROGRAM,
        data=data,
        posterior={each.name: tree["posterior"][each.name].values for each in own},
        lp=tree["sample_stats"]["lp"].values,
        errors=table.set_index("parameter"),
        exact=exact.set_index("parameter"),
        fits=len(MODELS),
    )
    assert found["verdict"] == "agrees", found


@pytest.mark.parametrize(
    ("response", "model"), [("normal", "no_pooling"), ("estimates", "partial_pooling")]
)
def test_the_direct_program_gives_the_same_posterior_and_variables(
    sample, response, model
):
    trees = [sample(response, model, direct=direct)[0] for direct in (True, False)]
    data = sample(response, model)[1]
    direct, other = (
        summary(response, model, tree, data)[2].set_index("parameter") for tree in trees
    )
    error = np.hypot(direct["mcse_mean"], other["mcse_mean"])
    assert (np.abs(direct["mean"] - other["mean"]) / error).max() < 4.5
    np.testing.assert_allclose(direct["sd"], other["sd"], rtol=0.25)
    parameters = {each.name for each in families.get(response).MODELS[model].parameters}
    for group in ("posterior", "log_prior", "predictions"):
        shapes = [
            {
                name: (values.dims, values.shape)
                for name, values in tree[group].items()
                if group != "posterior" or name in parameters
            }
            for tree in trees
        ]
        assert shapes[0] == shapes[1], group


@each_model
def test_without_data_the_priors_and_the_population_come_back(sample, response, model):
    tree, data = sample(response, model, prior_only=1)
    own = {name: values[::5] for name, values in flat(tree).items()}
    A, B = np.array(data["A"]), np.array(data["B"])
    kept = np.flatnonzero(data["used"])
    prior = stats.norm(data["prior_beta_mean"], data["prior_beta_sd"])
    beta = own.get("beta", np.zeros((400, 0))) @ A[np.ix_(kept, kept)].T
    uniform = {
        "beta": stats.norm(prior.mean()[kept], prior.std()[kept]).cdf(beta),
        **{
            name: stats.expon(scale=1 / np.array(data[f"prior_{name}_rate"])).cdf(
                own[name]
            )
            for name in ("sd", "sigma")
            if name in own
        },
    }
    if model == "no_pooling":
        theta = stats.norm(data["prior_theta_mean"], data["prior_theta_sd"])
        uniform["theta"] = theta.cdf(own["theta"] @ B.T)
    if model == "partial_pooling":
        rho = own["cor"]
        uniform["cor"] = stats.beta(*[data["prior_cor_shape"]] * 2).cdf((rho + 1) / 2)
        away = (own["theta"] - own["beta"][:, np.newaxis, :2]) / own["sd"][:, np.newaxis]
        given = (away[..., 1] - rho * away[..., 0]) / np.sqrt(1 - rho**2)
        uniform["theta"] = stats.norm.cdf(np.stack([away[..., 0], given]).swapaxes(0, 1))
    for what, values in uniform.items():
        for column in values.reshape(len(values), -1).T:
            assert stats.kstest(column, "uniform").pvalue > LEVEL, what


def test_groups_of_one_design_are_one_and_the_order_of_rows_leaves_no_trace():
    data = regression_tables.stan_data("normal", "partial_pooling", varying=1)
    data |= {"spread": [1.0] * data["N"]}  # rows of equal weights
    reduced = collapsed.reduce("normal", data, PROGRAM)
    assert (reduced["D"], reduced["groups"]) == (1, [data["J"]])
    order = np.random.default_rng(1).permutation(data["N"])
    rows = ("y", "X", "Z", "group", "offsets")
    other = data | {name: np.array(data[name])[order].tolist() for name in rows}
    found = collapsed.reduce("normal", other, PROGRAM)
    assert found.keys() == reduced.keys()
    for name, value in reduced.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-9, atol=1e-9)
