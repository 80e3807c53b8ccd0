"""Refits: computed as brute force has them, and sampled where that cannot be."""

import numpy as np
import pytest
import xarray as xr
from pooling.basics.errors import PoolingError
from pooling.exact import refitting
from pooling.model import families
from pooling.model.names import PARTIAL
from pooling.sampling import mixing
from scipy import stats

GROUP = [1, 1, 1, 2, 2, 3, 3, 3, 3]
MEANS = {
    "N": len(GROUP),
    "J": 3,
    "group": GROUP,
    "y": [0.3, 0.9, 1.2, -1.5, -0.8, 2.1, 1.5, 1.9, 2.4],
    "prior_mu_alpha_mean": 0.2,
    "prior_mu_alpha_sd": 2.0,
    "prior_sigma_alpha_rate": 1.0,
    "prior_sigma_rate": 1.0,
}
COINS = {
    "S": 2,
    "N": [20, 8],
    "y": [5, 4],
    "kappa": 5.0,
    "prior_omega_a": 2.0,
    "prior_omega_b": 3.0,
}
SAMPLING = {"chains": 2, "draws": 100}


def changed(family: str, name: str, data: dict) -> tuple[dict, dict]:
    data = families.get(family).REFITS[name].change(data)
    return data, families.numbered(family, PARTIAL, data)


def test_means_of_a_refit_are_those_of_weighted_draws_of_the_prior():
    data, labels = changed("means", "permuted", MEANS)
    found = refitting.exactly("means", PARTIAL, data, labels)
    rng = np.random.default_rng(1)
    count = 300_000
    alpha = rng.normal(
        rng.normal(0.2, 2, (count, 1)), rng.exponential(1, (count, 1)), (count, 3)
    )
    sigma = rng.exponential(1, count)
    residuals = np.asarray(data["y"]) - alpha[:, np.asarray(data["group"]) - 1]
    logs = stats.norm.logpdf(residuals, scale=sigma[:, np.newaxis]).sum(axis=1)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    for expected, values in ((found.alpha_mean, alpha), (found.sigma_mean, sigma)):
        mean = weights @ values
        error = np.sqrt(weights**2 @ (values - mean) ** 2)
        assert (np.abs(expected.values - mean) < 4 * error).all()
        assert (error < 0.05).all()


def refits_of(family: str, data: dict, wanted: list[str], computed=(PARTIAL,)):
    """Refit with draws of a fixed normal distribution in the place of a sampler."""
    asked = []

    def fit(model, data, *, labels, seed, sampling):
        asked.append(model)
        rng, shape = np.random.default_rng(seed), (sampling["chains"], sampling["draws"])
        parameters = families.get(family).MODELS[model].parameters
        groups = xr.Dataset(
            {
                each.name: (
                    ("chain", "draw", *(f"{each.name}_{dim}" for dim in each.dims)),
                    rng.normal(3, 1, (*shape, *(len(labels[dim]) for dim in each.dims))),
                )
                for each in parameters
            }
        )
        state = xr.Dataset({"diverging": (("chain", "draw"), np.zeros(shape, bool))})
        return xr.DataTree.from_dict({"/posterior": groups, "/sample_stats": state})

    found = refitting.sample(
        family,
        "a",
        wanted=wanted,
        data={PARTIAL: data},
        computed=computed,
        fit=fit,
        by="Stan",
        seed=1,
        sampling=SAMPLING,
    )
    return found, asked


def test_what_has_an_exact_answer_is_not_sampled_but_where_its_draws_are_judged():
    found, asked = refits_of("coins", COINS, ["permuted", "prior"])
    assert asked == [PARTIAL]
    assert {name: found[name].attrs["by"] for name in found} == {
        "permuted": "exact",
        "prior": "Stan",
    }
    assert found["permuted"]["theta_mean"].shape == (2,)
    assert found["prior"]["theta"].shape == (2, 100, 2)


@pytest.mark.parametrize("refuse", ["the fit", "the refit"])
def test_what_has_no_exact_answer_is_sampled_and_summed_up(refuse, monkeypatch, caplog):
    def refused(*arguments):
        raise PoolingError("not computed, because of a test.")

    computed = () if refuse == "the fit" else (PARTIAL,)
    if computed:
        monkeypatch.setattr(refitting, "exactly", refused)
    with caplog.at_level("INFO"):
        found, asked = refits_of("means", MEANS, ["permuted"], computed)
    assert asked == [PARTIAL]
    assert "a/permuted: sampled (Stan)" in caplog.text
    assert ("because of a test" in caplog.text) == bool(computed)
    own = found["permuted"]
    assert own.attrs["by"] == "Stan"
    assert own["alpha_mean"].values == pytest.approx(3, abs=0.4)
    assert own["alpha_error"].values == pytest.approx(1 / np.sqrt(200), rel=0.5)


def test_chains_of_a_refit_that_have_not_mixed_are_told(caplog):
    values = np.random.default_rng(1).normal(size=(2, 100, 2))
    values[1, :, 1] += 3
    state = xr.Dataset({"diverging": (("chain", "draw"), np.ones((2, 2), bool))})
    refitting._warn("a/permuted", state, ["mu", "sigma"], values)
    assert "4 divergences" in caplog.text
    assert f"R-hat of sigma is {mixing.r_hat(values)[1]:.3f}" in caplog.text
