"""Turn a raw table into the table that is modelled."""

from pooling import handover

handover.hand_over()

from pooling import jobs, preparation

with jobs.job(snakemake.log[0]):
    preparation.prepare_table(
        snakemake.params.family,
        snakemake.params.settings,
        next(iter(snakemake.input.get("table", [])), None),
        snakemake.output.prepared,
        snakemake.output.facts,
    )
