"""What the compiled programs draw, against scipy, draw by draw."""

import json

import numpy as np
import pandas as pd
import programs
import pytest
from pooling.model import density, families
from pooling.sampling import fitting, pointwise
from programs import IDS, PROGRAMS, STAN, text_of
from scipy import stats

# About 300 comparisons are made in this file; at this level the whole of them is
# falsely red in less than one of a thousand choices of the seeds.
LEVEL = 1e-3 / 400

each_program = pytest.mark.parametrize(("family", "model"), PROGRAMS, ids=IDS)
POPULATIONS = [
    (family, model)
    for family, model in PROGRAMS
    if families.get(family).MODELS[model].pooling == "partial"
]
SETTINGS = {"chains": 4, "warmup": 500, "draws": 1000, "adapt_delta": 0.95}
SHORT = {"chains": 2, "warmup": 100, "draws": 50, "adapt_delta": 0.8}


@pytest.fixture(scope="session")
def sample(executable):
    """Sample a program on tiny data; the same choice is sampled once."""
    kept = {}

    def tree_of(family, model, settings, **switches):
        key = (family, model, settings["draws"], *sorted(switches.items()))
        if key not in kept:
            data = json.loads(json.dumps(programs.data_of(family, model, **switches)))
            kept[key] = (
                fitting.fit(
                    executable(family, model),
                    data,
                    parameters=families.get(family).MODELS[model].parameters,
                    labels={"group": ["1", "2", "3"]},
                    column="unit",
                    seed=7,
                    sampling=settings,
                    cores=2,
                    family=family,
                ),
                data,
            )
        return kept[key]

    return tree_of


def together(tree, *groups) -> dict:
    """Variables of some groups, chains one after the other."""
    return {
        name: values.values.reshape(-1, *values.shape[2:])
        for group in groups
        if group in tree.children
        for name, values in tree[group].data_vars.items()
    }


def assert_uniform(values: np.ndarray, what: str):
    """Compare each column with the uniform distribution."""
    assert np.isfinite(values).all()
    for place, column in enumerate(values.reshape(len(values), -1).T):
        p = stats.kstest(column, "uniform").pvalue
        assert p > LEVEL, f"{what}, {place}: p = {p:.2g}"


@pytest.fixture
def prior(sample):
    """Draws without the data, thinned until they are nearly independent."""

    def draws_of(family, model):
        from arviz_stats.base import array_stats

        tree, data = sample(family, model, SETTINGS, prior_only=1)
        posterior = tree["posterior"].data_vars
        ess = min(
            array_stats.ess(
                posterior[name].values, chain_axis=0, draw_axis=1, method="bulk"
            ).min()
            for name in programs.stated_priors(family, model)
        )
        step = int(np.ceil(4000 / min(ess, 4000)))
        assert step < 20
        groups = ("posterior", "predictions", "posterior_predictive")
        draws = together(tree, *groups)
        return {name: values[::step] for name, values in draws.items()}, data

    return draws_of


@each_program
def test_without_data_the_stated_priors_come_back(prior, family, model):
    draws, data = prior(family, model)
    for name, distribution in programs.stated_priors(family, model).items():
        assert_uniform(distribution.cdf(draws[name]), name)
    if (family, model) in POPULATIONS:
        assert_uniform(programs.population(family, model, data, draws), "population")


@each_program
def test_priors_drawn_without_stan_are_those_of_the_program(prior, family, model):
    theirs, data = prior(family, model)
    rng = np.random.default_rng(2)
    declared = families.get(family).MODELS[model]
    ours = density.from_prior(family, declared, data=data, count=4000, rng=rng)
    (*tables,) = density.replicates(family, data, ours, rng)
    # What the outcomes depend on is there: all but copies in another unit.
    names = {each.name for each in declared.parameters if not each.copy_of}
    assert set(ours) == names
    if (family, model) in POPULATIONS:
        assert_uniform(programs.population(family, model, data, ours), "population")
    for name, values in (ours | {"y": np.concatenate(tables)}).items():
        pairs = (np.reshape(each, (len(each), -1)).T for each in (values, theirs[name]))
        for place, (own, stan) in enumerate(zip(*pairs, strict=True)):
            p = stats.ks_2samp(own, stan).pvalue
            assert p > LEVEL, f"{name}, {place}: p = {p:.2g}"


@each_program
def test_replicates_follow_the_model(prior, family, model):
    draws, data = prior(family, model)
    rng = np.random.default_rng(1)
    replicate = programs.outcome(family, data, draws)
    assert_uniform(programs.uniform(replicate, draws["y"], rng), "y_rep")


@each_program
def test_a_new_group_comes_from_the_population(prior, family, model):
    draws, data = prior(family, model)
    complete = families.get(family).MODELS[model].pooling == "complete"
    assert ("y_new" in draws) == (not complete)
    if not complete:
        assert draws["y_new"].shape[1:] == (data["N_new"],)
        rng = np.random.default_rng(1)
        assert_uniform(programs.new_group(family, model, data, draws, rng), "new group")


@each_program
@pytest.mark.parametrize("prior_only", [0, 1])
def test_log_likelihood_and_log_prior_are_scipys(sample, family, model, prior_only):
    settings = SETTINGS if prior_only else SHORT
    tree, data = sample(family, model, settings, prior_only=prior_only)
    draws = together(tree, "posterior")
    np.testing.assert_allclose(
        together(tree, "log_likelihood")["y"],
        programs.log_likelihood(family, data, draws),
        rtol=1e-8,
        atol=1e-8,
    )
    np.testing.assert_allclose(
        together(tree, "log_prior")["lprior"],
        programs.log_prior(family, model, draws),
        rtol=1e-8,
        atol=1e-8,
    )


@pytest.mark.parametrize(
    ("family", "model", "centred"),
    [(*program, 0) for program in PROGRAMS]
    + [(*program, 1) for program in POPULATIONS if program[0] != "coins"],
)
@pytest.mark.parametrize("prior_only", [0, 1])
def test_the_density_that_is_sampled_is_the_stated_one(
    sample, family, model, centred, prior_only
):
    switches = {"prior_only": prior_only, "centred": centred}
    tree, data = sample(family, model, SHORT, **switches)
    ours = programs.log_target(family, model, data, together(tree, "posterior"))
    theirs = together(tree, "sample_stats")["lp"]
    assert np.ptp(theirs) > 0.1
    np.testing.assert_allclose(ours - theirs, (ours - theirs)[0], rtol=1e-8, atol=1e-7)


@each_program
def test_per_observation_quantities_have_their_shapes_or_are_off(sample, family, model):
    shape = (SHORT["chains"], SHORT["draws"])
    for switch in (0, 1):
        tree, data = sample(
            family, model, SHORT, prior_only=0, centred=0, per_observation=switch
        )
        for group in ("log_likelihood", "posterior_predictive"):
            assert (group in tree.children) == bool(switch)
            if switch:
                assert tree[group]["y"].shape == (*shape, len(data["y"]))
        assert tree["log_prior"]["lprior"].shape == shape


@each_program
def test_what_is_computed_from_the_draws_is_what_the_program_saves(sample, family, model):
    tree, data = sample(family, model, SETTINGS, prior_only=1)
    variables = {name: values.values for name, values in tree["posterior"].items()}
    found = pointwise.of_each_observation(family, data, variables, seed=3)
    np.testing.assert_allclose(
        found["log_lik"], tree["log_likelihood"]["y"], rtol=1e-8, atol=1e-8
    )
    draws = together(tree, "posterior")
    replicates = found["y_rep"].reshape(-1, len(data["y"]))
    rng = np.random.default_rng(1)
    outcome = programs.outcome(family, data, draws)
    assert_uniform(programs.uniform(outcome, replicates, rng), "y_rep")
    assert (
        pointwise.of_each_observation(family, data, variables, 3)["y_rep"]
        == found["y_rep"]
    ).all()
    assert (
        pointwise.of_each_observation(family, data, variables, 4)["y_rep"]
        != found["y_rep"]
    ).any()


@pytest.mark.parametrize(
    ("family", "model"), [program for program in PROGRAMS if "N_new" in text_of(*program)]
)
def test_a_new_group_may_have_no_observations(sample, family, model):
    nothing = {"N_new": 0, "x_new": (), "trials_new": ()}
    tree, _ = sample(family, model, SHORT, prior_only=0, **nothing)
    assert "y_new" not in tree["predictions"]
    assert np.isfinite(tree["sample_stats"]["lp"]).all()


@pytest.mark.parametrize("family", ["means", "rates", "lines"])
def test_a_chain_leaves_the_place_where_alpha_rounds_to_its_mean(
    executable, run, tmp_path, family
):
    data = programs.data_of(family, "partial_pooling", centred=0)
    effects = [0.5, -0.3, 0.2]
    start = {"mu_alpha": 0.8, "sigma_alpha": 1e-19, "z": effects, "z_alpha": effects}
    files = [f"file={programs.write(tmp_path / 'data.json', data)}"]
    files += [f"init={programs.write(tmp_path / 'start.json', start)}"]
    files += ["output", f"file={tmp_path / 'draws.csv'}"]
    done = run(
        executable(family, "partial_pooling"),
        *["sample", "num_warmup=500", "num_samples=500", "adapt", "delta=0.95"],
        *["random", "seed=2", "data", *files],
    )
    assert done.returncode == 0, done.stdout
    kept = pd.read_csv(tmp_path / "draws.csv", comment="#")
    # Its prior's median is 0.5, and three groups move it little.
    assert 0.1 < kept["sigma_alpha"].median() < 2


@each_program
def test_group_parameters_carry_the_groups_labels(sample, family, model):
    tree, _ = sample(family, model, SHORT, prior_only=0)
    for parameter in families.get(family).MODELS[model].parameters:
        values = tree["posterior"][parameter.name]
        if parameter.per_group:
            assert values["unit"].values.tolist() == ["1", "2", "3"]
        else:
            assert values.dims == ("chain", "draw")
    hidden = {"log_lik", "y_rep", "lprior", "y_new", "alpha_new", "theta_new"}
    assert not hidden & set(tree["posterior"].data_vars)


def test_the_same_seed_gives_the_same_draws_whatever_the_cores(executable):
    data = programs.data_of("means", "partial_pooling")
    program = executable("means", "partial_pooling")
    labels = ["a", "b", "c"]

    def draws(seed, cores):
        return fitting.fit(
            program,
            data,
            parameters=families.get("means").MODELS["partial_pooling"].parameters,
            labels={"group": labels},
            column="g",
            seed=seed,
            sampling=SHORT,
            cores=cores,
            family="means",
        )

    one, two, other = draws(3, 1), draws(3, 2), draws(4, 2)
    for name, values in one["posterior"].data_vars.items():
        np.testing.assert_array_equal(values, two["posterior"][name])
    assert not np.array_equal(one["posterior/sigma"], other["posterior/sigma"])


@pytest.mark.parametrize("collapse", [False, True])
def test_one_draw_in_so_many_is_kept_and_the_sampler_judged_by_all(executable, collapse):
    data = programs.data_of("means", "partial_pooling")
    name = "partial_pooling_collapsed" if collapse else None
    program = executable("means", name or "partial_pooling")
    labels = ["a", "b", "c"]

    def taken(**settings):
        own = SHORT | settings
        return fitting.fit(
            program,
            data,
            parameters=families.get("means").MODELS["partial_pooling"].parameters,
            labels={"group": labels},
            column="g",
            seed=3,
            sampling=own,
            cores=2,
            family="means",
            collapse=name,
        )

    whole, thinned = taken(draws=60), taken(draws=20, thin=3)
    assert whole["sample_stats"].identical(thinned["sample_stats"])
    kept = thinned["posterior"]
    assert kept["draw"].values.tolist() == list(range(2, 60, 3))
    for name in ("mu_alpha", "sigma_alpha", "sigma"):
        np.testing.assert_array_equal(kept[name], whole["posterior"][name][:, 2::3])
    # What follows from them is drawn for the kept ones.
    assert kept["alpha"].shape == (SHORT["chains"], 20, 3)
    assert len(thinned["predictions"]["draw"]) == 20


def test_every_program_is_here():
    found = {(path.parent.name, path.stem) for path in STAN.glob("*/*.stan")}
    assert found == set(programs.TEXTS)
