"""Rows of 0 and 1: the binomial response with one trial a row."""

from pooling.model import allowed
from pooling.model.responses.binomial import (
    CONCAVE,
    DISPERSION,
    INTEGER,
    LINK,
    PROGRAM,
    SCALE,
    SUMS,
    TRIALS,
    UNIT,
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

BESIDE = None
REFUSED = (
    allowed.Refused(
        lambda value: ~value.isin([0, 1]),
        "{value:g} is neither 0 nor 1; write 1 for a success and 0 for a failure, or "
        'model successes of trials with "family: binomial" and p(successes, trials).',
    ),
)
FORMULA = r"y_i \sim \mathrm{Bernoulli}(\mathrm{logit}^{-1}(\eta_i))"
