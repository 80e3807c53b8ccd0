"""Compute what the report lets its reader play with."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing, tables
from pooling.exact.answer import read_grid
from pooling.explore import Case, explore
from pooling.families.base import natural_order

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    data = map(files.read_json, snakemake.input.stan_data)
    case = Case(
        dict(zip(snakemake.params.models, data, strict=True)),
        next(map(read_grid, snakemake.input.nodes), None),
        natural_order(tables.read_prepared(snakemake.input.prepared)["group"]),
    )
    files.write_json(snakemake.output[0], explore(snakemake.params.family, case))
