"""How groups and levels of further factors are sampled, by what lies in what."""

from types import SimpleNamespace

import numpy as np
import pytest
from formula_tables import crossed
from pooling.model.families.regression import levels as sampled

MEASURED = SimpleNamespace(DISPERSION=("sigma",))
BATCH = np.repeat(np.arange(8), 6)
CASK = np.repeat(np.arange(24), 2)
RNG = np.random.default_rng(4)
NOISE = RNG.normal(0, 0.1, 48)
OF_BATCH, OF_CASK = RNG.normal(size=8), RNG.normal(size=24)
ITEM = np.arange(48) % 6


def coordinates(group, *levels, y, pooling=2, population=("Intercept",), varying=None):
    """Give the coordinates of a table with nothing but levels."""
    varying = population if varying is None else varying
    data = {"N": len(group), "J": group.max() + 1, "group": group + 1}
    data |= {"H": 0, "L": 0, "level": [], "factor": []} | (
        crossed(*levels) if levels else {}
    )
    data["used"] = [not (pooling == 1 and each in varying) for each in population]
    found = SimpleNamespace(
        weights=np.full(len(group), 1 / y.var()), residuals=y - y.mean()
    )
    data |= {"K": 1, "Z": np.ones((len(group), 1)), "B": np.eye(1)}
    formula = {"population": list(population), "varying": list(varying)}
    return sampled.coordinates(MEASURED, found, data | {"pooling": pooling}, formula)


def test_levels_that_lie_in_groups_are_sampled_with_them():
    y = OF_BATCH[BATCH] + OF_CASK[CASK] + NOISE
    found = coordinates(BATCH, CASK, y=y)
    assert found["inside"] == (24 + 1 + np.arange(24) // 3).tolist()
    assert found["above"] == [0] * 8
    assert not any(found["in_intercept"] + found["in_group"])
    assert found["further_unit"] == pytest.approx([0.1 / np.sqrt(2)] * 24, rel=0.3)
    # Where groups have no effects there is nothing to lie in, and the mean stands alone.
    found = coordinates(BATCH, CASK, y=y, pooling=0)
    assert found["inside"] == [0] * 24
    assert found["in_intercept"] == [1 / 24] * 24
    assert found["in_group"] == [0] * 24
    assert found["further_unit"][0] == 0 < min(found["further_unit"][1:])


def test_groups_are_judged_by_the_levels_that_lie_in_them():
    near, far = 0.3 * OF_BATCH[BATCH], 8 * OF_BATCH[BATCH]
    casks = OF_CASK[CASK] + NOISE
    assert coordinates(BATCH, ITEM, y=near + NOISE)["centred"] == [1]
    assert coordinates(BATCH, CASK, y=near + casks)["centred"] == [0]
    assert coordinates(BATCH, CASK, y=far + casks)["centred"] == [1]
    # And a factor above them by the groups.
    assert not any(coordinates(CASK, BATCH, y=near + casks)["further_unit"])
    mean, *rest = coordinates(CASK, BATCH, y=far + casks)["further_unit"]
    assert mean == 0
    assert rest == pytest.approx([OF_CASK.std() / np.sqrt(3)] * 7, rel=0.4)


def test_levels_in_levels_lie_in_the_finest():
    two = np.repeat(np.arange(96), 2)
    cask = two // 4
    group = cask // 3
    y = OF_BATCH[group] + OF_CASK[cask] + RNG.normal(size=96)[two]
    found = coordinates(group, cask, two, y=y + np.tile(NOISE, 4))
    assert found["inside"][:24] == (24 + 96 + 1 + np.arange(24) // 3).tolist()
    assert found["inside"][24:] == (1 + np.arange(96) // 4).tolist()
    assert found["count"] == [24, 96]


@pytest.mark.parametrize("pooling", [0, 1, 2])
def test_the_mean_of_crossed_levels_goes_with_the_intercept(pooling):
    y = OF_BATCH[BATCH] + OF_CASK[:6][ITEM] + NOISE
    found = coordinates(BATCH, ITEM, y=y, pooling=pooling)
    assert found["inside"] == [0] * 6
    assert found["intercept"] == [int(pooling != 1)]
    assert found["in_intercept"] == [(pooling != 1) / 6] * 6
    assert found["in_group"] == [(pooling > 0) / 6] * 6
    assert found["further_unit"][0] == 0
    expected = 0.1 / np.sqrt(8) if pooling else y.std() / np.sqrt(8)
    if pooling:
        assert found["further_unit"][1:] == pytest.approx([expected] * 5, rel=0.3)


@pytest.mark.parametrize(
    ("population", "varying", "in_intercept", "in_group"),
    [
        (("Intercept", "x"), ("x",), 1, 0),  # slopes alone vary
        (("x",), ("Intercept", "x"), 0, 0),  # groups around 0
        (("x",), ("x",), 0, 0),
    ],
)
def test_without_an_intercept_nothing_goes_with_it(
    population, varying, in_intercept, in_group
):
    y = OF_BATCH[BATCH] + OF_CASK[:6][ITEM] + NOISE
    found = coordinates(BATCH, ITEM, y=y, population=population, varying=varying)
    assert found["in_intercept"] == [in_intercept / 6] * 6
    assert found["in_group"] == [in_group / 6] * 6
    assert (found["further_unit"][0] == 0) == bool(in_intercept)
    nested = coordinates(BATCH, CASK, y=y, population=population, varying=varying)
    assert any(nested["inside"]) == ("Intercept" in varying)


@pytest.mark.parametrize("pooling", [1, 2])
def test_groups_go_with_the_level_that_they_lie_in(pooling):
    y = 8 * OF_BATCH[BATCH] + OF_CASK[CASK] + NOISE
    found = coordinates(CASK, BATCH, ITEM, y=y, pooling=pooling)
    assert found["above"] == (1 + np.arange(24) // 3).tolist()
    assert found["in_group"] == [0] * 8 + [1 / 6] * 6
    assert found["in_intercept"][:8] == [(pooling == 2) / 8] * 8
    # Not pooled, they say nothing of it.
    assert any(found["further_unit"][:8]) == (pooling == 2)


@pytest.mark.parametrize("pooling", [0, 1, 2])
def test_the_order_in_which_nested_factors_are_written_does_not_matter(pooling):
    """Casks in batches, both crossed with the groups."""
    y = 2 * OF_BATCH[BATCH] + OF_CASK[CASK] + NOISE
    coarse = coordinates(ITEM, BATCH, CASK, y=y, pooling=pooling)
    fine = coordinates(ITEM, CASK, BATCH, y=y, pooling=pooling)
    assert fine["inside"] == (24 + 1 + np.arange(24) // 3).tolist() + [0] * 8
    assert coarse["inside"] == [0] * 8 + (1 + np.arange(24) // 3).tolist()
    assert fine["reflect"] == coarse["reflect"] == [1, 1]
    for name in ("further_unit", "in_intercept", "in_group"):
        assert fine[name] == pytest.approx(coarse[name][8:] + coarse[name][:8])
    assert min(fine["further_unit"][1:24]) > 0 == fine["further_unit"][0]


def test_a_mean_counts_levels_as_often_as_the_finest_lie_in_them():
    fine = np.arange(48) % 12
    coarse = np.minimum(fine // 2, 3)
    y = RNG.normal(size=12)[fine] + NOISE
    found = coordinates(BATCH, coarse, fine, y=y)
    assert found["in_intercept"][:4] == pytest.approx(np.array([2, 2, 2, 6]) / 12)
    assert found["in_group"][4:] == pytest.approx([1 / 12] * 12)


def slopes(spread, rows: int, *, told=1.0, K: int = 2, with_level=0.0) -> list[int]:
    """Say which coefficients of 20 groups with a slope are sampled as they are."""
    rng = np.random.default_rng(5)
    group = np.repeat(np.arange(20), rows)
    x = np.where(group < 20 * told, np.tile(np.linspace(-1, 1, rows), 20), 0.0)
    level = rng.normal(0, 2, 20)
    slope = with_level * level + spread * rng.normal(size=20)
    y = level[group] + slope[group] * x
    y += rng.normal(0, 1, len(group))
    found = SimpleNamespace(weights=np.full(len(group), 1 / y.var()), residuals=y)
    Z = np.column_stack([np.ones(len(group)), x])[:, :K]
    data = {"N": len(group), "J": 20, "K": K, "H": 0, "L": 0, "group": group + 1}
    data |= {"level": [], "factor": [], "used": [1, 1], "pooling": 2}
    formula = {"population": ["Intercept", "x"], "varying": ["Intercept", "x"][:K]}
    data |= {"Z": Z, "B": np.eye(K)}
    return sampled.coordinates(MEASURED, found, data, formula)["centred"]


def test_slopes_are_sampled_as_they_are_where_their_groups_settle_them():
    assert slopes(4, 10) == [1, 1]
    assert slopes(0.3, 10) == [1, 0]
    assert slopes(4, 10, K=1) == [1]
    # What a slope has apart from the level counts.
    assert slopes(0.3, 10, with_level=0.7)[1] == 0
    # Where most groups have one value of the predictor they say nothing of it.
    assert slopes(4, 10, told=0.6) == [1, 1]
    assert slopes(4, 10, told=0.4) == [1, 0]
