"""Claims about groups and the degrees of pooling, for every family of tables."""

from __future__ import annotations

import numpy as np
from scipy.stats import spearmanr

from pooling.basics.numerals import written
from pooling.checks.predictive.words import WIDER, new_group_reading
from pooling.claims.base import (
    ERRORS,
    NOT_SETTLED,
    NOT_SUPPORTED,
    Claim,
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
from pooling.claims.coins import DISTANCES, one_moves_another
from pooling.model.effects.design import Design
from pooling.model.families import get
from pooling.model.families.base import LANGUAGES
from pooling.model.refits import largest_group

FEWEST = 7  # groups whose order says something
SLIGHT = 0.05  # largest pull of a wide prior, in posterior sds
ALONE = 0.5  # share of rows alone in their group, from which a prior predicts them
EXACT = 0.01  # difference of a ratio of exact sds from 1 that says nothing
PARTIAL, NONE = "partial_pooling", "no_pooling"
# Why a prediction for a new group may be hardly wider than that for a known one.
HARDLY = {
    "en": "The bar is {bar} times, for every known group. Where the observations of a "
    "group scatter much, or little is known of the group, it helps little to know which "
    "group it is.",
    "es": "El umbral es {bar} veces, en todos los grupos conocidos. Donde las "
    "observaciones de un grupo se dispersan mucho, o se sabe poco del grupo, saber de qué "
    "grupo se trata ayuda poco.",
}


def _mean(values) -> np.ndarray:
    return values.mean(axis=(0, 1))


def _least_squares(evidence: Evidence, model: str):
    """Distances of posterior means from least squares, and the largest pull.

    The prior, however wide, pulls the posterior mean off least squares; its pull
    at the posterior mean of sigma is allowed for. Where it is not slight, or where
    the observations do not determine the line, there is nothing to compare.

    Returns
    -------
    distances, pulls : list of ndarray
        One of each for every group that is compared.
    left_out : int
        Groups that are not.
    """
    declared, data = get(evidence.family).MODELS[model], evidence.stan_data(model)
    names = tuple(declared.coefficients)
    values = evidence.draws(model, *names, "sigma")
    sigma = values.pop().mean()
    given = Design.of(declared, data)
    design, y = given.columns, given.y
    group = given.group if values[0].ndim == 3 else np.zeros(len(y), dtype=int)
    precision = np.diag([data[f"prior_{name}_sd"] ** -2.0 for name in names])
    centre = np.array([data[f"prior_{name}_mean"] for name in names])
    draws = np.stack([v.reshape(*v.shape[:2], -1) for v in values], axis=-1)
    distances, pulls, left_out = [], [], 0
    for place in range(group.max() + 1):
        rows = group == place
        if np.linalg.matrix_rank(design[rows]) < len(names):
            left_out += 1
            continue
        squares = np.linalg.lstsq(design[rows], y[rows], rcond=None)[0]
        information = design[rows].T @ design[rows] / sigma**2
        covariance = np.linalg.inv(information + precision)
        pull = covariance @ precision @ (centre - squares)
        in_sds = np.abs(pull) / np.sqrt(np.diag(covariance))
        if in_sds.max() >= SLIGHT:
            left_out += 1
            continue
        mean, error = mean_and_error(draws[:, :, place])
        distances.append((mean - squares - pull) / error)
        pulls.append(in_sds)
    return distances, pulls, left_out


def least_squares(evidence: Evidence, identities: int) -> Finding:
    """Claim 10: posterior means against least squares, without and with dummies."""
    separate, pulls, left_out = _least_squares(evidence, NONE)
    together, other, _ = _least_squares(evidence, "complete_pooling")
    if not separate and not together:
        return not_judgeable(
            "The prior without pooling moves every group's estimate: no estimate has "
            "to agree with least squares.",
            "El prior del modelo no pooling mueve todas las "
            "estimaciones: no hay ninguna que deba coincidir con mínimos cuadrados.",
        )
    return judge_distances(
        separate + together,
        identities,
        {
            "largest_pull_in_sds": float(np.max(pulls + other)),
            "groups_left_out": left_out,
        },
    )


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
    gone = so(max(left, off) < 0.01)
    return Finding(found.values, found.threshold, worst(found.verdict, gone))


def _shrinkage(evidence: Evidence, name: str):
    """Share of the way to the population's centre, and which groups have a way."""
    none, partial = (evidence.moments(m, name)[0] for m in (NONE, PARTIAL))
    centre = evidence.moments(PARTIAL, f"mu_{name}")[0]
    apart = none - centre
    far = np.abs(apart) > 0.1 * apart.std()
    return 1 - (partial - centre)[far] / apart[far], far


def _by_information(evidence: Evidence, information) -> Finding:
    factor, far = _shrinkage(evidence, "alpha")
    information = information[far]
    if len(set(np.round(information, 9))) < 2:
        return not_judgeable(
            "The data say equally much about every group.",
            "Los datos dicen lo mismo, en cantidad, de todos los grupos.",
        )
    if len(factor) < FEWEST:
        return not_judgeable(
            f"Fewer than {FEWEST} groups have any distance to move: any order may be "
            "chance.",
            f"Menos de {FEWEST} grupos tienen distancia que recorrer: cualquier orden "
            "puede deberse al azar.",
        )
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
    return Finding(values, -bar, above(-correlation, 0.0, bar))


def small_groups_shrink(evidence: Evidence, identities: int) -> Finding:
    """Claim 12, means: shrinkage against the number of observations."""
    return _by_information(evidence, evidence.sizes().astype(float))


def small_units_shrink(evidence: Evidence, identities: int) -> Finding:
    """Claim 12, rates: shrinkage against the information N p (1 - p)."""
    mean, sd, _ = evidence.moments(PARTIAL, "p")
    # Of p (1 - p), the mean.
    return _by_information(evidence, evidence.sizes() * (mean - mean**2 - sd**2))


def _spread(mean, errors) -> tuple[float, float, float]:
    """Spread of groups' posterior means, with its errors.

    Parameters
    ----------
    mean, errors : ndarray
        Means of the groups and their Monte Carlo errors, 0 where they are exact.

    Returns
    -------
    spread, error, noise : float
        The sd over the groups; its Monte Carlo standard error, by the delta method;
        and the spread that noise alone would show.
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
        return not_judgeable(
            "Fewer than two groups have data that determine their own estimate.",
            "Menos de dos grupos tienen datos que determinen su propia estimación.",
        )
    values, verdicts = {"groups": int(told.sum())}, []
    for name in get(evidence.family).COEFFICIENTS:
        (none, own, _), (partial, other, noise) = (
            _spread(mean[told], error[told])
            for mean, _, error in (evidence.moments(m, name) for m in (NONE, PARTIAL))
        )
        fall, error = none - partial, np.hypot(own, other)
        values |= {
            f"{name}_no_pooling": float(none),
            f"{name}_partial_pooling": float(partial),
            f"{name}_fall": float(fall),
            f"{name}_fall_error": float(error),
        }
        verdicts.append(above(fall, 0.0, ERRORS * error))
        verdicts.append(above(partial, 0.0, ERRORS * noise))
    return Finding(values, 0.0, worst(*verdicts))


def predicts_best(evidence: Evidence, identities: int) -> Finding:
    """Claim 14: leave-one-out prediction of the degrees of pooling."""
    table = evidence.comparison
    best = table["elpd"].idxmax()
    values = {"best_is_partial_pooling": float(best == PARTIAL)}
    for model in ("complete_pooling", NONE):
        lead = table.loc[PARTIAL, "elpd"] - table.loc[model, "elpd"]
        values[f"lead_over_{model}"] = float(lead)
        # Only differences to the best have a standard error in the table.
        if best == PARTIAL:
            values[f"se_over_{model}"] = float(table.loc[model, "se_diff"])
    alone, rows = _alone(evidence)
    if alone >= ALONE * rows:
        return not_judgeable(
            f"Rows that are alone in their group: {alone} of {rows}. Once they are left "
            "out, no pooling has only its prior to predict them with, and cannot be "
            "compared.",
            f"Filas que están solas en su grupo: {alone} de {rows}. Al omitirlas, no "
            "pooling solo tiene su prior para predecirlas, y no se lo puede comparar.",
            values,
        )
    if best != PARTIAL:
        behind = table.loc[PARTIAL, "elpd"] - table.loc[best, "elpd"]
        errors = 2 * table.loc[PARTIAL, "se_diff"]
        return Finding(values, 2.0, worst(above(behind, 0.0, errors), NOT_SETTLED))
    leads = [
        above(values[f"lead_over_{model}"], 0.0, 2 * values[f"se_over_{model}"])
        for model in ("complete_pooling", NONE)
    ]
    return Finding(values, 2.0, worst(*leads))


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
    for parameter in parameters:
        (first,) = evidence.draws(PARTIAL, parameter.name)
        (again,) = evidence.refit("permuted", parameter.name)
        if parameter.per_group:
            again = again[..., ::-1]
        distances.append(difference(first, again))
    return judge_distances(distances, identities, {"groups": len(evidence.groups)})


def new_group_is_wider(evidence: Evidence, identities: int) -> Finding:
    """Claim 18: the sd of a prediction for a new group, and for known ones."""
    found = evidence.fits[PARTIAL].json("predictive_new_group")
    names = ("least_ratio", "largest_ratio", "error_of_least_ratio")
    least, largest, error = (found[name] for name in names)
    if least is None:
        return not_judgeable(
            "No known group varies at all.", "Ningún grupo conocido varía en absoluto."
        )
    values = {
        "least_ratio": least,
        "largest_ratio_of_groups": largest,
        "error_of_least_ratio": error,
    }
    reason = {
        language: f"{new_group_reading(found, language)} "
        + HARDLY[language].format(bar=written(str(WIDER), language))
        for language in LANGUAGES
    }
    verdict = above(least, WIDER, ERRORS * error)
    return Finding(values, WIDER, verdict, reason if verdict == NOT_SUPPORTED else None)


def less_uncertain(evidence: Evidence, identities: int) -> Finding:
    """Claim 19: exact posterior sds of the smallest groups, partial against none."""
    scale = get(evidence.family).COEFFICIENTS[0]
    if not all(evidence.sd(model, scale).size for model in (PARTIAL, NONE)):
        return not_judgeable(
            "The exact sds were not computed, and noise would decide which is less.",
            "Los desvíos estándar exactos no se calcularon, y el ruido decidiría cuál es "
            "menor.",
        )
    size = evidence.sizes()
    # Groups of one size stay together; the smallest size is always in.
    fits = [each for each in np.unique(size) if (size <= each).mean() <= 0.25]
    small = size <= max(fits, default=size.min())
    if small.all():
        return not_judgeable(
            "All groups have equally many observations.",
            "Todos los grupos tienen la misma cantidad de observaciones.",
        )
    values: dict[str, float] = {"groups": int(small.sum())}
    verdicts = []
    for name in get(evidence.family).COEFFICIENTS:
        ratio = (evidence.sd(PARTIAL, name) / evidence.sd(NONE, name))[small]
        values[f"{name}_median_ratio"] = float(np.median(ratio))
        values[f"{name}_largest_ratio"] = float(ratio.max())
        verdicts.append(above(-ratio.max(), -1.0, EXACT))
    level = get(evidence.family).LEVEL.name
    if level not in get(evidence.family).COEFFICIENTS:  # the same on its own scale
        ratio = (evidence.sd(PARTIAL, level) / evidence.sd(NONE, level))[small]
        values[f"{level}_median_ratio"] = float(np.median(ratio))
        values[f"{level}_share_less_uncertain"] = float((ratio < 1).mean())
    return Finding(values, 1.0, worst(*verdicts))


def another_line_moves(evidence: Evidence, identities: int) -> Finding:
    """Claim 20, lines: other groups' lines after one group's data are changed."""
    changed = largest_group(evidence.stan_data()) - 1
    values, bound, verdicts = {}, None, []
    for name in get(evidence.family).COEFFICIENTS:
        (before,) = evidence.draws(PARTIAL, name)
        (after,) = evidence.refit("group_changed", name)
        distances = np.abs(difference(before, after))
        distances[changed] = 0
        bound = critical(len(distances) - 1, identities)
        at = distances.argmax()
        values[f"{name}_in_errors"] = float(distances[at])
        values[f"{name}_moves"] = float((_mean(after) - _mean(before))[at])
        verdicts.append(above(distances[at], 0.0, bound))
    return Finding(values, bound, worst(*verdicts))


NOISE = {
    "en": "Zero: the spread must fall, and some of it must remain. The spreads are those of "
    "exact posterior means; where these were not computed, nothing is settled within four "
    "Monte Carlo standard errors.",
    "es": "Cero: la dispersión debe bajar, y debe quedar algo de ella. Las dispersiones son "
    "las de medias a posteriori exactas; donde no se calcularon, a menos de cuatro errores "
    "estándar de Monte Carlo queda sin definir.",
}

BELOW_ONE = {
    "en": "One: the ratio of the posterior sds must be below it for every group "
    "among the smallest quarter (groups of one size stay together); within a "
    "hundredth of it nothing is settled.",
    "es": "Uno: el cociente de los desvíos estándar a posteriori debe quedar por "
    "debajo en todos los grupos del cuarto más pequeño (los grupos de un mismo "
    "tamaño van juntos); a menos de una centésima queda sin definir.",
}

CLAIMS = [
    Claim(
        10,
        "code",
        {
            "en": "No pooling gives the least-squares estimates with a dummy variable "
            "per group, complete pooling those of a single fit to all observations.",
            "es": "Sin pooling se obtienen las estimaciones de mínimos cuadrados con "
            "una variable indicadora por grupo; con pooling completo, las de un solo "
            "ajuste a todas las observaciones.",
        },
        {
            "en": DISTANCES["en"]
            + " The wide prior's own effect is allowed for; a group "
            "that it moves by 0.05 posterior sds or more is not compared, nor one whose "
            "observations determine no estimate.",
            "es": DISTANCES["es"] + " Se descuenta el efecto del prior amplio; no se "
            "compara el grupo al que mueve 0,05 desvíos estándar a posteriori o más, ni "
            "aquel cuyas observaciones no determinan ninguna estimación.",
        },
        {"means": least_squares, "lines": least_squares},
        models=("complete_pooling", "no_pooling"),
    ),
    Claim(
        11,
        "code",
        {
            "en": "A fixed prior with a huge scale tends to no pooling; with a tiny one "
            "the groups no longer differ, and all lie at the prior's centre.",
            "es": "Un prior fijo con escala enorme tiende a no pooling; con una "
            "diminuta los grupos dejan de diferir y todos quedan en el centro del "
            "prior.",
        },
        {
            "en": DISTANCES["en"] + " At the tiny scale a hundredth of the groups' "
            "unpooled spread may be left.",
            "es": DISTANCES["es"] + " Con la escala diminuta puede quedar una centésima "
            "de la dispersión de los grupos sin pooling.",
        },
        {"means": prior_scales},
        models=("no_pooling", "regularised"),
    ),
    Claim(
        12,
        "model",
        {
            "en": "The less a group's own data say, the further its estimate moves, as "
            "a share of the way, toward the population's centre.",
            "es": "Cuanto menos dicen los datos propios de un grupo, mayor es la "
            "proporción del camino hacia el centro de la población que recorre su "
            "estimación.",
        },
        {
            "en": "Two standard errors of a rank correlation in an order that has "
            "nothing to do with size, 2/√(groups \N{MINUS SIGN} 1), below 0; groups "
            "that start within a tenth of the spread from the centre have nowhere to "
            "go and are left out. Shrinkage is what became of an estimate, its move from "
            "no pooling as a share of the way to the centre; the pooling factor is the "
            "weight that the model gives to the population. The two need not be equal. "
            "Estimates are exact where they were computed.",
            "es": "Dos errores estándar de una correlación de rangos en un orden ajeno al "
            "tamaño, 2/√(grupos \N{MINUS SIGN} 1), por debajo de 0; los grupos que parten a "
            "menos de una décima de la dispersión del centro no tienen camino que recorrer "
            "y se omiten. El shrinkage es lo que pasó con una estimación: cuánto se movió "
            "desde la de no pooling, como parte del camino al centro; el factor de pooling "
            "es el peso que el modelo da a la población. No tienen por qué ser iguales. "
            "Las estimaciones son exactas donde se calcularon.",
        },
        {"means": small_groups_shrink, "rates": small_units_shrink},
        models=("no_pooling", "partial_pooling"),
    ),
    Claim(
        13,
        "model",
        {
            "en": "The groups' estimates vary less with partial pooling than without "
            "pooling, yet more than with complete pooling, where they do not vary at "
            "all.",
            "es": "Las estimaciones de los grupos varían menos con partial pooling que "
            "sin pooling, pero más que con pooling completo, donde no varían.",
        },
        NOISE,
        dict.fromkeys(("means", "lines", "rates"), variation),
        models=("no_pooling", "partial_pooling"),
    ),
    Claim(
        14,
        "data",
        {
            "en": "Complete pooling underfits and no pooling overfits, so that of the three "
            "partial pooling is the best at predicting an observation that it has not seen.",
            "es": "El pooling completo produce underfitting y no pooling, overfitting, de "
            "modo que de los tres es partial pooling el que mejor predice una observación "
            "no vista.",
        },
        {
            "en": "Two standard errors of the difference, beyond which the lead is "
            "hardly due to the chance of these observations. What is judged is the "
            "prediction; that one model fits too little and another too much shows in their "
            "predictive checks.",
            "es": "Dos errores estándar de la diferencia, más allá de los cuales la "
            "ventaja difícilmente se debe al azar de estas observaciones. Lo que se juzga "
            "es la predicción; que un modelo ajuste de menos y otro de más se ve en sus "
            "comprobaciones predictivas.",
        },
        dict.fromkeys(("means", "lines", "rates"), predicts_best),
        models=("complete_pooling", "no_pooling", "partial_pooling"),
        added=True,
    ),
    Claim(
        17,
        "code",
        {
            "en": "The model treats the groups alike: renaming changes nothing. Give "
            "them each other's names and the posterior is permuted likewise. Whether "
            "the groups are alike is a judgement that no computation can make.",
            "es": "El modelo trata igual a todos los grupos: cambiarles el nombre no "
            "cambia nada. Si se intercambian los nombres, el posterior se permuta "
            "igual. Que los grupos sean comparables es un juicio que ningún cálculo "
            "puede hacer.",
        },
        DISTANCES,
        dict.fromkeys(("coins", "means", "lines", "rates"), exchangeable),
        added=True,
    ),
    Claim(
        18,
        "model",
        {
            "en": "The prediction for a new group is wider, by 5% or more, than that for "
            "a group that has been observed.",
            "es": "La predicción para un grupo nuevo es más ancha, en un 5\u202f% o más, que "
            "la de un grupo observado.",
        },
        {
            "en": "A ratio of 1.05 of the predictive sds, for the group and the design "
            "where it is least; less matters to nobody. Where the exact posterior was not "
            "computed, nothing is settled within four Monte Carlo standard errors of it.",
            "es": "Un cociente de 1,05 entre los desvíos estándar predictivos, en el grupo y "
            "el diseño donde es menor; menos no le importa a nadie. Donde no se calculó el "
            "posterior exacto, a menos de cuatro errores estándar de Monte Carlo queda sin "
            "definir.",
        },
        dict.fromkeys(("coins", "means", "lines", "rates"), new_group_is_wider),
        added=True,
    ),
    Claim(
        19,
        "model",
        {
            "en": "Groups with few observations are less uncertain with partial pooling "
            "than without, on the scale of the linear predictor.",
            "es": "Los grupos con pocas observaciones son menos inciertos con partial "
            "pooling que sin él, en la escala del predictor lineal.",
        },
        BELOW_ONE,
        dict.fromkeys(("means", "lines"), less_uncertain),
        models=("no_pooling", "partial_pooling"),
        added=True,
    ),
    Claim(
        20,
        "model",
        {
            "en": "Information is shared: another outcome of the second group moves π₁ "
            "while ω is learned, and does not once ω is fixed.",
            "es": "La información se comparte: otro resultado del segundo grupo mueve "
            "π₁ mientras se aprende ω, y no la mueve si ω está fijada.",
        },
        {
            "en": DISTANCES["en"]
            + " What is judged are refits; the moves that are told are "
            "those of exact posterior means, where they were computed.",
            "es": DISTANCES["es"]
            + " Lo que se juzga son ajustes nuevos; los desplazamientos "
            "que se informan son los de medias a posteriori exactas, donde se calcularon.",
        },
        {"coins": one_moves_another},
    ),
    Claim(
        20,
        "model",
        {
            "en": "Information is shared: other data of one group move the intercept and "
            "the slope of another.",
            "es": "La información se comparte: otros datos de un grupo mueven la "
            "ordenada al origen y la pendiente de otro.",
        },
        DISTANCES,
        {"lines": another_line_moves},
    ),
]
