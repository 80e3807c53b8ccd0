"""Effects of groups integrated out, for more coefficients than any family has."""

from dataclasses import replace

import numpy as np
import pytest
from pooling import exact
from pooling.basics.errors import PoolingError
from pooling.checks import pooling_factor
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.new_group import new_group_check
from pooling.checks.predictive.posterior import posterior_check
from pooling.checks.predictive.prior import prior_check
from pooling.exact.answer import answer
from pooling.exact.cross_validation import conditional
from pooling.model import effects, families
from pooling.model.effects import stacks
from pooling.model.families.base import Model
from pooling.run import dependencies
from scipy import stats

NAMES = ("alpha", "beta", "gamma")
PAIRS = {
    ("alpha", "beta"): "r_ab",
    ("alpha", "gamma"): "r_ag",
    ("beta", "gamma"): "r_bg",
}
THREE = Model(
    pooling="partial",
    parameters=(),
    likelihood="normal",
    coefficients={"alpha": None, "beta": "x", "gamma": "z"},
    correlations=PAIRS,
)
SCALES = {"sigma_alpha": 1.3, "sigma_beta": 0.4, "sigma_gamma": 0.8, "sigma": 0.6}
RHO = {"r_ab": 0.5, "r_ag": -0.3, "r_bg": 0.2}
# Of the first group all can be told, of the second two, of the last one.
ROWS = {
    "N": 9,
    "J": 3,
    "group": [1, 1, 1, 1, 1, 2, 2, 2, 3],
    "x": [-1.0, 0.0, 2.0, 1.0, 0.3, 5.0, 6.0, 7.0, 0.7],
    "z": [0.5, -1.0, 0.1, 2.0, 1.1, 1.0, 1.0, 1.0, 0.4],
    "y": [0.3, 0.9, 2.2, -2.5, 0.2, 0.1, 1.5, 0.7, 2.0],
}
for NAME, MEAN, SD in zip(NAMES, (0.2, -0.1, 0.4), (2.0, 1.5, 1.0), strict=True):
    ROWS |= {f"prior_mu_{NAME}_mean": MEAN, f"prior_mu_{NAME}_sd": SD}


def nodes(*changes: dict) -> dict:
    """Give the scales of several nodes, each with its changes."""
    each = [SCALES | RHO | change for change in changes]
    return {name: np.array([node[name] for node in each]) for name in each[0]}


def spread(node: dict) -> np.ndarray:
    """Write the covariance between groups down, pair by pair."""
    sds = np.array([node[f"sigma_{name}"] for name in NAMES])
    correlation = np.eye(3)
    for pair, name in PAIRS.items():
        one, other = (NAMES.index(each) for each in pair)
        correlation[one, other] = correlation[other, one] = node[name]
    return correlation * np.outer(sds, sds)


def together(node: dict):
    """Mean and covariance of mu, all theta and all rows."""
    design = np.column_stack([np.ones(9), ROWS["x"], ROWS["z"]])
    prior = np.array([ROWS[f"prior_mu_{name}_mean"] for name in NAMES])
    unknown = np.diag([ROWS[f"prior_mu_{name}_sd"] ** 2 for name in NAMES])
    to_rows = np.zeros((9, 12))
    for row, group in enumerate(ROWS["group"]):
        to_rows[row, 3 * group : 3 * group + 3] = design[row]
    covariance = np.kron(np.ones((4, 4)), unknown)
    covariance[3:, 3:] += np.kron(np.eye(3), spread(node))
    of_rows = to_rows @ covariance @ to_rows.T + node["sigma"] ** 2 * np.eye(9)
    return np.tile(prior, 4), covariance, to_rows, of_rows


def given(node: dict, rows):
    """Condition mu and theta on some rows."""
    mean, covariance, to_rows, of_rows = together(node)
    gain = np.linalg.solve(of_rows[np.ix_(rows, rows)], to_rows[rows] @ covariance).T
    surprise = np.array(ROWS["y"])[rows] - to_rows[rows] @ mean
    return mean + gain @ surprise, covariance - gain @ to_rows[rows] @ covariance


CASES = [
    {},
    {"sigma_beta": 0.0},
    {"r_ab": 1.0, "r_ag": 0.4, "r_bg": 0.4},
    {"sigma": 0.05, "sigma_alpha": 20.0},
]


def test_three_coefficients_with_three_correlations_are_those_of_the_full_covariance():
    own = effects.of(THREE, ROWS)
    values = nodes(*CASES)
    likelihood, moments = own.log_likelihood(values), own.moments(values)
    dense = []
    for place, change in enumerate(CASES):
        node = SCALES | RHO | change
        mean, _, to_rows, of_rows = together(node)
        dense.append(stats.multivariate_normal(to_rows @ mean, of_rows).logpdf(ROWS["y"]))
        centre, covariance = given(node, np.arange(9))
        variance = np.diag(covariance)
        for column, name in enumerate(NAMES):
            for which, full in ((0, centre), (1, variance)):
                mu, theta = moments[f"mu_{name}"][which], moments[name][which]
                assert mu[place] == pytest.approx(full[column], rel=1e-8)
                assert theta[place] == pytest.approx(full[3 + column :: 3], rel=1e-6)
    np.testing.assert_allclose(np.diff(likelihood), np.diff(dense), rtol=1e-9)


def test_rows_and_groups_are_left_out_as_by_the_full_covariance():
    own, node = effects.of(THREE, ROWS), SCALES | RHO
    y, group = np.array(ROWS["y"]), np.array(ROWS["group"])
    density, below, of_groups = own.without(nodes({}), slice(None), slice(None))
    _, _, to_rows, _ = together(node)
    for kept, found in ((None, density[0]), (group, of_groups[0])):
        for place in range(len(found)):
            out = np.flatnonzero(group == place + 1) if kept is group else [place]
            mean, covariance = given(node, np.setdiff1d(np.arange(9), out))
            noise = node["sigma"] ** 2 * np.eye(len(out))
            ahead = to_rows[out] @ covariance @ to_rows[out].T + noise
            predicted = stats.multivariate_normal(to_rows[out] @ mean, ahead)
            assert found[place] == pytest.approx(predicted.logpdf(y[out]), rel=1e-8)
            if kept is None:
                assert below[0, place] == pytest.approx(predicted.cdf(y[out]), rel=1e-6)


@pytest.mark.parametrize("kept", [[1], [2, 0], []])
def test_moments_of_some_groups_are_those_among_all(kept):
    groups = effects.of(THREE, ROWS)
    every = groups.moments(nodes({}, {"sigma": 1.1}))
    some = groups.moments(nodes({}, {"sigma": 1.1}), kept)
    for name in NAMES:
        for own, among in zip(some[name], every[name], strict=True):
            np.testing.assert_allclose(own, among[:, kept], rtol=1e-12)
        np.testing.assert_allclose(some[f"mu_{name}"], every[f"mu_{name}"], rtol=1e-12)


@pytest.mark.parametrize("size", [1, 3])
def test_columns_that_are_alike_are_found_as_numpy_does(size):
    columns = np.random.default_rng(1).integers(0, 3, (size, 40)).astype(float)
    _, *expected = np.unique(
        columns, axis=1, return_index=True, return_inverse=True, return_counts=True
    )
    for own, other in zip(stacks.alike(columns), expected, strict=True):
        np.testing.assert_array_equal(own, other.ravel())


def test_effects_are_drawn_from_their_posterior():
    own, node = effects.of(THREE, ROWS), SCALES | RHO
    mu = {"mu_alpha": 0.5, "mu_beta": -0.2, "mu_gamma": 0.3}
    values = {name: np.full(40_000, value) for name, value in (node | mu).items()}
    drawn = own.draw(values, np.random.default_rng(1))
    design = np.column_stack([np.ones(9), ROWS["x"], ROWS["z"]])
    for place in range(3):
        rows = np.array(ROWS["group"]) == place + 1
        precision = np.linalg.inv(spread(node))
        information = design[rows].T @ design[rows] / node["sigma"] ** 2 + precision
        pull = design[rows].T @ np.array(ROWS["y"])[rows] / node["sigma"] ** 2
        mean = np.linalg.solve(information, pull + precision @ list(mu.values()))
        own_draws = np.array([drawn[name][:, place] for name in NAMES])
        sd = np.sqrt(np.diag(np.linalg.inv(information)))
        assert np.abs((own_draws.mean(axis=1) - mean) / sd).max() < 5 / np.sqrt(40_000)
        np.testing.assert_allclose(
            np.cov(own_draws), np.linalg.inv(information), atol=0.02
        )


def test_a_correlation_that_is_not_declared_is_zero():
    own = effects.of(replace(THREE, correlations={("alpha", "gamma"): "r_ag"}), ROWS)
    factor = own.factor(own.called.inside(nodes({})), 1)[..., 0]
    found = factor @ factor.T
    expected = spread(SCALES | RHO | {"r_ab": 0.0, "r_bg": 0.0})
    np.testing.assert_allclose(found, expected, atol=1e-15)


def test_a_prior_of_some_correlations_alone_is_not_known():
    own = effects.of(replace(THREE, correlations={("alpha", "gamma"): "r_ag"}), ROWS)
    with pytest.raises(PoolingError, match="some of the coefficients are correlated"):
        exact.solve(own, ROWS, {"group": ["a", "b", "c"]})


@pytest.mark.parametrize("shift", [1e-3, 1e-7])
def test_a_triangle_keeps_the_digits_of_what_is_small_beside_the_rows(shift):
    # The rows are all but singular, and the shift is next to nothing.
    rows = np.array([[1.0, 1.0], [1.0, 1.0]])[..., np.newaxis]
    upper = stacks.triangle(np.array([shift]), rows)
    # det(s^2 I + A'A) = s^2 (s^2 + 4) for this A.
    expected = 2 * np.log(shift) + np.log(shift**2 + 4)
    assert stacks.log_determinant(upper)[0] == pytest.approx(expected, rel=1e-12)


# --- a likelihood that no stage knows -------------------------------------------------


@pytest.fixture
def student(monkeypatch):
    """Give the family means a model whose outcomes have another noise."""
    means = families.get("means")
    partial = means.MODELS["partial_pooling"]
    invented = Model(
        pooling=partial.pooling,
        parameters=partial.parameters,
        priors=partial.priors,
        likelihood="student",
        coefficients=partial.coefficients,
    )
    monkeypatch.setitem(means.MODELS, "partial_pooling", invented)
    return invented


class Drawn:
    """A fit with draws of everything that is asked for."""

    def __init__(self, data):
        self.stan_data, self.files, self.grid = data, {}, None

    def draws(self, *names):
        """Give a few draws."""
        shape = {"alpha": (20, 3)}
        return {name: np.ones(shape.get(name, 20)) for name in names}


def test_what_has_another_noise_is_nowhere_taken_for_normal(student):
    data = {name: ROWS[name] for name in ("N", "J", "group", "y")}
    data |= {"N_new": 1, "prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.0}
    assert effects.of(student, data) is None
    table, facts, grid = answer(
        "means", "partial_pooling", data=data, labels={"group": ["a", "b", "c"]}
    )
    assert table.empty
    assert grid is None
    assert "student" in facts["because"]
    assert not facts.get("fault")
    case = Case(
        family="means",
        model="partial_pooling",
        fit=Drawn(data),
        labels=["a", "b", "c"],
        seed=1,
    )
    asked = [
        lambda: exact.posterior(
            "means", "partial_pooling", data, {"group": ["a", "b", "c"]}
        ),
        lambda: conditional.given(student, data),
        lambda: pooling_factor.pooling_factor("means", Drawn(data)),
        lambda: new_group_check(case),
        lambda: posterior_check(case),
        lambda: prior_check(case),
    ]
    for ask in asked:
        with pytest.raises(PoolingError, match=r"not computed, because .* student"):
            ask()


def test_the_two_bookkeepings_know_nothing_of_each_other():
    for room, other in (("effects", "density"), ("density", "effects")):
        files = list((dependencies.PACKAGE / "model" / room).rglob("*.py"))
        assert files
        for path in files:
            found = dependencies.modules_of(path)
            assert not any(f"/{other}/" in file for file in found), path
