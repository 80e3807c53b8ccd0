"""The lines of all groups: how far slopes may differ, and where intercepts are read."""

from __future__ import annotations

import numpy as np

from pooling.basics.numerals import decimals_of
from pooling.figures.axes import round_places
from pooling.report.play.base import Speech, around, axis, key, outcomes, slider
from pooling.report.words.bilingual import bilingual

STEPS = 24  # of the centre of the predictor
WIDER = 0.5  # of the predictor's range, by which the centre may leave it
UPPER, LOWER = 300, 150  # pixels of the two panels

FIGURE, DEGREE = "figure-pooling", "partial"
TEXT = bilingual(
    title=(
        "Try it: how far may the slopes differ?",
        "Pruébelo: ¿cuánto pueden diferir las pendientes?",
    ),
    text=(
        "With the standard deviation of the slopes at 0 all lines are parallel; "
        "with a huge one each follows its own points alone. The lines are exact posterior "
        "means given it; the other standard deviations and ρ keep what is learned of them "
        "on average. Then move the centre, where intercepts are read: no line moves, yet "
        "ρ, the correlation of intercepts and slopes, does.",
        "Con el desvío estándar de las pendientes en 0, todas las rectas son "
        "paralelas; con uno enorme, cada una sigue solo a sus propios puntos. Las rectas "
        "son medias a posteriori exactas dado ese desvío; los otros desvíos estándar y ρ "
        "quedan en lo que se aprende de ellos en promedio. Después mueva el centro, donde "
        "se leen las ordenadas al origen: ninguna recta se mueve, pero ρ, la correlación "
        "entre ordenadas al origen y pendientes, sí.",
    ),
    figure=(
        "The lines of all degrees of pooling are drawn in a figure.",
        "Las rectas de todos los grados de pooling están en una figura.",
    ),
    label=(
        "Lines of all {columns} for the chosen standard deviation of the slopes",
        "Rectas de {columns} con el desvío estándar elegido de las pendientes",
    ),
    rho_label=(
        "Correlation of intercepts and slopes over the centre of the predictor",
        "Correlación entre ordenadas al origen y pendientes según el centro",
    ),
    beta=(
        "standard deviation of the slopes{unit}",
        "desvío estándar de las pendientes{unit}",
    ),
    centre=("centre: {predictor}", "centro: {predictor}"),
    rho=("ρ of intercepts and slopes", "ρ de ordenadas al origen y pendientes"),
    key_group=("line of one {column}", "recta de cada {column}"),
    key_population=("line of the population", "recta de la población"),
    key_row=("observation", "observación"),
    key_centre=(
        "centre: intercepts are read here",
        "centro: aquí se leen las ordenadas al origen",
    ),
    said=(
        "Slopes run from {low} to {high}, around the population's {middle}. With "
        "the centre at {centre}, ρ is {rho}.",
        "Las pendientes van de {low} a {high}; la de la población es {middle}. Con "
        "el centro en {centre}, ρ es {rho}.",
    ),
    said_alike=(
        "All slopes are {middle}: as they do not differ, they have no correlation "
        "with the intercepts.",
        "Todas las pendientes son {middle}: como no difieren, no tienen correlación "
        "con las ordenadas al origen.",
    ),
)


def arrange(explored: dict, say: Speech) -> tuple:
    """Arrange the lines over the sd of their slopes and the centre."""
    x, y = np.array(explored["x"]), np.array(explored["y"]) + explored["level"]
    seen = x + explored["centre"]
    reach = WIDER * np.ptp(seen)
    centres = round_places(seen.min() - reach, seen.max() + reach, STEPS)
    centres = sorted({*centres, explored["centre"]})
    place = centres.index(explored["centre"])
    spread = float(np.ptp(centres) / STEPS)
    across = axis(say.named.axis("x"), around([centres]), say.language)
    if say.named.clock("x"):  # dates are long, and the outermost would leave the panel
        places = [at for at, _ in across["ticks"]][1:-1]
        dates = [[at, say.named.value("x", at, spread)] for at in places]
        across |= {"name": say.named.axis("x"), "ticks": dates}
    data = {
        "controls": [
            slider(
                "beta",
                say("beta", unit=say.ratio()),
                values=[say.number(value, significant=3) for value in explored["beta"]],
                start=explored["own"],
                say=say,
                learned=explored["own"],
            )
            | {"numbers": explored["beta"]},
            slider(
                "centre",
                say("centre"),
                values=[say.named.value("x", value, spread) for value in centres],
                start=place,
                say=say,
                own=place,
            )
            | {"numbers": (np.array(centres) - explored["centre"]).tolist()},
        ],
        "panels": [
            {
                "height": UPPER,
                "x": across,
                "y": outcomes(say.named.axis("y"), around([y]), say, "right"),
            },
            {
                "label": say("rho_label"),
                "height": LOWER,
                "x": across,
                "y": axis(say("rho"), (-1, 1), say.language),
            },
        ],
        "key": key(
            {
                "curve thin": "key_group",
                "curve population": "key_population",
                "dot row": "key_row",
                "level own": "key_centre",
            },
            say,
        ),
        "said": say("said"),
        "alike": say("said_alike"),
        "decimals": decimals_of(explored["scales"]["sigma_beta"]) + 1,
        "at": explored["centre"],
        "level": explored["level"],
        **{name: explored[name] for name in ("x", "y", "group", "scales", "prior")},
    }
    return (data,)
