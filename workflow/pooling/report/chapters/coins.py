"""Coins: successes in trials, in units of one population."""

from pooling.report.chapters.base import PROBABILITY, Chapter, alike_for_all

COUNTS = r"y_s \sim \text{Binomial}(N_s, \pi_s)"
SHAPES = r"\omega(\kappa - 2) + 1, (1 - \omega)(\kappa - 2) + 1"
POPULATION = rf"\pi_s \sim \text{{Beta}}({SHAPES})"
THETAS = {
    "theta": {
        "en": "{probability} for each {group}",
        "es": "{probability} de cada {group}",
    }
}
OMEGA = {
    "omega": {
        "en": "mode of {population}: the most probable value",
        "es": "moda de {population}: el valor más probable",
    }
}

UNITS = dict.fromkeys(("theta", "omega"), PROBABILITY)

PLACES = {
    "from_prior_to_posterior": "posterior",
    "beside": "shrinkage",
    "modes": "shrinkage",
    "prior_joint": "before",
    "prior_joint_1": "before",
    "prior_joint_2": "before",
    "prior_omega": "before",
    "prior_theta_given_omega": "before",
    "likelihood_joint": "posterior",
    "likelihood_joint_1": "posterior",
    "likelihood_joint_2": "posterior",
    "posterior_joint": "posterior",
    "posterior_joint_1": "posterior",
    "posterior_joint_2": "posterior",
    "posterior_marginals": "posterior",
    "kappa_sweep": "shrinkage",
    "population_joint": "posterior",
    "concentration": "posterior",
    "likelihood": "shrinkage",
    "james_stein": "shrinkage",
}
LEAD = ("beside", "posterior_marginals", "likelihood", "kappa_sweep")
SLIDES = {
    "prior_joint": False,
    "prior_theta_given_omega": False,
    "from_prior_to_posterior": True,
    "modes": False,
    "james_stein": True,
}

MODELS = {
    "fixed_mode": Chapter(
        formula=(COUNTS, POPULATION),
        reading={
            "en": "Each π comes from {population}, with known mode ω; it is judged against "
            "ω alone, and learns from no other π.",
            "es": "Cada π viene de {population}, con moda ω conocida; se la juzga solo frente "
            "a ω, y no aprende de ninguna otra π.",
        },
        meanings=THETAS,
        index="s",
        known=("kappa", "omega"),
    ),
    "partial_pooling": Chapter(
        formula=(COUNTS, POPULATION),
        reading={
            "en": "Each π comes from {population}, with unknown mode ω; its data tell about "
            "ω and, through ω, about any other π.",
            "es": "Cada π viene de {population}, con moda ω desconocida; sus datos informan "
            "sobre ω y, por medio de ω, sobre cualquier otra π.",
        },
        meanings=OMEGA | THETAS,
        index="s",
        known=("kappa",),
    ),
    "learned_kappa": Chapter(
        formula=(COUNTS, POPULATION),
        reading={
            "en": "Each π comes from {population}, with unknown mode ω and unknown "
            "concentration κ; the data tell how much the π differ, and with it how much "
            "each of them learns from the others.",
            "es": "Cada π viene de {population}, con moda ω y concentración κ "
            "desconocidas; los datos dicen cuánto difieren las π y, con ello, cuánto "
            "aprende cada una de las demás.",
        },
        meanings=OMEGA
        | {
            "kappa": {
                "en": "concentration of {population}: as many {trial} as what is common "
                "counts for, in the estimate of each π",
                "es": "concentración de {population}: cuántos datos ({trial}) vale lo "
                "común en la estimación de cada π",
            }
        }
        | THETAS,
        index="s",
    ),
    "maximum_likelihood": Chapter(
        formula=(
            r"L(\pi, \kappa) = \prod_s \pi_s^{y_s} (1 - \pi_s)^{N_s - y_s}"
            rf"\, \text{{Beta}}(\pi_s \mid {SHAPES})",
        ),
        reading={
            "en": "The joint likelihood of the probabilities and their population, maximised "
            "instead of averaged: nothing is sampled.",
            "es": "La verosimilitud conjunta de las probabilidades y su población, maximizada "
            "en lugar de promediada: no se muestrea nada.",
        },
        meanings=THETAS,
        index="s",
        known=("omega",),
    ),
}

TOLD = alike_for_all(MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
