"""Models by formula, one family for each response.

They state in the notation of lme4 what varies with predictors and between groups. Comes in:
the settings of an analysis and its raw table (`settings`, `checks`). Goes out: the prepared
table with the columns and priors of the formula (`family`, `priors`), and the data of the
Stan program (`stan`).
"""

from pooling.model.families.regression.family import Family as Family
from pooling.model.families.regression.family import of as of
