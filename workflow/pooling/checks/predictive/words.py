"""Names and sentences of the predictive checks, for figures and report alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pooling.basics.numerals import UNDEFINED, decimals_of, percent_signs, written

WIDER = 1.05  # ratio of two sds from which the difference matters to a reader
FEW = 20  # observations: of fewer no per cent are told
UNSEEN = 0.005  # difference of such a ratio from 1 that is rounded away
# Test quantity -> name.
QUANTITIES = {
    "mean": {"en": "mean", "es": "media"},
    "sd": {"en": "sd", "es": "DE"},
    "min": {"en": "minimum", "es": "mínimo"},
    "max": {"en": "maximum", "es": "máximo"},
    "between_sd": {"en": "sd of the group means", "es": "DE de las medias"},
    "zeros": {"en": "share with none", "es": "parte con ninguno"},
    "full": {"en": "share with all", "es": "parte con todos"},
    "variance_ratio": {"en": "variance / mean", "es": "varianza / media"},
    "geary": {"en": "mean deviation / sd", "es": "desviación media / DE"},
    "spread": {"en": "spread within the group", "es": "dispersión dentro del grupo"},
    "rate": {"en": "rate", "es": "proporción"},
    "pit": {"en": "PIT of observations left out", "es": "PIT de observaciones omitidas"},
    "groups": {"en": "single groups", "es": "cada grupo por separado"},
}
REPLICATES = {
    "fitted": {"en": "fitted effects", "es": "efectos ajustados"},
    "new": {"en": "new effects", "es": "efectos nuevos"},
}
_EXPECTED = {
    "y": {"en": "the outcome", "es": "la respuesta"},
    "p": {"en": "the rates", "es": "las proporciones"},
    "theta": {"en": "the probabilities", "es": "las probabilidades"},
}
# What the priors expect, of a range where one was given, and of the observed table.
_PRIOR = {
    "en": "{verdict}: 90 % of the prior draws of {what} lie between {low} and {high}; ",
    "es": "{verdict}: el 90 % de las muestras a priori de {what} queda entre {low} y "
    "{high}; ",
}
_RANGE = {
    True: {
        "en": "{outside} % lie outside the plausible range that was given, {low} to "
        "{high} (up to {most} % may).",
        "es": "el {outside} % queda fuera del intervalo plausible que se dio, de {low} a "
        "{high} (se admite hasta el {most} %).",
    },
    False: {
        "en": "the configuration does not say what is plausible (key plausible).",
        "es": "la configuración no dice qué es plausible (clave plausible).",
    },
}
# Of few observations a share in per cent says more than there is.
_SEEN = {
    False: {
        "en": " Of the observations, {seen} % lie outside the central 99 % of what the "
        "priors expect.",
        "es": " De las observaciones, el {seen} % queda fuera del 99 % central de lo que "
        "espera el prior.",
    },
    True: {
        "en": " Observations outside the central 99 % of what the priors expect: {count} "
        "of {observations}.",
        "es": " Observaciones fuera del 99 % central de lo que espera el prior: {count} de "
        "{observations}.",
    },
}
# Of a large table not every observation is looked at.
_SAMPLED = {
    "en": " That is of a sample of {sampled} of {observations} observations, and known to "
    "{error} percentage points.",
    "es": " Eso es de una muestra de {sampled} de {observations} observaciones, y se conoce "
    "con un error de {error} puntos porcentuales.",
}
_PRIOR_VERDICTS = {
    "plausible": {"en": "Plausible priors", "es": "Prior plausible"},
    "wide": {"en": "Wide priors", "es": "Prior amplio"},
    "no range given": {"en": "No range given", "es": "Sin intervalo dado"},
    "in conflict": {
        "en": "Priors in conflict with the data",
        "es": "Prior en conflicto con los datos",
    },
}
_POSTERIOR = {
    "passed": {
        "en": "Passed: none of the {tests} tests stands out at a level of {level} % for "
        "all of them together.",
        "es": "Superado: ninguna de las {tests} pruebas destaca a un nivel del {level} % "
        "para todas juntas.",
    },
    "few rows": {
        "en": "Not informative: of one row or two there is nothing that could come out "
        "otherwise.",
        "es": "Sin información: de una o dos filas no hay nada que pueda salir de otro "
        "modo.",
    },
    "fitted": {
        "en": "Not informative: the model fits all that could be looked at in this table, "
        "so nothing could come out otherwise.",
        "es": "Sin información: el modelo ajusta todo lo que se podría mirar en esta "
        "tabla, así que nada podría salir de otro modo.",
    },
    "flagged": {
        "en": "Flagged at a level of {level} % for all {tests} tests together: {names}.",
        "es": "Con alerta a un nivel del {level} % para las {tests} pruebas juntas: "
        "{names}.",
    },
}
# What can be done about groups that stand out; where the model has no groups it is the
# model that they speak against.
_NO_GROUPS = {
    "en": " This model takes all groups as one: those that stand out speak against the "
    "model, and not against their rows. Compare it with a model that lets groups differ.",
    "es": " Este modelo toma a todos los grupos como uno solo: los que se destacan hablan en "
    "contra del modelo, y no de sus filas. Compárelo con un modelo que deje diferir a los "
    "grupos.",
}
_REMEDY = {
    "en": " Look at the rows of these groups in prepared.csv (of a long table, in "
    "prepared.parquet). If something is wrong there, correct the table; if not, fit another "
    "model, or a copy of the table without them as another analysis, and compare.",
    "es": " Mire las filas de estos grupos en prepared.csv (de una tabla larga, en "
    "prepared.parquet). Si algo está mal, corrija la tabla; si no, ajuste "
    "otro modelo, o una copia de la tabla sin ellos como otro análisis, y compare.",
}
_HOW_WIDE = {
    "wider": {"en": "wider than", "es": "más ancha que"},
    "hardly wider": {"en": "hardly wider than", "es": "apenas más ancha que"},
    "as wide": {"en": "as wide as", "es": "tan ancha como"},
    "hardly narrower": {"en": "hardly narrower than", "es": "apenas más angosta que"},
    "narrower": {"en": "narrower than", "es": "más angosta que"},
}
# Compared with all known groups alike, or with some this way and with others that way.
_NEW_GROUP = {
    True: {
        "en": "The prediction for a new group is {low} that for a known one: its sd is "
        "{times} as large.",
        "es": "La predicción para un grupo nuevo es {low} la de uno conocido: su desvío "
        "estándar es {times} el de esta.",
    },
    False: {
        "en": "The prediction for a new group is {low} that for some known groups and "
        "{high} that for others: its sd is {times} as large.",
        "es": "La predicción para un grupo nuevo es {low} la de algunos grupos conocidos "
        "y {high} la de otros: su desvío estándar es {times} el de estas.",
    },
}
_NO_RATIO = {
    "en": "No observation of a known group varies, so there is nothing to set the "
    "prediction for a new one against.",
    "es": "Ninguna observación de un grupo conocido varía, así que no hay con qué comparar "
    "la predicción para uno nuevo.",
}
_TIMES = {
    True: {"en": "{low} times", "es": "{low} veces"},
    False: {"en": "{low} to {high} times", "es": "de {low} a {high} veces"},
}


def _number(value: float | None, language: str, form: str = ".3g") -> str:
    """Write a number with the signs of the language, never in powers of ten."""
    if value is None:
        return UNDEFINED
    text = format(value, form)
    if "e" in text:
        text = format(float(text), ".0f" if abs(value) >= 1 else ".6f")
    return written(text, language)


def _percentage(share: float | None, language: str) -> str:
    """Write a share in per cent, with a decimal where it is small."""
    if share is None:
        return UNDEFINED
    form = ".1f" if 0 < share < 0.0995 else ".0f"
    return _number(100 * share, language, form)


def _ratio(value: float | None, language: str) -> str:
    """Write a ratio to three digits: 1 as 1.00."""
    if value is None:
        return UNDEFINED
    return written(format(value, ".0f" if value >= 99.95 else "#.3g"), language)


def how_wide(ratio: float) -> str:
    """Name the ratio of a prediction's sd to another's.

    Returns
    -------
    str
        "wider" or "narrower" where the difference matters, else "hardly wider" or
        "hardly narrower"; "as wide" where it is not seen.
    """
    if abs(ratio - 1) < UNSEEN:
        return "as wide"
    name, size = ("wider", ratio) if ratio > 1 else ("narrower", 1 / ratio)
    return name if size >= WIDER else f"hardly {name}"


def name_of_test(test: str, language: str) -> str:
    """Name a test: an entry of ``flagged_by``.

    Parameters
    ----------
    test : str
        ``name``, or ``name/replicates``.
    language : {"en", "es"}
    """
    name, _, replicates = test.partition("/")
    words = QUANTITIES[name][language]
    return f"{words} ({REPLICATES['new'][language]})" if replicates == "new" else words


def prior_reading(check: dict[str, Any], language: str, unit: str | None = None) -> str:
    """Say how plausible the priors are, and whether the table is within their reach.

    Parameters
    ----------
    check : dict
        ``prior_predictive.json``.
    language : {"en", "es"}
    unit : str, optional
        Of the outcome, where that is what the priors are judged by.
    """
    ends, reach = check["plausible"], check["expected"]
    words = {
        "verdict": _PRIOR_VERDICTS[check["verdict"]][language],
        "what": _EXPECTED[check["quantity"]][language],
        "seen": _percentage(check["observed_outside"], language),
    }
    unit = unit if check["quantity"] == "y" else None
    low, high = reach["q5"], reach["q95"]
    form = f".{decimals_of(None if None in (low, high) else high - low)}f"
    text = _PRIOR[language].format(
        **words, **_ends(low, high, language=language, form=form, unit=unit)
    )
    if ends is None:
        text += _RANGE[False][language]
    else:
        text += _RANGE[True][language].format(
            outside=_percentage(check["outside"], language),
            most=_number(100 * check["threshold"]["outside"], language),
            **_ends(*ends, language=language, form=".6g", unit=unit),
        )
    total, share = check["observations"], check["observed_outside"]
    count = UNDEFINED if share is None else round(total * share)
    text += _SEEN[total < FEW][language].format(**words, count=count, observations=total)
    if check.get("sampled", total) < total:
        text += _SAMPLED[language].format(
            sampled=_number(check["sampled"], language, ".0f"),
            observations=_number(total, language, ".0f"),
            error=_number(100 * check["observed_outside_error"], language, ".2f"),
        )
    return percent_signs(text, language)


def _ends(low, high, *, language: str, form: str, unit: str | None) -> dict[str, str]:
    """Write the ends of a range, and its unit after the second."""
    first, second = (_number(end, language, form) for end in (low, high))
    return {"low": first, "high": f"{second} {unit}" if unit else second}


def posterior_reading(
    check: dict[str, Any], language: str, named: Callable[[str], str] = str
) -> str:
    """Say in one sentence whether the fit reproduces its table.

    Where single groups are flagged, they are named, and a second sentence says what
    can be done, or that a model without groups is refuted by them.

    Parameters
    ----------
    language : {"en", "es"}
    named : callable
        Label of a group -> its name where the sentence is shown.
    """
    groups = ""
    if "groups" in check["flagged_by"]:
        groups = ", ".join(map(named, flagged_groups(check)))
    text = _POSTERIOR[check["because"] or check["verdict"]][language].format(
        tests=check["tests"],
        level=_number(100 * check["level"], language),
        names=", ".join(
            name_of_test(test, language)
            + (f" ({groups})" if groups and test == "groups" else "")
            for test in check["flagged_by"]
        ),
    )
    if groups:
        remedy = _NO_GROUPS if check["pooling"] == "complete" else _REMEDY
        text += remedy[language]
    return percent_signs(text, language)


def flagged_groups(check: dict[str, Any]) -> list[str]:
    """List the groups that are flagged, of those that stand out most, worst first."""
    return list(dict.fromkeys(row["group"] for row in flagged_rows(check)))


def flagged_rows(check: dict[str, Any]) -> list[dict[str, Any]]:
    """List what the flagged groups are flagged for, worst first."""
    if "groups" not in check["flagged_by"]:
        return []
    limit = check["level"] / check["tests"] / max(check["groups"].get("tests", 1), 1)
    return [row for row in check["groups"]["worst"] if row["p_value"] < limit]


def new_group_reading(check: dict[str, Any], language: str) -> str:
    """Say in one sentence how much wider the prediction for a new group is.

    Parameters
    ----------
    check : dict
        ``predictive_new_group.json`` of a model with groups.
    language : {"en", "es"}
    """
    ends = [check[f"{end}_ratio"] for end in ("least", "largest")]
    if None in ends:
        return _NO_RATIO[language]
    low, high = (_ratio(end, language) for end in ends)
    first, last = (_HOW_WIDE[how_wide(end)][language] for end in ends)
    times = _TIMES[low == high][language].format(low=low, high=high)
    text = _NEW_GROUP[first == last][language]
    return text.format(low=first, high=last, times=times)
