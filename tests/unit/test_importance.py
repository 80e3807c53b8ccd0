"""Exact answers of models by formula, against grids and among themselves."""

import numpy as np
import pytest
from formula_tables import declared, stan_data
from pooling import exact
from pooling.basics.errors import PoolingError
from pooling.exact import importance, scrambles
from pooling.exact.answer import answer, read_grid, write_grid
from pooling.exact.controls import Controls, Told, corrected
from pooling.exact.cross_validation import conditional
from pooling.exact.cross_validation.base import Posterior
from pooling.exact.proposal import Proposal, Sides, Tails
from pooling.model import effects, families


def solved(likelihood: str, pooling: str, data: dict):
    model, labels = declared(likelihood, pooling, data)
    return importance.posterior(effects.of(model, data), data, labels)


def assert_same(found, grid, order=None, among=None):
    """Hold two answers to be within 0.01 posterior sds of each other."""
    order = slice(None) if order is None else order
    mean, sd = grid.mean[order], grid.sd[order]
    np.testing.assert_array_less(np.abs(found.mean - mean) / sd, 0.01)
    np.testing.assert_array_less(np.abs(found.sd - sd) / sd, 0.01)


def assert_within_errors(first, second):
    """Hold two answers of points to their stated errors; give which numbers they have."""
    known = np.isfinite(first.sd) & np.isfinite(second.sd)
    for name, place in (("mean", 0), ("sd", 1)):
        gap = np.abs(getattr(first, name) - getattr(second, name))[known]
        errors = (each.points.errors[place][known] for each in (first, second))
        assert (gap < 5 * np.hypot(*errors)).all()
    return known


def assert_left_out(formula, lecture, tolerance: float):
    """Hold two families to leave the same rows and groups out in the same way."""
    likelihood, data, found = formula
    family, of_family, grid = lecture
    predicted = []
    for model, own, answered in (
        (declared(likelihood, "partial", data)[0], data, found),
        (families.get(family).MODELS["partial_pooling"], of_family, grid),
    ):
        given = conditional.given(model, own)
        nodes = answered.grid()
        predicted.append(Posterior(nodes.values, nodes).predict(given))
    for ours, theirs in zip(*predicted, strict=True):
        assert (ours.pareto_k < 0.7).all()
        np.testing.assert_allclose(ours.elpd, theirs.elpd, atol=tolerance)
    np.testing.assert_allclose(predicted[0][0].below, predicted[1][0].below, atol=0.01)


def normal_rows(groups=12, sd=0.8):
    rng = np.random.default_rng(groups)
    sizes = rng.integers(1, 9, groups)
    group = np.repeat(np.arange(groups) + 1, sizes)
    x = rng.normal(0, 1, len(group))
    y = 1.5 + sd * rng.normal(size=groups)[group - 1] + 0.7 * rng.normal(size=len(group))
    return group, x, y


@pytest.mark.parametrize("sd", [0.8, 0.0], ids=["spread", "sd at 0"])
def test_an_intercept_by_group_is_the_family_means(sd):
    group, _, y = normal_rows(sd=sd)
    one = np.ones((len(y), 1))
    data = stan_data(y, group, one, one, [1], prior_beta_sd=[5.0])
    of_means = {
        "N": len(y),
        "J": 12,
        "group": group.tolist(),
        "y": y.tolist(),
        "prior_mu_alpha_mean": 0.0,
        "prior_mu_alpha_sd": 5.0,
        "prior_sigma_alpha_rate": 1.0,
        "prior_sigma_rate": 1.0,
    }
    grid = exact.posterior(
        "means", "partial_pooling", of_means, {"group": list("abcdefghijkl")}
    )
    found = solved("normal", "partial", data)
    assert found.labels[:3] == ["beta[x0]", "sd[z0]", "sigma"]
    assert_same(found, grid)
    assert found.points.facts["pareto_k"] < 0.5
    assert found.error < 0.01
    assert_left_out(("normal", data, found), ("means", of_means, grid), 0.05)


def test_counts_by_group_are_the_family_rates():
    trials = np.array([10, 10, 25, 35, 5, 8, 10, 25])
    y = np.array([9, 10, 20, 14, 0, 8, 3, 19])
    one = np.ones((8, 1))
    data = stan_data(
        y,
        np.arange(8) + 1,
        one,
        one,
        [1],
        trials=trials.tolist(),
        prior_beta_sd=[1.5],
    )
    of_rates = {"N": trials.tolist(), "y": y.tolist()}
    of_rates |= {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}
    of_rates |= {"prior_sigma_alpha_rate": 1.0}
    grid = exact.posterior(
        "rates", "partial_pooling", of_rates, {"group": list("abcdefgh")}
    )
    found = solved("binomial", "partial", data)
    assert_same(found, grid, slice(0, 10))
    assert_left_out(("binomial", data, found), ("rates", of_rates, grid), 0.05)
    fixed = of_rates | {"prior_alpha_mean": 0.0, "prior_alpha_sd": 5.0}
    alone = exact.posterior("rates", "no_pooling", fixed, {"group": list("abcdefgh")})
    own = stan_data(
        y,
        np.arange(8) + 1,
        one,
        one,
        [1],
        pooling="none",
        trials=trials.tolist(),
    )
    assert_same(solved("binomial", "none", own), alone, slice(0, 8))


def test_correlated_slopes_are_the_family_lines():
    group, x, y = normal_rows(6)
    y = y + x * np.array([0.5, 0.1, 0.9, 0.4, 0.6, 0.3])[group - 1]
    columns = np.column_stack([np.ones(len(x)), x])
    data = stan_data(y, group, columns, columns, [1, 2], prior_beta_sd=[5.0, 2.0])
    of_lines = {
        "N": len(y),
        "J": 6,
        "group": group.tolist(),
        "x": x.tolist(),
        "y": y.tolist(),
        "prior_mu_alpha_mean": 0.0,
        "prior_mu_alpha_sd": 5.0,
        "prior_mu_beta_mean": 0.0,
        "prior_mu_beta_sd": 2.0,
        "prior_sigma_alpha_rate": 1.0,
        "prior_sigma_beta_rate": 1.0,
        "prior_R_shape": 2.0,
        "prior_sigma_rate": 1.0,
    }
    grid = exact.posterior(
        "lines", "partial_pooling", of_lines, {"group": list("abcdef")}
    )
    # Intercepts, then slopes: here both of a group stand together.
    order = np.r_[:6, np.arange(12).reshape(2, 6).T.ravel() + 6]
    assert_same(solved("normal", "partial", data), grid, order)


OTHERS = {
    "poisson": lambda rng, eta: rng.poisson(np.exp(eta)),
    "negative_binomial": lambda rng, eta: rng.poisson(rng.gamma(2.0, np.exp(eta) / 2.0)),
    "student": lambda rng, eta: eta + rng.standard_t(3, len(eta)),
    "bernoulli": lambda rng, eta: rng.binomial(1, 1 / (1 + np.exp(-eta))),
}


def other_rows(response: str, **others):
    rng = np.random.default_rng(21)
    group = np.repeat(np.arange(6) + 1, 4)
    x = rng.normal(size=24)
    y = OTHERS[response](rng, 0.8 + 0.5 * x + 0.5 * rng.normal(size=6)[group - 1])
    columns = np.column_stack([np.ones(24), x])
    return stan_data(y, group, columns, columns[:, :1], [1], **others)


@pytest.mark.parametrize("response", OTHERS)
def test_the_error_that_is_said_is_that_of_other_points(response, monkeypatch):
    """Two answers from points of their own differ by no more than their errors allow."""
    monkeypatch.setattr(importance, "EASY", 0)
    data = other_rows(response)
    first = solved(response, "partial", data)
    monkeypatch.setattr(scrambles, "SEED", 1000)
    second = solved(response, "partial", data)
    known = assert_within_errors(first, second)
    assert (first.mean != second.mean)[known].all()
    assert (np.abs(first.mean - second.mean) / first.sd)[known].max() < 0.02


def few_groups(response: str, each: int) -> dict:
    """Three groups that lie apart: how far the population's reach is hardly known."""
    rng = np.random.default_rng(4)
    group = np.repeat(np.arange(3) + 1, each)
    x = rng.normal(size=len(group))
    y = OTHERS[response](rng, np.array([-0.5, 0.7, 1.3])[group - 1] + 0.3 * x)
    columns = np.column_stack([np.ones(len(y)), x])
    return stan_data(y, group, columns, columns[:, :1], [1])


@pytest.mark.parametrize("response", ["poisson", "negative_binomial", "bernoulli"])
def test_of_three_groups_most_points_are_effective(response, monkeypatch):
    """The sd between them has a long tail, and how surely beta is known goes with it.

    Of points that do not know, 66 to 70 % were effective, and errors 0.007 to 0.010.
    """
    monkeypatch.setattr(importance, "MOST", 2**11)
    found = solved(response, "partial", few_groups(response, 60))
    assert found.error < 0.0065
    assert found.points.facts["pareto_k"] < 0.3
    assert found.points.facts["effective_share"] > 0.8


def test_coefficients_given_the_scales_have_the_density_they_had():
    """Their prior, where all of them are integrated, is the one of the scales alone."""
    data = few_groups("poisson", 8)
    own = effects.of(declared("poisson", "partial", data)[0], data)
    plain = importance.Target(own, own.coordinates)
    moved, t = plain.given(plain.around(np.zeros(plain.size))[1])
    assert t.shape == (plain.size,)
    rng = np.random.default_rng(0)
    scale, step = 0.3, 1e-5
    at = np.append(rng.normal(size=2), scale)
    points = at + step * np.vstack([np.zeros(3), *np.eye(3)[:2], *-np.eye(3)[:2]])
    values, logs = moved.coordinates.at(points)
    _, sampled = moved.coordinates.at(points[:1], sampled=True)
    slope = (values["beta"][1:3] - values["beta"][3:]) / (2 * step)
    # log |d beta / d t|, with a density of beta that is the prior's.
    prior = -0.5 * (values["beta"][0] ** 2).sum() / 2.5**2
    sd = values["sd"][0, 0]
    assert sampled[0] == pytest.approx(prior - sd + np.log(sd), abs=1e-9)
    unit = np.linalg.slogdet(slope / 2.5)[1]
    beside = moved.coordinates.blocks["sd"].at(points[:1, 2:])[1]
    assert logs[0] == pytest.approx(prior + unit + beside[0], abs=1e-6)


def test_control_variates_have_the_mean_0():
    rng = np.random.default_rng(2)
    spread = np.array([[1.0, 0.4], [0.4, 0.5]])
    sides = Sides(np.array([0.2, -1.0]), np.array([1.5, 0.4]), np.array([0.3, -0.6]))
    tails = Tails(6, np.array([1.0, 2.5]))
    points = Proposal.around(np.array([0.3, -0.2]), spread, tails, sides)
    controls = Controls.of(points, 2**11)
    functions = controls.at(*points.drawn(2**17, rng))
    assert functions.shape == (2**17, 10)
    error = functions.std(axis=0) / np.sqrt(len(functions))
    np.testing.assert_array_less(np.abs(functions.mean(axis=0)), 4 * error)


def test_what_controls_tell_of_chance_is_taken_from_the_sums():
    """Of terms that are polynomials times a normal density nothing is left to chance."""
    points = Proposal.around(np.zeros(2), np.eye(2), Tails(8, np.full(2, 1.5)))
    controls, told, sums = Controls.of(points, 2**11), [], []
    rng = np.random.default_rng(3)
    for _ in range(4):
        t, density = points.drawn(2**9, rng)
        functions = controls.at(t, density)
        normal = points.normal(t)[1]
        terms = np.exp(normal - density)[:, np.newaxis] * np.column_stack(
            [np.ones(len(t)), 2 + t[:, 0] - 0.5 * t[:, 1] ** 2, t[:, 0] ** 3]
        )
        seen = Told()
        seen.add(functions)
        seen.cross = functions.T @ terms
        told.append(seen)
        sums.append(terms.sum(axis=0))
    expected = 2**9 * np.array([1.0, 1.5, 0.0])
    assert np.abs(np.array(sums) - expected).max() > 5
    np.testing.assert_allclose(corrected(np.array(sums), told) - expected, 0, atol=1e-6)


def test_a_small_table_of_zeros_and_ones_reaches_a_hundredth():
    """Slopes by group, of nine rows a group: sds next to 0 and correlations next to 1."""
    rng = np.random.default_rng(1)
    group, x = np.repeat(np.arange(10) + 1, 9), rng.integers(0, 2, 90)
    own = rng.normal(0, rng.uniform(0.1, 1.5, 2), (10, 2))[group - 1]
    y = (rng.random(90) < 1 / (1 + np.exp(-own[:, 0] - own[:, 1] * x))).astype(int)
    columns = np.column_stack([np.ones(90), x])
    data = stan_data(y, group, columns, columns, [1, 2], trials=[1] * 90)
    found = solved("bernoulli", "partial", data)
    assert found.error <= importance.TOLERANCE
    assert found.points.facts["pareto_k"] < 0.5


def test_a_number_without_a_mean_withholds_nothing_else():
    """Poisson counts allow any phi, however large."""
    data = other_rows("poisson")
    found = solved("negative_binomial", "partial", data)
    place = found.labels.index("phi")
    assert np.isnan(found.mean[place])
    assert np.isnan(found.sd[place])
    assert "phi" in found.points.facts["without"]
    assert np.isfinite(np.delete(found.mean, place)).all()
    assert found.error < importance.TOLERANCE


def test_points_are_added_for_a_number_that_has_a_mean(monkeypatch):
    """The first points give all numbers but phi within this tolerance."""
    monkeypatch.setattr(importance, "EASY", 0)
    monkeypatch.setattr(importance, "TOLERANCE", 0.0055)
    rng, columns = np.random.default_rng(4), np.ones((200, 1))
    y = rng.poisson(rng.gamma(1.0, 5.0, 200))
    group = np.arange(200) % 5 + 1
    data = stan_data(y, group, columns, columns, [1], pooling="complete")
    found = solved("negative_binomial", "complete", data)
    assert np.isfinite(found.mean).all()
    assert found.error <= importance.TOLERANCE
    assert not found.points.facts["without"]


def test_what_would_take_too_long_is_refused_with_its_error(monkeypatch):
    monkeypatch.setattr(importance, "MOST", importance.FIRST)
    monkeypatch.setattr(importance, "TOLERANCE", 1e-6)
    with pytest.raises(PoolingError, match=r"^not computed, because with 2048 points"):
        solved("poisson", "partial", other_rows("poisson"))


def test_points_are_kept_and_read_back(tmp_path):
    group, x, y = normal_rows(6)
    columns = np.column_stack([np.ones(len(x)), x])
    data = stan_data(y, group, columns, columns, [1, 2])
    labels = declared("normal", "partial", data)[1] | {"grouping": ["g"]}
    labels |= {"factor": [], "level": []}
    table, facts, grid = answer("normal", "partial_pooling", data=data, labels=labels)
    assert table.columns.tolist() == ["parameter", "mean", "sd", "mean_error", "sd_error"]
    assert facts["computed"]
    assert facts["error"] < 0.01
    assert 0.4 < facts["effective_share"] <= 1
    assert facts["pareto_k"] < 0.7
    write_grid(tmp_path / "nodes.nc", grid, facts)
    kept = read_grid(tmp_path / "nodes.nc")
    assert kept.fringe is None
    assert set(kept.values) == {"sd", "cor", "sigma"}
    assert kept.values["sd"].shape == (len(kept.weights), 2)
    assert len(kept.weights) <= importance.KEPT
    # What is kept stands for all points, with the error of so many independent ones.
    sigma = table.set_index("parameter").loc["sigma"]
    error = sigma["sd"] / np.sqrt(len(kept.weights))
    assert kept.weights @ kept.values["sigma"] == pytest.approx(
        sigma["mean"], abs=2 * error
    )


def sloped(away: float) -> dict:
    group, x, y = normal_rows()
    columns = np.column_stack([np.ones(len(y)), x + away])
    return stan_data(y, group, columns, columns, [1, 2], prior_beta_sd=[5.0, 5.0])


def test_turned_and_straight_coefficients_have_one_answer(monkeypatch):
    found, find = solved("normal", "partial", sloped(8)), importance._posterior

    def straight(own, labels, coordinates):
        return find(own, labels, coordinates.other)

    monkeypatch.setattr(importance, "_posterior", straight)
    assert_within_errors(solved("normal", "partial", sloped(8)), found)


@pytest.mark.parametrize(("away", "first"), [(8, "turned"), (3, "straight")])
def test_where_some_coefficients_have_no_answer_others_are_asked(
    monkeypatch, caplog, away, first
):
    def refused(own, labels, coordinates):
        if coordinates.other:
            raise PoolingError("the reason.")
        return coordinates

    monkeypatch.setattr(importance, "_posterior", refused)
    caplog.set_level("INFO")
    second = solved("normal", "partial", sloped(away))
    assert (second.turned is None) == (first == "turned")
    assert f"Over {first} coefficients: the reason." in caplog.text


def test_points_none_of_which_has_weight_are_refused(monkeypatch):
    group, x, y = normal_rows()
    columns = np.column_stack([np.ones(len(y)), x])
    data = stan_data(y, group, columns, columns, [1, 2])
    find = importance._placed

    def too_high(target):
        settled, points, largest, *rest = find(target)
        return settled, points, largest + 1000, *rest

    monkeypatch.setattr(importance, "_placed", too_high)
    with pytest.raises(PoolingError, match="none of it was found"):
        solved("normal", "partial", data)
