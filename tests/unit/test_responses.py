"""The responses: densities, derivatives, distribution functions, draws."""

import numpy as np
import pandas as pd
import pytest
from pooling.basics.errors import PoolingError
from pooling.model import responses
from response_examples import EXAMPLES
from scipy import stats

RNG = np.random.default_rng(11)
ETA = np.array([-2.3, -0.4, 0.0, 0.7, 2.9])
each = pytest.mark.parametrize("name", responses.NAMES)


def case(name):
    """Give a response, its dispersion, what is known of rows, and the same by scipy."""
    own = EXAMPLES[name]
    known = np.array(own.known)
    return (
        responses.get(name),
        own.dispersion,
        known,
        own.same(ETA, own.dispersion, known),
    )


def test_every_response_is_tried():
    assert set(EXAMPLES) == set(responses.NAMES)


def test_an_unknown_response_is_refused_with_the_nearest():
    with pytest.raises(PoolingError, match='did you mean "poisson"'):
        responses.get("poison")


@each
def test_what_a_response_declares_is_of_one_piece(name):
    own, dispersion, _, same = case(name)
    assert set(own.DISPERSION) == set(dispersion)
    assert own.LINK in ("identity", "logit", "log")
    assert isinstance(same.dist, stats.rv_discrete) == own.INTEGER
    assert own.WIDTH[1] > own.WIDTH[0] > 0


@each
def test_the_log_density_is_that_of_scipy(name):
    own, dispersion, trials, same = case(name)
    y = same.rvs(size=(50, 5), random_state=RNG)
    expected = same.logpmf(y) if own.INTEGER else same.logpdf(y)
    found = own.log_density(y, ETA, dispersion, trials)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-10)


@each
def test_the_derivatives_are_those_of_finite_differences(name):
    own, dispersion, trials, same = case(name)
    y = same.rvs(size=(50, 5), random_state=RNG)
    step = 1e-5

    def steep(of):
        low, high = (of(y, ETA + by, dispersion, trials) for by in (-step, step))
        return (high - low) / (2 * step)

    first, second = own.slopes(y, ETA, dispersion, trials)
    np.testing.assert_allclose(first, steep(own.log_density), rtol=1e-5, atol=1e-5)
    by_slope = steep(lambda *of: own.slopes(*of)[0])
    np.testing.assert_allclose(second, by_slope, rtol=1e-5, atol=1e-5)
    assert second.shape == y.shape


@each
def test_a_density_that_is_called_concave_is(name):
    own, dispersion, known, same = case(name)
    eta = np.linspace(-12, 12, 200)[:, np.newaxis]
    _, curvature = own.slopes(same.rvs(len(ETA), random_state=1), eta, dispersion, known)
    assert (np.max(curvature) <= 0) == own.CONCAVE


@each
def test_the_distribution_function_is_that_of_scipy(name):
    own, dispersion, trials, same = case(name)
    y = same.rvs(size=(50, 5), random_state=RNG)
    y = np.concatenate([y, y - 0.5, np.full((1, 5), -3.0), np.full((1, 5), 1e6)])
    found = own.cdf(y, ETA, dispersion, trials)
    np.testing.assert_allclose(found, same.cdf(y), rtol=1e-9, atol=1e-12)


@each
def test_draws_come_from_the_distribution(name):
    own, dispersion, trials, _ = case(name)
    eta = np.broadcast_to(ETA, (40_000, 5))
    drawn = own.draw(eta, dispersion, trials, np.random.default_rng(2))
    assert drawn.shape == eta.shape
    assert (drawn.dtype.kind == "i") == own.INTEGER
    # Ranks among the possible values, spread evenly within each of a count.
    low, high = (
        own.cdf(drawn - 1, ETA, dispersion, trials),
        own.cdf(drawn, ETA, dispersion, trials),
    )
    low = low if own.INTEGER else high
    rank = low + (high - low) * np.random.default_rng(3).random(drawn.shape)
    for column in rank.T:
        assert stats.kstest(column, "uniform").pvalue > 1e-4


@each
def test_the_expected_outcome_is_the_mean_of_scipy(name):
    own, _, trials, same = case(name)
    trials = trials if own.TRIALS else 1
    np.testing.assert_allclose(own.mean(ETA) * trials, same.mean(), rtol=1e-12)


@each
def test_far_away_nothing_is_lost(name):
    own, dispersion, trials, _ = case(name)
    eta = np.array([-600.0, -40.0, 40.0, 600.0])
    trials = np.asarray(trials).max()
    values = pd.Series([0, 1])
    refused = [each.wrong(values) for each in own.REFUSED]
    with np.errstate(all="raise", under="ignore"):
        for y in values[~np.any([values < 0, *refused], axis=0)]:
            assert np.isfinite(own.log_density(y, eta, dispersion, trials)).all()
            for found in own.slopes(y, eta, dispersion, trials):
                assert np.isfinite(found).all()
        drawn = own.draw(eta, dispersion, trials, np.random.default_rng(1))
    assert np.isfinite(drawn).all()


def test_without_scatter_of_its_own_a_negative_binomial_is_poisson():
    y = np.arange(40)
    wide, plain = (responses.get(name) for name in ("negative_binomial", "poisson"))
    for found, expected in zip(
        (wide.log_density(y, 2.0, {"phi": 1e9}), *wide.slopes(y, 2.0, {"phi": 1e9})),
        (plain.log_density(y, 2.0, {}), *plain.slopes(y, 2.0, {})),
        strict=True,
    ):
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_a_true_effect_is_an_estimate_without_error():
    own = responses.get("estimates")
    np.testing.assert_array_equal(own.cdf(0.7, ETA, {}, 0.0), ETA <= 0.7)
    assert (own.variance(ETA, {}, 0.0) == 0).all()
    np.testing.assert_array_equal(own.draw(ETA, {}, 0.0, RNG), ETA)


def test_what_is_known_of_rows_is_read_from_the_data():
    for data, rows, new in (
        ({"N": 3, "y": [1, 2, 3]}, [1, 1, 1], [1, 1]),
        ({"y": [1, 2], "trials": [4, 5], "trials_new": [3, 9]}, [4, 5], [3, 9]),
        ({"y": [1, 2], "se": [0.4, 0.5]}, [0.4, 0.5], [0, 0]),
    ):
        np.testing.assert_array_equal(responses.known(data), rows)
        np.testing.assert_array_equal(responses.known_new(data | {"N_new": 2}), new)


def test_dispersion_is_by_draw_and_outcomes_by_column():
    sigma = np.array([[0.5], [1.0], [2.0]])
    for name, more in (("normal", {}), ("student", {"nu": np.array([[2.0], [3], [9]])})):
        own = responses.get(name)
        dispersion = {"sigma": sigma, **more}
        for found in (
            own.log_density(np.arange(5.0), ETA, dispersion),
            *own.slopes(np.arange(5.0), ETA, dispersion),
        ):
            assert found.shape == (3, 5)
        assert own.draw(ETA, dispersion, 1, RNG).shape == (3, 5)
        assert own.draw(ETA, dispersion, 1, RNG).std(axis=1)[0] > 0


@pytest.mark.parametrize(
    ("name", "y", "offsets", "expected"),
    [
        ("normal", [1.0, 2.0, 6.0], [0.0, 0.0, 0.0], (3.0, 7.0**0.5)),
        ("normal", [1.0, 2.0, 6.0], [1.0, 0.0, 5.0], (1.0, 1.0)),
        ("student", [0.0, 1.0, 2.0, 3.0, 1e6], np.zeros(5), (2.0, 1.482602218505602)),
        ("student", [0.0, 0.0, 0.0, 4.0], np.zeros(4), (0.0, 2.0)),
        ("binomial", [3, 4], np.zeros(2), (0.0, 1.0)),
        ("poisson", [3, 9], np.log([1.0, 2.0]), (np.log(4.0), 1.0)),
        ("negative_binomial", [0, 0], np.zeros(2), (np.log(0.25), 1.0)),
    ],
)
def test_where_outcomes_lie_and_how_far_apart(name, y, offsets, expected):
    found = responses.get(name).place(np.array(y), np.full(len(y), 9), np.array(offsets))
    assert found == pytest.approx(expected)


@each
def test_each_outcome_gives_a_guess_of_its_own(name):
    own = responses.get(name)
    y = np.array([0, 1, 1]) + responses.lowest(own)
    guess = own.start(y, np.array([1, 1, 1]))
    assert np.isfinite(guess).all()
    assert guess[0] < guess[1] == guess[2]
