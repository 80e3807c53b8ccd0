"""Means: a real outcome in groups, each group with a mean of its own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pooling.model import refits
from pooling.model.families import columns
from pooling.model.families.base import (
    Level,
    centred,
    group_facts,
    group_index,
    group_means,
    listed,
)
from pooling.model.families.requirements import (
    require_residuals,
    require_spread,
    require_summed,
)
from pooling.model.families.settings import TableSettings
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from pooling.model.sums import Sums

COMPARABLE = True
ONE_ROW_PER_GROUP = False
COLLAPSED = True
SUMMED = ("y",)
COLUMNS: dict[str, str | None] = {"alpha": None}
COEFFICIENTS = tuple(COLUMNS)
LEVEL = Level("alpha", "mu_alpha", "sigma_alpha", share=False)
SCALED = True
CHOSEN = None
FromTable = None

MODELS = columns.models(
    COLUMNS,
    likelihood="normal",
    degrees=(COMPLETE, NONE, REGULARISED, PARTIAL),
    noise=("sigma",),
)
CLAIMED: tuple[str, ...] = ()
REFITS = {
    "permuted": refits.of_partial(refits.reversed_groups),
    "huge_scale": refits.Refit(REGULARISED, partial(refits.scaled, 1e3), REGULARISED),
    "tiny_scale": refits.Refit(REGULARISED, partial(refits.scaled, 1e-3), REGULARISED),
}
EXAMPLE = ("observations", {})


class Settings(TableSettings):
    """An analysis of group means."""


def prepare(table, settings: dict) -> tuple[pd.DataFrame, dict]:
    """Turn the raw columns into the table that is modelled; see `Family.prepare`.

    Refused are, beside what `require_spread` refuses, outcomes that vary in no group.
    """
    names = {"y": settings["y"]}
    prepared, facts = table.observations(names, settings)
    require_spread(prepared, table.source, names, settings)
    _require_within(prepared, table.source, settings)
    return prepared, facts | group_facts(prepared)


def _require_within(prepared: pd.DataFrame, source: str, settings: dict) -> None:
    """Refuse a table whose outcome is the same within each group."""
    ends = prepared.groupby("group", sort=False)["y"].agg(["min", "max"])
    require_residuals(
        ends["max"] - ends["min"],
        prepared["y"].abs().max(),
        f'{source}: column "{settings["y"]}" has one value within each group of '
        f'"{settings["group"]}", so that the sd within groups has no lower bound; name '
        "another group column, or an outcome that varies within groups.",
    )


def require(
    sums: Sums, labels: list[str], ends: dict, *, source: str, settings: dict
) -> None:
    """Refuse a long table that was summed up, as `prepare` refuses one in memory.

    Arguments and errors are those of `pooling.model.families.requirements.require_summed`.
    """
    rows = require_summed(sums, labels, ends, source=source, settings=settings)
    _require_within(rows, source, settings)


def stan_data(prepared: pd.DataFrame, facts: dict, options: dict) -> dict[str, Any]:
    """Give ``N``, ``J``, ``group`` (from 1), ``y``, ``N_new`` and ``centred``."""
    labels, index = group_index(prepared)
    return {
        "N": len(prepared),
        "J": len(labels),
        "group": listed(index),
        "y": listed(prepared["y"].to_numpy()),
        "N_new": 1,
        "centred": centred(*group_means(prepared["y"].to_numpy(), index)),
    }


def of_sums(sums: Sums, ends: dict, settings: dict) -> tuple[dict, dict, dict]:
    """Lay a long table out that was summed up.

    ``ends`` are the least and the largest number of each column. It gives the data of
    `stan_data`, with ``sums`` for the rows, the priors of `default_priors`, and what
    `prepare` finds out beside the counts.
    """
    count = len(sums.sizes)
    data = {"N": sums.n, "J": count, "N_new": 1, "sums": sums.stored()}
    variances = sums.within / (sums.n - count) / sums.sizes
    data["centred"] = centred(sums.height, variances)
    return data, _priors(sums.mean, sums.sd), {}


def determined(data: dict) -> np.ndarray:
    """Say of each group that its mean is determined: one observation is enough."""
    import numpy as np

    return np.ones(data["J"], dtype=bool)


def default_priors(prepared: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Scale the default priors to mean and sd of the outcome; see `_priors`."""
    return _priors(float(prepared["y"].mean()), float(prepared["y"].std()))


def _priors(m: float, s: float) -> dict[str, dict[str, dict[str, float]]]:
    """Scale them, as `pooling.model.families.columns.default_priors` does."""
    from pooling.model.responses import normal

    return columns.default_priors(MODELS, normal, {"alpha": (m, s)})
