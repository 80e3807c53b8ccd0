"""What a configuration may say of an analysis: columns, words, priors."""

from __future__ import annotations

import re
import sys
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
)

from pooling.basics import numerals
from pooling.basics.errors import typed
from pooling.model.families.base import LANGUAGES

MOST_DRAWN = 10**7  # numbers of the groups' parameters in a file of draws: 80 MB
# And of those that are rounded, which take a quarter of the place.
MOST_ROUNDED = 4 * MOST_DRAWN
# Draws of each chain that are summed up, not so few that no check passes.
LEAST_SUMMED = 250
MANY_GROUPS = 1000  # that may fill a file
MOST_SHOWN = 36  # panels of one figure
MOST_COLOURS = 4  # marks that can be told apart


class Strict(BaseModel):
    """Settings that refuse a key they do not know, and true or false for anything else."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    @field_validator("*", mode="before")
    @classmethod
    def _no_truth(cls, value: Any, info) -> Any:
        """Refuse what YAML makes of yes and no, and read 1e-3, which it takes for a word."""
        kind = str(cls.model_fields[info.field_name].annotation)
        if re.search(r"\b(int|float)\b", kind) and not re.search(r"\bstr\b", kind):
            several = isinstance(value, list)
            value = list(map(numerals.read, value)) if several else numerals.read(value)
        values = value if isinstance(value, list) else [value]
        if any(isinstance(each, bool) for each in values) and not re.search(
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
    if isinstance(value, int | float | date) and not isinstance(value, bool):
        raise ValueError(
            f'YAML reads this as a number or a date; put it in quotes, "{value}"'
        )
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
    def inside(cls, value: float) -> float:
        """Refuse what is no probability, or a certain one."""
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


APART = "chains_apart"  # where chains run, and nothing of the draws


def kept_draws(taken: int, width: int, least: int) -> dict[str, int]:
    """Say how many ``draws`` of each chain are kept, one in ``thin``: a file stays small.

    Of those that are ``taken`` at ``least`` so many, whatever they fill; ``width`` numbers
    of the groups' parameters all chains have for one draw.
    """
    kept = min(taken, max(least, MOST_DRAWN // max(1, width)))
    return {"draws": kept, "thin": -(-taken // kept)}


def stored_draws(kept: dict[str, int], width: int) -> dict[str, int]:
    """Say how many of the draws that are summed up are stored, as `kept_draws` does.

    They are fewer, where even so few fill a file.
    """
    times = max(1, -(-kept["draws"] * width // MOST_ROUNDED))
    return {"draws": max(1, kept["draws"] // times), "thin": kept["thin"] * times}


def summed_draws(sampling: dict, groups: int) -> int:
    """Say how many draws are summed up for each that is stored; see `stored_draws`.

    All models of an analysis have the same draws, complete pooling as well.
    """
    times = LEAST_SUMMED // sampling["draws"]
    if groups < MANY_GROUPS or not times or sampling.get("thin", 1) % times:
        return 1
    return times


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
    sampler: Literal["auto", "direct", "collapsed", "exact"] = "auto"
    sampling: SamplingChanges = SamplingChanges()

    @property
    def rows(self) -> int | None:
        """Rows of the table where the configuration has it; None where a file has."""
        return None

    @property
    def collapsible(self) -> bool:
        """Whether a collapsed program knows all that the analysis has in its models."""
        return True

    @property
    def taken(self) -> int:
        """Draws that a chain takes for each that it keeps, where nobody says how many."""
        return 1

    @property
    def summed(self) -> bool:
        """Whether exact draws of many rows take little work: `pooling.run.samplers`.

        It is so where what varies by group are numbers, see `slopes`.
        """
        return False

    @property
    def slopes(self) -> list[str]:
        """Columns that a formula has slopes of by group."""
        return []

    @property
    def sources(self) -> list[str]:
        """Raw tables that the analysis reads."""
        data = getattr(self, "data", None)
        return [data] if data else []

    @property
    def asked_in(self) -> list[str]:
        """Tables of rows that predictions are asked for."""
        return []

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        return []

    @property
    def group_columns(self) -> list[str]:
        """Columns whose combinations are the groups."""
        return [self.group.column]

    @property
    def coefficients(self) -> int:
        """Terms that each parameter of the groups has a value for."""
        return 1

    def written_priors(self, model: str) -> dict[str, Any]:
        """Give the priors that are written for a model, by its parameters."""
        written = self.models.get(model)
        return written.priors if written else {}

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

    @field_validator("separator")
    @classmethod
    def _of_text(cls, value: str, info) -> str:
        if value != "auto" and typed(info.data.get("data") or ""):
            raise ValueError(
                "only CSV files have signs between their cells; leave the key out"
            )
        return value

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
    outcome: Outcome
    group: Group
    threshold: Threshold | None = None
    plausible: Range | None = None
    models: dict[str, ModelSettings] = Field(default_factory=dict)

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        return [self.outcome.column, self.group.column]

    @property
    def labels(self) -> dict[str, Any]:
        """Words for axes and headings, by role."""
        return {"y": self.outcome, "group": self.group}

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        return {
            "y": self.outcome.column,
            "group": self.group.column,
            "missing": self.missing,
            "reading": self.reading,
            **self.outcome.preparation,
        }
