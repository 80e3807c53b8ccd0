"""Judge what the lecture says about its models."""

from pathlib import Path

from pooling import claims
from pooling.basics import files, jobs
from pooling.checks import results

with jobs.job(snakemake.log[0]):
    run = Path(snakemake.output[0]).parent
    placed = results.placed(run, dict(snakemake.input.items()))
    found = claims.judge(
        claims.collect(snakemake.params.analyses, placed, snakemake.params.stop),
        snakemake.log[0],
    )
    files.write_json(snakemake.output[0], found)
