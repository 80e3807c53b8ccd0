"""Judges of the claims about groups: from results to numbers and a verdict."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from pooling.basics.numerals import written
from pooling.checks.predictive.words import WIDER, new_group_reading
from pooling.claims.base import (
    ERRORS,
    NOT_SETTLED,
    NOT_SUPPORTED,
    REASONS,
    Evidence,
    Finding,
    above,
    critical,
    difference,
    judge_distances,
    mean_and_error,
    not_judgeable,
    so,
    worst,
)
from pooling.model import responses
from pooling.model.families import RESPONSES, get
from pooling.model.families.base import present
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED
from pooling.model.refits import largest_group

FEWEST = 7  # groups whose order says something
ALONE = 0.5  # share of rows alone in their group, from which a prior predicts them
EXACT = 0.01  # difference of a ratio of exact sds from 1 that says nothing


def prior_scales(evidence: Evidence, identities: int) -> Finding:
    """Claim 11: refits of the fixed prior with a huge and with a tiny scale."""
    data = evidence.stan_data(REGULARISED)
    (none,) = evidence.draws(NONE, "alpha")
    (huge,) = evidence.refit_means("huge_scale", "alpha")
    ((tiny, _),) = evidence.refit_means("tiny_scale", "alpha")
    none = mean_and_error(none)
    spread = none[0].std()
    left = tiny.std() / spread
    off = np.abs(tiny - data["prior_alpha_mean"]).max() / spread
    return judge_distances(
        [difference(huge, none)],
        identities,
        {"spread_left": float(left), "off_centre": float(off)},
    ).only_if(so(max(left, off) < 0.01))


def by_information(none, partial, information) -> Finding:
    """Judge whether groups move the further, the less their own data say, ``information``.

    By estimates without and with pooling, less the population's centre, shape (group,).
    """
    far = np.abs(none) > 0.1 * none.std()
    factor, information = 1 - partial[far] / none[far], information[far]
    if len(set(np.round(information, 9))) < 2:
        return not_judgeable("equal information")
    if len(factor) < FEWEST:
        return not_judgeable("few move", fewest=FEWEST)
    correlation, _ = spearmanr(information, factor)
    order = np.argsort(information, kind="stable")
    quarter = max(1, len(order) // 4)
    values = {
        "rank_correlation": float(correlation),
        "factor_least_information": float(np.median(factor[order[:quarter]])),
        "factor_most_information": float(np.median(factor[order[-quarter:]])),
        "groups": len(order),
    }
    bar = 2 / np.sqrt(len(order) - 1)
    return Finding(values=values, threshold=-bar, verdict=above(-correlation, 0.0, bar))


def _apart(evidence: Evidence) -> list[np.ndarray]:
    """Give estimates without and with pooling, less the population's centre."""
    (centre, *_) = evidence.moments(PARTIAL, "mu_alpha")
    return [evidence.moments(m, "alpha")[0] - centre for m in (NONE, PARTIAL)]


def small_groups_shrink(evidence: Evidence, identities: int) -> Finding:
    """Claim 12, means: shrinkage against the number of observations."""
    return by_information(*_apart(evidence), evidence.sizes.astype(float))


def small_units_shrink(evidence: Evidence, identities: int) -> Finding:
    """Claim 12, rates: shrinkage against the information N p (1 - p)."""
    mean, sd, _ = evidence.moments(PARTIAL, "p")
    # Of p (1 - p), the mean.
    information = evidence.sizes * (mean - mean**2 - sd**2)
    return by_information(*_apart(evidence), information)


def _spread(mean, errors) -> tuple[float, float, float]:
    """Sd over the groups' posterior means, its error by the delta method, and that of noise.

    The errors of the means are 0 where they are exact.
    """
    spread = mean.std(ddof=1)
    slope = (mean - mean.mean()) / ((len(mean) - 1) * (spread or 1.0))
    return spread, np.sqrt(((slope * errors) ** 2).sum()), np.sqrt((errors**2).mean())


def variation(evidence: Evidence, identities: int) -> Finding:
    """Claim 13: spread of the groups' posterior means, by degree of pooling.

    Each coefficient is judged with the error of its own spread, over the groups
    whose data determine it: without, no pooling shows its prior and noise.
    """
    told = get(evidence.family).determined(evidence.stan_data())
    if told.sum() < 2:
        return not_judgeable("few determined")
    values, verdicts = {"groups": int(told.sum())}, []
    for name in evidence.coefficients:
        (none, first, _), (partial, other, noise) = (
            _spread(mean[told], error[told])
            for mean, _, error in (
                evidence.group_moments(m, name) for m in (NONE, PARTIAL)
            )
        )
        fall, error = none - partial, np.hypot(first, other)
        values |= {
            f"{name}_no_pooling": float(none),
            f"{name}_partial_pooling": float(partial),
            f"{name}_fall": float(fall),
            f"{name}_fall_error": float(error),
        }
        verdicts.append(above(fall, 0.0, ERRORS * error))
        verdicts.append(above(partial, 0.0, ERRORS * noise))
    return Finding(values=values, threshold=0.0, verdict=worst(*verdicts))


def predicts_best(evidence: Evidence, identities: int) -> Finding:
    """Claim 14: leave-one-out prediction of the degrees of pooling."""
    table = evidence.comparison
    best = table["elpd"].idxmax()
    values = {"best_is_partial_pooling": float(best == PARTIAL)}
    for model in (COMPLETE, NONE):
        lead = table.loc[PARTIAL, "elpd"] - table.loc[model, "elpd"]
        values[f"lead_over_{model}"] = float(lead)
        # Only differences to the best have a standard error in the table.
        if best == PARTIAL:
            values[f"se_over_{model}"] = float(table.loc[model, "se_diff"])
    alone, rows = _alone(evidence)
    if alone >= ALONE * rows:
        return not_judgeable("alone", values, alone=alone, rows=rows)
    if best != PARTIAL:
        behind = table.loc[PARTIAL, "elpd"] - table.loc[best, "elpd"]
        errors = 2 * table.loc[PARTIAL, "se_diff"]
        return Finding(
            values=values,
            threshold=2.0,
            verdict=worst(above(behind, 0.0, errors), NOT_SETTLED),
        )
    leads = [
        above(values[f"lead_over_{model}"], 0.0, 2 * values[f"se_over_{model}"])
        for model in (COMPLETE, NONE)
    ]
    return Finding(values=values, threshold=2.0, verdict=worst(*leads))


def _alone(evidence: Evidence) -> tuple[int, int]:
    """Count the rows that are alone in their group, and all rows."""
    rows = evidence.prepared["group"].value_counts()
    return int((rows == 1).sum()), int(rows.sum())


def exchangeable(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 17: a refit with the groups in reverse against the fit."""
    parameters = get(evidence.family).MODELS[PARTIAL].parameters
    if len(evidence.groups) < 2:
        return None
    distances = []
    for parameter in present(parameters, evidence.labels()):
        (first,) = evidence.draws(PARTIAL, parameter.name)
        (again,) = evidence.refit_means("permuted", parameter.name)
        if parameter.per_group:
            again = np.flip(again, 1 + parameter.dims.index("group"))
        distances.append(difference(mean_and_error(first), again))
    return judge_distances(distances, identities, {"groups": len(evidence.groups)})


def new_group_is_wider(evidence: Evidence, identities: int) -> Finding:
    """Claim 18: the sd of a prediction for a new group, and for known ones."""
    if evidence.family in RESPONSES and responses.single(evidence.family):
        return not_judgeable("single trial")
    predicted = evidence.fits[PARTIAL].json("predictive_new_group")
    names = ("least_ratio", "largest_ratio", "error_of_least_ratio")
    least, largest, error = (predicted[name] for name in names)
    if least is None:
        return not_judgeable("nothing varies")
    if error is None:
        return not_judgeable("heavy tails")
    values = {
        "least_ratio": least,
        "largest_ratio_of_groups": largest,
        "error_of_least_ratio": error,
    }
    reason = {
        language: f"{new_group_reading(predicted, language)} "
        + text.format(bar=written(str(WIDER), language))
        for language, text in REASONS["hardly wider"].items()
    }
    verdict = above(least, WIDER, ERRORS * error)
    return Finding(
        values=values,
        threshold=WIDER,
        verdict=verdict,
        reason=reason if verdict == NOT_SUPPORTED else None,
    )


def less_uncertain(evidence: Evidence, identities: int) -> Finding:
    """Claim 19: exact posterior sds of the smallest groups, partial against none."""
    first = evidence.coefficients[0]
    if not all(evidence.exact_sds(model, first).size for model in (PARTIAL, NONE)):
        return not_judgeable("no exact sds")
    size = evidence.sizes
    # Groups of one size stay together; the smallest size is always in.
    fits = [each for each in np.unique(size) if (size <= each).mean() <= 0.25]
    small = size <= max(fits, default=size.min())
    if small.all():
        return not_judgeable("one size")
    values: dict[str, float] = {"groups": int(small.sum())}
    verdicts = []
    for name in evidence.coefficients:
        sds = (evidence.exact_sds(model, name) for model in (PARTIAL, NONE))
        ratio = np.divide(*sds)[small]
        values[f"{name}_median_ratio"] = float(np.median(ratio))
        values[f"{name}_largest_ratio"] = float(ratio.max())
        verdicts.append(above(-ratio.max(), -1.0, EXACT))
    level = get(evidence.family).LEVEL
    level = level.name if level else first
    if level not in evidence.coefficients:  # the same on its own scale
        ratio = (evidence.sd(PARTIAL, level) / evidence.sd(NONE, level))[small]
        values[f"{level}_median_ratio"] = float(np.median(ratio))
        values[f"{level}_share_less_uncertain"] = float((ratio < 1).mean())
    return Finding(values=values, threshold=1.0, verdict=worst(*verdicts))


def another_line_moves(evidence: Evidence, identities: int) -> Finding:
    """Claim 20, lines: other groups' lines after one group's data are changed."""
    changed = largest_group(evidence.stan_data()) - 1
    values, bound, verdicts = {}, None, []
    for name in get(evidence.family).COEFFICIENTS:
        (before,) = map(mean_and_error, evidence.draws(PARTIAL, name))
        (after,) = evidence.refit_means("group_changed", name)
        distances = np.abs(difference(before, after))
        distances[changed] = 0
        bound = critical(len(distances) - 1, identities)
        at = distances.argmax()
        values[f"{name}_in_errors"] = float(distances[at])
        values[f"{name}_moves"] = float((after[0] - before[0])[at])
        verdicts.append(above(distances[at], 0.0, bound))
    return Finding(values=values, threshold=bound, verdict=worst(*verdicts))
