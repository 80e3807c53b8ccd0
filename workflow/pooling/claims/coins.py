"""Claims about coins and their factory: what each says, and what judges it."""

from __future__ import annotations

from pooling.claims.base import Claim
from pooling.claims.coin_judges import (
    DISTANCES,
    MEMORY,
    ONE_COIN,
    chosen_within,
    independent_given_omega,
    learned_alike,
    leaves_its_proportion,
    likelihood_through_theta,
    narrower_with_trials,
    near_their_proportions,
    sharper_top_stays,
    top_of_the_slice,
    toward_the_mode,
)
from pooling.model.names import LEARNED_KAPPA, PARTIAL

CLAIMS = [
    Claim(
        id=1,
        kind="code",
        sentence={
            "en": "The mode ω reaches the flips only through π: the likelihood does "
            "not change along ω, and replicated flips depend on ω through π alone.",
            "es": "La moda ω llega a las tiradas solo a través de π: la "
            "verosimilitud no cambia a lo largo de ω y las tiradas replicadas "
            "dependen de ω solo por medio de π.",
        },
        why=DISTANCES,
        judges={"coins": likelihood_through_theta},
        analyses={"coin_kappa5": ONE_COIN | {"kappa": 5}},
    ),
    Claim(
        id=2,
        kind="code",
        sentence={
            "en": "Cut at a value of ω, the joint prior has its peak at π = ω, and a "
            "larger κ makes the slice narrower.",
            "es": "Cortado en un valor de ω, el prior conjunto tiene su máximo en π = "
            "ω, y un κ mayor estrecha el corte.",
        },
        why=DISTANCES,
        judges={"coins": top_of_the_slice},
    ),
    Claim(
        id=3,
        kind="model",
        sentence={
            "en": "A strict factory, ω ~ Beta(20, 20) and κ = 10, leaves π and ω nearer "
            "to the prior than a loose one, ω ~ Beta(2, 2) and κ = 5.",
            "es": "Una fábrica estricta, ω ~ Beta(20; 20) y κ = 10, deja π y ω más "
            "cerca del prior que una laxa, ω ~ Beta(2; 2) y κ = 5.",
        },
        why={
            "en": "Zero: the moves of the loose factory must be the larger ones. They are "
            "those of the exact posterior means; where these were not computed, nothing is "
            "settled within four Monte Carlo standard errors.",
            "es": "Cero: los desplazamientos de la fábrica laxa deben ser los mayores. Son "
            "los de las medias a posteriori exactas; donde no se calcularon, a menos de "
            "cuatro errores estándar de Monte Carlo queda sin definir.",
        },
        judges={"coins": sharper_top_stays},
        analyses={
            "coin_kappa5": ONE_COIN | {"kappa": 5},
            "coin_kappa10": ONE_COIN | {"kappa": 10},
        },
    ),
    Claim(
        id=4,
        kind="code",
        sentence={
            "en": "Once ω is known, the π of different groups are independent; while it "
            "is unknown, they are correlated.",
            "es": "Conocida ω, las π de grupos distintos son independientes; mientras "
            "se desconoce, están correlacionadas.",
        },
        why={
            "en": DISTANCES["en"] + " Independence is judged by correlations of the "
            "draws, their squares included. The correlation that is told is that of the "
            "exact posterior, where it was computed.",
            "es": DISTANCES["es"] + " La independencia se juzga por correlaciones de las "
            "muestras, incluidos sus cuadrados. La correlación que se informa es la del "
            "posterior exacto, donde se calculó.",
        },
        judges={"coins": independent_given_omega},
    ),
    Claim(
        id=5,
        kind="model",
        sentence={
            "en": "The group with more observations has the narrower likelihood.",
            "es": "El grupo con más observaciones tiene la verosimilitud más estrecha.",
        },
        why={
            "en": "One: the ratio of the two sds is computed exactly, without noise.",
            "es": "Uno: el cociente de los dos desvíos estándar se calcula "
            "exactamente, sin ruido.",
        },
        judges={"coins": narrower_with_trials},
    ),
    Claim(
        id=6,
        kind="model",
        sentence={
            "en": "With κ = 5 each posterior mean of π stays near the subject's own "
            "proportion, and π₁, with more items, is the less uncertain.",
            "es": "Con κ = 5 cada media a posteriori de π queda cerca de la proporción "
            "del propio sujeto, y π₁, con más ítems, es la menos incierta.",
        },
        why={
            "en": "Near means within half a posterior sd, too little to change the "
            "conclusion. Means and sds are exact where they were computed.",
            "es": "Cerca significa a menos de medio desvío estándar a posteriori, "
            "demasiado poco para cambiar la interpretación. Las medias y los desvíos "
            "estándar son exactos donde se calcularon.",
        },
        judges={"coins": near_their_proportions},
        analyses={"memory_kappa5": MEMORY | {"kappa": 5}},
    ),
    Claim(
        id=7,
        kind="model",
        sentence={
            "en": "With κ = 100 π₂ leaves its proportion for ω, and ω follows subject 1: "
            "dropping subject 1 moves it more than dropping subject 2.",
            "es": "Con κ = 100 π₂ abandona su proporción hacia ω, y ω sigue al sujeto 1: "
            "quitar al sujeto 1 la mueve más que quitar al sujeto 2.",
        },
        why={
            "en": "Leaving means more than one posterior sd. The moves of ω are those of "
            "exact posterior means, with and without a subject, and carry no noise.",
            "es": "Abandonar significa más de un desvío estándar a posteriori. Los "
            "desplazamientos de ω son los de medias a posteriori exactas, con un sujeto y "
            "sin él, y no tienen ruido.",
        },
        judges={"coins": leaves_its_proportion},
        analyses={"memory_kappa100": MEMORY | {"kappa": 100}},
    ),
    Claim(
        id=21,
        kind="code",
        sentence={
            "en": "Shrinkage pulls toward the population's mode: given ω, the most "
            "probable π is (y + (κ \N{MINUS SIGN} 2)ω) / (N + κ \N{MINUS SIGN} 2), "
            "between the proportion and ω.",
            "es": "El shrinkage tira hacia la moda de la población: dada ω, la π más "
            "probable es (y + (κ \N{MINUS SIGN} 2)ω) / (N + κ \N{MINUS SIGN} 2), entre "
            "la proporción y ω.",
        },
        why=DISTANCES,
        judges={"coins": toward_the_mode},
    ),
    Claim(
        id=22,
        kind="code",
        added=True,
        sentence={
            "en": "A concentration that is learned acts as one that is chosen: given ω and "
            "κ each π is Beta(ω(κ \N{MINUS SIGN} 2) + 1 + y, (1 \N{MINUS SIGN} ω)(κ "
            "\N{MINUS SIGN} 2) + 1 + N \N{MINUS SIGN} y), whatever the others.",
            "es": "Una concentración que se aprende actúa como una que se elige: dadas ω y "
            "κ, cada π es Beta(ω(κ \N{MINUS SIGN} 2) + 1 + y; (1 \N{MINUS SIGN} ω)(κ "
            "\N{MINUS SIGN} 2) + 1 + N \N{MINUS SIGN} y), sean cuales sean las demás.",
        },
        why=DISTANCES,
        judges={"coins": learned_alike},
        models=(PARTIAL, LEARNED_KAPPA),
    ),
    Claim(
        id=23,
        kind="data",
        added=True,
        sentence={
            "en": "The concentration κ that was chosen is one that the data themselves "
            "would have: where κ is learned, its 90% interval holds it.",
            "es": "La concentración κ que se eligió es una que darían los propios datos: "
            "donde κ se aprende, su intervalo del 90 % la contiene.",
        },
        why={
            "en": "Of the draws of κ at least a twentieth lies on either side of the chosen "
            "number. An interval more than half as wide "
            "as that of the prior, on the log scale, settles nothing: the prior of κ would "
            "speak, and not the data.",
            "es": "De las muestras de κ, al menos un vigésimo queda a cada lado del número "
            "elegido. Un intervalo de más de la "
            "mitad del ancho del que tiene el prior, en escala logarítmica, no define nada: "
            "hablaría el prior de κ y no los datos.",
        },
        judges={"coins": chosen_within},
        models=(PARTIAL, LEARNED_KAPPA),
    ),
]
