"""Predictive checks of real fits: wrong models are flagged, right ones are not."""

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.posterior import posterior_check
from pooling.checks.results import Fit
from pooling.exact.cross_validation.tables import leave_out
from pooling.model import families, priors
from pooling.sampling import draws, fitting

SETTINGS = {"chains": 2, "warmup": 500, "draws": 2000, "adapt_delta": 0.9}
FACTS = {"centre": 5.0}
SEEDS = range(20)
RARELY = 1  # of those seeds, in which a right model may be flagged


def rows_of(rng, sigma, slope=0.0, slope_sd=0.0) -> pd.DataFrame:
    """Make up groups of different sizes with a level, and a slope, of their own."""
    sizes = rng.integers(2, 14, 20)
    group = np.repeat(np.arange(20), sizes)
    x = rng.uniform(0, 10, len(group))
    level, tilt = rng.normal(10, 2, 20), rng.normal(slope, slope_sd, 20)
    y = level[group] + tilt[group] * (x - FACTS["centre"]) + sigma(len(group))
    table = {"row": np.arange(len(y)) + 2, "group": group.astype(str), "x": x, "y": y}
    return pd.DataFrame(table)


def units_of(rng, alpha, trials=(5, 10, 25, 35)) -> pd.DataFrame:
    """Make up units with log odds of their own."""
    n = np.resize(trials, len(alpha))
    y = rng.binomial(n, 1 / (1 + np.exp(-alpha)))
    unit = np.arange(1, len(n) + 1)
    return pd.DataFrame({"row": unit + 1, "group": unit.astype(str), "N": n, "y": y})


def means_table(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return rows_of(rng, lambda n: rng.normal(0, 1.5, n))


def lines_table(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return rows_of(rng, lambda n: rng.normal(0, 1.5, n), 0.8, 0.5)


def rates_table(seed: int) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return units_of(rng, rng.normal(0.5, 1.2, 60))


def outlier_table(seed: int) -> pd.DataFrame:
    """Groups in which every twentieth observation is from a ten times wider normal."""
    rng = np.random.default_rng(seed)

    def errors(n):
        scale = np.where(np.arange(n) % 20 == 7, 10, 1)
        return rng.permutation(scale) * rng.normal(0, 1.5, n)

    return rows_of(rng, errors)


def cluster_table(seed: int) -> pd.DataFrame:
    """Units from two clusters, as no normal population has them."""
    rng = np.random.default_rng(seed)
    centres = rng.permutation(np.repeat([-2.0, 2.0], 30))
    return units_of(rng, rng.normal(centres, 0.3))


RIGHT = {"means": means_table, "lines": lines_table, "rates": rates_table}


@pytest.fixture
def check(executable, tmp_path):
    """Fit a model to a table and check its predictions, as the workflow does."""

    def judge(family: str, model: str, prepared: pd.DataFrame, seed: int) -> dict:
        module = families.get(family)
        data = module.stan_data(prepared, FACTS, {})
        data |= priors.stan_data(module.default_priors(prepared)[model])
        data |= {"prior_only": 0, "per_observation": 1}
        labels = families.base.natural_order(prepared["group"])
        tree = fitting.fit(
            executable(family, model),
            data,
            parameters=families.get(family).MODELS[model].parameters,
            labels={"group": labels},
            column="g",
            seed=seed,
            sampling=SETTINGS,
            cores=1,
            family=family,
        )
        paths = {
            "stan_data": tmp_path / "stan_data.json",
            "posterior": tmp_path / "posterior.nc",
            "left_out": tmp_path / "left_out.csv",
        }
        fit = Fit({kind: str(path) for kind, path in paths.items()})
        files.write_json(paths["stan_data"], data)
        draws.write(paths["posterior"], tree)
        observations, _ = leave_out(family, model, fit=fit, grid=None, prepared=prepared)
        files.write_csv(paths["left_out"], observations)
        return posterior_check(
            Case(family=family, model=model, fit=fit, labels=labels, seed=seed)
        )

    return judge


def test_normal_means_on_outliers_are_flagged(check):
    found = check("means", "partial_pooling", outlier_table(1), 1)
    assert found["verdict"] == "flagged"
    assert "groups" in found["flagged_by"]
    assert {"min/fitted", "max/fitted"} & set(found["flagged_by"])


def test_complete_pooling_of_overdispersed_counts_is_flagged(check):
    found = check("rates", "complete_pooling", rates_table(1), 1)
    assert found["verdict"] == "flagged"
    assert {"sd/fitted", "pit", "groups"} <= set(found["flagged_by"])


def test_a_population_of_two_clusters_is_flagged_by_new_units_alone(check):
    found = check("rates", "partial_pooling", cluster_table(1), 1)
    assert found["verdict"] == "flagged"
    # The fitted effects follow the units, whatever their population.
    assert found["flagged_by"] == ["geary/new"]


@pytest.mark.parametrize("family", RIGHT)
def test_a_right_model_passes(check, family):
    table = RIGHT[family](3)
    found = check(family, "partial_pooling", table, 3)
    assert found["verdict"] == "passed", found["flagged_by"]
    assert found["resolution"] * found["tests"] < found["level"]


@pytest.mark.slow
@pytest.mark.parametrize("family", RIGHT)
def test_right_models_are_rarely_flagged(check, family):
    flagged = {
        seed: found["flagged_by"]
        for seed in SEEDS
        if (found := check(family, "partial_pooling", RIGHT[family](seed), seed))[
            "flagged_by"
        ]
    }
    assert len(flagged) <= RARELY, flagged


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "model", "table"),
    [
        ("means", "partial_pooling", outlier_table),
        ("rates", "complete_pooling", rates_table),
        ("rates", "partial_pooling", cluster_table),
    ],
)
def test_wrong_models_are_nearly_always_flagged(check, family, model, table):
    passed = [
        seed
        for seed in SEEDS
        if check(family, model, table(seed), seed)["verdict"] == "passed"
    ]
    assert len(passed) <= RARELY, passed
