"""Whether a fit worked, and whether its numbers can be believed.

Comes in: draws, exact answers and the table. Goes out: verdicts with their numbers: on
the sampler, on the agreement with the exact answer, on prior and posterior predictive
checks, on sensitivity; and what pooling did. Nothing here writes for a reader.
"""
