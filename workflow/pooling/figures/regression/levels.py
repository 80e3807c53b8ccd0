"""What varies by group, as figures show it: levels at the predictors' means, and slopes.

The intercept that is written is the level where every predictor is 0, which may be far
outside the table: a latitude of 0. Readers compare groups where the table is.
"""

from __future__ import annotations

import numpy as np

from pooling.basics import by_column
from pooling.basics.long_tables import Columns
from pooling.model.families.regression.priors import MEANS
from pooling.model.formula_fit import within
from pooling.model.names import NONE, PARTIAL

INTERCEPT = "Intercept"
ENDS = {"q5": 0.05, "q95": 0.95}


def shown(results) -> list[str]:
    """Name what varies by group; the intercept, beside predictors, as the level at means."""
    names = list(results.coefficients)
    alone = {*results.labels()["coefficient"], *names} == {INTERCEPT}
    return [MEANS if name == INTERCEPT and not alone else name for name in names]


def at_the_means(results, words) -> str:
    """Say where levels are compared, unless there is no predictor."""
    if MEANS not in shown(results):
        return ""
    group = words.label("group")
    return words.say("regression/groups/levels", group=group)


def _means(results, model: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the means of a model's own columns, which of them vary, those of all that vary."""
    data, labels = results.fits[model].stan_data, results.labels(model)["coefficient"]
    varies = np.array([label in results.coefficients for label in labels], dtype=bool)
    X, Z = (Columns.of(data[name]) for name in ("X", "Z"))
    columns = by_column.chosen(X, np.flatnonzero(data["used"]))
    both = results.once(
        ("means", model), lambda: (by_column.means(columns), by_column.means(Z))
    )
    return both[0], varies, both[1]


def _beta(results, model: str) -> np.ndarray:
    """Give the means of a model's coefficients of the population."""
    rows = results.labels(model)["coefficient"]
    return results.fits[model].estimates.loc[rows, "mean"].to_numpy(float)


def drawn(results, model: str, coefficient: str) -> np.ndarray:
    """Load draws of what `shown` names, of every group, shape (draw, group)."""
    fit = results.fits[model]
    theta = fit.draws("theta")["theta"]
    if coefficient != MEANS:
        return theta[..., results.coefficients.index(coefficient)]
    columns, varies, typical = _means(results, model)
    drawn_levels = theta @ typical
    if not varies.all():
        beta = fit.draws("beta")["beta"][:, ~varies]
        drawn_levels = drawn_levels + (beta @ columns[~varies])[:, np.newaxis]
    return drawn_levels


def estimates(results, model: str, coefficient: str, statistic: str = "mean"):
    """Give one statistic of what varies, in the order of the groups.

    Parameters
    ----------
    model, coefficient : str
        Which fit, and which of `shown`.
    statistic : {"mean", "q5", "q95"}
        Means are exact where they are known.

    Returns
    -------
    ndarray
        Shape (group,).
    """
    if coefficient != MEANS:
        rows = results.group_rows(coefficient)
        return results.fits[model].estimates.loc[rows, statistic].to_numpy(float)
    if statistic != "mean":
        return np.quantile(drawn(results, model, MEANS), ENDS[statistic], axis=0)
    columns, varies, typical = _means(results, model)
    theta = [estimates(results, model, name) for name in results.coefficients]
    return typical @ theta + columns[~varies] @ _beta(results, model)[~varies]


def common(results, model: str, coefficient: str) -> float | None:
    """Give the population's coefficient of a model, None where it has none.

    What varies around none that all groups share varies around 0.
    """
    if model not in results.fits:
        return None
    if coefficient == MEANS:
        columns, _, _ = _means(results, model)
        return float(columns @ _beta(results, model))
    if coefficient in results.labels(model)["coefficient"]:
        return results.fits[model].best(coefficient, "mean")
    return 0.0 if model == PARTIAL else None


def explained(results) -> tuple[np.ndarray, np.ndarray]:
    """Give what shared predictors explain of each group's own coefficients.

    A predictor that is constant within groups, as the uranium of a county, is a part of
    the groups' own coefficients where nothing is pooled, and none where its coefficient is
    shared. What it explains, with the coefficient of partial pooling, is a combination of
    the columns that vary by group and of those that both models share.

    Returns
    -------
    own : ndarray
        Shape (group, column), to be taken off estimates without pooling.
    level : float
        What that adds at the mean of all columns, which stays.
    """
    data = results.fits[NONE].stan_data
    used = np.array(data["used"], dtype=bool)
    labels = results.labels(PARTIAL)["coefficient"]
    aside = [
        at
        for at, label in enumerate(labels)
        if not used[at] and label not in results.coefficients
    ]
    if not aside:
        return np.zeros((data["J"], data["K"])), 0.0
    columns, varying = (np.array(data[name], dtype=float) for name in ("X", "Z"))
    group = np.array(data["group"]) - 1
    means = results.fits[PARTIAL].estimates.loc[[labels[at] for at in aside], "mean"]
    part = columns[:, aside] @ means.to_numpy(float)
    kept = columns[:, used]
    left = within([part, *kept.T], varying, group)
    part = part - kept @ np.linalg.lstsq(left[:, 1:], left[:, 0], rcond=None)[0]
    parts = [
        np.linalg.lstsq(varying[group == at], part[group == at], rcond=None)[0]
        for at in range(data["J"])
    ]
    return np.array(parts), float(part.mean())


def without_pooling(results, coefficient: str) -> np.ndarray:
    """Give estimates without pooling, net of what shared predictors explain of them.

    Returns
    -------
    ndarray
        Shape (group,).
    """
    parts, level = explained(results)
    raw = estimates(results, NONE, coefficient)
    if coefficient == MEANS:
        return raw - parts @ _means(results, NONE)[2] + level
    return raw - parts[:, results.coefficients.index(coefficient)]
