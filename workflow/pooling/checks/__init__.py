"""Whether a fit worked, and whether its numbers can be believed.

Comes in: draws, exact answers and the table. Goes out: verdicts with their numbers: on
the sampler, on the agreement with the exact answer, on prior and posterior predictive
checks, on sensitivity; and what pooling did. Nothing here writes for a reader.

Everywhere ``family`` and ``model`` name what was fitted, ``case`` is the fit
(`pooling.checks.predictive.base.Case`), ``fit`` has its files
(`pooling.checks.results.Fit`), ``prepared`` is the table that was modelled, ``data`` are
those of its Stan program, the content of ``stan_data.json``, ``labels`` are those of each
dimension (`pooling.model.families.labels`), ``check`` is the content of
``posterior_predictive.json``, and ``rng`` gives the numbers of what is drawn. They are not
explained again.
"""
