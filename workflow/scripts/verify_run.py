"""Check every result of a run, and say what has changed since it was made."""

from pooling.basics import jobs
from pooling.run import seal

with jobs.job(snakemake.log[0]):
    print(seal.report(seal.folder_of(snakemake.params.run)))
