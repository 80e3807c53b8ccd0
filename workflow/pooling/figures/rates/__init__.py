"""Figures of the rates: what there is, and which results each needs."""

from __future__ import annotations

from pooling.figures import alt_text
from pooling.figures.base import ESTIMATES, Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.graph import UNITS, Graph, Node, Plate
from pooling.figures.predictive.new_group import new_unit
from pooling.figures.predictive.replicates import by_unit
from pooling.figures.predictive.rootogram import rootogram
from pooling.figures.rates.populations import error_by_size, population
from pooling.figures.rates.units import THREE, finds_kinds, pooling, survival
from pooling.model.families.rates import MODELS
from pooling.model.names import COMPLETE, NONE, PARTIAL

COUNTS = {
    "N": Node("N_i", 1.1, 0, kind="known"),
    "y": Node("y_i", 0, 0, kind="observed", parents=("p", "N")),
}
BY_UNIT = COUNTS | {"p": Node("p_i", 0, 1.15, kind="computed", parents=("alpha",))}
PLATE = (Plate(("alpha", "p", "y", "N"), UNITS),)

# Of units of one size.
RATES_ALIKE = (
    "Units stand by their raw rate.",
    "Las unidades están por su proporción observada.",
)
PREDICTIVE = {"prior": by_unit, "posterior": rootogram}
NEW_GROUP = new_unit

GRAPHS = {
    COMPLETE: Graph(
        COUNTS
        | {
            "alpha": Node(r"\alpha", 0, 2.7, prior="alpha"),
            "p": Node("p", 0, 1.5, kind="computed", parents=("alpha",)),
        },
        (Plate(("y", "N"), UNITS),),
    ),
    NONE: Graph(BY_UNIT | {"alpha": Node(r"\alpha_i", 0, 2.3, prior="alpha")}, PLATE),
    PARTIAL: Graph(
        BY_UNIT
        | {
            "mu_alpha": Node(r"\mu_\alpha", -0.6, 3.7, prior="mu_alpha"),
            "sigma_alpha": Node(r"\sigma_\alpha", 0.6, 3.7, prior="sigma_alpha"),
            "alpha": Node(r"\alpha_i", 0, 2.3, parents=("mu_alpha", "sigma_alpha")),
        },
        PLATE,
    ),
}

FIGURES = {
    "survival": Figure(
        draw=survival,
        title={
            "en": "Raw and partially pooled rates",
            "es": "Proporciones observadas y con partial pooling",
        },
        caption={
            "en": "Estimates are pooled toward the median of the population (green line), "
            "and not toward complete pooling (dashed). Look which move most.",
            "es": "Las estimaciones se acercan a la mediana de la población (línea verde), y "
            "no al pooling completo (de trazos). Mire cuáles se mueven más.",
        },
        models=(COMPLETE, PARTIAL),
        finds=alt_text.together(
            alt_text.where_sizes_differ(
                "Units stand by size, smallest first; one counts in the median by how well it "
                "is known, in complete pooling by its size.",
                "Las unidades están por tamaño, primero las chicas; una cuenta en la mediana "
                "según cuán bien se la conoce, y en el pooling completo, según su tamaño.",
                alike=RATES_ALIKE,
            ),
            finds_kinds,
        ),
    ),
    "pooling": Figure(
        draw=pooling,
        title={"en": "Three degrees of pooling", "es": "Tres grados de pooling"},
        caption={
            "en": "Each arrow takes a unit from no pooling to partial pooling; complete "
            "pooling (dashed) is one value for all. Look whether arrows point to the median "
            "of the population, and where they are long.",
            "es": "Cada flecha lleva una unidad de su valor sin pooling a partial "
            "pooling; el pooling completo (de trazos) es un solo valor para todas. Mire si las "
            "flechas apuntan a la mediana de la población, y dónde son largas.",
        },
        models=THREE,
        finds=alt_text.together(
            alt_text.where_sizes_differ(
                "Units stand by size, smallest first, and those of one size by their raw rate.",
                "Las unidades están por tamaño, primero las chicas, y las de un mismo tamaño "
                "por su proporción observada.",
                alike=RATES_ALIKE,
            ),
            finds_kinds,
        ),
    ),
    "population": Figure(
        draw=population,
        title={"en": "The population of rates", "es": "La población de proporciones"},
        caption={
            "en": "What the units say about the population they come from: densities of the "
            "rate p for single posterior draws, and their mean.",
            "es": "Lo que las unidades dicen de la población de la que vienen: "
            "densidades de la proporción p para muestras a posteriori individuales, y "
            "su media.",
        },
        models=(PARTIAL,),
        kinds=(*ESTIMATES, "posterior.nc", "exact_nodes.nc"),
    ),
    "error_by_size": Figure(
        draw=error_by_size,
        title={"en": "Errors against the truth", "es": "Errores frente a la verdad"},
        caption={
            "en": "Absolute errors of raw and partially pooled rates where the truth is "
            "known, with their means. This is one simulated table; another may differ.",
            "es": "Errores absolutos de las proporciones observadas y con partial pooling "
            "cuando se conoce la verdad, con sus medias. Es una sola tabla simulada; otra "
            "puede diferir.",
        },
        models=(PARTIAL,),
        applies=fitted(given=lambda s: s.simulate is not None),
    ),
    **of_models(MODELS, compared=True),
}
