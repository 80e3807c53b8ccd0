"""Seal a run."""

from pooling import handover

handover.hand_over()

from pooling import jobs, seal

with jobs.job(snakemake.log[0]):
    jobs.say(seal.freeze(seal.folder_of(snakemake.params.run)))
