"""Chains that run as jobs of their own: the same draws, bit for bit."""

import numpy as np
import programs
import pytest
from pooling.basics.errors import PoolingError
from pooling.model import families
from pooling.sampling import fitting

SETTINGS = {"chains": 3, "warmup": 60, "draws": 40, "adapt_delta": 0.9}
LABELS = ["1", "2", "3"]


@pytest.mark.parametrize(
    ("family", "collapse"),
    [("coins", None), ("means", None), ("lines", "partial_pooling_collapsed")],
)
def test_chains_apart_are_the_chains_together(executable, tmp_path, family, collapse):
    path = executable(family, collapse or "partial_pooling")
    data = programs.data_of(family, "partial_pooling")
    chains = [tmp_path / f"{number}.csv" for number in (1, 2, 3)]
    # In any order, as jobs end.
    for number in (2, 3, 1):
        output = chains[number - 1]
        fitting.sample_chain(
            path,
            data,
            seed=7,
            sampling=SETTINGS,
            chain=number,
            output=output,
            family=family,
            collapse=collapse,
        )

    def fit(apart, seed=7, settings=SETTINGS):
        return fitting.fit(
            path,
            data,
            parameters=families.get(family).MODELS["partial_pooling"].parameters,
            labels={"group": LABELS},
            column="unit",
            seed=seed,
            sampling=settings,
            cores=2,
            family=family,
            collapse=collapse,
            chain_files=apart,
        )

    together, merged = fit([]), fit(chains)
    assert {"posterior", "sample_stats", "predictions"} <= set(together.children)
    for group, content in together.children.items():
        assert content.to_dataset().identical(merged[group].to_dataset()), group
    first, second, third = together["sample_stats"]["lp"].values
    assert not np.array_equal(first, second)
    assert not np.array_equal(second, third)
    for seed, settings in ((8, SETTINGS), (7, SETTINGS | {"draws": 41})):
        with pytest.raises(PoolingError, match=r"1\.csv is a chain of another run"):
            fit(chains, seed, settings)
