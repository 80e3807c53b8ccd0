"""Measure how much the groups of an analysis share."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing, sharing
from pooling.results import Fit

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    fit = Fit({kind: snakemake.input[kind] for kind in ("stan_data", "posterior")})
    files.write_json(
        snakemake.output[0], sharing.pooling_factor(snakemake.params.family, fit)
    )
