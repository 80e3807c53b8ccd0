"""Predict each observation and each group of one fit from the others."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing, tables
from pooling.exact.answer import read_grid
from pooling.left_out.tables import leave_out
from pooling.results import Fit

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    fit = Fit({kind: snakemake.input[kind] for kind in ("stan_data", "posterior")})
    observations, groups = leave_out(
        snakemake.params.family,
        snakemake.wildcards.model,
        fit,
        read_grid(snakemake.input.nodes),
        tables.read_prepared(snakemake.input.prepared),
    )
    files.write_csv(snakemake.output.observations, observations)
    files.write_csv(snakemake.output.groups, groups)
