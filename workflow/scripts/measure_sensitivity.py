"""Measure how far the prior, and the data, move the parameters of a fit."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing, sensitivity
from pooling.results import Fit

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    fit = Fit({kind: snakemake.input[kind] for kind in ("stan_data", "posterior")})
    files.write_json(
        snakemake.output[0],
        sensitivity.of_fit(snakemake.params.family, fit, snakemake.params.parameters),
    )
