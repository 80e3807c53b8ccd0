"""Predictive checks: statistics, p-values, new units, verdicts and words."""

import json
from dataclasses import replace
from types import SimpleNamespace

import h5py
import made_formulas
import numpy as np
import pytest
from pooling import exact
from pooling.basics import not_computed
from pooling.basics.errors import PoolingError
from pooling.checks import uniformity
from pooling.checks.predictive import (
    base,
    counts,
    mixtures,
    new_group,
    normal,
    of,
    posterior,
    prior,
    words,
)
from pooling.checks.predictive.base import Case, Statistic
from pooling.checks.predictive.group_means import group_means
from pooling.checks.results import Fit
from pooling.figures.predictive import common, rootogram, statistics
from pooling.figures.words import Words
from pooling.model import families, outcomes, responses
from scipy import integrate, stats
from scipy.special import expit, logit
from scipy.stats import norm

CHAINS, LENGTH = 2, 30
DRAWS = CHAINS * LENGTH


# They are asked for, and have no say where what they are of is among the draws.
PRIORS = {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 1.5}


@pytest.fixture
def case(tmp_path):
    """Put a made-up fit on disk: its data, its draws, and left-out transforms."""

    def make(family, model, data, draws, left_out="", plausible=None) -> Case:
        data = {"per_observation": 1} | PRIORS | data
        (tmp_path / "stan_data.json").write_text(json.dumps(data))
        (tmp_path / "left_out.csv").write_text(left_out)
        with h5py.File(tmp_path / "posterior.nc", "w") as file:
            for group, variables in draws.items():
                for variable, values in variables.items():
                    values = np.asarray(values)
                    shape = (CHAINS, len(values) // CHAINS, *values.shape[1:])
                    file[f"{group}/{variable}"] = values.reshape(shape)
        kinds = ("stan_data.json", "left_out.csv", "posterior.nc")
        count = max(data.get("J", 0), data.get("S", 0))
        labels = [f"group {place}" for place in range(count)]
        fit = Fit.of([str(tmp_path / k) for k in kinds])
        return Case(
            family=family,
            model=model,
            fit=fit,
            labels=labels,
            seed=5,
            plausible=plausible,
        )

    return make


SIZES = np.array([1, 2, 5, 3])
GROUP = np.repeat(np.arange(4), SIZES)


def rows_of(family: str):
    """Make up data of groups and draws of their coefficients."""
    rng = np.random.default_rng(1)
    x = rng.normal(0, 2, len(GROUP))
    y = 1e3 + rng.normal(0, 1, 4)[GROUP] + rng.normal(0, 1, len(GROUP))
    y[3:8] += [0, 4, 0, -4, 0]  # a group of large spread
    data = {"N": len(y), "J": 4, "group": (GROUP + 1).tolist(), "y": y.tolist()}
    data |= {"N_new": 1}
    # Priors are asked for, and have no say where mu is among the draws.
    for name in ("alpha", "beta"):
        data |= {f"prior_mu_{name}_mean": 0.0, f"prior_mu_{name}_sd": 1.0}
    draws = {
        "alpha": 1e3 + rng.normal(0, 1, (DRAWS, 4)),
        "sigma": rng.uniform(0.8, 1.2, DRAWS),
        "mu_alpha": rng.normal(1e3, 0.5, DRAWS),
        "sigma_alpha": rng.uniform(7, 9, DRAWS),
    }
    mean = draws["alpha"][:, GROUP]
    if family == "lines":
        data |= {"x": x.tolist(), "x_new": [-1.0, 0.0, 2.0], "N_new": 3}
        draws["beta"] = rng.normal(0.5, 0.2, (DRAWS, 4))
        draws["mu_beta"] = rng.normal(0.5, 0.1, DRAWS)
        draws["sigma_beta"] = rng.uniform(0.5, 1.0, DRAWS)
        draws["rho"] = rng.uniform(-0.5, 0.5, DRAWS)
        mean = mean + draws["beta"][:, GROUP] * x
    replicates = mean + draws["sigma"][:, None] * rng.standard_normal(mean.shape)
    groups = {
        "posterior": draws,
        "posterior_predictive": {"y": replicates},
        "predictions": {"y_new": 1e3 + rng.normal(0, 9, (DRAWS, data["N_new"]))},
    }
    return data, groups, mean


# --- statistics --------------------------------------------------------------------


def test_statistics_of_real_tables_are_those_of_their_definition():
    data, groups, _ = rows_of("means")
    tables = groups["posterior_predictive"]["y"]
    found = {name: f(tables) for name, f in normal.statistics(data).items()}
    for draw, table in enumerate(tables):
        own = [np.mean(table[group == GROUP]) for group in range(4)]
        expected = {
            "mean": np.mean(table),
            "sd": stats.tstd(table),
            "min": min(table),
            "max": max(table),
            "between_sd": stats.tstd(own),
        }
        assert {name: v[draw] for name, v in found.items()} == pytest.approx(expected)


def test_groups_need_not_stand_together():
    mixed = np.random.default_rng(2).permutation(GROUP)
    table = np.random.default_rng(3).normal(size=(1, len(mixed)))
    expected = [table[0, mixed == group].mean() for group in range(4)]
    assert group_means(table, mixed)[0] == pytest.approx(expected)


def test_statistics_of_counts_are_those_of_their_definition():
    trials = np.array([4, 4, 6, 6, 8, 8, 9, 9])
    tables = np.random.default_rng(4).binomial(trials, [[0.2], [0.9], [0.5]], (3, 8))
    tables = np.vstack([tables, np.zeros(8, dtype=int)])
    found = counts.statistics({"N": trials.tolist()})
    for draw, table in enumerate(tables):
        raw = [y / n for y, n in zip(table, trials, strict=True)]
        sd = np.std(raw)
        expected = {
            "mean": np.mean(raw),
            "sd": stats.tstd(raw),
            "min": min(raw),
            "max": max(raw),
            "zeros": sum(y == 0 for y in table) / 8,
            "full": sum(y == n for y, n in zip(table, trials, strict=True)) / 8,
            "geary": np.mean(np.abs(raw - np.mean(raw))) / sd if sd else 1.0,
        }
        own = {name: float(f(tables)[draw]) for name, f in found.items()}
        assert own == pytest.approx(expected)


@pytest.mark.parametrize(
    ("units", "names"), [(1, "mean"), (2, "mean sd"), (3, "mean sd min max zeros full")]
)
def test_few_units_have_few_statistics(units, names):
    assert list(counts.statistics({"N": [5] * units})) == names.split()


def test_gearys_ratio_tells_clusters_from_a_normal_population():
    clusters = np.repeat([-1.0, 1.0], 50)[np.newaxis]
    assert counts.geary(clusters)[0] == pytest.approx(1)
    many = np.random.default_rng(5).normal(size=(1, 200_000))
    assert counts.geary(many)[0] == pytest.approx(np.sqrt(2 / np.pi), abs=0.003)


def test_the_observed_table_counts_among_its_replicates():
    values = np.arange(99.0)
    beyond = Statistic("max", "fitted", 200.0, values).describe()
    assert beyond["above"] == 0
    assert beyond["p_value"] == pytest.approx(2 / 100)
    middle = Statistic("max", "fitted", 49.0, values).describe()
    assert middle["above"] == pytest.approx(50 / 99)
    assert middle["p_value"] == 1
    low = Statistic("max", "fitted", 4.0, values).describe()
    assert low["p_value"] == pytest.approx(2 * 6 / 100)
    assert (low["q5"], low["q50"]) == pytest.approx((4.9, 49))


def test_a_statistic_that_never_varies_is_left_out(case):
    made = case("rates", "no_pooling", {"J": 3, "N": [5, 5, 5], "y": [1, 1, 1]}, {})
    names = ("mean", "zeros")
    tables = iter([np.array([[1, 2, 3], [3, 4, 5]]), np.array([[5, 5, 5]])])
    found = base.compared(made, base.summed_up(made, names, tables), "fitted")
    assert [(each.name, each.values.tolist()) for each in found] == [
        ("mean", pytest.approx([0.4, 0.8, 1.0]))
    ]
    assert base.compared(made, base.summed_up(made, names, iter(())), "new") == []


# --- draws in parts ------------------------------------------------------------------


def test_large_tables_are_averaged_over_fewer_draws():
    assert base.thinned(50, 10).tolist() == list(range(50))
    kept = base.thinned(4000, 100, 1000)
    assert len(kept) == base.LEAST_DRAWS
    assert (kept[0], kept[-1]) == (0, 3999)
    assert len(np.unique(kept)) == len(kept)


# --- groups --------------------------------------------------------------------------


@pytest.mark.parametrize("family", ["means", "lines"])
def test_tails_of_groups_are_averages_of_exact_tails(case, family):
    data, groups, mean = rows_of(family)
    made = case(family, "partial_pooling", data, groups)
    means, spreads = made.own.group_checks(made)
    y, sigma = np.array(data["y"]), groups["posterior"]["sigma"]
    for group, size in enumerate(SIZES):
        own, expected = y[group == GROUP], mean[:, group == GROUP]
        of_mean = stats.norm(expected.mean(axis=1), sigma / np.sqrt(size))
        assert means.above[group] == pytest.approx(of_mean.sf(own.mean()).mean())
        assert means.below[group] == pytest.approx(of_mean.cdf(own.mean()).mean())
        assert means.observed[group] == pytest.approx(own.mean())
    assert spreads.groups.tolist() == [1, 2, 3]  # one observation has no spread
    for place, group in enumerate(spreads.groups):
        own, expected = y[group == GROUP], mean[:, group == GROUP]
        q = ((own - expected) ** 2).sum(axis=1)
        of_sum = stats.chi2(SIZES[group])
        # Squares of deviations of one, from an outcome of a thousand.
        assert spreads.above[place] == pytest.approx(of_sum.sf(q / sigma**2).mean())
        assert spreads.below[place] == pytest.approx(of_sum.cdf(q / sigma**2).mean())
        size = SIZES[group]
        assert spreads.observed[place] == pytest.approx(np.sqrt((q / size).mean()))
    assert np.argmin(spreads.p_values) == 1  # group 2, made wide


@pytest.mark.parametrize("family", ["means", "lines"])
def test_tails_of_groups_are_those_of_counted_replicates(case, family):
    data, groups, mean = rows_of(family)
    made = case(family, "partial_pooling", data, groups)
    rng, sigma = np.random.default_rng(6), groups["posterior"]["sigma"]
    tables = mean + sigma[:, None] * rng.standard_normal((2000, *mean.shape))
    own = np.add.reduceat(tables, np.cumsum(SIZES) - SIZES, axis=2) / SIZES
    check, spread = made.own.group_checks(made)
    counted = (own >= check.observed).mean(axis=(0, 1))
    assert check.above == pytest.approx(counted, abs=0.01)
    middle = np.percentile(own, [5, 95], axis=(0, 1))
    width = (middle[1] - middle[0]).max()
    assert np.abs(check.q5 - middle[0]).max() < 0.25 * width
    assert np.abs(check.q95 - middle[1]).max() < 0.25 * width
    assert (spread.q5 < spread.q95).all()


def test_complete_pooling_has_one_level_for_all_groups(case):
    data, groups, _ = rows_of("means")
    alpha = groups["posterior"]["alpha"][:, 0]
    groups["posterior"]["alpha"] = alpha
    made = case("means", "complete_pooling", data, groups)
    means, _ = made.own.group_checks(made)
    of_mean = stats.norm(alpha, groups["posterior"]["sigma"] / np.sqrt(5))
    own = np.array(data["y"])[GROUP == 2].mean()
    assert means.above[2] == pytest.approx(of_mean.sf(own).mean())


def units(draws: int = DRAWS):
    """Make up units, with draws of their rates and of their population."""
    rng = np.random.default_rng(7)
    data = {"J": 4, "N": [5, 5, 30, 400], "y": [0, 5, 12, 390]}
    data |= {"N_new": 3, "trials_new": [5, 30, 400]}
    alpha = rng.normal([-1, 1, -0.5, 3], 0.3, (draws, 4))
    p = expit(alpha)
    groups = {
        "posterior": {
            "alpha": alpha,
            "p": p,
            "mu_alpha": rng.normal(0.5, 0.2, draws),
            "sigma_alpha": rng.uniform(0.5, 1.5, draws),
        },
        "posterior_predictive": {"y": rng.binomial(data["N"], p)},
        "predictions": {"y_new": rng.binomial(data["trials_new"], 0.5, (draws, 3))},
    }
    return data, groups


def test_tails_of_units_are_binomial_with_the_fitted_rate(case):
    data, groups = units()
    made = case("rates", "partial_pooling", data, groups)
    fitted, _ = made.own.group_checks(made)
    of_count = stats.binom(data["N"], groups["posterior"]["p"])
    y = np.array(data["y"])
    assert fitted.above == pytest.approx(of_count.sf(y - 1).mean(axis=0))
    assert fitted.below == pytest.approx(of_count.cdf(y).mean(axis=0))


def test_tails_of_new_units_are_integrals_over_the_population(case):
    data, groups = units()
    made = case("rates", "partial_pooling", data, groups)
    _, new = made.own.group_checks(made)
    own = groups["posterior"]
    # A fine sum over standard normal effects, draw by draw.
    z = np.linspace(-8, 8, 4001)
    mass = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    rates = expit(own["mu_alpha"][:, None] + own["sigma_alpha"][:, None] * z)
    for place, (y, n) in enumerate(zip(data["y"], data["N"], strict=True)):
        of_count = stats.binom(n, rates)
        above = (of_count.sf(y - 1) @ mass).mean()
        below = (of_count.cdf(y) @ mass).mean()
        assert new.above[place] == pytest.approx(above, rel=2e-3)
        assert new.below[place] == pytest.approx(below, rel=2e-3)


def coins(draws: int = DRAWS):
    """Make up coins of a factory whose mode is known."""
    rng = np.random.default_rng(8)
    data = {"S": 3, "N": [8, 20, 8], "y": [8, 3, 4], "kappa": 6.0, "omega": 0.3}
    data |= {"N_new": 2, "trials_new": [8, 20]}
    theta = rng.beta(3, 4, (draws, 3))
    groups = {
        "posterior": {"theta": theta},
        "posterior_predictive": {"y": rng.binomial(data["N"], theta)},
        "predictions": {"y_new": rng.binomial([8, 20], 0.4, (draws, 2))},
    }
    return data, groups


def test_tails_of_new_coins_are_beta_binomial(case):
    data, groups = coins()
    made = case("coins", "fixed_mode", data, groups)
    _, new = made.own.group_checks(made)
    of_count = stats.betabinom(data["N"], 0.3 * 4 + 1, 0.7 * 4 + 1)
    y = np.array(data["y"])
    assert new.above == pytest.approx(of_count.sf(y - 1), rel=1e-3)
    assert new.below == pytest.approx(of_count.cdf(y), rel=1e-3)


# --- new units -----------------------------------------------------------------------


def test_tables_of_new_coins_follow_their_population(case):
    data, groups = coins(6000)
    made = case("coins", "fixed_mode", data, groups)
    tables = np.concatenate(list(made.own.new_tables(made)))
    assert tables.shape == (counts.PER_DRAW * 6000, 3)
    for coin, n in enumerate(data["N"]):
        expected = stats.betabinom.pmf(np.arange(n + 1), n, 2.2, 3.8) * len(tables)
        seen = np.bincount(tables[:, coin], minlength=n + 1)
        assert stats.chisquare(seen, expected).pvalue > 1e-4
    correlation = np.corrcoef(tables.T)[np.triu_indices(3, 1)]
    assert np.abs(correlation).max() < 4.5 / np.sqrt(len(tables))


def test_tables_of_new_units_follow_their_population(case):
    data, groups = units(2000)
    made = case("rates", "partial_pooling", data, groups)
    tables = np.concatenate(list(made.own.new_tables(made)))
    own = groups["posterior"]
    z = np.linspace(-6, 6, 121)
    mass = stats.norm.pdf(z) / stats.norm.pdf(z).sum()
    rates = expit(own["mu_alpha"][:, None] + own["sigma_alpha"][:, None] * z)
    pmf = stats.binom.pmf(np.arange(6)[:, None, None], 5, rates) @ mass
    seen = np.bincount(tables[:, 0], minlength=6)
    # The same draws of the population serve four tables each.
    assert stats.chisquare(seen, pmf.mean(axis=1) * len(tables)).pvalue > 1e-4
    # Units of one table share their population, and so move together a little.
    of_draw = expit(own["mu_alpha"][:, None] + own["sigma_alpha"][:, None] * z) @ mass
    together = np.cov(tables[:, 0] / 5, tables[:, 1] / 5)[0, 1]
    assert together == pytest.approx(of_draw.var(), abs=0.006)


def test_new_tables_are_the_same_each_time_and_need_a_population(case):
    data, groups = units()
    made = case("rates", "partial_pooling", data, groups)
    first, again = (np.concatenate(list(made.own.new_tables(made))) for _ in range(2))
    assert np.array_equal(first, again)
    for model in ("no_pooling", "complete_pooling"):
        none = case("rates", model, data, groups)
        assert list(none.own.new_tables(none)) == []
        assert [check.replicates for check in none.own.group_checks(none)] == ["fitted"]
    data, groups, _ = rows_of("means")
    real = case("means", "partial_pooling", data, groups)
    assert list(real.own.new_tables(real)) == []


# --- before the data -----------------------------------------------------------------


def given(prior: dict) -> dict:
    """Write priors as the Stan data have them."""
    return {
        f"prior_{name}_{argument}": value
        for name, arguments in prior.items()
        for argument, value in arguments.items()
    }


def of_means(mean=1000, sd=3.0) -> dict:
    """Stan data of a table of means, with priors."""
    rates = {"sigma_alpha": {"rate": 0.7}, "sigma": {"rate": 0.4}}
    return rows_of("means")[0] | given({"mu_alpha": {"mean": mean, "sd": sd}, **rates})


def of_rates(sd=1.5, **more) -> dict:
    """Stan data of a table of rates, with priors."""
    scale = {"mu_alpha": {"mean": 0, "sd": sd}, "sigma_alpha": {"rate": 1.0}}
    return units()[0] | given(scale | {"alpha": {"mean": 0, "sd": sd}}) | more


@pytest.mark.parametrize(
    ("data", "plausible", "verdict"),
    [
        (of_means(), (980, 1020), "plausible"),
        (of_means(), (999, 1001), "wide"),
        (of_means(), None, "no range given"),
        (of_means(800), (700, 1200), "in conflict"),
        (of_means(800), None, "in conflict"),
    ],
)
def test_the_prior_is_judged_by_the_range_that_was_given(case, data, plausible, verdict):
    made = case("means", "partial_pooling", data, {}, plausible=plausible)
    found = prior.prior_check(made)
    tables = np.concatenate([tables for _, tables in prior.from_prior(made)])
    y = np.array(data["y"])
    bounds = np.percentile(tables, [0.5, 99.5], axis=0)
    beyond = (y < bounds[0]) | (y > bounds[1])
    assert found["observed_outside"] == pytest.approx(beyond.mean())
    assert found["expected"]["q95"] == pytest.approx(np.percentile(tables, 95))
    assert (found["quantity"], found["verdict"]) == ("y", verdict)
    assert found["tables"] == len(tables) == prior.PRIOR_TABLES
    if plausible:
        assert found["plausible"] == list(plausible)
        outside = (tables < plausible[0]) | (tables > plausible[1])
        assert found["outside"] == pytest.approx(outside.mean())
    else:
        assert found["plausible"] is found["outside"] is found["outside_error"] is None


def test_the_observed_table_does_not_decide_what_is_plausible(case):
    """The same priors and range have the same verdict and number for any table."""
    data = of_means()
    found = [
        prior.prior_check(
            case("means", "partial_pooling", data | {"y": y}, {}, plausible=(990, 1010))
        )
        for y in (data["y"], (1000 + 0.01 * np.array(data["y"])).tolist())
    ]
    assert found[0]["outside"] == found[1]["outside"]


@pytest.mark.parametrize(("sd", "verdict"), [(4, "wide"), (1.5, "plausible")])
@pytest.mark.parametrize("model", ["partial_pooling", "no_pooling", "complete_pooling"])
def test_the_prior_is_judged_by_the_rates(case, model, sd, verdict):
    data = of_rates(sd)
    found = prior.prior_check(case("rates", model, data, {}, plausible=(0.01, 0.99)))
    limit = logit(0.99)
    if model == "partial_pooling":
        share, _ = integrate.quad(
            lambda s: 2 * np.exp(-s) * norm.sf(limit / np.hypot(sd, s)), 0, np.inf
        )
    else:
        share = 2 * norm.sf(limit / data["prior_alpha_sd"])
    assert abs(found["outside"] - share) < 4.5 * found["outside_error"]
    if model == "partial_pooling":
        assert (found["quantity"], found["verdict"]) == ("p", verdict)


@pytest.mark.parametrize(
    ("family", "formula"), [("bernoulli", "y ~ 1"), ("binomial", "p(y, n) ~ 1")]
)
def test_the_prior_of_a_formula_is_judged_by_probabilities(tmp_path, family, formula):
    """Rows of 0 and 1 all lie outside of what a probability may be."""
    written = {"priors": {"Intercept": {"normal": [0, 1.5]}}}
    table = made_formulas.table(family)
    formula += " + (1 | unit)"
    results = made_formulas.analysis(tmp_path, family, formula, table, **written)
    fit = results.fits["complete_pooling"]
    made = Case(
        family=family,
        model="complete_pooling",
        fit=fit,
        labels=results.groups,
        seed=1,
        plausible=(0.02, 0.98),
    )
    found = prior.prior_check(made)
    share = 2 * norm.sf(logit(0.98) / 1.5)
    assert abs(found["outside"] - share) < 4.5 * found["outside_error"]
    assert (found["quantity"], found["verdict"]) == ("theta", "plausible")


def test_what_the_priors_of_means_expect_is_what_integrals_say(case, monkeypatch):
    """Mean, variance and share outside, and the error that is given for it."""
    data, (low, high) = of_means(1000, 3.0), (994.0, 1009.0)

    def outside(between: float, noise: float) -> float:
        sd = np.sqrt(9 + between**2 + noise**2)
        beyond = norm.cdf((low - 1000) / sd) + norm.sf((high - 1000) / sd)
        return beyond * 0.7 * np.exp(-0.7 * between) * 0.4 * np.exp(-0.4 * noise)

    share, _ = integrate.dblquad(outside, 0, np.inf, 0, np.inf, epsabs=1e-7, epsrel=1e-6)
    # The second moment of an exponential variable is 2 over the square of its rate.
    variance = 9 + 2 / 0.7**2 + 2 / 0.4**2
    monkeypatch.setattr(prior, "PRIOR_TABLES", 2000)
    z, means, squares = [], [], []
    for seed in range(40):
        made = replace(
            case("means", "partial_pooling", data, {}, plausible=(low, high)), seed=seed
        )
        found = prior.prior_check(made)
        z.append((found["outside"] - share) / found["outside_error"])
        tables = np.concatenate([tables for _, tables in prior.from_prior(made)])
        means.append((tables - 1000).mean())
        squares.append(((tables - 1000) ** 2).mean())
    assert np.abs(z).max() < 4.5
    assert 0.6 < np.std(z) < 1.5
    assert abs(np.mean(z)) < 4.5 / np.sqrt(len(z))
    for values, expected in ((means, 0), (squares, variance)):
        error = np.std(values, ddof=1) / np.sqrt(len(values))
        assert abs(np.mean(values) - expected) < 4.5 * error
        assert error < 0.01 * variance


def test_a_share_above_its_limit_by_chance_alone_is_not_wide(monkeypatch):
    """Of a hundred tables, as many are outside as leave the limit within the error."""
    for outside, verdict in ((8, "plausible"), (30, "wide")):
        tables = np.zeros((100, 4))
        tables[:outside] = 9.0
        monkeypatch.setattr(prior, "from_prior", lambda case, rows, t=tables: [({}, t)])
        own = SimpleNamespace(judged=lambda case, draws, t, rows: t, QUANTITY="y")
        found = prior.prior_check(
            SimpleNamespace(own=own, data={"y": [0.0] * 4}, plausible=(-1, 1), seed=1)
        )
        assert found["outside"] == outside / 100
        assert found["verdict"] == verdict


def test_tables_from_the_priors_are_the_same_each_time(case):
    data = of_rates()
    first, again = (
        np.concatenate([t for _, t in prior.from_prior(made)])
        for made in [case("rates", "partial_pooling", data, {})] * 2
    )
    assert np.array_equal(first, again)
    # Of a large table fewer are made, but never so few that they have no tails.
    large = of_rates(J=5, y=[1] * 5, N=[3] * 5)
    for least in (1000, 200):
        made = case("rates", "partial_pooling", large, {})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(prior, "PRIOR_NUMBERS", 5)
            (*found,) = prior.from_prior(made, least)
        assert sum(len(tables) for _, tables in found) == least


def test_of_a_large_table_a_sample_is_taken_group_by_group():
    group = np.random.default_rng(2).permutation(np.repeat([1, 2, 3], [700, 290, 10]))
    data = {"y": np.zeros(1000), "group": group.tolist()}
    rows = outcomes.sample(data, 100)
    assert (np.diff(rows) > 0).all()
    assert np.bincount(group[rows])[1:].tolist() == [70, 29, 1]
    assert outcomes.sample(data).tolist() == list(range(1000))
    assert len(outcomes.sample({"y": np.zeros(50)}, 7)) == 7


@pytest.mark.parametrize("family", ["means", "lines", "rates"])
def test_priors_are_judged_by_a_sample_as_by_the_whole_table(case, family, monkeypatch):
    rng, count = np.random.default_rng(3), 3000
    if family == "rates":
        n = rng.integers(5, 30, count).tolist()
        y = rng.binomial(n, rng.uniform(0, 1, count)).tolist()
        data = of_rates(0.3, J=count, N=n, y=y) | {"prior_sigma_alpha_rate": 4.0}
    else:
        group, x = rng.integers(0, 9, count), rng.normal(size=count)
        y = rng.standard_t(3, count) * 8
        data = of_means(0) | {"N": count, "J": 9, "y": y.tolist()}
        data |= {"group": (group + 1).tolist()}
        data |= given({"mu_alpha": {"mean": 0, "sd": 3}, "sigma_alpha": {"rate": 1}})
        data |= given({"sigma": {"rate": 0.3}, "mu_beta": {"mean": 0, "sd": 1}})
        data |= given({"sigma_beta": {"rate": 1}, "R": {"shape": 2}})
        data |= {"x": x.tolist()} if family == "lines" else {}
    made = case(family, "partial_pooling", data, {}, plausible=(0.01, 0.5))
    whole = prior.prior_check(made)
    assert whole["sampled"] == whole["observations"] == count
    assert whole["observed_outside_error"] == 0
    monkeypatch.setattr(prior, "sample", lambda data: outcomes.sample(data, 400))
    part = prior.prior_check(made)
    assert (part["sampled"], part["observations"]) == (400, count)
    assert part["verdict"] == whole["verdict"]
    seen, error = part["observed_outside"], part["observed_outside_error"]
    assert 0 < error < 0.02
    assert abs(seen - whole["observed_outside"]) < 4 * error
    assert abs(part["outside"] - whole["outside"]) < 5 * whole["outside_error"] + 0.01


def test_that_a_sample_was_looked_at_is_said_with_its_error():
    found = {
        "verdict": "no range given",
        "quantity": "y",
        "expected": {"q5": -2.0, "q50": 0.0, "q95": 2.0},
        "plausible": None,
        "observed_outside": 0.02,
        "observed_outside_error": 0.001,
        "observations": 1234567,
        "sampled": 20000,
    }
    said = [words.prior_reading(found, language) for language in ("en", "es")]
    narrow = "\u202f"
    for text in said:
        assert f"20{narrow}000" in text
        assert f"1{narrow}234{narrow}567" in text
    assert "known to 0.10 percentage points" in said[0]
    assert "error de 0,10 puntos porcentuales" in said[1]
    assert "sample" not in words.prior_reading(found | {"sampled": 1234567}, "en")


# --- after the data ------------------------------------------------------------------


def left_out(pits, unsettled=0) -> str:
    """Write transforms as the table of left-out observations has them."""
    rows = [f"group {i},{float(pit)!r},{unsettled}" for i, pit in enumerate(pits)]
    return "\n".join(["group,pit,unsettled", *rows]) + "\n"


def test_a_check_is_lost_with_what_it_reads_and_not_with_what_others_read(case):
    data, groups, _ = rows_of("means")
    data |= {"prior_mu_alpha_mean": 0.0, "prior_mu_alpha_sd": 9.0}
    data |= {"prior_sigma_alpha_rate": 1.0, "prior_sigma_rate": 1.0}
    made = case("means", "partial_pooling", data, groups)
    left_out = made.fit.files["left_out"]
    not_computed.write(left_out, not_computed.Missing("a fault.", True, "leave_out.log"))
    kept = replace(made, fit=Fit(not_computed.Guarded(made.fit.files)))
    with pytest.raises(not_computed.NotComputed, match=r"a fault\."):
        posterior.posterior_check(kept)
    assert prior.prior_check(kept)["tables"] > 0
    assert new_group.new_group_check(kept)["predictions"]
    not_computed.write(
        made.fit.files["posterior"], not_computed.Missing("no.", True, "fit.log")
    )
    lost = replace(made, fit=Fit(not_computed.Guarded(made.fit.files)))
    assert prior.prior_check(lost) == prior.prior_check(kept)
    with pytest.raises(not_computed.NotComputed, match=r"no\."):
        new_group.new_group_check(lost)


def test_a_posterior_check_shares_its_level_out(case):
    data, groups = units(4000)
    pits = [0.1, 0.4, 0.6, 0.8]
    found = posterior.posterior_check(
        case("rates", "partial_pooling", data, groups, left_out(pits))
    )
    assert set(found) == {
        "statistics",
        "pit",
        "groups",
        "level",
        "tests",
        "resolution",
        "seed",
        "flagged_by",
        "pooling",
        "verdict",
        "because",
    }
    # What the fitted effects follow, and what the population learns, is no test.
    kinds = {(row["name"], row["replicates"]) for row in found["statistics"]}
    assert kinds == {(name, "new") for name in ("min", "max", "zeros", "full")}
    assert set(found["statistics"][0]) == {
        "name",
        "replicates",
        "observed",
        "q5",
        "q50",
        "q95",
        "above",
        "p_value",
    }
    assert found["tests"] == len(found["statistics"]) + 2
    assert found["pit"] == {"n": 4, "p_value": uniformity.p_value(pits)}
    assert found["groups"]["checked"] == 4
    assert found["groups"]["tests"] == 4
    worst = found["groups"]["worst"]
    assert len(worst) == min(base.WORST, 4)
    assert set(worst[0]) == {
        "group",
        "size",
        "what",
        "replicates",
        "observed",
        "q5",
        "q95",
        "p_value",
    }
    p_values = [row["p_value"] for row in worst]
    assert p_values == sorted(p_values)
    assert found["groups"]["p_value"] == pytest.approx(min(1, 4 * p_values[0]))
    assert found["resolution"] == 2 / (4000 * counts.PER_DRAW + 1)
    assert found["flagged_by"] == []
    assert found["verdict"] == "passed"


def test_what_stands_out_is_named(case):
    data, groups = units(4000)
    data["y"][3] = 1  # of 400, where no population as narrow as this one has it
    crowded = left_out(np.linspace(0.49, 0.51, 40))
    found = posterior.posterior_check(
        case("rates", "partial_pooling", data, groups, crowded)
    )
    assert {"pit", "groups"} <= set(found["flagged_by"])
    assert found["verdict"] == "flagged"
    worst = found["groups"]["worst"][0]
    assert (worst["group"], worst["size"], worst["what"]) == ("group 3", 400, "rate")
    assert worst["replicates"] == "new"
    assert worst["observed"] < worst["q5"]
    limit = found["level"] / found["tests"]
    low = {
        f"{r['name']}/{r['replicates']}"
        for r in found["statistics"]
        if r["p_value"] < limit
    }
    assert low == set(found["flagged_by"]) - {"pit", "groups"}


def test_without_pooling_what_only_the_wide_prior_predicts_is_not_tested(case):
    data, groups = units()
    crowded = left_out([0.5] * 40, unsettled=1)
    none = posterior.posterior_check(case("rates", "no_pooling", data, groups, crowded))
    assert none["pit"] == {"n": 0, "p_value": None}
    # Each unit has its own rate, and no population: all that is left is fitted.
    assert none["statistics"] == none["groups"]["worst"] == []
    assert (none["tests"], none["verdict"]) == (0, "not informative")
    partial = posterior.posterior_check(
        case("rates", "partial_pooling", data, groups, crowded)
    )
    assert partial["pit"]["n"] == 40


@pytest.mark.parametrize("coins", [1, 2, 3])
@pytest.mark.parametrize("model", ["fixed_mode", "partial_pooling"])
def test_one_coin_or_two_test_nothing_and_three_do(case, model, coins):
    data = {"S": coins, "N": [9] * coins, "y": [3] * coins, "kappa": 5.0, "omega": 0.5}
    rng = np.random.default_rng(12)
    theta, omega = rng.beta(4, 7, (DRAWS, coins)), rng.beta(2, 2, DRAWS)
    groups = {
        "posterior": {"theta": theta, "omega": omega},
        "posterior_predictive": {"y": rng.binomial(9, theta)},
    }
    found = posterior.posterior_check(
        case("coins", model, data, groups, left_out([0.4] * coins))
    )
    named = [f"{row['name']}/{row['replicates']}" for row in found["statistics"]]
    if coins < 3:
        nothing = {"checked": 0, "tests": 0, "worst": [], "p_value": None}
        assert (named, found["groups"]) == ([], nothing)
        assert found["pit"] == {"n": coins, "p_value": None}
        assert (found["tests"], found["verdict"]) == (0, "not informative")
    else:
        # A mode that is known is no fit to the table: the mean may stand out.
        assert ("mean/new" in named) == (model == "fixed_mode")
        assert {"sd/new", "min/new"} <= set(named)
        assert found["tests"] == len(named) + 2


@pytest.mark.parametrize(
    ("model", "tested"),
    [
        ("complete_pooling", {"min", "max", "between_sd"}),
        ("no_pooling", {"sd", "min", "max", "between_sd"}),
        ("regularised", {"mean", "sd", "min", "max", "between_sd"}),
        ("partial_pooling", {"min", "max"}),
    ],
)
def test_what_a_model_of_means_fits_is_not_tested(case, model, tested):
    data, groups, _ = rows_of("means")
    if model == "complete_pooling":
        groups["posterior"]["alpha"] = groups["posterior"]["alpha"][:, 0]
    made = case("means", model, data, groups, left_out([0.3, 0.5, 0.7]))
    found = posterior.posterior_check(made)
    assert {row["name"] for row in found["statistics"]} == tested
    whats = {check.what for check in posterior.tested_groups(made)}
    assert whats == {"spread"} | ({"mean"} if model != "no_pooling" else set())
    assert found["groups"]["tests"] == (3 if model == "no_pooling" else 7)


def test_too_few_draws_are_said_to_be_too_few(case, caplog):
    data, groups = units()
    posterior.posterior_check(
        case("rates", "partial_pooling", data, groups, left_out([0.2, 0.7]))
    )
    assert "so few draws" in caplog.text


def test_replicated_tables_are_drawn_from_the_parameters(case):
    data, groups = units()
    made = case("rates", "partial_pooling", data, groups)
    kept = groups["posterior_predictive"]["y"]
    drawn = np.concatenate(list(base.replicated(made)))
    assert drawn.shape == kept.shape
    assert (drawn != kept).any()
    found = stats.ks_2samp(drawn.mean(axis=1), kept.mean(axis=1))
    assert found.pvalue > 0.001
    few = np.concatenate(list(base.replicated(made, most=1)))
    assert len(few) == min(base.LEAST_DRAWS, len(kept))


# --- new groups ----------------------------------------------------------------------


def test_a_new_mean_stands_beside_the_largest_and_the_smallest_group(case):
    data, groups, _ = rows_of("means")
    found = new_group.new_group_check(case("means", "partial_pooling", data, groups))
    (row,) = found["predictions"]
    assert row["at"] is None
    assert [known["group"] for known in row["existing"]] == ["group 2", "group 0"]
    assert [known["size"] for known in row["existing"]] == [5, 1]
    posterior = groups["posterior"]
    mu, spread, sigma = (posterior[n] for n in ("mu_alpha", "sigma_alpha", "sigma"))
    assert row["new"]["mean"] == pytest.approx(mu.mean())
    sd = np.sqrt(mu.var() + (spread**2 + sigma**2).mean())
    assert row["new"]["sd"] == pytest.approx(sd)
    below = stats.norm.cdf(row["new"]["q95"], mu, np.hypot(spread, sigma)).mean()
    assert below == pytest.approx(0.95)
    for known, at in zip(row["existing"], (2, 0), strict=True):
        alpha = groups["posterior"]["alpha"][:, at]
        sd = np.sqrt(alpha.var() + (groups["posterior"]["sigma"] ** 2).mean())
        assert known["mean"] == pytest.approx(alpha.mean())
        assert known["sd"] == pytest.approx(sd)
        assert known["ratio"] == pytest.approx(row["new"]["sd"] / known["sd"])
    assert found["verdict"] == "wider"


def test_new_lines_and_units_run_over_their_design(case):
    data, groups, _ = rows_of("lines")
    found = new_group.new_group_check(case("lines", "partial_pooling", data, groups))
    assert found["per"] == "x"
    assert [row["at"] for row in found["predictions"]] == data["x_new"]
    data, groups = units()
    found = new_group.new_group_check(case("rates", "partial_pooling", data, groups))
    assert found["per"] == "trials"
    assert [row["at"] for row in found["predictions"]] == [5, 30, 400]
    of_five = found["predictions"][0]["existing"]
    assert [known["group"] for known in of_five] == ["group 1"]  # of 0 and 5 the middle
    mean = 400 * groups["posterior"]["p"][:, 3].mean()
    known = found["predictions"][2]["existing"][0]
    assert known["mean"] == pytest.approx(mean)
    rate = groups["posterior"]["p"][:, 3]
    assert known["sd"] == pytest.approx(
        np.sqrt((400 * rate * (1 - rate)).mean() + 400**2 * rate.var())
    )
    below = stats.binom.cdf([known["q95"] - 1, known["q95"]], 400, rate[:, None])
    assert below.mean(axis=0)[0] < 0.95 <= below.mean(axis=0)[1]


def test_without_pooling_a_new_group_comes_from_its_prior(case):
    data, groups, _ = rows_of("lines")
    data |= {"prior_alpha_mean": 900.0, "prior_alpha_sd": 50.0}
    data |= {"prior_beta_mean": 2.0, "prior_beta_sd": 10.0}
    found = new_group.new_group_check(case("lines", "no_pooling", data, groups))
    sigma = groups["posterior"]["sigma"]
    for row in found["predictions"]:
        x = row["at"]
        assert row["new"]["mean"] == pytest.approx(900 + 2 * x)
        sd = np.sqrt(50**2 + (10 * x) ** 2 + (sigma**2).mean())
        assert row["new"]["sd"] == pytest.approx(sd)
    data, groups = units()
    data |= {"prior_alpha_mean": 0.0, "prior_alpha_sd": 5.0}
    found = new_group.new_group_check(case("rates", "no_pooling", data, groups))
    assert found["predictions"][1]["new"]["mean"] == pytest.approx(15, rel=1e-3)


def test_what_is_not_wider_is_not_called_wider(case):
    data, groups, _ = rows_of("means")
    groups["posterior"]["sigma_alpha"][:] = 0
    groups["posterior"]["mu_alpha"][:] = 1e3
    groups["posterior"]["alpha"] *= 1 + np.linspace(-1, 1, DRAWS)[:, None]
    found = new_group.new_group_check(case("means", "partial_pooling", data, groups))
    assert found["verdict"] == "narrower"
    assert found["largest_ratio"] < 0.1
    complete = case("means", "complete_pooling", data, groups)
    assert new_group.new_group_check(complete) == {"verdict": "no groups"}


# --- words ---------------------------------------------------------------------------

SAID = {
    "quantity": "y",
    "expected": {"q5": -3.21, "q50": 0.0, "q95": 12.34},
    "threshold": {"outside": 0.05},
    "observations": 200,
}


@pytest.mark.parametrize("language", families.base.LANGUAGES)
@pytest.mark.parametrize(
    ("observations", "outside", "said"),
    [(2, 0.0, "0 OF 2"), (19, 2 / 19, "2 OF 19"), (20, 0.0, "0%"), (200, 0.05, "5.0%")],
)
def test_no_per_cent_of_a_few_observations(language, observations, outside, said):
    found = SAID | {"plausible": None, "outside": None, "verdict": "no range given"}
    found |= {"observations": observations, "observed_outside": outside}
    last = words.prior_reading(found, language).rpartition(". ")[2]
    last = last.rpartition("plausible).")[2]
    of, percent = {"en": ("of", "%"), "es": ("de", "\u202f%")}[language]
    said = said.replace("OF", of).replace("%", percent)
    assert (said if language == "en" else said.replace(".", ",")) in last
    assert ("%" in said) == (observations >= words.FEW)


@pytest.mark.parametrize("language", families.base.LANGUAGES)
def test_every_verdict_has_its_sentence(language):
    found = SAID | {"quantity": "p", "plausible": [0.01, 0.99], "outside": 0.3612}
    found |= {"observed_outside": 0.0123}
    said = {
        words.prior_reading(found | {"verdict": verdict}, language)
        for verdict in ("plausible", "wide", "in conflict")
    }
    assert len(said) == 3
    nothing = found | {"plausible": None, "outside": None, "verdict": "no range given"}
    text = words.prior_reading(nothing, language)
    assert {"en": "No range given: ", "es": "Sin intervalo dado: "}[language] in text
    assert "36" not in text
    # The other question is asked and answered in any case.
    assert {"en": "1.2%", "es": "1,2\u202f%"}[language] in text
    shares = {"en": ("36%", "1.2%"), "es": ("36\u202f%", "1,2\u202f%")}[language]
    for share in shares:
        assert sum(share in text for text in said) == 3
    checked = {"tests": 13, "level": 0.01, "pooling": "partial", "because": None}
    passed = checked | {"verdict": "passed", "flagged_by": []}
    assert "13" in words.posterior_reading(passed, language)
    flagged = checked | {"verdict": "flagged", "flagged_by": ["sd/new", "pit"]}
    text = words.posterior_reading(flagged, language)
    assert words.name_of_test("sd/new", language) in text
    assert words.name_of_test("pit", language) in text


def test_sentences_differ_by_language_and_have_no_powers_of_ten():
    found = SAID | {"plausible": [-1234567.0, 1e9], "outside": 0.07}
    found |= {"observed_outside": 0.0, "verdict": "wide"}
    english, spanish = (words.prior_reading(found, lang) for lang in ("en", "es"))
    assert english != spanish
    assert "e+" not in english
    assert "7.0%" in english
    assert "7,0\u202f%" in spanish
    assert " 0%" in english


@pytest.mark.parametrize(("quantity", "unit"), [("y", " min"), ("p", "")])
def test_a_range_is_said_as_it_was_given_and_draws_by_their_width(quantity, unit):
    found = SAID | {"quantity": quantity, "plausible": [-8.48, 10.125], "outside": 0.07}
    found |= {"observed_outside": 0.0, "verdict": "plausible"}
    sentence = words.prior_reading(found, "es", "min").replace("\N{MINUS SIGN}", "-")
    assert f"entre -3 y 12{unit};" in sentence
    assert f"de -8,48 a 10,125{unit} (se admite hasta el 5\u202f%)" in sentence


def test_every_quantity_that_is_computed_has_a_name():
    real = normal.statistics({"group": [1, 2], "y": [0, 1]})
    assert set(real) | set(counts.statistics({"N": [5] * 9})) <= set(words.QUANTITIES)
    assert {"mean", "spread", "rate", "pit", "groups"} <= set(words.QUANTITIES)
    assert words.name_of_test("sd/fitted", "en") == "sd"
    assert words.name_of_test("sd/new", "en") == "sd (new effects)"


@pytest.mark.parametrize("family", ["means", "lines"])
@pytest.mark.parametrize("beyond", [-3.0, 0.0, 4.0])
def test_the_chance_above_a_threshold_is_that_of_simulated_outcomes(case, family, beyond):
    data, groups, _ = rows_of(family)
    limit = 1e3 + beyond
    checked = replace(case(family, "partial_pooling", data, groups), threshold=limit)
    found = new_group.new_group_check(checked)
    assert found["threshold"] == limit
    rng, many = np.random.default_rng(7), 4000
    d = {name: values[:, np.newaxis] for name, values in groups["posterior"].items()}
    for x, above in zip(data.get("x_new", [0.0]), found["above"], strict=True):
        noise = d["sigma"] * rng.standard_normal((DRAWS, many))
        z, other = rng.standard_normal((2, DRAWS, many))
        new = d["mu_alpha"] + d["sigma_alpha"] * z
        known = d["alpha"]
        if family == "lines":
            tilt = d["rho"] * z + np.sqrt(1 - d["rho"] ** 2) * other
            new = new + x * (d["mu_beta"] + d["sigma_beta"] * tilt)
            known = known + x * d["beta"]
        assert above["new"] == pytest.approx((new + noise > limit).mean(), abs=0.005)
        chances = {
            f"group {at}": (known[:, 0, at, None] + noise > limit).mean()
            for at in range(4)
        }
        highest = [row["chance"] for row in above["highest"]]
        assert highest == sorted(highest, reverse=True)
        assert len(highest) == min(4, base.HIGHEST)
        for row in above["highest"]:
            assert row["chance"] == pytest.approx(chances[row["group"]], abs=0.005)
            assert row["size"] == SIZES[int(row["group"].split()[1])]


@pytest.mark.parametrize("known", [False, True])
def test_the_chance_of_a_rate_above_a_threshold_has_no_trials_in_it(case, known):
    data, groups = units(4000)
    data |= of_rates()
    checked = replace(case("rates", "partial_pooling", data, groups), threshold=0.8)
    draws = groups["posterior"]
    if known:
        grid = exact.posterior(
            "rates", "partial_pooling", data, {"group": list("abcd")}
        ).grid()
        checked.fit.__dict__["grid"] = grid
        rng = np.random.default_rng(3)
        values, weights = grid.heavy()
        at = rng.choice(len(weights), 4000, p=weights)
        draws = {name: each[at] for name, each in values.items()}
        # Rates of the units at these nodes, by the inverse distribution functions.
        z = np.linspace(-9, 9, 801)
        alpha = draws["mu_alpha"][:, None] + draws["sigma_alpha"][:, None] * z
        p = []
        for y, n in zip(data["y"], data["N"], strict=True):
            mass = np.cumsum(stats.norm.pdf(z) * stats.binom.pmf(y, n, expit(alpha)), 1)
            u = rng.random(4000) * mass[:, -1]
            p.append(expit(alpha[np.arange(4000), (mass < u[:, None]).sum(axis=1)]))
        draws["p"] = np.transpose(p)
    (above,) = new_group.new_group_check(checked)["above"]
    assert above["at"] is None
    z = np.random.default_rng(4).standard_normal((4000, 100))
    new = expit(draws["mu_alpha"][:, None] + draws["sigma_alpha"][:, None] * z)
    assert above["new"] == pytest.approx((new > 0.8).mean(), abs=0.01)
    chances = (draws["p"] > 0.8).mean(axis=0)
    assert above["highest"][0]["group"] == "group 3"
    for row in above["highest"]:
        place = int(row["group"].split()[1])
        assert row["chance"] == pytest.approx(chances[place], abs=0.03)
        assert row["size"] == data["N"][place]


def test_without_a_population_nothing_is_said_of_a_new_group_above_a_threshold(case):
    data, groups, _ = rows_of("means")
    data |= {"prior_alpha_mean": 0.0, "prior_alpha_sd": 100.0}
    checked = replace(case("means", "no_pooling", data, groups), threshold=1e3)
    (above,) = new_group.new_group_check(checked)["above"]
    assert above["new"] is None
    assert above["highest"]


@pytest.mark.parametrize(
    ("ratio", "english", "spanish"),
    [
        (1.05, "is wider than that for a known", "es más ancha que la de uno"),
        (1.04, "is hardly wider than", "es apenas más ancha que"),
        (1.001, "is as wide as", "es tan ancha como"),
        (0.97, "is hardly narrower than", "es apenas más angosta que"),
        (0.9, "is narrower than", "es más angosta que"),
    ],
)
def test_the_words_on_a_new_group_turn_with_its_ratio(ratio, english, spanish):
    found = {"least_ratio": ratio, "largest_ratio": ratio}
    assert english in words.new_group_reading(found, "en")
    assert spanish in words.new_group_reading(found, "es")
    wide = words.new_group_reading(found | {"largest_ratio": 2.0}, "en")
    assert ("for others" in wide) == (ratio < words.WIDER)


def test_a_new_group_is_said_to_be_as_much_wider_as_it_is():
    same = {"least_ratio": 1.27, "largest_ratio": 1.27}
    assert "1.27 times" in words.new_group_reading(same, "en")
    assert "1.00 times" in words.new_group_reading(
        {"least_ratio": 1.0, "largest_ratio": 1.0}, "en"
    )
    apart = {"least_ratio": 1.8746, "largest_ratio": 126.2}
    assert "1.87 to 126 times" in words.new_group_reading(apart, "en")
    assert "de 1,87 a 126 veces" in words.new_group_reading(apart, "es")
    far = {"least_ratio": 1874474.0, "largest_ratio": 10049273.0}
    assert "its sd is more than 1000 times as" in words.new_group_reading(far, "en")
    assert "de 1,87 a más de 1000 veces" in words.new_group_reading(
        far | {"least_ratio": 1.87}, "es"
    )


# --- figures -------------------------------------------------------------------------


def test_a_rootogram_counts_units():
    rng = np.random.default_rng(14)
    tables = rng.integers(0, 36, (7, 48))
    edges = common.edges_of(35, 16)
    found = common.frequencies(tables, edges)
    for draw, table in enumerate(tables):
        assert found[draw].tolist() == np.histogram(table, edges)[0].tolist()


def test_a_share_on_an_edge_is_counted_alike_whatever_its_trials():
    edges = np.linspace(0, 1, 11)
    shares = np.array([[3 / 10, 9 / 30, 0.1 * 3], [1.0, 30 / 30, 2.0]])
    found = common.frequencies(shares, edges)
    assert found[0, 3] == found[1, 9] == 3


@pytest.mark.parametrize(
    ("trials", "names"),
    [
        ([35, 10, 25, 10, 35], ["10", "25", "35"]),
        (list(range(1, 41)), ["1-10", "11-20", "21-30", "31-40"]),
        ([1] * 30 + [2, 3, 4, 5, 6], ["1", "2-6"]),
    ],
)
def test_units_are_sorted_by_their_trials(trials, names):
    found = rootogram._by_trials(np.array(trials))
    assert [name.replace("\N{EN DASH}", "-") for name in found] == names
    assert np.sum(list(found.values()), axis=0).tolist() == [1] * len(trials)


@pytest.mark.parametrize("trials", [5, 10, 25, 1000])
def test_no_bin_of_shares_is_empty_by_design(trials):
    every = np.arange(min(trials, 40) + 1)
    n = np.full(len(every), trials)
    edges = rootogram._share_bins(every, n, [every[np.newaxis]], 8)
    (found,) = common.frequencies((every / n)[np.newaxis], edges)
    assert found.sum() == len(every)
    assert 5 <= len(found) <= 8
    assert np.ptp(found) <= 1
    assert edges[-1] <= every.max() / trials + 0.5 / trials


def test_bins_of_a_statistic_hold_all_but_a_few_values_far_out():
    discrete = np.array([0.0, 1 / 48, 5 / 48, 5 / 48, 3 / 48])
    edges = statistics._statistic_bins(discrete, discrete[0])
    assert np.diff(edges) == pytest.approx(1 / 48)
    assert np.histogram(discrete, edges)[0].tolist() == [1, 1, 0, 1, 0, 2]
    continuous = np.random.default_rng(15).normal(size=500)
    continuous[0] = 1e4
    edges = statistics._statistic_bins(continuous, -5.0)
    assert 490 <= np.histogram(continuous, edges)[0].sum() < 500
    assert edges[0] == -5
    assert edges[-1] < 5


def test_every_family_has_its_checks():
    for family in families.NAMES:
        likelihood = families.get(family).MODELS["partial_pooling"].likelihood
        module = of(family, likelihood)
        names = ("QUANTITY", "PER", "judged", "statistics", "fits")
        for name in (*names, "new_tables", "group_checks", "new_group"):
            assert hasattr(module, name), (family, name)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_flagged_group_is_named_where_it_is_flagged(language):
    worst = [("lake", 1e-6), ("lake", 1e-5), ("pope", 1e-4), ("rice", 0.2)]
    found = {
        "verdict": "flagged",
        "tests": 4,
        "level": 0.01,
        "flagged_by": ["groups"],
        "pooling": "partial",
        "because": None,
        "groups": {
            "tests": 10,
            "worst": [{"group": name, "p_value": p} for name, p in worst],
        },
    }
    text = words.posterior_reading(found, language)
    assert "(lake, pope)" in text
    assert "prepared.csv" in text.partition("(lake, pope). ")[2]
    # In a figure a label is no formula, and a number has the name of its column.
    shown = Words(language, {"labels": {"group": {"column": "site"}}}).group
    worst = [{"group": name, "p_value": 0} for name in ("$x$", "7")]
    of_signs = found["groups"] | {"worst": worst}
    text = words.posterior_reading(found | {"groups": of_signs}, language, shown)
    assert r"(\$x\$, site 7)" in text
    # Of what is no group's there are no rows to look at.
    others = words.posterior_reading(found | {"flagged_by": ["sd/fitted"]}, language)
    assert "prepared.csv" not in others
    # Where group is no part of the model, there is nothing to correct in the rows.
    without = words.posterior_reading(found | {"pooling": "complete"}, language)
    assert "(lake, pope)" in without
    assert "prepared.csv" not in without
    assert {"en": "against the model", "es": "en contra del modelo"}[language] in without


def test_a_check_with_nothing_to_test_does_not_pass(monkeypatch):
    monkeypatch.setattr(posterior, "statistics", lambda case: [])
    monkeypatch.setattr(posterior, "pit", lambda case: np.array([0.4]))
    monkeypatch.setattr(posterior, "tested_groups", lambda case: [])
    said = {}
    for rows, because in ((1, "few rows"), (2, "few rows"), (40, "fitted")):
        case = SimpleNamespace(labels=["only"], seed=1, data={"y": [3] * rows})
        case.declared = SimpleNamespace(pooling="none")
        found = posterior.posterior_check(case)
        assert found["tests"] == 0
        assert (found["verdict"], found["because"]) == ("not informative", because)
        said[because] = words.posterior_reading(found, "en")
    # The reason that holds, and not the other one with it.
    assert "row" in said["few rows"]
    assert "fits" not in said["few rows"]
    assert "fits" in said["fitted"]
    assert "row" not in said["fitted"]


@pytest.mark.parametrize(
    ("inside", "verdict"), [(0, "in conflict"), (3, "plausible"), (8, "plausible")]
)
def test_the_noise_of_some_prior_draws_is_no_conflict(monkeypatch, inside, verdict):
    """Of a thousand draws five are beyond the central 99 %, more or less."""
    tables = np.full((1000, 4), 5.0)
    tables[:inside] = -5.0
    own = SimpleNamespace(judged=lambda case, draws, t, rows: t, QUANTITY="y")
    monkeypatch.setattr(prior, "from_prior", lambda case, rows: [({}, tables)])
    found = prior.prior_check(
        SimpleNamespace(own=own, data={"y": [0.0] * 4}, plausible=(-9, 9), seed=1)
    )
    assert found["verdict"] == verdict


def test_counts_that_no_computer_counts_are_not_computed():
    far = mixtures.Mixture(
        response=responses.get("poisson"),
        eta=np.array([2.0, 60.0]),
        weights=mixtures.equal(2),
    )
    with pytest.raises(PoolingError, match="larger than any that a computer counts"):
        far.quantile(0.9)
    assert 0 < far.quantile(0.2) < 20
