"""Figures of the coins: what there is, and which results each needs."""

from __future__ import annotations

from functools import partial

from pooling.figures.base import Figure, fitted
from pooling.figures.checks import of_models
from pooling.figures.coins import side_by_side
from pooling.figures.coins.consistency import concentration, population_joint
from pooling.figures.coins.densities import (
    likelihood_joint,
    posterior_joint,
    posterior_marginals,
    prior_joint,
    prior_omega,
    prior_theta_given_omega,
    says_joint,
    says_likelihood_joint,
)
from pooling.figures.coins.kappa import kappa_sweep
from pooling.figures.coins.shrinkage import james_stein, likelihood
from pooling.figures.graph import COINS, Graph, Node, Plate
from pooling.figures.predictive.new_group import new_unit
from pooling.figures.predictive.replicates import by_coin
from pooling.model.families.coins import MODELS
from pooling.model.names import FIXED_MODE, LEARNED_KAPPA, MAXIMUM_LIKELIHOOD, PARTIAL


def _joint(draw, says, *, title, caption, kinds):
    """Declare a joint figure: one for a single coin, else one per coin."""
    name = draw.__name__
    single = Figure(
        draw=draw,
        says=says,
        title=title,
        caption=caption,
        models=(PARTIAL,),
        kinds=kinds,
        applies=fitted(given=lambda s: len(s.successes) == 1),
    )
    double = {
        f"{name}_{coin + 1}": Figure(
            draw=partial(draw, coin=coin),
            says=says,
            title={language: f"{text}, {bias}" for language, text in title.items()},
            caption=caption,
            models=(PARTIAL,),
            kinds=kinds,
            applies=fitted(given=lambda s: len(s.successes) == 2),
        )
        for coin, bias in enumerate(("π₁", "π₂"))
    }
    return {name: single} | double


BY_COIN = {
    "kappa": Node(r"\kappa", 0.7, 2.5, kind="known", value="kappa"),
    "theta": Node(r"\pi_s", 0, 1.2, parents=("omega", "kappa")),
    "N": Node("N_s", 1.1, 0, kind="known"),
    "y": Node("y_s", 0, 0, kind="observed", parents=("theta", "N")),
}
PLATE = (Plate(("theta", "y", "N"), COINS),)

PREDICTIVE = {"prior": by_coin, "posterior": by_coin}
NEW_GROUP = new_unit

GRAPHS = {
    FIXED_MODE: Graph(
        BY_COIN | {"omega": Node(r"\omega", -0.7, 2.5, kind="known", value="omega")},
        PLATE,
    ),
    PARTIAL: Graph(BY_COIN | {"omega": Node(r"\omega", -0.6, 2.5, prior="omega")}, PLATE),
    LEARNED_KAPPA: Graph(
        BY_COIN
        | {
            "omega": Node(r"\omega", -1.1, 2.5, prior="omega"),
            "kappa": Node(r"\kappa", 1.1, 2.5, prior="kappa", of=r"\kappa - 2"),
        },
        PLATE,
    ),
}

DATA_ONLY = ("stan_data.json",)
WITH_DRAWS = ("stan_data.json", "posterior.nc")

FIGURES = {
    **side_by_side.FIGURES,
    **_joint(
        prior_joint,
        says_joint,
        title={"en": "Joint prior", "es": "Prior conjunto"},
        caption={
            "en": "What is believed about the probability and the mode before the "
            "data. Where the probabilities keep close to the mode, there is a ridge "
            "along the diagonal. The lines are the two slices of the next figures.",
            "es": "Lo que se cree de la probabilidad y la moda antes de los datos. Si "
            "las probabilidades quedan cerca de la moda, hay una cresta a lo largo de "
            "la diagonal. Las líneas son los dos cortes de las figuras siguientes.",
        },
        kinds=DATA_ONLY,
    ),
    "prior_omega": Figure(
        draw=prior_omega,
        title={"en": "Prior of the mode", "es": "Prior de la moda"},
        caption={
            "en": "What is believed about the population before the data.",
            "es": "Lo que se cree de la población antes de los datos.",
        },
        models=(PARTIAL,),
        kinds=DATA_ONLY,
    ),
    "prior_theta_given_omega": Figure(
        draw=prior_theta_given_omega,
        title={"en": "Slices of the prior", "es": "Cortes del prior"},
        caption={
            "en": "The joint prior cut at two modes: its height on the left, normalised "
            "on the right. Each slice has its mode at its own ω.",
            "es": "El prior conjunto cortado en dos modas: a la izquierda, su altura; "
            "a la derecha, normalizado. Cada corte tiene su moda en su propio ω.",
        },
        models=(PARTIAL,),
        kinds=DATA_ONLY,
    ),
    **_joint(
        likelihood_joint,
        says_likelihood_joint,
        title={"en": "Likelihood", "es": "Verosimilitud"},
        caption={
            "en": "The data depend on the probability alone: along the mode of the population "
            "the likelihood does not change.",
            "es": "Los datos dependen solo de la probabilidad: a lo largo de la moda de la "
            "población la verosimilitud no cambia.",
        },
        kinds=DATA_ONLY,
    ),
    **_joint(
        posterior_joint,
        says_joint,
        title={"en": "Joint posterior", "es": "Posterior conjunto"},
        caption={
            "en": "Exact joint posterior on the grid of the lecture, with NUTS draws "
            "over it. The ridge of the prior and the likelihood together: what is "
            "learned of one probability spreads to the population.",
            "es": "Posterior conjunto exacto en la grilla de la clase, con muestras de "
            "NUTS encima. La cresta del prior y la verosimilitud juntas: lo que se "
            "aprende de una probabilidad llega a la población.",
        },
        kinds=WITH_DRAWS,
    ),
    "posterior_marginals": Figure(
        draw=posterior_marginals,
        title={
            "en": "Posterior of mode and probability",
            "es": "Posterior de la moda y la probabilidad",
        },
        caption={
            "en": "Exact posteriors as lines, NUTS draws as histograms, priors dashed, sample "
            "proportions dotted. Line and histogram are computed independently.",
            "es": "Posteriores exactos como líneas, muestras de "
            "NUTS como histogramas, priors en línea de trazos, "
            "proporciones observadas en línea de puntos. Línea e histograma se calculan "
            "por separado.",
        },
        models=(PARTIAL,),
        kinds=WITH_DRAWS,
    ),
    "kappa_sweep": Figure(
        draw=kappa_sweep,
        title={"en": "From loose to tight", "es": "De un vínculo débil a uno fuerte"},
        caption={
            "en": "Exact posterior means as the concentration grows. Where it is small, the "
            "data of a group decide; where it is large, the mode of the population does. At "
            "κ = 2 the population is flat: there the prior of a probability is uniform, and "
            "its mean begins at (y + 1) / (N + 2), as from two observations more, and not at "
            "the sample proportion.",
            "es": "Medias exactas del posterior según crece la concentración. Si es chica, "
            "deciden los datos de cada grupo; si es grande, la moda de la población. En "
            "κ = 2 la población es plana: ahí el prior de una probabilidad es uniforme y su "
            "media arranca en (y + 1) / (N + 2), como con dos observaciones más, y no en la "
            "proporción observada.",
        },
        models=(PARTIAL,),
        kinds=DATA_ONLY,
        tables=("explore.json",),
    ),
    "population_joint": Figure(
        draw=population_joint,
        title={
            "en": "Mode and concentration, learned together",
            "es": "Moda y concentración, aprendidas juntas",
        },
        caption={
            "en": "Exact joint posterior of the mode and the concentration, with NUTS draws "
            "over it. The line is the concentration that was chosen for the model beside: "
            "look whether the data reach it.",
            "es": "Posterior conjunto exacto de la moda y la concentración, con muestras de "
            "NUTS encima. La línea es la concentración que se eligió para el otro modelo: "
            "mire si los datos llegan hasta ella.",
        },
        models=(PARTIAL, LEARNED_KAPPA),
        kinds=WITH_DRAWS,
    ),
    "concentration": Figure(
        draw=concentration,
        title={
            "en": "What the data say of the concentration",
            "es": "Lo que los datos dicen de la concentración",
        },
        caption={
            "en": "Posterior of the concentration: exact as a line, NUTS draws as a "
            "histogram, its prior dashed, and dotted the number that was chosen for the "
            "model beside. Where posterior and prior are alike, the data say little, and "
            "the prior decides how much the estimates are pooled.",
            "es": "Posterior de la concentración: exacto como línea, muestras de NUTS como "
            "histograma, su prior en línea de trazos y, en línea de puntos, el número que se "
            "eligió para el otro modelo. Si el posterior y el prior se parecen, los datos "
            "dicen poco y el prior decide cuánto pooling hay.",
        },
        models=(PARTIAL, LEARNED_KAPPA),
        kinds=WITH_DRAWS,
    ),
    "likelihood": Figure(
        draw=likelihood,
        title={
            "en": "Shrinkage by maximum likelihood",
            "es": "Shrinkage por máxima verosimilitud",
        },
        caption={
            "en": "Left: every probability at its sample proportion under a nearly flat "
            "population. Right: probabilities and spread at the interior maximum of the "
            "likelihood. Look where they move, and on which side the likelihood is higher.",
            "es": "Izquierda: cada probabilidad en su proporción con una población casi plana. "
            "Derecha: probabilidades y dispersión en el máximo interior de la verosimilitud. "
            "Mire adónde se mueven y de qué lado es mayor la verosimilitud.",
        },
        applies=fitted(MAXIMUM_LIKELIHOOD),
    ),
    "james_stein": Figure(
        draw=james_stein,
        title={"en": "Shrinkage without a prior", "es": "Shrinkage sin prior"},
        caption={
            "en": "The risk of James and Stein's estimator: its mean squared errors, summed "
            "over the means, as a share of that of the raw means (1). The model is normal "
            "with known variance; exact as lines, simulated as points. It gains from three "
            "means toward a fixed point, from four toward their own mean, and most where the "
            "true means (spread in sds of a raw mean) lie close.",
            "es": "El riesgo del estimador de James y Stein: sus errores cuadráticos "
            "medios, sumados sobre las medias, en proporción al de las medias "
            "muestrales (1). El modelo es normal con varianza conocida; exacto en "
            "líneas, simulado en puntos. Gana desde tres medias hacia un punto fijo, "
            "desde cuatro hacia su propia media, y más cuanto más cerca están las "
            "medias verdaderas (su dispersión, en desvíos estándar de una media "
            "muestral).",
        },
        applies=fitted(MAXIMUM_LIKELIHOOD),
    ),
    **of_models(MODELS, compared=False),
}
