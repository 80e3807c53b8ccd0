"""Compute one posterior without Stan."""

from pooling.basics import handover

handover.hand_over()

from pooling.basics import files, jobs
from pooling.exact.answer import answer, write_grid
from pooling.model import families
from pooling.model.families.base import natural_order
from pooling.table import tables

with jobs.job(snakemake.log[0]):
    family, model = snakemake.params.family, snakemake.wildcards.model
    groups = natural_order(tables.read_prepared(snakemake.input.prepared)["group"])
    known = files.read_json(snakemake.input.facts)
    table, facts, grid = answer(
        family,
        model,
        data=files.read_json(snakemake.input.data),
        labels=families.labels(family, model, known, groups),
        log=snakemake.log[0],
    )
    files.write_csv(snakemake.output.table, table)
    files.write_json(snakemake.output.facts, facts)
    write_grid(snakemake.output.nodes, grid, facts)
