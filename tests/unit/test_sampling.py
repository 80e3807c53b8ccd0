"""Seeds and dimensions of fits."""

import math

import numpy as np
import pytest
from pooling.basics.errors import PoolingError
from pooling.basics.seeds import seed_of
from pooling.run import config
from pooling.sampling import executables, fitting
from pooling.sampling.fitting import dimension, starts


def test_every_fit_of_the_lecture_has_a_seed_of_its_own(root, lecture):
    settings = config.load(lecture, root)
    fits = [(a, m) for a in settings.analyses for m in settings.models(a)]
    seeds = {seed_of(settings.seed, *fit) for fit in fits}
    assert len(seeds) == len(fits)
    assert all(1 <= seed <= 2**31 - 2 for seed in seeds)


def test_seeds_follow_the_runs_seed_and_stay_the_same():
    assert seed_of(1, "radon", "no_pooling") != seed_of(2, "radon", "no_pooling")
    # Pinned: another value would silently change every published number.
    assert seed_of(1, "radon", "no_pooling") == 674531634


@pytest.mark.parametrize(
    ("column", "taken", "expected"),
    [
        ("county", ("alpha",), "county"),
        ("group", (), "group_label"),
        ("chain", (), "chain_label"),
        ("alpha", ("alpha", "sigma"), "alpha_label"),
        ("school/district", (), "school_district"),
        ("", (), "group_label"),
    ],
)
def test_the_groups_dimension_never_clashes(column, taken, expected):
    assert dimension(column, taken) == expected


def test_scales_start_near_the_means_of_their_priors():
    data = {"prior_sigma_rate": 1e-6, "prior_sigma_alpha_rate": 10.0, "prior_mu_sd": 1.0}
    found = starts("normal", data, seed=3, chains=4)
    assert [set(start) for start in found] == [{"sigma", "sigma_alpha"}] * 4
    for start in found:
        for name, mean in (("sigma", 1e6), ("sigma_alpha", 0.1)):
            assert math.exp(-2) <= start[name] / mean <= math.exp(2)
    assert len({start["sigma"] for start in found}) == 4
    assert found == starts("normal", data, seed=3, chains=4)


def test_the_sd_of_slopes_starts_where_it_moves_no_level_beyond_the_outcomes():
    data = {"prior_sd_rate": [1.0, 0.2, 9.0], "B": [[1, 2000, 3], [0, 1, 0], [0, 0, 1]]}
    for start in starts("normal", data, seed=3, chains=4):
        ratio = np.array(start["sd"]) * [1.0, 2000.0, 9.0]
        assert (np.exp(-2) <= ratio).all()
        assert (ratio <= np.exp(2)).all()


def test_only_what_is_read_is_kept_of_a_program():
    there = ("alpha", "z", "Sigma", "log_lik", "y_rep", "lprior", "y_new", "alpha_new")
    variables = dict.fromkeys(there, np.zeros((2, 3)))
    found = fitting.kept(variables, {"alpha", "Sigma"})
    assert set(found) == {"alpha", "Sigma", "lprior", "y_new", "alpha_new"}
    assert set(fitting.kept(variables, {"log_lik", "y_rep"})) >= {"log_lik", "y_rep"}


def test_a_processor_that_gives_up_while_sampling_says_so(tmp_path):
    program = tmp_path / "coin"
    program.write_text('#!/bin/sh\n[ "$1" = info ] || kill -ILL $$\n')
    program.chmod(0o755)
    assert executables.check_executable({"executable": str(program), "program": "coin"})
    settings = {"chains": 2, "warmup": 10, "draws": 10, "adapt_delta": 0.9}
    with pytest.raises(PoolingError, match=r"lacks instructions .* toolchain\.cpu"):
        fitting.fit(
            str(program),
            {"y": [1]},
            parameters=(),
            labels={},
            column="coin",
            seed=1,
            sampling=settings,
            cores=2,
            family="means",
        )
