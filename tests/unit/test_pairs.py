"""Ranks, and any two groups compared: against what is known exactly."""

from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files
from pooling.checks.levels import Levels
from pooling.checks.results import Results
from pooling.exact import posterior
from pooling.model.effects.beta import shapes
from pooling.model.families.base import group_facts
from pooling.report import pairs as told
from pooling.report.answers import pairs, ranks
from pooling.table import tables
from scipy.special import expit
from scipy.stats import beta, norm


def population(rng, count, draws=4000):
    """Draw groups around a centre, with a spread that is not known.

    Returns
    -------
    draws, centre, spread : ndarray
        Shapes (draw, group), (draw,) and (draw,).
    above : callable
        Two groups -> the exact probability that the first is higher, and the
        distribution function of their difference.
    """
    fit, error = rng.normal(0, 1, count), rng.uniform(0.3, 1.5, count)
    spread = np.exp(rng.normal(-0.5, 0.8, draws))
    centre = rng.normal(0.2, 0.4, draws)
    weight = error**2 / (error**2 + spread[:, np.newaxis] ** 2)
    own = error * np.sqrt(1 - weight)
    mean = weight * centre[:, np.newaxis] + (1 - weight) * fit
    found = mean + own * rng.normal(size=own.shape)

    def below(one, other, value):
        sd = np.hypot(own[:, one], own[:, other])
        return norm.cdf((value - mean[:, one] + mean[:, other]) / sd).mean()

    return found, centre, spread, below


@pytest.fixture(scope="module")
def known():
    return population(np.random.default_rng(8), 12)


def test_a_summary_says_of_any_pair_what_is_known_exactly(known):
    draws, centre, spread, below = known
    summary = pairs.summarise(draws, centre, spread)
    for one in range(12):
        for other in range(one):
            found = summary.compare(one, other)
            assert found.above == pytest.approx(1 - below(one, other, 0), abs=0.02)
            assert below(one, other, found.low) == pytest.approx(0.05, abs=0.02)
            assert below(one, other, found.high) == pytest.approx(0.95, abs=0.02)


def test_of_very_many_draws_some_are_ranked(known):
    draws, centre, spread, _ = known
    every = Levels(draws, centre, spread, draws.mean(axis=0), draws.std(axis=0))
    few = every.thinned(draws.size // 3)
    np.testing.assert_array_equal(few.draws, draws[::3])
    np.testing.assert_array_equal(few.spread, spread[::3])
    np.testing.assert_array_equal(few.centre, centre[::3])
    assert every.thinned(draws.size).draws.shape == draws.shape


def test_what_is_skewed_and_bounded_is_kept_so(known):
    logits, centre, spread, below = known
    summary = pairs.summarise(expit(3 + logits), centre, spread)
    for one, other in [(0, 1), (5, 2), (11, 7)]:
        found = summary.compare(one, other)
        apart = expit(3 + logits[:, one]) - expit(3 + logits[:, other])
        assert found.above == pytest.approx(1 - below(one, other, 0), abs=0.02)
        for value, share in [(found.low, 0.05), (found.high, 0.95)]:
            assert (apart < value).mean() == pytest.approx(share, abs=0.02)


def test_two_coins_compare_as_their_exact_posterior_says():
    """Few flips of each, so that their posteriors are skewed; and nothing is normal."""
    data = {"kappa": 5, "y": [1, 4], "N": [6, 5], "prior_omega_a": 2, "prior_omega_b": 2}
    exact = posterior("coins", "partial_pooling", data, {"group": ["1", "2"]})
    omega, weights = exact.grid().heavy()
    a, b = shapes(data, omega["omega"])
    rng = np.random.default_rng(4)
    node = rng.choice(len(weights), 8000, p=weights)
    draws = rng.beta(a[node], b[node])
    found = pairs.summarise(draws, omega["omega"][node]).compare(1, 0)

    def below(value):
        """Distribution function of the difference, by the middles of many steps."""
        theta = (np.arange(2000) + 0.5) / 2000
        density = beta.pdf(theta, a[:, :1], b[:, :1]) / 2000
        other = beta.cdf(theta + value, a[:, 1:], b[:, 1:])
        return float(weights @ (density * other).sum(axis=1))

    assert found.above == pytest.approx(1 - below(0), abs=0.01)
    assert below(found.low) == pytest.approx(0.05, abs=0.01)
    assert below(found.high) == pytest.approx(0.95, abs=0.01)


def test_a_shared_centre_leaves_differences_alone():
    """Were the groups taken for independent, their difference would be far wider."""
    rng = np.random.default_rng(2)
    centre = rng.normal(size=4000)
    draws = centre[:, np.newaxis] + [0.0, 0.1] + 0.1 * rng.normal(size=(4000, 2))
    found = pairs.summarise(draws, centre).compare(1, 0)
    exact = norm(0.1, 0.1 * np.sqrt(2))
    assert found.above == pytest.approx(exact.sf(0), abs=0.02)
    assert found.high - found.low == pytest.approx(
        np.diff(exact.ppf(ranks.ENDS))[0], rel=0.06
    )


def test_exact_moments_are_used_where_there_are_some(known):
    draws, centre, spread, _ = known
    exact = draws.mean(axis=0) + 0.5 * np.arange(12), 2 * draws.std(axis=0)
    moved = pairs.summarise(draws, centre, spread, exact).compare(3, 1)
    plain = pairs.summarise(draws, centre, spread).compare(3, 1)
    assert moved.difference == pytest.approx(plain.difference + 1.0)
    assert moved.sd == pytest.approx(2 * plain.sd, rel=0.01)


def test_the_error_that_is_said_is_found(known):
    draws, centre, spread, _ = known
    summary = pairs.summarise(draws, centre, spread)
    right = pairs.judge(summary, draws)
    assert right["pairs"] == 66
    assert right["above"] < 0.03
    assert right["ends"] < 0.3  # 0.1 where the spread is learned from data
    # Of other draws it is no summary.
    assert pairs.judge(summary, draws[:, ::-1])["above"] > 0.2


def test_groups_that_never_differ_are_even():
    draws = np.ones((50, 3))
    found = pairs.summarise(draws, draws[:, 0]).compare(0, 2)
    assert found.above == pytest.approx(0.5, abs=0.01)
    assert (found.low, found.high) == pytest.approx((0, 0), abs=1e-3)


def test_ranks_count_from_the_highest_and_ties_share():
    draws = np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0], [2.0, 2.0, 0.0], [5.0, 4.0, 3.0]])
    found = ranks.table(draws, draws.mean(axis=0))
    assert found["mean_rank"] == pytest.approx([(1 + 3 + 1.5 + 1) / 4, 7.5 / 4, 2.5])
    assert found["p_highest"] == pytest.approx([2.5 / 4, 0.5 / 4, 1 / 4])
    assert found["p_lowest"] == pytest.approx([1 / 4, 0, 3 / 4])
    assert found["rank_q5"][0] == pytest.approx(1)
    assert found["rank_q95"][0] == 3  # a rank that it has, not one in between


def test_groups_with_one_estimate_have_one_rank():
    rng = np.random.default_rng(3)
    draws = rng.normal([0, 0, 3], 1, (500, 3))
    found = ranks.table(draws, np.array([0.0, 0.0, 3.0]))
    for name in ranks.COLUMNS:
        assert found[name][0] == found[name][1]
    assert found["p_highest"].sum() == pytest.approx(1)


def arranged(folder, family, groups, draws, language, **labels):
    """Arrange the comparisons of draws as the report does."""
    summary = pairs.summarise(draws, draws.mean(axis=1))
    error = pairs.judge(summary, draws)
    files.write_json(folder / "pairs.json", asdict(summary) | {"error": error})
    table = ranks.table(draws, draws.mean(axis=0))
    table = {"group": groups, "mean": draws.mean(axis=0)} | table
    files.write_csv(folder / "ranks.csv", table)
    prepared = pd.DataFrame({"group": groups, "y": range(len(groups))})
    tables.write_prepared(folder / "prepared.parquet", prepared)
    files.write_json(folder / "prepared.json", group_facts(prepared))
    paths = {
        "ranks": str(folder / "ranks.csv"),
        "prepared": str(folder / "prepared.parquet"),
        "facts": str(folder / "prepared.json"),
        "pairs": str(folder / "pairs.json"),
    }
    y = {"column": "y", "label": {"en": "log radon", "es": "log radón"}, "unit": None}
    own = {"y": y | labels, "group": {"column": "county", "label": None}}
    settings = {"family": family, "labels": own}
    return told.arrange(Results("", paths, {}, settings), language)


def test_the_report_writes_a_pair_with_its_unit_and_its_ratio(tmp_path):
    rng = np.random.default_rng(1)
    draws = rng.normal([1.0, 2.0, 0.5], 0.2, (2000, 3))
    unit = {"unit": {"en": "log pCi/L", "es": "log pCi/L"}}
    unit["log_of"] = {"label": {"en": "radon"}, "unit": {"en": "pCi/L"}}
    found = arranged(tmp_path, "means", ["a", "b", "c"], draws, "es", **unit)
    first = found["rows"][0]
    assert (first["a"], first["b"], first["above"]) == ("b", "c", "> 0,99")
    assert first["difference"] == "1,51"  # of the draws
    assert first["ratio"].startswith("4,5 (")
    assert found["words"]["unit"] == "log pCi/L"
    assert [row["group"] for row in found["ranks"]] == ["b", "a", "c"]
    assert "log radón" in found["words"]["intro"]


def test_probabilities_differ_by_percentage_points(tmp_path):
    draws = np.random.default_rng(1).normal([0.2, 0.5], 0.05, (2000, 2))
    found = arranged(tmp_path, "coins", ["1", "2"], draws, "en")
    assert found["rows"][0]["difference"] == "30"
    assert found["words"]["unit"] == "percentage points"
    assert not found["ratio"]
    assert found["data"]["first"] == (1, 0)


def test_of_many_groups_the_ends_and_a_few_neighbours_are_listed(tmp_path):
    draws = np.random.default_rng(1).normal(np.arange(40), 1, (500, 40))
    groups = [f"g{at:02}" for at in range(40)]
    found = arranged(tmp_path, "means", groups, draws, "en")
    listed = [(row["a"], row["b"]) for row in found["rows"]]
    assert listed[:2] == [("g39", "g00"), ("g39", "g38")]
    assert len(listed) == 1 + told.FEW
    assert len(found["ranks"]) == 40
    # It says how many of all pairs these are, and which.
    assert found["words"]["table"].startswith(f"{1 + told.FEW} of 780 pairs: ")
    assert "both ends" in found["words"]["table"]
    few = arranged(tmp_path / "few", "means", groups[:3], draws[:, :3], "es")
    assert few["words"]["table"].startswith("3 de 3 pares: ")
    assert "extremos" not in few["words"]["table"]


def test_a_single_group_is_compared_with_none(tmp_path):
    assert arranged(tmp_path, "coins", ["1"], np.ones((50, 1)), "en") is None
