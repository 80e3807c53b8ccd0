"""Measure how far the prior, and the data, move the parameters of a fit."""

from pooling.basics import files, jobs, not_computed
from pooling.checks import sensitivity
from pooling.checks.results import Fit
from pooling.model import families

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    fit = Fit({kind: snakemake.input[kind] for kind in ("stan_data", "posterior")})
    family, inputs = snakemake.params.family, snakemake.input
    model = snakemake.wildcards.model
    own = families.labels(family, model, files.read_facts(inputs.facts))
    files.write_json(snakemake.output[0], sensitivity.of_fit(family, fit, own, model))
