"""Exact posteriors of the family lines: given the scales everything is normal."""

from pooling.exact.normal import fixed_prior, partial_pooling
from pooling.families.lines import MODELS

NAMES = ("alpha", "beta")
POSTERIORS = {
    name: (partial_pooling if model.pooling == "partial" else fixed_prior)(model, NAMES)
    for name, model in MODELS.items()
}
