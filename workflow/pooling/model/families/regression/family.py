"""Regressions: a model by its formula, one family for each response."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from pooling.basics.errors import PoolingError
from pooling.model import allowed, formula_design, refits, responses
from pooling.model.families.base import (
    Model,
    Parameter,
    group_facts,
    group_index,
    natural_order,
)
from pooling.model.families.regression import checks, priors, stan
from pooling.model.families.regression.settings import (
    FACTOR,
    OUTCOME,
    prepared_names,
)
from pooling.model.families.regression.settings import Settings as Written
from pooling.model.families.requirements import require_logarithm
from pooling.model.formula import CATEGORY, parse
from pooling.model.formula_fit import independent, squeezed_within
from pooling.model.formula_terms import Formula, Number, columns_of, factor_name
from pooling.model.names import COMPLETE, LEVEL_OF, NONE, PARTIAL

if TYPE_CHECKING:
    import pandas as pd

FIRST = 1000  # rows that mostly tell whether a variable has few values
BETA = Parameter("beta", ("coefficient",), written="{0}")
SD = Parameter("sd", ("varying",), written="sd_{grouping}[{0}]")
COR = Parameter("cor", ("pair",), written="cor_{grouping}[{0}]")
SD_FURTHER = Parameter("sd_further", ("factor",), written="sd_{0}[Intercept]")
THETA = Parameter("theta", ("group", "varying"), written="{grouping}[{0},{1}]")
FURTHER = Parameter("further", ("level",), written="{0}")


def _models(response) -> dict[str, Model]:
    """Declare the degrees of pooling of a response."""
    dispersion = tuple(
        Parameter(name, prior_of=of.prior_of(name))
        for name, of in response.DISPERSION.items()
    )
    beside = (*dispersion, SD_FURTHER)
    shared = {"beta": "normal", "sd_further": "exponential"}
    shared |= {name: of.prior for name, of in response.DISPERSION.items()}
    model = partial(
        Model,
        likelihood=response.__name__.rpartition(".")[2],
        coefficients={},
        design="formula",
        program=response.PROGRAM,
    )
    # Without a scale that is learned there is nothing left to sample.
    collapsed = getattr(response, "COLLAPSED", None)
    scaled = collapsed if response.DISPERSION else None
    return {
        COMPLETE: model(
            pooling="complete",
            collapsed=scaled,
            parameters=(BETA, *beside, FURTHER),
            priors=shared,
            switches={"pooling": 0},
        ),
        NONE: model(
            pooling="none",
            collapsed=scaled,
            parameters=(BETA, *beside, THETA, FURTHER),
            priors=shared | {"theta": "normal"},
            switches={"pooling": 1},
        ),
        PARTIAL: model(
            pooling="partial",
            collapsed=collapsed,
            parameters=(BETA, SD, COR, *beside, THETA, FURTHER),
            priors=shared | {"sd": "exponential", "cor": "lkj"},
            switches={"pooling": 2},
        ),
    }


@dataclass(frozen=True)
class Family:
    """What `pooling.model.families.base` says that a family has, for one response.

    Attributes
    ----------
    name : str
        The response.
    """

    name: str

    COMPARABLE: ClassVar = True
    ONE_ROW_PER_GROUP: ClassVar = False
    COEFFICIENTS: ClassVar = None  # those of the formula: `families.coefficients`
    LEVEL: ClassVar = None  # an expected outcome: `pooling.checks.levels`
    SCALED: ClassVar = True
    CHOSEN: ClassVar = None
    FromTable: ClassVar = None
    CLAIMED: ClassVar = ()
    SUMMED: ClassVar = ()
    REFITS: ClassVar = {"permuted": refits.of_partial(refits.reversed_groups)}
    Settings: ClassVar = Written

    @property
    def response(self):
        """Its module of `pooling.model.responses`."""
        return responses.get(self.name)

    @property
    def COLLAPSED(self) -> bool:
        """Whether its fits leave the coefficients out whatever the table."""
        return responses.closed(self.name)

    @property
    def EXAMPLE(self) -> tuple[str, dict[str, Any]]:
        """Table on which its program is calibrated, with priors of moderate counts."""
        level, width = (1, 0.5) if self.response.LINK == "log" else (0, 1)
        coefficients = {
            "Intercept": {"normal": [level, width]},
            "x": {"normal": [0, width]},
        }
        priors = coefficients | {
            "group": coefficients,  # of each group's own, where nothing is pooled
            "sd_group": {"exponential": 1 / width},
        }
        written = {"trials": "p(y, N)", "error": "y | se(exp(x))", None: "y"}
        outcome = written[self.response.BESIDE]
        return "regression", {"family": self.name, "outcome": outcome, "priors": priors}

    @property
    def MODELS(self) -> dict[str, Model]:
        """Name -> model."""
        return _declared(self.name)

    def prepare(self, table, settings: dict) -> tuple[pd.DataFrame, dict]:
        """Turn the raw columns into the table that is modelled; see `prepare`."""
        return prepare(self.name, table, settings)

    def stan_data(self, prepared, facts: dict, options: dict) -> dict[str, Any]:
        """Lay the prepared table out; see `pooling.model.families.regression.stan`."""
        return stan.stan_data(self.response, prepared, facts, options)

    def determined(self, data: dict) -> np.ndarray:
        """Say of each group whether its own data determine its coefficients."""
        return stan.determined(self.response, data)

    def default_priors(self, prepared) -> dict:
        """Give none: those of a formula are among the facts of its table."""
        return {model: {} for model in self.MODELS}

    def sizes(self, model: str, data: dict) -> dict[str, int]:
        """Count what parameters have values for, from Stan data."""
        pairs = data["K"] * (data["K"] - 1) // 2 if data["correlated"] else 0
        return {
            "coefficient": sum(data["used"]),
            "varying": data["K"],
            "pair": pairs,
            "factor": data["H"],
            "level": data["L"],
        }

    def labels(self, model: str, facts: dict) -> dict[str, list[str]]:
        """Label what parameters have values for; see `pooling.model.families.labels`."""
        formula = facts["formula"]
        used = stan.used(formula, self.MODELS[model].switches["pooling"])
        population, varying = formula["population"], formula["varying"]
        pairs = [
            f"{varying[column]},{varying[row]}"
            for row in range(len(varying))
            for column in range(row)
        ]
        return {
            "coefficient": [
                label for label, there in zip(population, used, strict=True) if there
            ],
            "varying": varying,
            "pair": pairs if formula["correlated"] else [],
            "factor": formula["further"],
            "level": [
                f"{factor}[{level}]"
                for factor in formula["further"]
                for level in formula["levels"][factor]
            ],
            "grouping": [formula["group"]],
        }


@lru_cache
def _declared(name: str) -> dict[str, Model]:
    return _models(responses.get(name))


@lru_cache
def of(name: str) -> Family:
    """Give the family of a response."""
    responses.get(name)
    return Family(name)


def prepare(family: str, table, settings: dict) -> tuple[pd.DataFrame, dict]:
    """Turn the raw columns into the table that is modelled.

    Parameters
    ----------
    family : str
        The response.
    table : pooling.table.tables.RawTable
        The raw table.
    settings : dict
        ``preparation`` of the settings.

    Returns
    -------
    prepared : DataFrame
        ``row`` (line of the source), ``group`` (label), ``y`` (outcome), ``N`` (trials of
        a success), ``se`` (of an estimate), ``weights`` and ``offset`` where there are such,
        a column for each variable as it stands in the table (``x_`` before a name that is
        taken), ``level_<factor>`` for each further grouping factor (labels).
    facts : dict
        Rows read, dropped and used; groups; ``formula``, what it says and what its columns
        are called; ``priors``, ``prior_labels``, ``priors_given`` and ``at_means`` of
        `pooling.model.families.regression.priors.resolve`; ``design``, what
        `pooling.model.formula_design.code` needs; ``typical``, a value of each variable.

    Raises
    ------
    PoolingError
        The table does not have what the formula reads, or no posterior would come of it.
    """
    response, formula = responses.get(family), parse(settings["formula"])
    prepared, facts, variables = _rows(family, table, settings, formula)
    source = table.source
    labels = {factor_name(formula.grouping): prepared["group"]} | {
        factor_name(each): prepared[LEVEL_OF + factor_name(each)]
        for each in formula.further
    }
    counted, estimates = response.TRIALS, formula.error is not None
    measured = response.LINK == "identity" and not estimates
    single = measured or (counted and prepared["N"].max() == 1)
    checks.require_factors(labels, source, not single, family)
    checks.require_predictors(formula, variables, _coded(formula), source)
    population, varying, design = formula_design.learn(
        formula, prepared, variables, source
    )
    group = factor_name(formula.grouping)
    further = [factor_name(each) for each in formula.further]
    correlated = formula.correlated and len(varying.labels) > 1
    names = {*response.DISPERSION, f"cor_{group}", "lprior", "lp__"}
    names |= {f"sd_{each}" for each in (group, *further)}
    checks.require_columns(population, varying, source, names)
    _, index = group_index(prepared)
    index = index - 1
    checks.require_slopes(varying, index, source, formula)
    if estimates:
        checks.require_errors(prepared, source, formula)
    if "weights" in prepared:
        checks.require_weights(prepared, source, settings["weights"])
    if measured:
        checks.require_spread(
            prepared,
            source,
            formula,
            columns=population.columns,
            varying=varying.columns,
            group=index,
        )
    if hasattr(response, "improper"):
        count = len(population.labels) + len(varying.labels) * (index.max() + 1)
        why = response.improper(prepared["y"].to_numpy(), str(formula.outcome), count)
        if why:
            raise PoolingError(f"{source}: {why}")
    if response.LINK == "identity":
        require_logarithm(prepared, source, settings | {"y": str(formula.outcome)})
    if formula.offsets:
        coder = formula_design.Coder(prepared, **design, source=source)
        prepared["offset"] = formula_design.added_offsets(formula, coder)
        checks.require_offsets(prepared, source, formula, response)
        facts["remarks"] += checks.doubtful_offsets(prepared, formula, response)
    apart = _apart(population, varying, index)
    located = response.place(
        prepared["y"].to_numpy(float),
        prepared["N"].to_numpy() if counted else 1,
        prepared["offset"].to_numpy() if formula.offsets else np.zeros(len(prepared)),
    )
    resolved = priors.resolve(
        priors.Table(
            *(response, population, varying, group, further, correlated, apart),
            *located,
            noise=float(np.sqrt(np.mean(stan.spread(prepared) ** 2))),
        ),
        settings["priors"],
        settings["of_models"],
    )
    aside = [
        label
        for label, itself in zip(population.labels, apart, strict=True)
        if not itself and label not in varying.labels
    ]
    said = {
        "written": formula.written,
        "response": family,
        "group": group,
        "population": population.labels,
        "varying": varying.labels,
        "further": further,
        "levels": {name: natural_order(labels[name]) for name in further},
        "constant": aside,
        "correlated": correlated,
    }
    if PARTIAL in settings["of_models"] and varying.levels.any() and varying.far():
        facts["remarks"].append({"kind": "far", "about": varying.far()})
    facts |= {"formula": said, **resolved, "design": design}
    facts["typical"] = _typical(prepared, variables, formula)
    return prepared, facts | group_facts(prepared)


def _rows(family: str, table, settings: dict, formula: Formula) -> tuple:
    """Read the columns of a formula, and leave rows out that lack one."""
    response = responses.get(family)
    left = {
        name: part
        for part in (formula.error, formula.outcome)
        for name in columns_of(part)
    }
    outcomes = {OUTCOME + name: name for name in left}
    success = settings.get("success")
    if success is None:
        for name, part in left.items():
            checks.require_outcome(table, name, family, error=part is formula.error)
            table.numbers(name)  # its text is not needed again
    numbers = dict(outcomes) if success is None else {}
    counted = dict.fromkeys(columns_of(formula.trials))
    numbers |= {OUTCOME + name: name for name in counted}
    if "weights" in settings:
        numbers["weights"] = settings["weights"]
    factors = [name for factor in formula.factors for name in factor]
    texts = {FACTOR + name: name for name in factors}
    texts |= {} if success is None else outcomes
    variables = {}
    labels_only = set(formula.variables) - {
        name
        for atom in (*formula.atoms, *formula.offsets)
        if getattr(atom, "function", None) not in CATEGORY
        for name in columns_of(atom)
    }
    for name, column in prepared_names(formula).items():
        # What is said to be a category may have numbers among its labels.
        words = table.words(name) or (name in labels_only and not table.numeric(name))
        if not words:
            checks.require_numbers(table, name)
            table.numbers(name)
        (texts if words else numbers)[column] = name
        variables[name] = {"column": column, "categories": [] if words else None}
    reading = settings | {"group": formula.grouping[0]}
    read, facts = table.observations(numbers, reading, texts)
    if success is not None:
        ((column, name),) = outcomes.items()
        checks.require_success(read[column], table.source, name, success)
        read[column] = (read[column] == success).astype(float)
    prepared = read[["row"]].copy()
    for target, factor in (
        ("group", formula.grouping),
        *((LEVEL_OF + factor_name(each), each) for each in formula.further),
    ):
        first, *others = (read[FACTOR + name] for name in factor)
        if others:  # codes of each part are none of the whole
            whole = first.astype(str).str.cat(
                [each.astype(str) for each in others], sep=":"
            )
            first = whole.astype(first.dtype if first.dtype != "category" else "category")
        prepared[target] = first
    coder = formula_design.Coder(
        read,
        {
            name: {"column": OUTCOME + name, "categories": None}
            for name in [*outcomes.values(), *counted]
        },
        source=table.source,
    )
    if response.TRIALS:
        trials = formula.trials or Number(1)
        prepared["N"] = coder.finite(coder.numbers(trials), trials)
    if "weights" in settings:
        prepared["weights"] = read["weights"]
    prepared["y"] = coder.finite(coder.numbers(formula.outcome), formula.outcome)
    if formula.error is not None:
        prepared["se"] = coder.finite(coder.numbers(formula.error), formula.error)
    outcome, source = str(formula.outcome), table.source
    allowed.require(prepared, source, response.REFUSED, of="y", column=outcome)
    if "N" in prepared:
        trials = formula.trials_column if counted else None
        allowed.require_trials(prepared, source, outcome, trials)
    if response.INTEGER:
        counts = {name: int for name in ("y", "N") if name in prepared}
        prepared = prepared.astype(counts)
    for name, variable in variables.items():
        column = variable["column"]
        prepared[column] = read[column]
        reference = settings.get("references", {}).get(name)
        if reference is not None:
            variable["reference"] = reference
        if variable["categories"] is not None:
            where = f'{table.source}: column "{name}"'
            variable["categories"] = formula_design.in_order(
                prepared[column], reference, where
            )
        elif reference is not None and name not in _coded(formula):
            raise PoolingError(
                f'{table.source}: column "{name}" holds numbers, which have no reference; '
                f"write factor({name}) in the formula if they are categories, or leave "
                f"variables.{name}.reference out."
            )
    return prepared, facts, variables


def _apart(population, varying, index: np.ndarray) -> np.ndarray:
    """Say which columns stand beside the groups' own where nothing is pooled.

    Those that no group's own coefficients can stand for, such as a predictor that varies
    within groups; a predictor that is constant in each of them is a part of its level.
    """
    columns = population.columns.parts
    left = squeezed_within(columns, varying.columns, index)
    varies = np.array([label in varying.labels for label in population.labels])
    # What rounding leaves of a column is none of it.
    size = np.array([np.linalg.norm(column) for column in columns])
    left[:, varies | (np.linalg.norm(left, axis=0) <= 1e-7 * size)] = 0
    return independent(left)


def _coded(formula: Formula) -> set[str]:
    """Name the columns that a function makes categories of."""
    return {
        name
        for atom in formula.atoms
        if getattr(atom, "function", None) in CATEGORY
        for name in columns_of(atom)
    }


def _typical(prepared, variables: dict, formula: Formula) -> dict[str, Any]:
    """Give a value of each variable that many rows have, or lie around."""
    values_of: dict[str, Any] = {}
    coded = _coded(formula)
    for name, variable in variables.items():
        values = prepared[variable["column"]]
        few = variable["categories"] is not None or name in coded
        few = few or (values.head(FIRST).nunique() <= 2 and values.nunique() <= 2)
        modes = values.mode() if few else []
        # Of values that come equally often, the one that others are compared with.
        first = [
            m for m in modes if formula_design.label_of(m) == variable.get("reference")
        ]
        typical = [*first, *modes][0] if few else values.mean()
        values_of[variable["column"]] = (
            str(typical) if variable["categories"] else float(typical)
        )
    return values_of
