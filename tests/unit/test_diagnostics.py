"""Summaries, thresholds and verdicts."""

import arviz_stats
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from pooling.checks import diagnostics, verdict
from pooling.model import families
from pooling.sampling import mixing
from pooling.table import preparation

THRESHOLDS = {"r_hat": 1.01, "ess": 400, "divergences": 0, "e_bfmi": 0.3}


@pytest.fixture
def values():
    """Independent draws of two parameters: 4 chains of 1000."""
    return np.random.default_rng(1).normal([1, -2], [1, 3], size=(4, 1000, 2))


@pytest.fixture
def statistics():
    """Make a sampler's state with nothing to complain about."""
    rng = np.random.default_rng(2)
    return xr.Dataset(
        {
            "diverging": (("chain", "draw"), np.zeros((4, 1000), bool)),
            "energy": (("chain", "draw"), rng.normal(size=(4, 1000))),
            "tree_depth": (("chain", "draw"), np.full((4, 1000), 3)),
        }
    )


def test_the_summary_agrees_with_arviz(values):
    ours = diagnostics.summarise(["a", "b"], values).set_index("parameter")
    posterior = xr.Dataset(
        {name: (("chain", "draw"), values[..., i]) for i, name in enumerate("ab")}
    )
    for column, theirs in {
        "r_hat": arviz_stats.rhat(posterior),
        "ess_bulk": arviz_stats.ess(posterior, method="bulk"),
        "ess_tail": arviz_stats.ess(posterior, method="tail", prob=(0.05, 0.95)),
        "mcse_mean": arviz_stats.mcse(posterior, method="mean"),
    }.items():
        for name in "ab":
            assert ours.at[name, column] == pytest.approx(float(theirs[name]), rel=1e-12)


def test_the_summary_of_independent_draws_is_known(values):
    found = diagnostics.summarise(["a", "b"], values).set_index("parameter").loc["b"]
    flat = values[..., 1].ravel()
    assert found["mean"] == pytest.approx(flat.mean())
    assert found["sd"] == pytest.approx(flat.std(ddof=1))
    quantiles = np.quantile(flat, [0.05, 0.5, 0.95])
    np.testing.assert_allclose(found[["q5", "q50", "q95"]].astype(float), quantiles)
    assert found["mcse_mean"] == pytest.approx(3 / 4000**0.5, rel=0.1)
    assert found["ess_bulk"] == pytest.approx(4000, rel=0.1)
    assert found["r_hat"] < 1.005


def test_chains_that_disagree_have_a_large_r_hat(values):
    values[0] += 5
    assert diagnostics.summarise(["a", "b"], values)["r_hat"].min() > 1.1


@pytest.mark.parametrize("count", [2, 100])
def test_the_largest_r_hat_of_independent_draws_is_seldom_beyond_chance(count):
    rng = np.random.default_rng(3)
    fits = [rng.normal(size=(4, 100, count)) for _ in range(60)]
    found = mixing.r_hat(np.concatenate(fits, axis=2)).reshape(60, count).max(axis=1)
    limit = diagnostics.r_hat_by_chance(4, 100, count)
    assert np.sum(found > limit) <= 3
    assert np.mean(found) > 1 + (limit - 1) / 5  # and not by far


@pytest.mark.parametrize(("low", "passed"), [(2, True), (3, False)])
def test_of_very_many_the_lowest_ess_of_one_in_ten_thousand_is_left_aside(
    statistics, low, passed
):
    many = pd.DataFrame({"parameter": np.arange(20_000), "r_hat": 1.0})
    many["ess_bulk"] = many["ess_tail"] = np.where(many["parameter"] < low, 300.0, 900.0)
    short = statistics.isel(draw=slice(0, 250))
    found = diagnostics.diagnose(many, short, THRESHOLDS)
    assert found["ess_bulk"]["passed"] == found["ess_tail"]["passed"] == passed
    assert found["ess_bulk"]["value"] == (900 if passed else 300)
    # Where draws are many chance does not make one as low.
    assert not diagnostics.diagnose(many, statistics, THRESHOLDS)["ess_bulk"]["passed"]


def test_the_limit_of_r_hat_gives_way_to_chance_alone(statistics):
    summary = pd.DataFrame(
        {"parameter": ["a"], "r_hat": [1.012], "ess_bulk": [900.0], "ess_tail": [900.0]}
    )

    def passed(draws, count):
        many = pd.concat([summary] * count, ignore_index=True)
        short = statistics.isel(draw=slice(0, draws))
        return diagnostics.diagnose(many, short, THRESHOLDS)["r_hat"]["passed"]

    assert not passed(1000, 10_000)
    assert not passed(500, 1000)
    assert not passed(250, 2)
    assert passed(250, 1000)


def test_a_good_fit_passes(values, statistics):
    summary = diagnostics.summarise(["a", "b"], values)
    found = diagnostics.diagnose(summary, statistics, THRESHOLDS)
    assert found["verdict"] == "passed"
    assert (found["chains"], found["draws"]) == (4, 1000)
    assert diagnostics.complaint("radon", "no_pooling", found) is None
    assert diagnostics.judge("radon", "no_pooling", found).endswith("passed.")
    assert diagnostics.one_line(found).startswith("passed, R-hat 1.0")


def _stuck(values, statistics):
    values[..., 1] = 7.0


def _apart(values, statistics):
    values[0, :, 1] += 5


def _sticky(values, statistics):
    values[..., 1] = np.repeat(values[:, ::20, 1], 20, axis=1)


def _sticky_tail(values, statistics):
    # Below the 5 % quantile, one long stay in a single chain.
    values[..., 1] = np.abs(values[..., 1])
    values[0, 100:350, 1] *= -1


def _diverging(values, statistics):
    statistics["diverging"][2, 5] = True


def _energy(values, statistics):
    walk = np.random.default_rng(3).normal(size=(4, 1000)).cumsum(axis=1)
    statistics["energy"].values[:] = walk


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # 0 / 0
@pytest.mark.parametrize(
    ("spoil", "check", "parameter"),
    [
        (_stuck, "r_hat", "b"),
        (_apart, "r_hat", "b"),
        (_sticky, "ess_bulk", "b"),
        (_sticky_tail, "ess_tail", "b"),
        (_diverging, "divergences", None),
        (_energy, "e_bfmi", None),
    ],
)
def test_each_check_can_fail_and_says_what_to_do(
    values, statistics, spoil, check, parameter
):
    spoil(values, statistics)
    summary = diagnostics.summarise(["a", "b"], values)
    found = diagnostics.diagnose(summary, statistics, THRESHOLDS)
    assert not found[check]["passed"]
    assert found["verdict"] == "failed"
    # Ask about this check alone: a bad fit may fail several.
    judged = [name for name in diagnostics.REMEDIES if name in found]
    alone = {name: found[name] | {"passed": True} for name in judged}
    alone[check] = found[check]
    sentence = diagnostics.complaint("radon", "no_pooling", alone)
    assert sentence.startswith(f"radon/no_pooling: {check} is ")
    assert diagnostics.REMEDIES[check]["en"] in sentence
    assert "sampler:" not in sentence
    # Another sampler comes first where there is one, with the line to write.
    sentence = diagnostics.complaint(
        "radon", "no_pooling", alone | {"other_sampler": "collapsed"}
    )
    first, then = sentence.index('write "sampler: collapsed"'), sentence.index("raise")
    assert first < then
    # Of several modes R-hat alone speaks.
    sentence = diagnostics.complaint(
        "radon", "no_pooling", alone | {"several_modes": True}
    )
    assert ("several modes" in sentence) == (check == "r_hat")
    assert diagnostics.REMEDIES[check]["en"] in sentence
    if parameter:
        assert f" for {parameter}," in sentence


def test_heavy_tails_without_a_population_may_have_several_modes():
    assert diagnostics.has_modes("student", "no_pooling")
    assert not diagnostics.has_modes("student", "partial_pooling")
    assert not diagnostics.has_modes("normal", "no_pooling")
    assert not diagnostics.has_modes("means", "no_pooling")


def test_a_verdict_says_what_failed(values, statistics, tmp_path):
    _diverging(values, statistics)
    summary = diagnostics.summarise(["a", "b"], values)
    found = diagnostics.diagnose(summary, statistics, THRESHOLDS)
    said = diagnostics.judge("radon", "no_pooling", found)
    assert said.startswith("radon/no_pooling: divergences is 1")
    (tmp_path / "verdict.txt").write_text(said + "\n")
    assert verdict.complaint_in(tmp_path / "verdict.txt") == said


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # 0 / 0
def test_a_parameter_that_never_moved_fails_without_a_number(values, statistics):
    _stuck(values, statistics)
    found = diagnostics.diagnose(
        diagnostics.summarise(["a", "b"], values), statistics, THRESHOLDS
    )
    assert found["r_hat"]["value"] is None
    assert "undefined" in diagnostics.complaint("radon", "no_pooling", found)
    assert "undefined" in diagnostics.one_line(found)


@pytest.mark.parametrize(
    ("column", "check", "value"),
    [("r_hat", "r_hat", 1.01), ("ess_bulk", "ess_bulk", 400)],
)
def test_a_value_on_the_threshold_passes(statistics, column, check, value):
    summary = pd.DataFrame(
        {"parameter": ["a"], "r_hat": [1.0], "ess_bulk": [999.0], "ess_tail": [999.0]}
    )
    summary[column] = value
    assert diagnostics.diagnose(summary, statistics, THRESHOLDS)[check]["passed"]


def test_deep_trees_are_a_note_and_no_failure(values, statistics):
    statistics["tree_depth"][0, :7] = 10
    summary = diagnostics.summarise(["a", "b"], values)
    found = diagnostics.diagnose(summary, statistics, THRESHOLDS)
    assert found["tree_depth"] == {"value": 7, "largest": 10}
    assert found["verdict"] == "passed"


def test_every_chain_has_its_energy(values, statistics):
    walk = np.random.default_rng(3).normal(size=1000).cumsum()
    statistics["energy"].values[2] = walk
    found = diagnostics.diagnose(
        diagnostics.summarise(["a", "b"], values), statistics, THRESHOLDS
    )["e_bfmi"]
    # Independent draws have 2, a random walk about 0.
    assert len(found["by_chain"]) == 4
    assert np.argmin(found["by_chain"]) == 2
    assert found["value"] == min(found["by_chain"]) < 0.3
    np.testing.assert_allclose(np.delete(found["by_chain"], 2), 2, rtol=0.1)


@pytest.mark.parametrize(
    ("family", "further", "left"),
    [
        ("normal", " + (1 | item)", "exact"),
        ("poisson", " + (1 | item)", None),
        ("poisson", "", "exact"),
    ],
)
def test_a_fit_by_formula_that_failed_names_exact_draws_where_there_are_any(
    values, statistics, tmp_path, family, further, left
):
    rows = [f"g{at % 6},i{at % 5},{at * 7 % 11}\n" for at in range(60)]
    (tmp_path / "t.csv").write_text("g,item,y\n" + "".join(rows))
    module = families.get(family)
    settings = module.Settings(
        family=family, data="t.csv", formula=f"y ~ 1 + (1 | g){further}"
    )
    made = {"prepared": tmp_path / "prepared.parquet", "facts": tmp_path / "facts.json"}
    source = str(tmp_path / "t.csv")
    preparation.prepare_table(family, settings.preparation, source=source, **made)
    made |= {"family": family, "models": list(module.MODELS)}
    summary = diagnostics.summarise(["a", "b"], values)
    good = diagnostics.diagnose(summary, statistics, THRESHOLDS)
    assert diagnostics.sampler_left(good, "exact", **made) is None
    _diverging(values, statistics)
    bad = diagnostics.diagnose(summary, statistics, THRESHOLDS)
    bad["other_sampler"] = diagnostics.sampler_left(bad, "exact", **made)
    assert bad["other_sampler"] == left
    complaint = diagnostics.judge("pots", "partial_pooling", bad)
    assert ('write "sampler: exact"; if that is not enough, raise' in complaint) == bool(
        left
    )
    spanish = diagnostics.remedy("divergences", bad, "es")
    assert ("escriba «sampler: exact»" in spanish) == bool(left)
