"""Test the columns that an analysis does not use against what it leaves over."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing, tables
from pooling.predictive import unused
from pooling.results import Fit

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    given = snakemake.input
    files.write_json(
        snakemake.output[0],
        unused.check(
            snakemake.params.family,
            tables.read(given.table, **snakemake.params.reading),
            tables.read_prepared(given.prepared),
            Fit({kind: given[kind] for kind in ("summary", "exact")}),
            snakemake.params.used,
        ),
    )
