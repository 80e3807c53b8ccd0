"""Log densities of the family means: those of lines without a slope."""

from pooling.model.density.lines import LOG_PRIORS as LOG_PRIORS
from pooling.model.density.lines import MARGINALS as MARGINALS
from pooling.model.density.lines import expected as expected
from pooling.model.density.lines import from_prior as from_prior
from pooling.model.density.lines import of_rows as of_rows
from pooling.model.density.lines import total as total
