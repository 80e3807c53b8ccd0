"""Draws in ArviZ groups, and back from netCDF."""

import h5py
import numpy as np
import pytest
from pooling.sampling import digits, draws
from scipy.special import expit

CHAINS, DRAWS, GROUPS, ROWS = 2, 5, 3, 4


@pytest.mark.parametrize(
    ("variable", "expected"),
    [
        ("log_lik", ("log_likelihood", "y")),
        ("y_rep", ("posterior_predictive", "y")),
        ("lprior", ("log_prior", "lprior")),
        ("y_new", ("predictions", "y_new")),
        ("alpha_new", ("predictions", "alpha_new")),
        ("alpha", ("posterior", "alpha")),
        ("Sigma", ("posterior", "Sigma")),
    ],
)
def test_every_variable_has_its_group(variable, expected):
    assert draws.group_of(variable) == expected


KEPT = 1.5e-14  # of a draw


@pytest.fixture
def tree():
    rng = np.random.default_rng(1)

    def values(*shape):
        return rng.normal(size=(CHAINS, DRAWS, *shape))

    variables = {
        "alpha": values(GROUPS),
        "sigma": values(),
        "log_lik": values(ROWS),
        "y_rep": values(ROWS),
        "lprior": values(),
        "y_new": values(2),
        "alpha_new": values(),
        "nothing": values(0),
    }
    statistics = {name: values() for name in draws.SAMPLE_STATS}
    statistics["divergent__"] = (values() > 0).astype(float)
    return draws.dataset(
        variables,
        statistics | {"unknown__": values()},
        observed={"y": np.arange(ROWS)},
        dims={
            "alpha": ["county"],
            "sigma": [],
            "y": ["observation"],
            "y_new": ["new_observation"],
        },
        coords={"county": ["Aitkin", "NA", "Ñ"], "observation": np.arange(ROWS)},
    )


def test_the_round_trip_keeps_values_and_named_coordinates(tree, tmp_path):
    path = tmp_path / "posterior.nc"
    draws.write(path, tree)
    posterior = draws.read(path, "posterior")
    assert set(posterior.data_vars) == {"alpha", "sigma"}
    assert posterior["alpha"].dims == ("chain", "draw", "county")
    assert posterior["county"].values.tolist() == ["Aitkin", "NA", "Ñ"]
    np.testing.assert_allclose(posterior["alpha"], tree["posterior/alpha"], KEPT)
    likelihood = draws.read(path, "log_likelihood")["y"]
    assert likelihood.dims == ("chain", "draw", "observation")
    assert draws.read(path, "posterior_predictive")["y"].shape == (CHAINS, DRAWS, ROWS)
    assert set(draws.read(path, "predictions").data_vars) == {"y_new", "alpha_new"}
    statistics = draws.read(path, "sample_stats")
    assert set(statistics.data_vars) == set(draws.SAMPLE_STATS.values())
    assert statistics["diverging"].dtype == bool
    assert draws.read(path, "observed_data")["y"].values.tolist() == list(range(ROWS))


def test_draws_are_smaller_on_disk_by_the_digits_behind_the_fourteenth(tmp_path):
    rng = np.random.default_rng(3)
    values = rng.normal(9, 1, (CHAINS, DRAWS, 9999))
    special = [np.nan, np.inf, 5e-324, -0.0, 1e300]
    values[0, 0, : len(special)] = special
    small = 10 ** rng.uniform(-300, 2, (CHAINS, DRAWS))
    far = 1e15 + rng.integers(0, 9, (CHAINS, DRAWS)) / 8
    tree = draws.dataset(
        {"alpha": values, "sigma": small, "mu": far},
        {"lp__": values[..., 7]},
        observed={"y": rng.normal(size=ROWS)},
        dims={"alpha": ["county"]},
        coords={},
    )
    draws.write(tmp_path / "p.nc", tree)
    assert (tmp_path / "p.nc").stat().st_size < 0.9 * values.nbytes
    for group, name in (
        ("posterior", "alpha"),
        ("posterior", "sigma"),
        ("sample_stats", "lp"),
    ):
        (found,) = draws.arrays(tmp_path / "p.nc", group, [name]).values()
        np.testing.assert_allclose(found, tree[group][name], KEPT)
    assert (draws.arrays(tmp_path / "p.nc", "posterior", ["mu"])["mu"] == far).all()
    # What was observed is no draw.
    observed = draws.read(tmp_path / "p.nc", "observed_data")["y"]
    np.testing.assert_array_equal(observed, tree["observed_data/y"])


def test_where_means_are_wanted_draws_keep_the_digits_by_which_they_differ(
    tree, tmp_path
):
    values = 1e9 + np.random.default_rng(4).normal(size=(CHAINS, DRAWS, GROUPS))
    counts = np.random.default_rng(5).poisson(900, (CHAINS, DRAWS, 2)).astype(float)
    tree["posterior/alpha"].values[:] = values
    tree["posterior/sigma"].values[:] = 2.5  # all the same
    tree["predictions/y_new"].values[:] = counts
    tree["predictions/alpha_new"].values[0, 0] = np.inf
    tree["predictions/alpha_new"].values[0, 1] = np.nan
    draws.write(tmp_path / "p.nc", tree, means=True)
    found = draws.read(tmp_path / "p.nc", "posterior")
    off = np.abs(found["alpha"].values - values)
    assert 0 < off.max() <= np.ptp(values) / digits.STEPS / 2
    assert (found["sigma"] == 2.5).all()
    predicted = draws.read(tmp_path / "p.nc", "predictions")
    np.testing.assert_array_equal(predicted["y_new"], counts)
    assert predicted["alpha_new"].values[0, 0] == np.inf
    assert np.isnan(predicted["alpha_new"].values[0, 1])
    # What was handed over is as it was.
    np.testing.assert_array_equal(tree["posterior/alpha"], values)


def test_of_a_fit_predictions_alone_are_rounded(tree, tmp_path):
    draws.write(tmp_path / "p.nc", tree)
    np.testing.assert_allclose(
        draws.read(tmp_path / "p.nc", "posterior")["alpha"],
        tree["posterior/alpha"],
        KEPT,
    )
    own = tree["predictions/y_new"].values
    off = np.abs(draws.read(tmp_path / "p.nc", "predictions")["y_new"].values - own)
    assert 0 < off.max() <= np.ptp(own) / digits.STEPS / 2


def test_a_few_variables_can_be_read_alone(tree, tmp_path):
    draws.write(tmp_path / "p.nc", tree)
    assert set(draws.read(tmp_path / "p.nc", "posterior", ["sigma"]).data_vars) == {
        "sigma"
    }


def test_the_same_draws_make_the_same_file(tree, tmp_path):
    for name in ("a.nc", "b.nc"):
        draws.write(tmp_path / name, tree)
    first, second = ((tmp_path / name).read_bytes() for name in ("a.nc", "b.nc"))
    assert first == second


def test_the_state_of_the_sampler_is_found_for_the_draws_that_are_kept(tmp_path):
    rng = np.random.default_rng(2)
    energy = rng.normal(size=(CHAINS, 12))
    tree = draws.dataset(
        {"sigma": rng.normal(size=(CHAINS, 4))},
        {"energy__": energy, "divergent__": np.zeros((CHAINS, 12))},
        observed={"y": np.arange(ROWS)},
        dims={"sigma": []},
        coords={},
    )
    assert tree["posterior"]["draw"].values.tolist() == [2, 5, 8, 11]
    draws.write(tmp_path / "p.nc", tree)
    found = draws.state(tmp_path / "p.nc", "energy")
    # Of the state of the sampler but for lp, pictures are made.
    np.testing.assert_allclose(found, energy[:, 2::3], atol=np.ptp(energy) / digits.STEPS)
    assert draws.read(tmp_path / "p.nc", "sample_stats")["energy"].shape == (CHAINS, 12)


def test_parameters_side_by_side(tree):
    posterior = tree["posterior"].to_dataset()
    labels, values = draws.by_name(posterior, ["sigma", "alpha"])
    assert labels == ["sigma", "alpha[Aitkin]", "alpha[NA]", "alpha[Ñ]"]
    assert values.shape == (CHAINS, DRAWS, 4)
    np.testing.assert_array_equal(values[..., 2], tree["posterior/alpha"][..., 1])


def test_arrays_are_the_values_that_the_datasets_have(tree, tmp_path):
    path = tmp_path / "posterior.nc"
    draws.write(path, tree)
    for group, names in {
        "posterior": ["alpha", "sigma"],
        "sample_stats": ["diverging", "energy"],
        "log_likelihood": ["y"],
    }.items():
        found = draws.arrays(path, group, names)
        expected = draws.read(path, group)
        assert list(found) == names
        for name, values in found.items():
            assert values.dtype == expected[name].dtype
            np.testing.assert_array_equal(values, expected[name])


def test_a_copy_of_a_parameter_is_computed_and_not_kept(tmp_path):
    alpha = np.random.default_rng(1).normal(size=(CHAINS, DRAWS, GROUPS))
    tree = draws.dataset(
        {"alpha": alpha, "p": expit(alpha), "mu": alpha[..., 0]},
        {"lp__": alpha[..., 1]},
        observed={"y": np.arange(GROUPS)},
        dims={"alpha": ["unit"], "p": ["unit"], "mu": []},
        coords={"unit": ["a", "b", "c"]},
    )
    path = tmp_path / "p.nc"
    draws.write(path, tree)
    with h5py.File(path) as stored:
        assert "p" not in stored["posterior"]
    assert {"alpha", "p", "mu", "unit"} <= draws.names(path, "posterior")
    for names in (None, ["p"], ["mu", "p", "alpha"]):
        found = draws.read(path, "posterior", names)
        assert set(found.data_vars) == set(names or ["alpha", "p", "mu"])
        assert found["p"].dims == ("chain", "draw", "unit")
        np.testing.assert_allclose(found["p"], expit(alpha), 1e-11)
    values = draws.arrays(path, "posterior", ["p", "mu"])
    assert list(values) == ["p", "mu"]
    np.testing.assert_allclose(values["p"], expit(alpha), 1e-11)
    assert "p" in tree["posterior"]


def test_what_has_no_source_in_the_file_is_kept_itself(tmp_path):
    p = np.random.default_rng(1).uniform(size=(CHAINS, DRAWS))
    tree = draws.dataset(
        {"p": p}, {"lp__": p}, observed={"y": np.arange(2)}, dims={"p": []}, coords={}
    )
    draws.write(tmp_path / "p.nc", tree)
    np.testing.assert_allclose(draws.read(tmp_path / "p.nc", "posterior")["p"], p, KEPT)
