"""Means: a real outcome in groups."""

from pooling.report.chapters.base import Chapter, alike, alike_for_all
from pooling.report.words.bilingual import bilingual

BY_GROUP = r"y_i \sim \text{Normal}(\alpha_{j[i]}, \sigma)"
SIGMA = {
    "sigma": {
        "en": "standard deviation of the observations within a group",
        "es": "desvío estándar de las observaciones dentro de un grupo",
    }
}
ALPHAS = {"alpha": {"en": "mean of each {group}", "es": "media de cada {group}"}}

UNITS = dict.fromkeys(("alpha", "mu_alpha", "sigma_alpha", "sigma"), "y")

PLACES = {
    "data": "data",
    "estimates": "posterior",
    "pooling": "shrinkage",
    "shrinkage": "shrinkage",
    "shrinkage_by_size": "shrinkage",
    "regularisation_path": "shrinkage",
}
LEAD = ("shrinkage", "pooling")
SLIDES = {"data": False, "regularisation_path": False}

MODELS = {
    "complete_pooling": Chapter(
        formula=(r"y_i \sim \text{Normal}(\alpha, \sigma)",),
        reading={
            "en": "All observations share one mean; the groups are ignored.",
            "es": "Todas las observaciones comparten una media; se ignoran los grupos.",
        },
        meanings=bilingual(
            alpha=("mean of all observations", "media de todas las observaciones"),
            sigma=(
                "standard deviation of the observations",
                "desvío estándar de las observaciones",
            ),
        ),
        notation=alike("{y} ~ 1"),
        slide=True,
    ),
    "no_pooling": Chapter(
        formula=(BY_GROUP,),
        reading={
            "en": "Each group has a mean of its own under a prior so wide that it "
            "says nothing; no group learns from another.",
            "es": "Cada grupo tiene su propia media con un prior tan amplio que no "
            "aporta nada; ningún grupo aprende de otro.",
        },
        meanings=SIGMA | ALPHAS,
        notation=alike("{y} ~ 0 + {group}"),
        slide=True,
    ),
    "regularised": Chapter(
        formula=(BY_GROUP,),
        reading={
            "en": "Each group's mean is pulled toward one point by a prior fixed "
            "beforehand: shrinkage without a population that is learned.",
            "es": "Un prior fijado de antemano acerca la media de cada "
            "grupo a un mismo punto: shrinkage sin una población que se aprenda.",
        },
        meanings=SIGMA | ALPHAS,
        notation=alike("{y} ~ 0 + {group}"),
    ),
    "partial_pooling": Chapter(
        formula=(BY_GROUP, r"\alpha_j \sim \text{Normal}(\mu_\alpha, \sigma_\alpha)"),
        reading={
            "en": "The groups' means come from a population whose centre and spread are "
            "learned from all groups together, and through it they inform each other.",
            "es": "Las medias de los grupos provienen de una población cuyo centro y "
            "dispersión se aprenden de todos los grupos a la vez; a través de ella se "
            "informan unas a otras.",
        },
        meanings=bilingual(
            mu_alpha=("mean of the group means", "media de las medias de los grupos"),
            sigma_alpha=(
                "standard deviation of the group means",
                "desvío estándar de las medias de los grupos",
            ),
        )
        | SIGMA
        | ALPHAS,
        notation=alike("{y} ~ 1 + (1 | {group})"),
        slide=True,
    ),
}

TOLD = alike_for_all(MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
