"""The test of uniformity and its simultaneous bands."""

import numpy as np
import pytest
from pooling.checks import uniformity


@pytest.mark.parametrize("n", [1, 5, 48, 200, 919])
@pytest.mark.parametrize("level", [0.2, 0.01])
def test_a_uniform_sample_leaves_the_band_as_rarely_as_stated(n, level):
    z, low, high = uniformity.band(n, level)
    rng = np.random.default_rng(n)
    size = 4_000
    samples = np.sort(rng.random((size, n)), axis=1)
    outside = np.zeros(size, dtype=bool)
    for point, bottom, top in zip(z, low, high, strict=True):
        share = (samples <= point).mean(axis=1)
        outside |= (share < bottom - 1e-12) | (share > top + 1e-12)
    # Counts are discrete: small samples cannot use the level up.
    assert outside.mean() <= level + 4 * np.sqrt(level / size)
    if n >= 48:
        assert outside.mean() >= 0.75 * level - 4 * np.sqrt(level / size)


@pytest.mark.parametrize("n", [8, 60])
def test_p_values_of_uniform_samples_are_uniform_or_larger(n):
    rng = np.random.default_rng(3)
    found = np.array([uniformity.p_value(rng.random(n)) for _ in range(1000)])
    for level in (0.01, 0.05, 0.2, 0.5):
        share = (found <= level).mean()
        assert share <= level + 4 * np.sqrt(level * (1 - level) / len(found))


def test_p_value_and_band_tell_the_same():
    rng = np.random.default_rng(4)
    z, low, high = uniformity.band(100, 0.05)
    for _ in range(200):
        values = rng.beta(1, rng.uniform(0.6, 1.6), 100)
        share = uniformity.counts_at(values, z) / 100
        inside = np.all((share >= low) & (share <= high))
        p = uniformity.p_value(values)
        assert inside == (p > 0.05) or abs(p - 0.05) < 0.005


def test_a_single_value_has_the_binomial_tail():
    # One value is looked at in the middle: either side has the chance one half.
    assert uniformity.p_value([0.3]) == 1
    z = uniformity.points_of(4)
    # All four values in the first quarter: a count of 4 at 1/4 has the chance 4^-4,
    # and no other outcome at any point has as small a tail but its mirror image.
    assert z.tolist() == [0.25, 0.5, 0.75]
    assert uniformity.p_value([0.1, 0.1, 0.2, 0.2]) == pytest.approx(2 / 4**4)


def test_a_crowded_middle_or_empty_sample():
    crowded = np.linspace(0.4, 0.6, 200)
    assert uniformity.p_value(crowded) < 1e-10
    assert uniformity.p_value([]) == 1


def test_of_large_samples_the_level_is_that_of_smaller_ones(monkeypatch):
    values = np.random.default_rng(5).uniform(size=1500) ** 1.02
    exact = uniformity.p_value(values), uniformity.band(1500, 0.05)
    monkeypatch.setattr(uniformity, "LARGE", 500)
    close = uniformity.p_value(values), uniformity.band(1500, 0.05)
    assert close[0] == pytest.approx(exact[0], rel=0.15)
    for mine, right in zip(close[1], exact[1], strict=True):
        np.testing.assert_allclose(mine, right, atol=3 / 1500)
