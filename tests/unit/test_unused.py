"""A second grouping that the model does not know is found in what it leaves over."""

import numpy as np
import pandas as pd
import pytest
from pooling import tables
from pooling.predictive import unused
from pooling.results import Fit


def crossed(tmp_path, effect: float):
    """Days and machines, fitted by day alone; what is left has the machine's effect."""
    rng = np.random.default_rng(3)
    rows = [(f"d{d:02}", m) for d in range(12) for m in "ABC" for _ in range(2)]
    day = np.array([int(d[1:]) for d, _ in rows])
    machine = np.array(["ABC".index(m) for _, m in rows])
    alpha = rng.normal(20, 2, 12)
    y = alpha[day] + effect * (machine - 1) + rng.normal(0, 0.5, len(rows))
    table = pd.DataFrame(rows, columns=["day", "machine"]).assign(
        length=y, inches=y / 25.4, note="", noise=rng.permutation(["u", "v"] * 36)
    )
    path = tmp_path / "raw.csv"
    table.to_csv(path, index=False)
    prepared = pd.DataFrame({"row": np.arange(len(y)) + 2, "group": table["day"], "y": y})
    fit = Fit({})
    fit.__dict__["stan_data"] = {"y": y.tolist()}
    fit.__dict__["summary"] = pd.DataFrame(
        {"mean": alpha}, index=[f"alpha[d{d:02}]" for d in range(12)]
    )
    fit.__dict__["exact"] = pd.DataFrame(columns=["mean", "sd"])
    return unused.check("means", tables.read(path), prepared, fit, used=["day", "length"])


def test_a_grouping_that_was_not_used_is_named(tmp_path):
    found = crossed(tmp_path, 2.0)
    assert [row["column"] for row in found["columns"]] == ["machine", "noise"]
    machine, noise = found["columns"]
    assert machine["named"]
    # Effects -2, 0, 2 have the variance 8/3, the noise 1/4.
    assert machine["share"] == pytest.approx(8 / 3 / (8 / 3 + 0.25), abs=0.05)
    assert not noise["named"]


def test_few_values_of_a_named_column_have_their_mean_outcome(tmp_path):
    machine, noise = crossed(tmp_path, 2.0)["columns"]
    assert [each["value"] for each in machine["values"]] == ["A", "B", "C"]
    assert [each["rows"] for each in machine["values"]] == [24] * 3
    low, middle, high = (each["mean"] for each in machine["values"])
    assert (middle - low, high - middle) == pytest.approx((2, 2), abs=0.5)
    assert noise["values"] == []


def test_a_grouping_without_effect_is_not_named(tmp_path):
    assert not any(row["named"] for row in crossed(tmp_path, 0.0)["columns"])


def test_a_number_that_never_repeats_is_tested_as_a_line():
    x = pd.Series([str(v) for v in range(20)])
    left = np.arange(20) * 0.1 + np.tile([1.0, -1.0], 10) * 0.01
    found = unused._tested(x, left, "point")
    assert found["share"] > 0.99
    names = pd.Series([f"id{v}" for v in range(20)])
    assert unused._tested(names, left, "point") is None
    comma = x + ",5"
    assert unused._tested(comma, left, "comma")["share"] > 0.99
