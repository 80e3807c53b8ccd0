"""Guess first: a group's own value is shown, its partially pooled one is not yet."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.report.play.base import (
    Speech,
    around,
    control,
    ends_of,
    key,
    outcomes,
    slider,
)
from pooling.report.words.bilingual import bilingual

STEPS = 101  # of the guess
HEIGHT = 150  # pixels
SLOPES = ("lines",)  # families of which slopes are guessed
OF_EACH = ("size", "seen", "estimate", "low", "high")

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = bilingual(
    title=("Try it: guess first", "Pruébelo: primero adivine"),
    text=(
        "The own value of one {column} is shown, and how much was seen of it; small dots "
        "are the own values of all. Where does partial pooling put this one? Place "
        "your guess, then look.",
        "Se muestra el valor observado de un caso ({column}) y cuánto se vio de él; los "
        "puntos chicos son los valores observados de todos. ¿Dónde lo pone partial "
        "pooling? Elija un valor y después mire.",
    ),
    figure=(
        "The estimates of all {columns} are drawn in a figure.",
        "Todas las estimaciones están en una figura.",
    ),
    label=(
        "Own values of the {columns}, the guess and the estimate",
        "Valores observados de {columns}, lo que usted eligió y la estimación",
    ),
    guess=("your guess: {estimate}", "su valor: {estimate}"),
    estimate=("mean of the {column}: {outcome}", "media del caso ({column}): {outcome}"),
    look=("look", "mirar"),
    next=("next {column}", "siguiente {column}"),
    asked=(
        "{group}: n\u202f=\u202f{size}, own value {seen}. Your guess: {guess}.",
        "{group}: n\u202f=\u202f{size}, valor observado {seen}. Su valor: {guess}.",
    ),
    told=(
        "Partial pooling says {estimate} (90%: {low} to {high}); you are off by {off}.",
        "Partial pooling dice {estimate} (90\u202f%: {low} a {high}); la diferencia es "
        "{off}.",
    ),
    score=(
        "Guesses so far: {tries}; inside the interval: {inside}; off by {mine} on "
        "average, where the own values are off by {raw}.",
        "Intentos hasta ahora: {tries}; dentro del intervalo: {inside}; diferencia "
        "media: {mine}; la de los valores observados: {raw}.",
    ),
    key_all=("own values of all {columns}", "valores observados de {columns}"),
    key_seen=("own value of this {column}", "valor observado de este caso"),
    key_guess=("your guess", "su valor"),
    key_estimate=(
        "partial pooling, with its 90% interval",
        "partial pooling, con su intervalo del 90\u202f%",
    ),
)
_COUNTED = {
    family: {"estimate": dict.fromkeys(("en", "es"), f"{sign}, {{probability}}")}
    for family, sign in {"coins": "π", "rates": "p"}.items()
}
OF_FAMILY = _COUNTED | {
    "lines": {"estimate": {"en": "slope{ratio}", "es": "pendiente{ratio}"}}
}


def arrange(estimates: dict, say: Speech) -> tuple:
    """Arrange the groups that are guessed."""
    say = replace(say, levels=say.family not in SLOPES)
    known = np.array(estimates["all"])
    low, high = ends_of(say.family) or around(
        [known, estimates["low"], estimates["high"]]
    )
    decimals = decimals_of(float(np.std(known))) + 1
    places = np.linspace(low, high, STEPS)
    estimate = say("estimate", ratio=say.ratio())
    data = {
        "controls": [
            slider(
                "guess",
                say("guess", estimate=estimate),
                values=[say.outcome(place, decimals) for place in places],
                start=STEPS // 2,
                say=say,
            )
            | {"numbers": np.round(places, decimals + 2).tolist()},
            control("button", "look", label=say("look"), values=[], start=0),
            control("button", "next", label=say("next"), values=[], start=0),
        ],
        "panels": [
            {
                "height": HEIGHT,
                "x": outcomes(estimate, (low, high), say, "above"),
                "y": {"name": "", "low": 0, "high": 4, "steps": "even", "ticks": []},
            }
        ],
        "key": key(
            {
                "dot row": "key_all",
                "dot raw": "key_seen",
                "level guess": "key_guess",
                "dot": "key_estimate",
            },
            say,
        ),
        "said": {name: say(name) for name in ("asked", "told", "score")},
        "decimals": decimals,
        **say.back(),
        "all": estimates["all"],
        "groups": [
            {
                "name": say.group(label),
                **{name: estimates[name][at] for name in OF_EACH},
            }
            for at, label in enumerate(estimates["groups"])
        ],
    }
    return (data,)
