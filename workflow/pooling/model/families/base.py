"""What every family declares, and the settings that all of them share.

A family is a module with

``MODELS``
    name -> `Model`, in the order from least to most interesting pooling;
``COMPARABLE``
    whether there are observations enough to compare the models' predictions;
``ONE_ROW_PER_GROUP``
    whether a row is a group, so that importance sampling cannot leave it out;
``COLLAPSED``
    whether ``sampler: auto`` leaves the group effects out whatever the table;
``COEFFICIENTS``
    the groups' parameters on the scale of the linear predictor;
``LEVEL``
    the estimate of each group that readers compare, a `Level`;
``CHOSEN``
    a number of the population that is chosen and not learned, with the least that it can
    be, or None;
``REFITS``
    name -> `pooling.model.refits.Refit`, the fits that its claims need beside the run's;
``EXAMPLE``
    the table on which its programs are calibrated, a function of
    `pooling.checks.calibration.designs`, and what it is given beside the sizes;
``Settings``
    the keys of an analysis in the configuration;
``FromTable``
    the keys of an analysis whose table is read when the run is planned, or None;
``prepare(table, settings)``
    raw columns -> (prepared table, facts about it);
``stan_data(prepared, facts, options)``
    prepared table -> data block shared by the family's programs;
``default_priors(prepared)``
    parameter -> prior arguments where the configuration gives none;
``SCALED``
    whether those depend on the table;
``determined(data)``
    of each group, whether its own data alone determine its coefficients, from the Stan
    data: where they do not, an estimate without pooling rests on its prior.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
)

from pooling.basics.errors import PoolingError

if TYPE_CHECKING:
    import pandas as pd

LANGUAGES = ("en", "es")
LARGEST_COUNT = 2**31 - 1  # of Stan's integers
MOST_DRAWN = 10**7  # numbers of the groups' parameters in a file of draws: 80 MB
MOST_SHOWN = 36  # panels of one figure
MOST_COLOURS = 4  # marks that can be told apart
# Beyond these, products of the squares of an outcome and a slope leave double precision.
LARGEST, SMALLEST = 1e50, 1e-50
LARGEST_LOG = 100.0  # natural logarithms beyond it are of numbers that nobody measures
RESOLVED = 1e-9  # least sd of a column, as a share of its largest number
ROUNDING = 32  # units in the last place that rounding may leave as a residual


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
    per_group : bool
        One value per group instead of a single one.
    copy_of : str or None
        The parameter that it increases with: the same in another unit.
    """

    name: str
    per_group: bool = False
    copy_of: str | None = None


@dataclass(frozen=True)
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
    likelihood : {"normal", "binomial"}
        Distribution of the outcomes. A stage that does not know it computes nothing.
    coefficients : dict
        What a group has on the scale of the linear predictor -> the column of the Stan
        data that it is multiplied with; None for the level, which comes first.
    correlations : dict
        Two coefficients -> the parameter that is their correlation between groups; those
        of no other two are correlated.
    population : {"normal", "beta"}
        Distribution that the groups' effects come from.
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


class Strict(BaseModel):
    """Settings that refuse a key they do not know, and true or false for anything else."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: Any, info) -> Any:
        """Refuse what Python takes for 1 and 0, and YAML makes of yes and no."""
        kind = str(cls.model_fields[info.field_name].annotation)
        found = value if isinstance(value, list) else [value]
        if any(isinstance(each, bool) for each in found) and not re.search(
            "bool|Any", kind
        ):
            raise ValueError(
                "YAML reads yes, no, on and off as true and false; put the word in quotes"
                if re.search("str|Literal", kind)
                else "write a number, not true or false"
            )
        return value


Seed = Annotated[int, Field(ge=0, le=2**63 - 1)]
# No table needs more, and no machine holds much more.
Chains = Annotated[int, Field(ge=2, le=100)]
Iterations = Annotated[int, Field(ge=10, le=100_000)]
Thinning = Annotated[int, Field(ge=1, le=1_000)]


def _translations(value: Any) -> Any:
    """One text for all languages, or one per language."""
    if isinstance(value, str):
        return dict.fromkeys(LANGUAGES, value)
    return value


Label = Annotated[dict[Literal["en", "es"], str], BeforeValidator(_translations)]
Texts = Annotated[Label, Field(min_length=1)]


def _every_language(value: Any) -> Any:
    """Give a text for every language: the same, or one each; none is left out."""
    texts = _translations(value)
    given = isinstance(texts, dict) and all(
        isinstance(texts.get(language), str) and texts[language].strip()
        for language in LANGUAGES
    )
    if not given:
        raise ValueError(
            "write one text, or one for each language, {en: heads, es: caras}"
        )
    return texts


Word = Annotated[Label, BeforeValidator(_every_language)]


def _texts(value: Any) -> Any:
    """Texts as a table has them; YAML reads some as numbers or dates."""
    if not isinstance(value, list):
        return value
    return [str(each) if isinstance(each, int | float | date) else each for each in value]


def _range(value: Any) -> Any:
    """Two numbers, the smaller one first."""
    if (
        not isinstance(value, list | tuple)
        or len(value) != 2
        or not all(
            isinstance(end, int | float) and abs(end) <= sys.float_info.max
            for end in value
        )
        or not value[0] < value[1]
    ):
        raise ValueError(
            "write two finite numbers, the smaller one first, [low, high], in the unit of "
            "the outcome; of successes, two probabilities"
        )
    return tuple(map(float, value))


def _probabilities(value: tuple[float, float]) -> tuple[float, float]:
    """Both ends of a range from 0 to 1."""
    if not (value[0] >= 0 and value[1] <= 1):
        raise ValueError(
            "of successes it is a range of their probability, between 0 and 1: "
            f"[0.02, 0.98], not [{value[0]:g}, {value[1]:g}]"
        )
    return value


# What an outcome, or a probability of success, may be: known without the table.
Range = Annotated[tuple[float, float], BeforeValidator(_range)]
Probabilities = Annotated[Range, AfterValidator(_probabilities)]


def _names(value: Any) -> Any:
    """Groups by name."""
    if value == "auto":
        return value
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_SHOWN:
        raise ValueError(f'write "auto", or a list of one to {MOST_SHOWN} groups, [a, b]')
    return _texts(value)


class Column(Strict):
    """A column of numbers, and what it is called."""

    column: str
    label: Label | None = None
    unit: Label | None = None


class Original(Strict):
    """What an outcome is the natural logarithm of."""

    label: Texts
    unit: Label | None = None


class Outcome(Column):
    """The column that is modelled.

    ``log_of`` says of a logarithm what it was taken of, so that the report can go back.
    """

    log_of: Original | None = None

    @property
    def preparation(self) -> dict[str, bool]:
        """What the preparation has to know of it."""
        return {"log_of": True} if self.log_of else {}


class Threshold(Strict):
    """A value of the outcome, on the scale of its column, that decisions hang on."""

    value: float
    label: Texts


class ProbabilityThreshold(Threshold):
    """A probability of success that decisions hang on."""

    @field_validator("value")
    @classmethod
    def _inside(cls, value: float) -> float:
        if not 0 < value < 1:
            raise ValueError(
                "of successes it is a probability, above 0 and below 1, such as 0.9; "
                f"not {value:g}"
            )
        return value


class Predictor(Column):
    """The column on the horizontal axis of a line.

    ``centre`` is the value at which the intercept is reported. ``dates`` says that the
    column holds dates, read as decimal years or as days since the first.
    """

    centre: float | None = None
    dates: Literal["years", "days"] | None = None


class Group(Strict):
    """The column that says which group a row belongs to.

    ``plural`` is the label for several of them. ``show`` lists the groups of the
    per-group figures, or leaves the choice to the figure.
    """

    column: str
    label: Label | None = None
    plural: Label | None = None
    show: Annotated[
        Literal["auto"] | list[str],
        BeforeValidator(_names),
    ] = "auto"


class Colour(Strict):
    """A column by whose values figures mark the groups; no model knows it.

    ``values`` says what a cell means, where the cell itself does not.
    """

    column: str
    label: Label | None = None
    values: dict[str, Label] = {}


class SamplingChanges(Strict):
    """Sampler settings of one analysis that differ from the run's."""

    chains: Chains | None = None
    warmup: Iterations | None = None
    draws: Iterations | None = None
    thin: Thinning | None = None
    adapt_delta: float | None = Field(default=None, gt=0, lt=1)
    chains_apart: bool | None = None


def kept_draws(taken: int, width: int, least: int) -> dict[str, int]:
    """Say how many draws of each chain are kept, so that a file of them stays small.

    Parameters
    ----------
    taken : int
        Draws of each chain.
    width : int
        Numbers of the groups' parameters that all chains have for one draw.
    least : int
        Draws that are kept whatever they fill.

    Returns
    -------
    dict
        ``draws`` that are kept, and ``thin``: one in so many.
    """
    kept = min(taken, max(least, MOST_DRAWN // max(1, width)))
    return {"draws": kept, "thin": -(-taken // kept)}


class ModelSettings(Strict):
    """What a configuration says about one model."""

    priors: dict[str, Any] = Field(default_factory=dict)


class AnalysisSettings(Strict):
    """Keys that an analysis of any family has."""

    family: str
    title: Label | None = None
    question: Label | None = None
    lesson: str | None = Field(default=None, min_length=1)
    notes: list[Label] = []
    sampler: Literal["auto", "direct", "collapsed"] = "auto"
    sampling: SamplingChanges = SamplingChanges()

    @property
    def rows(self) -> int | None:
        """Rows of the table where the configuration has it; None where a file has."""
        return None

    @property
    def sources(self) -> list[str]:
        """Raw tables that the analysis reads."""
        data = getattr(self, "data", None)
        return [data] if data else []

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        return []

    @property
    def labels(self) -> dict[str, Any]:
        """Words for axes and headings, by role."""
        return {}

    @property
    def wording(self) -> dict[str, dict[str, str]]:
        """What an analysis of counts calls what it counts, as in `Wording`."""
        return {}

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        return {}

    @property
    def options(self) -> dict[str, Any]:
        """The settings, other than priors, that enter the Stan data."""
        return {}


class FileSettings(AnalysisSettings):
    """Keys of an analysis that may read a raw table."""

    data: str | None = Field(default=None, min_length=1)
    separator: Literal["auto", "comma", "semicolon", "tab"] = "auto"
    decimal: Literal["point", "comma"] | None = None
    thousands: Literal["none", "point", "comma", "space", "apostrophe"] | None = None
    missing: Literal["drop", "refuse"] = "drop"
    missing_codes: Annotated[list[str] | None, BeforeValidator(_texts)] = None

    @field_validator("thousands")
    @classmethod
    def _two_marks(cls, value: str | None, info) -> str | None:
        if value is not None and value == info.data.get("decimal"):
            raise ValueError(f'the {value} is the decimal mark, "decimal: {value}"')
        return value

    @property
    def reading(self) -> dict[str, Any]:
        """How the raw table is read: arguments of `pooling.table.tables.read`."""
        unsaid = "comma" if self.thousands == "point" else "point"
        return {
            "separator": self.separator,
            "decimal": self.decimal or unsaid,
            "thousands": self.thousands,
            "missing_codes": self.missing_codes,
        }


class Wording(Strict):
    """What an analysis of counts calls what it counts.

    ``success`` and ``trial`` are plurals (heads, flips), ``population`` is where the
    groups come from (the factory), ``probability`` is that of a success (probability
    of heads). The name of a group is its column's.
    """

    success: Word = {"en": "successes", "es": "éxitos"}
    trial: Word = {"en": "trials", "es": "ensayos"}
    population: Word = {"en": "the population", "es": "la población"}
    probability: Word = {"en": "probability of success", "es": "probabilidad de éxito"}


class CountedSettings(FileSettings):
    """Keys of an analysis that may read a raw table with counts, a row per unit.

    A family declares ``successes``, ``trials`` and ``group``, with its defaults.
    """

    threshold: ProbabilityThreshold | None = None
    plausible: Probabilities | None = None
    words: Wording = Wording()

    @property
    def wording(self) -> dict[str, dict[str, str]]:
        """What is counted, in the words of the analysis."""
        return self.words.model_dump()

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        return [self.successes.column, self.trials.column, self.group.column]

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        names = zip(("y", "N", "group"), self.columns, strict=True)
        return {**dict(names), "missing": self.missing, "reading": self.reading}


class TableSettings(FileSettings):
    """Keys of an analysis that reads a raw table with a row per observation."""

    data: str = Field(min_length=1)
    group: Group
    threshold: Threshold | None = None
    plausible: Range | None = None


def group_facts(prepared: pd.DataFrame) -> dict[str, Any]:
    """Count rows and groups of a prepared table."""
    return {"rows_used": len(prepared), "groups": int(prepared["group"].nunique())}


def natural_order(labels) -> list[str]:
    """Sort group labels: as numbers where all are numbers, else as text.

    Parameters
    ----------
    labels : iterable of str
        Labels, repeated or not.

    Returns
    -------
    list of str
        Every label once.
    """
    unique = sorted(set(labels))
    if all(re.fullmatch(r"[+-]?\d+(\.\d+)?", label) for label in unique):
        unique.sort(key=float)
    return unique


def label(name: str, index: str | None = None) -> str:
    """Label of a parameter, with the group's own name: ``alpha[Aitkin]``."""
    return name if index is None else f"{name}[{index}]"


def group_index(prepared: pd.DataFrame) -> tuple[list[str], Any]:
    """Number the groups of a prepared table in their natural order.

    Returns
    -------
    labels : list of str
        Group labels, in the order of the Stan program's vectors.
    index : ndarray of int
        1-based group of each row.
    """
    import numpy as np

    labels = natural_order(prepared["group"])
    position = {label: place for place, label in enumerate(labels, start=1)}
    return labels, np.array([position[label] for label in prepared["group"]])


def require_groups(prepared: pd.DataFrame, source: str, column: str) -> None:
    """Refuse a table with a single group.

    Raises
    ------
    PoolingError
        There is nothing to compare.
    """
    labels = prepared["group"].unique()
    if len(labels) < 2:
        raise PoolingError(
            f'{source}: column "{column}" has the single group "{labels[0]}"; '
            "comparing groups takes at least two, so name another group column."
        )


def require_repeats(prepared: pd.DataFrame, source: str, column: str) -> None:
    """Refuse a table in which no group has a second row.

    Raises
    ------
    PoolingError
        The spread within groups cannot be told from that between them.
    """
    if not prepared["group"].duplicated().any():
        raise PoolingError(
            f'{source}: column "{column}" has a group of its own for each of the '
            f"{len(prepared)} rows that are used, so that differences within groups cannot "
            "be told from differences between them; name a column whose labels come again."
        )


def centred(estimates, variances) -> int:
    """Choose how a partial pooling program samples its group effects.

    The centred form mixes well where the data settle the groups, the standardised
    one where the population does: Betancourt and Girolami (2015), "Hamiltonian
    Monte Carlo for hierarchical models", section 4. Measured on the lecture's
    tables, the better form has 1.4 (radon) to 5 (tanks) times the effective draws.
    Centred, a draw diverges where the variance between groups falls below that of
    the estimates (the funnel). With few groups the table cannot exclude this even
    if they look far apart, so a confidence limit decides, one that some thousand
    draws hardly pass: for J normal estimates with sample variance s^2, (J - 1) s^2
    over its expectation is chi-square with J - 1 degrees of freedom, and the
    expectation is the variance between groups plus the mean sampling variance.

    Parameters
    ----------
    estimates : array
        A raw estimate per group.
    variances : array
        Their sampling variances; NaN where the table cannot tell.

    Returns
    -------
    int
        1, centred, where the variance between groups exceeds half the median
        sampling variance, with a confidence of 99.99 %, else 0.
    """
    import numpy as np
    from scipy.special import chdtri

    estimates, variances = np.asarray(estimates), np.asarray(variances)
    freedom = len(estimates) - 1
    lowest = freedom * estimates.var(ddof=1) / chdtri(freedom, 1e-4) - variances.mean()
    return int(lowest > np.median(variances) / 2)


def group_means(y, index) -> tuple:
    """Give the mean of each group and its sampling variance.

    Parameters
    ----------
    y : ndarray
        Outcome.
    index : ndarray of int
        1-based group of each row.

    Returns
    -------
    means, variances : ndarray
        Per group; the variances from the pooled variance within groups, NaN
        where every group has one row.
    """
    import numpy as np

    size = np.bincount(index)[1:]
    means = np.bincount(index, y)[1:] / size
    freedom = len(y) - len(size)
    within = ((y - means[index - 1]) ** 2).sum() / freedom if freedom else np.nan
    return means, within / size


def require_variation(
    prepared: pd.DataFrame, source: str, columns: dict[str, str]
) -> None:
    """Refuse a column whose values do not differ, or not by what can be computed with.

    Parameters
    ----------
    prepared : DataFrame
        A prepared table.
    source : str
        The raw table, for the error.
    columns : dict of str
        Column of the prepared table -> column of the raw one.

    Raises
    ------
    PoolingError
        There is nothing to explain, or nothing to explain it with; the numbers are
        too large or too small, or differ only in their last digits.
    """
    import numpy as np

    for new, old in columns.items():
        where = f'{source}: column "{old}"'
        values = prepared[new].to_numpy(float)
        if np.ptp(values / 2) == 0:
            raise PoolingError(
                f"{where} has the one value {values[0]:g} in all rows that are used; name "
                "a column that varies."
            )
        largest = float(np.abs(values).max())
        # Scaled, so that no square is beyond double precision.
        spread = float((values / largest).std(ddof=1)) * largest
        if largest > LARGEST or spread < SMALLEST:
            kind = "large" if largest > LARGEST else "small"
            raise PoolingError(
                f"{where} has numbers too {kind} to be squared; give it in another unit."
            )
        if spread < RESOLVED * largest:
            raise PoolingError(
                f"{where} differs by {spread:.1g} (its sd) in numbers around {largest:.1g}, "
                "where double precision holds too few digits of that; take a constant near "
                "its mean off every number."
            )


def require_logarithm(prepared: pd.DataFrame, source: str, settings: dict) -> None:
    """Refuse an outcome that cannot be the natural logarithm that it is said to be.

    Raises
    ------
    PoolingError
        Its numbers are so far from 0 that what they are the logarithm of is none.
    """
    largest = float(prepared["y"].abs().max())
    if settings.get("log_of") and largest > LARGEST_LOG:
        raise PoolingError(
            f'{source}: column "{settings["y"]}" has numbers as large as {largest:g}, which '
            "are no natural logarithms of anything; leave log_of out."
        )


def require_residuals(residuals, scale, sentence: str) -> None:
    """Refuse a table that its groups explain to the last digit.

    The likelihood then grows without bound as the sd within groups goes to zero, and
    there is no posterior: what is a residual and what is rounding decides the answer.

    Parameters
    ----------
    residuals : ndarray
        Rows less what fits them.
    scale : ndarray or float
        Size of the numbers that were subtracted: their last digits are noise.
    sentence : str
        What is said of such a table.

    Raises
    ------
    PoolingError
        No residual is larger than rounding makes it.
    """
    import numpy as np

    if (np.abs(residuals) <= ROUNDING * np.finfo(float).eps * scale).all():
        raise PoolingError(sentence)
