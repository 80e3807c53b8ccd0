"""Claims about groups: what each says, and what judges it."""

from __future__ import annotations

from pooling.claims import regression
from pooling.claims.base import Claim
from pooling.claims.coin_judges import DISTANCES, one_moves_another
from pooling.claims.group_judges import (
    another_line_moves,
    exchangeable,
    least_squares,
    less_uncertain,
    new_group_is_wider,
    predicts_best,
    prior_scales,
    small_groups_shrink,
    small_units_shrink,
    variation,
)
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED

FORMULA = "regression"  # whatever the response
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
        id=10,
        kind="code",
        sentence={
            "en": "No pooling gives the least-squares estimates with a dummy variable "
            "per group, complete pooling those of a single fit to all observations.",
            "es": "Sin pooling se obtienen las estimaciones de mínimos cuadrados con "
            "una variable indicadora por grupo; con pooling completo, las de un solo "
            "ajuste a todas las observaciones.",
        },
        why={
            "en": DISTANCES["en"]
            + " The wide prior's own effect is allowed for; a group "
            "that it moves by 0.05 posterior sds or more is not compared, nor one whose "
            "observations determine no estimate.",
            "es": DISTANCES["es"] + " Se descuenta el efecto del prior amplio; no se "
            "compara el grupo al que mueve 0,05 desvíos estándar a posteriori o más, ni "
            "aquel cuyas observaciones no determinan ninguna estimación.",
        },
        judges={
            "means": least_squares,
            "lines": least_squares,
            **dict.fromkeys(("normal", "estimates"), regression.least_squares),
        },
        models=(COMPLETE, NONE),
    ),
    Claim(
        id=11,
        kind="code",
        sentence={
            "en": "A fixed prior with a huge scale tends to no pooling; with a tiny one "
            "the groups no longer differ, and all lie at the prior's centre.",
            "es": "Un prior fijo con escala enorme tiende a no pooling; con una "
            "diminuta los grupos dejan de diferir y todos quedan en el centro del "
            "prior.",
        },
        why={
            "en": DISTANCES["en"] + " At the tiny scale a hundredth of the groups' "
            "unpooled spread may be left.",
            "es": DISTANCES["es"] + " Con la escala diminuta puede quedar una centésima "
            "de la dispersión de los grupos sin pooling.",
        },
        judges={"means": prior_scales},
        models=(NONE, REGULARISED),
    ),
    Claim(
        id=12,
        kind="model",
        sentence={
            "en": "The less a group's own data say, the further its estimate moves, as "
            "a share of the way, toward the population's centre.",
            "es": "Cuanto menos dicen los datos propios de un grupo, mayor es la "
            "proporción del camino hacia el centro de la población que recorre su "
            "estimación.",
        },
        why={
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
        judges={"means": small_groups_shrink, "rates": small_units_shrink},
        models=(NONE, PARTIAL),
    ),
    Claim(
        id=13,
        kind="model",
        sentence={
            "en": "The groups' estimates vary less with partial pooling than without "
            "pooling, yet more than with complete pooling, where they do not vary at "
            "all.",
            "es": "Las estimaciones de los grupos varían menos con partial pooling que "
            "sin pooling, pero más que con pooling completo, donde no varían.",
        },
        why=NOISE,
        judges=dict.fromkeys(("means", "lines", "rates", FORMULA), variation),
        models=(NONE, PARTIAL),
    ),
    Claim(
        id=14,
        kind="data",
        sentence={
            "en": "Of complete, no and partial pooling, partial pooling is the best at "
            "predicting an observation that it has not seen.",
            "es": "De pooling completo, no pooling y partial pooling, es partial pooling el "
            "que mejor predice una observación no vista.",
        },
        why={
            "en": "Two standard errors of the difference, beyond which the lead is "
            "hardly due to the chance of these observations.",
            "es": "Dos errores estándar de la diferencia, más allá de los cuales la "
            "ventaja difícilmente se debe al azar de estas observaciones.",
        },
        judges=dict.fromkeys(("means", "lines", "rates", FORMULA), predicts_best),
        models=(COMPLETE, NONE, PARTIAL),
        added=True,
    ),
    Claim(
        id=17,
        kind="code",
        sentence={
            "en": "The model treats the groups alike: renaming changes nothing. Give "
            "them each other's names and the posterior is permuted likewise. Whether "
            "the groups are alike is a judgement that no computation can make.",
            "es": "El modelo trata igual a todos los grupos: cambiarles el nombre no "
            "cambia nada. Si se intercambian los nombres, el posterior se permuta "
            "igual. Que los grupos sean comparables es un juicio que ningún cálculo "
            "puede hacer.",
        },
        why=DISTANCES,
        judges=dict.fromkeys(("coins", "means", "lines", "rates", FORMULA), exchangeable),
        added=True,
    ),
    Claim(
        id=18,
        kind="model",
        sentence={
            "en": "The prediction for a new group is wider, by 5% or more, than that for "
            "a group that has been observed.",
            "es": "La predicción para un grupo nuevo es más ancha, en un 5\u202f% o más, que "
            "la de un grupo observado.",
        },
        why={
            "en": "A ratio of 1.05 of the predictive sds, for the group and the design "
            "where it is least; less matters to nobody. Where the exact posterior was not "
            "computed, nothing is settled within four Monte Carlo standard errors of it.",
            "es": "Un cociente de 1,05 entre los desvíos estándar predictivos, en el grupo y "
            "el diseño donde es menor; menos no le importa a nadie. Donde no se calculó el "
            "posterior exacto, a menos de cuatro errores estándar de Monte Carlo queda sin "
            "definir.",
        },
        judges=dict.fromkeys(
            ("coins", "means", "lines", "rates", FORMULA), new_group_is_wider
        ),
        added=True,
    ),
    Claim(
        id=19,
        kind="model",
        sentence={
            "en": "Groups with few observations are less uncertain with partial pooling "
            "than without, on the scale of the linear predictor.",
            "es": "Los grupos con pocas observaciones son menos inciertos con partial "
            "pooling que sin él, en la escala del predictor lineal.",
        },
        why=BELOW_ONE,
        judges=dict.fromkeys(("means", "lines", FORMULA), less_uncertain),
        models=(NONE, PARTIAL),
        added=True,
    ),
    Claim(
        id=20,
        kind="code",
        sentence={
            "en": "Information is shared: another outcome of the second group moves π₁ "
            "while ω is learned, and does not once ω is fixed.",
            "es": "La información se comparte: otro resultado del segundo grupo mueve "
            "π₁ mientras se aprende ω, y no la mueve si ω está fijada.",
        },
        why={
            "en": DISTANCES["en"]
            + " What is judged are refits; the moves that are told are "
            "those of exact posterior means, where they were computed.",
            "es": DISTANCES["es"]
            + " Lo que se juzga son ajustes nuevos; los desplazamientos "
            "que se informan son los de medias a posteriori exactas, donde se calcularon.",
        },
        judges={"coins": one_moves_another},
    ),
    Claim(
        id=20,
        kind="model",
        sentence={
            "en": "Information is shared: other data of one group move the intercept and "
            "the slope of another.",
            "es": "La información se comparte: otros datos de un grupo mueven la "
            "ordenada al origen y la pendiente de otro.",
        },
        why=DISTANCES,
        judges={"lines": another_line_moves},
    ),
]
