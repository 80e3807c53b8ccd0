"""Rates: successes in trials, in units."""

from pooling.report.chapters.base import (
    LOG_ODDS,
    PROBABILITY,
    Chapter,
    of_counts,
    of_family,
)

BY_UNIT = (
    r"y_i \sim \text{Binomial}(N_i, p_i)",
    r"\text{logit}(p_i) = \alpha_i",
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
        index="i",
        notation=of_counts("1"),
    ),
    "no_pooling": Chapter(
        formula=BY_UNIT,
        index="i",
        notation=of_counts("0 + {group}"),
    ),
    "partial_pooling": Chapter(
        formula=(*BY_UNIT, r"\alpha_i \sim \text{Normal}(\mu_\alpha, \sigma_\alpha)"),
        index="i",
        notation=of_counts("1 + (1 | {group})"),
        slide=True,
    ),
}

TOLD = of_family("rates", MODELS, UNITS, places=PLACES, lead=LEAD, slides=SLIDES)
