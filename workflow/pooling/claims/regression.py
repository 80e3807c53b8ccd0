"""Judges of models by formula: maximum likelihood of all coefficients, and how groups move."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from pooling.claims import maximum
from pooling.claims.base import (
    Evidence,
    Finding,
    judge_distances,
    mean_and_error,
    not_judgeable,
)
from pooling.claims.group_judges import by_information
from pooling.model import responses
from pooling.model.effects.design import Design
from pooling.model.effects.names import Names, as_formula
from pooling.model.families import get
from pooling.model.families.base import present
from pooling.model.names import COMPLETE, NONE, PARTIAL

SLIGHT = 0.05  # largest pull of a wide prior, in posterior sds
SKEWED = 0.2  # largest shift of a mean off a mode, in posterior sds
LEFT = 0.02  # of it in posterior sds, an error of second order
PARTS = 5  # of the posterior of a dispersion, one value each


class Compared(NamedTuple):
    """Posterior means beside maximum likelihood.

    Attributes
    ----------
    distances, pulls, off : ndarray
        Of each coefficient that is compared: from what is expected, in Monte Carlo standard
        errors; what the prior does to it, in sds; from the estimate, in sds.
    left_out : int
        Coefficients that are not.
    """

    distances: np.ndarray
    pulls: np.ndarray
    off: np.ndarray
    left_out: int


def _as_formula(declared, data: dict) -> dict:
    """Say of means, lines and rates what a formula's Stan data say, in fewest rows."""
    if declared.likelihood == "normal":
        sums = Design(declared, data).sums
        z = np.concatenate(sums.root.transpose(2, 0, 1))
        rows = {"y": sums.along.T.ravel(), "N": len(z)}
    else:
        z = np.ones((data["J"], 1))
        rows = {"trials": data["N"]}
    group = np.repeat(np.arange(data["J"]) + 1, len(z) // data["J"])
    rows |= {"X": z, "Z": z, "group": group, "offsets": np.zeros(len(z))}
    apart = {"pooling": int(declared.pooling == "none")}
    return data | as_formula(declared, data) | rows | apart


def _rows(declared, data: dict) -> maximum.Rows:
    """Lay a table out for the coefficients of a model."""
    if declared.coefficients:
        data = _as_formula(declared, data)
    used = np.flatnonzero(data["used"])
    varying = np.arange(data["K"] if data["pooling"] == 1 else 0)
    return maximum.Rows(
        x=np.asarray(data["X"], float)[:, used],
        z=np.asarray(data["Z"], float)[:, varying],
        group=np.asarray(data["group"]) - 1,
        y=np.asarray(data["y"], float),
        known=responses.known(data),
        offsets=np.asarray(data["offsets"], float),
        priors=(_prior(data, "A", "beta", used), _prior(data, "B", "theta", varying)),
    )


def _prior(data: dict, turned: str, name: str, places) -> tuple[np.ndarray, np.ndarray]:
    """Give the precision of a prior, and precision times mean."""
    combined = np.asarray(data[turned], float)[np.ix_(places, places)]
    sd = np.asarray(data[f"prior_{name}_sd"], float)[places]
    mean = np.asarray(data[f"prior_{name}_mean"], float)[places]
    return combined.T @ (combined / sd[:, np.newaxis] ** 2), combined.T @ (mean / sd**2)


def _drawn(evidence: Evidence, model: str) -> np.ndarray:
    """Draws of the coefficients, those of the population first, shape (chain, draw, ...)."""
    declared = get(evidence.family).MODELS[model]
    there = (each.name for each in present(declared.parameters, evidence.labels(model)))
    names = declared.coefficients or [n for n in there if n in ("beta", "theta")]
    values = dict(zip(names, evidence.draws(model, *names), strict=True))
    if declared.coefficients:
        values = Names.of(declared).inside(values)
    blocks = [values[name] for name in ("beta", "theta") if name in values]
    return np.concatenate([b.reshape(*b.shape[:2], -1) for b in blocks], axis=-1)


def _dispersions(evidence: Evidence, model: str, likelihood: str) -> list[dict]:
    """Give what a response has beside its predictor: means, or where it matters quantiles.

    Of normal outcomes sigma says how much the prior weighs, and nothing else.
    """
    names = list(responses.get(likelihood).DISPERSION)
    draws = dict(zip(names, evidence.draws(model, *names), strict=True)) if names else {}
    if responses.closed(likelihood):
        return [{name: float(each.mean()) for name, each in draws.items()}]
    levels = (np.arange(PARTS) + 0.5) / PARTS
    points = {name: np.quantile(each, levels) for name, each in draws.items()}
    return [
        {name: float(each[part]) for name, each in points.items()}
        for part in range(PARTS if names else 1)
    ]


def _compared(evidence: Evidence, model: str) -> Compared:
    """Compare posterior means with maximum likelihood, prior and skewness allowed for."""
    declared = get(evidence.family).MODELS[model]
    rows, likelihood = _rows(declared, evidence.stan_data(model)), declared.likelihood
    every = [
        maximum.expected(rows, responses.get(likelihood), dispersion)
        for dispersion in _dispersions(evidence, model, likelihood)
    ]

    def average(name: str) -> np.ndarray:
        return np.mean([getattr(each, name) for each in every], axis=0)

    sd, pull, shift = average("sd"), np.abs(average("pull")), np.abs(average("shift"))
    kept = np.all([each.told for each in every], axis=0)
    kept &= (pull < SLIGHT) & (shift < SKEWED)
    drawn, error = mean_and_error(_drawn(evidence, model))
    left = LEFT * sd * (shift > 0)
    distances = (drawn - average("mean")) / np.hypot(error, left)
    off = np.abs(drawn - average("estimate")) / sd
    return Compared(distances[kept], pull[kept], off[kept], int((~kept).sum()))


def maximum_likelihood(evidence: Evidence, identities: int) -> Finding:
    """Claim 10: posterior means against maximum likelihood, without and with all pooled."""
    if evidence.stan_data(NONE).get("H"):
        return not_judgeable("further factors")
    separate, together = (_compared(evidence, model) for model in (NONE, COMPLETE))
    pulls = np.concatenate([separate.pulls, together.pulls])
    if not len(pulls):
        return not_judgeable("nothing to agree")
    off = np.concatenate([separate.off, together.off])
    return judge_distances(
        [separate.distances, together.distances],
        identities,
        {
            "largest_pull_in_sds": float(pulls.max()),
            "largest_difference_in_sds": float(off.max()),
            "coefficients_left_out": separate.left_out,
        },
    )


def several_maxima(evidence: Evidence, identities: int) -> Finding:
    """Claim 10, Student's t: there is no one maximum to compare with."""
    return not_judgeable("several maxima")


def _predicted(evidence: Evidence, model: str, *, of_groups: bool) -> np.ndarray:
    """Give the linear predictor of each row, with the groups' own levels or the centre's."""
    data, labels = evidence.stan_data(model), evidence.labels(model)["coefficient"]
    columns = np.asarray(data["X"], float)[:, np.flatnonzero(data["used"])]
    beta = evidence.coefficients_of(model)
    (name,) = evidence.coefficients
    level = 0.0
    if of_groups:
        columns = columns * [label != name for label in labels]
        level = evidence.group_moments(model, name)[0][np.asarray(data["group"]) - 1]
    return columns @ beta + level + np.asarray(data["offsets"])


def small_groups_shrink(evidence: Evidence, identities: int) -> Finding:
    """Claim 12, formulas: levels over each group's own rows, against their information.

    That is the expected curvature of minus the log density in the level, of the response.
    """
    data = evidence.stan_data(PARTIAL)
    if data["H"] or list(evidence.coefficients) != ["Intercept"]:
        return not_judgeable("several vary")
    family = get(evidence.family)
    group = np.asarray(data["group"]) - 1
    centre = _predicted(evidence, PARTIAL, of_groups=False)
    none, partial = (
        _predicted(evidence, each, of_groups=True) for each in (NONE, PARTIAL)
    )
    response = responses.get(family.MODELS[PARTIAL].likelihood)
    dispersion = {
        name: evidence.moments(PARTIAL, name)[0] for name in response.DISPERSION
    }
    curvature = response.information(partial, dispersion, responses.known(data))
    told = family.determined(evidence.stan_data(NONE))
    moved = [
        (np.bincount(group, each - centre) / np.bincount(group))[told]
        for each in (none, partial)
    ]
    return by_information(*moved, np.bincount(group, curvature)[told])
