"""Print what the jobs of a run cost."""

from pooling import handover

handover.hand_over()

from pooling import costs, jobs

with jobs.job(snakemake.log[0]):
    found = costs.of_jobs(snakemake.params.logs, snakemake.params.patterns)
    print(costs.as_text(found))
