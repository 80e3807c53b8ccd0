"""Two versions beside each other: what moved, what flipped, what went in."""

import json

import numpy as np
import pytest
from pooling.run.changes import flipped, moved, page, rows, settings
from pooling.table import tables


class Kept:
    """A run whose JSON results are given."""

    def __init__(self, folder, **results):
        self.folder, self.name = folder, folder.name
        folder.mkdir()
        for name, content in results.items():
            (folder / f"{name}.json").write_text(json.dumps(content))

    def having(self, suffix):
        """Results with such an ending."""
        return sorted(p.name for p in self.folder.iterdir() if p.name.endswith(suffix))


@pytest.fixture
def draws():
    """Draw independent values for three labels."""

    def make(seed, size=500):
        return np.random.default_rng(seed).normal(size=(4, size, 3))

    return make


def test_the_same_draws_are_identical(draws):
    assert moved.compare(draws(1), draws(1), list("abc"), 1)["verdict"] == "identical"


@pytest.mark.parametrize("seed", range(2, 12))
def test_other_draws_of_the_same_posterior_agree(draws, seed):
    found = moved.compare(draws(1), draws(seed), list("abc"), 1)
    assert found["verdict"] == "agrees"


def test_a_moved_mean_is_measured_in_errors_and_in_sds(draws):
    after = draws(2)
    after[..., 1] += 0.5
    found = moved.compare(draws(1), after, list("abc"), 1)
    assert found["verdict"] == "moved"
    worst = found["parameters"][0]
    assert worst["parameter"] == "b"
    # The error of a difference of two means of 2000 draws is sqrt(2 / 2000).
    assert worst["z_mean"] == pytest.approx(0.5 / np.sqrt(2 / 2000), rel=0.2)
    assert found["largest_shift"] == pytest.approx(0.5, abs=0.1)


def test_a_posterior_that_only_widened_has_moved(draws):
    found = moved.compare(draws(1), 1.3 * draws(2), list("abc"), 1)
    assert found["verdict"] == "moved"
    worst = found["parameters"][0]
    assert abs(worst["z_sd"]) > found["threshold"] > abs(worst["z_mean"])


def test_a_parameter_that_stands_still_has_not_moved(draws):
    before, after = draws(1), draws(2)
    before[..., 0] = after[..., 0] = 1.0
    assert moved.compare(before, after, list("abc"), 1)["verdict"] == "agrees"
    after[..., 0] = 1.1
    assert moved.compare(before, after, list("abc"), 1)["verdict"] == "moved"


def test_settings_are_compared_key_by_key():
    found = settings({"a": {"b": 1, "c": [1, 2]}}, {"a": {"b": 2, "c": [1, 2]}, "d": 0})
    assert found == [
        {"key": "a.b", "base": 1, "run": 2},
        {"key": "d", "base": None, "run": 0},
    ]


def test_rows_are_the_same_in_another_order(tmp_path):
    for name, values in (("a", [1, 2]), ("b", [2, 1]), ("c", [2, 2])):
        table = {"row": [1, 2], "group": ["x", "x"], "y": values}
        tables.write_prepared(tmp_path / name, table)
    assert rows(tmp_path / "a") == rows(tmp_path / "b")
    assert rows(tmp_path / "a") != rows(tmp_path / "c")


def test_flipped_claims_and_verdicts_are_listed(tmp_path):
    claim = {"id": 3, "analysis": "coins", "sentence": {"en": "So it is."}}
    base = Kept(
        tmp_path / "v1",
        claims=[claim | {"verdict": "supported"}],
        agreement={"verdict": "agrees"},
    )
    run = Kept(
        tmp_path / "v2",
        claims=[claim | {"verdict": "not supported"}],
        agreement={"verdict": "agrees"},
    )
    assert flipped(base, run) == [
        {
            "what": "coins: claim 3",
            "sentence": "So it is.",
            "base": "supported",
            "run": "not supported",
        }
    ]


def test_the_page_escapes_what_it_is_given():
    nothing = {"changed": [], "gone": [], "new": []}
    found = {
        "base": "v1",
        "run": "v2",
        "configuration": [{"key": "title", "base": "<script>", "run": None}],
        "tables": nothing,
        "data": [],
        "programs": [],
        "sources": nothing,
        "toolchain": [],
        "posteriors": [],
        "flipped": [],
        "figures": {**nothing, "same": ["a.svg"]},
        "results": nothing,
        "count": 1,
    }
    text = page.render(found, "../v1", "../v2")
    assert "&lt;script&gt;" in text
    assert "<script" not in text
    assert "1 setting differs" in text
