"""Names of the models; each family has those that make sense for it."""

COMPLETE, NONE, PARTIAL = "complete_pooling", "no_pooling", "partial_pooling"
REGULARISED = "regularised"
FIXED_MODE, MAXIMUM_LIKELIHOOD = "fixed_mode", "maximum_likelihood"
