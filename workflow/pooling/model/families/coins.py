"""Coins: successes in trials of units from one population, on the scale of the rate."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field, PrivateAttr, model_validator

from pooling.model import refits
from pooling.model.allowed import LARGEST_COUNT
from pooling.model.families.base import (
    Level,
    Model,
    Parameter,
    group_facts,
    natural_order,
)
from pooling.model.families.settings import (
    AnalysisSettings,
    Column,
    CountedSettings,
    Label,
    ModelSettings,
    Probabilities,
    ProbabilityThreshold,
    Strict,
    Wording,
)
from pooling.model.names import FIXED_MODE, LEARNED_KAPPA, MAXIMUM_LIKELIHOOD, PARTIAL

if TYPE_CHECKING:
    import pandas as pd

THETAS = Parameter("theta", ("group",))

COMPARABLE = False  # a handful of coins cannot tell models apart
ONE_ROW_PER_GROUP = True
COLLAPSED = False
SUMMED: tuple[str, ...] = ()
COEFFICIENTS = ()
LEVEL = Level("theta", "omega", None, share=True)
SCALED = False
CHOSEN = ("kappa", 2.0)
VAGUE, TWO_MODES = 0.3, 40  # shape of the prior of kappa - 2; draws taken for each kept

model = partial(Model, likelihood="binomial", coefficients={}, population="beta")
MODELS = {
    FIXED_MODE: model(
        pooling="fixed", parameters=(THETAS,), options=("omega",), default=False
    ),
    PARTIAL: model(
        pooling="partial",
        parameters=(Parameter("omega"), THETAS),
        priors={"omega": "beta"},
        collapsed="partial_pooling_collapsed",
    ),
    LEARNED_KAPPA: model(
        pooling="partial",
        parameters=(
            Parameter("omega"),
            Parameter("kappa", prior_of="kappa - 2"),
            THETAS,
        ),
        priors={"omega": "beta", "kappa": "gamma"},
        sampled_as=("stretched",),
        default=False,
    ),
    # The lecture's section on shrinkage: a likelihood, and no sampling.
    MAXIMUM_LIKELIHOOD: model(
        pooling="partial",
        parameters=(THETAS,),
        options=("omega", "flat_kappa"),
        sampled=False,
        default=False,
    ),
}
CLAIMED = ("log_lik", "y_rep")
REFITS = {
    "prior": refits.of_partial(refits.prior_only, sampled=True),
    "sharper_prior": refits.of_partial(refits.sharper_prior, sampled=True),
    "permuted": refits.of_partial(refits.reversed_groups, refits.several),
    "second_changed": refits.of_partial(refits.second_changed, refits.several),
    # That two of them differ by chance alone can be said of draws.
    "fixed": refits.Refit(
        PARTIAL, refits.fixed_mode, FIXED_MODE, refits.several, sampled=True
    ),
    "fixed_second_changed": refits.Refit(
        PARTIAL, refits.fixed_second_changed, FIXED_MODE, refits.several, sampled=True
    ),
}
EXAMPLE = (
    "counts",
    {
        "options": {"kappa": 6.0},
        "model_options": {"omega": 0.3},
        # Heads and tails are no mirror images.
        "priors": {"omega": {"a": 2.0, "b": 3.0}},
    },
)


class CoinModelSettings(ModelSettings):
    """What a configuration says about one model of coins."""

    omega: float | None = Field(default=None, gt=0, lt=1)
    flat_kappa: float | None = Field(default=None, gt=2)


class CoinGroup(Strict):
    """What one coin is called; the column that names the coins in the results."""

    column: str = "coin"
    label: Label = Field(default={"en": "coin", "es": "moneda"})
    plural: Label | None = None


class FromTable(CountedSettings):
    """An analysis of coins whose counts are columns of a table, a row per coin."""

    data: str = Field(min_length=1)
    successes: Column
    trials: Column
    kappa: float | None = Field(default=None, gt=2)
    group: CoinGroup
    beside: str | None = None
    models: dict[str, CoinModelSettings] = Field(default_factory=dict)


class Settings(AnalysisSettings):
    """An analysis of coins, whose few counts stand in the configuration.

    Those of a table are read when the run is planned: the number of coins decides
    which figures there are. ``beside`` names another analysis of as many coins, to be
    seen on the same axes.
    """

    successes: list[int] = Field(min_length=1)
    trials: list[Annotated[int, Field(ge=1, le=LARGEST_COUNT)]] = Field(min_length=1)
    kappa: float | None = Field(default=None, gt=2)
    threshold: ProbabilityThreshold | None = None
    plausible: Probabilities | None = None
    group: CoinGroup = CoinGroup()
    words: Wording = Wording()
    beside: str | None = None
    models: dict[str, CoinModelSettings] = Field(default_factory=dict)
    _table: FromTable | None = PrivateAttr(default=None)

    @classmethod
    def of_table(cls, written: FromTable, table) -> Settings:
        """Take the counts from a raw table.

        Raises
        ------
        PoolingError
            The table has no valid counts.
        """
        prepared, _ = prepare(table, written.preparation)
        shared = set(cls.model_fields) & written.model_fields_set - {
            "successes",
            "trials",
        }
        settings = cls(
            successes=prepared["y"].tolist(),
            trials=prepared["N"].tolist(),
            **{name: getattr(written, name) for name in shared},
        )
        settings._table = written
        return settings

    @model_validator(mode="after")
    def _counts(self):
        if len(self.successes) != len(self.trials):
            raise ValueError('"successes" and "trials" must be of one length')
        for coin, (y, n) in enumerate(zip(self.successes, self.trials, strict=True), 1):
            if not 0 <= y <= n or n < 1:
                raise ValueError(
                    f"coin {coin} has {y} successes in {n} trials; "
                    "successes go from 0 to the trials"
                )
        models = self.models or {PARTIAL: CoinModelSettings()}
        sampled = any(MODELS[name].sampled for name in models if name in MODELS)
        for name in ("plausible", "threshold"):
            if getattr(self, name) and not sampled:
                raise ValueError(
                    f'"{name}" says nothing where no model has a prior; leave it out'
                )
        for name, model in models.items():
            declared = MODELS.get(name)
            if declared is None:
                continue  # the configuration refuses it, and names the nearest
            if declared.sampled and self.kappa is None:
                raise ValueError('"kappa", a number above 2, must be given')
            for option in ("omega", "flat_kappa"):
                if (option in declared.options) != (getattr(model, option) is not None):
                    raise ValueError(
                        f'model "{name}" '
                        + ("needs" if option in declared.options else "does not take")
                        + f' the key "{option}"'
                    )
            if "omega" in declared.priors and "omega" not in model.priors:
                raise ValueError(
                    f'model "{name}" needs a prior for omega: '
                    "priors: {omega: {beta: [A, B]}}"
                )
        if LEARNED_KAPPA in models and PARTIAL not in models:
            raise ValueError(
                f'model "{LEARNED_KAPPA}" is seen beside "{PARTIAL}", whose kappa is '
                "chosen; add that model"
            )
        return self

    @property
    def rows(self) -> int:
        """Coins, be they in the configuration or in a table: it has been read."""
        return len(self.trials)

    @property
    def taken(self) -> int:
        """More where the prior of kappa has nearly all its mass at 2, and coins may say else.

        Then there are two modes, between which a chain goes once in some forty draws.
        """
        model = self.models.get(LEARNED_KAPPA, CoinModelSettings())
        shape, _ = model.priors.get("kappa", {}).get("gamma", (1, 1))
        return TWO_MODES if shape < VAGUE else 1

    @property
    def sources(self) -> list[str]:
        """Raw tables that the analysis reads."""
        return self._table.sources if self._table else []

    @property
    def columns(self) -> list[str]:
        """Columns of the raw table that the analysis reads."""
        return self._table.columns if self._table else []

    @property
    def labels(self) -> dict[str, Any]:
        """Words for axes and headings, by role."""
        columns = self._table
        counts = {"y": columns.successes, "N": columns.trials} if columns else {}
        return {"group": self.group, **counts}

    @property
    def wording(self) -> dict[str, dict[str, str]]:
        """What is counted, in the words of the analysis."""
        return self.words.model_dump()

    @property
    def preparation(self) -> dict[str, Any]:
        """The settings that decide how the raw table becomes the modelled one."""
        if self._table:
            return self._table.preparation
        return {"successes": self.successes, "trials": self.trials}

    @property
    def options(self) -> dict[str, Any]:
        """The settings, other than priors, that enter the Stan data."""
        return {"kappa": self.kappa}


def prepare(table, settings: dict) -> tuple[pd.DataFrame, dict]:
    """Lay the counts of the configuration, or of a table, out by coin; see `Family.prepare`.

    A row is a coin, with ``N`` trials and ``y`` successes, in the natural order of the
    labels ("1", "2" and so on of the configuration). Refused are counts that are negative,
    fractional or above the trials, and a coin that stands twice.
    """
    import pandas as pd

    if table is not None:
        prepared, facts = table.counts(settings)
        order = natural_order(prepared["group"])
        prepared = prepared.set_index("group", drop=False).loc[order]
        return prepared.reset_index(drop=True), facts | group_facts(prepared)
    coins = range(1, len(settings["trials"]) + 1)
    prepared = pd.DataFrame(
        {
            "row": list(coins),
            "group": [str(coin) for coin in coins],
            "N": settings["trials"],
            "y": settings["successes"],
        }
    )
    facts = {"rows_read": len(prepared), "rows_dropped": 0}
    return prepared, facts | group_facts(prepared)


def stan_data(prepared: pd.DataFrame, facts: dict, options: dict) -> dict[str, Any]:
    """Give ``S``, ``N``, ``y``, and the options; see `Family.stan_data`.

    These are ``kappa`` where it is not learned, and ``omega`` where the mode is fixed. There
    are ``N_new`` samples of a new coin, one for each size among the coins.
    """
    sizes = sorted(set(prepared["N"].tolist()))
    return {
        "S": len(prepared),
        "N": prepared["N"].tolist(),
        "y": prepared["y"].tolist(),
        "N_new": len(sizes),
        "trials_new": sizes,
    } | options


def default_priors(prepared: pd.DataFrame) -> dict[str, dict[str, dict[str, float]]]:
    """Give the default prior of kappa, where it is learned; that of omega must be chosen.

    Kruschke (2015), Doing Bayesian Data Analysis, second edition, section 9.2, has two of
    kappa - 2, each with an sd of 10: Gamma(0.01, 0.01), whose mean is 1 and whose mass is
    nearly all next to 0, and Gamma(1.105, 0.105), whose mode is 1. Both say that coins
    are hardly ever tied by more than some fifty flips. This one is Gamma(1, 0.02), with
    mean and sd 50: its density stays finite at 0, where few coins say nothing, and 90 % of
    its mass has a kappa between 5 and 152.
    """
    return {
        FIXED_MODE: {},
        PARTIAL: {},
        LEARNED_KAPPA: {"kappa": {"shape": 1.0, "rate": 0.02}},
    }
