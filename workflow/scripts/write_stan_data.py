"""Lay a prepared table and the priors of one model out as Stan data."""

import logging

from pooling.basics import jobs
from pooling.table import preparation

with jobs.job(snakemake.log[0]):
    told = preparation.write_stan_data(
        snakemake.params.family,
        snakemake.wildcards.model,
        given=snakemake.params.priors,
        options=snakemake.params.options,
        prepared=snakemake.input.prepared,
        facts=snakemake.input.facts,
        output=snakemake.output[0],
    )
    if told:
        logging.info("%s", told)
