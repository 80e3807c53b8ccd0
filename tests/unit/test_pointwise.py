"""Log likelihood and replicates by row, computed from a file of draws."""

import json

import numpy as np
import pytest
from pooling.model import density
from pooling.sampling import draws, pointwise
from scipy import stats

DATA = {"y": [1.0, 3.0, 2.5], "group": [1, 2, 2], "J": 2, "N": 3}


@pytest.fixture
def fitted(tmp_path):
    """Write draws of two groups; two of three draws that were taken are kept."""
    rng = np.random.default_rng(1)
    variables = {
        "alpha": rng.normal(2, 1, (4, 6, 2)),
        "sigma": rng.uniform(1, 2, (4, 6)),
        "mu_alpha": rng.normal(2, 1, (4, 6)),
        "sigma_alpha": rng.uniform(1, 2, (4, 6)),
    }
    tree = draws.dataset(
        variables,
        {"lp__": rng.normal(size=(4, 12))},
        observed={"y": np.array(DATA["y"])},
        dims={"alpha": ["group_label"]},
        coords={"group_label": ["a", "b"]},
    )
    tree.attrs |= {"data_sha256": "0", "seed": 7, "commit": "unknown"}
    draws.write(tmp_path / "posterior.nc", tree)
    return tmp_path / "posterior.nc", variables


def test_each_row_has_its_likelihood_and_a_replicate(fitted):
    path, variables = fitted
    tree = pointwise.of_fit("means", "partial_pooling", DATA, path)
    assert set(tree.children) == {
        "log_likelihood",
        "posterior_predictive",
        "observed_data",
    }
    likelihood = tree["log_likelihood"]["y"]
    assert likelihood.dims == ("chain", "draw", "observation")
    assert likelihood["draw"].values.tolist() == [1, 3, 5, 7, 9, 11]
    mean = variables["alpha"][..., [0, 1, 1]]
    expected = stats.norm(mean, variables["sigma"][..., np.newaxis]).logpdf(DATA["y"])
    np.testing.assert_allclose(likelihood, expected, rtol=1e-10)
    rng = np.random.default_rng(7)  # the seed of the fit
    flat = {name: each.reshape(24, *each.shape[2:]) for name, each in variables.items()}
    replicates = np.concatenate(list(density.replicates("means", DATA, flat, rng)))
    found = tree["posterior_predictive"]["y"].values
    np.testing.assert_allclose(found.reshape(24, 3), replicates, rtol=1e-10)
    assert tree.attrs == {"data_sha256": "0", "seed": 7, "commit": "unknown"}


def test_of_a_large_table_evenly_spaced_draws_are_taken(fitted, monkeypatch, tmp_path):
    path, _ = fitted
    whole = pointwise.of_fit("means", "partial_pooling", DATA, path)
    monkeypatch.setattr(pointwise, "MOST", 4 * 6 * 3 - 1)
    part = pointwise.of_fit("means", "partial_pooling", DATA, path)
    draws.write(tmp_path / "pointwise.nc", part)
    kept = draws.read(tmp_path / "pointwise.nc", "log_likelihood")["y"]
    assert kept["draw"].values.tolist() == [1, 5, 9]
    np.testing.assert_allclose(kept, whole["log_likelihood"]["y"][:, ::2], rtol=1e-11)


def test_what_it_was_made_with_is_plain(fitted, tmp_path):
    path, _ = fitted
    tree = pointwise.of_fit("means", "partial_pooling", DATA, path)
    draws.write(tmp_path / "pointwise.nc", tree)
    made = draws.made_with(tmp_path / "pointwise.nc")
    assert json.loads(json.dumps({k: made[k] for k in tree.attrs})) == tree.attrs
