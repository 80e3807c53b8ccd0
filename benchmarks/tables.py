"""The tables that are fitted: the lecture's own, and simulated ones that grow."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from pooling import exact
from pooling.basics import files
from pooling.model import families, priors
from pooling.model.families.base import centred, group_means, label, natural_order
from pooling.run import config
from pooling.sampling import draws
from pooling.table import preparation
from pooling.table.tables import read_prepared

ROOT = Path(__file__).resolve().parents[1]
MODEL = "partial_pooling"
LECTURE = ("radon", "marathon", "frogs")
SHOWN = 100  # group effects of a simulated table that are compared
# A population as the lecture's tables have it.
MU, SIGMA_ALPHA, SIGMA = 1.3, 0.3, 0.75
KAPPA, OMEGA, TRIALS = 100.0, 0.3, (20, 8)


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
    def parameters(self) -> list:
        """Declared parameters, without those that repeat another in another unit."""
        declared = families.get(self.family).MODELS[MODEL].parameters
        return [item for item in declared if item.copy_of is None]

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
        DataFrame
            ``mean`` and ``sd``, indexed by ``parameter``.

        Raises
        ------
        PoolingError
            The grid would take too much work, or finds no end.
        """
        import pandas as pd

        found = exact.posterior(self.family, MODEL, self.data, {"group": self.groups})
        table = pd.DataFrame({"mean": found.mean, "sd": found.sd}, index=found.labels)
        return table.loc[self.labels]


def _lecture() -> config.Configuration:
    """Read the lecture's configuration."""
    written = yaml.safe_load((ROOT / "config" / "lecture.yaml").read_text("utf-8"))
    return config.load(written, ROOT)


def _priors(analysis: str) -> dict[str, float]:
    """Give the lecture's priors as data of the program."""
    return priors.stan_data(_lecture().priors_of(analysis, MODEL))


def lecture(name: str, folder: Path) -> Table:
    """Prepare a table of the lecture, with the lecture's priors.

    Parameters
    ----------
    name : str
        Analysis.
    folder : Path
        Where its files are written.

    Returns
    -------
    Table
    """
    settings = _lecture()
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
    groups = natural_order(read_prepared(prepared)["group"])
    # No tool is asked for log_lik and y_rep.
    return Table(
        name,
        own.family,
        files.read_json(data) | {"per_observation": 0},
        groups,
        np.arange(len(groups)),
    )


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
