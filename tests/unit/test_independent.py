"""Draws without a chain: against exact answers, their stated density, and bad points."""

from dataclasses import replace

import numpy as np
import pytest
import regression_tables
import xarray as xr
from pooling.basics.errors import PoolingError
from pooling.checks import agreement, diagnostics
from pooling.exact import importance, independent, proposal
from pooling.model import density, effects, families
from pooling.model.effects.regression import coordinates
from pooling.sampling import draws, pointwise
from regression_tables import MODELS
from scipy import special, stats

THRESHOLDS = {"r_hat": 1.01, "ess": 400, "divergences": 0, "e_bfmi": 0.3}
COUNT = 2000
# Response, degree of pooling, varying columns, further factors.
CASES = [
    ("normal", "complete_pooling", 1, 0),
    ("normal", "no_pooling", 2, 0),
    ("normal", "partial_pooling", 2, 0),
    ("normal", "partial_pooling", 1, 1),
    ("student", "partial_pooling", 1, 0),
    ("binomial", "complete_pooling", 1, 0),
    ("binomial", "no_pooling", 1, 0),
    ("binomial", "partial_pooling", 1, 0),
    ("poisson", "partial_pooling", 1, 0),
    ("negative_binomial", "partial_pooling", 1, 0),
]


def case(response, model, varying=1, further=0, groups=8, **more):
    """Stan data of a small table, its effects, and labels of what has values."""
    data = regression_tables.stan_data(
        response, model, varying=varying, further=further, groups=groups, **more
    )
    data = {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in data.items()}
    labels = families.numbered(response, model, data)
    return data, effects.of(families.get(response).MODELS[model], data), labels


@pytest.mark.parametrize(("response", "model", "varying", "further"), CASES)
def test_draws_have_the_exact_moments_and_the_stated_density(
    response, model, varying, further
):
    data, own, labels = case(response, model, varying, further, groups=5)
    found, lp, facts = independent.draw(
        own, data, count=COUNT, rng=np.random.default_rng(1)
    )
    assert facts["pareto_k"] is None or facts["pareto_k"] <= diagnostics.PARETO_K
    exact = importance.posterior(own, data, labels)
    names = [each.name for each in own.model.parameters if each.name in found]
    flat = np.hstack([found[name].reshape(COUNT, -1) for name in names])
    known = np.isfinite(exact.sd)  # phi has no mean
    away = (flat.mean(axis=0) - exact.mean)[known] / exact.sd[known]
    limit = stats.norm.ppf(1 - 1e-4 / len(away))
    assert np.abs(away).max() < limit / np.sqrt(COUNT) + 0.01
    squares = ((flat - exact.mean) ** 2)[:, known] / exact.sd[known] ** 2
    error = squares.std(axis=0) / np.sqrt(COUNT)
    assert (np.abs(squares.mean(axis=0) - 1) < limit * error + 0.02).all()
    # By Bayes' theorem the integrals and the draws given them are the model that is
    # stated, which is written a second time on its own.
    theirs = density.log_density(response, model, density.standardised(data), found)
    np.testing.assert_allclose(theirs - lp, np.median(theirs - lp), rtol=0, atol=1e-7)


@pytest.mark.parametrize("response", ["normal", "binomial", "poisson"])
@pytest.mark.parametrize("model", MODELS[1:])
def test_two_coefficients_of_a_group_have_the_stated_density(response, model):
    data, own, _ = case(response, model, 2)
    coordinates, rng = own.coordinates, np.random.default_rng(6)
    t = 0.5 * rng.standard_normal((30, coordinates.size))
    values, prior = coordinates.at(t, sampled=True)
    values["draw"] = np.arange(30)
    drawn = own.draw(values, rng)
    ours = prior + drawn["log_joint"]
    theirs = density.log_density(
        response, model, density.standardised(data), values | drawn
    )
    assert np.ptp(ours) > 1
    np.testing.assert_allclose(theirs - ours, np.median(theirs - ours), atol=1e-8)


def test_every_draw_is_another_and_independent_of_the_one_before():
    data, own, _ = case("normal", "partial_pooling", 2)
    found, *_ = independent.draw(own, data, count=COUNT, rng=np.random.default_rng(2))
    for name in ("sigma", "sd", "theta"):
        values = found[name].reshape(COUNT, -1)
        assert len(np.unique(values[:, 0])) == COUNT
        ranks = stats.rankdata(values, axis=0)
        lagged = np.mean(
            (ranks[1:] - ranks.mean(axis=0)) * (ranks[:-1] - ranks.mean(axis=0)), 0
        )
        assert np.abs(lagged / ranks.var(axis=0)).max() < 5 / np.sqrt(COUNT)


def fitted(response="binomial", model="partial_pooling", seed=3, **sampling):
    data, _, labels = case(response, model)
    tree = independent.fit(
        response,
        model,
        data,
        labels=labels,
        column="pot",
        seed=seed,
        sampling={"sampler": "exact", "chains": 4, "draws": 500} | sampling,
    )
    return data, tree


def test_a_fit_has_the_groups_and_dimensions_of_a_sampled_one(tmp_path):
    _, tree = fitted()
    posterior = tree["posterior"]
    assert dict(posterior.sizes) | {"chain": 4, "draw": 500, "pot": 8} == dict(
        posterior.sizes
    )
    assert posterior["theta"].dims == ("chain", "draw", "pot", "varying")
    assert set(posterior.data_vars) == {"beta", "sd", "theta"}
    assert set(tree["predictions"].data_vars) == {"theta_new", "y_new"}
    assert set(tree["log_prior"].data_vars) == {"lprior"}
    assert set(tree["sample_stats"].data_vars) == {"lp"}
    draws.write(tmp_path / "posterior.nc", tree)
    made = draws.made_with(tmp_path / "posterior.nc")
    assert made["sampler"] == "exact"
    assert made["points"] >= 2000
    assert made["pareto_k"] < 0.7


def test_the_same_seed_gives_the_same_draws():
    (_, one), (_, again), (_, other) = (fitted(seed=seed) for seed in (3, 3, 4))
    for group in ("posterior", "predictions"):
        xr.testing.assert_identical(one[group].to_dataset(), again[group].to_dataset())
        for name, values in one[group].to_dataset().items():
            assert not np.array_equal(values, other[group][name])


def test_replicates_scatter_around_their_own_draw():
    data, tree = fitted()
    flat = {
        name: values.values.reshape(2000, *values.shape[2:])
        for name, values in tree["posterior"].data_vars.items()
    }
    chance = special.expit(density.expected("binomial", data, flat))
    trials = np.array(data["trials"])
    found = pointwise.of_each_observation(
        "binomial",
        data,
        {name: values.values for name, values in tree["posterior"].data_vars.items()},
        seed=3,
    )
    copies = found["y_rep"].reshape(2000, -1)
    away, variance = copies - trials * chance, trials * chance * (1 - chance)
    total = variance.sum(axis=0)
    assert np.abs(away.sum(axis=0) / np.sqrt(total)).max() < 5
    # Summed before they are divided: a chance near 0 has next to no successes.
    np.testing.assert_allclose((away**2).sum(axis=0) / total, 1, atol=0.25)
    terms = stats.binom(trials, chance).logpmf(data["y"])
    np.testing.assert_allclose(found["log_lik"].reshape(2000, -1), terms, atol=1e-8)


def test_a_new_group_comes_from_the_population():
    data, own, _ = case("normal", "partial_pooling", 2, 2)
    found, *_ = independent.draw(own, data, count=COUNT, rng=np.random.default_rng(4))
    new = density.new_group("normal", data, found, np.random.default_rng(5))
    away = (new["theta_new"] - found["beta"][:, :2]) / found["sd"]
    rho = found["cor"][:, 0]
    given = (away[:, 1] - rho * away[:, 0]) / np.sqrt(1 - rho**2)
    for column in (away[:, 0], given):
        assert stats.kstest(column, "norm").pvalue > 1e-4
    X, Z = np.array(data["X_new"]), np.array(data["Z_new"])
    eta = np.array(data["offsets_new"]) + new["theta_new"] @ Z.T
    eta += found["beta"][:, 2:] @ X[:, 2:].T
    spread = np.sqrt((found["sd_further"] ** 2).sum(axis=1) + found["sigma"] ** 2)
    rest = (new["y_new"] - eta) / spread[:, np.newaxis]
    assert stats.kstest(rest[:, 0], "norm").pvalue > 1e-4
    # Both observations meet the same new levels.
    assert np.corrcoef(new["y_new"].T - eta.T)[0, 1] > 0.1


def narrow(monkeypatch, by: float):
    """Draw the points from a distribution that is too narrow for the posterior."""
    laid = importance.laid

    def narrowed(own):
        target, points = laid(own)
        return target, replace(points, lower=points.lower * by)

    monkeypatch.setattr(importance, "laid", narrowed)
    monkeypatch.setattr(proposal, "APART", 1e-9)


def diagnosed(tree, **thresholds):
    return diagnostics.of_fit(
        tree["posterior"].to_dataset(),
        tree["sample_stats"].to_dataset(),
        families.get("normal").MODELS["complete_pooling"].parameters,
        labels=case("normal", "complete_pooling")[2],
        thresholds=THRESHOLDS | thresholds,
        made_with=tree.attrs,
    )[2]


def test_points_that_are_too_narrow_fail_by_their_pareto_k(monkeypatch):
    good = diagnosed(fitted("normal", "complete_pooling")[1])
    assert good["verdict"] == "passed"
    assert good["pareto_k"]["passed"]
    narrow(monkeypatch, 0.25)
    monkeypatch.setattr(coordinates, "FREEDOM", 200)
    few = {"r_hat": 9.0, "ess": 1}  # draws of which next to nothing is asked
    found = diagnosed(fitted("normal", "complete_pooling", draws=10)[1], **few)
    assert found["verdict"] == "failed"
    assert found["pareto_k"]["value"] > found["pareto_k"]["threshold"] == 0.7
    assert not found["pareto_k"]["passed"]
    found["other_sampler"] = "direct"
    complaint = diagnostics.judge("pots", "complete_pooling", found)
    assert "pareto_k" in complaint
    assert '"sampler: direct"' in complaint


def test_what_only_a_chain_has_is_said_not_to_be_computed():
    found = diagnosed(fitted("normal", "complete_pooling")[1])
    for name in ("divergences", "e_bfmi", "tree_depth"):
        assert found[name] == {"not_computed": "the draws are independent"}
    assert "exact draws" in diagnostics.one_line(found)
    assert "divergences" not in diagnostics.one_line(found)


def test_what_the_density_does_not_state_disagrees(monkeypatch):
    """A slip in the integrals moves their density away from the stated one."""
    data, tree = fitted("normal", "complete_pooling")
    posterior = {name: each.values for name, each in tree["posterior"].data_vars.items()}

    def judged(lp):
        return agreement.density_deviation(
            "normal", "complete_pooling", data=data, posterior=posterior, lp=lp
        )

    lp = tree["sample_stats"]["lp"].values
    assert judged(lp)["passed"]
    assert not judged(lp + 1e-3 * posterior["sigma"])["passed"]


@pytest.mark.parametrize(
    ("varying", "further", "words"),
    [(1, 1, "levels of further grouping factors"), (3, 0, "columns vary")],
)
def test_what_has_no_integral_is_refused_with_a_remedy(varying, further, words):
    data, *_ = case("normal", "partial_pooling", varying, further)
    with pytest.raises(PoolingError, match=words) as refused:
        independent.require("poisson", "partial_pooling", data)
    assert '"sampler: direct"' in str(refused.value)


def test_where_next_to_nothing_is_accepted_it_says_so(monkeypatch):
    monkeypatch.setattr(independent, "SPENT", 10**6)
    narrow(monkeypatch, 0.02)
    data, own, _ = case("normal", "partial_pooling", 2)
    with pytest.raises(PoolingError, match=r"would take more than.*sampler: direct"):
        independent.draw(own, data, count=COUNT, rng=np.random.default_rng(1))


@pytest.mark.parametrize("model", MODELS)
def test_declared_parameters_are_all_there(model):
    data, own, labels = case("student", model, groups=7)
    found, *_ = independent.draw(own, data, count=50, rng=np.random.default_rng(1))
    tested = families.get("student").MODELS[model].parameters
    expected = {each.name for each in tested if all(labels[dim] for dim in each.dims)}
    assert set(found) == expected
