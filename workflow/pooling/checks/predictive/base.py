"""Predictive checks: replicated tables against the observed one, and their verdicts.

Posterior predictive p-values: Gelman, Meng and Stern (1996), Statistica Sinica 6,
733-807. Where a row is a unit with an effect of its own, the fitted effects follow
the data and hide a misfit; replicates whose units have new effects, drawn from the
population, do not: section 2.3 there, and Marshall and Spiegelhalter (2007), Bayesian
Analysis 2, 409-444, who call them mixed.
"""

from __future__ import annotations

import csv
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from pooling.checks import predictive, uniformity
from pooling.checks.predictive.mixtures import Binomials, Normals
from pooling.checks.predictive.words import how_wide
from pooling.checks.results import Fit
from pooling.exact.base import Grid
from pooling.model import density, families
from pooling.model.families.base import Model
from pooling.sampling.draws import has

log = logging.getLogger(__name__)

LEVEL = 0.01  # chance that a right model is flagged, over all tests of a fit
FEWEST = 3  # rows of a table that has anything to be tested
WORST = 5  # groups that are named
HIGHEST = 5  # groups whose chance of more than a threshold is told
NUMBERS = 2**20  # per array: large tables are worked through in parts
LEAST_DRAWS = 200  # of an average, however large the table
OUTSIDE = 0.05  # share of prior draws beyond the plausible: more is a wide prior
OBSERVED_OUTSIDE = 0.05  # share of observations in the prior's tails: more is a conflict
EFFECTIVE = 400  # independent draws that those of a fit that passed are worth
TAIL = 0.005  # each, beyond the central 99 %
SURE = 1.64  # standard errors by which what draws say must be beyond a threshold
# Tables drawn from the priors: so many, or of large ones as many as have so many
# numbers together, but never fewer than the least, so that their tails are seen.
PRIOR_TABLES, PRIOR_NUMBERS, LEAST_PRIOR_TABLES = 20_000, 2**22, 1000
MOST_WEIGHED = 1000  # rows of a table that the quantiles of prior draws are taken from
QUANTILES = {"q5": 5, "q50": 50, "q95": 95}
# Numbers of all replicates that are drawn for a table too large to keep them: of a
# million rows two thousand tables for the p-values, and some hundred for a picture.
MOST_DRAWN = 2**31
MOST_PICTURED = 2**28
# What random numbers are drawn for; each has its own stream.
NEW_TABLES, INTERVALS, TABLES, PRIORS = range(4)


@dataclass(frozen=True)
class Case:
    """A fit to be checked.

    Attributes
    ----------
    family, model : str
        What was fitted.
    fit : pooling.checks.results.Fit
        Its files.
    labels : list of str
        Group labels, in the order of the program's vectors.
    seed : int
        Seed of what is drawn for the checks.
    threshold : float or None
        Value of the outcome, or probability of a success, that decisions hang on.
    plausible : tuple of float or None
        Range of the outcome, or of a probability, that the configuration gives.
    """

    family: str
    model: str
    fit: Fit
    labels: list[str]
    seed: int
    threshold: float | None = field(default=None, kw_only=True)
    plausible: tuple[float, float] | None = field(default=None, kw_only=True)

    @property
    def data(self) -> dict[str, Any]:
        """Data of the Stan program."""
        return self.fit.stan_data

    @property
    def declared(self) -> Model:
        """What the family declares about the model."""
        return families.get(self.family).MODELS[self.model]

    @property
    def coefficients(self) -> tuple[str, ...]:
        """Names of the groups' parameters on the scale of the linear predictor."""
        return families.get(self.family).COEFFICIENTS

    @property
    def grid(self) -> Grid | None:
        """Exact posterior of what the groups have in common, where it was computed."""
        return self.fit.grid

    @property
    def own(self) -> SimpleNamespace:
        """Checks of such a model."""
        return predictive.of(self.family, self.declared.likelihood)

    @property
    def population(self) -> bool:
        """Whether the model says where the groups' effects come from.

        Without pooling they have a prior so wide that it describes no groups: there
        is no population to check.
        """
        return self.declared.pooling in ("partial", "fixed")

    def rng(self, part: int) -> np.random.Generator:
        """Open the stream of random numbers of one purpose."""
        return np.random.default_rng([self.seed, part])


@dataclass(frozen=True)
class Statistic:
    """A number that sums up a table, observed and replicated.

    Attributes
    ----------
    name : str
        Which number.
    replicates : {"fitted", "new"}
        Whether the replicated units have the fitted effects or new ones.
    observed : float
        Of the observed table.
    values : ndarray
        Of the replicated ones, shape (draw,).
    """

    name: str
    replicates: str
    observed: float
    values: np.ndarray

    def describe(self) -> dict[str, Any]:
        """Give observed value, quantiles of the replicates and p-value."""
        total = len(self.values)
        above = int((self.values >= self.observed).sum())
        below = int((self.values <= self.observed).sum())
        # The observed table counts as one of its own replicates, so that none is 0.
        tails = [(count + 1) / (total + 1) for count in (above, below)]
        return {
            "name": self.name,
            "replicates": self.replicates,
            "observed": self.observed,
            **quantiles(self.values),
            "above": above / total,
            "p_value": float(two_sided(*tails)),
        }


@dataclass(frozen=True)
class GroupCheck:
    """One quantity of each group, observed and expected.

    Attributes
    ----------
    what : {"mean", "spread", "rate"}
        Which quantity.
    replicates : {"fitted", "new"}
        As in `Statistic`.
    groups : ndarray of int
        Places of the groups that have it.
    sizes : ndarray of int
        Observations, or trials, of each.
    observed : ndarray
        The quantity in the table; a spread is around what the model expects.
    above, below : ndarray
        Chance that a replicate is as large, or as small: tail probabilities given the
        parameters, averaged over draws, so that small ones have their digits.
    q5, q95 : ndarray
        Interval that holds 90 % of the replicates.
    """

    what: str
    replicates: str
    groups: np.ndarray
    sizes: np.ndarray
    observed: np.ndarray
    above: np.ndarray
    below: np.ndarray
    q5: np.ndarray
    q95: np.ndarray

    @property
    def p_values(self) -> np.ndarray:
        """Two-sided p-value of each group."""
        return two_sided(self.above, self.below)


@dataclass(frozen=True)
class Known:
    """Predictions for a group of the table.

    Attributes
    ----------
    group : int
        Its place.
    size : int
        Its observations or trials.
    outcome : Normals or Binomials
        Distribution of one more observation of it.
    """

    group: int
    size: int
    outcome: Normals | Binomials


@dataclass(frozen=True)
class Prediction:
    """An observation of known groups beside one of a new group, at one design point.

    Attributes
    ----------
    at : float, int or None
        The predictor, or the trials; None where observations have no design.
    existing : list of Known
        Groups of the table that are shown.
    outcome : Normals or Binomials
        Distribution of an observation of a new group.
    sds : ndarray
        Sd of an observation of every group of the table that has this design, shape
        (group,).
    errors : ndarray
        Monte Carlo error of the ratio of the new group's sd to each of them, relative
        to it; 0 where the posterior is exact.
    above : ndarray or None
        Of outcomes: the chance that an observation of each of these groups is above the
        threshold, where the analysis has one.
    """

    at: float | None
    existing: list[Known]
    outcome: Normals | Binomials
    sds: np.ndarray
    errors: np.ndarray
    above: np.ndarray | None = None

    @property
    def ratios(self) -> np.ndarray:
        """Sd for the new group over that for each known one, and nan for an sd of 0."""
        apart = np.full(len(self.sds), np.nan)
        return np.divide(self.outcome.sd, self.sds, out=apart, where=self.sds > 0)


def error_of_sd(terms: np.ndarray) -> np.ndarray:
    """Monte Carlo error of an sd, relative to it.

    Parameters
    ----------
    terms : ndarray
        What each draw adds to the variance, shape (draw, ...).
    """
    mean = terms.mean(axis=0)
    spread = np.divide(terms.std(axis=0), mean, out=np.zeros_like(mean), where=mean > 0)
    return spread / 2 / np.sqrt(EFFECTIVE)


def two_sided(above, below):
    """Double the smaller tail probability, up to 1."""
    return np.minimum(1.0, 2 * np.minimum(above, below))


def quantiles(values: np.ndarray) -> dict[str, float]:
    """Give the quantiles that the results list."""
    found = np.percentile(values, list(QUANTILES.values()))
    return dict(zip(QUANTILES, map(float, found), strict=True))


def thinned(total: int, width: int, most: int = NUMBERS) -> np.ndarray:
    """Choose evenly spaced draws, so that arrays of some width stay bounded.

    Parameters
    ----------
    total : int
        Draws there are.
    width : int
        Numbers for each draw.
    most : int
        Numbers of all draws, unless that leaves too few for an average.

    Returns
    -------
    ndarray of int
        All of them where they fit.
    """
    count = min(total, max(LEAST_DRAWS, most // width))
    return np.linspace(0, total - 1, count).round().astype(int)


def parts(total: int, width: int) -> list[slice]:
    """Split draws so that an array of some width holds one part."""
    step = max(1, NUMBERS // width)
    return [slice(start, start + step) for start in range(0, total, step)]


def stored(path: str, group: str, variable: str) -> Iterator[np.ndarray]:
    """Read draws of a vector some at a time.

    Parameters
    ----------
    path : str
        File of draws.
    group, variable : str
        Where they are.

    Yields
    ------
    ndarray
        Shape (draw, value), chain after chain; a scalar has one value.
    """
    import h5py

    with h5py.File(path) as file:
        values = file[group][variable]
        chains, length = values.shape[:2]
        for chain in range(chains):
            for part in parts(length, max(1, values[0, 0].size)):
                block = values[chain, part]
                yield block.reshape(len(block), -1)


def from_prior(
    case: Case, least: int = LEAST_PRIOR_TABLES
) -> Iterator[tuple[dict, np.ndarray]]:
    """Make up tables from the priors alone; all draws are independent.

    Parameters
    ----------
    case : Case
        Of its fit nothing but the Stan data is needed.
    least : int
        Tables, however large.

    Yields
    ------
    draws : dict of ndarray
        Parameter -> draws, some at a time, shape (draw, ...).
    tables : ndarray
        A table for each, shape (draw, observation).
    """
    width, rng = len(case.data["y"]), case.rng(PRIORS)
    count = min(PRIOR_TABLES, max(least, PRIOR_NUMBERS // width))
    for part in parts(count, width):
        size = len(range(*part.indices(count)))
        draws = density.from_prior(case.family, case.declared, case.data, size, rng)
        (*tables,) = density.replicates(case.family, case.data, draws, rng)
        yield draws, np.concatenate(tables)


def replicated(case: Case, most: int = MOST_DRAWN) -> Iterator[np.ndarray]:
    """Give replicated tables of a fitted model.

    Parameters
    ----------
    case : Case
        The fit.
    most : int
        Numbers of all tables together, where the fit keeps none and they are drawn
        from its parameters: the draws are thinned.

    Yields
    ------
    ndarray
        Shape (draw, observation).
    """
    path = case.fit.files["posterior"]
    if has(path, "posterior_predictive"):
        yield from stored(path, "posterior_predictive", "y")
        return
    names = [parameter.name for parameter in case.declared.parameters]
    values = case.fit.draws(*names)
    kept = thinned(len(values[names[0]]), len(case.data["y"]), most)
    chosen = {name: value[kept] for name, value in values.items()}
    rng = case.rng(TABLES)
    yield from density.replicates(case.family, case.data, chosen, rng)


def summarise(
    functions: dict[str, Callable], observed, tables: Iterator[np.ndarray], kind: str
) -> list[Statistic]:
    """Sum up replicated tables and the observed one.

    Parameters
    ----------
    functions : dict of callable
        Name -> function of tables, shape (draw, observation).
    observed : array
        The observed outcome.
    tables : iterator of ndarray
        Replicates.
    kind : {"fitted", "new"}
        What they are.

    Returns
    -------
    list of Statistic
        Without those that are the same in every table, which say nothing.
    """
    observed = np.asarray(observed, dtype=float)[np.newaxis]
    blocks = [{name: f(table) for name, f in functions.items()} for table in tables]
    found = [
        Statistic(
            name, kind, float(f(observed)[0]), np.concatenate([b[name] for b in blocks])
        )
        for name, f in functions.items()
        if blocks
    ]
    return [each for each in found if np.any(each.values != each.observed)]


def statistics(case: Case, most: int = MOST_DRAWN) -> list[Statistic]:
    """Sum up the replicates of a fit: with the fitted effects, and with new ones.

    What the model fits is left out: its replicates are like the table in that, be the
    model right or wrong, and a p-value near 1 says nothing. Bayarri and Berger (2000),
    Journal of the American Statistical Association 95, 1127-1142.

    Parameters
    ----------
    case : Case
        The fit.
    most : int
        As of `replicated`.

    Returns
    -------
    list of Statistic
        New effects only where units have one row and a population; none of a table
        that has too few rows.
    """
    y = case.data["y"]
    if len(y) < FEWEST:
        return []

    def tested(kind: str) -> dict[str, Callable]:
        named = case.own.statistics(case.data).items()
        return {name: f for name, f in named if not case.own.fits(case, name, kind)}

    fitted, new = tested("fitted"), tested("new")
    found = summarise(fitted, y, replicated(case, most), "fitted") if fitted else []
    return found + summarise(new, y, case.own.new_tables(case), "new")


def pit(case: Case) -> np.ndarray:
    """Give the leave-one-out probability transforms that should be uniform.

    Without pooling, a row whose group has too few others to settle its coefficients is
    predicted by the very wide prior alone, which says nothing of the model: such
    rows are left out, with one row per unit all of them.

    Parameters
    ----------
    case : Case
        Its ``left_out`` lists them in the order of the Stan data.

    Returns
    -------
    ndarray
        Shape (n,).
    """
    with open(case.fit.files["left_out"], encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if case.declared.pooling == "none":
        rows = [row for row in rows if not int(row["unsettled"])]
    # None where every node has lost its digits.
    return np.array([float(row["pit"]) for row in rows if row["pit"]])


def _worst(case: Case, checks: list[GroupCheck]) -> list[dict[str, Any]]:
    """Describe the groups that stand out most."""
    ranked = sorted(
        (value, number, place)
        for number, check in enumerate(checks)
        for place, value in enumerate(check.p_values)
    )
    return [
        {
            "group": case.labels[checks[number].groups[place]],
            "size": int(checks[number].sizes[place]),
            "what": checks[number].what,
            "replicates": checks[number].replicates,
            "observed": float(checks[number].observed[place]),
            "q5": float(checks[number].q5[place]),
            "q95": float(checks[number].q95[place]),
            "p_value": float(value),
        }
        for value, number, place in ranked[:WORST]
    ]


def prior_check(case: Case) -> dict[str, Any]:
    """Compare what the priors alone expect with what is plausible and what was seen.

    What is plausible is known without the table, and said in the configuration: Gabry,
    Simpson, Vehtari, Betancourt and Gelman (2019), Journal of the Royal Statistical
    Society A 182, 389-402, section 3, and Gelman et al. (2020), Bayesian workflow,
    arXiv:2011.01808, section 2.4. Whether the observed table is where the priors expect
    next to nothing is another question, asked in any case.

    Parameters
    ----------
    case : Case
        Its Stan data are all that is needed.

    Returns
    -------
    dict
        ``quantity``, "y" or a probability; ``expected``, quantiles of its prior draws;
        ``plausible``, the range that was given, or None; ``outside``, the share of
        prior draws beyond it, and ``outside_error``, its standard error, None without a
        range; ``observed_outside``, the share of observations beyond the central 99 %
        of their prior predictive by more than the Monte Carlo error, and how many
        ``observations`` there are; ``threshold`` of either share; ``tables`` that were
        drawn, and ``seed``; ``verdict``: "in conflict"; else "wide" where the share outside
        is above its threshold by more than the Monte Carlo error, "plausible" where it is
        not, "no range given".
    """
    y, own = np.asarray(case.data["y"]), case.own
    above, below, shares, kept = 0, 0, [], []
    for draws, tables in from_prior(case):
        values = own.judged(case, draws, tables)
        kept.append(values[:, :: -(-values.shape[1] // MOST_WEIGHED)])
        if case.plausible:
            low, high = case.plausible
            shares.append(((values < low) | (values > high)).mean(axis=1))
        above = above + (tables >= y).sum(axis=0)
        below = below + (tables <= y).sum(axis=0)
    expected = np.concatenate(kept)
    total = len(expected)
    # Some draws know a tail of 0.5 % badly: as many as chance alone takes away are no sign.
    few = TAIL * total - SURE * np.sqrt(TAIL * (1 - TAIL) * total)
    seen = float((np.minimum(above, below) < few).mean())
    share, error, verdict = None, None, "no range given"
    if case.plausible:
        # Values of one table share their parameters: the tables are independent.
        of_tables = np.concatenate(shares)
        share = float(of_tables.mean())
        error = float(of_tables.std(ddof=1) / np.sqrt(total))
        verdict = "wide" if share - SURE * error > OUTSIDE else "plausible"
    return {
        "quantity": own.QUANTITY,
        "expected": quantiles(expected),
        "plausible": case.plausible and list(case.plausible),
        "outside": share,
        "outside_error": error,
        "observed_outside": seen,
        "observations": len(y),
        "threshold": {"outside": OUTSIDE, "observed_outside": OBSERVED_OUTSIDE},
        "tables": total,
        "seed": case.seed,
        "verdict": "in conflict" if seen > OBSERVED_OUTSIDE else verdict,
    }


def tested_groups(case: Case) -> list[GroupCheck]:
    """Check the groups in what the model does not fit; a table needs some rows for that.

    Parameters
    ----------
    case : Case
        The fit.
    """
    if len(case.data["y"]) < FEWEST:
        return []
    return [
        check
        for check in case.own.group_checks(case)
        if not case.own.fits(case, f"group {check.what}", check.replicates)
    ]


def posterior_check(case: Case) -> dict[str, Any]:
    """Compare the observed table with replicated ones from the fitted model.

    The tests share `LEVEL` equally (Bonferroni): the statistics, the uniformity of the
    leave-one-out probability transforms, and the most unlikely group, after its own
    correction for the number of groups. New effects enter with partial pooling and
    with a known population; without pooling there is no population to check, and with
    complete pooling there are no effects. What the model fits is no test, and neither is
    anything of a table of one row or two.

    Parameters
    ----------
    case : Case
        With ``left_out`` among the files of its fit.

    Returns
    -------
    dict
        ``statistics``, ``pit``, ``groups`` (numbers and p-values, None where nothing
        was tested), ``level``,
        ``tests``, ``resolution`` (the least p-value that the draws allow a
        statistic), ``seed``, ``flagged_by`` (``name/replicates``, ``pit``,
        ``groups``), the degree of ``pooling`` and ``verdict``: "passed", "flagged", or
        "not informative" where there was nothing to test; ``because`` then, "few rows" or
        "fitted": what could be looked at is what the model fits.
    """
    found = statistics(case)
    described = [statistic.describe() for statistic in found]
    tested = {f"{row['name']}/{row['replicates']}": row["p_value"] for row in described}
    transforms = pit(case)
    if len(transforms) >= FEWEST:
        tested["pit"] = uniformity.p_value(transforms)
    checks = tested_groups(case)
    unlikely = np.concatenate([check.p_values for check in checks] or [[]])
    if checks:
        tested["groups"] = float(min(1.0, unlikely.min() * len(unlikely)))
    flagged = [name for name, value in tested.items() if value * len(tested) < LEVEL]
    resolution = 2 / (min((len(each.values) for each in found), default=1) + 1)
    if found and resolution * len(tested) >= LEVEL:
        log.warning("With so few draws no statistic can be flagged.")
    nothing = "few rows" if len(case.data["y"]) < FEWEST else "fitted"
    return {
        "statistics": described,
        "pit": {"n": len(transforms), "p_value": tested.get("pit")},
        "groups": {
            "checked": len(case.labels) if checks else 0,
            "tests": len(unlikely),
            "worst": _worst(case, checks),
            "p_value": tested.get("groups"),
        },
        "level": LEVEL,
        "tests": len(tested),
        "resolution": resolution,
        "seed": case.seed,
        "flagged_by": flagged,
        "pooling": case.declared.pooling,
        "verdict": "flagged" if flagged else "passed" if tested else "not informative",
        "because": None if tested else nothing,
    }


def _moments(outcome: Normals | Binomials) -> dict[str, float]:
    """Give mean, sd and quantiles of a predictive distribution."""
    return {
        "mean": outcome.mean,
        "sd": outcome.sd,
        **{name: outcome.quantile(q / 100) for name, q in QUANTILES.items()},
    }


@dataclass(frozen=True)
class Above:
    """Chances to be above the threshold, at one design point.

    Attributes
    ----------
    at : float or None
        The predictor; None where there is none.
    new : float
        Of a new group.
    known : ndarray
        Of each group of the table, shape (group,).
    sizes : ndarray of int
        Observations or trials of each.
    """

    at: float | None
    new: float
    known: np.ndarray
    sizes: np.ndarray


def _told(case: Case, above: Above) -> dict[str, Any]:
    """Give the chances to be above the threshold.

    Returns
    -------
    dict
        ``at``; ``new``, of a new group, None where the model knows of no population;
        ``highest``: ``group``, ``size`` and ``chance`` of the known groups where it is
        the largest.
    """
    return {
        "at": above.at,
        "new": above.new if case.population else None,
        "highest": [
            {
                "group": case.labels[at],
                "size": int(above.sizes[at]),
                "chance": float(above.known[at]),
            }
            for at in np.argsort(-above.known, kind="stable")[:HIGHEST]
        ],
    }


def new_group_check(case: Case) -> dict[str, Any]:
    """Set predictions for a new group beside those for known ones.

    Parameters
    ----------
    case : Case
        The fit.

    Returns
    -------
    dict
        ``per``: what the predictions run over, "x", "trials" or None;
        ``predictions``: ``at``, moments and quantiles of one observation of the
        ``existing`` groups that are shown and of the ``new`` one, with ``ratio``, the
        sd of the new one over that of the existing; ``least_ratio`` and
        ``largest_ratio`` over all groups of the table, each at its own design;
        ``error_of_least_ratio``, from the Monte Carlo, 0 where the posterior is
        exact; ``exact``; and ``verdict``: what `how_wide` calls the least ratio; for
        complete pooling "no groups", "undefined" where every known sd is 0.
        Where the analysis has a threshold, ``threshold``, and ``above``: the chances
        to be above it, of an observation at each of its design points, or of the rate.
    """
    if case.declared.pooling == "complete":
        return {"verdict": "no groups"}
    rows, ratios, errors = [], [], []
    predictions = case.own.new_group(case)
    for prediction in predictions:
        new = _moments(prediction.outcome)
        existing = []
        for known in prediction.existing:
            own = _moments(known.outcome)
            # A unit that never varies has an sd of 0, and no ratio.
            own["ratio"] = new["sd"] / own["sd"] if own["sd"] else None
            existing.append(
                {"group": case.labels[known.group], "size": known.size, **own}
            )
        ratios.append(prediction.ratios)
        errors.append(prediction.errors)
        rows.append({"at": prediction.at, "existing": existing, "new": new})
    ratio, error = np.concatenate(ratios), np.concatenate(errors)
    ratio, error = ratio[~np.isnan(ratio)], error[~np.isnan(ratio)]
    least = int(ratio.argmin()) if len(ratio) else None
    set_at: dict[str, Any] = {}
    if case.threshold is not None:
        above = case.own.above(case, predictions)
        set_at = {
            "threshold": case.threshold,
            "above": [_told(case, each) for each in above],
        }
    return set_at | {
        "per": case.own.PER,
        "predictions": rows,
        "least_ratio": None if least is None else float(ratio[least]),
        "largest_ratio": None if least is None else float(ratio.max()),
        "error_of_least_ratio": None
        if least is None
        else float(ratio[least] * error[least]),
        "exact": case.grid is not None,
        "verdict": "undefined" if least is None else how_wide(float(ratio[least])),
    }
