"""What the reader can play with: the numbers of `pooling.explore`, with their words.

The page's script places curves and points; what it shows is computed here or before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from pooling import axes, numerals
from pooling.families.base import LANGUAGES
from pooling.figures.style import POOLING_COLOURS
from pooling.figures.words import Spoken, letters, symbol
from pooling.numerals import decimals_of
from pooling.report import numbers
from pooling.results import Results

MOST_CURVES = 8  # groups that get one; more cannot be told apart
MOST_DOTS = 300  # groups that get one: the page holds all that they can show
ALONE = 5  # decimals of a proportion that is drawn
DECIMALS = 3  # of rates and their densities; more cannot be seen on a screen
FIRST_SCALE = 0.3  # sds of the groups' averages, where the fixed prior is at work
FIRST_SIZE = 5  # place of the first number of observations of a new group
NEAR = 0.25  # sds of the population in which a new group is like it
SIZES = [0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000]

# What a figure shows of the same, for a reader whose browser runs no script.
FIGURES = {
    "kappa": "figure-kappa_sweep",
    "scale": "figure-regularisation_path",
    "new_group": "partial_pooling-figure-predictive_new_group",
}
# What is drawn is an estimate of this degree of pooling.
DEGREES = {"kappa": "partial", "scale": "fixed", "new_group": "partial"}
TEXT = {
    "still": {
        "en": "With JavaScript switched on, an interactive figure appears here.",
        "es": "Con JavaScript activado, aquí aparece una figura interactiva.",
    },
    "own": {"en": "this analysis: {value}", "es": "este análisis: {value}"},
    "learned": {
        "en": "learned by partial pooling: {value}",
        "es": "lo que aprende partial pooling: {value}",
    },
    "second_above": {"en": "on top: {original}", "es": "arriba: {original}"},
    "second_right": {"en": "on the right: {original}", "es": "a la derecha: {original}"},
    "kappa": {"en": "Try it: how alike are they?", "es": "Pruébelo: ¿cuánto se parecen?"},
    "kappa_text": {
        "en": "κ is a known number of this model: the larger it is, the less the "
        "groups may differ. Move it, and the exact posteriors follow. With a small κ "
        "each π stays close to its own proportion; with a large one all of them move "
        "to ω.",
        "es": "En este modelo κ es un número conocido: cuanto mayor es, menos pueden "
        "diferir los grupos. Al moverlo, los posteriors exactos lo siguen. Con κ "
        "chico, cada π queda junto a su propia proporción; con κ grande, todas van "
        "hacia ω.",
    },
    "kappa_first": {
        "en": "The first {shown} of {all} groups have a curve.",
        "es": "Se muestran las curvas de los primeros {shown} de {all} grupos.",
    },
    "scale_shown": {
        "en": "{shown} of {all} groups have a dot, chosen at equal steps of their "
        "averages' order.",
        "es": "Se muestran {shown} de {all} grupos, elegidos a pasos iguales en el "
        "orden de sus promedios.",
    },
    "kappa_figure": {
        "en": "The posterior means over all values of κ are drawn in a figure.",
        "es": "Las medias a posteriori para todos los valores de κ están en una figura.",
    },
    "kappa_label": {
        "en": "Posterior densities of ω and π at the chosen κ",
        "es": "Densidades a posteriori de ω y π con el κ elegido",
    },
    "kappa_slider": {
        "en": "κ, concentration of the population",
        "es": "κ, concentración de la población",
    },
    "kappa_y": {"en": "posterior density", "es": "densidad a posteriori"},
    "kappa_said": {"en": "{name}: mean {mean}", "es": "{name}: media {mean}"},
    "kappa_said_seen": {
        "en": "{name}: mean {mean}, observed {seen}",
        "es": "{name}: media {mean}, observada {seen}",
    },
    "kappa_ghost": {
        "en": "fainter: κ\u202f=\u202f{value}, as in this analysis",
        "es": "más tenue: κ\u202f=\u202f{value}, como en este análisis",
    },
    "kappa_seen": {"en": "proportion observed", "es": "proporción observada"},
    "scale": {
        "en": "Try it: how far may the groups lie apart?",
        "es": "Pruébelo: ¿cuánto pueden separarse los grupos?",
    },
    "scale_text": {
        "en": "The standard deviation of the fixed prior is chosen beforehand, not "
        "learned. Move it from tiny to huge, and the exact posterior means of all "
        "groups go from one common value to their own averages, the small groups last.",
        "es": "El desvío estándar del prior fijo se elige de antemano, no se aprende. "
        "Al llevarlo de diminuto a enorme, las medias a posteriori exactas de todos "
        "los grupos van de un valor común a sus propios promedios; los grupos chicos "
        "llegan últimos.",
    },
    "scale_learned": {
        "en": "Partial pooling learns this number and the centre (green line) from all "
        "groups; one of the buttons goes there.",
        "es": "Partial pooling aprende este número y el centro (línea verde) de todos los "
        "grupos; uno de los botones lleva hasta ahí.",
    },
    "scale_figure": {
        "en": "The paths of some groups are drawn in a figure.",
        "es": "Las trayectorias de algunos grupos están en una figura.",
    },
    "scale_label": {
        "en": "Posterior means of the groups at the chosen standard deviation, by the number "
        "of observations",
        "es": "Medias a posteriori de los grupos con el desvío estándar elegido, "
        "según el número de observaciones",
    },
    "scale_slider": {
        "en": "standard deviation of the fixed prior",
        "es": "desvío estándar del prior fijo",
    },
    "scale_centre": {
        "en": "centre of the fixed prior",
        "es": "centro del prior fijo",
    },
    "zero": {"en": "zero", "es": "cero"},
    "mean": {
        "en": "mean of all observations: {value}",
        "es": "media de todas las observaciones: {value}",
    },
    "scale_group": {"en": "follow", "es": "seguir a"},
    "scale_x": {
        "en": "mean of each group: {outcome}",
        "es": "media de cada grupo: {outcome}",
    },
    "scale_y": {"en": "observations of the group", "es": "observaciones del grupo"},
    "scale_said": {
        "en": "The estimates run from {low} to {high}; their standard deviation is {spread}. "
        "{group} (n\u202f=\u202f{size}, own average {seen}) is estimated at {estimate}.",
        "es": "Las estimaciones van de {low} a {high}; su desvío estándar es {spread}. "
        "{group} (n\u202f=\u202f{size}, promedio propio {seen}) se estima en {estimate}.",
    },
    "key_estimate": {"en": "posterior mean", "es": "media a posteriori"},
    "key_raw": {"en": "own average", "es": "promedio propio"},
    "key_centre": {
        "en": "centre of the prior",
        "es": "centro del prior",
    },
    "key_learned": {
        "en": "centre of the population, learned by partial pooling",
        "es": "centro de la población que aprende partial pooling",
    },
    "key_followed": {"en": "the group that is followed", "es": "el grupo que se sigue"},
    "new_group": {
        "en": "Try it: a new group ({column})",
        "es": "Pruébelo: un grupo nuevo ({column})",
    },
    "new_group_text": {
        "en": "Before a new group is observed, its estimate is that of the population. "
        "The more is observed of it, the more its own data count.",
        "es": "Antes de observar nada de un grupo nuevo, su estimación es la de la "
        "población. Cuanto más se observa de él, más cuentan sus propios datos.",
    },
    "new_group_figure": {
        "en": "What is expected of it before any data is drawn in a figure.",
        "es": "Lo que se espera de él antes de observar nada está en una figura.",
    },
    "new_group_label": {
        "en": "Estimate of a new group as more is seen of it",
        "es": "Estimación de un grupo nuevo según se observa más de él",
    },
    "new_group_said": {
        "en": "n\u202f=\u202f{size}: estimate {mean} ± {sd} (posterior mean and sd). "
        "The population alone says {population}, the new group alone {seen}.",
        "es": "n\u202f=\u202f{size}: estimación {mean} ± {sd} (media y desvío estándar a "
        "posteriori). La población por sí sola dice {population}; el grupo "
        "nuevo por sí solo, {seen}.",
    },
    "new_group_unseen": {
        "en": "n\u202f=\u202f{size}: estimate {mean} ± {sd} (posterior mean and sd), the "
        "population's. There are no observations, so the new group has no mean of its own.",
        "es": "n\u202f=\u202f{size}: estimación {mean} ± {sd} (media y desvío estándar del "
        "posterior), la de la población. No hay observaciones, así que el grupo nuevo no "
        "tiene media propia.",
    },
    "new_group_way": {
        "en": "The estimate has gone {way} of the way.",
        "es": "La estimación ha recorrido el {way} del camino.",
    },
    "key_band": {
        "en": "± one posterior sd",
        "es": "± un desvío estándar a posteriori",
    },
    "key_population": {"en": "population alone", "es": "la población por sí sola"},
    "key_alone": {"en": "new group alone", "es": "el grupo nuevo por sí solo"},
}
COUNTED = ("success", "trial", "probability")  # words of the analysis in these texts
# What is counted of a new group, what is seen of it, and what is estimated.
_COUNTS = {
    "size": {
        "en": "{trial} of the new {column}",
        "es": "{trial} del grupo nuevo ({column})",
    },
    "seen": {
        "en": "share of {success} among its {trial}",
        "es": "proporción de {success} en sus {trial}",
    },
    "new_group_said": {
        "en": "n\u202f=\u202f{size}, {success}: {successes}. Estimate {mean} ± {sd} "
        "(posterior mean and sd). The population alone says {population}, the new group "
        "alone {seen}.",
        "es": "n\u202f=\u202f{size}, {success}: {successes}. Estimación {mean} ± {sd} "
        "(media y desvío estándar del posterior). La población por sí sola dice "
        "{population}; el grupo nuevo por sí solo, {seen}.",
    },
    "new_group_unseen": {
        "en": "n\u202f=\u202f{size}: estimate {mean} ± {sd} (posterior mean and sd), the "
        "population's. Nothing was seen, so the new group has no share of its own.",
        "es": "n\u202f=\u202f{size}: estimación {mean} ± {sd} (media y desvío estándar del "
        "posterior), la de la población. No se vio nada, así que el grupo nuevo no tiene "
        "proporción propia.",
    },
    "aside": {
        "en": "The band is cut at 0 and 1; of a rate near them it has no fixed probability. "
        "What is counted is whole: the number whose share comes nearest, so the line has "
        "steps.",
        "es": "La banda se corta en 0 y 1; cerca de ellos no tiene una probabilidad fija. Lo "
        "que se cuenta es entero: el número de proporción más cercana; de ahí los escalones "
        "de la línea.",
    },
}
OF_FAMILY = {
    family: _COUNTS | {"estimate": dict.fromkeys(LANGUAGES, f"{sign}, {{probability}}")}
    for family, sign in {"coins": "π", "rates": "p"}.items()
} | {
    "means": {
        "size": {
            "en": "observations of the new group",
            "es": "observaciones del grupo nuevo",
        },
        "seen": {"en": "their average", "es": "su promedio"},
        "estimate": {
            "en": "mean of the new group: {outcome}",
            "es": "media del grupo nuevo: {outcome}",
        },
        "aside": {
            "en": "Only the number and the average of the observations are taken as "
            "known.",
            "es": "Solo se dan por conocidos el número y el promedio de las "
            "observaciones.",
        },
    },
}


# Family -> ends of the axis of its estimates, where they are known.
BOUNDS = {"coins": (0, 1), "rates": (0, 1)}


class _Blanks(dict):
    """Words for the gaps of a text; a gap without a word is left for the script."""

    def __missing__(self, gap: str) -> str:
        return f"{{{gap}}}"


@dataclass(frozen=True)
class Speech:
    """Words of an analysis in one language.

    Attributes
    ----------
    named : pooling.figures.words.Spoken
        Names of its columns.
    family : str
        Its family.
    """

    named: Spoken
    family: str

    def __call__(self, key: str, **gaps: Any) -> str:
        """Say a text, with the gaps filled whose words are known."""
        text = (TEXT | OF_FAMILY.get(self.family, {}))[key][self.language]
        known = {what: self.named.counted(what) for what in COUNTED}
        known |= {"column": self.named.label("group")}
        if "y" in self.named.labels:
            known["outcome"] = self.named.axis("y")
        return text.format_map(_Blanks(known | gaps))

    @property
    def language(self) -> str:
        """Language of the words."""
        return self.named.language

    def group(self, label: str) -> str:
        """Name a group: with the column's name, where labels are numbers."""
        return self.named.group(label)

    def outcome(self, value: float, decimals: int | None) -> str:
        """Write an outcome; of a logarithm, with what it was taken of."""
        told = self.number(value, decimals)
        if not self.named.original():
            return told
        return f"{told} ({self.named.original_span(value, value)})"

    def number(self, value: float, decimals: int | None = None, **form: int) -> str:
        """Write a number."""
        return numbers.number(value, self.language, decimals, **form)


def embedded(results: Results, language: str) -> list[dict[str, Any]] | None:
    """Give what the reader can play with in an analysis.

    Parameters
    ----------
    results : pooling.results.Results
        With ``explore`` among its paths; ``settings`` has ``family`` and ``labels``.
    language : {"en", "es"}
        Language of the words.

    Returns
    -------
    list of dict, or None where there is nothing
        ``id``; ``title`` and ``text``; ``still`` and ``seen_in``, for readers without
        scripts, and ``figure``, the id of the figure that shows much of the same;
        ``data``, what the script reads: ``kind``, ``controls``, the axes ``x`` and
        ``y``, ``key``, ``said`` and the numbers.
    """
    settings = results.settings
    say = Speech(Spoken(language, settings), settings["family"])
    widgets = []
    for name, found in results.json("explore").items():
        data, *remarks = KINDS[name](found, say)
        shared = {
            "kind": name,
            "label": say(f"{name}_label"),
            "mark": numerals.DECIMAL[language],
            "thousands": numerals.THOUSANDS,
            # Unit of what the outcomes are logarithms of; none where they are not.
            "original": (say.named.original_unit() or "")
            if say.named.original()
            else None,
            "percent": numbers.percentage(0, language).removeprefix("0"),
        }
        widgets.append(
            {
                "id": f"{results.analysis}-play-{name}",
                "title": say(name),
                "text": " ".join([say(f"{name}_text"), *remarks]),
                "still": say("still"),
                "seen_in": say(f"{name}_figure"),
                "figure": f"{results.analysis}-{FIGURES[name]}",
                "colours": POOLING_COLOURS | {"degree": POOLING_COLOURS[DEGREES[name]]},
                "data": shared | data,
            }
        )
    return widgets or None


def ticks(low: float, high: float, language: str) -> tuple[list, str]:
    """Place ticks at round numbers.

    Parameters
    ----------
    low, high : float
        Ends of the axis.
    language : {"en", "es"}
        Of the numerals.

    Returns
    -------
    ticks : list of [float, str]
        Place and numeral of each, inside the ends.
    origin : str
        Empty, or from where the numerals count.
    """
    places = axes.round_places(low, high)
    texts, origin = axes.together(places, language)
    return [list(pair) for pair in zip(places, texts, strict=True)], origin


def _around(values: list) -> tuple[float, float]:
    """Ends of an axis that shows all of some values."""
    return axes.around(np.concatenate([np.ravel(each) for each in values]))


def _axis(name: str, ends, language: str) -> dict[str, Any]:
    """Lay an axis between two ends."""
    low, high = ends
    placed, origin = ticks(low, high, language)
    return {
        "name": f"{name}; {origin}" if origin else name,
        "low": low,
        "high": high,
        "grows": False,
        "ticks": placed,
        "second": [],
    }


def _outcomes(name: str, ends, say: Speech, side: str) -> dict[str, Any]:
    """Lay an axis of outcomes; of logarithms, with a second one of what they were of.

    Parameters
    ----------
    name, ends
        As of `_axis`.
    say : Speech
        Words of the analysis.
    side : {"above", "right"}
        Where the second axis stands.
    """
    axis = _axis(name, ends, say.language)
    original = say.named.original()
    if original:
        low, high = ends
        axis["name"] += "; " + say(f"second_{side}", original=original)
        axis["second"] = [
            [place, axes.original(place, say.language)]
            for place in next(axes.original_places(low, high))
            if low <= place <= high
        ]
    return axis


def _sizes(name: str, largest: int, language: str) -> dict[str, Any]:
    """Lay an axis of counts from 0, whose steps shrink as the counts grow."""
    return {
        "name": name,
        "low": 0,
        "high": largest,
        "grows": True,
        "ticks": [
            [size, axes.alone(size, language)] for size in SIZES if size <= largest
        ],
        "second": [],
    }


def _control(kind: str, name: str, label: str, values: list[str], start: int, **more):
    """Describe a slider, a choice or a list: each picks one of its values."""
    return {
        "kind": kind,
        "name": name,
        "label": label,
        "values": values,
        "start": start,
        **more,
    }


def _slider(name: str, label: str, values: list[str], start: int, say, **marks: int):
    """Describe a slider, with a button for each marked place: ``own``, ``learned``."""
    buttons = [
        {"at": at, "text": say(mark, value=values[at])} for mark, at in marks.items()
    ]
    return _control("range", name, label, values, start, marks=buttons)


def _kappa(found: dict, say: Speech) -> tuple:
    """Arrange the densities of omega and theta over kappa."""
    curves = found["curves"][: MOST_CURVES + 1]
    groups = len(found["curves"]) - 1
    names = [
        letters(symbol(curve["name"]))
        + (f", {say.group(curve['group'])}" if curve["group"] and groups > 1 else "")
        for curve in curves
    ]
    densities = [np.round(curve["density"], DECIMALS) for curve in curves]
    highest = 1.05 * max(density.max() for density in densities)
    kappas = [say.number(value) for value in found["kappa"]]
    data = {
        "controls": [
            _slider(
                "kappa", say("kappa_slider"), kappas, found["own"], say, own=found["own"]
            )
        ],
        "x": _axis("ω, π", (0, 1), say.language),
        "y": _axis(say("kappa_y"), (0, highest), say.language),
        "key": [
            *({"mark": f"curve c{i}", "text": name} for i, name in enumerate(names)),
            {
                "mark": "curve ghost",
                "text": say("kappa_ghost", value=kappas[found["own"]]),
            },
            {"mark": "seen", "text": say("kappa_seen")},
        ],
        "said": {"unseen": say("kappa_said"), "seen": say("kappa_said_seen")},
        "decimals": DECIMALS,
        "own": found["own"],
        "grid": found["grid"],
        "curves": [
            {
                "name": name,
                "seen": curve["seen"],
                "mean": curve["mean"],
                "density": density.tolist(),
            }
            for name, curve, density in zip(names, curves, densities, strict=True)
        ],
    }
    if groups > MOST_CURVES:
        return data, say("kappa_first", shown=MOST_CURVES, all=groups)
    return (data,)


def _scale(found: dict, say: Speech) -> tuple:
    """Arrange the groups' posterior means over the sd of their fixed prior."""
    groups, centres = len(found["seen"]), found["centre"]
    shown = np.argsort(found["seen"], kind="stable")
    if groups > MOST_DOTS:  # an even thinning of them that keeps both ends
        shown = shown[np.linspace(0, groups - 1, MOST_DOTS).round().astype(int)]
    shown.sort()
    seen, size = (np.array(found[name])[shown] for name in ("seen", "size"))
    labels = [found["groups"][at] for at in shown]
    estimates = [np.array(found["estimate"][name])[:, shown].tolist() for name in centres]
    decimals = decimals_of(seen.std()) + 1
    scales = [say.number(value, significant=3) for value in found["scale"]]
    learned = found["learned"]
    marks = {"learned": learned["at"]} if learned else {}
    widest = FIRST_SCALE * seen.std()
    start = marks.get("learned", int(np.searchsorted(found["scale"][:-1], widest)))
    unit = say.named.unit("y")
    farthest = int(np.abs(seen - centres["mean"]).argmax())
    key = {
        "dot": "key_estimate",
        "dot raw": "key_raw",
        "level centre": "key_centre",
        **({"level learned": "key_learned"} if learned else {}),
        "dot followed": "key_followed",
    }
    data = {
        "controls": [
            _slider(
                "scale",
                say("scale_slider") + (f" ({unit})" if unit else ""),
                scales,
                start,
                say,
                **marks,
                own=found["own"],
            ),
            _control(
                "radio",
                "centre",
                say("scale_centre"),
                [
                    say(name, value=say.outcome(value, decimals))
                    for name, value in centres.items()
                ],
                list(centres).index("mean"),
            ),
            _control(
                "select",
                "group",
                say("scale_group"),
                [say.group(label) for label in labels],
                farthest,
            ),
        ],
        "x": _outcomes(say("scale_x"), _around([seen, *estimates]), say, "above"),
        "y": _sizes(say("scale_y"), max(found["size"]), say.language),
        "key": [{"mark": mark, "text": say(text)} for mark, text in key.items()],
        "said": say("scale_said"),
        "decimals": decimals,
        "size": size.tolist(),
        "seen": seen.tolist(),
        "centre": list(centres.values()),
        "learned": learned["centre"] if learned else None,
        "estimate": estimates,
    }
    asides = [say("scale_learned")] if learned else []
    if groups > MOST_DOTS:
        asides.append(say("scale_shown", shown=MOST_DOTS, all=groups))
    return data, *asides


def _new_group(found: dict, say: Speech) -> tuple:
    """Arrange the estimate of a new group over what is seen of it."""
    mean, sd, seen = (np.array(found[key]) for key in ("mean", "sd", "seen"))
    decimals = decimals_of(sd.max()) + 1
    bounds = BOUNDS.get(say.family)
    written = [say.outcome(value, None if bounds else decimals) for value in seen]
    sizes = [numbers.count(size, say.language) for size in found["size"]]
    # What the new group says alone; nothing where nothing is seen of it.
    alone = np.broadcast_to(seen[:, np.newaxis], mean.shape)
    if "successes" in found:
        alone = np.array(found["successes"]) / np.maximum(found["size"], 1)
    far = np.abs(alone - mean[:, :1]) > NEAR * sd[:, :1]
    key = {
        "curve": "key_estimate",
        "band": "key_band",
        "level population": "key_population",
        "level alone": "key_alone",
    }
    data = {
        "controls": [
            _slider("size", say("size"), sizes, FIRST_SIZE, say),
            _slider("seen", say("seen"), written, len(seen) - 2, say),
        ],
        "x": _sizes(say("size"), max(found["size"]), say.language),
        "y": _outcomes(
            say("estimate"),
            bounds or _around([seen, mean - sd, mean + sd]),
            say,
            "right",
        ),
        "key": [{"mark": mark, "text": say(text)} for mark, text in key.items()],
        "said": say("new_group_said"),
        "unseen": say("new_group_unseen"),
        "way": say("new_group_way"),
        # Close to the population, there is no way to go a part of.
        "far": far.tolist(),
        "alone": np.round(alone, ALONE).tolist() if bounds else None,
        "decimals": decimals,
        **found,
    }
    return data, say("aside")


KINDS = {"kappa": _kappa, "scale": _scale, "new_group": _new_group}
