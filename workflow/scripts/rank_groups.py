"""Rank the groups of an analysis, and sum up how any two of them compare."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing, pairs
from pooling.results import Fit, Results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    inputs = snakemake.input
    missing.need([inputs.posterior])
    fit = Fit({kind: inputs[kind] for kind in snakemake.params.kinds})
    groups = Results("", {"prepared": inputs.prepared}).groups
    ranked, compared = pairs.of(snakemake.params.family, fit, groups)
    files.write_csv(snakemake.output.ranks, ranked)
    files.write_json(snakemake.output.pairs, compared)
    jobs.say(f"{len(groups)} groups")
