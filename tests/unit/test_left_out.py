"""Left-out observations and groups, against posteriors without them."""

import logging
import tracemalloc
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import regression_tables
from pooling import exact
from pooling.basics.errors import PoolingError
from pooling.checks import comparison
from pooling.checks.results import Fit
from pooling.exact import PARETO_K, answer, base, importance, quadrature, weighing
from pooling.exact.cross_validation import apart
from pooling.exact.cross_validation import base as left_out_base
from pooling.exact.cross_validation import conditional as integrated
from pooling.exact.cross_validation import tables as left_out_tables
from pooling.exact.cross_validation.base import shared_posterior
from pooling.exact.cross_validation.tables import leave_out
from pooling.exact.cross_validation.trust import unsure
from pooling.model import effects, families, outcomes
from pooling.model.effects import binomial
from pooling.sampling import draws
from scipy import integrate, special, stats

GROUP = [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3]
X = [-1.0, 0.5, 1.0, 2.0, -0.5, 1.5, 0.3, -1.2, 0.2, 0.7, -0.6]
Y = [1.1, 2.0, 2.9, 2.4, -0.4, 0.3, 0.4, -1.4, 1.0, 2.2, 0.9]
PRIORS = {
    "prior_alpha_mean": 0.5,
    "prior_alpha_sd": 2.0,
    "prior_beta_mean": 0.0,
    "prior_beta_sd": 1.5,
    "prior_mu_alpha_mean": 0.5,
    "prior_mu_alpha_sd": 2.0,
    "prior_mu_beta_mean": 0.2,
    "prior_mu_beta_sd": 1.0,
    "prior_sigma_alpha_rate": 1.0,
    "prior_sigma_beta_rate": 2.0,
    "prior_R_shape": 2.0,
    "prior_sigma_rate": 1.0,
}
NORMAL = {"N": len(Y), "J": 3, "group": GROUP, "x": X, "y": Y} | PRIORS
RATES = {"J": 4, "N": [2, 8, 8, 20], "y": [0, 3, 8, 12]} | PRIORS
COINS = {
    "S": 3,
    "N": [20, 8, 3],
    "y": [5, 4, 3],
    "kappa": 7.0,
    "omega": 0.4,
    "prior_omega_a": 2.0,
    "prior_omega_b": 3.0,
    "prior_kappa_shape": 1.5,
    "prior_kappa_rate": 0.1,
}
TABLES = {"means": NORMAL, "lines": NORMAL, "rates": RATES, "coins": COINS}
GRIDS = ["coins", "means", "rates"]  # whose partial pooling has nodes that stand for all
COUNTS = {"means": 3, "lines": 3, "rates": 4, "coins": 3}
SAMPLED = [
    (family, name)
    for family in families.NAMES
    for name, model in families.get(family).MODELS.items()
    if model.sampled
]


def given_of(family, model, data):
    return integrated.given(families.get(family).MODELS[model], data)


def posterior_of(family, model, data):
    count = data.get("J", data.get("S"))
    labels = [str(place) for place in range(1, count + 1)]
    return exact.posterior(family, model, data, {"group": labels})


@cache
def answer_of(family, model):
    """Exact answer to the family's table, with its nodes."""
    labels = [str(place) for place in range(1, COUNTS[family] + 1)]
    return answer.answer(family, model, data=TABLES[family], labels={"group": labels})


def predict(family, model, data=None):
    """Left-out observations and groups, and P(Y < y), by the nodes."""
    grid = (
        posterior_of(family, model, data).grid() if data else answer_of(family, model)[2]
    )
    given = given_of(family, model, data or TABLES[family])
    posterior = shared_posterior(given, grid, None)
    alone, together = posterior.predict(given)
    return alone, together, alone.below


def without(data, rows):
    """Data without some observations, and without groups that have none left."""
    kept = [place for place in range(len(data["y"])) if place not in rows]
    changed = {
        name: [value[place] for place in kept]
        for name, value in data.items()
        if isinstance(value, list) and len(value) == len(data["y"])
    }
    if "group" in changed:
        numbers = sorted(set(changed["group"]))
        changed["group"] = [numbers.index(group) + 1 for group in changed["group"]]
        count = {"N": len(kept), "J": len(numbers)}
    else:
        count = {"J": len(kept), "S": len(kept)}
    return data | changed | count


@pytest.mark.parametrize(("family", "model"), SAMPLED)
def test_left_out_data_are_predicted_by_the_posterior_without_them(family, model):
    """The harmonic mean over all data's posterior, against a refit of the nodes."""
    data = TABLES[family]
    alone, together, pit = predict(family, model)
    given = given_of(family, model, data)
    points = alone.method == "draws"  # of the four scales of lines, whose sums err more
    more = 20 if points else 1

    @cache  # a unit of rates or a coin is a group, too
    def refitted(*rows):
        grid = posterior_of(family, model, without(data, rows)).grid()
        density, below, groups = given.at(grid.values)
        weights = grid.weights
        return weights @ np.exp(density), weights @ below, weights @ np.exp(groups)

    for row in (0, len(data["y"]) - 1):
        density, below, _ = refitted(row)
        assert alone.elpd[row] == pytest.approx(np.log(density[row]), abs=more * 2e-3)
        assert pit[row] == pytest.approx(below[row], abs=more * 1e-3)
    of_group = data.get("group", range(1, len(data["y"]) + 1))
    for group in (1, max(of_group)):
        rows = [place for place, own in enumerate(of_group) if own == group]
        expected = np.log(refitted(*rows)[2][group - 1])
        assert together.elpd[group - 1] == pytest.approx(expected, abs=more * 5e-3)
    assert points == ((family, model) == ("lines", "partial_pooling"))
    if points:
        return
    assert alone.fringe.max() < 1e-3
    assert together.fringe.max() < 0.05
    assert alone.method == together.method == "exact"


def test_a_group_that_decides_the_scales_is_left_out_by_points_of_its_own():
    """Its density by the whole posterior's points is off; that by a ratio of masses is not."""
    rng = np.random.default_rng(2)
    group = np.repeat(np.arange(8), 5)
    y = rng.normal(0, 0.1, 8)[group] + rng.normal(0, 0.2, 40) + 9 * (group == 7)
    data = NORMAL | {"N": 40, "J": 8, "group": (group + 1).tolist(), "y": y.tolist()}
    model = families.get("means").MODELS["partial_pooling"]
    own = effects.of(model, data)
    grid = importance.posterior(own, data, {"group": list("abcdefgh")}).grid()
    given = integrated.given(model, data)
    _, together = shared_posterior(given, grid, None).predict(given)
    assert together.pareto_k[7] > PARETO_K > together.pareto_k[:7].max()
    found = apart.corrected(together, model, data=data, grid=grid, kept=np.arange(8))
    assert found.method.tolist() == [*["draws"] * 7, "exact"]
    np.testing.assert_array_equal(found.elpd[:7], together.elpd[:7])
    rest = without(data, np.flatnonzero(group == 7))
    nodes = posterior_of("means", "partial_pooling", rest).grid()
    density = given.at(nodes.values)[2][:, 7]
    expected = special.logsumexp(density, b=nodes.weights)
    assert found.elpd[7] == pytest.approx(expected, abs=0.02)
    assert abs(together.elpd[7] - expected) > 0.1


def test_what_is_left_without_a_group_is_a_table_without_it():
    """Its log likelihood with slopes of counts, whose groups are integrated by nodes."""
    data = regression_tables.stan_data("poisson", "partial_pooling", varying=2)
    model = families.get("poisson").MODELS["partial_pooling"]
    whole, last = effects.of(model, data), data["J"] - 1
    one = integrated.given(model, data, np.empty(0, int), np.array([last]))
    t = 0.3 * np.random.default_rng(1).standard_normal((5, whole.coordinates.size))
    values = whole.coordinates.values(t)
    less = replace(whole, table=whole.table.only(np.arange(last)))
    rest = apart._Rest(whole, one).log_likelihood(values)
    np.testing.assert_allclose(rest, less.log_likelihood(values), atol=1e-3)


NODES = {
    "sigma_alpha": np.array([0.7, 1.2, 0.0]),
    "sigma_beta": np.array([0.4, 0.1, 0.3]),
    "rho": np.array([0.6, -0.3, 1.0]),
    "sigma": np.array([0.5, 0.8, 1.1]),
}


def dense(names, pooling, values, x, group):
    """Mean and covariance of all observations given the scales."""
    design = np.column_stack([np.ones(len(x)), x])[:, : len(names)]
    own = [f"mu_{name}" for name in names] if pooling == "partial" else names
    mean = design @ [PRIORS[f"prior_{name}_mean"] for name in own]
    wide = np.diag([PRIORS[f"prior_{name}_sd"] ** 2 for name in own])
    same = np.equal.outer(group, group)
    covariance = values["sigma"] ** 2 * np.eye(len(x))
    if pooling == "partial":
        sds = np.array([values[f"sigma_{name}"] for name in names])
        inner = np.outer(sds, sds)
        if len(names) == 2:
            inner *= np.array([[1, values["rho"]], [values["rho"], 1]])
        covariance += same * (design @ inner @ design.T)
    shared = design @ wide @ design.T
    return mean, covariance + (same * shared if pooling in ("none", "fixed") else shared)


def conditional(mean, covariance, y, part):
    """Log density of a part of y given the rest, and its mean and sd if it is one."""
    rest = np.setdiff1d(np.arange(len(y)), part)
    across = covariance[np.ix_(part, rest)]
    gain = np.linalg.solve(covariance[np.ix_(rest, rest)], across.T).T
    centre = mean[part] + gain @ (y - mean)[rest]
    spread = covariance[np.ix_(part, part)] - gain @ across.T
    return stats.multivariate_normal.logpdf(y[part], centre, spread), centre, spread


@pytest.mark.parametrize(
    ("family", "model"), [pair for pair in SAMPLED if pair[0] in ("means", "lines")]
)
@pytest.mark.parametrize("last", [3, 2, 1])
def test_given_the_scales_the_rest_predicts_by_the_conditional_normal(
    family, model, last
):
    """With groups of one row too, where a line cannot be settled."""
    rows = 8 + last
    data = NORMAL | {"N": rows} | {k: NORMAL[k][:rows] for k in ("group", "x", "y")}
    module = families.get(family)
    names, pooling = module.COEFFICIENTS, module.MODELS[model].pooling
    density, below, groups = given_of(family, model, data).at(NODES)
    x, y, group = (np.array(data[name]) for name in ("x", "y", "group"))
    for node in range(3):
        values = {name: value[node] for name, value in NODES.items()}
        mean, covariance = dense(names, pooling, values, x, group)
        for row in range(rows):
            expected, centre, spread = conditional(mean, covariance, y, [row])
            assert density[node, row] == pytest.approx(expected, abs=1e-8)
            score = (y[row] - centre[0]) / np.sqrt(spread[0, 0])
            assert below[node, row] == pytest.approx(stats.norm.cdf(score), abs=1e-9)
        for place in range(3):
            part = np.flatnonzero(group == place + 1)
            expected = conditional(mean, covariance, y, part)[0]
            assert groups[node, place] == pytest.approx(expected, abs=1e-8)


def test_a_partially_pooled_mean_left_out_is_a_ratio_of_marginal_likelihoods():
    """By brute force over both scales, with other nodes than the grid's."""
    y, group = np.array(Y), np.array(GROUP)
    ticks = np.exp(np.linspace(-9, 2.5, 45))

    def marginal(kept):
        terms = []
        for sigma in ticks[15:]:
            for sigma_alpha in ticks:
                values = {"sigma": sigma, "sigma_alpha": sigma_alpha}
                zero = np.zeros(len(kept))
                mean, covariance = dense(("alpha",), "partial", values, zero, group[kept])
                log_prior = np.log(sigma * sigma_alpha) - sigma - sigma_alpha
                density = stats.multivariate_normal.logpdf(y[kept], mean, covariance)
                terms.append(log_prior + density)
        return special.logsumexp(terms)

    alone, together, _ = predict("means", "partial_pooling")
    every = np.arange(len(y))
    whole = marginal(every)
    for row in (0, 7):
        expected = whole - marginal(np.delete(every, row))
        assert alone.elpd[row] == pytest.approx(expected, abs=2e-3)
    expected = whole - marginal(every[group != 2])
    assert together.elpd[1] == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize(("mu", "sigma"), [(0.5, 2.0), (-1.0, 0.05), (2.0, 8.0)])
def test_a_unit_is_predicted_by_the_integral_over_its_own_effect(mu, sigma):
    y, n = [0, 3, 8, 12, 300, 5], [2, 8, 8, 20, 1000, 5]
    data = {"y": y, "N": n, "prior_alpha_mean": mu, "prior_alpha_sd": sigma}
    density, below, _ = given_of("rates", "no_pooling", data).at({})
    for place, (successes, trials) in enumerate(zip(y, n, strict=True)):
        chances = []
        for k in range(successes + 1):

            def integrand(alpha, k=k, trials=trials):
                chance = stats.binom.pmf(k, trials, special.expit(alpha))
                return chance * stats.norm.pdf(alpha, mu, sigma)

            if trials > 100 and k < successes:
                continue  # the sum has too many terms
            near = np.log((successes + 0.5) / (trials - successes + 0.5))
            ends = sorted([mu - 9 * sigma, mu, near, mu + 9 * sigma])
            chances.append(
                sum(
                    integrate.quad(integrand, *span, epsabs=1e-13, limit=200)[0]
                    for span in pairwise(ends)
                )
            )
        assert density[0, place] == pytest.approx(np.log(chances[-1]), abs=1e-5)
        if trials <= 100:
            assert below[0, place] == pytest.approx(sum(chances[:-1]), abs=1e-6)
        else:  # instead of the sum, the distribution function under the integral
            ends = sorted([mu - 9 * sigma, near - 0.5, near, near + 0.5, mu + 9 * sigma])
            total = sum(
                integrate.quad(
                    lambda alpha, s=successes, t=trials: (
                        stats.binom.cdf(s - 1, t, special.expit(alpha))
                        * stats.norm.pdf(alpha, mu, sigma)
                    ),
                    *span,
                    limit=200,
                )[0]
                for span in pairwise(ends)
            )
            assert below[0, place] == pytest.approx(total, abs=1e-5)


def test_predicted_probabilities_of_a_left_out_unit_sum_to_those_below():
    """P(Y < y) of each y is the sum of the probabilities before it."""
    for model in ("complete_pooling", "no_pooling", "partial_pooling"):
        total = 0.0
        for seen in range(RATES["N"][0] + 1):
            y = [seen, *RATES["y"][1:]]
            alone, _, below = predict("rates", model, RATES | {"y": y})
            assert below[0] == pytest.approx(total, abs=3e-4), model
            total += np.exp(alone.elpd[0])
        assert total == pytest.approx(1, abs=3e-4), model


def test_a_coin_of_a_known_factory_is_beta_binomial():
    alone, together, below = predict("coins", "fixed_mode")
    coin = stats.betabinom(COINS["N"], 0.4 * 5 + 1, 0.6 * 5 + 1)
    np.testing.assert_allclose(alone.elpd, coin.logpmf(COINS["y"]), atol=1e-10)
    np.testing.assert_allclose(together.elpd, alone.elpd)
    np.testing.assert_allclose(below, coin.cdf(np.array(COINS["y"]) - 1), atol=1e-7)


def test_no_success_has_nothing_below():
    points, weights = binomial.order_statistics([0, 3], [5, 5])
    assert np.isnan(points[0]).all()
    assert points[1] @ weights == pytest.approx(0.5)  # of Beta(3, 3)


# --- The nodes --------------------------------------------------------------------


@pytest.mark.parametrize(("family", "model"), SAMPLED)
def test_the_kept_nodes_have_the_exact_moments(family, model, tmp_path):
    table, facts, grid = answer_of(family, model)
    answer.write_grid(tmp_path / "exact_nodes.nc", grid, facts)
    kept = answer.read_grid(tmp_path / "exact_nodes.nc")
    assert kept.weights.sum() == pytest.approx(1)
    points = kept.fringe is None
    assert points == ((family, model) == ("lines", "partial_pooling"))
    if not points:
        assert kept.fringe.dtype == bool
        assert kept.weights[kept.fringe].sum() < 1e-6
    more = 30 if points else 1
    table = table.set_index("parameter")
    shared = [
        parameter.name
        for parameter in families.get(family).MODELS[model].parameters
        if not parameter.per_group and parameter.name in kept.values
    ]
    assert set(shared) == set(kept.values)
    assert set(given_of(family, model, TABLES[family]).names) <= set(kept.values)
    for name in shared:
        value = kept.values[name]
        mean = kept.weights @ value
        sd = np.sqrt(kept.weights @ (value - mean) ** 2)
        assert mean == pytest.approx(table.loc[name, "mean"], abs=more * 2e-3 * sd)
        assert sd == pytest.approx(table.loc[name, "sd"], rel=more * 2e-3)


def test_where_nothing_was_computed_the_file_says_so(tmp_path, monkeypatch):
    import xarray as xr

    monkeypatch.setattr(quadrature, "LARGEST", 10**3)
    _, facts, grid = answer.answer(
        "means", "partial_pooling", data=NORMAL, labels={"group": list("abc")}
    )
    assert grid is None
    path = tmp_path / "exact_nodes.nc"
    answer.write_grid(path, grid, facts)
    assert answer.read_grid(path) is None
    with xr.open_dataset(path, engine="h5netcdf") as stored:
        assert stored.sizes["node"] == 0
        assert stored.attrs["computed"] == 0
        assert "limit" in stored.attrs["because"]


def test_the_fringe_is_where_the_kept_nodes_end():
    weights = np.array([[0, 1e-3, 0], [1e-3, 1.0, 1e-3], [0, 1e-3, 0]])
    places = np.arange(9.0).reshape(3, 3)
    grid = base.Grid.of({"s": places}, weights)
    assert grid.values["s"].tolist() == [1, 3, 4, 5, 7]
    assert grid.fringe.tolist() == [True, True, False, True, True]


def test_a_group_that_decides_the_scales_shows_at_the_fringe(monkeypatch):
    """Without a group that is far off the posterior lies elsewhere."""
    data = NORMAL | {"y": [*Y[:8], 6.0, 7.0, 9.0]}
    wide = predict("means", "complete_pooling", data)[1]
    monkeypatch.setattr(base, "NEGLIGIBLE", 1e-8)
    narrow = predict("means", "complete_pooling", data)[1]
    assert narrow.fringe[2] > 0.1
    assert wide.fringe[2] < 0.01
    table = pd.DataFrame({"method": "exact", "pareto_k": np.nan, "fringe": [0.9, 0.01]})
    assert unsure(table).tolist() == [True, False]


def test_observations_that_leave_their_group_too_little_are_marked():
    data = NORMAL | {
        "N": 9,
        "J": 4,
        "group": [1, 1, 1, 2, 2, 3, 4, 4, 4],
        "x": [0.0, 0.0, 1.0, 0.0, 1.0, 2.0, 0.0, 1.0, 2.0],
        "y": Y[:9],
    }
    found = given_of("lines", "no_pooling", data).unsettled.astype(int)
    assert found.tolist() == [0, 0, 1, 1, 1, 1, 0, 0, 0]
    found = given_of("means", "no_pooling", data).unsettled.astype(int)
    assert found.tolist() == [0, 0, 0, 0, 0, 1, 0, 0, 0]


# --- Draws ------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def stated_likelihoods(monkeypatch):
    """Take the log likelihood of rows from the fit that a test makes up, if it has one."""
    computed = left_out_tables._likelihoods

    def found(family, model, fit, rows):
        stated = getattr(fit, "likelihood", np.empty(0))
        if not stated.size:
            return computed(family, model, fit, rows)
        starts = range(0, len(rows), left_out_tables.BLOCK)
        blocks = (rows[start : start + left_out_tables.BLOCK] for start in starts)
        return (stated[..., block] for block in blocks)

    monkeypatch.setattr(left_out_tables, "_likelihoods", found)


def write_fit(folder, data, log_likelihood, **variables) -> Fit:
    shape = log_likelihood.shape[:2]
    tree = draws.dataset(
        variables,
        {name: np.zeros(shape) for name in draws.SAMPLE_STATS},
        observed={"y": np.array(data["y"])},
        dims={},
        coords={},
    )
    draws.write(folder / "posterior.nc", tree)
    fit = Fit({"posterior": folder / "posterior.nc"})
    fit.__dict__["stan_data"] = data  # instead of a file
    fit.__dict__["likelihood"] = log_likelihood
    return fit


def prepared_of(data) -> pd.DataFrame:
    group = data.get("group", range(1, len(data["y"]) + 1))
    rows = range(2, 2 + len(data["y"]))
    return pd.DataFrame({"row": rows, "group": [str(own) for own in group]})


def drawn(grid, count=4000):
    """Draws of what the groups have in common, from its exact posterior.

    A tenth of an sd is added, because draws do not lie on nodes.
    """
    rng = np.random.default_rng(3)
    places = rng.choice(len(grid.weights), count, p=grid.weights)
    found = {}
    for name, value in grid.values.items():
        scale = name.startswith("sigma")
        values = np.log(value[places]) if scale else value[places]
        values = values + rng.normal(0, 0.1 * values.std(), count)
        found[name] = (np.exp(values) if scale else values).reshape(4, -1)
    return found


@pytest.mark.parametrize(
    ("family", "model"),
    [("means", "partial_pooling"), ("means", "no_pooling"), ("rates", "partial_pooling")],
)
def test_draws_stand_in_where_the_grid_is_too_large(family, model, tmp_path, caplog):
    data = TABLES[family]
    alone, together, _ = predict(family, model)
    grid = answer_of(family, model)[2]
    likelihood = np.random.default_rng(4).normal(-1, 0.1, (4, 1000, len(data["y"])))
    likelihood[:, ::50] -= 40  # so that importance sampling of rows fails
    fit = write_fit(tmp_path, data, likelihood, **drawn(grid))
    with caplog.at_level(logging.WARNING):
        rows, groups = leave_out(
            family, model, fit=fit, grid=None, prepared=prepared_of(data)
        )
    assert "4000 draws stand in" in caplog.text
    assert set(rows["method"]) == set(groups["method"]) == {"draws"}
    for found, exactly in ((rows, alone), (groups, together)):
        assert found["pareto_k"].notna().all()
        good = found["pareto_k"] < 0.7
        assert good.sum() >= 2
        np.testing.assert_allclose(found["elpd"][good], exactly.elpd[good], atol=0.05)
    assert rows["fringe"].isna().all()


def test_groups_whose_fits_leave_no_residual_are_left_to_the_draws(tmp_path):
    data = NORMAL | {"y": [float(group) for group in GROUP]}
    with pytest.raises(PoolingError, match="no residual"):
        posterior_of("means", "no_pooling", data)
    rng = np.random.default_rng(0)
    likelihood = rng.normal(-1, 0.1, (4, 250, len(Y)))
    sigma = rng.normal(0.3, 1e-4, (4, 250))
    fit = write_fit(tmp_path, data, likelihood, sigma=sigma)
    rows, groups = leave_out(
        "means", "no_pooling", fit=fit, grid=None, prepared=prepared_of(data)
    )
    assert set(rows["method"]) == {"psis"}
    assert set(groups["method"]) == {"draws"}
    covariance = 0.09 * np.eye(4) + 4
    expected = stats.multivariate_normal.logpdf(
        np.full(4, 2.0), np.full(4, 0.5), covariance
    )
    assert groups["elpd"][1] == pytest.approx(expected, abs=1e-3)


def test_poor_importance_sampling_is_replaced_and_counted(tmp_path):
    rng = np.random.default_rng(1)
    log_likelihood = -1 + 0.1 * rng.standard_normal((4, 250, len(Y)))
    # One draw in fifty explains the last observation worse by e to the 29.
    log_likelihood[:, ::50, -1] = -30
    grid = answer_of("means", "no_pooling")[2]
    fit = write_fit(tmp_path, NORMAL, log_likelihood, **drawn(grid, 1000))
    rows, groups = leave_out(
        "means", "no_pooling", fit=fit, grid=grid, prepared=prepared_of(NORMAL)
    )
    alone, together, pit = predict("means", "no_pooling")
    assert rows["method"].tolist() == ["psis"] * (len(Y) - 1) + ["exact"]
    assert rows["pareto_k"].iloc[-1] > 0.7
    assert rows["elpd"].iloc[-1] == pytest.approx(alone.elpd[-1], abs=1e-12)
    np.testing.assert_allclose(rows["elpd"][:-1], -1, atol=0.1)
    np.testing.assert_allclose(rows["lpd"][:-1], -1, atol=0.1)
    np.testing.assert_allclose(rows["pit"], pit)
    assert rows["row"].tolist() == list(range(2, 2 + len(Y)))
    assert groups["size"].tolist() == [4, 4, 3]
    np.testing.assert_allclose(groups["elpd"], together.elpd)


@pytest.mark.parametrize("family", GRIDS)
def test_a_sample_of_a_large_table_is_left_out_as_the_whole_is(
    family, tmp_path, monkeypatch
):
    data, model = TABLES[family], "partial_pooling"
    grid = answer_of(family, model)[2]
    likelihood = np.random.default_rng(4).normal(-1, 0.1, (4, 250, len(data["y"])))
    fit = write_fit(tmp_path, data, likelihood, **drawn(grid, 1000))
    whole = leave_out(family, model, fit=fit, grid=grid, prepared=prepared_of(data))
    monkeypatch.setattr(left_out_tables, "MOST", 2)
    monkeypatch.setattr(left_out_tables, "WORK", 0)
    sampled = leave_out(family, model, fit=fit, grid=grid, prepared=prepared_of(data))
    for every, some, key in zip(whole, sampled, ("row", "group"), strict=True):
        assert len(some) == 2
        assert (every["stands_for"] == 1).all()
        assert (some["stands_for"] == len(every) / 2).all()
        same = every.set_index(key).loc[some[key]].reset_index()
        columns = some.columns.difference(["pit", "stands_for"])
        pd.testing.assert_frame_equal(same[columns], some[columns])


@pytest.mark.parametrize("family", GRIDS)
def test_all_of_a_large_table_is_left_out_by_the_nodes(family, tmp_path, monkeypatch):
    data, model = TABLES[family], "partial_pooling"
    alone, together, _ = predict(family, model)
    grid = answer_of(family, model)[2]
    likelihood = np.random.default_rng(4).normal(-1, 0.1, (4, 250, len(data["y"])))
    fit = write_fit(tmp_path, data, likelihood, **drawn(grid, 1000))
    monkeypatch.setattr(left_out_tables, "MOST", 2)
    monkeypatch.setattr(left_out_tables, "BLOCK", 3)
    tables = leave_out(family, model, fit=fit, grid=grid, prepared=prepared_of(data))
    for table, exactly in zip(tables, (alone, together), strict=True):
        assert (table["stands_for"] == 1).all()
        assert (table["method"] == "exact").all()
        assert (table["nodes"] == len(grid.weights)).all()
        np.testing.assert_allclose(table["elpd"], exactly.elpd, rtol=1e-12)
    expected = special.logsumexp(likelihood, axis=(0, 1)) - np.log(1000)
    np.testing.assert_allclose(tables[0]["lpd"], expected)
    monkeypatch.setattr(left_out_tables, "LARGE", 2)
    some = leave_out(family, model, fit=fit, grid=grid, prepared=prepared_of(data))
    for table, every in zip(some, tables, strict=True):
        taken = left_out_tables.sample(len(every))
        if "pit" in table and family == "means":
            taken = outcomes.sample(data, 2)
        assert len(table) == len(taken) == 2
        assert (table["stands_for"] == len(every) / 2).all()
        # By draws, as of a small table; what they have no say in is as it was.
        column = "pit" if "pit" in table and family == "means" else "fringe"
        np.testing.assert_allclose(table[column], every[column][taken], rtol=1e-12)
    assert (some[1]["method"] == "exact").all()


def test_a_few_nodes_stand_for_all_where_a_table_is_large(monkeypatch, tmp_path):
    family, rows, rng = "means", 1000, np.random.default_rng(3)
    group, x = np.arange(rows) % 8, rng.normal(size=rows)
    y = rng.normal(0, 0.5, 8)[group] + rng.standard_t(5, rows)
    y += rng.normal(1, 0.3, 8)[group] * x
    data = TABLES[family] | {"N": rows, "J": 8, "group": group + 1, "x": x, "y": y}
    model = "partial_pooling"
    # Compared are all nodes of a grid and some of them, whatever its own error.
    monkeypatch.setattr(quadrature, "TOLERANCE", 5e-3)
    grid = posterior_of(family, model, data).grid()
    given = given_of(family, model, data)
    alone, together = shared_posterior(given, grid, None).predict(given)
    fit = write_fit(tmp_path, data, np.zeros((4, 2, rows)), **drawn(grid, 8))
    monkeypatch.setattr(left_out_tables, "MOST", 100)
    monkeypatch.setattr(left_out_tables, "WORK", given.width * left_out_tables.FEWEST)
    assert len(grid.weights) > left_out_tables.FEWEST
    found, groups = leave_out(
        family, model, fit=fit, grid=grid, prepared=prepared_of(data)
    )
    assert (found["stands_for"] == 1).all()
    every = len(grid.weights)
    assert (found["of_nodes"] == every).all()
    few = len(grid.fewer(left_out_tables.FEWEST).weights)
    assert few < every
    assert (found["nodes"] == few).all()
    assert (groups["nodes"] == every).all()
    error = np.sqrt(rows) * alone.elpd.std()
    assert abs(found["elpd"].sum() - alone.elpd.sum()) < 0.02 * error
    assert not np.array_equal(found["elpd"], alone.elpd)
    np.testing.assert_allclose(groups["elpd"], together.elpd, rtol=1e-12)


def test_a_large_table_is_compared_by_all_of_its_rows(tmp_path):
    """Each row left out of 20,000 in 300 groups, by the moments of the others."""
    rng = np.random.default_rng(8)
    group, sigma = np.sort(rng.integers(0, 300, 20_000)), np.array([0.9, 1.0, 1.1])
    y = rng.normal(0, 0.1, 300)[group] + rng.normal(size=20_000)
    data = PRIORS | {"N": 20_000, "J": 300, "group": group + 1, "y": y}
    prior, weights = (0.5, 4.0), np.array([0.2, 0.5, 0.3])
    tables, expected = {}, {}
    for model in ("no_pooling", "complete_pooling"):
        own = group if model == "no_pooling" else np.zeros_like(group)
        size, total = np.bincount(own)[own] - 1, np.bincount(own, y)[own] - y
        noise = sigma[:, np.newaxis] ** 2
        precision = 1 / prior[1] + size / noise
        mean = (prior[0] / prior[1] + total / noise) / precision
        density = stats.norm.pdf(y, mean, np.sqrt(1 / precision + noise))
        expected[model] = -np.log(weights @ (1 / density))
        shape = (2, 5, 300) if model == "no_pooling" else (2, 5)
        variables = {"alpha": np.zeros(shape), "sigma": np.ones((2, 5))}
        (tmp_path / model).mkdir()
        nothing = np.empty((2, 5, 0))
        fit = write_fit(tmp_path / model, data, nothing, **variables)
        grid = base.Grid({"sigma": sigma}, weights, np.zeros(3, dtype=bool))
        found, groups = leave_out(
            "means", model, fit=fit, grid=grid, prepared=prepared_of(data)
        )
        assert len(groups) == 300
        tables[model] = found
        np.testing.assert_allclose(found["elpd"], expected[model], rtol=1e-9)
    table = comparison.compare(tables).set_index("model")
    apart = expected["no_pooling"] - expected["complete_pooling"]
    apart *= np.sign(-apart.sum())
    (worse,) = table.index[table["elpd_diff"] < 0]
    assert table.loc[worse, "elpd_diff"] == pytest.approx(apart.sum(), rel=1e-6)
    error = np.sqrt(len(y)) * apart.std(ddof=1)
    assert table.loc[worse, "se_diff"] == pytest.approx(error, rel=1e-6)


def test_the_memory_of_a_prediction_does_not_grow_with_its_nodes():
    rng = np.random.default_rng(9)
    data = PRIORS | {"group": np.repeat(np.arange(1, 21), 50), "N": 1000, "J": 20}
    data |= {"y": rng.normal(size=1000), "x": rng.normal(size=1000)}
    given = given_of("lines", "partial_pooling", data)

    def peak(count):
        values = {name: rng.uniform(0.3, 0.9, count) for name in given.names}
        grid = base.Grid(values, np.full(count, 1 / count), np.zeros(count, dtype=bool))
        tracemalloc.start()
        shared_posterior(given, grid, None).predict(given)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(3000) < 1.2 * peak(300)


@pytest.mark.parametrize("family", ["means", "lines", "rates"])
def test_a_likelihood_that_was_not_kept_is_computed(family, tmp_path):
    data, rng = TABLES[family], np.random.default_rng(6)
    alpha = rng.normal(size=(4, 25, data["J"]))
    beta, sigma = rng.normal(size=(4, 25, data["J"])), np.exp(rng.normal(size=(4, 25)))
    y, rows = np.array(data["y"]), np.array([0, 3])
    if family == "rates":
        own = stats.binom(np.array(data["N"])[rows], special.expit(alpha[..., rows]))
        expected = own.logpmf(y[rows])
    else:
        group = np.array(data["group"])[rows] - 1
        mean = alpha[..., group]
        if family == "lines":
            mean = mean + beta[..., group] * np.array(data["x"])[rows]
        expected = stats.norm(mean, sigma[..., np.newaxis]).logpdf(y[rows])
    variables = {"alpha": alpha, "beta": beta, "sigma": sigma, "p": special.expit(alpha)}
    fit = write_fit(tmp_path, data, np.empty((4, 25, 0)), **variables)
    (found,) = left_out_tables._likelihoods(family, "no_pooling", fit, rows)
    np.testing.assert_allclose(found, expected)


def test_an_observation_that_only_the_prior_predicts_is_exact_whatever_its_k(tmp_path):
    data = NORMAL | {"group": [1] * 4 + [2] * 6 + [3], "y": Y}
    posterior = posterior_of("means", "no_pooling", data)
    rng = np.random.default_rng(1)
    likelihood = -1 + 0.1 * rng.standard_normal((4, 250, len(Y)))
    grid = posterior.grid()
    fit = write_fit(tmp_path, data, likelihood, **drawn(grid, 1000))
    rows, _ = leave_out(
        "means", "no_pooling", fit=fit, grid=grid, prepared=prepared_of(data)
    )
    assert rows["method"].tolist() == ["psis"] * (len(Y) - 1) + ["exact"]
    assert (rows["pareto_k"] < 0.7).all()


def test_units_are_in_the_order_of_the_stan_data(tmp_path):
    prepared = pd.DataFrame({"row": [2, 3, 4, 5], "group": ["10", "2", "1", "3"]})
    grid = answer_of("rates", "partial_pooling")[2]
    fit = write_fit(tmp_path, RATES, np.full((4, 50, 4), -1.0), **drawn(grid, 200))
    rows, groups = leave_out(
        "rates", "partial_pooling", fit=fit, grid=grid, prepared=prepared
    )
    assert rows["group"].tolist() == groups["group"].tolist() == ["1", "2", "3", "10"]
    assert rows["row"].tolist() == [4, 3, 5, 2]
    assert groups["size"].tolist() == RATES["N"]
    _, _, below = predict("rates", "partial_pooling")
    chance = np.exp(rows["elpd"])
    assert ((rows["pit"] > below) & (rows["pit"] < below + chance)).all()
    again, _ = leave_out(
        "rates", "partial_pooling", fit=fit, grid=grid, prepared=prepared
    )
    assert again["pit"].tolist() == rows["pit"].tolist()


SAMPLING = {"chains": 2, "warmup": 500, "draws": 1000, "adapt_delta": 0.95}


@pytest.mark.parametrize("family", ["means", "lines"])
def test_importance_sampling_is_near_refits_without_the_observation(
    family, executable, tmp_path
):
    """A row of each group left out of Stan's data in turn, and predicted by those draws."""
    from pooling.sampling import fitting

    program = executable(family, "partial_pooling")
    rng = np.random.default_rng(7)
    group = np.repeat(np.arange(3), 6)
    x = np.tile(np.linspace(-1.5, 1.5, 6), 3)
    level, slope = rng.normal(0.5, 1.0, 3), rng.normal(0.2, 0.5, 3)
    y = level[group] + (family == "lines") * slope[group] * x + rng.normal(0, 0.7, 18)
    switches = {"prior_only": 0, "per_observation": 1, "centred": 0, "N_new": 1}
    data = NORMAL | switches | {"N": 18, "J": 3, "x_new": [0.0], "x": x.tolist()}
    data |= {"y": y.tolist(), "group": (group + 1).tolist()}

    def sample(changed, seed, **more):
        labels = [str(place) for place in range(1, changed["J"] + 1)]
        return fitting.fit(
            program,
            changed,
            parameters=families.get(family).MODELS["partial_pooling"].parameters,
            labels={"group": labels},
            column="place",
            seed=seed,
            sampling=SAMPLING | more,
            cores=1,
            family=family,
        )

    fit = Fit({"posterior": tmp_path / "posterior.nc"})
    draws.write(fit.files["posterior"], sample(data, 1, draws=2000))
    fit.__dict__["stan_data"] = data
    grid = posterior_of(family, "partial_pooling", data).grid()
    rows, _ = leave_out(
        family, "partial_pooling", fit=fit, grid=grid, prepared=prepared_of(data)
    )
    # Points are taken where their weights are the more even ones.
    assert set(rows["method"]) <= ({"psis"} if family in GRIDS else {"psis", "draws"})
    for row in range(0, data["N"], 6):
        posterior = sample(without(data, [row]), 2 + row)["posterior"]
        values = {name: posterior[name].values for name in posterior}
        mean = values["alpha"][..., group[row]]
        if family == "lines":
            mean = mean + x[row] * values["beta"][..., group[row]]
        likelihood = stats.norm.pdf(y[row], mean, values["sigma"])
        assert rows["elpd"][row] == pytest.approx(np.log(likelihood.mean()), abs=0.05)


# --- Nodes at the end of double precision -------------------------------------------


def test_a_node_that_has_lost_its_digits_counts_for_nothing():
    weights, none = np.array([0.5, 0.25, 0.25]), np.zeros(3, dtype=bool)
    density = np.array([[0.0], [left_out_base.WEIGHTLESS], [1.0]])
    sums = left_out_base._Sums()
    sums.add(weights, none, density, np.array([[0.2], [0.5], [0.6]]))
    found = sums.predicted()
    terms = np.array([0.5, 0.25 * np.exp(-1.0)])
    assert found.elpd[0] == pytest.approx(-np.log(terms.sum()))
    assert found.below[0] == pytest.approx(terms @ [0.2, 0.6] / terms.sum())
    assert found.fringe[0] == pytest.approx(0.25)


def test_where_every_node_has_lost_its_digits_nothing_is_said():
    sums = left_out_base._Sums()
    lost = np.full((2, 1), left_out_base.WEIGHTLESS)
    sums.add(np.array([0.5, 0.5]), np.zeros(2, dtype=bool), lost, np.full((2, 1), 0.5))
    found = sums.predicted()
    assert np.isnan(found.elpd[0])
    assert np.isnan(found.below[0])


def test_scales_far_apart_leave_no_density_undefined():
    # Found by random tables: rows alone in their group, and hardly any noise.
    given = given_of("lines", "partial_pooling", TABLES["lines"])
    values = {
        "sigma_alpha": np.array([1e-4, 1.0]),
        "sigma_beta": np.array([1e-6, 1e6]),
        "rho": np.array([-0.878, 0.999999]),
        "sigma": np.array([8e-9, 1e-12]),
    }
    found = given.at(values)
    assert all(np.isfinite(each).all() for each in found)


@pytest.mark.parametrize("spread", [1e-9, 0.1, 3.0])
@pytest.mark.parametrize(("count", "efficiency"), [(50, 1.0), (4000, 0.3)])
def test_weights_are_smoothed_as_arviz_does(count, efficiency, spread):
    from arviz_stats.base import array_stats

    logs = spread * np.random.default_rng(count).standard_normal(count)
    found, k = weighing.pareto_smoothed(logs, efficiency)
    theirs, their_k = array_stats.psislw(-logs, efficiency)
    np.testing.assert_allclose(found, theirs, rtol=1e-13, atol=1e-13)
    assert k == pytest.approx(float(their_k), rel=1e-12)


def test_a_tail_in_which_next_to_nothing_has_a_weight_is_infinitely_heavy():
    logs = 400 * np.random.default_rng(1).standard_normal(4000)
    found, k = weighing.pareto_smoothed(logs)
    assert k == np.inf
    assert np.exp(found).sum() == pytest.approx(1)


def test_how_often_a_point_was_taken_is_no_tail_of_the_weights():
    rng = np.random.default_rng(3)
    log_density = -0.5 * (1 + 0.05 * rng.standard_normal((1700, 3))) ** 2
    times = np.clip(rng.poisson(1.3, 1700) + 1, 1, 4)
    elpd, k, weights = left_out_base.smoothed(
        log_density, np.ones(3), times / times.sum()
    )
    each = np.repeat(np.arange(1700), times)
    repeated, _, _ = left_out_base.smoothed(log_density[each], np.ones(3))
    assert (k < 0.5).all()
    np.testing.assert_allclose(elpd, repeated, atol=1e-5)
    np.testing.assert_allclose(weights.sum(axis=0), 1)


@pytest.mark.parametrize(("k", "said"), [(0.7004, "0.71"), (1.1, "1.1"), (np.inf, "inf")])
def test_a_tail_too_heavy_is_not_said_to_be_at_its_limit(k, said):
    with pytest.raises(PoolingError, match=rf"Pareto k of {said}, and the limit is 0.7"):
        weighing.require_even(k)
