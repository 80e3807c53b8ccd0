"""Coins: successes in trials, in units of one population."""

from pooling.report.chapters.base import PROBABILITY, Chapter, of_family

COUNTS = r"y_s \sim \text{Binomial}(N_s, \pi_s)"
SHAPES = r"\omega(\kappa - 2) + 1, (1 - \omega)(\kappa - 2) + 1"
POPULATION = rf"\pi_s \sim \text{{Beta}}({SHAPES})"
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
        index="s",
        known=("kappa", "omega"),
    ),
    "partial_pooling": Chapter(
        formula=(COUNTS, POPULATION),
        index="s",
        known=("kappa",),
    ),
    "learned_kappa": Chapter(
        formula=(COUNTS, POPULATION),
        index="s",
    ),
    "maximum_likelihood": Chapter(
        formula=(
            r"L(\pi, \kappa) = \prod_s \pi_s^{y_s} (1 - \pi_s)^{N_s - y_s}"
            rf"\, \text{{Beta}}(\pi_s \mid {SHAPES})",
        ),
        index="s",
        known=("omega",),
    ),
}

TOLD = of_family("coins", MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
