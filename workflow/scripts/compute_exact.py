"""Compute one posterior without Stan."""

from pooling.basics import files, jobs
from pooling.exact.answer import answer, write_grid
from pooling.model import families

with jobs.job(snakemake.log[0]):
    inputs, family = snakemake.input, snakemake.params.family
    table, facts, grid = answer(
        family,
        snakemake.wildcards.model,
        data=files.read_data(inputs.data),
        labels=families.labels(
            family, snakemake.wildcards.model, files.read_facts(inputs.facts)
        ),
        log=snakemake.log[0],
    )
    files.write_csv(snakemake.output.table, table)
    files.write_json(snakemake.output.facts, facts)
    write_grid(snakemake.output.nodes, grid, facts)
