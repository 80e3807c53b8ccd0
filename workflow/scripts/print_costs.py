"""Print what the jobs of a run cost."""

from pooling.basics import jobs
from pooling.report import costs

with jobs.job(snakemake.log[0]):
    found = costs.of_jobs(snakemake.params.logs, snakemake.params.patterns)
    print(costs.as_text(found))
