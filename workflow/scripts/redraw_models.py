"""Draw, without a chain, the fits that the claims about an analysis need beside its own."""

from functools import partial

from pooling.basics import files, jobs, not_computed
from pooling.checks import results
from pooling.exact import independent, refitting
from pooling.sampling import draws

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    exact = results.by_model(snakemake.input.exact, files.read_json)
    family = snakemake.params.family
    draws.write(
        snakemake.output[0],
        refitting.sample(
            family,
            snakemake.wildcards.analysis,
            wanted=snakemake.params.refits,
            data=results.by_model(snakemake.input.data, files.read_data),
            computed=[model for model, facts in exact.items() if facts["computed"]],
            fit=partial(independent.fit, family, column="place"),
            by="exact draws",
            seed=snakemake.params.seed,
            sampling=snakemake.params.sampling,
        ),
        means=True,
    )
