"""What a claim declares, what it reads, and how Monte Carlo error is allowed for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from pooling.basics import prose
from pooling.basics.not_computed import Guarded, Missing
from pooling.basics.numerals import written
from pooling.checks.agreement import threshold
from pooling.checks.results import Fit, Placed, Results
from pooling.model import families
from pooling.model.names import ADDED, PARTIAL
from pooling.sampling import draws, mixing

# Why a claim was not judged, or what its numbers mean: key -> language -> text.
_FILE = Path(__file__).parent / "texts" / "reasons.md"
REASONS = {key: row[""] for key, row in prose.read(_FILE).items()}
EFFECTIVE = 300  # draws behind an error, at least; a fit that passed has 400
ERRORS = 4.0  # standard errors that noise does not reach
SUPPORTED, NOT_SUPPORTED = "supported", "not supported"
NOT_SETTLED, NOT_JUDGEABLE = "not settled", "not judgeable here"
# From the worst: what claims several things is judged by the worst of them.
VERDICTS = (NOT_JUDGEABLE, NOT_SUPPORTED, NOT_SETTLED, SUPPORTED)


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a claim's function found.

    Attributes
    ----------
    values : dict of float
        The numbers, by name.
    threshold : float or None
        What they were compared with; None where nothing was.
    verdict : {"supported", "not supported", "not settled", "not judgeable here"}
        Not settled is what lies within the error of its number.
    reason : dict of str, optional
        Language -> why it could not be judged.
    fault : Missing, optional
        The fault of the program that prevented it.
    """

    values: dict[str, float]
    threshold: float | None
    verdict: str
    reason: dict[str, str] | None = None
    fault: Missing | None = None

    @property
    def supported(self) -> bool:
        """Whether the numbers pass the bar."""
        return self.verdict == SUPPORTED

    def only_if(self, verdict: str) -> Finding:
        """Let it hold only where something else holds as well."""
        return replace(self, verdict=worst(self.verdict, verdict))


def reason(key: str, **gaps: Any) -> dict[str, str]:
    """Give one of `REASONS`, its gaps filled."""
    return {language: text.format(**gaps) for language, text in REASONS[key].items()}


def not_judgeable(
    key: str, values: dict[str, float] | None = None, **gaps: Any
) -> Finding:
    """Say that a claim cannot be judged on this table, and why; else as `reason`."""
    return Finding(
        values=values or {},
        threshold=None,
        verdict=NOT_JUDGEABLE,
        reason=reason(key, **gaps),
    )


def so(answer: bool) -> str:
    """Give the verdict on what is known without error."""
    return SUPPORTED if answer else NOT_SUPPORTED


def above(value: float, bar: float, error: float) -> str:
    """Judge whether a number lies above its bar, or so near that its error settles nothing."""
    if value - bar > error:
        return SUPPORTED
    return NOT_SUPPORTED if bar - value > error else NOT_SETTLED


def worst(*verdicts: str) -> str:
    """Judge what holds only if all its parts do."""
    return min(verdicts, key=VERDICTS.index)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A statement about hierarchical models: of the lecture, or added to test them.

    Attributes
    ----------
    id : int
        Its number in the lecture.
    kind : {"code", "model", "data"}
        Code: it follows from the model, so that failing it is a fault of the
        program. Model: what the model does here, a consequence of model and chosen
        settings. Data: what the data say; it could have come out otherwise.
    sentence, why : dict of str
        Language -> the statement, and the reason for the threshold. ``{centre}``
        in a sentence stands for the centre of the predictor with its unit.
    judges : dict
        Family, or "regression" for all models by formula -> function of `Evidence` and
        of the number of claims of the kind "code" in the run, which share one chance of
        a false alarm; it gives a `Finding`, or None where the claim does not speak of
        such a table.
    models : tuple of str
        Models that an analysis must have, and whose fits are read.
    analyses : dict of dict
        The lecture's own analyses that it speaks of, where it speaks of numbers,
        -> settings that they must have, so that other counts under the same name
        are not judged; the first is judged, with the others at hand.
    added : bool
        Whether it is not a sentence of the lecture but of this program.
    """

    id: int
    kind: str
    sentence: dict[str, str]
    why: dict[str, str]
    judges: dict[str, Callable[[Evidence, int], Finding | None]]
    models: tuple[str, ...] = (PARTIAL,)
    analyses: dict[str, dict[str, Any]] = field(default_factory=dict)
    added: bool = False

    def judge_of(self, family: str) -> Callable | None:
        """Give what judges an analysis of a family; None where nothing does."""
        return self.judges.get(family) or self.judges.get(families.room(family))

    @property
    def told(self) -> dict[str, str]:
        """Language -> the statement, and whose it is where it is not the lecture's."""
        mark = ADDED if self.added else dict.fromkeys(self.sentence, "")
        return {each: text + mark[each] for each, text in self.sentence.items()}


@dataclass
class Evidence(Results):
    """The files of one analysis that claims read.

    Attributes
    ----------
    others : dict of Evidence
        All analyses of the run.
    stop : bool
        Whether a fit that failed may not be judged by.
    """

    others: dict[str, Evidence] = field(default_factory=dict)
    stop: bool = True

    def failed(self, models: tuple[str, ...]) -> list[str]:
        """Those of some models whose fits failed, where they may not be judged by."""
        return [
            model
            for model in models
            if self.stop
            and model in self.fits
            and self.fits[model].diagnostics["verdict"] == "failed"
        ]

    def centre(self, language: str) -> str:
        """Centre of the predictor with its unit; empty where there is none."""
        if "facts" not in self.paths or "centre" not in self.facts:
            return ""
        unit = (self.settings.get("units", {}).get("x") or {}).get(language)
        value = written(format(self.facts["centre"], ".4g"), language)
        return f"{value} {unit}" if unit else value

    @cached_property
    def comparison(self):
        """Table of `pooling.checks.comparison`, indexed by model."""
        import pandas as pd

        return pd.read_csv(self.paths["comparison"]).set_index("model")

    def stan_data(self, model: str = PARTIAL) -> dict:
        """Data of the Stan program of a fit."""
        return self.fits[model].stan_data

    def draws(self, model: str, *names: str, group: str = "posterior") -> list[Any]:
        """Draws of a fit, each of shape (chain, draw, ...)."""
        return list(
            draws.arrays(self.fits[model].files["posterior"], group, names).values()
        )

    def saved(self, model: str, group: str) -> bool:
        """Say whether the file of a fit has a group of draws."""
        return draws.has(self.fits[model].files["posterior"], group)

    def refit(self, name: str, *names: str) -> list[Any]:
        """Draws of a refit whose draws are judged, each of shape (chain, draw, ...)."""
        return list(draws.arrays(self.paths["refits"], name, names).values())

    def refit_means(self, name: str, *names: str) -> list[tuple[np.ndarray, np.ndarray]]:
        """Means of a refit and their standard errors, each in the shape of its parameter."""
        wanted = [f"{each}_{what}" for each in names for what in ("mean", "error")]
        stored = iter(draws.arrays(self.paths["refits"], name, wanted).values())
        return list(zip(stored, stored, strict=True))

    def _exact(self, model: str, rows: list[str], statistic: str) -> np.ndarray:
        """Exact moments of some parameters; empty where one of them is unknown."""
        known = self.fits[model].exact if model in self.fits else ()
        if not len(known) or not set(rows) <= set(known.index):
            return np.empty(0)
        return known.loc[rows, statistic].to_numpy(dtype=float)

    def _moments(self, model: str, rows: list[str], values: Callable) -> tuple:
        """Give moments of some parameters, exact or else of draws; as `moments`."""
        mean = self._exact(model, rows, "mean")
        if mean.size:
            return mean, self._exact(model, rows, "sd"), np.zeros_like(mean)
        drawn = values()
        mean, error = mean_and_error(drawn)
        return mean, np.atleast_1d(drawn.std(axis=(0, 1), ddof=1)), error

    def _rows(self, model: str, name: str) -> list[str]:
        """Labels of a parameter: one, or one for each group."""
        known = self.fits[model].exact if model in self.fits else ()
        if not len(known) or name in known.index:
            return [name]
        return [f"{name}[{group}]" for group in self.groups]

    def sd(self, model: str, name: str) -> np.ndarray:
        """Exact posterior sds of a parameter; empty where they were not computed."""
        return self._exact(model, self._rows(model, name), "sd")

    def moments(self, model: str, name: str) -> tuple[np.ndarray, ...]:
        """Give posterior means and sds of a parameter, and the error of the means.

        Shape (group,) or (1,); exact where that was computed, with an error of 0, else of
        the draws, with the Monte Carlo error.
        """
        rows = self._rows(model, name)
        return self._moments(model, rows, lambda: self.draws(model, name)[0])

    def of_groups(self, model: str, coefficient: str) -> Any:
        """Draws of a coefficient of every group, shape (chain, draw, group)."""
        name, column = families.variable(self.family, coefficient, self.labels(model))
        (values,) = self.draws(model, name)
        return values if column is None else values[..., column]

    def group_moments(self, model: str, coefficient: str) -> tuple[np.ndarray, ...]:
        """Give moments of a coefficient of every group; result as of `moments`."""
        rows = self.group_rows(coefficient)
        return self._moments(model, rows, lambda: self.of_groups(model, coefficient))

    def coefficients_of(self, model: str) -> np.ndarray:
        """Give posterior means of a formula's coefficients of the population."""
        rows = self.labels(model)["coefficient"]
        if not rows:
            return np.empty(0)
        return self._moments(model, rows, lambda: self.draws(model, "beta")[0])[0]

    def exact_sds(self, model: str, coefficient: str) -> np.ndarray:
        """Give exact sds of a coefficient of every group; empty where not computed."""
        return self._exact(model, self.group_rows(coefficient), "sd")

    def average(self, model: str, function: Callable, *names: str) -> float:
        """Average a function of what the groups have in common over its posterior.

        Exactly, where that was computed, else over the draws.
        """
        fit = self.fits.get(model)
        if fit is None or fit.grid is None:
            return float(np.mean(function(*self.draws(model, *names))))
        values, weights = fit.points(*names)
        return float(weights @ function(*values.values()))


def mean_and_error(values) -> tuple[np.ndarray, np.ndarray]:
    """Posterior means and their Monte Carlo standard errors, shape (quantity,)."""
    values = np.reshape(values, (*np.shape(values)[:2], -1))
    return values.mean(axis=(0, 1)), mixing.errors(values)


def standardised(values, expected=0.0) -> np.ndarray:
    """Distance of posterior means from what is expected, in standard errors, (quantity,).

    Values have the shape (chain, draw) or (chain, draw, quantity).
    """
    mean, error = mean_and_error(values)
    return (mean - expected) / error


def difference(one, other) -> np.ndarray:
    """Distance between posterior means of two fits, in standard errors, shape (quantity,).

    Means and errors are as from `mean_and_error`; both may not be exact.
    """
    (mean, error), (expected, its) = (map(np.ravel, each) for each in (one, other))
    return (mean - expected) / np.hypot(error, its)


def critical(count: int, identities: int) -> float:
    """Bound that the largest of ``count`` standardised distances exceeds by chance.

    As for the agreement of the fits with the exact posteriors: all identities of a correct
    run together fail once in a thousand runs.
    """
    return threshold(count, EFFECTIVE, identities)


def judge_distances(distances, identities: int, values: dict | None = None) -> Finding:
    """Judge an identity by its largest standardised distance."""
    distances = np.concatenate([np.ravel(each) for each in distances])
    bound = critical(len(distances), identities)
    largest = float(np.abs(distances).max())
    told = {"largest_distance": largest, "distances": len(distances)} | (values or {})
    return Finding(values=told, threshold=bound, verdict=so(largest <= bound))


def collect(
    analyses: dict[str, dict], files: dict[str, Placed], stop: bool = True
) -> dict:
    """Give each analysis its files and its settings.

    These have ``family``, ``models``, and what its claims know of its configuration;
    ``diagnostics`` among the files has the verdict on the sampler. ``stop`` says that a fit
    that failed may not be judged by.
    """
    evidence: dict[str, Evidence] = {}
    for analysis, settings in analyses.items():
        placed = files[analysis]
        fits = {model: Fit(Guarded(paths)) for model, paths in placed.fits.items()}
        evidence[analysis] = Evidence(
            analysis, Guarded(placed.paths), fits, settings, others=evidence, stop=stop
        )
    return evidence
