"""Compute the log likelihood of each observation of a fit, and draw replicates."""

from pooling.basics import files, jobs
from pooling.sampling import draws, pointwise

with jobs.job(snakemake.log[0]):
    tree = pointwise.of_fit(
        snakemake.params.family,
        snakemake.wildcards.model,
        files.read_data(snakemake.input.data),
        snakemake.input.posterior,
    )
    draws.write(snakemake.output[0], tree)
