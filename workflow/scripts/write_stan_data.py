"""Lay a prepared table and the priors of one model out as Stan data."""

from pooling.basics import handover

handover.hand_over()

from pooling.basics import jobs
from pooling.table import preparation

with jobs.job(snakemake.log[0]):
    told = preparation.write_stan_data(
        snakemake.params.family,
        snakemake.wildcards.model,
        snakemake.params.priors,
        snakemake.params.options,
        snakemake.input.prepared,
        snakemake.input.facts,
        snakemake.output[0],
    )
    if told:
        jobs.say(told)
