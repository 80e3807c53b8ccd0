"""The collapsed programs: the same posterior as the direct ones, and the exact one."""

import numpy as np
import programs
import pytest
from pooling.checks import agreement, diagnostics
from pooling.exact.answer import answer
from pooling.model import families
from pooling.sampling import collapsed, draws, fitting
from programs import COLLAPSED, collapsed_program
from scipy import stats

SETTINGS = {"chains": 4, "warmup": 500, "draws": 1000, "adapt_delta": 0.95}
LABELS = ["1", "2", "3"]
# Some 100 comparisons, as in the tests of the direct programs.
LEVEL = 1e-3 / 100
each_model = pytest.mark.parametrize(("family", "model"), COLLAPSED)


def parameters(family: str, model: str) -> list[str]:
    return [item.name for item in families.get(family).MODELS[model].parameters]


@pytest.fixture(scope="module")
def fit(executable):
    """Sample a family's posterior with either program; each choice once."""
    kept = {}

    def sample(family, model, collapse=True, data=None, seed=5, **switches):
        key = (family, model, collapse, seed, *sorted(switches.items()), str(data))
        if key not in kept:
            own = data or programs.data_of(family, model, **switches)
            labels = [str(i + 1) for i in range(own["J"] if "J" in own else own["S"])]
            program = executable(
                family, collapsed_program(family, model) if collapse else model
            )
            tree = fitting.fit(
                program,
                own,
                parameters=families.get(family).MODELS[model].parameters,
                labels={"group": labels},
                column="unit",
                seed=seed,
                sampling=SETTINGS,
                cores=2,
                family=family,
                collapse=collapsed_program(family, model) if collapse else None,
                keep=(),
            )
            kept[key] = tree, own
        return kept[key]

    return sample


def variables(tree, *groups) -> dict:
    """Variables of some groups, chains one after the other."""
    return {
        name: values.values.reshape(-1, *values.shape[2:])
        for group in groups
        for name, values in tree[group].data_vars.items()
    }


def judged(family, model, tree, data, exact=None) -> dict:
    """Judge a fit as the workflow does, by the exact posterior of these data."""
    names = parameters(family, model)
    labels, values = draws.by_name(tree["posterior"].to_dataset(), names)
    errors = diagnostics.summarise(labels, values)
    if exact is None:
        of_groups = [str(i + 1) for i in range(data["J"] if "J" in data else data["S"])]
        table, *_ = answer(family, model, data=data, labels={"group": of_groups})
        exact = table.set_index("parameter")
    return agreement.examine(
        family,
        collapsed_program(family, model),
        data=data,
        posterior={name: tree["posterior"][name].values for name in names},
        lp=tree["sample_stats"]["lp"].values,
        errors=errors.set_index("parameter"),
        exact=exact,
        fits=len(COLLAPSED),
    )[1]


# --- the posterior ---------------------------------------------------------------


@each_model
def test_the_draws_agree_with_the_exact_posterior_and_the_stated_density(
    fit, family, model
):
    exact = programs.right_answer(family, model)
    found = judged(family, model, *fit(family, model), exact)
    assert found["verdict"] == "agrees", found
    assert found["density"]["largest_deviation"] < 1e-8


@each_model
def test_a_group_that_is_changed_is_noticed(fit, family, model):
    data = programs.data_of(family, model)
    other = data | {"y": [data["y"][0] + 1, *data["y"][1:]]}
    tree, _ = fit(family, model, data=other)
    found = judged(family, model, tree, data, programs.right_answer(family, model))
    assert found["verdict"] == "disagrees"
    assert not found["density"]["passed"]


@each_model
def test_both_programs_give_the_same_posterior(fit, family, model):
    summaries = []
    for collapse in (False, True):
        posterior = fit(family, model, collapse)[0]["posterior"].to_dataset()
        summary = diagnostics.summarise(
            *draws.by_name(posterior, parameters(family, model))
        )
        summaries.append(summary.set_index("parameter"))
    direct, other = summaries
    error = np.hypot(direct["mcse_mean"], other["mcse_mean"])
    assert (np.abs(direct["mean"] - other["mean"]) / error).max() < 4.5
    # A sd is known to some 5 % from 1000 effective draws.
    np.testing.assert_allclose(direct["sd"], other["sd"], rtol=0.25)


@each_model
def test_both_programs_give_the_same_groups_and_variables(fit, family, model):
    direct, other = (fit(family, model, collapse)[0] for collapse in (False, True))
    assert set(direct.children) == set(other.children)
    for group in direct.children:
        shapes = [
            {name: (values.dims, values.shape) for name, values in tree[group].items()}
            for tree in (direct, other)
        ]
        assert shapes[0] == shapes[1], group


@each_model
def test_a_seed_decides_all_draws(executable, family, model):
    data = programs.data_of(family, model)
    program = executable(family, collapsed_program(family, model))
    short = SETTINGS | {"chains": 2, "warmup": 100, "draws": 50}

    def sample(seed):
        return fitting.fit(
            program,
            data,
            parameters=families.get(family).MODELS[model].parameters,
            labels={"group": LABELS},
            column="unit",
            seed=seed,
            sampling=short,
            cores=1,
            family=family,
            collapse=collapsed_program(family, model),
            keep=(),
        )

    one, same, other = sample(8), sample(8), sample(9)
    for group in {"posterior", "predictions"} & set(one.children):
        for name, values in one[group].data_vars.items():
            assert (values == same[group][name]).all()
            assert (values != other[group][name]).any()


# --- without the data --------------------------------------------------------------


@each_model
def test_without_data_the_priors_and_the_population_come_back(fit, family, model):
    from arviz_stats.base import array_stats

    tree, data = fit(family, model, prior_only=1)
    stated = programs.stated_priors(family, model)
    ess = min(
        np.min(
            array_stats.ess(
                tree["posterior"][name].values, chain_axis=0, draw_axis=1, method="bulk"
            )
        )
        for name in stated
    )
    step = int(np.ceil(4000 / min(ess, 4000)))
    assert step < 20
    groups = {"posterior", "predictions"} & set(tree.children)
    own = {name: values[::step] for name, values in variables(tree, *groups).items()}
    rng = np.random.default_rng(1)
    uniform = {name: prior.cdf(own[name]) for name, prior in stated.items()}
    if "alpha_new" in own or "theta_new" in own:
        uniform["new group"] = programs.new_group(family, model, data, own, rng)
    if model == "partial_pooling":
        uniform["population"] = programs.population(family, model, data, own)
    for what, values in uniform.items():
        for column in values.reshape(len(values), -1).T:
            assert stats.kstest(column, "uniform").pvalue > LEVEL, what


@each_model
def test_the_log_prior_is_scipys(fit, family, model):
    own = variables(fit(family, model)[0], "posterior", "log_prior")
    np.testing.assert_allclose(
        own["lprior"], programs.log_prior(family, model, own), rtol=1e-8, atol=1e-8
    )


# --- rates: where the fixed grid ends -----------------------------------------------


def test_rates_hardly_apart_are_integrated_over_nodes_that_move(fit):
    data = programs.data_of("rates", "partial_pooling") | {
        "J": 6,
        "y": [26, 35, 29, 37, 30, 0],
        "N": [60, 60, 60, 60, 60, 0],
    }
    tree, _ = fit("rates", "partial_pooling", data=data)
    sigma = tree["posterior"]["sigma_alpha"].values
    narrow = collapsed.reduce("rates", data)["narrow"]
    assert 0.1 < np.mean(sigma < narrow) < 0.9  # both rules
    found = judged("rates", "partial_pooling", tree, data)
    assert found["verdict"] == "agrees", found
    assert found["density"]["largest_deviation"] < 1e-7


def test_rates_without_a_success_or_a_failure_reach_far(fit):
    data = programs.data_of("rates", "partial_pooling") | {
        "y": [0, 7, 12],
        "N": [9, 7, 12],
        "prior_mu_alpha_sd": 10.0,
        "prior_sigma_alpha_rate": 0.1,
    }
    tree, _ = fit("rates", "partial_pooling", data=data)
    assert tree["posterior"]["sigma_alpha"].max() > 30
    found = judged("rates", "partial_pooling", tree, data)
    assert found["verdict"] == "agrees", found
