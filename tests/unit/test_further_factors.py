"""Levels of further grouping factors beside normal outcomes, against the full covariance."""

from itertools import pairwise

import numpy as np
import pytest
from formula_tables import crossed, declared, stan_data
from pooling.basics.errors import PoolingError
from pooling.exact import importance
from pooling.model import effects
from pooling.model.effects.regression import dense, gaussian
from scipy import stats

GROUPS, ROWS = 5, 17
RNG = np.random.default_rng(11)
GROUP = np.r_[1:6, RNG.integers(1, 6, ROWS - GROUPS)]
SLOPE = RNG.normal(1.0, 1.0, ROWS)
X = np.column_stack([np.ones(ROWS), SLOPE, RNG.normal(size=ROWS)])
Y = RNG.normal(2.0, 1.5, ROWS)
A = np.array([[1.0, 1.0, 0.1], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
# Beside the groups, inside them, above them, and both kinds at once.
ITEM, CLASS = np.arange(ROWS) % 4, 2 * (GROUP - 1) + np.arange(ROWS) % 2
FURTHER = {
    "crossed": (ITEM,),
    "nested": (CLASS,),
    "above": (GROUP // 3,),
    "both": (ITEM, CLASS),
}
# Usual; without spread of the groups and the first factor; a correlation of 1.
SD = np.array([[1.3, 0.6], [0.0, 0.5], [0.8, 0.9]])
COR = np.array([[0.4], [-0.2], [1.0]])
OTHERS = np.array([[0.9, 0.5], [0.0, 1.2], [2.0, 0.3]])
SIGMA = np.array([0.7, 1.1, 0.3])

each_pooling = pytest.mark.parametrize("pooling", ["complete", "none", "partial"])
ERRORS = RNG.uniform(0.2, 1.5, ROWS)  # of estimates
each_normal = pytest.mark.parametrize("likelihood", ["normal", "estimates"])
each_design = pytest.mark.parametrize("design", FURTHER)


def case(pooling: str, design: str, columns: int, likelihood: str = "normal"):
    """A model, its data, and values of what is not integrated out."""
    data = stan_data(
        Y,
        GROUP,
        X,
        X[:, :columns],
        [1, 2][:columns],
        pooling=pooling,
        offsets=np.linspace(-1, 1, ROWS).tolist(),
        prior_beta_mean=[0.3, -0.2, 0.1],
        prior_beta_sd=[2.0, 1.0, 0.5],
        prior_theta_mean=[0.5, -0.5][:columns],
        prior_theta_sd=[5.0, 3.0][:columns],
        A=A.tolist(),
        B=np.array([[1.0, 1.5], [0.0, 1.0]])[:columns, :columns].tolist(),
        **crossed(*FURTHER[design]),
        **({"se": ERRORS.tolist()} if likelihood == "estimates" else {}),
    )
    values = {"sigma": SIGMA} if likelihood == "normal" else {}
    values |= {"sd_further": OTHERS[:, : data["H"]]}
    if pooling == "partial":
        values["sd"] = SD[:, :columns]
        if columns > 1:
            values["cor"] = COR
    return effects.of(declared(likelihood, pooling, data)[0], data), data, values


def joint(data: dict, values: dict, node: int):
    """Mean and covariance of (beta, theta, further, rows), and where each part is."""
    used = np.flatnonzero(data["used"])
    columns = data["K"]
    back = np.linalg.inv(A[np.ix_(used, used)])
    theta_mean, spread = np.zeros(columns), np.zeros((columns, columns))
    if data["pooling"] == 2:
        sd = values["sd"][node]
        r = values["cor"][node, 0] if columns > 1 else 0
        spread = np.outer(sd, sd) * (np.eye(2) + r * (1 - np.eye(2)))[:columns, :columns]
    elif data["pooling"] == 1:
        turn = np.linalg.inv(data["B"])
        theta_mean = turn @ data["prior_theta_mean"]
        spread = turn @ np.diag(np.square(data["prior_theta_sd"])) @ turn.T
    own = values["sd_further"][node][np.array(data["factor"]) - 1]
    blocks = [
        back @ np.diag(np.array(data["prior_beta_sd"])[used] ** 2) @ back.T,
        np.kron(np.eye(GROUPS), spread),
        np.diag(own**2),
    ]
    edges = np.cumsum([0, *map(len, blocks)])
    parts = [slice(*pair) for pair in pairwise(edges)]
    mean, covariance = np.zeros(edges[-1]), np.zeros((edges[-1], edges[-1]))
    for part, block in zip(parts, blocks, strict=True):
        covariance[part, part] = block
    mean[parts[0]] = back @ np.array(data["prior_beta_mean"])[used]
    mean[parts[1]] = np.tile(theta_mean, GROUPS)
    # Deviations of the groups become theta; below, what each row is made of.
    to = np.vstack([np.eye(edges[-1]), np.zeros((ROWS, edges[-1]))])
    if data["pooling"] == 2:
        for column, place in enumerate(data["place"]):
            to[parts[1], :][column::columns, place - 1] = 1
    for row, group in enumerate(data["group"]):
        to[edges[-1] + row, parts[0]] = X[row, used]
        start = edges[1] + columns * (group - 1)
        to[edges[-1] + row, start : start + columns] = X[row, :columns]
        for level in np.reshape(data["level"], (-1, ROWS))[:, row]:
            to[edges[-1] + row, edges[2] + level - 1] = 1
    mean, covariance = to @ mean, to @ covariance @ to.T
    rows = slice(edges[-1], edges[-1] + ROWS)
    mean[rows] += data["offsets"]
    noise = data.get("se", np.full(ROWS, SIGMA[node]))
    covariance[rows, rows] += np.diag(np.square(noise))
    return (
        mean,
        covariance,
        dict(zip(("beta", "theta", "further", "rows"), (*parts, rows), strict=True)),
    )


def given(mean, covariance, rows, y):
    """Condition on some rows."""
    gain = np.linalg.solve(covariance[np.ix_(rows, rows)], covariance[rows]).T
    return mean + gain @ (y - mean[rows]), covariance - gain @ covariance[rows]


def ahead(mean, covariance, rows, out):
    """Predict some rows from the others."""
    kept = np.setdiff1d(np.arange(ROWS), out)
    centre, spread = given(mean, covariance, rows[kept], Y[kept])
    at = rows[out]
    return stats.multivariate_normal(centre[at], spread[np.ix_(at, at)])


@each_pooling
@each_design
@each_normal
@pytest.mark.parametrize("columns", [1, 2])
def test_all_that_is_integrated_out_is_normal(pooling, design, likelihood, columns):
    own, data, values = case(pooling, design, columns, likelihood)
    assert set(own.hyperparameters) == set(values)
    found, moments = own.log_likelihood(values), own.moments(values)
    assert ("theta" in moments) == (pooling != "complete")
    for node in range(3):
        mean, covariance, parts = joint(data, values, node)
        rows = np.arange(len(mean))[parts["rows"]]
        prior = stats.multivariate_normal(mean[rows], covariance[np.ix_(rows, rows)])
        assert found[node] == pytest.approx(prior.logpdf(Y), rel=1e-9)
        centre, spread = given(mean, covariance, rows, Y)
        for name, moment in moments.items():
            got = [each[node].ravel() for each in moment]
            np.testing.assert_allclose(got[0], centre[parts[name]], rtol=1e-6, atol=1e-8)
            np.testing.assert_allclose(
                got[1], np.diag(spread)[parts[name]], rtol=1e-5, atol=1e-11
            )


@each_pooling
@each_design
@each_normal
def test_rows_and_groups_are_left_out_as_by_the_full_covariance(
    pooling, design, likelihood
):
    own, data, values = case(pooling, design, 2, likelihood)
    density, below, together = own.without(values, slice(None), slice(None))
    for node in range(3):
        mean, covariance, parts = joint(data, values, node)
        rows = np.arange(len(mean))[parts["rows"]]
        for row in range(ROWS):
            alone = ahead(mean, covariance, rows, [row])
            assert density[node, row] == pytest.approx(alone.logpdf(Y[[row]]), rel=1e-6)
            assert below[node, row] == pytest.approx(alone.cdf(Y[[row]]), abs=1e-6)
        for place in range(GROUPS):
            out = np.flatnonzero(place + 1 == GROUP)
            assert together[node, place] == pytest.approx(
                ahead(mean, covariance, rows, out).logpdf(Y[out]), rel=1e-6
            )


@each_pooling
def test_draws_have_the_moments_and_keep_what_is_given(pooling):
    own, _, values = case(pooling, "both", 2)
    one = {name: value[:1] for name, value in values.items()}
    many = {name: np.repeat(value, 20_000, axis=0) for name, value in one.items()}
    drawn = own.draw(many, np.random.default_rng(3))
    for name, (mean, variance) in own.moments(one).items():
        away = (drawn[name].mean(axis=0) - mean[0]) / np.sqrt(variance[0])
        assert np.abs(away).max() < 0.04
        np.testing.assert_allclose(drawn[name].var(axis=0) / variance[0], 1, atol=0.06)
    # With beta given levels follow it: together they are as before.
    again = own.draw(many | {"beta": drawn["beta"]}, np.random.default_rng(4))
    np.testing.assert_allclose(again["beta"], drawn["beta"])
    both = [
        np.cov(np.hstack([each.reshape(20_000, -1) for each in found.values()]).T)
        for found in (drawn, again)
    ]
    scale = np.sqrt(np.diag(both[0]))
    assert np.abs((both[1] - both[0]) / np.outer(scale, scale)).max() < 0.06


def test_the_answer_does_not_depend_on_how_nodes_are_taken_together(monkeypatch):
    own, _, values = case("partial", "both", 2)
    logs, moments = own.at(values)
    monkeypatch.setattr(gaussian, "CHUNK", 1)
    one_by_one, alone = own.at(values)
    np.testing.assert_allclose(one_by_one, logs)
    np.testing.assert_allclose(own.log_likelihood(values), logs)
    for name, pair in moments.items():
        np.testing.assert_allclose(alone[name], pair)


def test_one_point_far_out_does_not_take_the_others_with_it():
    own, _, values = case("complete", "both", 1)
    far = values | {"sigma": np.array([0.7, 1e-12, 0.3])}
    usual, found = own.log_likelihood(values), own.log_likelihood(far)
    np.testing.assert_array_equal(found[[0, 2]], usual[[0, 2]])
    assert not found[1] > usual.max()


def test_a_matrix_without_a_factor_has_no_number_and_the_others_have_theirs():
    for size in (2, 9):  # column by column, and by a call for all
        some = np.stack([np.eye(size), np.zeros((size, size)), 4 * np.eye(size)])
        lower = dense.lower_of(some)
        assert np.isnan(lower[1]).any()
        np.testing.assert_array_equal(lower[::2], [np.eye(size), 2 * np.eye(size)])
        inverse = dense.inverse_of(lower)  # does not raise, which would lose all three
        np.testing.assert_array_equal(inverse[2], np.eye(size) / 2)


@pytest.mark.parametrize("size", [0, 3, 64, 65, 150])
def test_triangles_are_inverted_by_halves(size):
    lower = np.tril(RNG.normal(size=(2, size, size)) / max(size, 1)) + np.eye(size)
    inverse = dense.inverse_of(lower)
    np.testing.assert_allclose(
        inverse @ lower, np.tile(np.eye(size), (2, 1, 1)), atol=1e-12
    )
    np.testing.assert_array_equal(inverse, np.tril(inverse))


def test_what_would_take_too_long_to_leave_out_says_so(monkeypatch):
    own, _, values = case("partial", "crossed", 1)
    monkeypatch.setattr(gaussian, "LEFT_OUT", 1000)
    with pytest.raises(
        PoolingError, match=r"^not computed, because leaving rows and groups"
    ):
        own.without(values, slice(None), slice(None))


def test_swapping_the_factors_gives_the_same_posterior():
    """With the same priors (1 | g) + (1 | h) is (1 | h) + (1 | g)."""
    rng = np.random.default_rng(5)
    one, other = np.repeat(np.arange(8), 4), np.tile(np.arange(4), 8)
    y = 2 + rng.normal(size=8)[one] + 0.7 * rng.normal(size=4)[other]
    y = y + 0.5 * rng.normal(size=32)
    found = []
    for first, second in ((one, other), (other, one)):
        ones = np.ones((32, 1))
        data = stan_data(y, first + 1, ones, ones, [1], **crossed(second))
        model, labels = declared("normal", "partial", data)
        answer = importance.posterior(effects.of(model, data), data, labels)
        assert answer.error < 0.01
        assert answer.points.facts["pareto_k"] < 0.5
        found.append(
            {
                label: (mean, sd)
                for label, mean, sd in zip(
                    answer.labels, answer.mean, answer.sd, strict=True
                )
            }
        )
    for label, same in {
        "beta[x0]": "beta[x0]",
        "sigma": "sigma",
        "sd[z0]": "sd_further[h1]",
        "sd_further[h1]": "sd[z0]",
    }.items():
        (mean, sd), (other_mean, other_sd) = found[0][label], found[1][same]
        assert abs(mean - other_mean) < 0.02 * sd
        assert abs(sd - other_sd) < 0.02 * sd
