"""Simulation-based calibration, on posteriors whose truth is known."""

import json
import stat

import numpy as np
import pandas as pd
import pytest
from pooling import figures
from pooling.basics.errors import PoolingError
from pooling.checks import calibration
from pooling.checks.calibration import Recovered, chains, designs, ranks
from pooling.checks.results import Results
from pooling.figures.words import Words
from pooling.model import families, responses
from pooling.run import config
from scipy import stats

PROGRAMS = [
    (family, model)
    for family in families.NAMES
    for model, declared in families.get(family).MODELS.items()
    if declared.sampled
]


# --- a normal mean under a normal prior --------------------------------------------

LABELS = ["mu", "log_lik"]


def conjugate(seed, simulations=200, shift=0.0, width=1.0, ignore=False, slow=0.0):
    """Refit mu ~ Normal(0, 1) from five values of Normal(mu, 1).

    ``shift`` and ``width`` spoil the posterior, ``ignore`` puts the prior in its place,
    ``slow`` is the correlation of one draw with the next.
    """
    rng = np.random.default_rng(seed)
    refits = []
    for _ in range(simulations):
        truth = rng.normal()
        y = rng.normal(truth, 1, 5)
        mean, sd = (0, 1) if ignore else (y.sum() / 6, 1 / np.sqrt(6))
        noise = rng.normal(size=400)
        for i in range(1, len(noise)):
            noise[i] = slow * noise[i - 1] + np.sqrt(1 - slow**2) * noise[i]
        mu = mean + sd * (shift + width * noise)
        values = [
            np.c_[own, stats.norm.logpdf(y, own[:, np.newaxis], 1).sum(axis=1)]
            for own in (np.array([truth]), mu)
        ]
        refits.append(Recovered(values[0][0], values[1]))
    return refits


def examined(refits):
    return calibration.examine(LABELS, refits, np.random.default_rng(8))


def test_the_right_posterior_is_calibrated():
    table, found = examined(conjugate(1))
    assert found["verdict"] == "calibrated"
    assert found["smallest_p_value"] == min(found["p_values"].values()) > 0.005
    assert found["threshold"] == ranks.LEVEL / 2
    assert (found["thin"], found["ranks"]) == (ranks.LEAST_THIN, 100)
    assert found["dependent"] == found["failed"] == found["divergences"] == 0
    assert table.groupby("quantity").size().to_dict() == {"mu": 200, "log_lik": 200}


@pytest.mark.parametrize(
    "fault", [{"width": 0.6}, {"width": 1.7}, {"shift": 0.5}], ids=str
)
def test_a_wrong_posterior_is_not(fault):
    found = examined(conjugate(1, **fault))[1]
    assert found["verdict"] == "not calibrated"
    assert found["p_values"]["mu"] < found["threshold"]


def test_only_the_log_likelihood_sees_a_posterior_that_is_the_prior():
    found = examined(conjugate(1, ignore=True))[1]
    assert found["p_values"]["mu"] > 0.05
    assert found["p_values"]["log_lik"] < 1e-6
    assert found["verdict"] == "not calibrated"


def test_uniform_ranks_are_called_wrong_as_rarely_as_stated():
    rng = np.random.default_rng(6)
    runs = 100
    wrong = [
        ranks.judge(list("abcde"), rng.random((40, 5)))["verdict"] != "calibrated"
        for _ in range(runs)
    ]
    assert sum(wrong) <= stats.binom(runs, ranks.LEVEL).ppf(0.999)


def test_slow_chains_are_thinned_and_then_calibrated():
    slow = conjugate(3, slow=0.8)
    found = examined(slow)[1]
    # An AR(1) chain has (1 + r) / (1 - r) draws for each effective one.
    assert 9 <= found["thin"] <= 20
    assert found["ranks"] == 400 // found["thin"]
    assert found["dependent"] <= ranks.DEPENDENT * len(slow)
    assert found["verdict"] == "calibrated"


def test_draws_in_a_row_of_slow_chains_would_seem_uncalibrated():
    """So thinning is what makes them right."""
    rng = np.random.default_rng(4)
    apart = [
        ranks.normalised(refit.truth, refit.values[: 400 // 20], rng)
        for refit in conjugate(3, slow=0.95)
    ]
    assert ranks.judge(LABELS, np.array(apart))["verdict"] == "not calibrated"


# --- ranks, thinning, counts ---------------------------------------------------------


@pytest.mark.parametrize(
    ("apart", "expected"),
    [
        (np.full(50, 1.0), ranks.LEAST_THIN),
        (np.full(50, 6.2), 7),
        (np.r_[np.full(95, 6.0), np.full(5, 900.0)], 6),
        (np.full(50, 900.0), 1000 // ranks.LEAST_RANKS),
        (np.array([]), ranks.LEAST_THIN),
    ],
)
def test_one_step_of_thinning_for_most_simulations(apart, expected):
    assert ranks.thinning(apart, 1000) == expected


def test_a_simulation_whose_chain_hardly_moves_is_counted():
    refits = conjugate(1)
    refits[5] = Recovered(refits[5].truth, np.full((400, 2), 0.3), divergences=7)
    refits[9] = Recovered(refits[9].truth, refits[9].values, divergences=2)
    table, found = examined(refits)
    assert found["dependent"] == 1
    assert (found["divergences"], found["simulations_with_divergences"]) == (9, 2)
    assert (table.loc[table["simulation"] == 6, "ess_bulk"] == 1).all()
    assert table["rank"].notna().all()


def test_ties_are_broken_at_random():
    rng = np.random.default_rng(2)
    tied = [ranks.normalised(np.zeros(1), np.zeros((9, 1)), rng)[0] for _ in range(2000)]
    assert stats.kstest(tied, "uniform").pvalue > 0.001


@pytest.mark.parametrize(("truth", "below"), [(-1.0, 0), (4.5, 5), (99.0, 10)])
def test_a_rank_counts_the_draws_below(truth, below):
    draws = np.arange(10.0)[:, np.newaxis]
    for seed in range(20):
        rank = ranks.normalised(np.array([truth]), draws, np.random.default_rng(seed))[0]
        assert below / 11 <= rank < (below + 1) / 11


def test_a_failed_refit_is_shown_and_decides():
    refits = conjugate(1)
    refits[2] = Recovered(refits[2].truth, np.empty((0, 2)))
    table, found = examined(refits)
    assert (found["failed"], found["verdict"]) == (1, "failed")
    assert found["smallest_p_value"] > 0.005
    empty = table.loc[table["simulation"] == 3, ["rank", "ess_bulk"]]
    assert empty.isna().all(axis=None)
    assert table["rank"].isna().sum() == 2


def test_nothing_but_failures_is_failed():
    refits = [Recovered(np.zeros(2), np.empty((0, 2))) for _ in range(3)]
    found = examined(refits)[1]
    assert (found["failed"], found["ranks"], found["verdict"]) == (3, 0, "failed")


# --- designs and quantities ------------------------------------------------------------


@pytest.mark.parametrize("family", families.NAMES)
def test_a_design_has_its_groups(family):
    table = designs.of(family, 6, 4).table
    assert table["group"].nunique() == 6
    if "x" in table:
        assert len(table) == 24
        assert set(table["group"].value_counts()) == {4}
        for column in ("x", "y"):
            assert table[column].mean() == pytest.approx(0, abs=1e-12)
            assert table[column].std() == pytest.approx(1)
        assert table["x"].is_unique
        assert table.groupby("group")["x"].std().min() > 0.9
    else:
        assert sorted(set(table["N"])) == [4, 8, 12, 16]


@pytest.mark.parametrize(("family", "model"), families.programs())
def test_priors_do_not_follow_the_simulated_outcome(family, model):
    design = designs.of(family, 8, 5)
    table = design.table
    outcome = table["N"] if "N" in table else 10 * table["y"] + 100
    one, other = (design.stan_data(family, model, y) for y in (None, outcome.to_numpy()))
    assert one["y"] != other["y"]
    names = {name for name in one if name.startswith("prior_")}
    declared = families.get(family).MODELS[model].priors
    assert len(names) >= len(declared)
    assert {name: one[name] for name in names} == {name: other[name] for name in names}
    assert json.dumps(other)


def test_the_simulated_outcome_decides_how_groups_are_sampled():
    design = designs.of("means", 8, 5)
    far = design.table["group"].astype(float).to_numpy()
    chosen = [
        design.stan_data("means", "partial_pooling", y)["centred"]
        for y in (design.table["y"], 100 * far + design.table["y"])
    ]
    assert chosen == [0, 1]


def draws_for(family, model, count=7):
    """Make up draws of the declared parameters."""
    rng = np.random.default_rng(5)
    found = {}
    for parameter in families.get(family).MODELS[model].parameters:
        shape = (count, 8) if parameter.per_group else (count,)
        found[parameter.name] = rng.uniform(0.1, 0.9, shape)
    return found | ({"kappa": found["kappa"] + 5} if "kappa" in found else {})


def linear(data, draws):
    """Mean of each observation, or log odds of each unit."""
    slope = draws.get("beta", np.zeros_like(draws["alpha"]))
    place = np.array(data.get("group", range(1, 9))) - 1
    alpha, beta = (
        value[:, place] if value.ndim > 1 else value[:, np.newaxis]
        for value in (draws["alpha"], slope)
    )
    return alpha + beta * np.array(data.get("x", np.zeros(len(place))))


@pytest.mark.parametrize(("family", "model"), PROGRAMS)
def test_quantities_are_the_parameters_and_the_log_likelihood(family, model):
    design = designs.of(family, 8, 5)
    data = design.stan_data(family, model)
    data["x"] = data["x"] if "group" in data and "x" in data else [0.0] * len(data["y"])
    draws = draws_for(family, model)
    labels, values = calibration.quantities(family, model, data, draws)
    declared = families.get(family).MODELS[model].parameters
    kept = [parameter for parameter in declared if parameter.name != "p"]
    assert len(labels) == sum(8 if own.per_group else 1 for own in kept) + 1
    assert labels[-1] == "log_lik"
    for place, name in enumerate(labels[:-1]):
        base, _, group = name.partition("[")
        own = draws[base][:, int(group[:-1]) - 1] if group else draws[base]
        np.testing.assert_array_equal(values[:, place], own)
    y = np.array(data["y"])
    if model == "learned_kappa":  # its program has no biases
        omega, kappa = (draws[name][:, np.newaxis] for name in ("omega", "kappa"))
        shapes = omega * (kappa - 2) + 1, (1 - omega) * (kappa - 2) + 1
        expected = stats.betabinom.logpmf(y, data["N"], *shapes)
    elif family == "coins":
        expected = stats.binom.logpmf(y, data["N"], draws["theta"])
    elif family == "rates":
        odds = np.exp(linear(data, draws))
        expected = stats.binom.logpmf(y, data["N"], odds / (1 + odds))
    else:
        sd = draws["sigma"][:, np.newaxis]
        expected = stats.norm.logpdf(y, linear(data, draws), sd)
    away = values[:, -1] - expected.sum(axis=1)
    np.testing.assert_allclose(away, away[0], atol=1e-9)
    assert np.ptp(values[:, -1]) > 0.01


def test_a_response_has_a_table_of_every_group():
    for family in families.RESPONSES:
        table = designs.of(family, 6, 4).table
        assert set(table["group"].value_counts()) == {4}
        assert table["group"].nunique() == 6
        low = responses.lowest(responses.get(family))
        assert table["y"].mean() - low == 0.5  # as many events as none
        assert table.groupby("group")["y"].nunique().max() == 2
        assert ("N" in table) == responses.get(family).TRIALS


@pytest.mark.parametrize("family", ["poisson", "student"])
def test_quantities_of_a_formula_are_named_by_their_place(family):
    data = designs.of(family, 8, 5).stan_data(family, "partial_pooling")
    rng = np.random.default_rng(5)
    shapes = {"beta": (2,), "sd": (2,), "cor": (1,), "theta": (8, 2), "further": (0,)}
    shapes |= {"sigma": (), "nu": ()} if family == "student" else {}
    draws = {name: rng.uniform(0.1, 0.9, (7, *own)) for name, own in shapes.items()}
    draws |= {"nu": 1 + draws["nu"]} if "nu" in draws else {}
    labels, values = calibration.quantities(family, "partial_pooling", data, draws)
    assert (
        len(labels)
        == values.shape[1]
        == sum(np.prod(s, dtype=int) for s in shapes.values()) + 1
    )
    place = labels.index("group[3,2]")
    np.testing.assert_array_equal(values[:, place], draws["theta"][:, 2, 1])
    group = np.array(data["group"]) - 1
    x = np.array(data["Z"])[:, 1]
    eta = draws["theta"][:, group, 0] + draws["theta"][:, group, 1] * x
    if family == "poisson":
        expected = stats.poisson.logpmf(data["y"], np.exp(eta))
    else:
        nu, sigma = (draws[name][:, np.newaxis] for name in ("nu", "sigma"))
        expected = stats.t.logpdf(data["y"], nu, eta, sigma)
    away = values[:, -1] - expected.sum(axis=1)
    np.testing.assert_allclose(away, away[0], atol=1e-9)


# --- chains that die --------------------------------------------------------------------


@pytest.fixture
def program(tmp_path):
    """Write a stand-in for an executable."""

    def write(text):
        path = tmp_path / "program"
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return write


def sampled(program, tmp_path, draws=2):
    return chains.sample(
        program,
        {"N": 1},
        seed=1,
        warmup=10,
        draws=draws,
        adapt_delta=0.9,
        folder=tmp_path,
    )


def test_draws_of_a_matrix_have_its_rows_and_columns(program, tmp_path):
    written = (
        "lp__,divergent__,a.1.1,a.2.1,a.1.2,a.2.2\\n1,0,11,21,12,22\\n1,0,1,2,3,4\\n"
    )
    chain = sampled(program(f"printf '{written}' > draws.csv"), tmp_path)
    np.testing.assert_array_equal(chain.draws["a"][0], [[11, 12], [21, 22]])


WRITTEN = "printf '# c\\nlp__,divergent__,mu,a.1,a.2\\n1,0,2,3,4\\n# c\\n5,1,6,7,8\\n'"


def test_draws_are_read_by_name(program, tmp_path):
    chain = sampled(program(f"{WRITTEN} > draws.csv"), tmp_path)
    assert chain.divergences == 1
    assert chain.draws["mu"].tolist() == [2, 6]
    assert chain.draws["a"].tolist() == [[3, 4], [7, 8]]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("echo first; echo no such data; exit 70", "status 70; .*no such data"),
        ("kill -SEGV $$", "status -11; .*none"),
        (f"{WRITTEN} > draws.csv; exit 1", "status 1"),
        (f"{WRITTEN} | head -c 50 > draws.csv", "status 0"),
        ("true", "status 0"),
    ],
)
def test_a_chain_that_dies_says_so(program, tmp_path, text, words):
    with pytest.raises(PoolingError, match=words):
        sampled(program(text), tmp_path)


def test_a_dead_chain_does_not_hand_out_the_draws_before_it(program, tmp_path):
    sampled(program(f"{WRITTEN} > draws.csv"), tmp_path)
    with pytest.raises(PoolingError):
        sampled(program("true"), tmp_path)


# --- what is written and drawn ------------------------------------------------------------


def verdict_of(found):
    head = {"family": "means", "model": "no_pooling", "simulations": 200}
    return head | {"prior": {"draws": 1}, "draws": 400} | found


def test_the_overview_has_a_row_for_each_program():
    verdicts = [verdict_of(examined(conjugate(1, width=w))[1]) for w in (1, 0.5)]
    table = calibration.together(verdicts)
    assert table["verdict"].tolist() == ["calibrated", "not calibrated"]
    assert table["quantities"].tolist() == [2, 2]
    assert not {"prior", "p_values"} & set(table)
    said = calibration.sentence(verdicts[1])
    assert said.startswith("means/no_pooling: not calibrated in 200 simulations")


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_figure_draws_every_quantity(tmp_path, language):
    refits = conjugate(1)
    refits[2] = Recovered(refits[2].truth, np.empty((0, 2)))
    table, found = examined(refits)
    table.to_csv(tmp_path / "ranks.csv", index=False)
    (tmp_path / "verdict.json").write_text(json.dumps(verdict_of(found)))
    paths = {"ranks": tmp_path / "ranks.csv", "verdict": tmp_path / "verdict.json"}
    figure = figures.of("calibration")["ranks"]
    picture, numbers = figure.draw(Results("sbc", paths), Words(language, {}))
    drawn = pd.DataFrame(numbers)
    assert set(drawn["quantity"]) == set(LABELS)
    assert ((drawn["low"] <= drawn["ecdf"]) & (drawn["ecdf"] <= drawn["high"])).all()
    assert sum(axes.get_visible() for axes in picture.axes) == 2
    assert ("fallid" if language == "es" else "failed") in picture.get_suptitle()
    for text in (figure.title, figure.caption):
        assert set(text) == {"en", "es"}
        assert text["en"] != text["es"]


# --- configuration --------------------------------------------------------------------------


def test_the_calibration_has_a_size_of_its_own(lecture, root):
    assert config.load(lecture, root).sbc.model_dump() == {
        "simulations": 200,
        "groups": 8,
        "per_group": 5,
    }
    written = lecture | {"sbc": {"simulations": 20}}
    assert config.load(written, root).sbc.simulations == 20


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"simulations": 5}, "sbc.simulations"),
        ({"groups": 1}, "sbc.groups"),
        ({"per_group": 1}, "sbc.per_group"),
        ({"simulation": 50}, 'did you mean "simulations"'),
    ],
)
def test_other_sizes_are_refused(lecture, root, given, words):
    with pytest.raises(PoolingError, match=words):
        config.load(lecture | {"sbc": given}, root)


@pytest.mark.parametrize("name", ["sbc", "logs", "Logs"])
def test_an_analysis_cannot_have_the_name_of_a_folder_of_the_results(lecture, root, name):
    written = lecture | {"analyses": {name: lecture["analyses"]["coin_kappa5"]}}
    with pytest.raises(PoolingError, match=rf"analyses\.{name}: .* another name"):
        config.load(written, root)
