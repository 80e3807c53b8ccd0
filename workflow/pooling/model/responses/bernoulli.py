"""Rows of 0 and 1: the binomial response with one trial a row."""

from pooling.model.responses.binomial import (
    DEFAULTS,
    DISPERSION,
    INTEGER,
    LINK,
    PRIORS,
    PROGRAM,
    SUMS,
    WEIGHTS,
    WIDTH,
    apart,
    cdf,
    cumulant,
    cumulant_slopes,
    draw,
    information,
    kernel,
    log_density,
    mean,
    place,
    slopes,
    start,
    totals,
    variance,
)

FORMULA = r"y_i \sim \mathrm{Bernoulli}(\mathrm{logit}^{-1}(\eta_i))"
