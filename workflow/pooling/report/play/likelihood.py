"""Shrinkage by maximum likelihood: the estimates and their likelihood as kappa runs."""

from __future__ import annotations

import math

import numpy as np

from pooling.report.play.base import Speech, around, axis, key, slider

MOST_NAMED = 12  # groups whose names have room at the axis
ROWS, LOWER = 190, 190  # pixels of the two panels
DECIMALS = 3

FIGURE, DEGREE = "figure-likelihood", "partial"
TEXT = {
    "title": {
        "en": "Try it: shrinkage by maximum likelihood",
        "es": "Pruébelo: shrinkage por máxima verosimilitud",
    },
    "text": {
        "en": "Here κ and every π are chosen so that data and population are most likely "
        "together; nothing has a prior. Begin with a nearly flat population, where each π "
        "is at its own proportion, and raise κ: the likelihood grows while they move "
        "toward ω, up to a maximum.",
        "es": "Aquí κ y todas las π se eligen para que los datos y la población sean, "
        "juntos, lo más verosímiles; nada tiene prior. Empiece con una población casi "
        "plana, donde cada π está en su propia proporción, y suba κ: la verosimilitud "
        "crece mientras van hacia ω, hasta un máximo.",
    },
    "past": {
        "en": "Then it falls, and past κ = {beyond} it is higher than ever, with all π at "
        "ω: the maximum is a local one.",
        "es": "Después cae, y más allá de κ = {beyond} es más alta que nunca, con todas "
        "las π en ω: el máximo es local.",
    },
    "figure": {
        "en": "The estimates with and without shrinkage are drawn in a figure.",
        "es": "Las estimaciones con y sin shrinkage están en una figura.",
    },
    "label": {
        "en": "Estimates of the {columns} for the chosen κ",
        "es": "Estimaciones de {columns} con el κ elegido",
    },
    "curve_label": {
        "en": "Likelihood of data and population over κ",
        "es": "Verosimilitud de los datos y la población según κ",
    },
    "kappa": {
        "en": "κ, concentration of the population",
        "es": "κ, concentración de la población",
    },
    "flat": {"en": "nearly flat: {value}", "es": "casi plana: {value}"},
    "best": {"en": "local maximum: {value}", "es": "máximo local: {value}"},
    "beyond": {"en": "as high again: {value}", "es": "otra vez tan alta: {value}"},
    "y": {
        "en": "logarithm (base 10) of the likelihood",
        "es": "logaritmo (base 10) de la verosimilitud",
    },
    "key_estimate": {
        "en": "estimate of maximum likelihood",
        "es": "estimación de máxima verosimilitud",
    },
    "key_raw": {"en": "own proportion", "es": "proporción propia"},
    "key_omega": {"en": "ω, mode of the population", "es": "ω, moda de la población"},
    "key_best": {
        "en": "height of the local maximum",
        "es": "altura del máximo local",
    },
    "said": {
        "en": "The likelihood is {height}, {times} times that of the local maximum. The "
        "estimates run from {low} to {high}.",
        "es": "La verosimilitud es {height}: {times} veces la del máximo local. Las "
        "estimaciones van de {low} a {high}.",
    },
}


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the estimates and the likelihood over kappa."""
    kappas, heights = explored["kappa"], explored["height"]
    low, high = kappas[0], kappas[-1]
    places = {name: kappas.index(explored[name]) for name in ("flat", "best", "beyond")}
    texts = [say.number(value) for value in kappas]
    groups = len(explored["y"])
    rows = list(enumerate(explored["labels"])) if groups <= MOST_NAMED else []
    powers = 10.0 ** np.arange(math.ceil(math.log10(low)), math.log10(high))
    data = {
        "controls": [
            slider(
                "kappa",
                say("kappa"),
                values=texts,
                start=places["flat"],
                say=say,
                **places,
            )
            | {"numbers": kappas}
        ],
        "panels": [
            {
                "height": ROWS,
                "x": axis("π", (0, 1), say.language),
                "y": {
                    "name": say.named.label("group"),
                    "low": groups - 0.5,
                    "high": -0.5,
                    "steps": "even",
                    "ticks": [[at, say.named.short(label)] for at, label in rows],
                },
            },
            {
                "label": say("curve_label"),
                "height": LOWER,
                "x": {
                    "name": "κ",
                    "low": low,
                    "high": high,
                    "steps": "log",
                    "ticks": [[at, say.number(at)] for at in powers.tolist()],
                },
                "y": axis(say("y"), around([heights]), say.language),
            },
        ],
        "key": key(
            {
                "dot": "key_estimate",
                "dot raw": "key_raw",
                "level centre": "key_omega",
                "level population": "key_best",
            },
            say,
        ),
        "said": say("said"),
        "decimals": DECIMALS,
        "y": explored["y"],
        "n": explored["N"],
        "omega": explored["omega"],
        "best": heights[places["best"]],
    }
    return data, say("past", beyond=say.number(explored["beyond"]))
