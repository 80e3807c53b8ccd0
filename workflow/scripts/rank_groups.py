"""Rank the groups of an analysis, and sum up how any two of them compare."""

from pooling.basics import files, jobs, not_computed
from pooling.checks.results import Fit
from pooling.model import families
from pooling.model.names import PARTIAL
from pooling.report.answers import pairs

with jobs.job(snakemake.log[0], instead=snakemake.output):
    inputs = snakemake.input
    not_computed.need([inputs.posterior])
    fit = Fit({kind: inputs[kind] for kind in snakemake.params.kinds})
    family = snakemake.params.family
    own = families.labels(family, PARTIAL, files.read_facts(inputs.facts))
    ranked, compared = pairs.of(family, fit, own)
    files.write_csv(snakemake.output.ranks, ranked)
    files.write_json(snakemake.output.pairs, compared)
