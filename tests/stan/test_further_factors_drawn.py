"""The program of normal outcomes beside its exact answer, with further factors."""

import numpy as np
import pandas as pd
import pytest
import regression_tables
from pooling.checks import agreement, diagnostics
from pooling.exact.answer import answer
from pooling.model import families
from pooling.model.families.base import labels_of, present
from pooling.sampling import fitting
from pooling.sampling.draws import beside
from pooling.table import tables
from regression_tables import MODELS

SETTINGS = {"chains": 4, "warmup": 500, "draws": 500, "adapt_delta": 0.95}

# What the rows settle, and the priors of levels alone keep apart: with effects sampled one
# by one the first took 180 leapfrog steps a draw, the second 240.
RNG = np.random.default_rng(6)
PLATE, CASK = np.repeat(np.arange(24), 6), np.repeat(np.arange(30), 2)
TABLES = {
    "crossed": (PLATE, np.arange(144) % 6, [0.8, 1.9, 0.5]),
    "nested": (CASK // 3, CASK, [1.3, 2.9, 0.8]),
    "above": (CASK, CASK // 3, [2.9, 3.3, 0.8]),
}


@pytest.mark.parametrize("lies", TABLES)
def test_effects_that_only_priors_keep_apart_take_few_steps(executable, tmp_path, lies):
    group, level, spread = TABLES[lies]
    effects = [RNG.normal(size=own.max() + 1)[own] for own in (group, level)]
    y = 20 + np.column_stack([*effects, RNG.normal(size=len(group))]) @ spread
    table = pd.DataFrame({"y": y, "g": group, "item": level})
    table.to_csv(tmp_path / "t.csv", index=False)
    family = families.get("normal")
    settings = family.Settings(
        family="normal", data="t.csv", formula="y ~ 1 + (1 | g) + (1 | item)"
    )
    raw = tables.read(tmp_path / "t.csv", "t.csv")
    data = family.stan_data(
        *family.prepare(raw, settings.preparation),
        {"pooling": MODELS.index("partial_pooling")},
    )
    _, found = fitting.draw(
        executable("regression", "normal"),
        data | {"prior_only": 0, "per_observation": 0},
        inits=fitting.starts("normal", data, seed=2, chains=2),
        seed=2,
        sampling=SETTINGS | {"chains": 2, "warmup": 300, "draws": 200},
        cores=1,
    )
    assert found["n_leapfrog__"].mean() < 45
    assert found["divergent__"].sum() <= 1


@pytest.mark.parametrize("model", MODELS)
def test_draws_with_further_factors_are_those_of_the_exact_answer(executable, model):
    data = regression_tables.stan_data(
        "normal", model, further=2, groups=10, rows=6, per_observation=0
    )
    declared = families.get("normal").MODELS[model]
    used = [name for name, own in zip("abc", data["used"], strict=True) if own]
    labels = {
        "grouping": ["g"],
        "group": [f"g{place}" for place in range(data["J"])],
        "coefficient": used,
        "varying": ["Intercept", "x"],
        "pair": ["Intercept,x"],
        "factor": ["item", "rater"],
        "level": [f"{name}[{at}]" for name in ("item", "rater") for at in range(3)],
    }
    table, facts, grid = answer("normal", model, data=data, labels=labels)
    assert facts["computed"], facts
    assert facts["error"] < 0.01
    assert grid.values["sd_further"].shape == (len(grid.weights), 2)
    assert {"sd_item[Intercept]", "rater[2]"} <= set(table["parameter"])
    variables, _ = fitting.draw(
        executable("regression", "normal"),
        data,
        inits=fitting.starts("normal", data, seed=3, chains=SETTINGS["chains"]),
        seed=3,
        sampling=SETTINGS,
        cores=1,
    )
    own = present(declared.parameters, labels)
    draws = beside([variables[each.name] for each in own])
    written = labels_of(own, labels)
    errors = diagnostics.summarise(written, draws)
    found, ess = agreement.compare(
        draws, errors.set_index("parameter"), table.set_index("parameter")
    )
    assert set(found["parameter"]) == set(table["parameter"])
    worst = agreement.largest(found)
    assert worst["largest_z"] < agreement.threshold(2 * len(found), ess, 3), worst
