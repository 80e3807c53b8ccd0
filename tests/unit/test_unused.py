"""A column that the model does not know is found in what it leaves over."""

import numpy as np
import pandas as pd
import pytest
from pooling.checks.predictive import unused
from pooling.checks.results import Fit
from pooling.table import tables


def read(tmp_path, table: pd.DataFrame):
    path = tmp_path / "raw.csv"
    table.to_csv(path, index=False)
    return tables.read(path)


def fitted(**estimates: pd.Series) -> Fit:
    """Give a fit whose summary has these estimates of the groups."""
    fit = Fit({})
    rows = {
        f"{name}[{label}]": value
        for name, of_groups in estimates.items()
        for label, value in of_groups.items()
    }
    fit.__dict__["summary"] = pd.DataFrame({"mean": pd.Series(rows)})
    fit.__dict__["exact"] = pd.DataFrame(columns=["mean", "sd"])
    return fit


def prepared(table: pd.DataFrame, group: str, y: str, x: str | None = None):
    found = pd.DataFrame(
        {"row": np.arange(len(table)) + 2, "group": table[group], "y": table[y]}
    )
    return found.assign(x=table[x]) if x else found


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
    fit = fitted(alpha=pd.Series(alpha, index=[f"d{d:02}" for d in range(12)]))
    made = prepared(table, "day", "length")
    return unused.check(
        "means", read(tmp_path, table), prepared=made, fit=fit, used=["day", "length"]
    )


def test_a_grouping_that_was_not_used_is_named(tmp_path):
    found = crossed(tmp_path, 2.0)
    assert [row["column"] for row in found["columns"]] == ["machine", "noise"]
    machine, noise = found["columns"]
    assert machine["named"]
    assert (machine["against"], machine["effect"]) == ("residuals", None)
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


def by_dummies(table: pd.DataFrame, terms: list[np.ndarray]):
    """The same F test, by least squares with all dummies written out."""
    from scipy import stats

    dummies = pd.get_dummies(table["group"], dtype=float).to_numpy()
    y = table["y"].to_numpy()

    def left(columns):
        design = np.column_stack(columns)
        solved, _, rank, _ = np.linalg.lstsq(design, y, rcond=None)
        return ((y - design @ solved) ** 2).sum(), rank, solved

    rest, base, _ = left([dummies, *terms[:-1]])
    full, rank, solved = left([dummies, *terms])
    f = (rest - full) / (rank - base) / (full / (len(y) - rank))
    return stats.f.sf(f, rank - base, len(y) - rank), solved[-1]


def test_the_test_is_that_of_the_model_with_all_dummies():
    rng = np.random.default_rng(8)
    table = pd.DataFrame({"group": rng.integers(0, 9, 60), "x": rng.normal(55, 3, 60)})
    floor = rng.integers(0, 2, 60)
    table["y"] = 1e6 + table["group"] - 0.7 * floor + rng.normal(0, 1, 60)
    y, codes = table["y"].to_numpy(), pd.factorize(table["group"])[0]
    cells = pd.Series(floor.astype(str))
    found = unused._tested(cells, y, decimal="point", group=codes)
    p, effect = by_dummies(table, [floor.astype(float)])
    assert (found["p_value"], found["effect"]) == pytest.approx((p, effect), rel=1e-5)
    assert found["kinds"] == ["0", "1"]
    # With a slope of each group, and a column of numbers that do not repeat.
    x = table["x"].to_numpy()
    slopes = pd.get_dummies(table["group"], dtype=float).to_numpy() * (x - 55)[:, None]
    number = rng.normal(0, 1, 60) + 0.1 * x
    found = unused._tested(
        pd.Series(number.astype(str)), y, decimal="point", group=codes, x=x
    )
    p, effect = by_dummies(table, [*slopes.T, number])
    assert (found["p_value"], found["effect"]) == pytest.approx((p, effect), rel=1e-5)


def counties(tmp_path, slope: float, floor: float, seed: int, homes: int = 5):
    """Homes of counties, with a floor of the home and soil and region of the county."""
    rng = np.random.default_rng(seed)
    names = [f"c{k}" for k in range(8 if homes == 5 else 40)]
    table = pd.DataFrame({"county": np.repeat(names, homes)})
    soil = pd.Series(rng.normal(0, 1, len(names)), index=names)
    true = pd.Series(rng.normal(0, 0.5, len(names)), index=names) + slope * soil
    table["soil"] = table["county"].map(soil)
    table["region"] = table["county"].map(
        pd.Series(rng.permutation(["n", "s"] * (len(names) // 2)), index=names)
    )
    table["floor"] = rng.integers(0, 2, len(table))
    table["size"] = rng.normal(100, 20, len(table)).round(2)
    noise = rng.normal(0, 0.8, len(table))
    table["y"] = table["county"].map(true) + floor * table["floor"] + noise
    means = table.groupby("county")["y"].mean()
    weight = 0.25 / (0.25 + 0.64 / homes)
    fit = fitted(alpha=means.mean() + weight * (means - means.mean()))
    made = prepared(table, "county", "y")
    return unused.check(
        "means", read(tmp_path, table), prepared=made, fit=fit, used=["county", "y"]
    )


def test_what_is_known_of_a_group_is_tested_against_the_estimates(tmp_path):
    found = counties(tmp_path, slope=0.7, floor=-0.7, seed=1, homes=10)
    rows = {row["column"]: row for row in found["columns"]}
    assert [rows["soil"][k] for k in ("against", "coefficient", "rows", "named")] == [
        "estimates",
        "alpha",
        40,
        True,
    ]
    assert rows["floor"]["against"] == "residuals"
    assert rows["floor"]["named"]
    assert rows["floor"]["effect"] == pytest.approx(-0.7, abs=0.25)
    assert rows["region"]["against"] == "estimates"
    assert not rows["region"]["named"]


def test_columns_without_effect_are_rarely_named(tmp_path):
    """At most a hundredth of tables: of 150, more than 6 once in a thousand times."""
    alarms = sum(
        any(row["named"] for row in counties(tmp_path, 0.0, 0.0, seed)["columns"])
        for seed in range(150)
    )
    assert alarms <= 6


def test_a_trifle_of_a_large_table_is_not_named(tmp_path):
    found = counties(tmp_path, slope=0.0, floor=-0.2, seed=5, homes=60)
    floor = next(row for row in found["columns"] if row["column"] == "floor")
    assert floor["p_value"] < 1e-4
    assert floor["share"] < unused.SHARE
    assert not floor["named"]


def test_slopes_are_tested_too_and_what_lines_hold_is_nothing_new(tmp_path):
    rng = np.random.default_rng(2)
    names = [f"r{k}" for k in range(30)]
    table = pd.DataFrame(
        {"runner": np.repeat(names, 6), "age": np.tile(range(50, 56), 30)}
    )
    table["year"] = table["age"] + 7.01 * table["runner"].str[1:].astype(int) + 1940
    coach = pd.Series(rng.permutation(["A", "B"] * 15), index=names)
    beta = (coach == "A") * 1.0 + rng.normal(0, 0.2, 30)
    alpha = pd.Series(rng.normal(90, 5, 30), index=names)
    table["coach"] = table["runner"].map(coach)
    by_runner = [table["runner"].map(each) for each in (alpha, beta)]
    table["net"] = by_runner[0] + by_runner[1] * (table["age"] - 52.5)
    table["net"] += rng.normal(0, 0.5, len(table))
    made = prepared(table, "runner", "net", "age")
    fit = fitted(alpha=alpha, beta=beta)
    used = ["runner", "net", "age"]
    found = unused.check(
        "lines", read(tmp_path, table), prepared=made, fit=fit, used=used
    )["columns"]
    assert [(row["column"], row["coefficient"], row["named"]) for row in found] == [
        ("coach", "beta", True),
        ("coach", "alpha", False),
    ]


@pytest.mark.parametrize(
    ("year", "moves"),
    [
        (lambda age, runner, noise: age + 7 * runner + 1940, True),
        (lambda age, runner, noise: 2000 - 12 * age, True),
        # Whole years beside decimal ages, and one that was not written down.
        (lambda age, runner, noise: (age + 0.3 * runner).round().replace(51, None), True),
        (lambda age, runner, noise: age + 3 * noise, False),
        (lambda age, runner, noise: runner, False),
    ],
)
def test_a_column_that_moves_with_the_predictor_is_not_called_idle(tmp_path, year, moves):
    rng = np.random.default_rng(4)
    table = pd.DataFrame({"runner": np.repeat(np.arange(12), 6)})
    table["age"] = np.tile(np.arange(50.0, 56.0), 12)
    table["year"] = year(table["age"], table["runner"], rng.normal(size=72))
    table["net"] = rng.normal(90, 5, 72)
    names = table["runner"].unique()
    fit = fitted(**dict.fromkeys(("alpha", "beta"), pd.Series(0.1 * names, index=names)))
    made = prepared(table, "runner", "net", "age")
    found = unused.check(
        "lines",
        read(tmp_path, table),
        prepared=made,
        fit=fit,
        used=["runner", "net", "age"],
    )
    assert found["moving"] == ["year"] * moves
    assert ("year" in [row["column"] for row in found["columns"]]) != moves


def test_a_number_that_never_repeats_is_tested_as_a_line():
    x = pd.Series([str(v) for v in range(20)])
    left = np.arange(20) * 0.1 + np.tile([1.0, -1.0], 10) * 0.01
    found = unused._tested(x, left, decimal="point")
    assert found["share"] > 0.99
    assert found["effect"] == pytest.approx(0.1, abs=0.001)
    names = pd.Series([f"id{v}" for v in range(20)])
    assert unused._tested(names, left, decimal="point") is None
    comma = x + ",5"
    assert unused._tested(comma, left, decimal="comma")["share"] > 0.99


def test_a_column_that_numbers_rows_or_groups_is_known_as_such(tmp_path):
    rng = np.random.default_rng(5)
    group = np.repeat([f"g{number}" for number in range(8)], 4)
    table = pd.DataFrame({"g": group, "y": rng.normal(size=32), "row": np.arange(32) + 1})
    table["code"] = np.repeat(np.arange(8), 4)
    table["scale"] = rng.integers(1, 6, 32)
    table["area"] = np.repeat(rng.normal(size=8), 4)
    fit = fitted(alpha=table.groupby("g")["y"].mean())
    made = prepared(table, "g", "y")
    found = unused.check(
        "means", read(tmp_path, table), prepared=made, fit=fit, used=["g", "y"]
    )
    numbered = {row["column"]: row["numbers"] for row in found["columns"]}
    assert numbered == {"row": True, "code": True, "scale": False, "area": False}
