"""Integrals predicted by polynomials: where they are, where not, and that nothing moves."""

import logging

import numpy as np
import pytest
from formula_tables import declared, stan_data
from pooling.exact import importance, independent, surface
from pooling.exact.proposal import Proposal, Sides, Tails
from pooling.exact.surface import WIDE, Surface
from pooling.model import effects

COUNT = 2000


def points(size=2):
    tails = Tails(6, np.full(size, 2.0))
    lower = np.eye(size) + 0.3 * np.tri(size, k=-1)
    sides = Sides(np.full(size, 3.0), np.full(size, 0.1), np.full(size, 0.4))
    return Proposal(np.full(size, 0.2), lower, sides, tails)


def along(t):
    """A log likelihood, two means and two variances, all smooth."""
    first, last = t[:, 0] - 3, t[:, -1] - 3
    log = -1e5 - 40 * first**2 + 5 * first * last - 30 * last**2 + 2 * last**3
    mean = np.column_stack([np.exp(first), first - last])
    return np.column_stack([log, mean, np.exp(0.3 * last), np.full(len(t), 2.0)])


def laid(function, width=WIDE, size=2, costly=True):
    """Give a surface, points, what it says there, and at how many it was computed."""
    computed = []

    def counted(t):
        computed.append(len(t))
        return function(t)

    t, _ = points(size).drawn(COUNT, np.random.default_rng(1))
    own = Surface(counted, points(size), width, costly=costly)
    return own, t, own.at(t), sum(computed)


@pytest.mark.parametrize("size", [1, 2, 4])
def test_what_is_smooth_is_predicted(size):
    own, t, columns, computed = laid(along, size=size)
    truth = along(t)
    assert own.settled
    assert own.error < surface.LIMIT
    assert own.width == truth.shape[1]
    assert computed < COUNT / 3
    np.testing.assert_allclose(columns[:, 0], truth[:, 0], atol=5 * surface.LIMIT)
    np.testing.assert_allclose(columns[:, 1:], truth[:, 1:], atol=5 * surface.LIMIT)
    assert str(own).startswith(f"Of {COUNT} points {computed} were computed; polynomials")


def test_what_is_far_out_is_computed():
    _, t, columns, _ = laid(along)
    away = np.linalg.norm(points().white(t), axis=1) > np.sqrt(2) + surface.REACH
    assert 0 < away.sum() < COUNT / 4
    np.testing.assert_array_equal(columns[away], along(t[away]))


def rough(t):
    columns = along(t)
    columns[:, 0] += np.abs(t[:, 0] - 3.02)
    return columns


def with_holes(t):
    columns = along(t)
    columns[t[:, 0] > 3.02, 0] = -np.inf
    return columns


@pytest.mark.parametrize(
    ("function", "width", "size", "costly"),
    [
        (rough, WIDE, 2, True),
        (with_holes, WIDE, 2, True),
        (along, WIDE - 1, 2, True),
        (along, WIDE, 9, True),
        (along, WIDE, 2, False),
    ],
)
def test_all_else_is_computed(function, width, size, costly):
    own, t, columns, computed = laid(function, width, size, costly)
    assert not own.settled
    assert own.error == 0
    assert own.width == width
    assert computed == COUNT
    np.testing.assert_array_equal(columns, function(t))
    assert str(own) == f"Of {COUNT} points {COUNT} were computed."


def zero_one(pooling):
    rng, groups, each = np.random.default_rng(3), 200, 20
    group = np.repeat(np.arange(groups) + 1, each)
    x = rng.normal(0, 1, len(group))
    eta = 0.8 + rng.normal(0, 0.6, groups)[group - 1] + 0.5 * x
    y = rng.binomial(1, 1 / (1 + np.exp(-eta)))
    columns = np.column_stack([np.ones(len(y)), x])
    data = stan_data(y, group, columns, columns[:, :1], [1], trials=np.ones(len(y), int))
    model, labels = declared("binomial", pooling, data)
    return effects.of(model, data), data, labels


@pytest.mark.parametrize("pooling", ["none", "partial"])
def test_answers_and_draws_are_those_of_computed_points(monkeypatch, caplog, pooling):
    caplog.set_level(logging.INFO)
    own, data, labels = zero_one(pooling)
    answers, drawn = [], []
    for wide in (WIDE, np.inf):
        monkeypatch.setattr(surface, "WIDE", wide)
        answers.append(importance.posterior(own, data, labels))
        rng = np.random.default_rng(1)
        drawn.append(independent.draw(own, data, count=500, rng=rng)[0])
    assert "polynomials predict the others" in caplog.text
    predicted, computed = answers
    error = predicted.error + computed.error
    assert (np.abs(predicted.mean - computed.mean) < error * computed.sd).all()
    np.testing.assert_allclose(predicted.sd, computed.sd, rtol=error)
    for name, values in drawn[0].items():
        np.testing.assert_allclose(values, drawn[1][name], atol=1e-6)
