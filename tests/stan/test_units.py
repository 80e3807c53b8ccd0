"""A program samples as well in any unit of the table's columns."""

import arviz_stats as az
import numpy as np
import pandas as pd
import pytest
from pooling.model import families, priors
from pooling.sampling import fitting

SAMPLING = {"chains": 2, "warmup": 600, "draws": 600, "adapt_delta": 0.95}
GROUPS, ROWS = 12, 6


def table(outcome: float, predictor: float) -> pd.DataFrame:
    """Give lines in units of which the plain ones hold so many."""
    rng = np.random.default_rng(3)
    level, slope = rng.normal(10, 2, GROUPS), rng.normal(0.5, 0.4, GROUPS)
    group = np.repeat(np.arange(GROUPS), ROWS)
    x = rng.uniform(4, 7, len(group))
    y = level[group] + slope[group] * (x - 5.5) + rng.normal(0, 0.5, len(group))
    return pd.DataFrame(
        {"group": group.astype(str), "x": x * predictor, "y": y * outcome}
    )


@pytest.mark.parametrize(("outcome", "predictor"), [(1e7, 1e-6), (1e-7, 1e9)])
@pytest.mark.parametrize(
    ("family", "model"),
    [(f, m) for f in ("means", "lines") for m in families.get(f).MODELS],
)
def test_units_do_not_matter(executable, family, model, outcome, predictor):
    module = families.get(family)
    found = {}
    for units in ((1.0, 1.0), (outcome, predictor)):
        prepared = table(*units)
        data = module.stan_data(prepared, {"centre": prepared["x"].mean()}, {})
        own = priors.stan_data(module.default_priors(prepared)[model])
        tree = fitting.fit(
            executable(family, model),
            data | own | {"prior_only": 0, "per_observation": 0},
            parameters=module.MODELS[model].parameters,
            labels={"group": families.base.natural_order(prepared["group"])},
            column="g",
            seed=7,
            sampling=SAMPLING,
            cores=2,
            family=family,
        )
        steps = float(tree["sample_stats"]["n_steps"].mean())
        draws = tree["posterior"].to_dataset()[["alpha", "sigma"]]
        assert max(float(r.max()) for r in az.rhat(draws).values()) < 1.05
        found[units] = steps, draws / units[0]
    (steps, plain), (other_steps, other) = found.values()
    assert other_steps < 3 * steps
    for name in plain:
        axes = ("chain", "draw")
        away = abs(plain[name].mean(axes) - other[name].mean(axes)) / plain[name].std(
            axes
        )
        assert float(away.max()) < 0.25, name
