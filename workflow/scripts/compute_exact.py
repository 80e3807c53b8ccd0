"""Compute one posterior without Stan."""

from pooling.basics import handover

handover.hand_over()

from pooling.basics import files, jobs
from pooling.exact.answer import answer, write_grid
from pooling.table import labels

with jobs.job(snakemake.log[0]):
    table, facts, grid = answer(
        snakemake.params.family,
        snakemake.wildcards.model,
        data=files.read_json(snakemake.input.data),
        labels=labels.of_model(
            snakemake.params.family,
            snakemake.wildcards.model,
            prepared=snakemake.input.prepared,
            facts=snakemake.input.facts,
        ),
        log=snakemake.log[0],
    )
    files.write_csv(snakemake.output.table, table)
    files.write_json(snakemake.output.facts, facts)
    write_grid(snakemake.output.nodes, grid, facts)
