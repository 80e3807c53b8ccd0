"""What the benchmarks make of their measurements; no other tool is needed."""

import sys

import numpy as np
import pandas as pd
import pytest
import yaml
from pooling.exact.base import Exact
from pooling.model import families
from pooling.run import config

from benchmarks import agree, billion, measure, plot, rows, run, tables, tools
from benchmarks.tools import OWN, Draws

LABELS = ["mu_alpha", "sigma_alpha", "alpha[a]", "alpha[b]"]
EXACT = pd.DataFrame(
    {"mean": [1.0, 2.0, -1.0, 0.5], "sd": [0.1, 0.2, 1.0, 3.0]},
    index=pd.Index(LABELS, name="parameter"),
)
SECONDS = {"compile": 9.0, "reduce": 0.5, "chains": 1.5, "effects": 2.0, "around": 4.0}


def posterior(seed=1, wrong=()) -> np.ndarray:
    """Independent draws from the exact posterior; parameters in `wrong` are shifted."""
    rng = np.random.default_rng(seed)
    found = rng.normal(EXACT["mean"], EXACT["sd"], (4, 1000, len(EXACT)))
    for place in wrong:
        found[..., place] += 0.15 * EXACT["sd"].iloc[place]
    return found


def fit(tool="collapsed", seed=1, values=None, **seconds) -> measure.Fit:
    values = posterior(seed) if values is None else values
    return measure.Fit("radon", tool, seed, 9.0, Draws(SECONDS | seconds, values, 3))


# --- rates -----------------------------------------------------------------------


def test_a_rate_is_the_smallest_ess_over_the_seconds_of_all_draws():
    found = measure.row(fit(), LABELS)
    assert 3000 < found["ess"] < 4500
    assert found["sampling"] == 4.0
    assert found["call"] == 8.0
    assert found["rate"] == found["ess"] / 4.0
    assert found["call_rate"] == found["ess"] / 8.0
    assert found["compile"] == 9.0
    assert found["divergences"] == 3


def test_the_population_is_counted_without_the_group_effects():
    values = posterior()
    values[..., 2] = np.repeat(values[:, ::10, 2], 10, axis=1)  # a sticky group
    found = measure.row(fit(values=values), LABELS)
    assert found["slowest"] == "alpha[a]"
    assert found["ess"] < found["population_ess"] / 5
    assert found["population_cost"] == 2.0 / found["population_ess"]


def test_chains_in_places_of_their_own_leave_next_to_no_rate():
    values = posterior()
    values[..., 3] += 9 * np.arange(4)[:, np.newaxis]
    found = measure.row(fit(values=values), LABELS)
    assert found["slowest"] == "alpha[b]"
    assert found["rate"] < 3


def test_ratios_are_taken_seed_by_seed():
    rates = {"collapsed": (10, 40, 30), "direct": (5, 4, 10), "nutpie": (20, 10, np.nan)}
    rows = pd.DataFrame(
        [
            {"table": "radon", "tool": tool, "seed": seed, "rate": rate}
            for tool, own in rates.items()
            for seed, rate in enumerate(own)
        ]
    )
    found = measure.ratios(rows, "rate").set_index("tool")
    assert found.loc["direct", ["median", "least", "most"]].tolist() == [3, 2, 10]
    assert found.loc["nutpie", ["median", "least", "most"]].tolist() == [2.25, 0.5, 4]
    assert measure.ratios(rows[rows["tool"] != "collapsed"], "rate").empty


# --- agreement -------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, 6))
def test_draws_from_the_exact_posterior_agree(seed):
    found = agree.judge(posterior(seed), EXACT, 60)
    assert found["agrees"], found


def test_a_mean_that_is_slightly_off_is_seen():
    found = agree.judge(posterior(wrong=[3]), EXACT, 60)
    assert not found["agrees"]
    assert (found["parameter"], found["statistic"]) == ("alpha[b]", "mean")


def test_an_sd_that_is_slightly_off_is_seen():
    values = posterior()
    values[..., 1] = 2.0 + 1.1 * (values[..., 1] - 2.0)
    found = agree.judge(values, EXACT, 60)
    assert not found["agrees"]
    assert (found["parameter"], found["statistic"]) == ("sigma_alpha", "sd")


def test_a_parameter_that_stood_still_disagrees():
    values = posterior()
    values[..., 0] = 1.0
    found = agree.judge(values, EXACT, 60)
    assert not found["agrees"]
    assert found["largest_z"] == np.inf


def test_more_fits_are_allowed_more():
    few, many = (agree.judge(posterior(), EXACT, fits)["threshold"] for fits in (1, 1000))
    assert 3 < few < many < 8


# --- a run -----------------------------------------------------------------------


def rows_of(*wrong) -> pd.DataFrame:
    """Two tools and two seeds, of which some (tool, seed) are wrong."""
    return pd.DataFrame(
        [
            measure.row(made, LABELS) | agree.judge(made.draws.values, EXACT, 4)
            for tool in OWN
            for seed in (1, 2)
            for made in [
                fit(tool, seed, posterior(seed, [2] if (tool, seed) in wrong else []))
            ]
        ]
    )


def test_a_tool_that_is_wrong_once_gets_no_rate():
    found = run.withhold(rows_of(("direct", 2))).set_index(["tool", "seed"])
    assert found.loc["direct", run.SPEEDS].isna().all(axis=None)
    assert found.loc["collapsed", run.SPEEDS].notna().all(axis=None)
    (sentence,) = run.complaints(found.reset_index())
    assert sentence.startswith("radon: direct disagrees with the exact posterior, seed 2")
    assert "alpha[a]" in sentence


class Scripted:
    """A table whose fits are made up: from the exact posterior, or not."""

    labels = LABELS

    def __init__(self, name):
        self.name = name
        self.family = "coins" if name == "coins" else "means"
        self.declared = families.get(self.family).MODELS[tables.MODEL]

    def exact(self):
        """Give the posterior that is known."""
        own = {name: EXACT[name].to_numpy() for name in EXACT}
        return Exact(labels=LABELS, **own, error=0.002)


@pytest.fixture
def scripted(monkeypatch):
    """Run without a sampler; give the (table, tool) that shall be wrong, or too slow."""

    def begin(wrong=(), slow=()):
        def fits(table, tool, seeds, *, settings, store, limit=np.inf):
            for seed in seeds:
                if (table.name, tool) in slow:
                    assert limit < np.inf
                    raise measure.Cut
                shifted = [0] if (table.name, tool) in wrong else []
                found = fit(tool, seed, posterior(seed, shifted))
                yield measure.Fit(table.name, tool, seed, 0.0, found.draws)

        monkeypatch.setattr(measure, "fits", fits)
        monkeypatch.setattr(run.tables, "of", lambda name, _: Scripted(name))
        monkeypatch.setattr(run.tables, "means", lambda n, j: Scripted(f"{n}/{j}"))
        monkeypatch.setattr(run, "SEEDS", (1, 2))
        monkeypatch.setattr(run, "GROWTH", [(1000, 100), (10**4, 100)])
        monkeypatch.setattr(run, "machine", lambda: {"what": [], "value": []})
        monkeypatch.setattr(run, "find_spec", lambda _: True)
        monkeypatch.setattr(run.os, "environ", {})

    return begin


def test_a_run_of_all_tools_prints_rates_and_draws_them(scripted, tmp_path, capsys):
    scripted()
    assert run.main(["--output", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("All tools give the exact posterior.")
    for tool in run.TOOLS:
        assert f"| marathon | {tool} | " in said
    table = pd.read_csv(tmp_path / "side_by_side.csv")
    assert len(table) == 2 * ((len(tables.NAMES) - 1) * len(run.TOOLS) + 2)
    assert "| frogs | 4 | " in said
    assert "| radon | PyMC | " in said.partition("| exact draws against |")[2]
    assert {path.name for path in tmp_path.iterdir()} == {
        *("side_by_side.csv", "side_by_side.svg", "side_by_side.png"),
        *("growth.csv", "growth.svg", "growth.png"),
        *("ratios.csv", "machine.csv", "answers.csv", "tables.md"),
    }


def test_a_run_with_a_wrong_tool_fails_and_names_it(
    scripted, tmp_path, capsys, monkeypatch
):
    scripted(wrong=[("frogs", "nutpie")])
    for name in ("side_by_side", "growth"):
        monkeypatch.setattr(run.plot, name, lambda *_: None)
    assert run.main(["--output", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("frogs: nutpie disagrees with the exact posterior")
    assert "| frogs | nutpie | none |" in said
    table = pd.read_csv(tmp_path / "side_by_side.csv").set_index(["table", "tool"])
    assert table.loc[("frogs", "nutpie"), run.SPEEDS].isna().all(axis=None)
    assert table.loc[("radon", "nutpie"), run.SPEEDS].notna().all(axis=None)
    ratios = pd.read_csv(tmp_path / "ratios.csv")
    ratios = ratios[ratios["ours"] == "collapsed"].set_index(["table", "tool"])
    assert ("frogs", "nutpie") not in ratios.index


def test_tables_larger_than_one_that_took_too_long_are_not_tried(scripted):
    scripted(slow=[("10000/1000", "direct")])
    sizes = [(1000, 100), (10**4, 1000), (10**5, 10**4), (10**5, 100)]
    found = run.growth(sizes, OWN, [1, 2], 16).set_index(["table", "tool"])["status"]
    for table, status in {
        "1000/100": ["fitted"] * 2,
        "10000/1000": [f"stopped after {run.LIMIT:.0f} s"],
        "100000/10000": ["not tried"],
        "100000/100": ["fitted"] * 2,
    }.items():
        assert found.loc[[(table, "direct")]].tolist() == status
        assert found.loc[[(table, "collapsed")]].tolist() == ["fitted"] * 2


def test_a_missing_tool_is_named_before_anything_is_fitted(monkeypatch, capsys):
    monkeypatch.setattr(run, "find_spec", lambda name: name != "numpyro")
    monkeypatch.setattr(run, "side_by_side", None)
    assert run.main([]) == 2
    assert capsys.readouterr().err == (
        'numpyro is missing; run "make benchmarks", which installs it.\n'
    )


def test_a_figure_leaves_out_what_has_no_rate(tmp_path):
    rows = run.withhold(rows_of(("direct", 1)))
    plot.side_by_side(rows, tmp_path)
    drawn = (tmp_path / "side_by_side.svg").read_text("utf-8")
    plot.side_by_side(rows[rows["tool"] == "collapsed"], tmp_path)
    assert drawn == (tmp_path / "side_by_side.svg").read_text("utf-8")


# --- tables ----------------------------------------------------------------------


def test_simulated_tables_are_laid_out_as_the_families_do():
    means = tables.means(3000, 40)
    prepared = pd.DataFrame(
        {"group": np.asarray(means.data["group"]).astype(str), "y": means.data["y"]}
    )
    coins = tables.coins(50)
    counts = pd.DataFrame({"N": coins.data["N"], "y": coins.data["y"]})
    for table, frame, options in (
        (means, prepared, {}),
        (coins, counts, {"kappa": tables.KAPPA}),
    ):
        own = families.get(table.family).stan_data(frame, {}, options)
        for name, value in own.items():
            np.testing.assert_array_equal(table.data[name], value, err_msg=name)
        priors = {name for name in table.data if name.startswith("prior_")}
        assert set(table.data) - set(own) - priors == {"per_observation"}
        assert len(priors) > 2
    assert set(means.data["group"]) == set(range(1, 41))
    assert not np.array_equal(tables.means(3000, 40, 2).data["y"], means.data["y"])


def test_the_lectures_tables_have_the_lectures_priors_and_all_groups(tmp_path):
    for name, count, groups in (("radon", 919, 85), ("marathon", 185, 36)):
        table = tables.of(name, tmp_path)
        assert table.data["N"] == count
        assert (
            len([label for label in table.labels if label.startswith("alpha")]) == groups
        )
    assert table.data["prior_R_shape"] == 2
    frogs = tables.of("frogs", tmp_path)
    assert not [label for label in frogs.labels if label.startswith("p[")]


def test_values_are_in_the_order_of_the_labels():
    table = tables.means(2000, 300)
    drawn = {
        "mu_alpha": np.full((2, 3), 1),
        "sigma_alpha": np.full((2, 3), 2),
        "sigma": np.full((2, 3), 3),
        "alpha": np.broadcast_to(np.arange(1, 301), (2, 3, 300)),
    }
    values = table.values(drawn)
    assert values.shape == (2, 3, 3 + tables.SHOWN)
    assert table.labels[:4] == ["mu_alpha", "sigma_alpha", "sigma", "alpha[1]"]
    assert values[0, 0, :4].tolist() == [1, 2, 3, 1]
    assert [f"alpha[{number:.0f}]" for number in values[1, 2, 3:]] == table.labels[3:]


def test_tables_of_formulas_tell_all_that_is_looked_at(tmp_path):
    table = tables.of("radon_floor", tmp_path)
    assert table.labels[:4] == ["Intercept", "floor", "sd_county[Intercept]", "sigma"]
    assert len(table.labels) == 4 + 85
    assert not tools.serves("collapsed", tables.of("zero_one", tmp_path))
    drawn = {
        "beta": np.tile([1, 2], (2, 3, 1)),
        "sd": np.full((2, 3, 1), 3),
        "sigma": np.full((2, 3), 4),
        "theta": np.broadcast_to(np.arange(5, 90)[:, np.newaxis], (2, 3, 85, 1)),
    }
    assert table.values(drawn)[1, 2].tolist() == list(range(1, 90))


# --- whole commands --------------------------------------------------------------


def test_a_table_of_any_length_comes_with_its_analysis(tmp_path):
    for name, predictors in (("means", 0), ("three predictors", 3), ("lines", 1)):
        path, configuration = rows.write(name, 1000, tmp_path)
        table = pd.read_csv(path)
        assert (len(table), table["g"].nunique()) == (1000, 200)
        assert len(table.columns) == 2 + predictors == 2 + rows.MODELS[name].predictors
        settings = config.load(yaml.safe_load(configuration.read_text("utf-8")), tmp_path)
        assert settings.run == rows.run_of(name, 1000) == configuration.stem
        assert "partial_pooling" in settings.models("a")
    path, _ = rows.write("0/1", 1000, tmp_path)
    assert set(pd.read_csv(path)["y"]) == {0, 1}


def test_all_tools_name_what_is_estimated():
    names = [name for each in rows.ESTIMATES.values() for name in each]
    assert len(set(names)) == len(names)
    said = '{"mu_alpha": 1, "alpha[g1]": 9}', 'x\n{"(Intercept)": 1, "sd Residual NA": 2}'
    ours, theirs = (
        rows.laid([{"tool": "a", "code": 0, "said": each}]).iloc[0] for each in said
    )
    assert ours["intercept"] == theirs["intercept"] == 1
    assert (np.isnan(ours["sigma"]), theirs["sigma"]) == (True, 2)


def test_a_command_is_measured_with_all_that_it_starts():
    work = "import subprocess, sys; sum(range(10**{}))"
    inner = [sys.executable, "-c", work.format(7)]
    alone = rows.cost_of([sys.executable, "-c", work.format(2)])
    outer = rows.cost_of([*inner[:2], f"{work.format(2)}; subprocess.run({inner})"])
    assert alone["code"] == outer["code"] == 0
    assert outer["seconds"] > alone["seconds"] + 0.05
    failed = rows.cost_of([sys.executable, "-c", "print(7); raise SystemExit(3)"])
    assert (failed["code"], failed["said"]) == (3, "7\n")


def test_what_did_not_end_has_no_estimates_and_no_mark(tmp_path):
    shared = {"model": "means", "rows": 1000, "seconds": 3.0, "memory": 0.2, "code": 0}
    found = [
        shared | {"tool": "whole run", "said": "done"},
        shared | {"tool": "lme4", "said": 'Loading\n{"sigma": 2}\n'},
        shared | {"tool": "statsmodels", "said": '{"sigma": 2}', "code": -24},
    ]
    table = rows.laid(found).set_index("tool")
    assert table.at["lme4", "sigma"] == 2
    assert table.drop("lme4")[list(rows.ESTIMATES)].isna().all(axis=None)
    plot.rows(table.reset_index(), tmp_path)
    drawn = (tmp_path / "rows.svg").read_text("utf-8")
    plot.rows(table.drop("statsmodels").reset_index(), tmp_path)
    assert drawn == (tmp_path / "rows.svg").read_text("utf-8")


# --- sums of a table that is too large to make ------------------------------------


def test_simulated_sums_have_the_exact_answers_of_what_was_simulated(capsys):
    assert billion.main(["--rows", "20000", "--groups", "50"]) == 0
    said = capsys.readouterr().out
    for name in [*families.get("means").MODELS, *billion.TRUTH, "GB"]:
        assert name in said


def test_simulated_sums_are_as_those_of_rows():
    """Of a group's rows: mean and squares around it have the moments of normal rows."""
    sums = billion.simulated(10**7, 1000)
    assert sums.n == 10**7
    away = (sums.height - sums.height.mean()) / tables.SIGMA_ALPHA
    assert np.abs(away.std() - 1) < 0.1
    variance = sums.residual / (sums.sizes - 1)
    assert variance.mean() == pytest.approx(tables.SIGMA**2, rel=2e-3)
    np.testing.assert_allclose(sums.root[0, 0] ** 2, sums.sizes)
    np.testing.assert_allclose(sums.along / sums.root[0], sums.fit)
