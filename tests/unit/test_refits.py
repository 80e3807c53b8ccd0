"""The claims' own fits: how much of them is kept."""

import pytest
from pooling import refits
from pooling.families.base import MOST_DRAWN

SAMPLING = {"chains": 4, "draws": 1000}


@pytest.mark.parametrize(
    ("per_group", "groups", "count", "expected"),
    [
        (1, 85, 3, 1000),
        (0, 85, 3, 1000),
        (1, 5000, 3, MOST_DRAWN // (4 * 5000 * 3)),
        (2, 5000, 3, MOST_DRAWN // (4 * 5000 * 2 * 3)),
        (1, 10**6, 3, refits.LEAST_DRAWS),
    ],
)
def test_all_refits_of_an_analysis_fit_into_one_file(per_group, groups, count, expected):
    found = refits.thinned(per_group, groups, count, SAMPLING)
    assert found["draws"] == expected
    # As many are taken as ever.
    assert 1000 <= found["draws"] * found["thin"] < 1000 + expected
    fewer = SAMPLING | {"draws": 20}
    assert refits.thinned(per_group, groups, count, fewer) == {"draws": 20, "thin": 1}
