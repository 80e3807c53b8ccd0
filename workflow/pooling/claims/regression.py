"""Judges of models by formula: least squares of all coefficients, and how far groups move."""

from __future__ import annotations

import numpy as np

from pooling.claims.base import (
    Evidence,
    Finding,
    judge_distances,
    mean_and_error,
    not_judgeable,
)
from pooling.claims.group_judges import by_information
from pooling.model import responses
from pooling.model.families import get
from pooling.model.families.base import present
from pooling.model.formula_fit import rows_of
from pooling.model.names import COMPLETE, NONE, PARTIAL

SLIGHT = 0.05  # largest pull of a wide prior, in posterior sds
MOST = 1500  # coefficients of a model that are solved for
TOLD = 1e-8  # what may be left of a coefficient that the table determines
NOTHING = {
    "en": "The priors move every estimate, or the table determines none: nothing has to "
    "agree with least squares.",
    "es": "Los priors mueven todas las estimaciones, o la tabla no determina ninguna: nada "
    "tiene que coincidir con mínimos cuadrados.",
}
OTHERS = {
    "en": "Further grouping factors stay partially pooled in every model: none is least "
    "squares.",
    "es": "Los demás factores de agrupación conservan partial pooling en todos los modelos: "
    "ninguno equivale a mínimos cuadrados.",
}

MANY = {
    "en": "Several coefficients vary by group, or several factors: the move of one depends on "
    "the others.",
    "es": "Varían por grupo varios coeficientes, o hay varios factores: lo que se mueve uno "
    "depende de los otros.",
}


def _blocks(data: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lay the design and the priors of all coefficients of a model out.

    Returns
    -------
    design : ndarray
        Shape (row, coefficient): those of the population, then the groups' own.
    precision, weighted : ndarray
        Of the prior, and precision times mean: shapes (coefficient, coefficient) and
        (coefficient,).
    """
    used = np.flatnonzero(data["used"])
    x, z = np.asarray(data["X"])[:, used], np.asarray(data["Z"])
    parts = [(x, np.asarray(data["A"])[np.ix_(used, used)], "beta", used)]
    if data["pooling"] == 1:
        of_group = np.asarray(data["group"]) - 1
        every = np.arange(data["K"])
        for group in range(data["J"]):
            columns = z * (of_group == group)[:, np.newaxis]
            parts.append((columns, np.asarray(data["B"]), "theta", every))
    design = np.hstack([part[0] for part in parts])
    precision = np.zeros((design.shape[1], design.shape[1]))
    weighted, start = np.zeros(design.shape[1]), 0
    for _, combined, name, places in parts:
        block = slice(start, start + len(places))
        sd = np.asarray(data[f"prior_{name}_sd"])[places]
        mean = np.asarray(data[f"prior_{name}_mean"])[places]
        precision[block, block] = combined.T @ (combined / sd[:, np.newaxis] ** 2)
        weighted[block] = combined.T @ (mean / sd**2)
        start += len(places)
    return design, precision, weighted


def _condensed(data: dict) -> dict:
    """Put few rows in the place of each group's, with the same cross products.

    Rows are divided by what is known of their sds, and offsets taken off. The triangle of a
    QR decomposition has the least squares of its rows: Golub and Van Loan (2013), Matrix
    computations, section 5.3.
    """
    X, Z = np.asarray(data["X"]), np.asarray(data["Z"])
    y = np.asarray(data["y"], float) - np.asarray(data["offsets"])
    columns = np.column_stack([X, Z, y]) / responses.known(data)[:, np.newaxis]
    kept = [
        columns[rows]
        if len(rows) <= columns.shape[1]
        else np.linalg.qr(columns[rows], mode="r")
        for rows in rows_of(np.asarray(data["group"]))
    ]
    sizes = list(map(len, kept))
    x, z, rest = np.split(np.concatenate(kept), np.cumsum([X.shape[1], Z.shape[1]]), 1)
    group = np.repeat(np.arange(len(kept)) + 1, sizes)
    return data | {"X": x, "Z": z, "y": rest[:, 0], "group": group}


def _compared(evidence: Evidence, model: str):
    """Distances of posterior means from least squares, and the largest pulls.

    What the priors do at the posterior mean of sigma is allowed for; rows with known
    standard errors are divided by them, and sigma is 1.

    Returns
    -------
    distances, pulls : ndarray
        Of each coefficient that is compared.
    left_out : int
        Coefficients that are not.
    """
    data = _condensed(evidence.stan_data(model))
    design, precision, weighted = _blocks(data)
    if design.shape[1] > MOST:
        return np.empty(0), np.empty(0), design.shape[1]
    y = data["y"]
    parameters = get(evidence.family).MODELS[model].parameters
    there = [each.name for each in present(parameters, evidence.labels(model))]
    names = [name for name in ("beta", "theta") if name in there]
    blocks = evidence.draws(model, *names)
    sigma = np.ones(1)
    if "sigma" in there:
        (sigma,) = evidence.draws(model, "sigma")
    draws = np.concatenate([b.reshape(*b.shape[:2], -1) for b in blocks], axis=-1)
    solve = np.linalg.pinv(design)
    determined = np.abs(np.diag(solve @ design) - 1) < TOLD
    information = design.T @ design / sigma.mean() ** 2
    covariance = np.linalg.inv(information + precision)
    mean = covariance @ (design.T @ y / sigma.mean() ** 2 + weighted)
    pull = np.abs(mean - solve @ y) / np.sqrt(np.diag(covariance))
    kept = determined & (pull < SLIGHT)
    drawn, error = mean_and_error(draws)
    return ((drawn - mean) / error)[kept], pull[kept], int((~kept).sum())


def least_squares(evidence: Evidence, identities: int) -> Finding:
    """Claim 10: posterior means against least squares, without and with all pooled."""
    if evidence.stan_data(NONE)["H"]:
        return not_judgeable(**OTHERS)
    separate, pulls, left_out = _compared(evidence, NONE)
    together, other, _ = _compared(evidence, COMPLETE)
    pulls = np.concatenate([pulls, other])
    if not len(pulls):
        return not_judgeable(**NOTHING)
    return judge_distances(
        [separate, together],
        identities,
        {"largest_pull_in_sds": float(pulls.max()), "coefficients_left_out": left_out},
    )


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
        return not_judgeable(**MANY)
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
