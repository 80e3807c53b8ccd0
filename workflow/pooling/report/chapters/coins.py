"""Coins: successes in trials of coins from one factory."""

from pooling.report.chapters.base import PROBABILITY, Chapter

FLIPS = r"y_s \sim \text{Binomial}(N_s, \pi_s)"
SHAPES = r"\omega(\kappa - 2) + 1, (1 - \omega)(\kappa - 2) + 1"
FACTORY = rf"\pi_s \sim \text{{Beta}}({SHAPES})"
THETAS = {
    "theta": {
        "en": "probability of a success for each {group}",
        "es": "probabilidad de éxito de cada {group}",
    }
}

# Parameter -> its unit: that of a column, or what it is.
UNITS = dict.fromkeys(("theta", "omega"), PROBABILITY)

# Figure -> the part of the story where it stands.
PLACES = {
    "from_prior_to_posterior": "posterior",
    "beside": "shrinkage",
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
    "likelihood": "shrinkage",
    "james_stein": "shrinkage",
}
WORTH_SEEING = ("posterior_marginals", "kappa_sweep", "likelihood")

MODELS = {
    "fixed_mode": Chapter(
        (FLIPS, FACTORY),
        {
            "en": "The coins, or other units with successes in trials, come from a "
            "factory, their population, whose mode is known; each coin is judged "
            "against it alone, and none learns from another.",
            "es": "Las monedas, u otras unidades con éxitos en ensayos, vienen de una "
            "fábrica, su población, cuya moda se conoce; cada moneda se juzga "
            "solo frente a ella y ninguna aprende de otra.",
        },
        THETAS,
        index="s",
        known=("kappa", "omega"),
    ),
    "partial_pooling": Chapter(
        (FLIPS, FACTORY),
        {
            "en": "The coins, or other units with successes in trials, come from a "
            "factory, their population, whose mode is unknown; all coins tell "
            "about it, and through it about each other.",
            "es": "Las monedas, u otras unidades con éxitos en ensayos, vienen de una "
            "fábrica, su población, de moda desconocida; todas informan "
            "sobre ella y, a través de ella, unas sobre otras.",
        },
        {
            "omega": {
                "en": "mode of the population: its most probable value",
                "es": "moda de la población: su valor más probable",
            }
        }
        | THETAS,
        index="s",
        known=("kappa",),
    ),
    "maximum_likelihood": Chapter(
        (
            r"L(\pi, \kappa) = \prod_s \pi_s^{y_s} (1 - \pi_s)^{N_s - y_s}"
            rf"\, \text{{Beta}}(\pi_s \mid {SHAPES})",
        ),
        {
            "en": "The joint likelihood of the coins and their factory, maximised "
            "instead of averaged: nothing is sampled.",
            "es": "La verosimilitud conjunta de las monedas y su fábrica, maximizada en "
            "lugar de promediada: no se muestrea nada.",
        },
        THETAS,
        index="s",
        known=("omega",),
    ),
}
