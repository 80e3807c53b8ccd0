"""Turn a raw table into the table that is modelled."""

from pooling.basics import jobs
from pooling.table import preparation

with jobs.job(snakemake.log[0]):
    preparation.prepare_table(
        snakemake.params.family,
        snakemake.params.settings,
        source=next(iter(snakemake.input.get("table", [])), None),
        prepared=snakemake.output.prepared,
        shown=snakemake.output.shown,
        facts=snakemake.output.facts,
    )
