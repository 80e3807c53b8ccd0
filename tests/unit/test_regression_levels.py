"""How groups and levels of further factors are sampled, by what lies in what."""

import numpy as np
import pytest
from formula_tables import crossed
from pooling.model import responses
from pooling.model.families.regression import levels as sampled

BATCH = np.repeat(np.arange(8), 6)
CASK = np.repeat(np.arange(24), 2)
RNG = np.random.default_rng(4)
NOISE = RNG.normal(0, 0.1, 48)
OF_BATCH, OF_CASK = RNG.normal(size=8), RNG.normal(size=24)
ITEM = np.arange(48) % 6


class Rough:
    """A fit that knows nothing."""

    def __init__(self, columns: int):
        self.location = np.zeros(columns)


def coordinates(
    group,
    *levels,
    y,
    pooling=2,
    population=("Intercept",),
    varying=None,
    response="normal",
):
    """Give the coordinates of a table with nothing but levels, and a slope."""
    varying = population if varying is None else varying
    count, columns = (
        len(group),
        {"Intercept": np.ones(len(group)), "x": np.sin(group * 5.0)},
    )
    P, K = len(population), len(varying)
    data = {"N": count, "J": group.max() + 1, "P": P, "K": K, "group": group + 1}
    data |= {"H": 0, "L": 0, "level": [], "factor": []} | (
        crossed(*levels) if levels else {}
    )
    data["used"] = [not (pooling == 1 and each in varying) for each in population]
    data |= {
        "X": np.column_stack([columns[each] for each in population]),
        "Z": np.column_stack([columns[each] for each in varying]),
        "A": np.eye(P),
        "B": np.eye(K),
        "unit": np.eye(P),
        "offsets": np.zeros(count),
        "spread": np.ones(count),
        "trials": np.ones(count, int),
        "prior_sd_rate": np.ones(K),
        "prior_beta_sd": np.ones(P),
        "prior_beta_mean": np.zeros(P),
        "prior_theta_mean": np.zeros(K),
        "prior_theta_sd": np.full(K, 5.0),
        "pooling": pooling,
    }
    formula = {"population": list(population), "varying": list(varying)}
    found = sampled.coordinates(responses.get(response), Rough(P), data, formula, y=y)
    return {name: np.array(values) for name, values in found.items()}


def test_levels_that_lie_in_groups_are_sampled_with_them():
    y = OF_BATCH[BATCH] + OF_CASK[CASK] + NOISE
    found = coordinates(BATCH, CASK, y=y)
    assert found["inside"].tolist() == [*(24 + 1 + np.arange(24) // 3), *[0] * 8]
    assert not found["above"].any()
    assert found["linked"].tolist() == [1]
    assert not any([*found["in_intercept"], *found["in_group"], *found["reflect"]])
    # Two rows of each with an sd of 0.1, and six of each group.
    np.testing.assert_allclose(found["own"][:, 0], 2 / 0.1**2, rtol=0.6)
    np.testing.assert_allclose(found["own_theta"][0, :, 0], 3 * found["own"][0, 0])
    # Where groups have no effects there is nothing to lie in, and the mean stands alone.
    found = coordinates(BATCH, CASK, y=y, pooling=0)
    assert not any([*found["inside"], *found["linked"], *found["in_group"]])
    assert found["in_intercept"].tolist() == [1 / 24] * 24
    assert found["reflect"].tolist() == [1]


@pytest.mark.parametrize("pooling", [1, 2])
def test_rows_tell_levels_beside_what_is_crossed_with_them(pooling):
    y = 8 * OF_BATCH[BATCH] + OF_CASK[:6][ITEM] + NOISE
    found = coordinates(BATCH, ITEM, y=y, pooling=pooling)
    told = found["own"][:, -1] / found["own"][:, 0]
    right = OF_CASK[:6] - OF_CASK[:6].mean()
    np.testing.assert_allclose(told - told.mean(), right, atol=0.15)
    told = found["own_theta"][0, :, -1] / found["own_theta"][0, :, 0]
    right = 8 * (OF_BATCH - OF_BATCH.mean())
    np.testing.assert_allclose(told - told.mean(), right, atol=0.15)


@pytest.mark.parametrize("response", ["normal", "poisson", "binomial"])
def test_what_is_told_of_beta_exceeds_what_levels_explain(response):
    """However wide their spreads are, something is left, be levels without an event."""
    y = np.where(BATCH < 2, 0, (CASK + ITEM) % 3 > 0).astype(float)
    found = coordinates(
        BATCH, CASK, y=y, response=response, population=("Intercept", "x")
    )
    own, theta = found["own"], found["own_theta"]
    whole = found["own_beta"] - np.diag([1.0, 1.0, 0.0])  # the prior's
    lost = own[:, 2:].T @ (own[:, 2:] / own[:, :1])
    assert np.linalg.eigvalsh(whole - lost).min() > -1e-8 * whole.max()
    # So of groups, of all that their casks explain.
    for j in range(8):
        inner = theta[:, j, :2] - own[3 * j : 3 * j + 3, :2].T @ (
            own[3 * j : 3 * j + 3, :2] / own[3 * j : 3 * j + 3, :1]
        )
        assert np.linalg.eigvalsh(inner).min() > -1e-8 * theta.max()


def test_levels_in_levels_lie_in_the_finest():
    two = np.repeat(np.arange(96), 2)
    cask = two // 4
    group = cask // 3
    y = OF_BATCH[group] + OF_CASK[cask] + RNG.normal(size=96)[two]
    found = coordinates(group, cask, two, y=y + np.tile(NOISE, 4))
    assert found["inside"][:24].tolist() == (24 + 96 + 1 + np.arange(24) // 3).tolist()
    assert found["inside"][24:120].tolist() == (1 + np.arange(96) // 4).tolist()
    assert found["count"].tolist() == [24, 96]
    assert found["linked"].tolist() == [1, 1]
    assert not found["own"][:24].any()  # told by what lies in them


@pytest.mark.parametrize("pooling", [0, 1, 2])
def test_the_mean_of_crossed_levels_goes_with_the_intercept(pooling):
    y = OF_BATCH[BATCH] + OF_CASK[:6][ITEM] + NOISE
    found = coordinates(BATCH, ITEM, y=y, pooling=pooling)
    assert not found["inside"].any()
    assert found["intercept"].tolist() == [int(pooling != 1)]
    assert found["in_intercept"].tolist() == [(pooling != 1) / 6] * 6
    assert found["in_group"].tolist() == [(pooling == 1) / 6] * 6
    assert found["reflect"].tolist() == [1]


@pytest.mark.parametrize(
    ("population", "varying", "in_intercept"),
    [
        (("Intercept", "x"), ("x",), 1),  # slopes alone vary
        (("x",), ("Intercept", "x"), 0),  # groups around 0
        (("x",), ("x",), 0),
    ],
)
def test_without_an_intercept_nothing_goes_with_it(population, varying, in_intercept):
    y = OF_BATCH[BATCH] + OF_CASK[:6][ITEM] + NOISE
    found = coordinates(BATCH, ITEM, y=y, population=population, varying=varying)
    assert found["in_intercept"].tolist() == [in_intercept / 6] * 6
    assert not found["in_group"].any()
    assert found["reflect"].tolist() == [in_intercept]
    nested = coordinates(BATCH, CASK, y=y, population=population, varying=varying)
    assert any(nested["inside"]) == ("Intercept" in varying)


@pytest.mark.parametrize("pooling", [1, 2])
def test_groups_go_with_the_level_that_they_lie_in(pooling):
    y = 8 * OF_BATCH[BATCH] + OF_CASK[CASK] + NOISE
    found = coordinates(CASK, BATCH, ITEM, y=y, pooling=pooling)
    above = (1 + np.arange(24) // 3).tolist()
    assert found["in_group"].tolist() == [0] * 8 + [(pooling == 1) / 6] * 6
    assert found["in_intercept"].tolist() == [0] * 8 + [(pooling == 2) / 6] * 6
    if pooling == 2:
        assert found["inside"][14:].tolist() == above
        assert found["linked"].tolist() == [1, 0]
    else:  # not pooled, they say nothing of it
        assert found["above"].tolist() == above
        assert not found["own"][:8].any()


@pytest.mark.parametrize("pooling", [0, 1, 2])
def test_the_order_in_which_nested_factors_are_written_does_not_matter(pooling):
    """Casks in batches, both crossed with the groups."""
    y = 2 * OF_BATCH[BATCH] + OF_CASK[CASK] + NOISE
    coarse = coordinates(ITEM, BATCH, CASK, y=y, pooling=pooling)
    fine = coordinates(ITEM, CASK, BATCH, y=y, pooling=pooling)
    inside = (24 + 1 + np.arange(24) // 3).tolist()
    assert fine["inside"].tolist() == inside + [0] * 14
    assert (
        coarse["inside"].tolist() == [0] * 8 + (1 + np.arange(24) // 3).tolist() + [0] * 6
    )
    assert fine["reflect"].tolist() == coarse["reflect"].tolist() == [1, 1]
    for name in ("own", "in_intercept", "in_group"):
        again = np.concatenate([coarse[name][8:], coarse[name][:8]])
        np.testing.assert_allclose(fine[name], again, rtol=1e-6, atol=1e-9)


def test_a_mean_counts_levels_as_often_as_the_finest_lie_in_them():
    fine = np.arange(48) % 12
    coarse = np.minimum(fine // 2, 3)
    y = RNG.normal(size=12)[fine] + NOISE
    found = coordinates(BATCH, coarse, fine, y=y)
    assert found["in_intercept"][:4] == pytest.approx(np.array([2, 2, 2, 6]) / 12)
    assert found["in_intercept"][4:] == pytest.approx([1 / 12] * 12)


@pytest.mark.parametrize(
    ("response", "y", "bent"),
    [
        ("normal", np.sin(np.arange(48) * 1.7), False),
        ("poisson", np.where(BATCH < 4, 0, 3), True),
        ("binomial", np.where(BATCH < 4, 1, BATCH % 2 ^ CASK % 2), True),
        ("student", np.sin(np.arange(48) * 1.7) * (1 + 30 * (np.arange(48) == 5)), True),
    ],
)
def test_alone_groups_are_sampled_in_about_standard_normal_units(response, y, bent):
    """Log densities fall from their mode as those of a normal, on both sides."""
    group = CASK if response == "student" else BATCH
    found = coordinates(
        group,
        y=y.astype(float),
        pooling=1,
        response=response,
        population=("Intercept", "x"),
        varying=("Intercept",),
    )
    skew, tail = found["own_bend"][:, 0, 0]
    assert (abs(skew) > 0.5 or tail > 0.1) == bent
    rows = group == 0
    given = responses.get(response)
    dispersion = responses.rough(given, 0.7)

    def fallen(z, skew=skew, tail=tail):
        x = np.sinh(tail * z) / tail
        x -= skew * (np.sqrt(1 + x**2) - 1)
        at = found["own_location"][0, 0] + found["own_unit"][0, 0, 0] * x
        terms = given.log_density(y[rows], np.full(rows.sum(), at), dispersion, 1)
        return -terms.sum() + (at / 5.0) ** 2 / 2

    for z in (-2.5, -1, 1, 2.5):
        fell = fallen(z) - fallen(0.0)
        assert fell == pytest.approx(z**2 / 2, rel=0.6), z
    if response == "poisson":  # a wall
        assert fallen(2.5, 0.0, 1e-6) > 50
