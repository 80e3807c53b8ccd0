"""Claims about groups and the degrees of pooling, for every family of tables."""

from __future__ import annotations

import numpy as np
from scipy.special import expit
from scipy.stats import spearmanr

from pooling.claims.base import (
    Claim,
    Evidence,
    Finding,
    critical,
    difference,
    judge_distances,
    mean_and_error,
)
from pooling.claims.coins import DISTANCES, conditional_shapes, one_moves_another
from pooling.families import get
from pooling.refits import largest_group

CHANCE = 1e-3  # of a rank correlation as strong in an order unrelated to size
FEWEST = 7  # groups whose orders are so many that one of them can be that rare
ERRORS = 4.0  # Monte Carlo standard errors that noise does not reach
SLIGHT = 0.05  # largest pull of a wide prior, in posterior sds
PARTIAL, NONE = "partial_pooling", "no_pooling"


def _mean(values) -> np.ndarray:
    return values.mean(axis=(0, 1))


def _least_squares(evidence: Evidence, model: str):
    """Distances of posterior means from least squares, and the largest pull.

    The prior, however wide, pulls the posterior mean off least squares; its pull
    at the posterior mean of sigma is allowed for, and must be slight.
    """
    data = evidence.stan_data(model)
    names = get(evidence.family).COEFFICIENTS
    values = evidence.draws(model, *names, "sigma")
    sigma = values.pop().mean()
    y = np.array(data["y"])
    columns = {"alpha": np.ones(len(y)), "beta": np.array(data.get("x", 0.0))}
    design = np.column_stack([columns[name] for name in names])
    group = np.array(data["group"]) if values[0].ndim == 3 else np.ones(len(y), dtype=int)
    precision = np.diag([data[f"prior_{name}_sd"] ** -2.0 for name in names])
    centre = np.array([data[f"prior_{name}_mean"] for name in names])
    draws = np.stack([v.reshape(*v.shape[:2], -1) for v in values], axis=-1)
    distances, pulls = [], []
    for place in range(group.max()):
        rows = group == place + 1
        if np.linalg.matrix_rank(design[rows]) < len(names):
            continue  # this group's line is not determined by its observations
        squares = np.linalg.lstsq(design[rows], y[rows], rcond=None)[0]
        information = design[rows].T @ design[rows] / sigma**2
        covariance = np.linalg.inv(information + precision)
        pull = covariance @ precision @ (centre - squares)
        mean, error = mean_and_error(draws[:, :, place])
        distances.append((mean - squares - pull) / error)
        pulls.append(pull / np.sqrt(np.diag(covariance)))
    return distances, float(np.abs(pulls).max(initial=0.0))


def least_squares(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 10: posterior means against least squares, without and with dummies."""
    separate, pull = _least_squares(evidence, NONE)
    together, other = _least_squares(evidence, "complete_pooling")
    found = judge_distances(
        separate + together, identities, {"largest_pull_in_sds": max(pull, other)}
    )
    slight = max(pull, other) < SLIGHT
    return Finding(found.values, found.threshold, found.borne_out and slight)


def prior_scales(evidence: Evidence, identities: int) -> Finding:
    """Claim 11: refits of the fixed prior with a huge and with a tiny scale."""
    data = evidence.stan_data("regularised")
    (none,) = evidence.draws(NONE, "alpha")
    (huge,) = evidence.refit("huge_scale", "alpha")
    (tiny,) = evidence.refit("tiny_scale", "alpha")
    spread = _mean(none).std()
    left = _mean(tiny).std() / spread
    off = np.abs(_mean(tiny) - data["prior_alpha_mean"]).max() / spread
    found = judge_distances(
        [difference(huge, none)],
        identities,
        {"spread_left": float(left), "off_centre": float(off)},
    )
    return Finding(
        found.values, found.threshold, found.borne_out and max(left, off) < 0.01
    )


def _shrinkage(evidence: Evidence, name: str):
    """Share of the way to the population's centre, and which groups have a way."""
    none, partial = (evidence.draws(m, name)[0] for m in (NONE, PARTIAL))
    centre = evidence.draws(PARTIAL, f"mu_{name}")[0].mean()
    apart = _mean(none) - centre
    far = np.abs(apart) > 0.1 * apart.std()
    return 1 - (_mean(partial) - centre)[far] / apart[far], far


def _by_information(evidence: Evidence, information) -> Finding | None:
    factor, far = _shrinkage(evidence, "alpha")
    information = information[far]
    if len(factor) < FEWEST or len(set(np.round(information, 9))) < 2:
        return None  # too few groups for any order to be rare, or all alike
    correlation, chance = spearmanr(information, factor, alternative="less")
    order = np.argsort(information, kind="stable")
    quarter = max(1, len(order) // 4)
    values = {
        "rank_correlation": float(correlation),
        "chance": float(chance),
        "factor_least_information": float(np.median(factor[order[:quarter]])),
        "factor_most_information": float(np.median(factor[order[-quarter:]])),
        "groups": len(order),
    }
    return Finding(values, CHANCE, bool(correlation < 0 and chance < CHANCE))


def small_groups_shrink(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 12, means: shrinkage against the number of observations."""
    return _by_information(evidence, evidence.sizes().astype(float))


def small_units_shrink(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 12, rates: shrinkage against the information N p (1 - p)."""
    (p,) = evidence.draws(PARTIAL, "p")
    return _by_information(evidence, evidence.sizes() * _mean(p * (1 - p)))


def variation(evidence: Evidence, identities: int) -> Finding:
    """Claim 13: spread of the groups' posterior means, by degree of pooling."""
    values, borne_out = {}, True
    for name in get(evidence.family).COEFFICIENTS:
        spread, error = {}, {}
        for model in (NONE, PARTIAL):
            mean, errors = mean_and_error(evidence.draws(model, name)[0])
            spread[model] = mean.std(ddof=1)
            error[model] = np.sqrt((errors**2).mean())
            values[f"{name}_{model}"] = float(spread[model])
        noise = ERRORS * np.hypot(*error.values())
        borne_out &= spread[PARTIAL] > ERRORS * error[PARTIAL]
        borne_out &= spread[NONE] - spread[PARTIAL] > noise
    return Finding(values, ERRORS, bool(borne_out))


def predicts_best(evidence: Evidence, identities: int) -> Finding:
    """Claim 14: leave-one-out prediction of the degrees of pooling."""
    table = evidence.comparison
    best = table.loc[PARTIAL, "elpd"]
    values = {"best_is_partial_pooling": float(table["elpd"].idxmax() == PARTIAL)}
    leads = []
    for model in ("complete_pooling", NONE):
        values[f"lead_over_{model}"] = float(best - table.loc[model, "elpd"])
        # Only differences to the best have a standard error in the table.
        if values["best_is_partial_pooling"]:
            values[f"se_over_{model}"] = float(table.loc[model, "se_diff"])
            lead = values[f"lead_over_{model}"] > 2 * values[f"se_over_{model}"]
            leads.append(lead)
    return Finding(values, 2.0, bool(leads and all(leads)))


def exchangeable(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 17: a refit with the groups in reverse against the fit."""
    parameters = get(evidence.family).MODELS[PARTIAL].parameters
    if len(evidence.groups) < 2:
        return None
    distances = []
    for parameter in parameters:
        (first,) = evidence.draws(PARTIAL, parameter.name)
        (again,) = evidence.refit("permuted", parameter.name)
        if parameter.per_group:
            again = again[..., ::-1]
        distances.append(difference(first, again))
    return judge_distances(distances, identities, {"groups": len(evidence.groups)})


def _new_and_existing(evidence: Evidence):
    """Mean and variance of an outcome given the parameters, draw by draw.

    Yields
    ------
    new, existing : tuple of ndarray
        Conditional mean and variance at one design, the second with an axis of
        groups.
    """
    data = evidence.stan_data()
    if not get(evidence.family).ONE_ROW_PER_GROUP:
        names = get(evidence.family).COEFFICIENTS
        (sigma,) = evidence.draws(PARTIAL, "sigma")
        own = evidence.draws(PARTIAL, *names)
        new = evidence.draws(PARTIAL, *(f"{n}_new" for n in names), group="predictions")
        noise = sigma**2
        for x in data.get("x_new", [0.0]):
            powers = [x**power for power in range(len(names))]
            at_new = sum(p * v for p, v in zip(powers, new, strict=True))
            at_own = sum(p * v for p, v in zip(powers, own, strict=True))
            yield (at_new, noise), (at_own, noise[..., np.newaxis])
        return
    declared = {
        parameter.name for parameter in get(evidence.family).MODELS[PARTIAL].parameters
    }
    if "omega" in declared:
        # Given omega both are beta-binomial, so that only omega is left to chance.
        (omega,) = evidence.draws(PARTIAL, "omega")
        y, sizes = np.array(data["y"]), np.array(data["N"])
        for n in data["trials_new"]:
            same = sizes == n
            new = conditional_shapes(omega, data["kappa"])
            own = conditional_shapes(omega, data["kappa"], y[same], n)
            at_new, at_own = _beta_binomial(n, *new), _beta_binomial(n, *own)
            yield tuple(moment[..., 0] for moment in at_new), at_own
        return
    (own,) = evidence.draws(PARTIAL, "p")
    new = expit(evidence.draws(PARTIAL, "alpha_new", group="predictions")[0])
    for n in data["trials_new"]:
        rate = own[..., np.array(data["N"]) == n]
        yield (n * new, n * new * (1 - new)), (n * rate, n * rate * (1 - rate))


def _beta_binomial(n, a, b) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of successes in n trials of a coin from Beta(a, b)."""
    mean, total = a / (a + b), a + b
    return n * mean, n * mean * (1 - mean) * (total + n) / (total + 1)


def _variances(mean, variance) -> np.ndarray:
    """Terms whose average over the draws is the predictive variance."""
    terms = variance + (mean - mean.mean(axis=(0, 1))) ** 2
    return terms.reshape(*terms.shape[:2], -1).mean(axis=-1)


def new_group_is_wider(evidence: Evidence, identities: int) -> Finding:
    """Claim 18: predictive variance of a new group's outcome and of an existing one's.

    Both at the same design: the same predictor, or the same trials.
    """
    rows = []
    for new, existing in _new_and_existing(evidence):
        wide, own = _variances(*new), _variances(*existing)
        (lead,), (error,) = mean_and_error(wide - own)
        rows.append((np.sqrt(wide.mean()), np.sqrt(own.mean()), lead / error))
    wide, own, lead = np.array(rows).T
    values = {
        "sd_new": float(wide.mean()),
        "sd_existing": float(own.mean()),
        "least_ratio": float((wide / own).min()),
        "least_lead_in_errors": float(lead.min()),
    }
    return Finding(values, ERRORS, bool(lead.min() > ERRORS))


def less_uncertain(evidence: Evidence, identities: int) -> Finding | None:
    """Claim 19: exact posterior sds of the smallest groups, partial against none."""
    scale = get(evidence.family).COEFFICIENTS[0]
    if not all(evidence.sd(model, scale).size for model in (PARTIAL, NONE)):
        return None  # Monte Carlo error would decide which of two sds is less
    size = evidence.sizes()
    # Groups of one size stay together; the smallest size is always in.
    fits = [each for each in np.unique(size) if (size <= each).mean() <= 0.25]
    small = size <= max(fits, default=size.min())
    values: dict[str, float] = {"groups": int(small.sum())}
    borne_out = True
    for name in get(evidence.family).COEFFICIENTS:
        ratio = (evidence.sd(PARTIAL, name) / evidence.sd(NONE, name))[small]
        values[f"{name}_median_ratio"] = float(np.median(ratio))
        values[f"{name}_largest_ratio"] = float(ratio.max())
        borne_out &= ratio.max() < 1
    if get(evidence.family).ONE_ROW_PER_GROUP:  # rates: the same on their own scale
        ratio = (evidence.sd(PARTIAL, "p") / evidence.sd(NONE, "p"))[small]
        values["p_median_ratio"] = float(np.median(ratio))
        values["p_share_less_uncertain"] = float((ratio < 1).mean())
    return Finding(values, 1.0, bool(borne_out))


def another_line_moves(evidence: Evidence, identities: int) -> Finding:
    """Claim 20, lines: other groups' lines after one group's data are changed."""
    changed = largest_group(evidence.stan_data()) - 1
    values, bound = {}, None
    borne_out = True
    for name in get(evidence.family).COEFFICIENTS:
        (before,) = evidence.draws(PARTIAL, name)
        (after,) = evidence.refit("group_changed", name)
        distances = np.abs(difference(before, after))
        distances[changed] = 0
        bound = critical(len(distances) - 1, identities)
        at = distances.argmax()
        values[f"{name}_in_errors"] = float(distances[at])
        values[f"{name}_moves"] = float((_mean(after) - _mean(before))[at])
        borne_out &= distances[at] > bound
    return Finding(values, bound, bool(borne_out))


NOISE = {
    "en": "Four Monte Carlo standard errors: sampling noise does not reach so far.",
    "es": "Cuatro errores estándar de Monte Carlo: el ruido del muestreo no llega tan "
    "lejos.",
}

CLAIMS = [
    Claim(
        10,
        "identity",
        {
            "en": "No pooling gives the least-squares estimates with a dummy variable "
            "per group, complete pooling those of a single fit to all observations.",
            "es": "Sin agrupamiento se obtienen las estimaciones de mínimos cuadrados con "
            "una variable indicadora por grupo; con agrupamiento completo, las de un solo "
            "ajuste a todas las observaciones.",
        },
        {
            "en": DISTANCES["en"] + " The wide prior's own pull is allowed for, and must "
            "be below 0.05 posterior sds.",
            "es": DISTANCES["es"] + " Se descuenta el tirón de la distribución a priori "
            "amplia, que debe ser menor que 0,05 desviaciones típicas a posteriori.",
        },
        {"means": least_squares, "lines": least_squares},
        models=("complete_pooling", "no_pooling"),
    ),
    Claim(
        11,
        "identity",
        {
            "en": "A fixed prior with a huge scale tends to no pooling; with a tiny one "
            "the groups no longer differ, and all lie at the prior's centre.",
            "es": "Una distribución a priori fija con escala enorme tiende al modelo "
            "sin agrupamiento; con una diminuta los grupos dejan de diferir y todos "
            "quedan en el centro de esa distribución.",
        },
        {
            "en": DISTANCES["en"] + " At the tiny scale a hundredth of the groups' "
            "unpooled spread may be left.",
            "es": DISTANCES["es"] + " Con la escala diminuta puede quedar una centésima "
            "de la dispersión de los grupos sin agrupar.",
        },
        {"means": prior_scales},
        models=("no_pooling", "regularised"),
    ),
    Claim(
        12,
        "data",
        {
            "en": "The less a group's own data say, the larger the part of the way to "
            "the population's centre that it is moved.",
            "es": "Cuanto menos dicen los datos propios de un grupo, mayor es la parte "
            "que recorre del camino hacia el centro de la población.",
        },
        {
            "en": "One in a thousand: the chance of as strong a rank correlation in an "
            "order that has nothing to do with size; groups that start within a tenth "
            "of the spread from the centre have no way to go and are left out.",
            "es": "Uno de cada mil: la probabilidad de una correlación de rangos tan "
            "fuerte en un orden ajeno al tamaño; los grupos que parten a menos de una "
            "décima de la dispersión del centro no tienen camino que recorrer y se "
            "omiten.",
        },
        {"means": small_groups_shrink, "rates": small_units_shrink},
        models=("no_pooling", "partial_pooling"),
    ),
    Claim(
        13,
        "data",
        {
            "en": "The groups' estimates vary less with partial pooling than without "
            "pooling, yet more than with complete pooling, where they do not vary at "
            "all.",
            "es": "Las estimaciones de los grupos varían menos con agrupamiento parcial "
            "que sin agrupamiento, pero más que con el completo, donde no varían nada.",
        },
        NOISE,
        dict.fromkeys(("means", "lines", "rates"), variation),
        models=("no_pooling", "partial_pooling"),
    ),
    Claim(
        14,
        "data",
        {
            "en": "Complete pooling underfits and no pooling overfits: partial pooling "
            "is the best at predicting an observation that it has not seen.",
            "es": "El agrupamiento completo infraajusta y la falta de agrupamiento "
            "sobreajusta: el agrupamiento parcial es el que mejor predice una "
            "observación no vista.",
        },
        {
            "en": "Two standard errors of the difference, beyond which the lead is "
            "hardly an accident of these observations.",
            "es": "Dos errores estándar de la diferencia, más allá de los cuales la "
            "ventaja difícilmente es un accidente de estas observaciones.",
        },
        dict.fromkeys(("means", "lines", "rates"), predicts_best),
        models=("complete_pooling", "no_pooling", "partial_pooling"),
    ),
    Claim(
        17,
        "identity",
        {
            "en": "The groups are exchangeable: give them each other's names and the "
            "posterior is permuted likewise, and nothing else changes.",
            "es": "Los grupos son intercambiables: si se intercambian sus nombres, la "
            "distribución a posteriori se permuta igual y nada más cambia.",
        },
        DISTANCES,
        dict.fromkeys(("coins", "means", "lines", "rates"), exchangeable),
    ),
    Claim(
        18,
        "data",
        {
            "en": "The prediction for a new group is wider than that for a group that "
            "has been observed.",
            "es": "La predicción para un grupo nuevo es más ancha que la de un grupo "
            "observado.",
        },
        NOISE,
        dict.fromkeys(("coins", "means", "lines", "rates"), new_group_is_wider),
    ),
    Claim(
        19,
        "data",
        {
            "en": "Groups with few observations are less uncertain with partial pooling "
            "than without, on the scale of the linear predictor.",
            "es": "Los grupos con pocas observaciones son menos inciertos con agrupamiento "
            "parcial que sin él, en la escala del predictor lineal.",
        },
        {
            "en": "One: the ratio of the posterior sds must be below it for every group "
            "among the smallest quarter (groups of one size stay together).",
            "es": "Uno: el cociente de las desviaciones típicas a posteriori debe "
            "quedar por debajo en todos los grupos del cuarto más pequeño (los grupos de un "
            "mismo tamaño van juntos).",
        },
        dict.fromkeys(("means", "lines", "rates"), less_uncertain),
        models=("no_pooling", "partial_pooling"),
    ),
    Claim(
        20,
        "data",
        {
            "en": "Information is shared: another outcome of the second group moves θ₁ "
            "while ω is learned, and does not once ω is fixed.",
            "es": "La información se comparte: otro resultado del segundo grupo mueve "
            "θ₁ mientras se aprende ω, y no la mueve si ω está fijada.",
        },
        DISTANCES,
        {"coins": one_moves_another},
    ),
    Claim(
        20,
        "data",
        {
            "en": "Information is shared: other data of one group move the intercept and "
            "the slope of another.",
            "es": "La información se comparte: otros datos de un grupo mueven la "
            "ordenada y la pendiente de otro.",
        },
        DISTANCES,
        {"lines": another_line_moves},
    ),
]
