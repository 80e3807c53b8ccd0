"""The small tables on which programs are calibrated, and the priors beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pooling.model import families, priors, responses
from pooling.table import columnar
from pooling.table.tables import RawTable

# One observation of a new group is the least that the programs can simulate.
LEAST_OF_NEW_GROUP = {"N_new": 1, "x_new": [0.0], "trials_new": [1]}


@dataclass(frozen=True)
class Design:
    """Everything that is fixed while truths and outcomes vary.

    Attributes
    ----------
    table : DataFrame
        A prepared table whose outcome is a placeholder: mean 0 and sd 1, or no
        success.
    options : dict
        Settings that every model of the family takes as data.
    model_options : dict
        Those that only the models take that declare them.
    priors : dict
        Parameter -> arguments, where the family has no defaults.
    """

    table: pd.DataFrame
    options: dict[str, Any] = field(default_factory=dict)
    model_options: dict[str, Any] = field(default_factory=dict)
    priors: dict[str, dict[str, float]] = field(default_factory=dict)

    def stan_data(self, family: str, model: str, y=None, **switches) -> dict[str, Any]:
        """Lay the table out for a program, with its priors.

        Parameters
        ----------
        y : array, optional
            Outcome, in the order of the table; the placeholder by default.
        **switches
            ``prior_only``, ``per_observation``.

        Returns
        -------
        dict
        """
        module = families.get(family)
        declared = module.MODELS[model]
        table = self.table if y is None else self.table.assign(y=y)
        options = {name: self.model_options[name] for name in declared.options}
        # The priors are those of the placeholder: they must not follow the outcome.
        defaults = module.default_priors(self.table)[model]
        chosen = {name: (defaults | self.priors)[name] for name in declared.priors}
        return (
            module.stan_data(
                table, {"centre": 0.0}, declared.given(self.options) | options
            )
            | LEAST_OF_NEW_GROUP
            | priors.stan_data(chosen)
            | switches
        )


def _standard(values) -> np.ndarray:
    """Shift and scale to mean 0 and sd 1."""
    return (values - values.mean()) / values.std(ddof=1)


def observations(groups: int, per_group: int) -> Design:
    """Give each group rows over the range of a predictor.

    The groups take turns along the predictor, so that no two have the same
    values of it and the order of the rows is not that of the groups.
    """
    place = np.arange(groups * per_group)
    labels = (place % groups + 1).astype(str)
    spread = _standard(place)
    table = {"row": place + 1, "group": labels, "x": spread, "y": spread[::-1]}
    return Design(pd.DataFrame(table))


def counts(groups: int, per_group: int, **fixed) -> Design:
    """Give the units one to four times ``per_group`` trials, in turn."""
    unit = np.arange(groups)
    trials = per_group * (unit % 4 + 1)
    table = {"row": unit + 1, "group": (unit + 1).astype(str), "N": trials, "y": 0 * unit}
    return Design(pd.DataFrame(table), **fixed)


@dataclass(frozen=True)
class FormulaDesign:
    """As `Design`, of a model by its formula.

    Attributes
    ----------
    table : DataFrame
        A prepared table whose outcome is a placeholder.
    facts : dict
        Of it, with the priors.
    """

    table: pd.DataFrame
    facts: dict

    def stan_data(self, family: str, model: str, y=None, **switches) -> dict[str, Any]:
        """Lay the table out for a program; see `Design.stan_data`."""
        module = families.get(family)
        table = self.table if y is None else self.table.assign(y=y)
        return (
            module.stan_data(table, self.facts, module.MODELS[model].switches) | switches
        )


def regression(groups: int, per_group: int, *, family: str, outcome: str, priors: dict):
    """Give the groups a slope each, correlated with their level."""
    rows = observations(groups, per_group).table
    # Half of the rows have one event more, in an order that no column explains.
    events = np.random.default_rng(0).permutation(rows["row"] % 2)
    events = events + responses.lowest(responses.get(family))
    rows = rows.assign(y=events, N=per_group)
    cells = rows.astype(str)
    stored = columnar.of_cells(list(cells), cells.to_numpy(), rows["row"] + 1)
    raw = RawTable("the table of the calibration", stored, missing_codes=[])
    module = families.get(family)
    settings = module.Settings(
        family=family,
        data="simulated",
        formula=f"{outcome} ~ x + (1 + x | group)",
        priors=priors,
    )
    return FormulaDesign(*module.prepare(raw, settings.preparation))


TABLES: dict[str, Callable[..., Design | FormulaDesign]] = {
    "observations": observations,
    "counts": counts,
    "regression": regression,
}


def of(family: str, groups: int, per_group: int) -> Design | FormulaDesign:
    """Make up the table on which a family's programs are calibrated, its ``EXAMPLE``.

    It has so many groups, and rows, or trials, of each.
    """
    table, fixed = families.get(family).EXAMPLE
    return TABLES[table](groups, per_group, **fixed)
