"""Shrinkage by maximum likelihood: the estimates and their likelihood as kappa runs."""

from __future__ import annotations

import math

import numpy as np

from pooling.report.play.base import Speech, around, axis, key, slider
from pooling.report.words.bilingual import bilingual

MOST_NAMED = 12  # groups whose names have room at the axis
ROWS, LOWER = 190, 190  # pixels of the two panels
DECIMALS = 3

FIGURE, DEGREE = "figure-likelihood", "partial"
TEXT = bilingual(
    title=(
        "Try it: shrinkage by maximum likelihood",
        "Pruébelo: shrinkage por máxima verosimilitud",
    ),
    text=(
        "Here κ and every π are chosen so that data and population are most likely "
        "together; nothing has a prior. Begin with a nearly flat population, where each π "
        "is at its own proportion, and raise κ: the likelihood grows while they move "
        "toward ω, up to a maximum.",
        "Aquí κ y todas las π se eligen para que los datos y la población sean, "
        "juntos, lo más verosímiles; nada tiene prior. Empiece con una población casi "
        "plana, donde cada π está en su propia proporción, y suba κ: la verosimilitud "
        "crece mientras van hacia ω, hasta un máximo.",
    ),
    past=(
        "Then it falls, and past κ = {beyond} it is higher than ever, with all π at "
        "ω: the maximum is a local one.",
        "Después cae, y más allá de κ = {beyond} es más alta que nunca, con todas "
        "las π en ω: el máximo es local.",
    ),
    figure=(
        "The estimates with and without shrinkage are drawn in a figure.",
        "Las estimaciones con y sin shrinkage están en una figura.",
    ),
    label=(
        "Estimates of the {columns} for the chosen κ",
        "Estimaciones de {columns} con el κ elegido",
    ),
    curve_label=(
        "Likelihood of data and population over κ",
        "Verosimilitud de los datos y la población según κ",
    ),
    kappa=("κ, concentration of the population", "κ, concentración de la población"),
    flat=("nearly flat: {value}", "casi plana: {value}"),
    best=("local maximum: {value}", "máximo local: {value}"),
    beyond=("as high again: {value}", "otra vez tan alta: {value}"),
    y=(
        "logarithm (base 10) of the likelihood",
        "logaritmo (base 10) de la verosimilitud",
    ),
    key_estimate=("estimate of maximum likelihood", "estimación de máxima verosimilitud"),
    key_raw=("own proportion", "proporción propia"),
    key_omega=("ω, mode of the population", "ω, moda de la población"),
    key_best=("height of the local maximum", "altura del máximo local"),
    said=(
        "The likelihood is {height}, {times} times that of the local maximum. The "
        "estimates run from {low} to {high}.",
        "La verosimilitud es {height}: {times} veces la del máximo local. Las "
        "estimaciones van de {low} a {high}.",
    ),
)


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
