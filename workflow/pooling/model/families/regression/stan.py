"""The Stan data of an analysis by formula."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.basics import by_column
from pooling.basics.long_tables import Columns
from pooling.model import formula_design, formula_fit, responses
from pooling.model import priors as prior_distributions
from pooling.model.families.base import group_index, listed
from pooling.model.families.regression import levels
from pooling.model.families.regression.priors import LKJ
from pooling.model.names import COMPLETE, NONE, PARTIAL

if TYPE_CHECKING:
    import pandas as pd

NOTHING = 1  # of the switch "pooling": each group by itself


def used(formula: dict, pooling: int) -> list[int]:
    """Say of each column of the population whether a model has its coefficient, 1 or 0.

    Where nothing is pooled, ``pooling`` 1, the columns that vary by group, and those that
    their coefficients can stand for, have none.
    """
    left_out = {*formula["varying"], *formula["constant"]} if pooling == NOTHING else ()
    return [int(label not in left_out) for label in formula["population"]]


def at_means(columns: Columns, labels: list[str], moved: bool) -> np.ndarray:
    """Give the matrix by which coefficients are what their priors are about.

    It is the identity, but for the row of the intercept where that is ``moved``: its prior
    is that of the value at the means of the others.
    """
    turned = np.eye(len(labels))
    if moved and "Intercept" in labels:
        turned[labels.index("Intercept")] = by_column.means(columns)
    return turned


def stan_data(response, prepared: pd.DataFrame, facts: dict, options: dict) -> dict:
    """Lay the prepared table out as the programs of regressions declare it.

    ``prepared`` and ``facts`` are from `pooling.model.families.regression.family.prepare`;
    of the options ``pooling`` is 0 complete, 1 none, 2 partial.

    Returns
    -------
    dict
        The table: ``N``, ``J``, ``P``, ``K``, ``H``, ``L``; ``group``, ``level``,
        ``factor``; ``offsets``, ``X``, ``Z``, ``y``, of successes ``trials``, of
        estimates ``se``, of normal outcomes ``spread``. The model: ``used``, ``place``,
        ``pooling``, ``correlated``, and the priors. Where sampling starts: ``location``,
        ``unit``, ``own_location``, ``own_unit``, and what
        `pooling.model.families.regression.levels.coordinates` gives. One row of a new
        group: ``N_new``, ``X_new``, ``Z_new``, ``offsets_new`` and, of successes,
        ``trials_new``.
    """
    formula, pooling = facts["formula"], options["pooling"]
    model = (COMPLETE, NONE, PARTIAL)[pooling]
    groups, index = group_index(prepared)
    X, Z = (each.columns for each in formula_design.designs(facts, prepared))
    X_new, Z_new, offsets_new = _new(facts, prepared)
    population, varying = formula["population"], formula["varying"]
    moved = facts["at_means"][model]
    place = [population.index(v) + 1 if v in population else 0 for v in varying]
    data: dict[str, Any] = {
        "N": len(prepared),
        "J": len(groups),
        "P": len(population),
        "K": len(varying),
        **_further(prepared, formula),
        "group": listed(index),
        "offsets": listed(_offsets(prepared)),
        "X": listed(X),
        "Z": listed(Z),
        "used": used(formula, pooling),
        "place": place,
        "pooling": pooling,
        "correlated": int(formula["correlated"]),
        "y": listed(prepared["y"].to_numpy()),
        "A": at_means(X, population, moved["beta"]).tolist(),
        "B": at_means(Z, varying, moved["theta"]).tolist(),
        **_priors(facts, model),
        "N_new": 1,
        "X_new": X_new.tolist(),
        "Z_new": Z_new.tolist(),
        "offsets_new": offsets_new,
    }
    if response.TRIALS:
        data["trials"] = listed(prepared["N"].to_numpy())
        data["trials_new"] = [int(prepared["N"].median())]
    if "se" in prepared:
        data["se"] = listed(prepared["se"].to_numpy())
    if not hasattr(response, "WEIGHTS"):
        data["spread"] = listed(spread(prepared))
    return data | _start(response, prepared, data, formula)


def spread(prepared: pd.DataFrame) -> np.ndarray:
    """Give the sd of each row in sigma: 1, or by its weight."""
    if "weights" in prepared:
        return prepared["weights"].to_numpy(float) ** -0.5
    return np.broadcast_to(1.0, len(prepared))


def _offsets(prepared: pd.DataFrame) -> np.ndarray:
    if "offset" in prepared:
        return prepared["offset"].to_numpy(float)
    return np.broadcast_to(0.0, len(prepared))


def _new(facts: dict, prepared: pd.DataFrame) -> tuple:
    """Give the columns of one row of a new group: a typical one."""
    import pandas as pd

    row = pd.DataFrame({name: [value] for name, value in facts["typical"].items()}, [0])
    X, Z = formula_design.code(facts, row)
    return X, Z, [float(_offsets(prepared).mean())]


def _further(prepared: pd.DataFrame, formula: dict) -> dict[str, Any]:
    """Number the levels of all further grouping factors, one factor after the other."""
    level, factor = [], []
    for number, name in enumerate(formula["further"], start=1):
        place = {
            each: at for at, each in enumerate(formula["levels"][name], len(factor) + 1)
        }
        level += [place[each] for each in prepared[f"level_{name}"]]
        factor += [number] * len(place)
    further = formula["further"]
    return {"H": len(further), "L": len(factor), "level": level, "factor": factor}


def _priors(facts: dict, model: str) -> dict[str, Any]:
    """Give the priors of a model, and those of the others that it does not use."""
    arguments: dict[str, Any] = {"prior_cor_shape": LKJ}
    for other in (NONE, PARTIAL, model):
        arguments |= prior_distributions.stan_data(facts["priors"][other])
    return arguments


def _start(response, prepared: pd.DataFrame, data: dict, formula: dict) -> dict[str, Any]:
    """Place and turn the coordinates in which Stan samples, by a rough fit."""
    X, Z = (Columns.of(data[name]) for name in ("X", "Z"))
    kept = np.array(data["used"], dtype=bool)
    group = np.asarray(data["group"]) - 1
    sd = np.array(data["prior_beta_sd"])
    rough = formula_fit.fit(
        response,
        y=prepared["y"].to_numpy(float),
        known=responses.known(data),
        offsets=np.asarray(data["offsets"]),
        columns=X,
        group=group,
        precision=np.array(data["A"]) / sd[:, None],
        centre=np.array(data["prior_beta_mean"]) / sd,
    )
    location, unit = rough.location, rough.unit
    if not kept.all():
        # Beside the groups' own coefficients, what varies within groups counts alone.
        root = np.sqrt(rough.weights)
        columns = by_column.chosen(X, kept).parts
        left = formula_fit.squeezed_within(columns, Z, group, root)
        stacked = np.vstack([left, np.diag(1 / sd[kept])])
        triangle = np.linalg.qr(stacked, mode="r")
        triangle = triangle * np.sign(np.diag(triangle))[:, None]
        unit = np.eye(len(sd))
        unit[np.ix_(kept, kept)] = np.triu(
            np.linalg.solve(triangle, np.eye(kept.sum())) if kept.any() else triangle
        )
    y = prepared["y"].to_numpy(float)
    start = {"location": location.tolist(), "unit": unit.tolist()}
    return {
        **start,
        **levels.coordinates(response, rough, data | start, formula, y=y),
    }


def determined(response, data: dict) -> np.ndarray:
    """Say of each group whether its own data determine its coefficients.

    They do where its rows differ in as many ways as it has coefficients, and its counts are
    not all at an end of what they can be.
    """
    Z, y = np.array(data["Z"]), np.array(data["y"])
    group = np.array(data["group"]) - 1
    enough = np.ones(data["J"], dtype=bool)
    total = np.bincount(group, y)
    if response.LINK != "identity":
        enough &= total > 0
    if response.TRIALS:
        enough &= total < np.bincount(group, np.array(data["trials"]))
    scale = np.abs(Z).max(axis=0)
    for place, rows in enumerate(formula_fit.rows_of(group)):
        enough[place] &= formula_fit.independent(Z[rows] / scale).all()
    return enough
