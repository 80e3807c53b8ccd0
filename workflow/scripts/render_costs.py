"""Render what a run cost, in one language."""

from pooling.basics import files, jobs
from pooling.report import costs, timing

with jobs.job(snakemake.log[0]):
    files.write_text(
        snakemake.output[0],
        timing.render(
            costs.of_jobs(snakemake.params.logs, snakemake.params.patterns),
            snakemake.params.stages,
            snakemake.params.run,
            snakemake.wildcards.language,
        ),
    )
