"""The program of normal outcomes beside its exact answer, with further factors."""

import pytest
import regression_tables
from pooling.checks import agreement, diagnostics
from pooling.exact.answer import answer
from pooling.model import families
from pooling.model.families.base import labels_of, present
from pooling.sampling import fitting
from pooling.sampling.draws import beside
from regression_tables import MODELS

SETTINGS = {"chains": 4, "warmup": 500, "draws": 500, "adapt_delta": 0.95}


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
        inits=fitting.starts(data, 3, SETTINGS["chains"]),
        seed=3,
        sampling=SETTINGS,
        cores=1,
    )
    own = present(declared.parameters, labels)
    draws = beside([variables[each.name] for each in own])
    written = labels_of(own, labels)
    errors = diagnostics.errors(diagnostics.summarise(written, draws), draws)
    found, ess = agreement.compare(
        draws, errors.set_index("parameter"), table.set_index("parameter")
    )
    assert set(found["parameter"]) == set(table["parameter"])
    worst = agreement.largest(found)
    assert worst["largest_z"] < agreement.threshold(2 * len(found), ess, 3), worst
