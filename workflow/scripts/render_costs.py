"""Render what a run cost, in one language."""

from pooling import handover

handover.hand_over()

from pooling import costs, files, jobs
from pooling.report import timing

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
