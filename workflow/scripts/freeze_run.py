"""Seal a run."""

from pooling import prefork

prefork.hand_over()

from pooling import jobs, seal

with jobs.job(snakemake.log[0]):
    jobs.say(seal.freeze(seal.folder_of(snakemake.params.run)))
