"""Figures of models by formula: what there is, and which results each needs."""

from __future__ import annotations

from functools import partial

from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.regression.by_group import LISTED, finds_groups, groups, shrinkage
from pooling.figures.regression.coefficients import coefficients
from pooling.figures.regression.correlations import correlation
from pooling.figures.regression.data import data
from pooling.figures.regression.effects import conditional_effects
from pooling.figures.regression.graphs import graph
from pooling.figures.regression.predictive import deciles, new_rows, replicated
from pooling.figures.regression.ranks import probability_beyond, rank
from pooling.model import families
from pooling.model.names import COMPLETE, NONE, PARTIAL

DRAWS = (*ESTIMATES, "stan_data.json", "posterior.nc")

MODELS = families.get("normal").MODELS  # the same degrees of pooling for each response
# What only zeros and ones have, drawn of a fit.
__all__ = ["FIGURES", "GRAPHS", "NEW_GROUP", "PREDICTIVE", "deciles"]
PREDICTIVE = {"prior": replicated, "posterior": replicated}
NEW_GROUP = new_rows
GRAPHS = {model: partial(graph, model=model) for model in MODELS}


# Several coefficients of a group may be correlated.
CORRELATED = fitted(
    PARTIAL, given=lambda s: s.parsed.correlated and len(s.parsed.varying) > 1
)


FIGURES = {
    "data": Figure(
        draw=data,
        title={"en": "The data", "es": "Los datos"},
        caption={
            "en": "Every observation against the first measured predictor, or a strip for "
            "each group where there is none; marks tell the first predictor with few "
            "categories. Estimates have the interval of their standard errors. No model is "
            "in it.",
            "es": "Cada observación frente al primer predictor numérico, o una franja por "
            "grupo si no lo hay; las marcas distinguen el primer predictor de pocas "
            "categorías. Las estimaciones llevan el intervalo de su error estándar. No "
            "interviene ningún modelo.",
        },
    ),
    "coefficients": Figure(
        draw=coefficients,
        title={
            "en": "Coefficients of the population",
            "es": "Coeficientes de la población",
        },
        caption={
            "en": "Each coefficient that all groups share, on a scale of its own, under each "
            "degree of pooling. Look where the intervals of complete pooling are narrower: "
            "it takes the observations of a group for independent ones.",
            "es": "Cada coeficiente que comparten todos los grupos, en su propia escala, con "
            "cada grado de pooling. Mire dónde los intervalos del pooling completo son más "
            "angostos: toma por independientes las observaciones de un mismo grupo.",
        },
        models=(COMPLETE, NONE, PARTIAL),
        kinds=DRAWS,
        any_of=True,
    ),
    "conditional_effects": Figure(
        draw=conditional_effects,
        title={"en": "What each predictor does", "es": "Lo que hace cada predictor"},
        caption={
            "en": "The outcome that partial pooling expects along each predictor while the "
            "others are held, with the central 90% of the posterior. The data are drawn as "
            "they are: they differ in the other predictors as well; a triangle at an edge "
            "stands for one beyond it. Where two predictors interact, colours tell values of "
            "the other one.",
            "es": "La respuesta que espera partial pooling a lo largo de cada predictor, con "
            "los demás fijos y el 90\N{NARROW NO-BREAK SPACE}% central del posterior. Los "
            "datos se dibujan como son: difieren también en los demás predictores; un "
            "triángulo en un borde es uno que queda más allá. Donde dos predictores "
            "interactúan, los colores distinguen valores del otro.",
        },
        models=(PARTIAL,),
        kinds=DRAWS,
        applies=fitted(PARTIAL, given=lambda s: bool(s.parsed.atoms)),
    ),
    "groups": Figure(
        draw=groups,
        title={"en": "Coefficients of each group", "es": "Coeficientes de cada grupo"},
        caption={
            "en": "Each coefficient that varies, group by group, ordered by the first one: "
            f"posterior means with 90% intervals. Of more than {LISTED} groups an even "
            "choice is drawn, with both ends; all are in the tables of estimates.",
            "es": "Cada coeficiente que varía, grupo por grupo, por orden del primero: medias "
            f"a posteriori con intervalos del 90 %. De más de {LISTED} grupos se dibuja una "
            "selección pareja, con ambos extremos; todos están en las tablas de "
            "estimaciones.",
        },
        models=(COMPLETE, NONE, PARTIAL),
        kinds=DRAWS,
        any_of=True,
        applies=fitted(PARTIAL),
    ),
    "shrinkage": Figure(
        draw=shrinkage,
        title={"en": "Shrinkage of each group", "es": "Shrinkage de cada grupo"},
        caption={
            "en": "Groups by size, smallest first. Each arrow takes a group's coefficient from "
            "no pooling to partial pooling. Look whether arrows point to the centre of the "
            "population, and where they are long. A triangle at an edge stands for an "
            "estimate beyond it.",
            "es": "Grupos por tamaño, primero los chicos. Cada flecha lleva el coeficiente de "
            "un grupo de su valor sin pooling a partial pooling. Mire si las flechas "
            "apuntan al centro de la población, y dónde son largas. Un triángulo en un borde "
            "es una estimación que queda más allá.",
        },
        models=(COMPLETE, NONE, PARTIAL),
        kinds=(*ESTIMATES, "stan_data.json"),
        any_of=True,
        applies=fitted(NONE, PARTIAL),
    ),
    "rank": Figure(
        draw=rank,
        title={"en": "Ranks of the groups", "es": "Rangos de los grupos"},
        caption={
            "en": "Which place each group has among all, by each coefficient that varies, with "
            "the central 90% of its ranks. Look how many places an interval spans: most "
            "groups can rarely be told from their neighbours.",
            "es": "Qué lugar ocupa cada grupo entre todos, según cada coeficiente que varía, "
            "con el 90\N{NARROW NO-BREAK SPACE}% central de sus rangos. Mire cuántos "
            "lugares abarca un intervalo: la mayoría de los grupos apenas se distingue de sus "
            "vecinos.",
        },
        models=(PARTIAL,),
        kinds=DRAWS,
    ),
    "probability_beyond": Figure(
        draw=probability_beyond,
        title={"en": "Beyond the threshold", "es": "Más allá del umbral"},
        caption={
            "en": "How probable it is that what is expected in a group lies above the "
            "threshold, with partial pooling, and where outcomes are numbers also how "
            "probable that is of a single outcome.",
            "es": "Qué tan probable es que lo esperado en un grupo supere el umbral, con "
            "partial pooling, y, si la respuesta es un número, también qué tan probable es "
            "que lo supere una sola observación.",
        },
        models=(PARTIAL,),
        kinds=DRAWS,
        applies=fitted(PARTIAL, given=lambda s: s.threshold is not None),
    ),
    "correlation": Figure(
        draw=correlation,
        title={
            "en": "Correlation of the coefficients",
            "es": "Correlación de los coeficientes",
        },
        caption={
            "en": "Left, each arrow takes a group's two coefficients from no pooling to "
            "partial pooling; the ellipses hold 50% and 90% of the population. Right, prior "
            "and posterior of their correlation: where the two nearly coincide, the data say "
            "little about it. It depends on where the predictor has its 0.",
            "es": "A la izquierda, cada flecha lleva los dos coeficientes de un grupo sin "
            "pooling a los de partial pooling; las elipses contienen el "
            "50\N{NARROW NO-BREAK SPACE}% y el 90\N{NARROW NO-BREAK SPACE}% de la "
            "población. A la derecha, prior y posterior de su correlación: donde casi "
            "coinciden, los datos dicen poco sobre ella. Depende de dónde tiene el predictor "
            "su 0.",
        },
        models=(COMPLETE, NONE, PARTIAL),
        kinds=DRAWS,
        any_of=True,
        applies=CORRELATED,
        finds=finds_groups,
    ),
    **of_models(MODELS, compared=True),
}
