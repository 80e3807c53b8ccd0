"""Models compared by what they predict of left-out data."""

import numpy as np
import pandas as pd
import pytest
from pooling import exact
from pooling.basics import files
from pooling.checks import comparison
from pooling.checks.results import Fit, Results
from pooling.exact.cross_validation import conditional
from pooling.exact.cross_validation.base import shared_posterior
from pooling.figures import compared_models
from pooling.figures.words import Words
from pooling.model import families, outcomes, priors
from pooling.table import tables


def table_of(elpd, method="psis", k=0.1, **columns) -> pd.DataFrame:
    """Left-out observations, as `cross_validation.tables.leave_out` gives them."""
    given = {
        "row": range(len(elpd)),
        "group": [str(place) for place in range(len(elpd))],
        "lpd": np.asarray(elpd) + 0.5,
        "elpd": elpd,
        "pareto_k": k,
        "method": method,
        "unsettled": 0,
        "fringe": 0.0,
        "stands_for": 1.0,
        "nodes": np.nan,  # of draws
        "of_nodes": np.nan,
    }
    return pd.DataFrame(given | columns)


def groups_of(elpd, sizes) -> pd.DataFrame:
    labels = [str(place) for place in range(len(elpd))]
    return pd.DataFrame(
        {
            "group": labels,
            "size": sizes,
            "elpd": elpd,
            "pareto_k": np.nan,
            "method": "exact",
            "fringe": 0.0,
            "stands_for": 1.0,
            "nodes": 1000,
            "of_nodes": 1000,
        }
    )


def test_models_are_compared_with_the_best():
    worse, better = np.array([-1.0, -2.0, -3.0]), np.array([-1, -1.5, -1])
    table = comparison.compare({"worse": table_of(worse), "better": table_of(better)})
    table = table.set_index("model")
    assert list(table.index) == ["better", "worse"]
    assert table.loc["better", ["elpd_diff", "se_diff"]].tolist() == [0, 0]
    assert table.loc["worse", "elpd_diff"] == pytest.approx(-2.5)
    apart = pd.Series(worse - better)
    assert table.loc["worse", "se_diff"] == pytest.approx(np.sqrt(3) * apart.std())
    assert table.loc["worse", "se"] == pytest.approx(np.sqrt(3) * worse.std(ddof=1))
    assert table.loc["worse", "p_loo"] == pytest.approx(1.5)
    assert (table["k_bad"] == 0).all()


def test_a_sample_stands_for_the_whole_table_with_an_error_of_its_own():
    """Over repeated samples the sum is unbiased, and its error is what is said."""
    rng = np.random.default_rng(5)
    terms = rng.normal(-3, 2, 1000)
    sums, errors = [], []
    for _ in range(300):
        chosen = rng.choice(terms, 100, replace=False)
        table = comparison.compare({"one": table_of(chosen, stands_for=10.0)})
        sums.append(table.loc[0, "elpd"])
        errors.append(table.loc[0, "se"])
    own = np.sqrt(len(terms)) * terms.std(ddof=1)
    assert np.mean(sums) == pytest.approx(terms.sum(), abs=4 * np.std(sums) / 300**0.5)
    # The error holds that of the terms themselves, and that of the sample.
    expected = np.hypot(own, np.std(sums))
    assert np.mean(errors) == pytest.approx(expected, rel=0.1)
    assert table.loc[0, "p_loo"] == pytest.approx(0.5 * 1000)


def test_a_sample_by_group_has_no_error_of_what_differs_between_groups():
    rng = np.random.default_rng(6)
    group = np.repeat(np.arange(20), [30, 70] * 10)
    terms = rng.normal(0, 5, 20)[group] + rng.normal(-3, 1, 1000)
    sums, errors = [], []
    for _ in range(300):
        order = np.lexsort((rng.random(1000), group))
        chosen = order[outcomes.sample({"y": terms, "group": group + 1}, 100)]
        names = group[chosen].astype(str)
        table = table_of(terms[chosen], stands_for=10.0, group=names)
        found = comparison.compare({"one": table.sample(frac=1, random_state=1)})
        sums.append(found.loc[0, "elpd"])
        errors.append(found.loc[0, "se"])
    own = np.sqrt(len(terms)) * terms.std(ddof=1)
    assert np.mean(sums) == pytest.approx(terms.sum(), abs=4 * np.std(sums) / 300**0.5)
    sampled = np.sqrt(np.mean(np.square(errors)) - own**2)
    assert sampled == pytest.approx(np.std(sums), rel=0.15)
    assert sampled < own  # that of a simple random sample is three times as large


def test_models_are_compared_on_what_was_left_out_of_all():
    every, some = np.arange(-9.0, -1.0), [1, 4, 6]
    tables = {
        "partial_pooling": table_of(every, method="exact"),
        "no_pooling": table_of(every[some] - [1.0, 2.0, 1.5], row=some, stands_for=8 / 3),
    }
    groups = dict.fromkeys(tables, groups_of([-1.0, -2.0], [4, 4]))
    found, _, told = comparison.summarise("means", tables, groups)
    of_sample = comparison.compare(
        {
            "partial_pooling": table_of(every[some], stands_for=8 / 3),
            "no_pooling": tables["no_pooling"],
        }
    )
    columns = ["model", "elpd", "elpd_diff", "se_diff"]
    pd.testing.assert_frame_equal(found[columns], of_sample[columns])
    assert told["observations"]["taken"] == 3
    assert told["observations"]["of"] == 8


def test_a_model_without_an_answer_is_not_the_best():
    unknown, known_one = np.full(3, np.nan), np.array([-1.0, -2.0, -3.0])
    table = comparison.compare({"none": table_of(unknown), "some": table_of(known_one)})
    assert table.set_index("model").loc["some", "elpd_diff"] == 0


def test_replaced_and_unsure_values_are_counted():
    replaced = table_of(
        [-1.0, -1.0, -1.0], method=["psis", "exact", "psis"], k=[0.2, 0.9, np.nan]
    )
    exactly = table_of(
        [-1.0, -1.0, -2.0], method="exact", k=np.nan, fringe=[0.0, 0.2, np.nan]
    )
    table = comparison.compare({"a": replaced, "b": exactly}).set_index("model")
    assert table.loc["a", ["k_bad", "method"]].tolist() == [2, "psis"]
    assert table.loc["b", ["k_bad", "method"]].tolist() == [1, "exact"]


def test_groups_have_no_effective_number_of_parameters():
    table = comparison.compare({"a": groups_of([-1.0, -2.0], [3, 4])})
    assert list(table) == [
        "model",
        "elpd",
        "se",
        "elpd_diff",
        "se_diff",
        "k_bad",
        "method",
    ]


@pytest.mark.parametrize(
    ("lead", "error", "worse"), [(3.9, 2.0, []), (4.0, 2.0, ["b"]), (0.0, 0.0, [])]
)
def test_two_standard_errors_tell_models_apart(lead, error, worse):
    table = pd.DataFrame(
        {"model": ["a", "b"], "elpd_diff": [0.0, -lead], "se_diff": [0.0, error]}
    )
    close, found = comparison.told_apart(table)
    assert found == worse
    assert close == (["a"] if worse else ["a", "b"])


def test_what_a_comparison_tells():
    flat = np.zeros(4)
    lone = np.array([0, 0, 0, 1])
    observations = {
        "partial_pooling": table_of(flat, nodes=1000, of_nodes=32_767),
        "no_pooling": table_of(flat - [0.1, 0.2, 0.1, 0.8], unsettled=lone),
        "complete_pooling": table_of(flat - [0, 9.0, 0, 0.01], unsettled=lone),
        "regularised": table_of(flat - [1.0, 1.0, 1.0, 0.1], unsettled=lone),
    }
    groups = {
        model: groups_of([-3.0 - place, -2.0 - place, -1 - place], [2, 1, 1])
        for place, model in enumerate(observations)
    }
    table, group_table, told = comparison.summarise("means", observations, groups)
    assert told["threshold"] == 2
    seen = told["observations"]
    assert seen["best"] == seen["close"][0] == table["model"][0] == "partial_pooling"
    assert seen["worse"] == ["regularised"]
    assert set(seen["close"]) == {"partial_pooling", "no_pooling", "complete_pooling"}
    assert seen["replaced"] == dict.fromkeys(observations, 0)
    assert seen["thinned"] == {"partial_pooling": {"nodes": 1000, "of": 32_767}}
    # The lone row of complete pooling is predicted by the others; that of the
    # regularised model makes less than a tenth.
    (remark,) = seen["remarks"]
    assert remark == {
        "model": "no_pooling",
        "observations": 1,
        "groups": 1,
        "difference": pytest.approx(-0.8),
        "of": pytest.approx(-1.2),
        "share": pytest.approx(2 / 3),
    }
    of_groups = told["groups"]
    known = {"best", "close", "worse", "no_contestants", "taken", "of"}
    known |= {"thinned", "carried"}
    assert set(of_groups) == known
    assert not of_groups["no_contestants"]
    assert not of_groups["thinned"]
    assert not told["single_row"]
    assert group_table["model"].tolist() == list(observations)


def lost(apart) -> dict | None:
    """Tell what one group carries of a loss, given what each group adds to it."""
    sizes, of_best = np.full(len(apart), 5), np.linspace(-9.0, -5.0, len(apart))
    parts = {
        "partial_pooling": groups_of(of_best, sizes),
        "complete_pooling": groups_of(of_best + apart, sizes),
    }
    return comparison.carried("complete_pooling", parts, "partial_pooling")


def test_a_group_that_carries_most_of_a_difference_is_named():
    even = np.array([-1.0, -1.2, -0.9, -1.1, -0.8, -1.0, -1.1, -0.9])
    assert lost(even) is None
    with_one = np.append(even, -12.0)
    assert lost(with_one) == {
        "model": "complete_pooling",
        "group": "8",
        "difference": pytest.approx(-12),
        "of": pytest.approx(-20),
        "share": pytest.approx(0.6),
        "without": pytest.approx(-8),
    }
    # One that goes the other way makes the standard error, and hides a part of the loss.
    against = lost(np.append(5 * even, 10.0))
    assert against["group"] == "8"
    assert against["share"] == pytest.approx(-1 / 3)
    assert against["without"] == pytest.approx(-40)
    # Where all else is alike, a group that hardly counts stands out by nothing.
    assert lost(np.append(np.full(20, -1.0), -1.5)) is None
    assert lost([-5.0, -0.1, -0.1]) is None  # of three groups one always does
    assert lost(np.zeros(8)) is None
    # Of a difference that is next to nothing, which others make up for, none is carried.
    assert lost([-3.0, 0.4, 0.5, 0.3, 0.6, 0.4, 0.5, 0.2]) is None


def test_the_observations_of_a_group_are_added_up_before_it_is_named():
    flat = np.zeros(12)
    group = np.repeat(list("abcdef"), 2)
    apart = np.where(group == "c", -4.0, -0.5)
    parts = {
        "partial_pooling": table_of(flat, group=group),
        "no_pooling": table_of(flat + apart, group=group),
    }
    found = comparison.carried("no_pooling", parts, "partial_pooling")
    assert (found["group"], found["difference"]) == ("c", -8)
    assert found["of"] == -13


def test_without_pooling_rows_alone_in_their_groups_are_no_contest():
    flat, lone = np.zeros(4), np.ones(4)
    observations = {
        "partial_pooling": table_of(flat, unsettled=lone),
        "no_pooling": table_of(flat - [1.0, 1.1, 1.0, 1.2], unsettled=lone),
        "complete_pooling": table_of(flat - [2.0, 2.1, 2.0, 2.2], unsettled=lone),
    }
    groups = {m: groups_of(own["elpd"], [5] * 4) for m, own in observations.items()}
    _, _, told = comparison.summarise("rates", observations, groups)
    assert told["single_row"]
    for kind in ("observations", "groups"):
        assert told[kind]["no_contestants"] == ["no_pooling"]
        assert told[kind]["close"] == ["partial_pooling"]
        assert told[kind]["worse"] == ["complete_pooling"]
    # The best one is compared with, whatever it is.
    observations["no_pooling"]["elpd"] += 5
    _, _, told = comparison.summarise("rates", observations, groups)
    assert told["observations"]["no_contestants"] == []


def test_three_counties_of_one_home_make_a_third_of_no_poolings_loss(root, lecture):
    """The wide prior decides there; by the exact answers, without a fit."""
    settings = lecture["analyses"]["radon"]
    family = families.get("means")
    own = family.Settings(**settings)
    prepared, facts = family.prepare(tables.read(root / own.sources[0]), own.preparation)
    observations, groups = {}, {}
    for name in ("no_pooling", "partial_pooling"):
        model = family.MODELS[name]
        written = settings["models"][name]["priors"]
        chosen = priors.check(written, model.priors, "radon")
        data = family.stan_data(prepared, facts, {}) | priors.stan_data(chosen)
        labels = sorted(set(prepared["group"]))
        given = conditional.given(model, data)
        grid = exact.posterior("means", name, data, {"group": labels}).grid()
        posterior = shared_posterior(given, grid, None)
        alone, together = posterior.predict(given)
        observations[name] = table_of(
            alone.elpd,
            method="exact",
            group=prepared["group"],
            unsettled=given.unsettled.astype(int),
        )
        groups[name] = groups_of(together.elpd, given.sizes)
    _, _, told = comparison.summarise("means", observations, groups)
    (remark,) = told["observations"]["remarks"]
    assert (remark["model"], remark["observations"], remark["groups"]) == (
        "no_pooling",
        3,
        3,
    )
    assert remark["share"] == pytest.approx(1 / 3, abs=0.02)
    assert told["groups"]["worse"] == ["no_pooling"]


def test_labels_are_read_as_text(tmp_path):
    table_of([-1.0, -2.0], group=["NA", "007"]).to_csv(tmp_path / "a.csv", index=False)
    found = comparison.read(tmp_path / "a.csv")
    assert found["group"].tolist() == ["NA", "007"]
    assert found["elpd"].tolist() == [-1, -2]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_figures_name_every_model_and_say_the_remark(tmp_path, language):
    models = ["partial_pooling", "no_pooling", "complete_pooling"]
    lone = np.array([0, 0, 0, 1])
    observations = {
        model: table_of(-1.0 - place * np.arange(1.0, 5.0), unsettled=lone)
        for place, model in enumerate(models)
    }
    groups = {
        model: groups_of(np.array([-3.0, -7.0, -1.0]) - place, [2, 4, 1])
        for place, model in enumerate(models)
    }
    table, group_table, told = comparison.summarise("means", observations, groups)
    files.write_csv(tmp_path / "comparison.csv", table)
    files.write_csv(tmp_path / "group_comparison.csv", group_table)
    files.write_json(tmp_path / "comparison.json", told)
    for model, own in groups.items():
        files.write_csv(tmp_path / model / "left_out_groups.csv", own)
    names = ("comparison", "group_comparison")
    settings = {"family": "means", "labels": {"group": {"column": "site"}}}
    results = Results(
        "a",
        {name: str(tmp_path / f"{name}.csv") for name in names},
        {m: Fit.of([str(tmp_path / m / "left_out_groups.csv")]) for m in models},
        settings,
    )
    words = Words(language, settings)
    figure, _ = compared_models.comparison(results, words)
    share = {"en": "40%", "es": "40\N{NARROW NO-BREAK SPACE}%"}[language]
    assert share in figure.get_supxlabel()
    assert words.model("no_pooling").capitalize() in figure.get_supxlabel()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == [words.model(model) for model in models]
    bars = figure.axes[0].containers[1][2][0].get_segments()[0]
    second = table.iloc[1]
    reach = 2 * second["se_diff"]  # what tells two models apart
    ends = [second["elpd_diff"] - reach, second["elpd_diff"] + reach]
    np.testing.assert_allclose(bars[:, 0], ends)
    figure, drawn = compared_models.new_groups(results, words)
    assert len(drawn) == 9
    lines = figure.axes[0].get_lines()
    marks = np.concatenate(
        [line.get_ydata() for line in lines if line.get_marker() in "osD^"]
    )
    best, *others = groups.values()
    expected = [(own["elpd"] - best["elpd"]) / own["size"] for own in others]
    np.testing.assert_allclose(sorted(marks), sorted(np.concatenate(expected)))
    # Each mark nearest to the place of its own size.
    places = np.concatenate(
        [line.get_xdata() for line in lines if line.get_marker() in "osD^"]
    )
    own = np.tile([1, 2, 0], 2)
    assert (places.round() == own).all()


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("at", [0, 8])
def test_the_figure_of_new_groups_says_of_what_and_names_who_carries_it(
    tmp_path, language, at
):
    loss = np.full(9, -1.0)
    loss[at] = -20.0
    sizes = np.arange(1, 10) ** 2
    groups = {
        "partial_pooling": groups_of(np.full(9, -5.0), sizes),
        "complete_pooling": groups_of(loss - 5.0, sizes),
    }
    files.write_csv(tmp_path / "groups.csv", comparison.compare(groups))
    for model, own in groups.items():
        files.write_csv(tmp_path / model / "left_out_groups.csv", own)
    settings = {"family": "means", "labels": {"group": {"column": "site"}}}
    results = Results(
        "a",
        {"group_comparison": str(tmp_path / "groups.csv")},
        {m: Fit.of([str(tmp_path / m / "left_out_groups.csv")]) for m in groups},
        settings,
    )
    figure, _ = compared_models.new_groups(results, Words(language, settings))
    for label in (figure.axes[0].get_ylabel(), figure.axes[1].get_xlabel()):
        assert label.startswith("elpd")
    (name,) = figure.axes[0].texts
    assert name.get_text() == f"site {at}"
    figure.canvas.draw()
    panel, box = figure.axes[0].get_window_extent(), name.get_window_extent()
    assert panel.x0 <= box.x0 < box.x1 <= panel.x1
