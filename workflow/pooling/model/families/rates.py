"""Rates: successes in trials, each unit with a rate of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, model_validator

from pooling.model import refits
from pooling.model.allowed import LARGEST_COUNT
from pooling.model.families import columns
from pooling.model.families.base import (
    Level,
    centred,
    group_facts,
    natural_order,
)
from pooling.model.families.requirements import require_groups
from pooling.model.families.settings import (
    AnalysisSettings,
    Colour,
    Column,
    CountedSettings,
    FileSettings,
    Group,
    ModelSettings,
    Seed,
    Strict,
)
from pooling.model.names import PARTIAL

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

COMPARABLE = True
ONE_ROW_PER_GROUP = True
COLLAPSED = False
SUMMED: tuple[str, ...] = ()
COLUMNS: dict[str, str | None] = {"alpha": None}
COEFFICIENTS = tuple(COLUMNS)
LEVEL = Level("p", "mu_alpha", "sigma_alpha", share=True)
SCALED = False
CHOSEN = None
FromTable = None

MODELS = columns.models(
    COLUMNS, likelihood="binomial", copies={"p": "alpha"}, collapsed=(PARTIAL,)
)
CLAIMED: tuple[str, ...] = ()
REFITS = {"permuted": refits.of_partial(refits.reversed_groups)}
EXAMPLE = ("counts", {})


class Simulation(Strict):
    """A table made up from known rates: alpha ~ Normal(mean, sd), in log odds.

    ``trials`` lists the sizes of the units, each used ``units_per_size`` times.
    """

    trials: list[Annotated[int, Field(ge=1, le=LARGEST_COUNT)]] = Field(
        min_length=1, max_length=1_000
    )
    units_per_size: int = Field(ge=1, le=1_000)
    alpha_mean: float = Field(ge=-100, le=100)
    alpha_sd: float = Field(gt=0, le=100)
    seed: Seed


class Settings(CountedSettings):
    """An analysis of rates, from a table or from a simulation."""

    simulate: Simulation | None = None
    successes: Column = Column(column="successes")
    trials: Column = Column(column="trials")
    group: Group = Group(column="unit")
    colour: Colour | None = None
    models: dict[str, ModelSettings] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_source(self):
        if (self.data is None) == (self.simulate is None):
            raise ValueError('give either "data" or "simulate"')
        of_files = set(FileSettings.model_fields) - set(AnalysisSettings.model_fields)
        of_files.add("colour")
        idle = sorted(of_files & self.model_fields_set) if self.simulate else []
        if idle:
            raise ValueError(
                f'"{idle[0]}" says nothing of a simulated table; leave it out'
            )
        return self

    @property
    def rows(self) -> int | None:
        """Units where they are simulated."""
        made = self.simulate
        return made and len(made.trials) * made.units_per_size

    @property
    def labels(self) -> dict[str, Any]:
        """Words for axes and headings, by role."""
        seen = {"colour": self.colour} if self.colour else {}
        return {"y": self.successes, "N": self.trials, "group": self.group} | seen

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        made = self.simulate and self.simulate.model_dump()
        given = super().preparation | {"simulate": made}
        if self.colour:
            named = list(self.colour.values)
            given["colour"] = {"column": self.colour.column, "named": named}
        return given


def simulate(trials, units_per_size, *, alpha_mean, alpha_sd, seed) -> pd.DataFrame:
    """Make up a table whose rates are known: alpha ~ Normal(alpha_mean, alpha_sd).

    Its units are of the sizes ``trials``, the smallest first. It has ``row``, ``group``,
    ``N``, ``y`` and the truth: ``alpha_true`` (log odds) and ``p_true``.
    """
    import numpy as np
    import pandas as pd

    rng = np.random.default_rng(seed)
    sizes = np.repeat(trials, units_per_size)
    alpha = rng.normal(alpha_mean, alpha_sd, len(sizes))
    p = 1 / (1 + np.exp(-alpha))
    units = np.arange(1, len(sizes) + 1)
    return pd.DataFrame(
        {
            "row": units + 1,
            "group": units.astype(str),
            "N": sizes,
            "y": rng.binomial(sizes, p),
            "alpha_true": alpha,
            "p_true": p,
        }
    )


def prepare(table, settings: dict) -> tuple[pd.DataFrame, dict]:
    """Turn the raw columns, or a simulation, into the table; see `Family.prepare`.

    A row is a unit, with ``N`` trials and ``y`` successes; simulated ones have the truth,
    ``alpha_true`` and ``p_true``, others ``colour`` where they are marked by it. Refused are
    counts that are negative, fractional or above the trials, a unit that stands twice, a
    single unit, and a column that cannot mark units.
    """
    if settings["simulate"]:
        prepared = simulate(**settings["simulate"])
        facts = {"rows_read": len(prepared), "rows_dropped": 0, "simulated": True}
    else:
        prepared, facts = table.counts(settings)
    source = table.source if table else "the simulated table"
    require_groups(prepared, source, settings["group"])
    return prepared, facts | group_facts(prepared)


def stan_data(prepared: pd.DataFrame, facts: dict, options: dict) -> dict[str, Any]:
    """Give ``J``, and ``N`` and ``y`` by unit in natural order; `Family.stan_data`.

    There are ``N_new`` samples of a new unit, one for each size among the units, and
    ``centred``, from the empirical log odds (half a success and half a failure added).
    """
    import numpy as np

    ordered = prepared.set_index("group").loc[natural_order(prepared["group"])]
    sizes = sorted(set(ordered["N"].tolist()))
    hits = ordered["y"].to_numpy() + 0.5
    misses = (ordered["N"] - ordered["y"]).to_numpy() + 0.5
    return {
        "J": len(ordered),
        "N": ordered["N"].tolist(),
        "y": ordered["y"].tolist(),
        "centred": centred(np.log(hits / misses), 1 / hits + 1 / misses),
        "N_new": len(sizes),
        "trials_new": sizes,
    }


def determined(data: dict) -> np.ndarray:
    """Say of each unit whether its log odds are finite: some successes, some failures."""
    import numpy as np

    y, trials = np.asarray(data["y"]), np.asarray(data["N"])
    return (y > 0) & (y < trials)


def default_priors(prepared: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Give the default priors, which need no data: log odds have a scale."""
    from pooling.model.responses import binomial

    places = {"alpha": binomial.place(None, None, None)}
    return columns.default_priors(MODELS, binomial, places)
