"""Test the columns that an analysis does not use against what it leaves over."""

from pooling.basics import files, jobs, not_computed
from pooling.checks.predictive import unused
from pooling.checks.results import Fit
from pooling.table import tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    given = snakemake.input
    files.write_json(
        snakemake.output[0],
        unused.check(
            snakemake.params.family,
            tables.read(given.table, **snakemake.params.reading),
            prepared=tables.read_prepared(given.prepared),
            fit=Fit({kind: given[kind] for kind in ("summary", "exact")}),
            used=snakemake.params.used,
        ),
    )
