"""Draw from one posterior without a chain, and without Stan."""

from pooling.basics import files, jobs
from pooling.exact import independent
from pooling.model import families
from pooling.run import provenance
from pooling.sampling import draws

with jobs.job(snakemake.log[0]):
    family, model = snakemake.params.family, snakemake.wildcards.model
    posterior = independent.fit(
        family,
        model,
        files.read_data(snakemake.input.data),
        labels=families.labels(family, model, files.read_facts(snakemake.input.facts)),
        column=snakemake.params.groups,
        seed=snakemake.params.seed,
        sampling=snakemake.params.sampling,
    )
    posterior.attrs |= provenance.short_form(
        None, snakemake.input.data, snakemake.params.seed, snakemake.params.sampling
    )
    draws.write(snakemake.output[0], posterior)
