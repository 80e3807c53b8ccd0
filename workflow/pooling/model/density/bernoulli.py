"""Outcomes that are 0 or 1: successes of one trial."""

from pooling.model.density.binomial import DISPERSION as DISPERSION
from pooling.model.density.binomial import log_likelihood as log_likelihood
from pooling.model.density.binomial import replicates as replicates
