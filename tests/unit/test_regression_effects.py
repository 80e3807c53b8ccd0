"""Groups of models by formula integrated out, against brute force."""

from dataclasses import replace

import numpy as np
import pytest
from formula_tables import crossed, declared, stan_data
from pooling.basics.errors import PoolingError
from pooling.model import effects, responses
from pooling.model.effects.regression import base, hermite, nodes, parts
from pooling.model.effects.regression.coordinates import Coordinates, Correlations, Scales
from response_examples import BESIDE, EXAMPLES
from scipy import stats
from scipy.special import logsumexp

GROUP = np.array([3, 1, 1, 2, 1, 3, 2, 1, 4, 3])
RNG = np.random.default_rng(7)
X1, X2 = RNG.normal(2.0, 1.0, 10), RNG.normal(size=10)
X = np.column_stack([np.ones(10), X1, X2])
A = np.array([[1.0, 2.0, 0.1], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
B = np.array([[1.0, 2.0], [0.0, 1.0]])
OFFSETS = RNG.normal(size=10)
COMMON = {
    "offsets": OFFSETS.tolist(),
    "prior_beta_mean": [0.3, -0.2, 0.1],
    "prior_beta_sd": [2.0, 1.0, 0.5],
}
# Nodes of s: usual, without spread, with a correlation of 1.
NODES = {
    "sd": np.array([[1.3, 0.6], [0.0, 0.5], [0.8, 0.9]]),
    "cor": np.array([[0.4], [-0.2], [1.0]]),
    "sigma": np.array([0.7, 1.1, 0.3]),
}


ERRORS = [0.7, 1.1, 0.3, 0.9, 2.0, 0.5, 0.6, 1.4, 0.8, 0.2]  # of estimates
each_normal = pytest.mark.parametrize("likelihood", ["normal", "estimates"])


def normal_case(pooling: str, likelihood: str = "normal"):
    """A model with a varying column that the population does not have."""
    z = np.column_stack([np.ones(10), X1])
    data = stan_data(
        RNG.normal(3.0, 1.0, 10),
        GROUP,
        X,
        z,
        [1, 0],
        pooling=pooling,
        **COMMON,
        A=A.tolist(),
        B=B.tolist(),
        prior_theta_mean=[0.5, -0.5],
        prior_theta_sd=[5.0, 3.0],
        **({"se": ERRORS} if likelihood == "estimates" else {}),
    )
    return effects.of(declared(likelihood, pooling, data)[0], data), data


def dense(data: dict, values: dict, node: int):
    """Mean and covariance of beta, all theta and all rows."""
    used = np.flatnonzero(data["used"])
    back = np.linalg.inv(A[np.ix_(used, used)])
    beta_mean = back @ np.array(data["prior_beta_mean"])[used]
    beta_cov = back @ np.diag(np.array(data["prior_beta_sd"])[used] ** 2) @ back.T
    p, z = len(used), np.array(data["Z"])
    # Of (beta, deviations of the groups) to beta, theta and rows.
    size = p + 8
    mean, covariance = np.zeros(size), np.zeros((size, size))
    mean[:p], covariance[:p, :p] = beta_mean, beta_cov
    if data["pooling"] == 2:
        sd, r = values["sd"][node], values["cor"][node, 0]
        spread = np.outer(sd, sd) * np.array([[1, r], [r, 1]])
        own = np.zeros(2)
    elif data["pooling"] == 1:
        turn = np.linalg.inv(B)
        spread = turn @ np.diag(np.array(data["prior_theta_sd"]) ** 2) @ turn.T
        own = turn @ np.array(data["prior_theta_mean"])
    else:
        spread, own = np.zeros((2, 2)), np.zeros(2)
    covariance[p:, p:] = np.kron(np.eye(4), spread)
    mean[p:] = np.tile(own, 4)
    to = np.zeros((p + 8 + 10, size))
    to[:size, :size] = np.eye(size)
    if data["pooling"] == 2:
        to[p : p + 8 : 2, 0] = 1  # theta's first column is around the intercept
    for row, group in enumerate(data["group"]):
        to[size + row, :p] = np.array(data["X"])[row, used]
        to[size + row, p + 2 * (group - 1) : p + 2 * group] = z[row]
    mean, covariance = to @ mean, to @ covariance @ to.T
    mean[size:] += data["offsets"]
    noise = data.get("se", np.full(10, values["sigma"][node]))
    covariance[size:, size:] += np.diag(np.square(noise))
    return mean, covariance, size, p


def given(mean, covariance, size, y, rows):
    """Condition on some rows."""
    rows = size + np.asarray(rows)
    gain = np.linalg.solve(covariance[np.ix_(rows, rows)], covariance[rows]).T
    y = np.asarray(y)[rows - size]
    return mean + gain @ (y - mean[rows]), covariance - gain @ covariance[rows]


def test_groups_of_one_design_are_told_by_few():
    """Twenty groups of the same two rows, and three others."""
    rows = np.array([2] * 20 + [3, 3, 1])
    group = np.repeat(np.arange(23) + 1, rows)
    x = np.column_stack([np.ones(len(group)), np.append(np.tile([0.5, 2], 20), X1[:7])])
    data = stan_data(RNG.normal(size=len(group)), group, x, x, [1, 2])
    own = effects.of(declared("normal", "partial", data)[0], data)
    few, same = own.sums.few
    assert few.counts.sum() == 23
    assert few.along.shape == (2, 3, 6 + 3)
    np.testing.assert_array_equal(few.root[..., same], own.sums.root)
    logs, _ = own.at(NODES)
    np.testing.assert_allclose(own.log_likelihood(NODES), logs, rtol=1e-10)


@each_normal
@pytest.mark.parametrize("pooling", ["complete", "none", "partial"])
def test_normal_outcomes_are_those_of_the_full_covariance(pooling, likelihood):
    own, data = normal_case(pooling, likelihood)
    names = ("sd", "cor") if pooling == "partial" else ()
    names += ("sigma",) if likelihood == "normal" else ()
    assert own.hyperparameters == names
    values = {name: NODES[name] for name in names}
    found, moments = own.log_likelihood(values), own.moments(values)
    assert len(found) == (3 if names else 1)  # without any there is one node
    for node in range(len(found)):
        mean, covariance, size, p = dense(data, NODES, node)
        rows = stats.multivariate_normal(mean[size:], covariance[size:, size:])
        assert found[node] == pytest.approx(rows.logpdf(data["y"]), rel=1e-9)
        centre, spread = given(mean, covariance, size, data["y"], range(10))
        spread = np.diag(spread)
        for name, part in (("beta", slice(0, p)), ("theta", slice(p, size))):
            if name == "theta" and pooling == "complete":
                assert "theta" not in moments
                continue
            got = [each[node].ravel() for each in moments[name]]
            np.testing.assert_allclose(got[0], centre[part], rtol=1e-6, atol=1e-9)
            np.testing.assert_allclose(got[1], spread[part], rtol=1e-5, atol=1e-12)


@each_normal
@pytest.mark.parametrize("pooling", ["complete", "none", "partial"])
def test_normal_rows_and_groups_are_left_out_as_by_the_full_covariance(
    pooling, likelihood
):
    own, data = normal_case(pooling, likelihood)
    y, group = np.array(data["y"]), np.array(data["group"])
    nodes = {name: NODES[name] for name in own.hyperparameters}
    density, below, together = own.without(nodes, slice(None), slice(None))
    for node in range(len(density)):
        mean, covariance, size, _ = dense(data, NODES, node)
        for out in ([row] for row in range(10)):
            kept = np.setdiff1d(np.arange(10), out)
            centre, spread = given(mean, covariance, size, y, kept)
            at = size + np.array(out)
            ahead = stats.norm(centre[at], np.sqrt(np.diag(spread)[at]))
            assert density[node, out[0]] == pytest.approx(
                ahead.logpdf(y[out])[0], rel=1e-6
            )
            assert below[node, out[0]] == pytest.approx(ahead.cdf(y[out])[0], abs=1e-8)
        for place in range(4):
            out = np.flatnonzero(group == place + 1)
            kept = np.setdiff1d(np.arange(10), out)
            centre, spread = given(mean, covariance, size, y, kept)
            at = size + out
            ahead = stats.multivariate_normal(centre[at], spread[np.ix_(at, at)])
            assert together[node, place] == pytest.approx(ahead.logpdf(y[out]), rel=1e-8)
    some, _, few = own.without(nodes, np.array([3, 1]), np.array([2]))
    np.testing.assert_array_equal(some, density[:, [3, 1]])
    np.testing.assert_array_equal(few, together[:, [2]])


def test_outcomes_far_from_0_lose_no_digits():
    own, data = normal_case("partial")
    far = data | {
        "y": (np.array(data["y"]) + 1e7).tolist(),
        "offsets": [each + 1e7 for each in data["offsets"]],
    }
    moved = effects.of(own.model, far)
    np.testing.assert_allclose(
        moved.log_likelihood(NODES), own.log_likelihood(NODES), rtol=1e-6
    )


@each_normal
def test_normal_coefficients_are_drawn_from_their_posterior(likelihood):
    own, _ = normal_case("partial", likelihood)
    first = {name: NODES[name][:1] for name in own.hyperparameters}
    values = {name: np.repeat(value, 20_000, axis=0) for name, value in first.items()}
    drawn = own.draw(values, np.random.default_rng(3))
    for name, (mean, variance) in own.moments(first).items():
        away = (drawn[name].mean(axis=0) - mean[0]) / np.sqrt(variance[0])
        assert np.abs(away).max() < 0.03
        np.testing.assert_allclose(drawn[name].var(axis=0) / variance[0], 1, atol=0.05)
    # With beta given, what is drawn of the groups is around it.
    fixed = own.draw(values | {"beta": drawn["beta"]}, np.random.default_rng(4))
    np.testing.assert_allclose(fixed["beta"], drawn["beta"])
    correlation = np.corrcoef(drawn["beta"][:, 0], drawn["theta"][:, 3, 0])[0, 1]
    again = np.corrcoef(fixed["beta"][:, 0], fixed["theta"][:, 3, 0])[0, 1]
    assert again == pytest.approx(correlation, abs=0.03)


OUTCOMES = {name: own.ten for name, own in EXAMPLES.items() if own.ten}
SHARED = {"beta": np.array([[0.4, 0.3, -0.5], [-0.3, 0.1, 0.2]])}
SHARED |= {name: np.array(beside.values) for name, beside in BESIDE.items()}


def other_case(response: str, pooling: str, columns: int = 1):
    """A model with outcomes that are not normal."""
    y = np.array(OUTCOMES[response])
    trials = {"trials": [5] * 10} if response == "binomial" else {}
    z = np.column_stack([np.ones(10), X2])[:, :columns]
    data = stan_data(
        y, GROUP, X, z, [1, 3][:columns], pooling=pooling, **COMMON, **trials
    )
    own = effects.of(declared(response, pooling, data)[0], data)
    names = responses.get(response).DISPERSION
    values = {name: SHARED[name] for name in names} | {"beta": SHARED["beta"]}
    if pooling == "partial":
        values["sd"] = np.array([[0.9, 0.5], [1.4, 0.8]])[:, :columns]
        if columns > 1:
            values["cor"] = np.array([[0.5], [-0.3]])
    if pooling == "none":
        kept = np.array(data["used"]) > 0
        values["beta"] = values["beta"][:, kept]
    return own, data, values


def brute_force(data: dict, response: str, values: dict, node: int):
    """Lay a fine grid over u of each group: log density there of every row."""
    columns = data["K"]
    edge, count = (9.0, 4001) if columns == 1 else (7.0, 281)
    axis = np.linspace(-edge, edge, count)
    u = np.stack(np.meshgrid(*[axis] * columns, indexing="ij")).reshape(columns, -1)
    log_prior = -0.5 * (u**2).sum(axis=0) + columns * (
        np.log(axis[1] - axis[0]) - 0.5 * np.log(2 * np.pi)
    )
    used = np.array(data["used"]) > 0
    start = (
        np.array(data["offsets"]) + np.array(data["X"])[:, used] @ values["beta"][node]
    )
    if data["pooling"] == 2:
        sd = values["sd"][node]
        factor = np.eye(columns)
        if columns > 1:
            r = values["cor"][node, 0]
            factor = np.array([[1, 0], [r, np.sqrt(1 - r**2)]])
        factor = sd[:, np.newaxis] * factor
        centre = values["beta"][node][[0, 2][:columns]]
    else:
        factor, centre = 5.0 * np.eye(columns), np.zeros(columns)
    deviation = factor @ u
    eta = start[:, np.newaxis] + np.array(data["Z"]) @ deviation
    dispersion = {name: values[name][node] for name in responses.get(response).DISPERSION}
    trials = np.array(data.get("trials", [1] * 10))[:, np.newaxis]
    y = np.array(data["y"])[:, np.newaxis]
    module = responses.get(response)
    density = module.log_density(y, eta, dispersion, trials)
    before = module.cdf(y - module.INTEGER, eta, dispersion, trials)
    return log_prior, density, before, centre[:, np.newaxis] + deviation


def compare_with_a_fine_grid(own, data: dict, response: str, values: dict, close: float):
    """Compare all that nodes say of groups and rows; of chances and densities, so close."""
    by_group = own.of_groups(values)
    mean, variance = own.moments(values)["theta"]
    np.testing.assert_allclose(own.log_likelihood(values), by_group.sum(axis=1))
    density, below, together = own.without(values, slice(None), slice(None))
    np.testing.assert_allclose(together, by_group, atol=close / 5)
    for node in range(2):
        log_prior, rows, before, theta = brute_force(data, response, values, node)
        for place in range(4):
            inside = np.flatnonzero(place + 1 == GROUP)
            log_mass = log_prior + rows[inside].sum(axis=0)
            exact = logsumexp(log_mass)
            assert by_group[node, place] == pytest.approx(exact, abs=2e-3)
            mass = np.exp(log_mass - exact)
            centre = theta @ mass
            spread = ((theta - centre[:, np.newaxis]) ** 2) @ mass
            sd = np.sqrt(spread)
            assert np.abs(mean[node, place] - centre).max() < close / 2 * sd.max()
            np.testing.assert_allclose(variance[node, place], spread, rtol=close)
            for row in inside:
                rest = log_prior + rows[np.setdiff1d(inside, row)].sum(axis=0)
                left = logsumexp(rest)
                assert density[node, row] == pytest.approx(exact - left, abs=close)
                chance = np.exp(rest - left) @ before[row]
                assert below[node, row] == pytest.approx(chance, abs=close)


@pytest.mark.parametrize("pooling", ["none", "partial"])
@pytest.mark.parametrize("response", OUTCOMES)
@pytest.mark.parametrize("columns", [1, 2])
def test_other_outcomes_are_those_of_a_fine_grid(response, pooling, columns):
    own, data, values = other_case(response, pooling, columns)
    while own.finer() is not None:
        own = own.finer()
    compare_with_a_fine_grid(own, data, response, values, close=0.02)


@pytest.mark.parametrize("response", OUTCOMES)
def test_with_complete_pooling_only_the_rows_are_left(response):
    own, data, values = other_case(response, "complete")
    module = responses.get(response)
    eta = OFFSETS + values["beta"] @ X.T
    dispersion = {name: values[name][:, np.newaxis] for name in module.DISPERSION}
    y, trials = np.array(data["y"]), np.array(data.get("trials", [1] * 10))
    rows = module.log_density(y, eta, dispersion, trials)
    np.testing.assert_allclose(own.log_likelihood(values), rows.sum(axis=1))
    density, below, together = own.without(values, slice(None), slice(None))
    np.testing.assert_allclose(density, rows)
    before = module.cdf(y - module.INTEGER, eta, dispersion, trials)
    np.testing.assert_allclose(below, before)
    np.testing.assert_allclose(together[:, 2], rows[:, GROUP == 3].sum(axis=1))


def test_what_no_number_has_a_say_in_is_summed_up_once(monkeypatch):
    own, _, values = other_case("binomial", "complete")
    first, second = ({n: v[[k]] for n, v in values.items()} for k in range(2))
    everything, seen = slice(None), []
    apart = own.response.apart
    expected = own.without(second, everything, everything)[2]

    def counted(y, *others):
        seen.append(len(y))
        return apart(y, *others)

    own = replace(own)
    monkeypatch.setattr(own.response, "apart", counted)
    own.without(first, np.arange(1), everything)
    found = own.without(second, np.arange(1), everything)[2]
    np.testing.assert_allclose(found, expected)
    assert seen.count(len(GROUP)) == 1


SUMMED = ("bernoulli", "binomial", "poisson")


@pytest.mark.parametrize("far", [1.0, 40.0])
@pytest.mark.parametrize("response", SUMMED)
def test_rows_that_move_alike_are_those_of_any_rows(response, far):
    own, _, values = other_case(response, "partial")
    table, u = own.rows, far * np.array([[[0.3, -1.0, 0.5, 2.0], [1.0, 0.0, -2.0, 0.1]]])
    ours, theirs = nodes.at(own, values, table), nodes.Rows(own, values, table)
    assert isinstance(ours, nodes.Levels)
    assert (ours._moved(u) is None) == (far > 1)
    np.testing.assert_allclose(ours.heights(u), theirs.heights(u))
    for one, other in zip(ours.slopes(u), theirs.slopes(u), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-12)
    pairs = np.array([0, 1, 1]), np.array([2, 0, 3])
    np.testing.assert_allclose(
        ours.of_pairs(u[:, *pairs], np.ravel_multi_index(pairs, u.shape[1:])),
        theirs.heights(u)[pairs],
        atol=1e-12,
    )


@pytest.mark.parametrize("response", SUMMED)
def test_rows_of_one_predictor_are_told_by_their_sums(response):
    own, _, values = other_case(response, "partial")
    twice = np.repeat(np.arange(10), 2)
    y, known = own.table.y[twice], own.table.known[twice]
    known = known + 1 if response == "binomial" else known
    y[::2] = (1 - y[::2]) % 2  # others beside those of the same row
    sizes = 2 * own.table.sizes
    table = replace(
        own.table.rows_at(twice),
        y=y,
        known=known,
        starts=np.cumsum(sizes) - sizes,
        sizes=sizes,
    )
    many = replace(own, table=table)
    assert len(many.rows.y) == 10
    table = replace(table, x=table.x + 1e-14 * np.arange(20)[:, np.newaxis])
    apart = replace(own, table=table)
    assert len(apart.rows.y) == 20
    np.testing.assert_allclose(many.of_groups(values), apart.of_groups(values))
    np.testing.assert_array_equal(
        many.one_sided, [y[g].min() == y[g].max() == 0 for g in table.slices]
    )


@pytest.mark.parametrize("response", ["bernoulli", "poisson", "student"])
@pytest.mark.parametrize("columns", [1, 2])
def test_rows_in_layers_say_what_rows_by_group_say(response, columns, monkeypatch):
    own, _, values = other_case(response, "partial", columns)
    by_group = own.at(values), own.draw(values, np.random.default_rng(3))["log_joint"]
    assert not isinstance(own.rows, base.Layers)
    monkeypatch.setattr(base, "LAYER", 0)
    monkeypatch.setattr(base, "TOGETHER", 2)
    own = replace(own, table=replace(own.table))
    assert isinstance(own.rows, base.Layers)
    in_layers = own.at(values), own.draw(values, np.random.default_rng(3))["log_joint"]
    np.testing.assert_allclose(in_layers[0][0], by_group[0][0])
    np.testing.assert_allclose(
        in_layers[0][1]["theta"], by_group[0][1]["theta"], rtol=1e-8, atol=1e-10
    )
    np.testing.assert_allclose(in_layers[1], by_group[1])
    np.testing.assert_array_equal(np.bincount(own.rows.group), own.rows.sizes)


@pytest.mark.parametrize("columns", [1, 2])
def test_only_groups_that_take_them_have_many_nodes(columns, monkeypatch):
    monkeypatch.setattr(parts, "FEW", 0)
    own, _, values = other_case("bernoulli", "none", columns)
    settled, change = parts.settled(own, values, 1e-3)
    assert 0 < change <= 1e-3
    used = {part.nodes for _, part in settled.parts}
    assert len(used) > 1
    finest = replace(own, nodes=hermite.MOST[columns])
    assert settled.width < replace(own, nodes=max(used)).width
    logs, moments = settled.at(values)
    shift = logs - finest.at(values)[0]
    assert np.abs(shift - np.median(shift)).max() < 1e-3
    mean, variance = finest.moments(values)["theta"]
    assert np.abs((moments["theta"][0] - mean) / np.sqrt(variance)).max() < 1e-3
    with pytest.raises(PoolingError, match="twice as many quadrature nodes"):
        parts.settled(own, values, 0.0)


@pytest.mark.parametrize("few", [0, 2**9])
def test_rows_that_contradict_each_other_are_all_looked_at(few, monkeypatch):
    """One group has two modes 20 apart, another two that are close to each other."""
    y = [1.0, -9.0, 11.0, 0.2, 11.2, 6.0, 0.9, -8.8, 3.0, -2.0]
    monkeypatch.setitem(OUTCOMES, "student", y)
    monkeypatch.setattr(parts, "FEW", few)
    own, data, values = other_case("student", "none")
    values |= {"sigma": np.array([0.3, 0.6]), "nu": np.array([1.3, 2.0])}
    settled, change = parts.settled(own, values, 1e-3)
    assert change <= 1e-3
    compare_with_a_fine_grid(settled, data, "student", values, close=5e-3)


def test_groups_far_within_a_wide_prior_are_found():
    """Their sds are a thousandth of the prior's, and two rows are as far apart as can be."""
    y = np.array([755.0, 757, 706, 709, 676, 519, 452, 120, 138, 95])
    group = np.array([1, 1, 1, 1, 1, 2, 2, 3, 3, 3])
    one = np.ones((10, 1))
    wide = {"prior_theta_mean": [180.0], "prior_theta_sd": [24_467.0]}
    data = stan_data(y, group, one, one, [1], pooling="none", **wide)
    own = effects.of(declared("student", "none", data)[0], data)
    sigma, nu = np.array([37.0, 26.0, 45.0]), np.array([2.0, 1.6, 1.9])
    found = own.of_groups({"beta": np.empty((3, 0)), "sigma": sigma, "nu": nu})
    theta, step = np.linspace(-3000.0, 4000.0, 70_001, retstep=True)
    log_prior = stats.norm.logpdf(theta, 180, 24_467)
    for node in range(3):
        rows = stats.t.logpdf(theta[:, np.newaxis], nu[node], y, sigma[node])
        for place in range(3):
            inside = rows[:, group == place + 1].sum(axis=1)
            exact = logsumexp(inside + log_prior) + np.log(step)
            assert found[node, place] == pytest.approx(exact, abs=0.1)


@pytest.mark.parametrize("apart", [0.0, 12.0])
def test_a_mode_of_two_effects_that_nodes_would_miss_is_told(apart):
    """Half the rows of a group lie on one line, and half on another."""
    rng = np.random.default_rng(3)
    x = np.tile(rng.normal(size=20), 2)
    z = np.column_stack([np.ones(40), x])
    y = 1 + 0.5 * x + 0.1 * rng.normal(size=40) + apart * np.repeat([0, 1], 20)
    data = stan_data(y, np.ones(40, int), z, z, [1, 2], pooling="none")
    own = effects.of(declared("student", "none", data)[0], data)
    values = {"beta": np.empty((1, 0)), "sigma": np.array([0.2]), "nu": np.array([3.0])}
    if not apart:
        assert parts.settled(own, values, 1e-2)[1] <= 1e-2
        return
    with pytest.raises(PoolingError, match="contradict each other"):
        parts.settled(own, values, 1e-2)


def test_modes_that_are_guessed_are_those_that_are_searched(monkeypatch):
    own, _, values = other_case("bernoulli", "partial")
    rng = np.random.default_rng(2)
    values = {
        name: np.repeat(value[:1], 40, axis=0) + rng.normal(0, 0.03, (40, value.shape[1]))
        for name, value in values.items()
    }
    searched = own.at(values)
    monkeypatch.setattr(hermite, "CHUNK", 8)  # one node at a time
    logs, moments = own.at(values)
    np.testing.assert_allclose(logs, searched[0], atol=1e-5)
    for one, other in zip(moments["theta"], searched[1]["theta"], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
    drawn = own.draw({n: np.repeat(v[:1], 4000, axis=0) for n, v in values.items()}, rng)
    mean, variance = moments["theta"]
    away = drawn["theta"].mean(axis=0) - mean[0]
    assert np.abs(away / np.sqrt(variance[0])).max() < 0.08


@pytest.mark.parametrize("pooling", ["complete", "partial"])
def test_few_rows_need_no_more_than_their_groups(pooling):
    own, _, values = other_case("bernoulli", pooling)
    rows, kept = np.array([4, 8]), np.array([0, 2])
    few, places = own.only(rows, kept)
    assert few.sizes.tolist() == [4, 3, 1]
    for one, other in zip(
        few.without(values, rows, places), own.without(values, rows, kept), strict=True
    ):
        np.testing.assert_allclose(one, other, rtol=1e-4)


def test_groups_are_drawn_from_their_posterior():
    own, _, values = other_case("poisson", "partial", 2)
    many = {name: np.repeat(value[:1], 20_000, axis=0) for name, value in values.items()}
    drawn = own.draw(many, np.random.default_rng(5))["theta"]
    for _ in range(2):
        own = own.finer()
    mean, variance = own.moments({n: v[:1] for n, v in values.items()})["theta"]
    away = (drawn.mean(axis=0) - mean[0]) / np.sqrt(variance[0])
    assert np.abs(away).max() < 0.03
    np.testing.assert_allclose(drawn.var(axis=0) / variance[0], 1, atol=0.06)


@pytest.mark.parametrize("unit", [None, np.array([0.3])])
def test_the_prior_of_a_scale_is_that_of_its_value(unit):
    """Its distribution function, by integrating the density of t."""
    block = Scales(lambda x: -2.0 * x.sum(axis=1), unit=unit)
    t = np.linspace(-30, 12, 400_001)[:, np.newaxis]
    with np.errstate(over="ignore"):
        density = np.exp(block.at(t)[1])
        below = np.cumsum(density) * (t[1] - t[0])
        value = block.at(t)[0]
    kept = value < 8
    exact = -np.expm1(-2.0 * value[kept]) / 2
    np.testing.assert_allclose(below[kept], exact, atol=1e-3)


def test_a_scale_is_a_number_however_far_out():
    """It is there about t units; 1 - Phi(t) is 0 in double precision from 38 on."""
    block = Scales(lambda x: np.zeros(len(x)), unit=np.array([0.3]))
    t = np.array([[20.0], [37.0], [39.0], [60.0], [300.0]])
    value, log_slope = block.at(t)
    np.testing.assert_allclose(value, 0.3 * t[:, 0], rtol=2e-3)
    np.testing.assert_allclose(log_slope, np.log(0.3), atol=2e-3)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_correlations_have_the_lkj_prior(size):
    """det(R)^(shape - 1) times the Jacobian of the correlations."""
    block = Correlations(size, 1.7)
    t = np.random.default_rng(size).normal(0, 0.7, (5, block.size))
    logs = []
    for place in t:
        step = 1e-5 * np.eye(block.size)
        jacobian = (block.at(place + step)[0] - block.at(place - step)[0]) / 2e-5
        correlation = np.eye(size)
        rows, columns = np.tril_indices(size, -1)
        correlation[rows, columns] = correlation[columns, rows] = block.at(
            place[np.newaxis]
        )[0][0]
        logs.append(
            0.7 * np.linalg.slogdet(correlation)[1] + np.linalg.slogdet(jacobian)[1]
        )
    np.testing.assert_allclose(np.diff(block.at(t)[1]), np.diff(logs), rtol=1e-5)


def test_what_has_no_integral_says_why():
    z = np.column_stack([np.ones(10), X1, X2])
    data = stan_data(OUTCOMES["poisson"], GROUP, X, z, [1, 2, 3])
    with pytest.raises(PoolingError, match=r"^not computed, because 3 columns vary"):
        effects.of(declared("poisson", "partial", data)[0], data)
    further = crossed(np.arange(10) % 3)
    for pooling in ("complete", "partial"):
        data = stan_data(
            OUTCOMES["poisson"], GROUP, X, z[:, :1], [1], pooling=pooling, **further
        )
        with pytest.raises(
            PoolingError, match=r"^not computed, because .*normal outcomes"
        ):
            effects.of(declared("poisson", pooling, data)[0], data)
    many = data | {"L": 501}
    with pytest.raises(PoolingError, match=r"because .*have 501 levels.*limit is 500\.$"):
        effects.of(declared("normal", "partial", many)[0], many)


@pytest.mark.parametrize("size", [2, 3])
@pytest.mark.parametrize("sampled", [False, True])
def test_turned_coordinates_have_the_density_of_those_that_are_not(size, sampled):
    """By the slope of (log sd, atanh of partial correlations) in t, numerically."""
    rng = np.random.default_rng(size)
    columns = np.column_stack([np.ones(50), rng.normal(300, 2, (50, size - 1))])
    data = {"Z": columns, "K": size, "correlated": 1, "prior_cor_shape": 1.7}
    data |= {"prior_sd_rate": np.linspace(0.5, 2, size), "H": 0, "used": [0]}
    turned = Coordinates.of(data, beta=False, learned=True, dispersion={})
    assert turned.turned is not None
    plain = turned.other
    assert plain.turned is None

    def where(t):
        """Give the t of the plain coordinates of the same sds and correlations."""
        values = turned.values(t[np.newaxis])
        lower = np.eye(size)
        lower[np.tril_indices(size, -1)] = values["cor"][0]
        factor = np.linalg.cholesky(lower + np.tril(lower, -1).T)
        partial = [
            factor[row, column] / np.sqrt((factor[row, column : row + 1] ** 2).sum())
            for row in range(size)
            for column in range(row)
        ]
        return np.concatenate([np.log(values["sd"][0]), np.arctanh(partial)])

    found, expected = [], []
    # Intercepts where the predictors are 0 vary as widely as those at their means.
    t = np.append(np.linspace(-1, 0, size), np.linspace(0.2, 0.5, plain.size - size))
    for _ in range(3):
        t = t + 0.3 * rng.normal(size=len(t))
        steps = 1e-5 * np.eye(len(t))
        slope = [(where(t + step) - where(t - step)) / 2e-5 for step in steps]
        found.append(turned.at(t[np.newaxis], sampled)[1][0])
        there = plain.at(where(t)[np.newaxis])[1][0]
        expected.append(there + (0 if sampled else np.linalg.slogdet(slope)[1]))
    np.testing.assert_allclose(np.diff(found), np.diff(expected), atol=1e-4)
