"""Rank the groups of an analysis, and sum up how any two of them compare."""

from pooling.basics import handover

handover.hand_over()

from pooling.basics import files, jobs, not_computed
from pooling.checks.results import Fit, Results
from pooling.report.answers import pairs

with jobs.job(snakemake.log[0], instead=snakemake.output):
    inputs = snakemake.input
    not_computed.need([inputs.posterior])
    fit = Fit({kind: inputs[kind] for kind in snakemake.params.kinds})
    groups = Results("", {"prepared": inputs.prepared}).groups
    ranked, compared = pairs.of(snakemake.params.family, fit, groups)
    files.write_csv(snakemake.output.ranks, ranked)
    files.write_json(snakemake.output.pairs, compared)
    jobs.say(f"{len(groups)} groups")
