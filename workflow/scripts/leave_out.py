"""Predict each observation and each group of one fit from the others."""

from pooling.basics import files, jobs, not_computed
from pooling.checks.results import Fit
from pooling.exact.answer import read_grid
from pooling.exact.cross_validation.tables import leave_out
from pooling.table import tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    fit = Fit({kind: snakemake.input[kind] for kind in ("stan_data", "posterior")})
    observations, groups = leave_out(
        snakemake.params.family,
        snakemake.wildcards.model,
        fit=fit,
        grid=read_grid(snakemake.input.nodes),
        prepared=tables.read_prepared(snakemake.input.prepared, "row", "group"),
    )
    files.write_csv(snakemake.output.observations, observations)
    files.write_csv(snakemake.output.groups, groups)
