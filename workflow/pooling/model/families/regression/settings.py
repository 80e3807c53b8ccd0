"""What a configuration may say of an analysis by formula."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field, field_validator, model_validator

from pooling.basics.errors import PoolingError, nearest
from pooling.model import priors, responses
from pooling.model.allowed import LARGEST_COUNT
from pooling.model.families import ALIASES
from pooling.model.families.base import LANGUAGES
from pooling.model.families.settings import (
    FileSettings,
    Group,
    Label,
    ModelSettings,
    Original,
    ProbabilityThreshold,
    Range,
    Strict,
    Threshold,
    Wording,
)
from pooling.model.formula import parse
from pooling.model.formula_rows import MOST_ROWS, require_keys
from pooling.model.formula_terms import Column, Formula, Number, columns_of, factor_name
from pooling.model.names import COMPLETE, LEVEL_OF, NONE, PARTIAL

DEGREES = (COMPLETE, NONE, PARTIAL)


# Columns of a prepared table that are no variables; x and colour are those of others.
TAKEN = frozenset({"row", "group", "y", "N", "se", "x", "offset", "weights", "colour"})
ESTIMATES = "estimates"  # normal outcomes with standard errors, however it is written
OUTCOME, FACTOR = "outcome_", "factor_"  # before names of columns


def prepared_names(formula: Formula) -> dict[str, str]:
    """Name the columns of a prepared table that hold the variables of a formula.

    By those of the raw table: its own name, behind ``x_`` where that is taken.
    """
    by_column: dict[str, str] = {}
    for name in formula.variables:
        new = name
        while (
            new in TAKEN
            or new.startswith((OUTCOME, FACTOR, LEVEL_OF))
            or new in by_column.values()
            or (new != name and new in formula.variables)
        ):
            new = f"x_{new}"
        by_column[name] = new
    return by_column


class Named(Strict):
    """A column as the formula names it, and what it is called for readers."""

    column: str
    label: Label | None = None
    unit: Label | None = None
    log_of: Original | None = None


class Variable(Strict):
    """What a column of a formula is called.

    ``log_of`` says of an outcome that is a logarithm what it was taken of, ``success`` of
    one that has two labels which of them is 1, ``reference`` of categories which one the
    others are compared with.
    """

    label: Label | None = None
    unit: Label | None = None
    log_of: Original | None = None
    success: str | None = Field(default=None, min_length=1)
    reference: str | None = Field(default=None, min_length=1)

    @field_validator("success", "reference", mode="before")
    @classmethod
    def _label(cls, value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError('it is a label of the table; write it in quotes, "yes"')
        return f"{value:g}" if isinstance(value, int | float) else value


def _models(written: Any) -> Any:
    """Take a list of models for models without settings."""
    if isinstance(written, list):
        return {
            name: {} if isinstance(name, str) else name for name in map(_hash, written)
        }
    return written


def _hash(name: Any) -> Any:
    return name if isinstance(name, str | int | float) else str(name)


def _prior(written: Any, place: str) -> None:
    """Check the shape of one prior, whatever it is the prior of."""
    if isinstance(written, dict) and len(written) == 1:
        (name,) = written
        if name in priors.ARGUMENTS:
            try:
                priors.check({place: written}, {place: name}, "priors")
            except PoolingError as error:
                raise ValueError(str(error).removeprefix("priors.")) from None
            return
    names = ", ".join(priors.ARGUMENTS)
    raise ValueError(
        f"{place}: write a prior as {{distribution: numbers}}, such as {{normal: [0, 1]}}, "
        f"or one for each coefficient, {{Intercept: {{exponential: 1}}}}; distributions "
        f"are {names}"
    )


def check_priors(written: dict[str, Any]) -> dict[str, Any]:
    """Check the shape of priors, by name and coefficient; the table decides which there are."""
    for name, prior in written.items():
        several = isinstance(prior, dict) and not set(prior) & set(priors.ARGUMENTS)
        if several and prior and all(isinstance(each, dict) for each in prior.values()):
            for coefficient, distribution in prior.items():
                _prior(distribution, f"{name}.{coefficient}")
        else:
            _prior(prior, name)
    return written


Priors = Annotated[dict[str, Any], AfterValidator(check_priors)]


class RegressionModel(ModelSettings):
    """What a configuration says about one degree of pooling."""

    priors: Priors = Field(default_factory=dict)


class Settings(FileSettings):
    """An analysis by formula.

    ``priors`` are those of every model; a model may have some of its own. ``variables``
    says what columns are called, ``group`` what the groups are, ``weights`` which column has
    those of normal outcomes, ``predict`` at which values of the predictors outcomes are
    predicted, in rows or by the name of a table of them.
    """

    data: str = Field(min_length=1)
    formula: str = Field(min_length=1)
    group: Group
    weights: str | None = Field(default=None, min_length=1)
    variables: dict[str, Variable] = Field(default_factory=dict)
    threshold: Threshold | None = None
    plausible: Range | None = None
    words: Wording | None = None
    models: dict[str, RegressionModel] = Field(
        default_factory=lambda: dict.fromkeys(DEGREES, RegressionModel())
    )
    priors: Priors = Field(default_factory=dict)
    predict: (
        Annotated[list[dict[str, Any]], Field(max_length=MOST_ROWS)]
        | Annotated[str, Field(min_length=1)]
    ) = Field(default=[])

    @model_validator(mode="before")
    @classmethod
    def _groups_of_the_formula(cls, written: Any) -> Any:
        """Take the column of the groups from the formula."""
        if not isinstance(written, dict):
            return written
        given = dict(written)
        if isinstance(given.get("family"), str):
            given["family"] = ALIASES.get(given["family"], given["family"])
        formula, group = given.get("formula"), given.get("group", {})
        if isinstance(formula, str) and formula and isinstance(group, dict):
            parsed = _parsed(formula)
            if given.get("family") == "normal" and parsed.error is not None:
                given["family"] = ESTIMATES
            name = factor_name(parsed.grouping)
            if group.get("column", name) != name:
                raise ValueError(
                    f'group.column: the formula has the groups of "{name}"; leave the key '
                    "out"
                )
            given["group"] = {**group, "column": name}
        elif "formula" not in given:
            given.setdefault("group", {"column": ""})  # what is missing is the formula
        return given

    @field_validator("models", mode="before")
    @classmethod
    def _listed(cls, value: Any) -> Any:
        models = _models(value)
        if isinstance(models, dict) and not models:
            raise ValueError("it is empty; write at least one, or leave the key out")
        return models

    @model_validator(mode="after")
    def _of_one_piece(self):
        formula, response = self.parsed, responses.get(self.family)
        counted = response.BESIDE == "trials"
        if counted and formula.trials is None:
            raise ValueError(
                "formula: a binomial outcome has trials; write p(successes, trials) before "
                'the ~, or use "family: bernoulli" for rows of 0 and 1'
            )
        if not counted and formula.trials is not None:
            raise ValueError(
                f"formula: {self.family} outcomes have no trials; write the outcome alone, "
                'or use "family: binomial"'
            )
        if formula.error is not None and (response.BESIDE != "error" or formula.trials):
            raise ValueError(
                f"formula: se() is the standard error of a normal outcome, and "
                f'{self.family} ones have none; leave it out, or use "family: normal" and '
                '"y | se(s) ~ ..."'
            )
        instead = getattr(response, "WEIGHTS", None)
        if self.weights and instead:
            raise ValueError(f"weights: {self.family} outcomes have none here: {instead}")
        if self.weights in columns_of(formula.outcome):
            raise ValueError(
                f'weights: "{self.weights}" is the outcome; name the column that says how '
                "precise each row is"
            )
        if formula.error is None and response.BESIDE == "error":
            raise ValueError(
                "formula: an estimate has a standard error; write its column beside it, "
                '"y | se(s) ~ ...", or use "family: normal"'
            )
        if isinstance(formula.trials, Number):
            most = formula.trials.value
            if most % 1 or not 1 <= most <= LARGEST_COUNT:
                raise ValueError("formula: a number of trials is a whole number above 0")
        if response.INTEGER and not isinstance(formula.outcome, Column):
            raise ValueError(
                f'formula: "{formula.outcome}" is computed, and counts are modelled as they '
                "are; write the column alone"
            )
        if self.threshold and response.TRIALS:
            try:
                ProbabilityThreshold.inside(self.threshold.value)
            except ValueError as error:
                raise ValueError(f"threshold.value: {error}") from None
        if self.plausible and response.TRIALS:
            low, high = self.plausible
            if not 0 <= low < high <= 1:
                raise ValueError(
                    "plausible: of successes it is a range of their probability, between 0 "
                    f"and 1: [0.02, 0.98], not [{low:g}, {high:g}]"
                )
        if self.words and not response.TRIALS:
            raise ValueError(
                f"words: {self.family} outcomes are no successes; leave the key out"
            )
        if self.predict and PARTIAL not in self.models:
            raise ValueError(
                f'predict: "{PARTIAL}" predicts, and is none of the models; add it'
            )
        try:
            require_keys([] if self.asked_in else self.predict, formula)
        except PoolingError as error:
            raise ValueError(str(error).rstrip(".")) from None
        unknown = [name for name in self.variables if name not in self.columns]
        if unknown:
            raise ValueError(
                f"variables.{unknown[0]}: the formula has no such column; "
                + nearest(unknown[0], self.columns)
            )
        outcome = str(formula.outcome)
        for name, variable in self.variables.items():
            if variable.log_of and (name != outcome or response.LINK != "identity"):
                raise ValueError(
                    f"variables.{name}.log_of: it says what a normal outcome is the "
                    "logarithm of; leave it out"
                )
            single = responses.single(self.family)
            if variable.success and (name != outcome or not single):
                raise ValueError(
                    f"variables.{name}.success: it says which of two labels of a bernoulli "
                    "outcome is 1; leave it out"
                )
            if variable.reference and name not in formula.variables:
                raise ValueError(
                    f"variables.{name}.reference: it says of a predictor which category the "
                    "others are compared with; leave it out"
                )
        return self

    @property
    def parsed(self) -> Formula:
        """What the formula says."""
        return parse(self.formula)

    @property
    def collapsible(self) -> bool:
        """Whether it has no further factors, whose levels collapsed programs do not know."""
        return not self.parsed.further

    @property
    def summed(self) -> bool:
        """Whether quadrature integrates a level out, or a slope beside it.

        Of outcomes with heavy tails it may refuse to, where there are several modes.
        """
        response = responses.get(self.family)
        if not response.CONCAVE or responses.closed(self.family) or not self.collapsible:
            return False
        plain = all(
            len(term) < 2 and isinstance(atom, Column)
            for term in self.parsed.varying
            for atom in term
        )
        return plain and self.coefficients <= 2

    @property
    def slopes(self) -> list[str]:
        """See the base."""
        return [name for term in self.parsed.varying for name in map(str, term)]

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        used = self.parsed.columns
        return used if self.weights in (None, *used) else [*used, self.weights]

    @property
    def asked_in(self) -> list[str]:
        """Tables of rows that predictions are asked for."""
        return [self.predict] if isinstance(self.predict, str) else []

    @property
    def group_columns(self) -> list[str]:
        """Columns whose combinations are the groups."""
        return list(self.parsed.grouping)

    @property
    def coefficients(self) -> int:
        """Terms that vary by group, each for a coefficient or more."""
        return len(self.parsed.varying)

    def _named(self, column: str) -> Named:
        variable = self.variables.get(column, Variable())
        return Named(
            column=column,
            label=variable.label,
            unit=variable.unit,
            log_of=variable.log_of,
        )

    def _levels(self, factor: tuple[str, ...]) -> Named:
        """Name a further factor by the labels of its columns, that of the groups too."""
        of_group = {self.group_columns[0]: self.group.label} if self.group.label else {}
        known = {name: each.label for name, each in self.variables.items() if each.label}
        known = of_group | known if len(self.group_columns) == 1 else known
        label = {
            language: ":".join(known.get(name, {}).get(language, name) for name in factor)
            for language in LANGUAGES
        }
        given = set(known) & set(factor)
        return Named(column=factor_name(factor), label=label if given else None)

    @property
    def labels(self) -> dict[str, Any]:
        """Words for axes and headings, by role; of variables, by their prepared names."""
        formula = self.parsed
        names = prepared_names(formula)
        named = {new: self._named(name) for name, new in names.items()}
        if formula.trials_column:
            named["N"] = self._named(formula.trials_column)
        if formula.error is not None:
            named["se"] = self._named(str(formula.error))
        if self.weights:
            named["weights"] = self._named(self.weights)
        named |= {"y": self._named(str(formula.outcome)), "group": self.group}
        return named | {
            LEVEL_OF + factor_name(each): self._levels(each) for each in formula.further
        }

    @property
    def wording(self) -> dict[str, dict[str, str]]:
        """What is counted, where outcomes are successes."""
        counted = responses.get(self.family).TRIALS
        return (self.words or Wording()).model_dump() if counted else {}

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        outcome = self.variables.get(str(self.parsed.outcome), Variable())
        references = {
            name: variable.reference
            for name, variable in self.variables.items()
            if variable.reference
        }
        return {
            "formula": self.formula,
            "missing": self.missing,
            "reading": self.reading,
            "priors": self.priors,
            "of_models": {name: model.priors for name, model in self.models.items()},
            **({"weights": self.weights} if self.weights else {}),
            **({"log_of": True} if outcome.log_of else {}),
            **({"success": outcome.success} if outcome.success else {}),
            **({"references": references} if references else {}),
        }

    def written_priors(self, model: str) -> dict[str, Any]:
        """Give no priors by their parameters: the table decides what there is."""
        return {}


def _parsed(formula: str) -> Formula:
    try:
        return parse(formula)
    except PoolingError as error:
        raise ValueError(f"formula: {error}") from None
