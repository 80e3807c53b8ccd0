"""Statistics drawn from sums over rows are those of whole replicated tables."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from pooling.checks.predictive import (
    base,
    many_rows,
    normal,
    prior,
    regression,
    sufficient,
)
from pooling.checks.predictive.base import Case
from pooling.model import density
from pooling.model.effects.design import Design
from regression_tables import MODELS
from scipy import stats

ROWS, DRAWS = 1000, 3000
NAMES = ("mean", "sd", "min", "max", "between_sd")
LEVEL = 1e-3 / 50  # of each of the fifty comparisons below

# Family, model, groups, and how far from zero and in what unit the outcomes are.
TABLES = [
    ("means", "partial_pooling", 40, 0.0, 1.0),
    ("means", "partial_pooling", 2, 1e6, 1.0),
    ("means", "partial_pooling", 900, 0.0, 1e-3),  # most groups have one row
    ("means", "no_pooling", 40, 0.0, 1.0),
    ("means", "complete_pooling", 40, 5.0, 1.0),
    ("lines", "partial_pooling", 40, 0.0, 1.0),
    ("lines", "partial_pooling", 3, -1e4, 1e3),
    ("lines", "partial_pooling", 300, 0.0, 1.0),
    ("lines", "no_pooling", 20, 0.0, 1.0),
    ("lines", "complete_pooling", 20, 0.0, 1.0),
]


def table(family, model, groups, far, unit, seed=0) -> Case:
    """Make up a table of a thousand rows in groups of unequal sizes, and draws of a fit."""
    rng = np.random.default_rng([seed, groups])
    sizes = rng.dirichlet(np.full(groups, 2.0))
    group = np.r_[np.arange(groups), rng.choice(groups, ROWS - groups, p=sizes)]
    x = rng.gamma(1.0, 2.0, ROWS)
    shape = (DRAWS,) if model == "complete_pooling" else (DRAWS, groups)
    draws = {
        "alpha": far + unit * (rng.normal(0, 1, shape[1:]) + rng.normal(0, 0.1, shape)),
        "beta": unit * (rng.normal(0.5, 0.3, shape[1:]) + rng.normal(0, 0.05, shape)),
        "sigma": unit * rng.uniform(0.9, 1.1, DRAWS),
    }
    y = density.expected(
        family,
        {"group": group + 1, "x": x, "y": x},
        {name: each[:1] for name, each in draws.items()},
    )[0] + unit * rng.normal(size=ROWS)
    data = {"N": ROWS, "J": groups, "group": (group + 1).tolist(), "y": y.tolist()}
    data |= {"x": x.tolist()} if family == "lines" else {}
    fit = SimpleNamespace(
        stan_data=data, draws=lambda *names: {name: draws[name] for name in names}
    )
    return Case(
        family=family,
        model=model,
        fit=fit,
        labels=[str(place) for place in range(groups)],
        seed=7,
    )


def of_whole_tables(case: Case) -> dict[str, np.ndarray]:
    """Draw the tables row by row, and sum them up."""
    draws = case.fit.draws(*case.coefficients, "sigma")
    rng = np.random.default_rng(11)
    tables = density.replicates(case.family, case.data, draws, rng)
    return base.summed_up(case, NAMES, tables)


@pytest.mark.parametrize(("family", "model", "groups", "far", "unit"), TABLES)
def test_they_agree_within_monte_carlo_error(family, model, groups, far, unit):
    case = table(family, model, groups, far, unit)
    found = normal.replicated_statistics(case, NAMES, base.MOST_DRAWN)
    whole = of_whole_tables(case)
    assert set(found) == set(NAMES)
    for name in NAMES:
        assert found[name].shape == (DRAWS,)
        assert stats.ks_2samp(found[name], whole[name]).pvalue > LEVEL, name


@pytest.mark.parametrize("family", ["means", "lines"])
def test_so_do_those_of_tables_that_the_priors_expect(family):
    case = table(family, "partial_pooling", 12, 0.0, 1.0)
    case.data.update(
        {
            "prior_mu_alpha_mean": 2.0,
            "prior_mu_alpha_sd": 3.0,
            "prior_sigma_alpha_rate": 1.0,
            "prior_mu_beta_mean": 0.0,
            "prior_mu_beta_sd": 1.0,
            "prior_sigma_beta_rate": 1.0,
            "prior_R_shape": 2.0,
            "prior_sigma_rate": 0.5,
        }
    )
    found = normal.prior_statistics(case, NAMES)
    tables = (tables for _, tables in prior.from_prior(case))
    whole = base.summed_up(case, NAMES, tables)
    for name in NAMES:
        assert stats.ks_2samp(found[name], whole[name]).pvalue > LEVEL, name


def test_mean_and_spreads_of_a_table_hold_together():
    case = table(*TABLES[0])
    found = normal.replicated_statistics(case, NAMES, base.MOST_DRAWN)
    whole = of_whole_tables(case)
    for one, other in (("mean", "sd"), ("sd", "between_sd")):
        ours, theirs = (
            np.corrcoef(each[one], each[other])[0, 1] for each in (found, whole)
        )
        assert abs(ours - theirs) < 5 * np.sqrt(2 / DRAWS)


def test_the_work_follows_the_groups_and_not_the_rows():
    def sets(case):
        theta, sigma = normal._parameters(case, 1)
        rows = Design(case.declared, case.data)
        return len(sufficient.Table(rows.group, rows.columns, theta, sigma).sets[-1])

    assert sets(table(*TABLES[0])) == 40
    assert sets(table(*TABLES[6])) < ROWS / 2


def test_fewer_draws_are_taken_where_there_are_many_groups():
    case = table(*TABLES[2])
    few = normal.replicated_statistics(case, ["mean"], 900 * 500)["mean"]
    assert len(few) == 500


@pytest.mark.parametrize(("family", "model", "groups", "far", "unit"), TABLES)
def test_the_log_likelihood_of_a_table_is_the_sum_over_its_rows(
    family, model, groups, far, unit
):
    case = table(family, model, groups, far, unit)
    draws = case.fit.draws(*case.coefficients, "sigma")
    rows = np.concatenate(list(density.log_likelihood(family, case.data, draws)))
    found = density.log_likelihood_total(family, case.data, draws)
    np.testing.assert_allclose(found, rows.sum(axis=1), rtol=1e-9, atol=1e-6)


def test_that_of_other_outcomes_is_summed_row_by_row():
    draws = {"alpha": np.random.default_rng(1).normal(size=(50, 3))}
    data = {"J": 3, "N": [4, 5, 6], "y": [1, 2, 3]}
    rows = np.concatenate(list(density.log_likelihood("rates", data, draws)))
    found = density.log_likelihood_total("rates", data, draws)
    np.testing.assert_array_equal(found, rows.sum(axis=1))


# Of formulas: degree of pooling, groups, varying columns, offsets; the rest as above.
FORMULAS = [
    ("partial_pooling", 40, 1, 0.0, 1.0),
    ("partial_pooling", 3, 2, 1e6, 1.0),
    ("partial_pooling", 300, 2, 0.0, 1e-3),
    ("no_pooling", 20, 2, 0.0, 1.0),
    ("complete_pooling", 20, 1, 5.0, 1.0),
]


def formula(model, groups, varying, far, unit, known=1.0) -> Case:
    """Make up such a table of a formula with two predictors, the second in some groups."""
    rng = np.random.default_rng([3, groups])
    group = np.r_[np.arange(groups), rng.integers(0, groups, ROWS - groups)]
    X = np.column_stack([np.ones(ROWS), rng.normal(3, 1, (ROWS, 2))])
    pooling = MODELS.index(model)
    used = np.array([0, int(varying == 1), 1]) if pooling == 1 else np.ones(3, int)
    own = rng.normal(0, 1, (groups, varying)) + known * rng.normal(
        0, 0.1, (DRAWS, groups, varying)
    )
    beta = np.array([0.3, 0.4, -0.2]) + known * rng.normal(0, 0.03, (DRAWS, 3))
    values = {
        "beta": unit * beta[:, used > 0],
        "sigma": unit * rng.uniform(0.9, 1.1, DRAWS),
    }
    mean = values["beta"][:, np.newaxis, :varying] if pooling == 2 else 0.0
    values |= {"theta": unit * own + mean} if pooling else {}
    data = {
        "N": ROWS,
        "J": groups,
        "P": 3,
        "K": varying,
        "H": 0,
        "level": [],
        "group": (group + 1).tolist(),
        "offsets": far + unit * rng.normal(size=ROWS),
        "X": X,
        "Z": X[:, :varying],
        "used": used,
        "place": np.arange(varying) + 1,
        "pooling": pooling,
        "y": np.zeros(ROWS),
        "prior_sigma_rate": 1.0,
    }
    some = {name: each[:1] for name, each in values.items()}
    eta = density.expected("normal", data, some)[0]
    data["y"] = eta + unit * rng.normal(size=ROWS)
    fit = SimpleNamespace(stan_data=data, parameters=lambda _: values)
    labels = [str(place) for place in range(groups)]
    return Case(family="normal", model=model, fit=fit, labels=labels, seed=7)


each_formula = pytest.mark.parametrize(
    ("model", "groups", "varying", "far", "unit"), FORMULAS
)


@each_formula
def test_statistics_of_formulas_agree_with_those_of_whole_tables(
    model, groups, varying, far, unit
):
    case = formula(model, groups, varying, far, unit)
    found = regression.replicated_statistics(case, NAMES, base.MOST_DRAWN)
    whole = base.of_tables(case, NAMES)
    for name in NAMES:
        assert stats.ks_2samp(found[name], whole[name]).pvalue > LEVEL, name


def test_where_all_means_are_known_their_extremes_need_no_groups():
    case = formula("partial_pooling", 40, 2, 1e3, 10.0, known=0.05)
    columns, theta = regression.Draws(case.data, case.fit.parameters(None)).by_column()
    sigma = case.fit.parameters(None)["sigma"]
    table = sufficient.Table(np.array(case.data["group"]) - 1, columns, theta, sigma)
    assert table.sets[0] is None
    assert len(table.sets[-1]) < 150
    found = regression.replicated_statistics(case, NAMES, base.MOST_DRAWN)
    whole = base.of_tables(case, NAMES)
    for name in NAMES:
        assert stats.ks_2samp(found[name], whole[name]).pvalue > LEVEL, name


# Of other responses: what the rows are drawn with, and further levels.
OTHERS = [
    ("bernoulli", "partial_pooling", {}),
    ("bernoulli", "complete_pooling", {}),
    ("binomial", "partial_pooling", {}),
    ("poisson", "partial_pooling", {}),
    ("poisson", "complete_pooling", {}),
    ("negative_binomial", "partial_pooling", {"phi": 3.0}),
    ("negative_binomial", "no_pooling", {"phi": 0.8}),
    ("student", "partial_pooling", {"nu": 4.0}),
    ("estimates", "partial_pooling", {}),
    ("normal", "partial_pooling", {"spread": 1.0}),
    ("normal", "no_pooling", {"levels": 12}),
]


@pytest.mark.parametrize(("family", "model", "more"), OTHERS)
def test_those_of_many_rows_agree_with_those_of_whole_tables(
    monkeypatch, family, model, more
):
    monkeypatch.setattr(many_rows, "TABLES", 1)
    monkeypatch.setattr(many_rows, "SETS", 200)
    case, rng = formula(model, 40, 1, 0.0, 1.0), np.random.default_rng(4)
    values, data = case.fit.parameters(None), case.data
    values |= {name: np.full(DRAWS, more[name]) for name in {"phi", "nu"} & set(more)}
    if family in ("bernoulli", "binomial"):
        trials = 1 if family == "bernoulli" else rng.integers(1, 9, ROWS)
        data["trials"] = np.broadcast_to(trials, ROWS)
        data["y"] = rng.binomial(trials, 0.4, ROWS)
    elif family in ("poisson", "negative_binomial"):
        data["y"] = rng.poisson(2.0, ROWS)
    data |= {"se": rng.uniform(0.5, 2, ROWS)} if family == "estimates" else {}
    data |= {"spread": rng.choice([0.5, 1, 3], ROWS)} if "spread" in more else {}
    if "levels" in more:
        data |= {"H": 1, "level": rng.integers(1, 13, ROWS)}
        values["further"] = rng.normal(0, 0.3, (DRAWS, 12))
    case = replace(case, family=family)
    draws = regression.Draws(data, values).thin(slice(600))
    names = list(case.own.statistics(data))
    found = many_rows.statistics(case, draws, names, rng=rng)
    whole = base.of_tables(case, names)
    for name in names:
        assert stats.ks_2samp(found[name], whole[name]).pvalue > LEVEL, name


@each_formula
def test_so_do_the_checks_of_their_groups(monkeypatch, model, groups, varying, far, unit):
    case = formula(model, groups, varying, far, unit)
    found = regression.group_checks(case)
    monkeypatch.setattr(regression, "by_sums", lambda case: False)
    for one, other in zip(found, regression.group_checks(case), strict=True):
        np.testing.assert_allclose(one.observed, other.observed, rtol=0.08)
        for name in ("above", "below"):
            ours, theirs = getattr(one, name), getattr(other, name)
            np.testing.assert_allclose(ours, theirs, atol=0.05)
        for name in ("q5", "q95"):
            ours, theirs = getattr(one, name), getattr(other, name)
            np.testing.assert_allclose(ours, theirs, rtol=1e-7, atol=0.6 * unit)


@each_formula
def test_so_does_the_log_likelihood_of_a_formula(model, groups, varying, far, unit):
    case = formula(model, groups, varying, far, unit)
    draws = {name: each[:50] for name, each in case.fit.parameters(None).items()}
    rows = np.concatenate(list(density.log_likelihood("normal", case.data, draws)))
    found = density.log_likelihood_total("normal", case.data, draws)
    np.testing.assert_allclose(found, rows.sum(axis=1), rtol=1e-9, atol=1e-6)
