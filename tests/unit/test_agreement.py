"""Agreement with exact posteriors: small when right, large when wrong."""

import numpy as np
import pandas as pd
import pytest
from pooling.checks import agreement, diagnostics
from scipy import stats

RIGHT = {"largest_deviation": 1e-12, "threshold": 1e-6, "passed": True}
WRONG = {"largest_deviation": 0.1, "threshold": 1e-6, "passed": False}


def exact_of(labels, mean, sd) -> pd.DataFrame:
    table = pd.DataFrame({"parameter": labels, "mean": mean, "sd": sd})
    return table.set_index("parameter")


def compare(labels, draws, exact) -> tuple[pd.DataFrame, float]:
    errors = diagnostics.summarise(labels, draws).set_index("parameter")
    return agreement.compare(draws, errors, exact)


@pytest.fixture
def normal_fit():
    """Draws of three normal parameters, with their exact moments."""
    labels = ["mu", "alpha[a]", "alpha[b]"]
    mean, sd = np.array([0.0, 5.0, -300.0]), np.array([1.0, 0.01, 20.0])
    draws = np.random.default_rng(4).normal(mean, sd, (4, 500, 3))
    return labels, draws, exact_of(labels, mean, sd)


def test_the_columns_are_the_agreed_ones(normal_fit):
    table, ess = compare(*normal_fit)
    assert table.columns.tolist() == [
        "parameter",
        *(f"{name}_mean" for name in ("nuts", "exact", "mcse", "z")),
        *(f"{name}_sd" for name in ("nuts", "exact", "mcse", "z")),
    ]
    assert table["parameter"].tolist() == normal_fit[0]
    assert 1000 < ess <= 2000


def test_without_skewness_z_is_the_difference_in_standard_errors(normal_fit):
    labels, draws, exact = normal_fit
    both = np.concatenate([draws, 2 * draws.mean(axis=(0, 1)) - draws])
    table, _ = compare(labels, both, exact)
    plain = (table["nuts_mean"] - table["exact_mean"]) / table["mcse_mean"]
    np.testing.assert_allclose(table["z_mean"], plain, rtol=1e-10)


def test_the_standard_errors_are_those_of_independent_draws(normal_fit):
    labels, draws, exact = normal_fit
    table, _ = compare(labels, draws, exact)
    n = draws.shape[0] * draws.shape[1]
    np.testing.assert_allclose(table["mcse_mean"], exact["sd"] / np.sqrt(n), rtol=0.2)
    np.testing.assert_allclose(table["mcse_sd"], exact["sd"] / np.sqrt(2 * n), rtol=0.2)


def test_alternating_draws_do_not_make_the_error_of_the_sd_small():
    """An antithetic chain knows its mean better than its spread."""
    rng = np.random.default_rng(2)
    half = rng.standard_normal((4, 500, 200))
    draws = np.empty((4, 1000, 200))
    draws[:, ::2], draws[:, 1::2] = half, -half  # the squares come in equal pairs
    labels = [f"x[{place}]" for place in range(200)]
    table, _ = compare(labels, draws, exact_of(labels, 0.0, 1.0))
    assert np.std(table["z_sd"]) == pytest.approx(1, abs=0.2)
    np.testing.assert_allclose(table["mcse_sd"], 1 / np.sqrt(2 * 2000), rtol=0.3)


@pytest.mark.parametrize(
    ("distribution", "seed"),
    [(stats.norm(3, 2), 1), (stats.expon(), 2), (stats.lognorm(0.5), 3)],
    ids=["normal", "exponential", "lognormal"],
)
def test_a_right_fit_is_falsely_red_as_rarely_as_is_said(distribution, seed):
    """The threshold at 1 in 1000 for a single z, on independent draws."""
    rng = np.random.default_rng(seed)
    labels = [f"x[{place}]" for place in range(800)]
    exact = exact_of(labels, distribution.mean(), distribution.std())
    values = distribution.ppf(rng.random((4, 250, 800)))
    table, ess = compare(labels, values, exact)
    assert agreement.FALSE_RED == 1e-3
    beyond = table[["z_mean", "z_sd"]].abs() > agreement.threshold(1, ess, 1)
    # 2 are expected; the squares of skewed draws may make it a few times as many.
    assert beyond.to_numpy().sum() <= 8
    # The threshold is no wider than needed: at 1 in 10 there are about that many.
    tenth = agreement.threshold(1, ess, agreement.FALSE_RED / 0.1)
    share = (table[["z_mean", "z_sd"]].abs() > tenth).to_numpy().mean()
    assert 0.07 < share < 0.14


def with_points(share: float, count: int, rng) -> tuple:
    """Independent draws, their errors, and an exact answer from sixteen sets of points.

    The error of the exact answer is ``share`` of that of the means of the draws.
    """
    labels = [f"x[{place}]" for place in range(count)]
    values = rng.standard_normal((4, 250, count))
    sd = values.std(axis=(0, 1), ddof=1)
    fourth = ((values - values.mean(axis=(0, 1))) ** 2).std(axis=(0, 1))
    errors = pd.DataFrame(
        {
            "mean": values.mean(axis=(0, 1)),
            "sd": sd,
            "mcse_mean": sd / 1000**0.5,
            "mcse_sd": fourth / 1000**0.5 / 2 / sd,
        },
        index=labels,
    )
    errors.index.name = "parameter"
    points = rng.normal(0, 4 * share / np.sqrt(1000), (16, 2, count))
    mean, spread = points.mean(axis=0)
    exact = exact_of(labels, mean, 1 + spread / 2)
    own = points.std(axis=0, ddof=1) / 4
    exact["mean_error"], exact["sd_error"] = own[0], own[1] / 2
    return values, errors, exact


@pytest.mark.parametrize("share", [0.3, 1.0, 3.0])
def test_the_exact_answers_own_error_is_counted(share):
    """Each z by itself, with the freedom that its two errors have together."""
    rng = np.random.default_rng(int(10 * share))
    values, errors, exact = with_points(share, 2000, rng)
    table, _ = agreement.compare(values, errors, exact)
    for name in ("mean", "sd"):
        part = errors[f"mcse_{name}"].to_numpy() ** 2
        part = part / (part + exact[f"{name}_error"].to_numpy() ** 2)
        freedom = 1 / (part**2 / 200 + (1 - part) ** 2 / agreement.FREEDOM)
        chance = 2 * stats.t.sf(table[f"z_{name}"].abs(), freedom)
        assert (chance < 1e-3).sum() <= 8  # 2 are expected
        assert 0.08 < (chance < 0.1).mean() < 0.13
    if share >= 1:  # without the errors there would be many more
        blind, _ = agreement.compare(values, errors, exact[["mean", "sd"]])
        assert (2 * stats.t.sf(blind["z_mean"].abs(), 200) < 1e-3).sum() > 25


def test_a_run_is_falsely_red_as_rarely_as_is_said(monkeypatch):
    """All fits of a run together, at 1 in 10: as many runs are red, or fewer.

    The same correct fits, with and without points, as runs of one and as runs of six.
    """
    monkeypatch.setattr(agreement, "FALSE_RED", 0.1)
    rng = np.random.default_rng(11)
    compared = [
        agreement.compare(*with_points(0.5 * (place % 3), 4 + place % 6, rng))
        for place in range(396)
    ]
    for fits in (1, 6):
        red = [
            agreement.judge(table, ess, fits, RIGHT)["verdict"] == "disagrees"
            for table, ess in compared
        ]
        share = np.reshape(red, (-1, fits)).any(axis=1).mean()
        assert 0.03 < share < 0.16, fits


def test_a_parameter_without_a_mean_is_not_compared(normal_fit):
    labels, draws, exact = normal_fit
    exact.loc["alpha[a]", ["mean", "sd"]] = np.nan
    table, ess = compare(labels, draws, exact)
    assert table["parameter"].tolist() == ["mu", "alpha[b]"]
    assert agreement.judge(table, ess, 18, RIGHT)["verdict"] == "agrees"


def test_the_threshold_shares_the_false_alarms_out():
    levels = [
        2 * count * fits * stats.t.sf(agreement.threshold(count, 1e9, fits), 2e8)
        for count, fits in [(1, 1), (170, 1), (2, 18), (244, 18)]
    ]
    np.testing.assert_allclose(levels, 1e-3)
    assert agreement.threshold(2, 50, 1) > agreement.threshold(2, 400, 1)


def test_what_is_right_agrees(normal_fit):
    found = agreement.judge(*compare(*normal_fit), 18, RIGHT)
    assert found["verdict"] == "agrees"
    assert found["largest_z"] < found["threshold"]
    assert found["parameter"] in normal_fit[0]


def test_a_wrong_density_disagrees_whatever_the_moments(normal_fit):
    found = agreement.judge(*compare(*normal_fit), 18, WRONG)
    assert found["verdict"] == "disagrees"
    assert found["largest_z"] < found["threshold"]


@pytest.mark.parametrize("statistic", ["mean", "sd"])
@pytest.mark.parametrize("sign", [-1, 1])
def test_a_wrong_moment_disagrees_and_is_named(normal_fit, statistic, sign):
    labels, draws, exact = normal_fit
    exact.loc["alpha[b]", statistic] += sign * 0.3 * exact.loc["alpha[b]", "sd"]
    found = agreement.judge(*compare(labels, draws, exact), 18, RIGHT)
    assert found["verdict"] == "disagrees"
    assert (found["parameter"], found["statistic"]) == ("alpha[b]", statistic)


def test_a_parameter_that_stood_still_disagrees_and_is_named(normal_fit):
    labels, draws, exact = normal_fit
    draws[..., 1] = 5.0
    found = agreement.judge(*compare(labels, draws, exact), 18, RIGHT)
    assert found["verdict"] == "disagrees"
    assert found["largest_z"] is None
    assert found["parameter"] == "alpha[a]"
    assert np.isfinite(found["threshold"])


@pytest.mark.parametrize(
    ("density", "verdict"), [(RIGHT, "not computed"), (WRONG, "disagrees")]
)
def test_without_an_exact_posterior_the_density_is_judged_alone(
    normal_fit, density, verdict
):
    labels, draws, exact = normal_fit
    table, ess = compare(labels, draws, exact.iloc[:0])
    assert agreement.judge(table, ess, 18, density) == {
        "verdict": verdict,
        "density": density,
    }


def test_tables_are_joined_with_their_models(normal_fit, monkeypatch):
    table, _ = compare(*normal_fit)
    table = table.set_index("parameter")
    joined = agreement.together({"a": table, "empty": table.iloc[:0], "b": table})
    assert joined["model"].tolist() == ["a"] * 3 + ["b"] * 3
    assert joined["parameter"].tolist() == normal_fit[0] * 2
    monkeypatch.setattr(agreement, "MOST_ROWS", 6)
    away = np.array([0, 0, 1, 0, 0, 0, -9, 0, 0, np.nan, 0, 0, 0, 0, 0.5])
    long = pd.DataFrame({"z_mean": away, "z_sd": 0.0}).rename_axis("parameter")
    # The three that lie farthest, and three that are spread evenly.
    shown = agreement.together({"a": long})["parameter"]
    assert shown.tolist() == [0, 2, 6, 7, 9, 14]
    alone = agreement.together({"empty": table.iloc[:0]})
    assert alone.empty
    assert alone.columns.tolist() == joined.columns.tolist()
