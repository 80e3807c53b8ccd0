"""Answers: sentences whose numbers are those of the results."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pooling import answers, draws, files
from pooling.answers.base import Estimate, rounded
from pooling.figures.words import Spoken
from pooling.ranks import alike, chances
from pooling.results import Fit, Results
from scipy.special import expit

LABELS = {
    "y": {"column": "y", "label": {"en": "height", "es": "altura"}, "unit": None},
    "group": {"column": "g", "label": {"en": "plot", "es": "parcela"}},
}
LABELS["y"]["unit"] = {"en": "cm", "es": "cm"}


def fit(folder: Path, values: dict, dims: dict, coords: dict, exact=()) -> Fit:
    """Write draws of a fit, with their summary and the exact answers that are known."""
    shape = next(iter(values.values())).shape[:2]
    tree = draws.dataset(
        values | {"lprior": np.zeros(shape)},
        {name: np.zeros(shape) for name in draws.SAMPLE_STATS},
        {"y": np.arange(2)},
        dims,
        coords,
    )
    rows = {}
    for name, found in values.items():
        flat = found.reshape(-1, *found.shape[2:])
        labelled = (
            {name: flat}
            if flat.ndim == 1
            else {
                f"{name}[{label}]": flat[:, at]
                for at, label in enumerate(next(iter(coords.values())))
            }
        )
        for label, own in labelled.items():
            q5, q50, q95 = np.quantile(own, [0.05, 0.5, 0.95])
            rows[label] = {"mean": own.mean(), "sd": own.std()} | dict(
                zip(("q5", "q50", "q95"), (q5, q50, q95), strict=True)
            )
    table = pd.DataFrame(rows).T.rename_axis("parameter").reset_index()
    known = pd.DataFrame(exact, columns=["parameter", "mean", "sd"])
    folder.mkdir(parents=True)
    paths = {kind: folder / f"{kind}.csv" for kind in ("summary", "exact")}
    files.write_csv(paths["summary"], table)
    files.write_csv(paths["exact"], known)
    paths["posterior"] = folder / "posterior.nc"
    draws.write(paths["posterior"], tree)
    return Fit({kind: str(path) for kind, path in paths.items()})


@pytest.fixture
def means(tmp_path):
    """Three plots, of which the third is surely the highest."""
    rng = np.random.default_rng(4)
    alpha = np.array([10.0, 11.0, 30.0]) + rng.normal(size=(2, 400, 3))
    scalars = {
        "mu_alpha": 17 + rng.normal(size=(2, 400)),
        "sigma_alpha": 8 + rng.normal(0, 0.1, (2, 400)),
        "sigma": 4 + rng.normal(0, 0.1, (2, 400)),
    }
    labels = ["a", "b", "c"]
    partial = fit(
        tmp_path / "partial_pooling",
        scalars | {"alpha": alpha},
        {"alpha": ["plot"]},
        {"plot": labels},
        [("mu_alpha", 17.25, 1.0)],
    )
    new = {"mean": 17.0, "sd": 9.0, "q5": 2.0, "q95": 32.0}
    path = tmp_path / "new.json"
    files.write_json(path, {"predictions": [{"at": None, "new": new}]})
    partial.files["predictive_new_group"] = str(path)
    prepared = pd.DataFrame(
        {"row": range(2, 8), "group": labels * 2, "y": np.arange(6.0)}
    )
    files.write_csv(tmp_path / "prepared.csv", prepared)
    files.write_json(tmp_path / "prepared.json", {"rows_used": 6, "groups": 3})
    return Results(
        "plots",
        {
            "prepared": str(tmp_path / "prepared.csv"),
            "facts": str(tmp_path / "prepared.json"),
        },
        {"partial_pooling": partial},
        {"family": "means", "labels": LABELS, "options": {"partial_pooling": {}}},
    )


def of(results: Results, about: str) -> list:
    return [each for each in answers.of(results) if each.about == about]


def test_the_typical_value_is_the_exact_one_where_there_is_one(means):
    (typical,) = of(means, "typical")
    assert typical.values["typical"] == 17.25
    assert "17.2" in typical.text["en"]
    assert "cm" in typical.text["en"]
    assert "17,2" in typical.text["es"]


def test_the_share_of_variance_is_that_of_the_draws(means):
    (differ,) = of(means, "differ")
    found = means.fits["partial_pooling"].draws("sigma_alpha", "sigma")
    share = found["sigma_alpha"] ** 2 / (found["sigma_alpha"] ** 2 + found["sigma"] ** 2)
    assert differ.values["share"] == pytest.approx(share.mean())
    assert f"{100 * share.mean():.0f}" in differ.text["en"]


def test_the_highest_group_is_named_with_its_probability(means):
    (extremes,) = of(means, "extremes")
    assert extremes.values["highest_group"] == "c"
    assert extremes.values["probability_highest"] == 1
    assert extremes.values["lowest_group"] == "a"
    assert 0.6 < extremes.values["probability_lowest"] < 0.9
    assert "> 0.99" in extremes.text["en"]
    assert "> 0,99" in extremes.text["es"]


def test_what_is_not_settled_is_said_last_and_only_then(means):
    assert not of(means, "open")  # the third is the highest beyond doubt
    fitted = means.fits["partial_pooling"]
    table = fitted.summary
    table.loc["alpha[c]", "mean"] = 10.5
    stored = dict(fitted.draws("alpha"))["alpha"]
    alike = Fit(fitted.files)
    alike.__dict__["summary"] = table
    alike.draws = lambda *names, **_: (
        {"alpha": stored * [1, 1, 0] + [0, 0, 10.5]}
        if names == ("alpha",)
        else fitted.draws(*names)
    )
    means.fits["partial_pooling"] = alike
    found = answers.of(means)
    assert found[-1].about == "open"
    assert found[-1].values["groups_that_may_be_highest"] == 3
    assert found[-1].values["most_probable"] in "abc"
    assert "plot" in found[-1].text["en"]
    assert "parcela" in found[-1].text["es"]


def test_a_single_group_has_neither_highest_nor_lowest(means):
    means.__dict__["groups"] = ["a"]
    assert not of(means, "extremes")


def test_groups_that_are_equal_share_a_draw():
    same = np.zeros((10, 4))
    highest, lowest = chances(same)
    assert highest.tolist() == lowest.tolist() == [0.25] * 4
    some = np.random.default_rng(1).normal([0, 1, 0], size=(500, 3))
    highest, lowest = chances(some)
    assert highest.sum() == pytest.approx(1)
    assert lowest.sum() == pytest.approx(1)
    assert highest.argmax() == 1


def test_groups_with_one_estimate_have_one_chance():
    found = np.array([0.1, 0.3, 0.6])
    for scale, offset in ((1, 0), (1e-13, 0), (1e-4, 1e9)):
        shared = alike(found, offset + scale * np.array([2.0, 2.0, 1.0]))
        assert shared == pytest.approx([0.2, 0.2, 0.6])
    assert alike(found, np.ones(3)) == pytest.approx(found.mean())


def test_without_a_prediction_the_rest_is_said(means):
    assert of(means, "new_group")
    del means.fits["partial_pooling"].files["predictive_new_group"]
    assert not of(means, "new_group")
    assert of(means, "typical")


@pytest.mark.parametrize(
    ("sd", "value", "said"),
    [
        (0.05, 1.3122, "1.31"),
        (0.86, 1.3122, "1.3"),
        (13.0, 90.3038, "90"),
        (0.2, 0, "0.00"),
    ],
)
def test_digits_end_where_nothing_is_known(sd, value, said):
    assert rounded(Spoken("en", {}), sd, value) == [said]


def test_an_interval_has_the_marks_of_the_language():
    estimate = Estimate(0.1346, 0.035, 0.0795, 0.197)
    told = {
        each: estimate.written(Spoken(each, {}), percent=True) for each in ("en", "es")
    }
    assert told["en"] == "13% (90%: 8% to 20%)"
    assert told["es"].replace("\u202f", " ") == "13 % (90 %: 8 % a 20 %)"


def test_the_small_run_has_an_answer_whose_numbers_its_files_hold(small):
    from pooling.families import NAMES

    for family in NAMES:
        folder = small.results / family
        found = json.loads((folder / "answers.json").read_text("utf-8"))
        assert found, family
        assert all(each["text"]["en"] and each["text"]["es"] for each in found)
        exact = pd.read_csv(folder / "partial_pooling" / "exact.csv", index_col=0)
        values = {k: v for each in found for k, v in each["values"].items()}
        if family in ("means", "lines"):
            assert values["typical"] == exact.at["mu_alpha", "mean"]
        if family == "rates":
            summary = pd.read_csv(folder / "partial_pooling" / "summary.csv", index_col=0)
            assert values["median_q5"] == pytest.approx(
                expit(summary.at["mu_alpha", "q5"]), abs=0.01
            )
        if family == "coins":
            assert values["omega"] == exact.at["omega", "mean"]
        for each in found:
            numbers = re.findall(r"\d+\.\d+", each["text"]["en"])
            held = np.array(
                [v for v in each["values"].values() if isinstance(v, int | float)]
            )
            for number in numbers:
                digits = len(number.partition(".")[2])
                assert any(
                    abs(abs(held * scale) - float(number)).min() <= 0.51 * 10**-digits
                    for scale in (1, 100)
                ) or float(number) in (0.01, 0.99), (each, number)
