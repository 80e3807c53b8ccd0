"""What an analysis has on disk, read when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pooling.basics import files
from pooling.model import families
from pooling.model.names import PARTIAL
from pooling.model.sums import Sums

if TYPE_CHECKING:
    from pooling.exact.base import Grid
    from pooling.model.families.base import Model


@dataclass
class Fit:
    """The files of one fit.

    Attributes
    ----------
    files : dict of str
        Kind -> path, the kind being the stem of the file's name (``stan_data``,
        ``posterior``, ``summary`` ...); a kind that was not declared is absent.
    """

    files: dict[str, str]

    @classmethod
    def of(cls, paths) -> Fit:
        """Name files by the stems of their names."""
        return cls({Path(path).stem: path for path in paths})

    def has(self, kind: str) -> bool:
        """Say whether there is a result of some kind."""
        return kind in self.files

    def json(self, kind: str) -> dict:
        """Give the content of one of its JSON files."""
        return files.read_json(self.files[kind])

    @cached_property
    def stan_data(self) -> dict:
        """Data of the Stan program, priors included."""
        return files.read_data(self.files["stan_data"])

    @cached_property
    def diagnostics(self) -> dict:
        """Checks of the sampler."""
        return files.read_json(self.files["diagnostics"])

    @cached_property
    def agreement(self) -> dict:
        """Verdict on the agreement with the exact answer."""
        return files.read_json(self.files["agreement"])

    @cached_property
    def summary(self):
        """Table of the declared parameters, indexed by ArviZ label."""
        from pooling.table.tables import read_summary

        return read_summary(self.files["summary"])

    @cached_property
    def exact(self):
        """Exact means and sds, indexed like the summary; missing where not computed."""
        from pooling.table.tables import read_summary

        return read_summary(self.files["exact"])

    @cached_property
    def estimates(self):
        """The summary, with the exact means and sds in it where there are any."""
        table = self.summary.copy()
        known = self.exact.loc[self.exact.index.intersection(table.index)]
        for statistic in ("mean", "sd"):
            values = known[statistic].astype(float)
            values = values[np.isfinite(values)]
            table.loc[values.index, statistic] = values
        return table

    def best(self, parameter: str, statistic: str) -> float:
        """Give a mean or an sd: the exact one where there is one, else that of the draws."""
        return float(self.estimates.at[parameter, statistic])

    @cached_property
    def grid(self) -> Grid | None:
        """Exact posterior of what the groups have in common, where it was computed."""
        from pooling.exact.answer import read_grid  # and with it pandas

        # Asked for by index: where it is missing, the files say why.
        kind = "exact_nodes"
        return read_grid(self.files[kind]) if kind in self.files else None

    def points(self, *names: str) -> tuple[dict[str, Any], Any]:
        """Give the posterior of what the groups have in common, as weighted points.

        Of some hyperparameters their values, and the mass of the points, which sums to one:
        nodes of the exact posterior where there is one, else draws.
        """
        if self.grid is None:
            drawn = self.draws(*names)
            count = len(drawn[names[0]])
            return drawn, np.full(count, 1 / count)
        values, weights = self.grid.heavy()
        return {name: values[name] for name in names}, weights

    def draws(self, *names: str, group: str = "posterior") -> dict[str, Any]:
        """Load draws of some variables, of all chains, shape (chain * draw, ...)."""
        from pooling.sampling.draws import arrays

        stored = arrays(self.files["posterior"], group, names)
        return {
            name: values.reshape(-1, *values.shape[2:]) for name, values in stored.items()
        }

    def parameters(self, declared) -> dict[str, Any]:
        """Load the draws, as `draws`, of all declared parameters of a model that the fit has.

        What its table leaves without a value is not among them.
        """
        from pooling.sampling.draws import names

        there = names(self.files["posterior"], "posterior")
        stored = [each.name for each in declared.parameters if each.name in there]
        return self.draws(*stored)

    def column(self, parameter: str, groups: list[str], statistic: str = "mean"):
        """Give a statistic of a parameter for groups, in their order, shape (group,).

        Means and sds are exact where there is an exact answer.
        """
        rows = [f"{parameter}[{group}]" for group in groups]
        return self.estimates.loc[rows, statistic].to_numpy()


@dataclass(frozen=True)
class Placed:
    """Files of one analysis, by whose they are.

    Attributes
    ----------
    paths : dict of str
        Kind -> path, of what the analysis has as a whole.
    fits : dict of dict of str
        Model -> kind -> path.
    """

    paths: dict[str, str] = field(default_factory=dict)
    fits: dict[str, dict[str, str]] = field(default_factory=dict)


def by_model(paths, read: Callable[[str], Any]) -> dict[str, Any]:
    """Read one file of each fit of an analysis, named by the folder that it lies in."""
    return {Path(path).parent.name: read(str(path)) for path in paths}


def placed(root: str | Path, inputs: dict[str, Any]) -> dict[str, Placed]:
    """Tell from its folder in that of a run whose each file is: by analysis.

    ``inputs`` has files by kind, ``root/analysis/file`` or ``root/analysis/model/file``;
    others are left out.
    """
    by_analysis: dict[str, Placed] = {}
    for kind, paths in inputs.items():
        for path in [paths] if isinstance(paths, str) else paths:
            if not Path(path).is_relative_to(root):
                continue
            *folders, _ = Path(path).relative_to(root).parts
            if len(folders) not in (1, 2):
                continue
            place = by_analysis.setdefault(folders[0], Placed())
            named = place.fits.setdefault(folders[1], {}) if folders[1:] else place.paths
            named[kind] = str(path)
    return by_analysis


@dataclass
class Results:
    """The files and words of one analysis.

    Attributes
    ----------
    analysis : str
        Its name.
    paths : dict of str
        ``prepared`` and ``facts``, and further tables by the stem of their name.
    fits : dict of Fit
        Model -> its files.
    settings : dict
        What the figures and the report show of the configuration.
    """

    analysis: str
    paths: dict[str, str]
    fits: dict[str, Fit] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    _computed: dict[Any, Any] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def once(self, name, compute: Callable[[], Any]):
        """Compute once what a figure shows in every language, by the name of what it is."""
        if name not in self._computed:
            self._computed[name] = compute()
        return self._computed[name]

    def has(self, kind: str) -> bool:
        """Say whether there is a result of some kind."""
        return kind in self.paths

    def json(self, kind: str) -> dict:
        """Give the content of one of its JSON files."""
        return files.read_json(self.paths[kind])

    def rows(self, kind: str, text: tuple[str, ...]) -> list[dict[str, Any]]:
        """Give the rows of one of its tables, some columns as text."""
        return files.read_rows(self.paths[kind], text)

    @cached_property
    def prepared(self):
        """The table that was modelled."""
        from pooling.table import prepared

        return prepared.of(self.paths["prepared"])

    @cached_property
    def facts(self) -> dict:
        """Counts of rows and groups, and what the preparation decided."""
        return files.read_facts(self.paths["facts"])

    @cached_property
    def sums(self) -> Sums | None:
        """What the rows of a long table come to; None where they are to be read."""
        laid_out = self.facts.get("stan_data") if self.has("facts") else None
        return laid_out and Sums.read(files.filled(laid_out["sums"], self.paths["facts"]))

    @property
    def counts(self) -> bool:
        """Whether rows are counts of trials."""
        return self.sums is None and "N" in self.prepared

    @property
    def sizes(self) -> np.ndarray:
        """Observations, or trials, per group, in the order of ``groups``."""
        if not self.counts:
            return self.rows_by_group
        trials = self.prepared["N"].groupby(self.prepared["group"])
        return trials.sum().loc[self.groups].to_numpy()

    @property
    def rows_by_group(self) -> np.ndarray:
        """Rows of each group, whatever they count, in the order of ``groups``."""
        if self.sums is not None:
            return self.sums.sizes
        return self.prepared["group"].value_counts().loc[self.groups].to_numpy()

    @property
    def outcome(self) -> tuple[float, float, float, float]:
        """Mean, sd, and ends of the outcome of all rows."""
        sums = self.sums
        if sums is None:
            y = self.prepared["y"]
            return y.mean(), y.std(), y.min(), y.max()
        spread = np.sqrt(sums.squares / (sums.n - 1))
        ends = float(sums.least.min()), float(sums.largest.max())
        return sums.mean, float(spread), *ends

    @cached_property
    def groups(self) -> list[str]:
        """Group labels, in the order of the Stan programs' vectors."""
        return self.facts["group_labels"]

    @property
    def family(self) -> str:
        """Family of the analysis' models."""
        return self.settings["family"]

    def declared(self, model: str = PARTIAL) -> Model:
        """Give what is declared of a model of the analysis."""
        return families.get(self.family).MODELS[model]

    def labels(self, model: str = PARTIAL) -> dict[str, list[str]]:
        """Give the labels along each dimension of a model's parameters."""
        return families.labels(self.family, model, self.facts)

    @cached_property
    def coefficients(self) -> tuple[str, ...]:
        """Names of what varies between groups on the scale of the linear predictor."""
        return families.get(self.family).COEFFICIENTS or tuple(self.labels()["varying"])

    def group_rows(self, coefficient: str) -> list[str]:
        """Give a coefficient's label in the summary, for every group in order."""
        return families.group_rows(self.family, coefficient, self.labels())
