"""Figures of the means: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures import alt_text
from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.graph import GROUPS, OBSERVATIONS, Graph, Node, Plate
from pooling.figures.means.by_group import LISTED, THREE, data, pooling
from pooling.figures.means.movement import (
    estimates,
    regularisation_path,
    shrinkage,
    shrinkage_by_size,
)
from pooling.figures.predictive.new_group import new_mean
from pooling.figures.predictive.replicates import real
from pooling.model.families.means import MODELS
from pooling.model.names import COMPLETE, NONE, PARTIAL, REGULARISED

BY_GROUP = {
    "sigma": Node(r"\sigma", -1.7, 0.9, prior="sigma"),
    "y": Node("y_i", 0, 0, kind="observed", parents=("alpha", "sigma")),
}
PLATES = (Plate(("alpha", "y"), GROUPS), Plate(("y",), OBSERVATIONS))
FIXED_PRIOR = Graph(
    BY_GROUP | {"alpha": Node(r"\alpha_j", 0, 1.3, prior="alpha")}, PLATES
)

PREDICTIVE = {"prior": real, "posterior": real}
NEW_GROUP = new_mean

GRAPHS = {
    COMPLETE: Graph(
        {
            "alpha": Node(r"\alpha", -0.6, 1.4, prior="alpha"),
            "sigma": Node(r"\sigma", 0.6, 1.4, prior="sigma"),
            "y": Node("y_i", 0, 0, kind="observed", parents=("alpha", "sigma")),
        },
        (Plate(("y",), OBSERVATIONS),),
    ),
    NONE: FIXED_PRIOR,
    REGULARISED: FIXED_PRIOR,
    PARTIAL: Graph(
        BY_GROUP
        | {
            "mu_alpha": Node(r"\mu_\alpha", -0.6, 2.7, prior="mu_alpha"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 2.7, prior="sigma_alpha"),
            "alpha": Node(r"\alpha_j", 0, 1.3, parents=("mu_alpha", "sigma_alpha")),
        },
        PLATES,
    ),
}

FIGURES = {
    "data": Figure(
        draw=data,
        title={"en": "The data", "es": "Los datos"},
        caption={
            "en": f"Every observation, a strip per group. Of more than {LISTED} groups both "
            "ends are drawn, by the number of observations and by the mean; all of them are "
            "in the tables of estimates.",
            "es": f"Cada observación, una franja por grupo. De más de {LISTED} grupos se "
            "dibujan los dos extremos, por número de observaciones y por media; todos están "
            "en las tablas de estimaciones.",
        },
        finds=alt_text.where_sizes_differ(
            "The largest group is on top. Look whether means of few observations scatter more "
            "than those of many: chance alone can do that.",
            "El grupo más grande está arriba. Mire si las medias de pocas observaciones están "
            "más dispersas que las de muchas: para eso basta el azar.",
        ),
    ),
    "pooling": Figure(
        draw=pooling,
        title={"en": "Three degrees of pooling", "es": "Tres grados de pooling"},
        caption={
            "en": "Estimates against the number of observations. Complete pooling gives all "
            "groups one value; no pooling gives each its own; partial pooling weighs the data "
            "of a group against the population.",
            "es": "Estimaciones frente al número de observaciones. El pooling completo da a "
            "todos los grupos un solo valor; sin pooling, cada grupo tiene el suyo; partial "
            "pooling combina los datos de un grupo con la población, según lo que dice "
            "cada uno.",
        },
        models=THREE,
        finds=alt_text.where_sizes_differ(
            "Look how far small groups move, and how far large ones.",
            "Mire cuánto se mueven los grupos chicos y cuánto los grandes.",
        ),
    ),
    "shrinkage": Figure(
        draw=shrinkage,
        title={
            "en": "Shrinkage of selected groups",
            "es": "Shrinkage de grupos elegidos",
        },
        caption={
            "en": "Per group: its observations in grey, no pooling on the left, "
            "partial pooling on the right. Estimates are pooled toward the centre of "
            "the population (green line).",
            "es": "Por grupo: sus observaciones en gris, sin pooling a la izquierda, "
            "partial pooling a la derecha. Las estimaciones se acercan al centro de la "
            "población (línea verde).",
        },
        models=THREE,
        finds=alt_text.where_sizes_differ(
            "In it a group counts by how well it is known, in the mean of all observations "
            "(dashed) by its size. Look how far small and large groups move, and how their "
            "intervals change.",
            "En él un grupo cuenta según cuán bien se lo conoce; en la media de todas las "
            "observaciones (de trazos), según su tamaño. Mire cuánto se mueven los grupos "
            "chicos y los grandes, y cómo cambian sus intervalos.",
            alike=(
                "The groups are of one size: only its prior keeps it from complete pooling "
                "(dashed).",
                "Los grupos tienen un mismo tamaño: solo su prior lo separa del pooling "
                "completo (de trazos).",
            ),
        ),
    ),
    "shrinkage_by_size": Figure(
        draw=shrinkage_by_size,
        title={"en": "Shrinkage and group size", "es": "Shrinkage y tamaño del grupo"},
        caption={
            "en": "How far each group moved from its own mean (0) to the population (1). The "
            "line is the pooling factor, the posterior mean of what the two standard "
            "deviations alone predict for a group of that size.",
            "es": "Cuánto se movió cada grupo desde su propia media (0) hacia la "
            "población (1). La línea es el factor de pooling: la media a posteriori "
            "de lo que predicen los dos desvíos estándar por sí solos para un grupo de ese "
            "tamaño.",
        },
        models=(NONE, PARTIAL),
        kinds=(*ESTIMATES, "posterior.nc"),
    ),
    "regularisation_path": Figure(
        draw=regularisation_path,
        title={
            "en": "A fixed prior, from tight to wide",
            "es": "Un prior fijo, de estrecho a ancho",
        },
        caption={
            "en": "Exact posterior means as the sd of the fixed prior grows. At the right "
            "every group keeps its own mean. At the left the differences vanish, but only a "
            "prior around the overall mean ends in complete pooling; one around any other "
            "number drags all groups there. Partial pooling learns the sd from the data.",
            "es": "Medias a posteriori exactas según crece el desvío estándar del prior "
            "fijo. A la derecha cada grupo conserva su media. A la izquierda las diferencias "
            "desaparecen, pero solo un prior centrado en la media general acaba en el pooling "
            "completo; uno centrado en otro número arrastra allí a todos los grupos. El "
            "partial pooling aprende su desvío estándar de los datos.",
        },
        models=(REGULARISED, PARTIAL),
        kinds=(*ESTIMATES, "stan_data.json"),
        tables=("explore.json",),
        any_of=True,
        applies=fitted(REGULARISED),
    ),
    "estimates": Figure(
        draw=estimates,
        title={"en": "Estimates by group", "es": "Estimaciones por grupo"},
        caption={
            "en": "Posterior means with 90% intervals, of the groups whose data are drawn "
            "above. Look how far the two estimates of a group "
            "part. All groups are in the tables of estimates.",
            "es": "Medias del posterior con intervalos del 90\N{NARROW NO-BREAK SPACE}%, de "
            "los grupos cuyos datos se dibujan más arriba. Mire "
            "cuánto se separan las dos estimaciones de un grupo. Todos los grupos están en "
            "las tablas de estimaciones.",
        },
        models=THREE,
        finds=alt_text.where_sizes_differ(
            "The largest group is on top. Look whether the intervals grow from top to "
            "bottom, as groups become smaller.",
            "El grupo más grande está arriba. Mire si los intervalos crecen de arriba abajo, "
            "hacia los grupos más chicos.",
        ),
    ),
    **of_models(MODELS, compared=True),
}
