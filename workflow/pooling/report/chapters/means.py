"""Means: a real outcome in groups."""

from pooling.report.chapters.base import Chapter, alike, of_family

BY_GROUP = r"y_i \sim \text{Normal}(\alpha_{j[i]}, \sigma)"
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
        notation=alike("{y} ~ 1"),
        slide=True,
    ),
    "no_pooling": Chapter(
        formula=(BY_GROUP,),
        notation=alike("{y} ~ 0 + {group}"),
        slide=True,
    ),
    "regularised": Chapter(
        formula=(BY_GROUP,),
        notation=alike("{y} ~ 0 + {group}"),
    ),
    "partial_pooling": Chapter(
        formula=(BY_GROUP, r"\alpha_j \sim \text{Normal}(\mu_\alpha, \sigma_\alpha)"),
        notation=alike("{y} ~ 1 + (1 | {group})"),
        slide=True,
    ),
}

TOLD = of_family("means", MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
