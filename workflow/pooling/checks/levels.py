"""The estimate of each group that readers compare, whatever family its model is of.

Of a model by formula it is the expected outcome of a group: with the columns that are
constant within groups as its own are, and all others as in a typical row of the table.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pooling.basics.long_tables import Columns
from pooling.checks.results import Fit
from pooling.model import families, responses
from pooling.model.families.base import label, labels_of
from pooling.model.names import PARTIAL

if TYPE_CHECKING:
    from pooling.checks.predictive.linear_predictor import Draws


@dataclass(frozen=True)
class Levels:
    """The groups' levels, and where they come from.

    Attributes
    ----------
    draws : ndarray
        Shape (draw, group).
    centre : ndarray
        Where the population lies, shape (draw,).
    spread : ndarray or None
        How far it spreads, shape (draw,), where that is learned.
    mean, sd : ndarray
        Of each group, exact where that is known; shape (group,).
    """

    draws: np.ndarray
    centre: np.ndarray
    spread: np.ndarray | None
    mean: np.ndarray
    sd: np.ndarray

    def thinned(self, most: int) -> Levels:
        """Take every k-th draw, so that no more numbers are left."""
        step = -(-self.draws.size // most)
        spread = None if self.spread is None else self.spread[::step]
        return replace(
            self, draws=self.draws[::step], centre=self.centre[::step], spread=spread
        )


def share(family: str) -> bool:
    """Say whether the levels of a family are probabilities."""
    level = families.get(family).LEVEL
    return responses.get(family).TRIALS if level is None else level.share


def of_fit(family: str, fit: Fit, labels: dict[str, list[str]]) -> Levels:
    """Read the groups' levels of a partial pooling fit."""
    level = families.get(family).LEVEL
    if level is None:
        return _of_formula(family, fit, labels)
    names = [each for each in (level.name, level.centre, level.spread) if each]
    drawn = fit.draws(*names)
    spread = drawn[level.spread] if level.spread else None
    rows = [label(level.name, group) for group in labels["group"]]
    mean, sd = (fit.estimates.loc[rows, name].to_numpy() for name in ("mean", "sd"))
    return Levels(drawn[level.name], drawn[level.centre], spread, mean, sd)


def means(family: str, model: str, fit: Fit, labels: dict[str, list[str]]) -> np.ndarray:
    """Estimate the groups' levels by the estimates of a fit, without its draws, shape (group,).

    Posterior means; of a model by formula with a link, the outcome at the mean of the
    linear predictor. The groups of its model differ.
    """
    level = families.get(family).LEVEL
    if level is not None:
        return fit.column(level.name, labels["group"])
    estimated = at_means(family, model, fit, labels=labels, table=fit.estimates)
    return responses.get(family).mean(estimated.of_groups())[0]


def at_means(family: str, model: str, fit: Fit, *, labels, table) -> Draws:
    """Take the means of the coefficients of a model by formula for a draw of them.

    ``table`` is indexed by parameter, with ``mean``: `Fit.estimates`, or `Fit.exact`.
    """
    from pooling.checks.predictive.linear_predictor import Draws  # and with it scipy

    values = {}
    for parameter in families.get(family).MODELS[model].parameters:
        if parameter.name in ("beta", "theta"):
            rows = labels_of((parameter,), labels)
            shape = [1, *(len(labels[each]) for each in parameter.dims)]
            values[parameter.name] = table.loc[rows, "mean"].to_numpy(float)
            values[parameter.name] = values[parameter.name].reshape(shape)
    return Draws(fit.stan_data, values)


def _of_formula(family: str, fit: Fit, labels: dict[str, list[str]]) -> Levels:
    """Give the levels of a model by formula."""
    declared = families.get(family).MODELS[PARTIAL]
    from pooling.checks.predictive.linear_predictor import Draws  # and with it scipy

    fitted = Draws(fit.stan_data, fit.parameters(declared))
    x, z, offset = (fitted.data[name] for name in ("X_new", "Z_new", "offsets_new"))
    response = responses.get(family)
    drawn = response.mean(fitted.of_groups())
    centre = response.mean(fitted.of_population(x[:1], offset[:1])[:, 0])
    if response.LINK == "identity":
        mean = means(family, PARTIAL, fit, labels)
    else:
        same = _same(fitted.data)
        mean = (np.bincount(same, drawn.mean(axis=0)) / np.bincount(same))[same]
    return Levels(drawn, centre, spread(fitted, z[0]), mean, drawn.std(axis=0))


def _same(data: dict) -> np.ndarray:
    """Number the groups, those with the same rows alike: their posteriors are the same."""
    group = np.asarray(data["group"])
    parts = [data[name] for name in ("y", "trials", "offsets") if name in data]
    if data["H"]:
        parts += [*np.reshape(data["level"], (data["H"], -1))]
    parts += [Columns.of(data[name]).values for name in ("X", "Z")]
    rows = np.column_stack(parts)
    rows = rows[np.lexsort((*rows.T, group))]
    numbers: dict[bytes, int] = {}
    of_groups = np.split(rows, np.cumsum(np.bincount(group)[1:])[:-1])
    return np.array(
        [numbers.setdefault(each.tobytes(), len(numbers)) for each in of_groups]
    )


def spread(drawn: Draws, z) -> np.ndarray:
    """Give the sd between groups of the linear predictor at some columns, by draw."""
    return np.sqrt(((np.asarray(z) @ drawn.root()) ** 2).sum(axis=-1))
