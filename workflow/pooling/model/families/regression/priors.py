"""Priors of an analysis by formula: defaults from the table, and those that are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.basics import by_column
from pooling.basics.errors import PoolingError, nearest
from pooling.model import priors
from pooling.model.names import COMPLETE, NONE, PARTIAL

if TYPE_CHECKING:
    from pooling.model.formula_design import Design

MEANS = "Intercept at the predictors' means"
LKJ = 2.0


@dataclass
class Table:
    """What the default priors of an analysis rest on.

    Attributes
    ----------
    population, varying : pooling.model.formula_design.Design
        Columns of the formula.
    group : str
        What the groups are called.
    further : list of str
        Further grouping factors.
    correlated : bool
        Whether a group has coefficients that are correlated.
    apart : ndarray of bool
        Columns of the population that stand beside the groups' own where nothing is pooled.
    place, scale : float
        Where outcomes lie and how far apart, on the scale of the linear predictor.
    noise : float
        Root of the mean square of the rows' sds, in sigma.
    """

    response: Any
    population: Design
    varying: Design
    group: str
    further: list[str]
    correlated: bool
    apart: np.ndarray
    place: float
    scale: float
    noise: float = 1.0

    def spread(self, design: Design) -> np.ndarray:
        """Give the sd of each column, 1 for those that are levels."""
        columns = design.columns.parts
        sd = np.array([column.std(ddof=1) for column in columns])
        size = np.array([np.abs(column).max() for column in columns])
        sd = np.where(sd > 1e-9 * size, sd, np.where(size > 0, size, 1.0))
        return np.where(design.levels, 1.0, sd)

    def normal(self, design: Design, width: float) -> dict[str, np.ndarray]:
        """Give mean and sd of coefficients: slopes are around 0."""
        sd = width * self.scale / self.spread(design)
        return {"mean": np.where(design.levels, self.place, 0.0), "sd": sd}

    def rates(self) -> dict[str, np.ndarray]:
        """Give the rates of the sds between groups."""
        return {"rate": self.spread(self.varying) / self.scale}

    def own(self) -> dict[str, np.ndarray]:
        """Give the wide priors of the groups' coefficients where nothing is pooled.

        A level is the value where what stands beside it is 0, which may be far from the
        table: there it is as much wider as slopes take it.
        """
        priors = self.normal(self.varying, self.response.WIDTH[1])
        middle = by_column.means(self.population.columns)[self.apart]
        sd = self.spread(self.population)[self.apart]
        away = np.sqrt(1 + ((middle / sd) ** 2).sum())
        priors["sd"] = np.where(self.varying.levels, priors["sd"] * away, priors["sd"])
        return priors

    def defaults(self) -> dict[str, dict[str, Any]]:
        """Give parameter -> argument -> value, or values in the order of its columns."""
        response = self.response
        return {
            "beta": self.normal(self.population, response.WIDTH[0]),
            "sd": self.rates(),
            "cor": {"shape": LKJ},
            **{
                name: of.default(self.scale / self.noise)
                for name, of in response.DISPERSION.items()
            },
            "sd_further": {"rate": np.full(len(self.further), 1 / self.scale)},
            "theta": self.own(),
        }

    def names(self) -> dict[str, list[str] | None]:
        """Give parameter -> what the values of its prior are called; None for one value."""
        return {
            "beta": self.population.labels,
            "sd": self.varying.labels,
            "cor": None,
            **dict.fromkeys(self.response.DISPERSION),
            "sd_further": self.further,
            "theta": self.varying.labels,
        }

    def keys(self) -> dict[str, tuple[str, str | None, str]]:
        """Give what a configuration may name.

        Of each name the parameter, the label of the value (None for all that a prior has),
        and the distribution.
        """
        keys = {
            f"sd_{self.group}": ("sd", None, "exponential"),
            f"cor_{self.group}": ("cor", None, "lkj"),
            self.group: ("theta", None, "normal"),
            **{
                f"sd_{name}": ("sd_further", name, "exponential") for name in self.further
            },
            **{
                name: (name, None, of.prior)
                for name, of in self.response.DISPERSION.items()
            },
        }
        keys |= {label: ("beta", label, "normal") for label in self.population.labels}
        if not self.correlated:
            del keys[f"cor_{self.group}"]
        return keys


def parameters_of(model: str, table: Table) -> tuple[str, ...]:
    """Name what a model has priors of."""
    beside = (*table.response.DISPERSION, "sd_further")
    return {
        COMPLETE: ("beta", *beside),
        NONE: ("beta", *beside, "theta"),
        PARTIAL: ("beta", "sd", *["cor"] * table.correlated, *beside),
    }[model]


def resolve(table: Table, shared: dict, of_models: dict[str, dict]) -> dict[str, Any]:
    """Give every prior of every model: what is written, else the default.

    Parameters
    ----------
    table : Table
        What the defaults rest on.
    shared : dict
        Name, as the parameter is printed -> prior, or coefficient -> prior; their shape is
        checked.
    of_models : dict
        Model of the analysis -> the same, its own.

    Returns
    -------
    dict
        ``priors``: model -> parameter -> argument -> number or list of numbers;
        ``priors_given``: labels of those that are written; ``prior_labels``: model ->
        parameter -> label of each; ``at_means``: model -> parameter ("beta", "theta") ->
        whether its intercept is that at the means.

    Raises
    ------
    PoolingError
        A name that the analysis does not have, or another distribution than its own.
    """
    resolved: dict[str, Any] = {"priors": {}, "prior_labels": {}, "at_means": {}}
    given_labels: list[str] = []
    _require_use(table, shared, list(of_models), "priors")
    for model in (COMPLETE, NONE, PARTIAL):
        of_model = of_models.get(model, {})
        _require_use(table, of_model, [model], f"models.{model}.priors")
        chosen = {
            name: {argument: np.array(value, float) for argument, value in each.items()}
            for name, each in table.defaults().items()
        }
        given: dict[str, set] = {name: set() for name in chosen}
        for key, prior in (shared | of_model).items():
            for parameter, place, arguments in _read(table, key, prior):
                for argument, value in arguments.items():
                    chosen[parameter][argument][place] = value
                given[parameter].add(place)
        kept = parameters_of(model, table)
        labels = {name: _labels(table, name) for name in kept}
        resolved["at_means"][model] = {}
        for name, design in (("beta", table.population), ("theta", table.varying)):
            intercept = _intercept(design.labels)
            free = bool(intercept) and not intercept & given[name]
            resolved["at_means"][model][name] = free
            if free and name in kept and len(design.labels) > 1:
                (place,) = intercept
                labels[name][place] = labels[name][place].replace("Intercept", MEANS)
        resolved["priors"][model] = {
            name: {argument: value.tolist() for argument, value in chosen[name].items()}
            for name in kept
        }
        resolved["prior_labels"][model] = labels
        given_labels += [
            label
            for name in kept
            for place, label in enumerate(labels[name])
            if given[name] & {place, ()}
        ]
    resolved["priors_given"] = list(dict.fromkeys(given_labels))
    return resolved


def _require_use(table: Table, written: dict, models: list[str], where: str) -> None:
    """Refuse a name that there is not, or a prior that none of the models has."""
    known = table.keys()
    for key in written:
        if key not in known:
            raise PoolingError(
                f"{where}.{key}: this formula has no such prior; {nearest(key, known)}"
            )
        if not any(known[key][0] in parameters_of(model, table) for model in models):
            raise PoolingError(
                f"{where}.{key}: none of the models that it is written for has this prior; "
                "leave it out."
            )


def _intercept(labels: list[str]) -> set:
    return {labels.index("Intercept")} if "Intercept" in labels else set()


def _labels(table: Table, parameter: str) -> list[str]:
    """Label the values of a prior as their parameters are printed."""
    names = table.names()[parameter]
    if names is None:
        return [f"cor_{table.group}" if parameter == "cor" else parameter]
    around = {
        "beta": ("", ""),
        "theta": (f"{table.group}[", "]"),
        "sd": (f"sd_{table.group}[", "]"),
        "sd_further": ("sd_", "[Intercept]"),
    }
    before, behind = around[parameter]
    return [f"{before}{name}{behind}" for name in names]


def _read(table: Table, key: str, prior: dict):
    """Give the parameter, place and arguments of each value that a prior is about."""
    where = f"priors.{key}"
    parameter, label, distribution = table.keys()[key]
    names = table.names()[parameter]
    if set(prior) & set(priors.ARGUMENTS):
        checked = priors.check({key: prior}, {key: distribution}, "priors")[key]
        if names is None:
            yield parameter, (), checked
        else:
            for place, name in enumerate(names):
                if label in (None, name):
                    yield parameter, place, checked
        return
    if names is None or (label is not None and parameter == "beta"):
        raise PoolingError(f"{where}: write the prior as {{{distribution}: numbers}}.")
    choices = ["Intercept"] if label else names
    for name, number in prior.items():
        if name not in choices:
            raise PoolingError(
                f"{where}.{name}: the groups have no such coefficient; "
                + nearest(name, choices)
            )
        checked = priors.check(
            {f"{key}.{name}": number}, {f"{key}.{name}": distribution}, "priors"
        )
        place = names.index(label or name)
        yield parameter, place, checked[f"{key}.{name}"]
