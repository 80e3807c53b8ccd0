"""The tables that are fitted: the lecture's, with formulas too, and simulated ones."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from pooling import exact
from pooling.basics import files
from pooling.model import families, priors, responses
from pooling.model.families.base import (
    centred,
    group_means,
    label,
    labels_of,
    natural_order,
    present,
)
from pooling.run import config
from pooling.sampling import draws
from pooling.table import preparation
from pooling.table.tables import read_prepared

ROOT = Path(__file__).resolve().parents[1]
MODEL = "partial_pooling"
LECTURE = ("radon", "marathon", "frogs")
COVARIATES = ("radon_floor", "frogs_predation")  # of config/covariates.yaml
NAMES = (*LECTURE, *COVARIATES, "zero_one", "coins")
SHOWN = 100  # group effects of a simulated table that are compared
# A population as the lecture's tables have it.
MU, SIGMA_ALPHA, SIGMA = 1.3, 0.3, 0.75
KAPPA, OMEGA, TRIALS = 100.0, 0.3, (20, 8)
ROWS, DISTRICTS, SLOPE = 2000, 60, 0.5  # of the 0/1 table, on the scale of log odds


@dataclass(frozen=True)
class Table:
    """A table, laid out for the family's partial pooling program.

    Attributes
    ----------
    name : str
        What it is called in the results.
    family : str
        The family.
    data : dict
        Data of the direct program, priors included.
    groups : list of str
        Group labels, in the order of the program's vectors.
    shown : ndarray of int
        Groups whose effects are looked at, beside what the groups have in common.
    """

    name: str
    family: str
    data: dict[str, Any]
    groups: list[str]
    shown: np.ndarray

    @property
    def declared(self):
        """The model, as its family declares it."""
        return families.get(self.family).MODELS[MODEL]

    @property
    def parameters(self) -> list:
        """Declared parameters, without those that repeat another in another unit."""
        return [item for item in self.declared.parameters if item.copy_of is None]

    @property
    def labels(self) -> list[str]:
        """Labels of all that is looked at, in the order of `values`."""
        return [
            text
            for item in self.parameters
            for text in (
                [label(item.name, self.groups[place]) for place in self.shown]
                if item.per_group
                else [item.name]
            )
        ]

    def values(self, drawn: dict) -> np.ndarray:
        """Lay the draws of what is looked at side by side.

        Parameters
        ----------
        drawn : dict of ndarray
            Parameter -> draws, shape (chain, draw) or (chain, draw, group).

        Returns
        -------
        ndarray
            Shape (chain, draw, label).
        """
        return draws.beside(
            np.asarray(drawn[item.name], float)[
                ..., self.shown if item.per_group else np.newaxis
            ]
            for item in self.parameters
        )

    def exact(self):
        """Compute the posterior without sampling.

        Returns
        -------
        pooling.exact.base.Exact

        Raises
        ------
        PoolingError
            It would take too much work, or finds no end.
        """
        return exact.posterior(self.family, MODEL, self.data, {"group": self.groups})


@dataclass(frozen=True)
class FormulaTable(Table):
    """The same, of a model by formula; all groups are looked at.

    Attributes
    ----------
    dims : dict of list of str
        Dimension -> labels, see `pooling.model.families.labels`.
    """

    dims: dict[str, list[str]]

    @property
    def parameters(self) -> list:
        """Declared parameters that have values."""
        return present(self.declared.parameters, self.dims)

    @property
    def labels(self) -> list[str]:
        """Labels of all that is looked at, in the order of `values`."""
        return labels_of(self.parameters, self.dims)

    def values(self, drawn: dict) -> np.ndarray:
        """Lay the draws side by side; see `Table.values`."""
        parts = [np.asarray(drawn[item.name], float) for item in self.parameters]
        return draws.beside(part.reshape(*part.shape[:2], -1) for part in parts)

    def exact(self):
        """Compute the posterior without sampling; see `Table.exact`."""
        return exact.posterior(self.family, MODEL, self.data, self.dims)


def _configuration(name: str) -> config.Configuration:
    """Read a configuration of the project."""
    written = yaml.safe_load((ROOT / "config" / f"{name}.yaml").read_text("utf-8"))
    return config.load(written, ROOT)


def _priors(analysis: str) -> dict[str, float]:
    """Give the lecture's priors as data of the program."""
    return priors.stan_data(_configuration("lecture").priors_of(analysis, MODEL))


def _prepared(settings: config.Configuration, name: str, folder: Path) -> Table:
    """Prepare the table of an analysis, with the analysis's priors, in a folder."""
    own = settings.analyses[name]
    prepared, facts, data = (
        str(folder / f"{name}.{end}") for end in ("parquet", "facts.json", "json")
    )
    preparation.prepare_table(
        own.family,
        own.preparation,
        source=str(ROOT / own.data),
        prepared=prepared,
        facts=facts,
    )
    preparation.write_stan_data(
        own.family,
        MODEL,
        given=settings.priors_of(name, MODEL),
        options=settings.model_options(name, MODEL),
        prepared=prepared,
        facts=facts,
        output=data,
    )
    # No tool is asked for log_lik and y_rep.
    read = files.read_data(data) | {"per_observation": 0}
    if own.family in responses.NAMES:
        dims = families.labels(own.family, MODEL, files.read_facts(facts))
        groups = dims["group"]
        return FormulaTable(name, own.family, read, groups, np.arange(len(groups)), dims)
    groups = natural_order(read_prepared(prepared)["group"])
    return Table(name, own.family, read, groups, np.arange(len(groups)))


def zero_one(folder: Path, seed: int = 1) -> Table:
    """Simulate outcomes of 0 and 1 in districts, with a predictor, and default priors.

    Parameters
    ----------
    folder : Path
        Where its files are written.
    seed : int
        Same seed, same table.

    Returns
    -------
    FormulaTable
    """
    rng = np.random.default_rng(seed)
    district = rng.integers(0, DISTRICTS, ROWS)
    x = rng.normal(size=ROWS).round(2)
    eta = rng.normal(0, 1, DISTRICTS)[district] + SLOPE * x
    y = (rng.random(ROWS) < 1 / (1 + np.exp(-eta))).astype(int)
    files.write_csv(
        folder / "zero_one.csv", pd.DataFrame({"y": y, "x": x, "district": district + 1})
    )
    analysis = {
        "family": "bernoulli",
        "formula": "y ~ x + (1 | district)",
        "data": str(folder / "zero_one.csv"),
    }
    written = {"run": "benchmarks", "seed": seed, "analyses": {"zero_one": analysis}}
    return _prepared(config.load(written, ROOT), "zero_one", folder)


def of(name: str, folder: Path) -> Table:
    """Give a table that all tools fit side by side.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    folder : Path
        Where its files are written.
    """
    if name in ("zero_one", "coins"):
        return zero_one(folder) if name == "zero_one" else coins(1000)
    run = "lecture" if name in LECTURE else "covariates"
    return _prepared(_configuration(run), name, folder)


def _some(groups: int) -> np.ndarray:
    """Choose groups that are looked at, evenly."""
    return np.unique(np.linspace(0, groups - 1, min(groups, SHOWN)).astype(int))


def means(rows: int, groups: int, seed: int = 1) -> Table:
    """Simulate a table like radon's, of any length.

    Parameters
    ----------
    rows, groups : int
        Each group has a row at least; the others fall to the groups by chance.
    seed : int
        Same seed, same table.

    Returns
    -------
    Table
        With the priors of the lecture's radon.
    """
    rng = np.random.default_rng(seed)
    group = np.append(np.arange(groups), rng.integers(0, groups, rows - groups)) + 1
    alpha = rng.normal(MU, SIGMA_ALPHA, groups)
    y = alpha[group - 1] + rng.normal(0, SIGMA, rows)
    data = {
        "N": rows,
        "J": groups,
        "group": group,
        "y": y,
        "N_new": 1,
        "centred": centred(*group_means(y, group)),
        "prior_only": 0,
        "per_observation": 0,
    }
    names = [str(place) for place in range(1, groups + 1)]
    return Table(
        f"means {rows:.0e}/{groups}",
        "means",
        data | _priors("radon"),
        names,
        _some(groups),
    )


def coins(subjects: int, seed: int = 1) -> Table:
    """Simulate subjects of the lecture's memory test, tightly tied.

    Parameters
    ----------
    subjects : int
        Subjects, with 20 and 8 trials in turn.
    seed : int
        Same seed, same table.

    Returns
    -------
    Table
        With kappa and priors of the lecture's memory_kappa100.
    """
    rng = np.random.default_rng(seed)
    trials = np.resize(TRIALS, subjects)
    a, b = OMEGA * (KAPPA - 2) + 1, (1 - OMEGA) * (KAPPA - 2) + 1
    data = {
        "S": subjects,
        "N": trials,
        "y": rng.binomial(trials, rng.beta(a, b, subjects)),
        "kappa": KAPPA,
        "N_new": len(TRIALS),
        "trials_new": sorted(TRIALS),
        "prior_only": 0,
        "per_observation": 0,
    }
    names = [str(place) for place in range(1, subjects + 1)]
    return Table(
        f"coins {subjects}",
        "coins",
        data | _priors("memory_kappa100"),
        names,
        np.arange(subjects),
    )
