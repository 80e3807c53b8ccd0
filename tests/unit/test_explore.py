"""What the report lets its reader play with, against the exact posteriors."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pooling.exact import posterior
from pooling.exact.base import Grid
from pooling.exact.explore import Analysis, explore, means
from pooling.exact.explore.base import SIZES, plain
from pooling.exact.explore.exchange import exchange, share_between
from pooling.exact.explore.guess import chosen, quantiles
from pooling.exact.explore.rates import again

NORMAL = {"prior_sigma_rate": 0.5}
COINS = {"S": 2, "N": [20, 8], "y": [5, 4], "kappa": 5.0}
COINS |= {"prior_omega_a": 2.0, "prior_omega_b": 2.0}
RATES = {"J": 4, "N": [5, 9, 12, 20], "y": [4, 3, 8, 15]}
RATES |= {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}
RATES |= {"prior_sigma_alpha_rate": 1.0}
MEANS = {"N": 9, "J": 3, "group": [1, 1, 1, 1, 2, 2, 2, 3, 3]}
MEANS |= {"y": [1.0, 2.0, 1.5, 0.5, 3.0, 4.0, 3.5, 0.0, -1.0]} | NORMAL
FIXED = {"prior_alpha_mean": 0.0, "prior_alpha_sd": 2.0}
LEARNED = {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 3.0}
LEARNED |= {"prior_sigma_alpha_rate": 0.7}
UNITS = {"coins": COINS, "rates": RATES}


@cache
def _solved(family, written):
    data = json.loads(written)
    labels = {"group": [str(place) for place in range(data.get("J", data.get("S")))]}
    return posterior(family, "partial_pooling", data, labels)


def solved(family, data):
    """The exact posterior of partial pooling, computed once for each table."""
    return _solved(family, json.dumps(data))


def case_of(family, data, **others):
    """An analysis with the exact nodes of its partial pooling model."""
    labels = [str(place) for place in range(data.get("J", data.get("S")))]
    return Analysis(
        {"partial_pooling": data} | others, solved(family, data).grid(), labels
    )


@cache
def explored(family):
    """What there is to play with in the table of a family."""
    return explore(family, case_of(family, UNITS[family]))


@cache
def fixed(learned: bool) -> dict:
    """Explore the fixed prior of means, with or without what partial pooling learns."""
    data = MEANS | FIXED
    if learned:
        return explore("means", case_of("means", MEANS | LEARNED, regularised=data))
    return explore("means", Analysis({"regularised": data}, None, ["0", "1", "2"]))


@pytest.mark.parametrize(("share", "size"), [(0.0, 20), (0.5, 4), (1.0, 7)])
@pytest.mark.parametrize(("family", "name"), [("coins", "theta"), ("rates", "p")])
def test_a_new_unit_is_as_if_it_had_been_fitted(family, name, share, size):
    data, found = UNITS[family], explored(family)["new_group"]
    row, column = found["seen"].index(share), found["size"].index(size)
    count = "S" if family == "coins" else "J"
    longer = data | {
        count: data[count] + 1,
        "N": [*data["N"], size],
        "y": [*data["y"], round(share * size)],
    }
    exact = solved(family, longer)
    place = exact.labels.index(f"{name}[{data[count]}]")
    # A grid that leaves the new unit out ends a little earlier.
    assert found["mean"][row][column] == pytest.approx(exact.mean[place], abs=5e-4)
    assert found["sd"][row][column] == pytest.approx(exact.sd[place], abs=5e-4)


def test_a_new_mean_walks_from_the_population_to_its_own():
    case = case_of("means", MEANS | LEARNED)
    found = explore("means", case)["new_group"]
    exact = solved("means", MEANS | LEARNED)
    start = exact.mean[exact.labels.index("mu_alpha")]
    rng = np.random.default_rng(1)
    grid = case.grid
    picked = rng.choice(len(grid.weights), 400_000, p=grid.weights)
    sigma, spread = (grid.values[k][picked] for k in ("sigma", "sigma_alpha"))
    # mu given the scales, by the textbook's weights of the group means.
    group, y = np.array(MEANS["group"]) - 1, np.array(MEANS["y"])
    size, own = np.bincount(group), np.bincount(group, y) / np.bincount(group)
    precision = 1 / (spread[:, np.newaxis] ** 2 + sigma[:, np.newaxis] ** 2 / size)
    total = precision.sum(axis=1) + 1 / LEARNED["prior_mu_alpha_sd"] ** 2
    mu = rng.normal((precision @ own) / total, total**-0.5)
    alpha = rng.normal(mu, spread)
    for row, average in enumerate(found["seen"]):
        assert found["mean"][row][0] == pytest.approx(start, abs=1e-3)
        assert found["mean"][row][-1] == pytest.approx(average, abs=0.15)
        for size_ in (1, 5):
            weights = np.exp(-0.5 * size_ * ((average - alpha) / sigma) ** 2)
            weights *= np.sqrt(size_) / sigma
            weights /= weights.sum()
            effective = 1 / (weights**2).sum()
            mean = weights @ alpha
            sd = np.sqrt(weights @ (alpha - mean) ** 2)
            at = found["size"].index(size_)
            allowed = 5 * sd / np.sqrt(effective)
            assert found["mean"][row][at] == pytest.approx(mean, abs=allowed)
            assert found["sd"][row][at] == pytest.approx(sd, abs=allowed)


def test_kappa_runs_through_the_analysis_own_value():
    found = explored("coins")["kappa"]
    exact = solved("coins", COINS)
    assert found["kappa"][found["own"]] == COINS["kappa"]
    assert {2, 5, 100, 1000} <= set(found["kappa"])
    assert all(float(f"{kappa:.2g}") == kappa for kappa in found["kappa"])
    # Where the population is flat, the prior of each probability is uniform.
    flat = [(y + 1) / (n + 2) for y, n in zip(COINS["y"], COINS["N"], strict=True)]
    means = [curve["mean"][0] for curve in found["curves"][1:]]
    assert means == pytest.approx(flat, abs=1e-4)
    for curve, mean in zip(found["curves"], exact.mean, strict=True):
        assert curve["mean"][found["own"]] == pytest.approx(mean, rel=1e-4)
    last = [curve["mean"][-1] for curve in found["curves"]]
    assert np.ptp(last) < 0.01  # a strict factory makes coins alike


def test_the_fixed_prior_runs_from_one_value_to_no_pooling():
    found = fixed(learned=True)["scale"]
    exact = posterior("means", "regularised", MEANS | FIXED, {"group": ["0", "1", "2"]})
    own = found["estimate"]["own"][found["own"]]
    np.testing.assert_allclose(own, exact.mean[-3:], rtol=1e-4)
    for name, centre in found["centre"].items():
        estimates = np.array(found["estimate"][name])
        np.testing.assert_allclose(estimates[0], centre, atol=0.02)
        np.testing.assert_allclose(estimates[-1], found["seen"], atol=0.02)


def test_of_many_groups_some_are_given_with_both_ends(monkeypatch):
    case = Analysis({"regularised": MEANS | FIXED}, None, ["0", "1", "2"])
    every = fixed(learned=False)["scale"]
    monkeypatch.setattr(means, "MOST", 2)
    some = explore("means", case)["scale"]
    assert some["all"] == every["all"] == 3
    ends = [min(every["seen"]), max(every["seen"])]
    assert sorted(some["seen"]) == ends
    places = [int(label) for label in some["groups"]]
    assert some["seen"] == [every["seen"][place] for place in places]
    for name, estimates in some["estimate"].items():
        np.testing.assert_allclose(
            estimates, np.array(every["estimate"][name])[:, places], rtol=1e-4
        )


def test_a_fixed_prior_that_nobody_gave_runs_around_the_mean_alone():
    data = MEANS | FIXED | {"prior_alpha_mean": float(np.mean(MEANS["y"]))}
    found = explore("means", case_of("means", MEANS | LEARNED, regularised=data))["scale"]
    assert found["centre"] == {"mean": pytest.approx(np.mean(MEANS["y"]), abs=1e-3)}
    assert set(found["estimate"]) == {"mean"}


def test_what_partial_pooling_learns_is_marked_on_the_fixed_prior():
    found = fixed(learned=True)["scale"]
    exact = solved("means", MEANS | LEARNED)
    known = dict(zip(exact.labels, exact.mean, strict=True))
    at = found["learned"]["at"]
    assert found["scale"][at] == pytest.approx(known["sigma_alpha"], rel=2e-3)
    assert found["learned"]["centre"] == pytest.approx(known["mu_alpha"], abs=2e-3)
    assert found["scale"][found["own"]] == FIXED["prior_alpha_sd"]
    assert fixed(learned=False)["scale"]["learned"] is None


def test_the_likelihood_of_a_spread_times_its_prior_is_its_posterior():
    found = fixed(learned=True)["scale"]
    curve = found["learned"]["likelihood"]
    exact = solved("means", MEANS | LEARNED)
    at, density = exact.marginals["sigma_alpha"]
    kept = (at > 0.2) & (at < 6)
    heights = np.interp(at[kept], curve["at"], curve["height"])
    heights *= np.exp(-LEARNED["prior_sigma_alpha_rate"] * at[kept])
    ratio = density[kept] / heights
    np.testing.assert_allclose(ratio / ratio.mean(), 1, atol=0.01)
    assert max(curve["height"]) == 1
    chosen = np.interp(found["scale"], curve["at"], curve["height"])
    np.testing.assert_allclose(curve["chosen"], chosen, atol=0.01)


def test_shrinkage_by_likelihood_knows_its_two_turning_points():
    data = {"y": [30, 40, 50, 60, 70], "N": [100] * 5, "omega": 0.5, "flat_kappa": 2.06}
    case = Analysis({"maximum_likelihood": data}, None, list("abcde"))
    found = explore("coins", case)["likelihood"]
    assert found["best"] == pytest.approx(15.797, abs=1e-3)
    assert found["beyond"] == pytest.approx(18870.98, abs=0.1)
    assert found["flat"] == 2.06
    alike = Analysis({"maximum_likelihood": data | {"y": [50] * 5}}, None, list("abcde"))
    assert explore("coins", alike) == {}


def test_only_few_coins_have_a_laboratory():
    found = explored("coins")["lab"]
    assert found["y"] == COINS["y"]
    assert (found["a"], found["b"], found["kappa"]) == (2.0, 2.0, 5.0)
    third = {"S": 3, "N": [*COINS["N"], 5], "y": [*COINS["y"], 1]}
    assert "lab" not in explore("coins", case_of("coins", COINS | third))


@pytest.mark.parametrize("family", ["coins", "rates"])
def test_a_new_unit_has_whole_successes_nearest_to_its_share(family):
    found = explored(family)
    found = found["new_group"]
    for share, row in zip(found["seen"], found["successes"], strict=True):
        for size, successes in zip(found["size"], row, strict=True):
            assert isinstance(successes, int)
            assert 0 <= successes <= size
            assert abs(successes - share * size) <= 0.5 + 1e-9


def test_what_an_analysis_lacks_is_left_out():
    assert explore("lines", Analysis({}, None, [])) == {}
    assert explore("means", Analysis({}, None, [])) == {}
    assert explore("coins", Analysis({"fixed_mode": {}}, None, [])) == {}


def test_numbers_keep_five_digits():
    assert plain([0, 1 / 3, 123456.7, -2e-9 / 3]) == [0, 0.33333, 123460, -6.6667e-10]
    assert plain({"a": np.float64(2)}) == {"a": 2}
    assert SIZES[0] == 0
    assert list(SIZES) == sorted(set(SIZES))


def test_numbers_keep_five_digits_down_to_the_smallest():
    found = plain([123456.0, -1.23456789e-320, 1.23456789e-306, 0.0, 1.7976e308])
    assert found == [123460.0, -1.2346e-320, 1.2346e-306, 0.0, 1.7976e308]


LINES = {"N": 12, "J": 4, "group": [1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4]}
LINES |= {"x": [-2, 0, 1, -1, 0, 2, 3, 1, 2, 2.5, 0, 0]}
LINES |= {"y": [91, 95, 96, 80, 84, 83, 90, 101, 110, 104, 88, 93]}
LINES |= {"prior_mu_alpha_mean": 90.0, "prior_mu_alpha_sd": 20.0}
LINES |= {"prior_mu_beta_mean": 0.0, "prior_mu_beta_sd": 5.0}
LINES |= {"prior_sigma_alpha_rate": 0.1, "prior_sigma_beta_rate": 1.0}
LINES |= {"prior_sigma_rate": 0.1, "prior_R_shape": 2.0}
MORE = {"J": 5, "N": 11, "group": [*MEANS["group"], 4, 5], "y": [*MEANS["y"], 2.5, -3.0]}
FIVE = {"S": 5, "N": [20, 8, 5, 0, 9], "y": [5, 4, 5, 0, 1]}


@pytest.mark.parametrize(
    ("family", "data", "name"),
    [
        ("means", MEANS | LEARNED | MORE, "alpha"),
        ("rates", RATES, "p"),
        ("coins", COINS | FIVE, "theta"),
    ],
)
def test_what_is_guessed_is_the_exact_estimate(family, data, name):
    known_already = data is UNITS.get(family)
    all_found = (
        explored(family) if known_already else explore(family, case_of(family, data))
    )
    found, exact = all_found["guess"], solved(family, data)
    known = dict(zip(exact.labels, zip(exact.mean, exact.sd, strict=True), strict=True))
    assert len(found["groups"]) >= 4
    each = ("groups", "estimate", "low", "high")
    for group, estimate, low, high in zip(*(found[key] for key in each), strict=True):
        mean, sd = known[f"{name}[{group}]"]
        assert estimate == pytest.approx(mean, abs=1e-3)
        # Of a normal distribution 3.29 sds; of others about as many.
        assert (high - low) / sd == pytest.approx(3.29, rel=0.12)
        assert low < estimate < high
        if f"{name}[{group}]" in exact.marginals:
            at, density = exact.marginals[f"{name}[{group}]"]
            fine = np.linspace(low, high, 1001)
            inside = np.trapezoid(np.interp(fine, at, density), fine)
            assert inside == pytest.approx(0.9, abs=0.003)


def test_slopes_are_guessed_where_a_group_has_one():
    labels = ["1", "2", "3", "4"]
    more = LINES | {"x": [*LINES["x"][:-1], 2.0]}
    some = {"sigma": [4, 6], "sigma_alpha": [8, 10], "sigma_beta": [3, 4]}
    some = {name: np.array(own, dtype=float) for name, own in some.items()}
    grid = Grid(some | {"rho": np.array([0.2, 0.5])}, np.array([0.4, 0.6]))
    case = Analysis({"partial_pooling": LINES}, grid, labels, {"centre": 55.0})
    assert "guess" not in explore("lines", case)  # the fourth has none: three are too few
    case = Analysis({"partial_pooling": more}, grid, labels, {"centre": 55.0})
    found = explore("lines", case)
    own = dict(zip(found["guess"]["groups"], found["guess"]["seen"], strict=True))
    assert own["4"] == pytest.approx(2.5)
    assert own["1"] == pytest.approx(
        np.polyfit(more["x"][:3], more["y"][:3], 1)[0], abs=1e-3
    )
    assert found["lines"]["centre"] == 55.0
    scales = found["lines"]["scales"]
    assert found["lines"]["beta"][found["lines"]["own"]] == pytest.approx(
        scales["sigma_beta"], rel=1e-4
    )
    assert found["lines"]["beta"][0] == 0


def test_quantiles_are_those_of_a_weighted_sample():
    at = np.linspace(-6, 6, 4001)
    low, high = quantiles(at, np.exp(-0.5 * at**2))
    assert [low, high] == pytest.approx([-1.645, 1.645], abs=1e-3)


def test_groups_that_move_most_are_guessed_and_none_twice_alike():
    size = np.repeat([2, 50], 40)
    raw = np.concatenate([np.linspace(0, 4, 40), np.full(40, 2.0)])
    places = chosen(raw, size, np.full(80, 2.0))
    assert len(places) == len(set(places.tolist())) <= 12
    assert {0, 39} <= set(places.tolist())
    assert (size[places] == 50).sum() == 1


def test_tables_like_one_of_many_sizes_have_few():
    n = list(range(1, 41))
    data = RATES | {"J": 40, "N": n, "y": [each // 2 for each in n]}
    grid = solved("rates", RATES).grid()
    labels = [str(each) for each in n]
    found = again(Analysis({"partial_pooling": data}, grid, labels))
    assert len(found["sizes"]) == 6
    assert sum(found["units"]) == 40
    assert found["sizes"] == sorted(found["sizes"])
    few = again(Analysis({"partial_pooling": RATES}, grid, list("abcd")))
    assert (few["sizes"], few["units"]) == (RATES["N"], [1, 1, 1, 1])
    values, weights = grid.heavy()
    assert few["mu"] == pytest.approx(values["mu_alpha"] @ weights)


def test_a_kind_explains_what_its_means_differ_by():
    kinds, values = list("abab"), np.array([1.0, 3.0, 2.0, 4.0])
    found = exchange(values, kinds)
    assert (found["kinds"], found["of"]) == (["a", "b"], [0, 1, 0, 1])
    # Means 1.5 and 3.5 around 2.5: 4 of 5.
    assert found["share"] == share_between(values, [0, 1, 0, 1]) == pytest.approx(0.8)
    for few in ([], list("aaaa"), list("abbb"), list("abcd")):
        assert exchange(values, few) is None
    assert exchange(np.ones(4), kinds) is None


def test_units_of_known_kinds_have_their_exact_rates():
    case = case_of("rates", RATES)
    assert "exchange" not in explored("rates")
    found = explore("rates", replace(case, kinds=["no", "pred", "pred", "no"]))[
        "exchange"
    ]
    exact = solved("rates", RATES)
    places = [exact.labels.index(f"p[{label}]") for label in case.labels]
    np.testing.assert_allclose(found["estimate"], exact.mean[places], atol=1e-4)
    assert found["of"] == [0, 1, 1, 0]
