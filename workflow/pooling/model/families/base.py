"""What every family declares: `Family`, and the classes of what it declares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from pooling.basics import long_tables

if TYPE_CHECKING:
    import pandas as pd

    from pooling.model.refits import Refit


LANGUAGES = ("en", "es")


@dataclass(frozen=True)
class Level:
    """The estimate of each group that readers compare, by the names of parameters.

    Attributes
    ----------
    name : str
        The groups' own level.
    centre : str
        Where the population lies.
    spread : str or None
        How far it spreads, where that is learned.
    share : bool
        Whether it is a probability, between 0 and 1.
    """

    name: str
    centre: str
    spread: str | None
    share: bool


@dataclass(frozen=True)
class Parameter:
    """A quantity whose posterior is summarised.

    Attributes
    ----------
    name : str
        Name in the Stan program.
    dims : tuple of str
        What it has a value for each of, dimension by dimension; of none, it is a number.
    copy_of : str or None
        The parameter that it increases with: the same in another unit.
    written : str or None
        How a value is written for a reader: ``{0}`` is its place along the first
        dimension, ``{name}`` the parameter's name, ``{grouping}`` the column of the groups;
        by default the name, with its places in brackets.
    prior_of : str or None
        What of it the prior is of, where that is another scale: ``1/sqrt(phi)``.
    """

    name: str
    dims: tuple[str, ...] = ()
    copy_of: str | None = None
    written: str | None = None
    prior_of: str | None = None

    @property
    def per_group(self) -> bool:
        """Whether it has one value per group, or several."""
        return "group" in self.dims

    def label(self, places: tuple[str, ...], grouping: str = "") -> str:
        """Write one of its values for a reader, places in the order of its dimensions."""
        inner = ",".join(f"{{{place}}}" for place in range(len(places)))
        form = self.written or ("{name}[" + inner + "]" if places else "{name}")
        return form.format(*places, name=self.name, grouping=grouping)


@dataclass(frozen=True, kw_only=True)
class Model:
    """One cell of the table family x degree of pooling.

    Attributes
    ----------
    pooling : {"complete", "none", "fixed", "partial"}
        How much the groups share.
    parameters : tuple of Parameter
        Declared parameters, those of the population first.
    priors : dict of str
        Parameter -> distribution of its prior.
    options : tuple of str
        Further keys the model takes in a configuration.
    sampled : bool
        Whether a Stan program samples it.
    default : bool
        Whether an analysis that lists no models has it.
    collapsed : str or None
        Its program from sufficient statistics, without group effects, if there is one.
    likelihood : str
        Distribution of the outcomes, one of `pooling.model.responses.NAMES`. A stage that
        does not know it computes nothing.
    coefficients : dict
        What a group has on the scale of the linear predictor -> the column of the Stan
        data that it is multiplied with; None for the level, which comes first.
    correlations : dict
        Two coefficients -> the parameter that is their correlation between groups; those
        of no other two are correlated.
    population : {"normal", "beta"}
        Distribution that the groups' effects come from.
    design : {"columns", "formula"}
        Whether what is modelled are the columns of ``coefficients`` or a formula's.
    program : str or None
        Its Stan program, where that is not called as the model is.
    switches : dict of int
        Stan data that tell it from the other models of one program.
    sampled_as : tuple of str
        Variables of its program that its density reads beside the parameters, whose kept
        digits do not tell it.
    """

    pooling: str
    parameters: tuple[Parameter, ...]
    priors: dict[str, str] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    sampled: bool = True
    default: bool = True
    collapsed: str | None = None
    likelihood: str = field(kw_only=True)
    coefficients: dict[str, str | None] = field(kw_only=True)
    correlations: dict[tuple[str, str], str] = field(default_factory=dict, kw_only=True)
    population: str = field(default="normal", kw_only=True)
    design: str = field(default="columns", kw_only=True)
    program: str | None = field(default=None, kw_only=True)
    switches: dict[str, int] = field(default_factory=dict, kw_only=True)
    sampled_as: tuple[str, ...] = ()

    def given(self, options: dict[str, Any]) -> dict[str, Any]:
        """Keep the numbers of an analysis that the model does not learn itself."""
        return {name: each for name, each in options.items() if name not in self.priors}


@runtime_checkable
class Family(Protocol):
    """What a family has, be it a module or, for a response, an object.

    One with a model without pooling has a function ``determined`` too: it says of each
    group, from the Stan data, whether its own data alone determine its coefficients. Where
    they do not, an estimate without pooling rests on its prior.

    Attributes
    ----------
    MODELS : dict of Model
        By their names, in the order from least to most interesting pooling.
    COMPARABLE : bool
        Whether there are observations enough to compare the models' predictions.
    ONE_ROW_PER_GROUP : bool
        Whether a row is a group, so that importance sampling cannot leave it out.
    COLLAPSED : bool
        Whether ``sampler: auto`` leaves the group effects out whatever the table.
    SUMMED : tuple of str
        Columns of numbers of a long table, where sums by group stand for its rows; these
        are judged by ``require`` and laid out by ``of_sums``.
    COEFFICIENTS : tuple of str or None
        The groups' parameters on the scale of the linear predictor; None where a formula
        says which.
    LEVEL : Level or None
        The estimate of each group that readers compare.
    CHOSEN : tuple or None
        A number of the population that is chosen and not learned, with the least that it
        can be.
    CLAIMED : tuple of str
        Variables of its programs that claims read, beside the declared parameters.
    REFITS : dict of Refit
        The fits that its claims need beside the run's, by their names.
    EXAMPLE : tuple
        The table on which its programs are calibrated, a function of
        `pooling.checks.calibration.designs`, and what it is given beside the sizes.
    SCALED : bool
        Whether its default priors depend on the table.
    Settings : type
        The keys of an analysis in the configuration.
    FromTable : type or None
        The keys of an analysis whose table is read when the run is planned.
    """

    MODELS: dict[str, Model]
    COMPARABLE: bool
    ONE_ROW_PER_GROUP: bool
    COLLAPSED: bool
    SUMMED: tuple[str, ...]
    COEFFICIENTS: tuple[str, ...] | None
    LEVEL: Level | None
    CHOSEN: tuple[str, float] | None
    CLAIMED: tuple[str, ...]
    REFITS: dict[str, Refit]
    EXAMPLE: tuple[str, dict[str, Any]]
    SCALED: bool
    Settings: type
    FromTable: type | None

    def prepare(self, table, settings: dict) -> tuple[pd.DataFrame, dict]:
        """Turn raw columns into the prepared table, and facts about it.

        Parameters
        ----------
        table : pooling.table.tables.RawTable or None
            The raw table; None where the configuration has the data.
        settings : dict
            ``preparation`` of the `Settings`.

        Returns
        -------
        prepared : DataFrame
            ``row`` (line of the source), ``group`` (label), ``y`` (in the unit of the
            outcome), and what the family has beside them.
        facts : dict
            Rows read, dropped and used; groups; and what the family adds.

        Raises
        ------
        PoolingError
            Its models cannot be fitted to such a table.
        """

    def stan_data(self, prepared, facts: dict, options: dict) -> dict[str, Any]:
        """Lay the prepared table out as the data block that its programs share.

        Parameters
        ----------
        prepared, facts
            From `prepare`.
        options : dict
            Numbers of the analysis that the model does not learn.
        """

    def default_priors(self, prepared) -> dict[str, dict[str, dict[str, float]]]:
        """Give the arguments of priors that the configuration leaves out."""


def group_facts(prepared: pd.DataFrame) -> dict[str, Any]:
    """Count the rows of a prepared table, and name its groups as vectors have them."""
    labels = natural_order(prepared["group"].unique())
    return {"rows_used": len(prepared), "groups": len(labels), "group_labels": labels}


def natural_order(labels) -> list[str]:
    """List group labels, each once: sorted as numbers where all are numbers, else as text."""
    unique = sorted(set(labels.unique() if hasattr(labels, "unique") else labels))
    if all(re.fullmatch(r"[+-]?\d+(\.\d+)?", label) for label in unique):
        unique.sort(key=float)
    return unique


def labels_of(parameters, labels: dict[str, list[str]]) -> list[str]:
    """Label the values of declared parameters, the last dimension running fastest.

    ``labels`` are those of each dimension, from `pooling.model.families.labels`.
    """
    (grouping,) = labels.get("grouping", [""])
    return [
        parameter.label(places, grouping)
        for parameter in parameters
        for places in product(*(labels[each] for each in parameter.dims))
    ]


def present(parameters, labels: dict[str, list[str]]) -> list[Parameter]:
    """Keep the parameters that have a value; arguments as of `labels_of`."""
    return [
        parameter
        for parameter in parameters
        if all(len(labels[dim]) for dim in parameter.dims)
    ]


def label(name: str, index: str | None = None) -> str:
    """Label of a parameter, with the group's own name: ``alpha[Aitkin]``."""
    return name if index is None else f"{name}[{index}]"


def group_index(prepared: pd.DataFrame) -> tuple[list[str], Any]:
    """Number the groups of a prepared table in their natural order.

    It gives their labels, in the order of the Stan program's vectors, and the group of each
    row, from 1.
    """
    import numpy as np

    codes, unique = prepared["group"].factorize()
    labels = natural_order(unique)
    position = {label: place for place, label in enumerate(labels, start=1)}
    return labels, np.array([position[label] for label in unique], np.int32)[codes]


def listed(values):
    """Give numbers as a list; those of a long table stay the array that they are."""
    if len(values) > long_tables.LONG:
        return values
    import numpy as np

    return np.asarray(values).tolist()


def centred(estimates, variances) -> int:
    """Choose how a partial pooling program samples its group effects.

    The centred form mixes well where the data settle the groups, the standardised one where
    the population does: Betancourt and Girolami (2015), "Hamiltonian Monte Carlo for
    hierarchical models", section 4. Measured on the lecture's tables, the better form has
    1.4 (radon) to 5 (tanks) times the effective draws. Centred, a draw diverges where the
    variance between groups falls below that of the estimates (the funnel). With few groups
    the table cannot exclude this even if they look far apart, so a confidence limit
    decides, one that some thousand draws hardly pass: for J normal estimates with sample
    variance s^2, (J - 1) s^2 over its expectation is chi-square with J - 1 degrees of
    freedom, and the expectation is the variance between groups plus the mean sampling
    variance.

    Of raw estimates by group and their sampling variances, NaN where the table cannot tell,
    it is 1, centred, where the variance between groups exceeds half the median sampling
    variance, with a confidence of 99.99 %, else 0.
    """
    import numpy as np

    estimates, variances = np.asarray(estimates), np.asarray(variances)
    freedom = len(estimates) - 1
    return settled(freedom * estimates.var(ddof=1), freedom, variances)


def settled(square: float, freedom: int, variances, known: int | None = None) -> int:
    """Say whether the data settle estimates, as `centred` does.

    Of the sum of their squared deviations, with ``freedom`` degrees of freedom, and their
    sampling variances. Where few differences tell these, with ``known`` degrees of freedom,
    the ratio has an F distribution.
    """
    import numpy as np
    from scipy.special import chdtri, fdtri

    if known is None:
        most = chdtri(freedom, 1e-4)
    else:
        most = freedom * fdtri(freedom, known, 1 - 1e-4)
    lowest = square / most - variances.mean()
    return int(lowest > np.median(variances) / 2)


def group_means(y, index) -> tuple:
    """Give the mean of each group, ``index`` being those of rows from 1, and its variance.

    That is from the pooled variance within groups; NaN where every group has one row.
    """
    import numpy as np

    size = np.bincount(index)[1:]
    means = np.bincount(index, y)[1:] / size
    freedom = len(y) - len(size)
    within = ((y - means[index - 1]) ** 2).sum() / freedom if freedom else np.nan
    return means, within / size
