"""Rates: successes in trials, in units."""

from pooling.report.chapters.base import (
    LOG_ODDS,
    PROBABILITY,
    Chapter,
    alike_for_all,
    of_counts,
)
from pooling.report.words.bilingual import bilingual

BY_UNIT = (
    r"y_i \sim \text{Binomial}(N_i, p_i)",
    r"\text{logit}(p_i) = \alpha_i",
)
RATES = bilingual(
    alpha=(
        "{probability} in each {group}, in log odds",
        "{probability} en cada {group}, en logit",
    ),
    p=("{probability} in each {group}", "{probability} en cada {group}"),
)

UNITS = {"p": PROBABILITY} | dict.fromkeys(("alpha", "mu_alpha", "sigma_alpha"), LOG_ODDS)

PLACES = {
    "population": "posterior",
    "pooling": "shrinkage",
    "survival": "shrinkage",
    "error_by_size": "shrinkage",
}
LEAD = ("error_by_size", "survival", "pooling")
SLIDES = {"population": False, "survival": False}

MODELS = {
    "complete_pooling": Chapter(
        formula=(r"y_i \sim \text{Binomial}(N_i, p)", r"\text{logit}(p) = \alpha"),
        reading={
            "en": "One probability for all units; their differences are attributed to "
            "chance.",
            "es": "Una sola probabilidad para todas las unidades; sus diferencias se "
            "atribuyen al azar.",
        },
        meanings=bilingual(
            alpha=("{probability}, in log odds", "{probability}, en logit"),
            p=("{probability}, common to all", "{probability}, común a todos"),
        ),
        index="i",
        notation=of_counts("1"),
    ),
    "no_pooling": Chapter(
        formula=BY_UNIT,
        reading={
            "en": "Each unit has a probability of its own under a very wide prior; no "
            "unit learns from another. Wide in log odds is not flat in p: such a prior "
            "gathers near 0 and 1, so that an estimate need not be y / N, that of maximum "
            "likelihood.",
            "es": "Cada unidad tiene su propia probabilidad con un prior muy amplio; "
            "ninguna unidad aprende de otra. Amplio en el logit no es plano en p: un prior "
            "así se acumula cerca de 0 y de 1, y por eso una estimación no tiene por qué "
            "ser y / N, la de máxima verosimilitud.",
        },
        meanings=RATES,
        index="i",
        notation=of_counts("0 + {group}"),
    ),
    "partial_pooling": Chapter(
        formula=(*BY_UNIT, r"\alpha_i \sim \text{Normal}(\mu_\alpha, \sigma_\alpha)"),
        reading={
            "en": "The units' log odds come from a population whose centre and spread "
            "are learned from all units together; small units lean on it most.",
            "es": "Los logits de las unidades provienen de una población cuyo centro y "
            "dispersión se aprenden de todas las unidades a la vez; las unidades "
            "chicas son las que más se apoyan en ella.",
        },
        meanings=bilingual(
            mu_alpha=(
                "mean log odds of {population}",
                "media de los logits de {population}",
            ),
            sigma_alpha=(
                "standard deviation of the log odds of {population}",
                "desvío estándar de los logits de {population}",
            ),
        )
        | RATES,
        index="i",
        notation=of_counts("1 + (1 | {group})"),
        slide=True,
    ),
}

TOLD = alike_for_all(MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
