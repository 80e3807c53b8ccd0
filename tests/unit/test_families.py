"""The families: tables prepared, Stan data laid out, default priors."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pooling.basics.errors import PoolingError
from pooling.exact.answer import answer
from pooling.model import families, priors
from pooling.model.families import coins, lines, means, rates
from pooling.model.families.base import (
    Family,
    Model,
    centred,
    group_index,
    group_means,
    natural_order,
)
from pooling.model.families.settings import MOST_DRAWN, kept_draws
from pooling.model.refits import Refit
from pooling.table import tables
from scipy import stats

MEANS = {"y": "y", "group": "g", "missing": "drop"}
LINES = {**MEANS, "x": "x", "centre": None}
RATES = {"y": "y", "N": "n", "group": "g", "missing": "drop", "simulate": None}


def test_every_family_has_its_programs_and_no_more(root):
    programs = {path.relative_to(root / "stan") for path in root.glob("stan/*/*.stan")}
    declared = {
        (root / "stan" / family / f"{program}.stan").relative_to(root / "stan")
        for family in families.NAMES
        for model, own in families.get(family).MODELS.items()
        if own.sampled
        for program in filter(None, [model, own.collapsed])
    }
    declared |= {
        Path("regression", f"{program}.stan")
        for name in families.RESPONSES
        for own in families.get(name).MODELS.values()
        for program in filter(None, [own.program, own.collapsed])
    }
    assert programs == declared


@pytest.mark.parametrize("name", families.ALL)
def test_every_family_has_what_is_asked_of_one(name):
    family = families.get(name)
    assert isinstance(family, Family)
    models = family.MODELS.values()
    assert all(isinstance(model, Model) for model in models)
    assert all(isinstance(refit, Refit) for refit in family.REFITS.values())


def test_a_family_that_lacks_something_is_none():
    lacking = {key: vars(means)[key] for key in vars(means) if key != "prepare"}
    assert not isinstance(SimpleNamespace(**lacking), Family)


def test_an_unknown_family_is_refused_with_the_nearest():
    with pytest.raises(PoolingError, match='did you mean "lines"'):
        families.get("line")


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (["10", "9", "9", "-1"], ["-1", "9", "10"]),
        (["2.5", "10", "1"], ["1", "2.5", "10"]),
        (["b", "10", "9"], ["10", "9", "b"]),
        (["Ñ", "a"], ["a", "Ñ"]),
    ],
)
def test_natural_order(labels, expected):
    assert natural_order(labels) == expected


@given(st.lists(st.text(max_size=3), min_size=1))
def test_natural_order_has_every_label_once(labels):
    ordered = natural_order(labels)
    assert sorted(ordered) == sorted(set(labels))
    assert natural_order(reversed(labels)) == ordered


def test_labels_that_are_equal_as_numbers_keep_one_order():
    assert natural_order(["1", "01"]) == natural_order(["01", "1"])


def test_group_index_counts_from_one():
    labels, index = group_index(pd.DataFrame({"group": ["10", "9", "10"]}))
    assert labels == ["9", "10"]
    assert index.tolist() == [2, 1, 2]


def test_means(table):
    prepared, facts = means.prepare(table("g,y\nb,1\na,3\nb,NA\nb,2\n"), MEANS)
    assert prepared.columns.tolist() == ["row", "group", "y"]
    assert (facts["rows_read"], facts["rows_dropped"], facts["rows_used"]) == (4, 1, 3)
    assert facts["groups"] == 2
    assert means.stan_data(prepared, facts, {}) == {
        "N": 3,
        "J": 2,
        "group": [2, 1, 2],
        "y": [1, 3, 2],
        "N_new": 1,
        "centred": 0,
    }


def test_the_default_priors_of_means_scale_with_the_outcome():
    y = np.array([1.0, 2.0, 4.0, 9.0])
    m, s = y.mean(), y.std(ddof=1)
    given_ = means.default_priors(pd.DataFrame({"y": y}))
    assert given_["partial_pooling"] == {
        "mu_alpha": {"mean": m, "sd": 2.5 * s},
        "sigma_alpha": {"rate": 1 / s},
        "sigma": {"rate": 1 / s},
    }
    assert given_["no_pooling"]["alpha"] == {"mean": m, "sd": 100 * s}
    assert given_["regularised"]["alpha"] == {"mean": m, "sd": s}


def test_lines(table):
    raw = table("g,y,x\nb,1,10\na,3,30\nb,2,NA\nb,4,20\n")
    prepared, facts = lines.prepare(raw, LINES)
    assert facts["centre"] == 20
    data = lines.stan_data(prepared, facts, {})
    assert data["x"] == [-10, 10, 0]
    assert (data["x_new"][0], data["x_new"][-1]) == (-10, 10)
    assert len(data["x_new"]) == data["N_new"] == lines.NEW_POINTS
    assert data["group"] == [2, 1, 2]


def test_a_given_centre_is_kept(table):
    raw = table("g,y,x\nb,1,10\na,3,30\na,5,20\n")
    prepared, facts = lines.prepare(raw, LINES | {"centre": 55})
    assert lines.stan_data(prepared, facts, {})["x"] == [-45, -25, -35]


@pytest.mark.parametrize(("module", "settings"), [(means, MEANS), (lines, LINES)])
def test_as_many_groups_as_rows_are_refused(table, module, settings):
    raw = table("g,y,x\na,1,10\nb,3,30\nc,2,20\n")
    with pytest.raises(
        PoolingError, match=r'table.csv: column "g" has a group of its own'
    ):
        module.prepare(raw, settings)


def test_a_predictor_that_varies_within_no_group_is_refused(table):
    raw = table("g,y,x\na,1,10\na,3,10\nb,2,20\n")
    with pytest.raises(PoolingError, match='"x" has one value within each group of "g"'):
        lines.prepare(raw, LINES)


def test_the_default_priors_of_lines_scale_with_both_columns():
    prepared = pd.DataFrame({"y": [1.0, 2.0, 6.0], "x": [0.0, 10.0, 20.0]})
    s, b = prepared["y"].std(), prepared["y"].std() / prepared["x"].std()
    found = lines.default_priors(prepared)
    assert found["partial_pooling"] == {
        "mu_alpha": {"mean": 3.0, "sd": 2.5 * s},
        "mu_beta": {"mean": 0.0, "sd": 2.5 * b},
        "sigma_alpha": {"rate": 1 / s},
        "sigma_beta": {"rate": 1 / b},
        "R": {"shape": 2.0},
        "sigma": {"rate": 1 / s},
    }
    assert found["no_pooling"]["beta"] == {"mean": 0.0, "sd": 100 * b}


@pytest.mark.parametrize("family", ["means", "lines", "rates"])
def test_default_priors_are_those_that_the_models_declare(family):
    module = families.get(family)
    prepared = pd.DataFrame({"y": [1.0, 2.0], "x": [1.0, 3.0], "N": [3, 4]})
    given_ = module.default_priors(prepared)
    assert {name: set(own) for name, own in given_.items()} == {
        name: set(model.priors) for name, model in module.MODELS.items()
    }


@pytest.mark.parametrize(
    ("module", "text", "settings"),
    [
        (means, "g,y\na,2\nb,2\n", MEANS),
        (lines, "g,y,x\na,2,1\nb,2,2\n", LINES),
        (lines, "g,y,x\na,1,5\nb,2,5\n", LINES),
    ],
)
def test_a_column_that_never_varies_is_refused_not_divided_by(
    table, module, text, settings
):
    with pytest.raises(PoolingError):
        module.default_priors(module.prepare(table(text), settings)[0])


@pytest.mark.parametrize(
    ("module", "text", "settings"),
    [
        (means, "g,y\na,1\na,2\n", MEANS),
        (lines, "g,y,x\na,1,1\na,2,2\n", LINES),
        (rates, "g,y,n\na,1,2\n", RATES),
    ],
)
def test_a_single_group_is_refused(table, module, text, settings):
    with pytest.raises(PoolingError, match='single group "a"'):
        module.prepare(table(text), settings)


def test_the_column_that_marks_units_stays_with_its_rows(table, tmp_path):
    raw = table("g,y,n,c\nb,1,5,1\na,,5,2\nc,2,3,-x\n")
    asked = RATES | {"colour": {"column": "c", "named": []}}
    prepared, _ = rates.prepare(raw, asked)
    assert dict(zip(prepared["group"], prepared["colour"], strict=True)) == {
        "b": "1",
        "c": "-x",
    }
    tables.write_prepared(tmp_path / "prepared.parquet", prepared)
    again = tables.read_prepared(tmp_path / "prepared.parquet")
    assert again["colour"].tolist() == ["1", "-x"]


def test_rates(table):
    prepared, facts = rates.prepare(table("g,y,n\n10,1,5\n9,2,5\n11,0,3\n"), RATES)
    assert rates.stan_data(prepared, facts, {}) == {
        "J": 3,
        "N": [5, 5, 3],
        "y": [2, 1, 0],
        "N_new": 2,
        "trials_new": [3, 5],
        "centred": 0,
    }


@pytest.mark.parametrize(
    ("estimates", "variances", "expected"),
    [
        ([0.0, 10.0, 20.0], [1.0, 1.0, 1.0], 1),
        ([0.0, 1.0, 2.0], [1.0, 1.0, 1.0], 0),
        ([0.0, 10.0, 20.0], [np.nan, np.nan, np.nan], 0),
        ([0.0, 2.0], [1.0, 1.0], 0),
        # The same spread settles many groups, not a few.
        ([-2.0, 2.0] * 4, [1.0] * 8, 0),
        ([-2.0, 2.0] * 30, [1.0] * 60, 1),
        ([-2.0, 2.0] * 30, [1.0] * 20 + [4.0] * 40, 0),
    ],
)
def test_groups_are_sampled_centred_where_the_data_settle_them(
    estimates, variances, expected
):
    assert centred(estimates, variances) == expected


@pytest.mark.parametrize("groups", [3, 8, 48])
def test_groups_are_sampled_centred_above_a_confidence_limit(groups):
    # The variance between them that is least likely to have made the estimates so
    # spread is half the sampling variance, 1: they then have variance 1.5.
    quantile = stats.chi2(groups - 1).ppf(1 - 1e-4)
    shape = np.arange(groups) - (groups - 1) / 2
    limit = shape * np.sqrt(1.5 * quantile / (shape @ shape))
    variances = np.ones(groups)
    assert centred(0.999 * limit, variances) == 0
    assert centred(1.001 * limit, variances) == 1


def test_group_means_and_their_sampling_variances():
    y, index = np.array([1.0, 3.0, 10.0, 14.0, 12.0]), np.array([1, 1, 2, 2, 2])
    found, variances = group_means(y, index)
    pooled = (2 * 1 + 2 * 4) / 3  # sums of squares within groups, 5 - 2 freedoms
    np.testing.assert_allclose(found, [2, 12])
    np.testing.assert_allclose(variances, [pooled / 2, pooled / 3])


def test_groups_of_one_row_have_no_known_variance():
    _, variances = group_means(np.array([1.0, 2.0]), np.array([1, 2]))
    assert np.isnan(variances).all()


def test_a_simulation_is_the_same_each_time_and_keeps_its_truth():
    truth = {
        "trials": [5, 35],
        "units_per_size": 4000,
        "alpha_mean": 1.5,
        "alpha_sd": 0.5,
        "seed": 7,
    }
    first, facts = rates.prepare(None, RATES | {"simulate": truth})
    again, _ = rates.prepare(None, RATES | {"simulate": truth})
    other, _ = rates.prepare(None, RATES | {"simulate": truth | {"seed": 8}})
    pd.testing.assert_frame_equal(first, again)
    assert not first["y"].equals(other["y"])
    assert facts["groups"] == len(first) == 8000
    assert (first["y"] <= first["N"]).all()
    # 8000 units: mean within 5 standard errors, sd within 5 of its own.
    assert abs(first["alpha_true"].mean() - 1.5) < 5 * 0.5 / 8000**0.5
    assert abs(first["alpha_true"].std() - 0.5) < 5 * 0.5 / 16000**0.5
    np.testing.assert_allclose(first["p_true"], 1 / (1 + np.exp(-first["alpha_true"])))
    z = (first["y"] - first["N"] * first["p_true"]) / np.sqrt(
        first["N"] * first["p_true"] * (1 - first["p_true"])
    )
    assert abs(z.mean()) < 5 / 8000**0.5


def test_coins():
    prepared, facts = coins.prepare(None, {"successes": [5, 4, 1], "trials": [20, 8, 8]})
    counted = {"rows_read": 3, "rows_dropped": 0, "rows_used": 3, "groups": 3}
    assert facts == counted | {"group_labels": ["1", "2", "3"]}
    assert coins.stan_data(prepared, facts, {"kappa": 5.0, "omega": 0.5}) == {
        "S": 3,
        "N": [20, 8, 8],
        "y": [5, 4, 1],
        "N_new": 2,
        "trials_new": [8, 20],
        "kappa": 5.0,
        "omega": 0.5,
    }


def test_an_outcome_too_large_to_be_squared_is_refused(table):
    with pytest.raises(PoolingError, match='column "y" has numbers too large'):
        means.prepare(table("g,y\na,1e300\na,-1e300\nb,1\nb,2\n"), MEANS)


def test_a_unit_without_trials_is_refused(table):
    with pytest.raises(PoolingError, match='line 3, column "n": a row needs'):
        rates.prepare(table("g,y,n\na,1,2\nb,0,0\n"), RATES)


def test_a_simulation_of_one_unit_is_refused():
    simulation = {
        "trials": [5],
        "units_per_size": 1,
        "alpha_mean": 0.0,
        "alpha_sd": 1.0,
        "seed": 1,
    }
    with pytest.raises(PoolingError, match="single group"):
        rates.prepare(None, RATES | {"simulate": simulation})


def test_line_ends_in_a_label_become_spaces(table):
    prepared, _ = means.prepare(table('g,y\n"a\r b",1\n"a\nb",2\nc,3\nc,4\n'), MEANS)
    assert prepared["group"].tolist() == ["a b", "a b", "c", "c"]


@pytest.mark.parametrize(
    ("taken", "width", "least", "expected"),
    [
        (1000, 0, 250, (1000, 1)),
        (1000, 4 * 85 * 3, 50, (1000, 1)),
        (1000, 4 * 5000, 250, (500, 2)),
        (1000, 4 * 5000 * 3, 50, (MOST_DRAWN // 60_000, 7)),
        (1000, 4 * 10**6, 50, (50, 20)),
        (20, 4 * 10**6, 50, (20, 1)),
    ],
)
def test_as_many_draws_are_kept_as_fill_one_file(taken, width, least, expected):
    found = kept_draws(taken, width, least)
    assert (found["draws"], found["thin"]) == expected
    # As many are taken as ever.
    assert taken <= found["draws"] * found["thin"] < taken + found["draws"]


EXACT = {
    "one for all rows": "a,0,1\na,1,2\nb,2,3\nb,3,4\n",
    "one for each group": "a,0,1\na,1,2\na,2,3\nb,0,5\nb,0.1,4.7\nb,0.3,4.1\n",
    # As many rows as coefficients, but a population of lines explains them all.
    "all parallel": "a,0,1\na,1,2\nb,0,5\nb,1,6\nc,0,0\nc,1,1\n",
    "through one point": "a,0,100\na,1,90\nb,0,100\nb,1,97\nc,0,100\nc,1,99\n",
}


@pytest.mark.parametrize("how", EXACT)
@pytest.mark.parametrize("scale", [1, 1e-9, 3e8])
def test_lines_without_a_residual_are_refused(table, how, scale):
    rows = [line.split(",") for line in EXACT[how].splitlines()]
    text = "".join(f"{g},{float(x) / 3},{float(y) * scale}\n" for g, x, y in rows)
    with pytest.raises(PoolingError, match=f'table.csv: "y" is an exact line.*{how}'):
        lines.prepare(table(f"g,x,y\n{text}"), LINES)


@pytest.mark.parametrize(
    "rows",
    [
        "a,0,1\na,1,2\nb,0,5\nb,1,6\n",  # two groups are always so
        "a,0,1\na,1,2\nb,0,5\nb,1,7\nc,0,0\nc,1,-1\n",  # two rows each
        "a,0,1\na,1,2\na,2,3\nb,0,5\nb,1,4\nb,2,9\n",  # exact in one group alone
        "a,0,1\na,1,2\na,2,3.0000001\nb,0,5\nb,1,4\nb,2,3\n",
        "a,0,1\na,1,2\nb,2,8\nc,3,1\n",
    ],
)
def test_lines_that_are_exact_in_some_groups_or_must_be_are_not_refused(table, rows):
    prepared, _ = lines.prepare(table(f"g,x,y\n{rows}"), LINES)
    assert len(prepared) == rows.count("\n")


def test_an_outcome_that_varies_within_no_group_is_refused(table):
    rows = "".join(f"{g},{y}\n" for g, y in [("a", 0.1), ("b", 0.7), ("c", 3e5)] * 3)
    with pytest.raises(PoolingError, match='"y" has one value within each group of "g"'):
        means.prepare(table(f"g,y\n{rows}"), MEANS)


@pytest.mark.parametrize(
    ("scale", "offset", "words"),
    [
        (1e-300, 0, 'column "y" has numbers too small'),
        (5e-324, 0, 'column "y" has numbers too small'),
        (1e300, 0, 'column "y" has numbers too large'),
        (1, 1e15, 'column "y" differs by 3 .its sd. in numbers around 1e.15'),
        (1e-49, 0, None),
        (1e49, 0, None),
        (1, 1e9, None),
    ],
)
@pytest.mark.parametrize(("module", "asked"), [(means, MEANS), (lines, LINES)])
def test_numbers_at_the_ends_of_double_precision(
    table, module, asked, scale, offset, words
):
    values = [1, 2, 4, 3, 8, 7]
    text = "".join(
        f"{g},{offset + scale * y!r},{x}\n"
        for g, y, x in zip("aaabbb", values, [0, 1, 2] * 2, strict=True)
    )
    raw = table(f"g,y,x\n{text}")
    if words:
        with pytest.raises(PoolingError, match=words):
            module.prepare(raw, asked)
        return
    prepared, facts = module.prepare(raw, asked)
    module.stan_data(prepared, facts, {})
    for own in module.default_priors(prepared).values():
        for arguments in own.values():
            assert np.isfinite(np.square(list(arguments.values()))).all()


def test_a_predictor_is_looked_at_as_an_outcome_is(table):
    rows = "".join(
        f"{g},{y},{y % 3}e-300\n" for g, y in zip("aabbb", [1, 2, 4, 3, 8], strict=True)
    )
    with pytest.raises(PoolingError, match='column "x" has numbers too small'):
        lines.prepare(table(f"g,y,x\n{rows}"), LINES)


def test_an_exact_answer_keeps_its_digits_where_rows_are_almost_alone(table):
    # Two lines through two rows each, one of them flat, over a predictor around 1e16.
    text = "g,y,x\na,0.1,1.00000007e+16\na,0.1,1.00000004e+16\n"
    text += "b,-0.0304593948,1.00000002e+16\nb,-0.0547241757,1e+16\n"
    prepared, facts = lines.prepare(table(text), LINES)
    data = lines.stan_data(prepared, facts, {})
    data |= priors.stan_data(lines.default_priors(prepared)["partial_pooling"])
    found, facts, _ = answer(
        "lines", "partial_pooling", data=data, labels={"group": ["a", "b"]}
    )
    assert facts["computed"], facts
    assert facts["error"] <= 0.01
    alpha = found.set_index("parameter").loc["alpha[a]"]
    # Its two rows say 0.1, and the others of all groups less.
    assert 0 < alpha["mean"] < 0.1
    assert (found["sd"] > 0).all()


def test_outcomes_follow_from_the_likelihood_that_all_models_of_a_family_declare(
    monkeypatch,
):
    assert [families.likelihood(name) for name in families.ALL] == [
        *("binomial", "normal", "normal", "binomial"),
        *families.RESPONSES,
    ]
    models = families.get("means").MODELS
    other = replace(models["no_pooling"], likelihood="student")
    monkeypatch.setitem(models, "no_pooling", other)
    with pytest.raises(ValueError, match="too many values"):
        families.likelihood("means")
