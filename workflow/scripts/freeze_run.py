"""Seal a run."""

from pooling.basics import jobs
from pooling.run import seal

with jobs.job(snakemake.log[0]):
    jobs.say(seal.freeze(seal.folder_of(snakemake.params.run)))
