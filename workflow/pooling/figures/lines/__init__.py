"""Figures of the lines: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures.base import ESTIMATES, Figure
from pooling.figures.checks import of_models
from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.lines.by_group import CHECKS, THREE, data, finds_flagged, pooling
from pooling.figures.lines.correlations import correlation, intercept_slope
from pooling.figures.predictive.new_group import new_line
from pooling.figures.predictive.replicates import real
from pooling.model.families.lines import MODELS
from pooling.model.names import COMPLETE, NONE, PARTIAL

BY_GROUP = {
    "x": Node("x_i", 1.1, 0, kind="known"),
    "sigma": Node(r"\sigma", -2.2, 0.9, prior="sigma"),
}
PLATES = (Plate(("y", "x"), OBSERVATIONS),)

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_line

GRAPHS = {
    COMPLETE: Graph(
        {
            "alpha": Node(r"\alpha", -1.4, 1.5, prior="alpha"),
            "beta": Node(r"\beta", 0, 1.5, prior="beta"),
            "sigma": Node(r"\sigma", 1.4, 1.5, prior="sigma"),
            "x": Node("x_i", 1.1, 0, kind="known"),
            "y": Node(
                "y_i", 0, 0, kind="observed", parents=("alpha", "beta", "sigma", "x")
            ),
        },
        PLATES,
    ),
    NONE: Graph(
        BY_GROUP
        | {
            "alpha": Node(r"\alpha_j", -0.6, 1.3, prior="alpha"),
            "beta": Node(r"\beta_j", 0.8, 1.3, prior="beta"),
            "y": Node(
                "y_i", 0, 0, kind="observed", parents=("alpha", "beta", "sigma", "x")
            ),
        },
        (Plate(("alpha", "beta", "y", "x"), GROUPS), *PLATES),
    ),
    PARTIAL: Graph(
        BY_GROUP
        | {
            "mu_alpha": Node(r"\mu_\alpha", -2.1, 3.8, prior="mu_alpha"),
            "mu_beta": Node(r"\mu_\beta", -0.7, 3.8, prior="mu_beta"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 3.8, prior="sigma_alpha"),
            "R": Node(r"\mathrm{R}", 1.8, 3.8, prior="R"),
            "sigma_beta": Node(r"\sigma_\beta", 2.9, 3.8, prior="sigma_beta"),
            "Sigma": Node(
                r"\Sigma",
                1.8,
                2.6,
                kind="computed",
                parents=("sigma_alpha", "R", "sigma_beta"),
            ),
            "line": Node(
                r"\alpha_j, \beta_j", 0, 1.3, parents=("mu_alpha", "mu_beta", "Sigma")
            ),
            "y": Node("y_i", 0, 0, kind="observed", parents=("line", "sigma", "x")),
        },
        (Plate(("line", "y", "x"), GROUPS), *PLATES),
    ),
}

FIGURES = {
    "data": Figure(
        draw=data,
        title={"en": "The data", "es": "Los datos"},
        caption={
            "en": "Every observation against the predictor; those of a group are joined "
            "where no two of them are at the same value. Groups may differ in level, in "
            "direction, or in both.",
            "es": "Cada observación frente al predictor; las de un mismo grupo van unidas si "
            "no hay dos con el mismo valor. Los grupos pueden diferir en nivel, en dirección o "
            "en ambos.",
        },
        models=(COMPLETE, PARTIAL),
        kinds=(*ESTIMATES, CHECKS),
        any_of=True,
        finds=finds_flagged,
    ),
    "pooling": Figure(
        draw=pooling,
        title={"en": "Three lines for each group", "es": "Tres rectas para cada grupo"},
        caption={
            "en": "One panel per group: its observations and the line of each degree "
            "of pooling. Without pooling the group's own points decide alone; partial "
            "pooling weighs them against the population. Look where the two lines part.",
            "es": "Un panel por grupo: sus observaciones y la recta de cada grado de "
            "pooling. Sin pooling deciden solo los puntos del grupo; partial pooling "
            "los combina con la población, según lo que dice cada uno. Mire dónde se "
            "separan esas dos rectas.",
        },
        models=THREE,
        kinds=(*ESTIMATES, CHECKS),
        finds=finds_flagged,
    ),
    "intercept_slope": Figure(
        draw=intercept_slope,
        title={"en": "Intercepts and slopes", "es": "Ordenadas al origen y pendientes"},
        caption={
            "en": "Each arrow takes a group from its own least-squares line to its partially "
            "pooled one. Look which move more, levels or slopes: it should be what the data "
            "say less about. The ellipses hold 50 % and 90 % of the population.",
            "es": "Cada flecha lleva un grupo de su propia recta de mínimos cuadrados "
            "a la de partial pooling. Mire qué se mueve más, los niveles o las "
            "pendientes: debería ser aquello sobre lo que menos dicen los datos. Las "
            "elipses contienen el 50\N{NARROW NO-BREAK SPACE}% y el "
            "90\N{NARROW NO-BREAK SPACE}% de la población.",
        },
        models=THREE,
    ),
    "correlation": Figure(
        draw=correlation,
        title={"en": "Correlation of the lines", "es": "Correlación de las rectas"},
        caption={
            "en": "Left, prior and posterior of the correlation between intercepts and "
            "slopes: where the two nearly coincide, the data say little about it. Right, the "
            "same correlation where the intercepts are read at another value of the "
            "predictor. The lines stay as they are; its sign is no fact about them.",
            "es": "A la izquierda, prior y posterior de la correlación entre ordenadas "
            "al origen y pendientes: donde casi coinciden, los datos dicen poco sobre "
            "ella. A la derecha, la misma correlación si las ordenadas al origen se "
            "leen en otro valor del predictor. Las rectas quedan como están; el signo "
            "no es un hecho sobre ellas.",
        },
        models=(PARTIAL,),
        kinds=(*ESTIMATES, "posterior.nc", "exact_nodes.nc", "stan_data.json"),
    ),
    **of_models(MODELS, compared=True),
}
