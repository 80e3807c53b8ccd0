"""Names and marks that several rooms read: models, claims that the program adds."""

# Each family has those that make sense for it.
COMPLETE, NONE, PARTIAL = "complete_pooling", "no_pooling", "partial_pooling"
REGULARISED = "regularised"
FIXED_MODE, LEARNED_KAPPA = "fixed_mode", "learned_kappa"
MAXIMUM_LIKELIHOOD = "maximum_likelihood"

LEVEL_OF = "level_"  # before a further factor: a column of levels, and its label

# Behind the sentence of a claim that the lecture does not make.
ADDED = {"en": " (Added by this program.)", "es": " (La agrega este programa.)"}
EXACT = "exact"  # the sampler that takes independent draws of the exact computation
