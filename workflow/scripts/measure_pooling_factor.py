"""Measure how much the groups of an analysis share."""

from pooling.basics import files, jobs, not_computed
from pooling.checks import pooling_factor
from pooling.checks.results import Fit
from pooling.model import families
from pooling.model.names import PARTIAL

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    fit = Fit({kind: snakemake.input[kind] for kind in ("stan_data", "posterior")})
    family, inputs = snakemake.params.family, snakemake.input
    own = families.labels(family, PARTIAL, files.read_facts(inputs.facts))
    found = pooling_factor.pooling_factor(family, fit, own)
    files.write_json(snakemake.output[0], found)
