"""Very many groups: more draws are summed up than are stored, and tables show both ends."""

import numpy as np
import pytest
from pooling.checks import diagnostics
from pooling.model import families
from pooling.model.families import settings
from pooling.model.names import PARTIAL
from pooling.report import numbers
from pooling.sampling import digits, draws, fitting, mixing

GROUPS = 30
WIDTH = 4 * GROUPS
DATA = {"y": np.arange(3.0), "N": 3}
LABELS = {"group": [f"g{place}" for place in range(GROUPS)]}
PARAMETERS = families.get("means").MODELS[PARTIAL].parameters
THRESHOLDS = {"r_hat": 1.01, "ess": 400, "divergences": 0, "e_bfmi": 0.3}


@pytest.mark.parametrize("most", [10**9, 200 * WIDTH, 60 * WIDTH, 17 * WIDTH])
def test_what_is_stored_says_how_many_draws_were_summed_up(monkeypatch, most):
    monkeypatch.setattr(settings, "MOST_ROUNDED", most)
    kept = {"draws": settings.LEAST_SUMMED, "thin": 4}
    stored = settings.stored_draws(kept, WIDTH)
    times = settings.summed_draws(stored, settings.MANY_GROUPS)
    assert stored["draws"] * WIDTH <= most
    assert stored["thin"] == 4 * times
    assert settings.summed_draws(stored, settings.MANY_GROUPS - 1) == 1
    assert 0.9 * kept["draws"] < stored["draws"] * times <= kept["draws"]


def test_a_fit_is_judged_by_more_draws_than_its_file_holds(monkeypatch, tmp_path, caplog):
    monkeypatch.setattr(settings, "MOST_ROUNDED", 100 * WIDTH)
    monkeypatch.setattr(settings, "MANY_GROUPS", GROUPS)
    monkeypatch.setattr(digits, "MOST_DRAWN", 4 * 50 * GROUPS)
    rng = np.random.default_rng(1)
    sampling = {"chains": 4, "warmup": 10, "adapt_delta": 0.9}
    sampling |= settings.stored_draws({"draws": 250, "thin": 2}, WIDTH)
    kept = {}

    def drawn(executable, data, *, inits, seed, sampling, cores):
        shape = (sampling["chains"], sampling["draws"])
        for each in PARAMETERS:
            own = rng.standard_normal((*shape, *(GROUPS for _ in each.dims)))
            kept[each.name] = 1e3 + np.arange(own.shape[-1]) + own
        every = (4, sampling["draws"] * sampling["thin"])
        names = ("divergent__", "energy__", "treedepth__", "lp__")
        return dict(kept), {
            name: rng.standard_normal(every) < -9 for name in names[:1]
        } | {name: rng.standard_normal(every) for name in names[1:]}

    monkeypatch.setattr(fitting, "draw", drawn)
    with caplog.at_level("INFO"):
        tree = fitting.fit(
            "program",
            DATA,
            parameters=PARAMETERS,
            labels=LABELS,
            column="g",
            seed=1,
            sampling=sampling,
            cores=1,
            family="means",
        )
    assert "249 draws of each chain are summed up, 83 are stored" in caplog.text
    path = tmp_path / "posterior.nc"
    draws.write(path, tree)
    alpha = draws.arrays(path, "posterior", ["alpha", "draw"])
    np.testing.assert_array_equal(alpha["draw"], np.arange(5, 498, 6))
    exactly = kept["alpha"][:, 2::3]
    assert np.abs(alpha["alpha"] - exactly).max() < 0.01  # rounded
    summary, errors, found = diagnostics.of_fit(
        draws.read(path, "posterior"),
        draws.read(path, "sample_stats"),
        PARAMETERS,
        labels=LABELS,
        thresholds=THRESHOLDS,
        summed=draws.summed(path),
    )
    assert (found["draws"], found["thin"], found["stored"]) == (249, 2, 83)
    own = summary.set_index("parameter").loc[
        [f"alpha[{each}]" for each in LABELS["group"]]
    ]
    expected = mixing.summary(kept["alpha"])
    for name in ("mean", "q95", "ess_tail", "r_hat"):
        np.testing.assert_array_equal(own[name], expected[name])
    np.testing.assert_array_equal(errors["mean"], summary["mean"])


def test_a_table_of_very_many_rows_shows_both_ends(monkeypatch):
    monkeypatch.setattr(numbers, "MOST_ROWS", 4)
    assert numbers.ends([3, 1, 2, 9]) == [0, 1, 2, 3]
    assert numbers.ends([5.0, 1.0, 4.0, 9.0, 0.0, 7.0]) == [1, 3, 4, 5]
