"""Compare the predictions of an analysis' models."""

from pooling.basics import files, jobs, not_computed
from pooling.checks import comparison, results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    observations, groups = (
        results.by_model(paths, comparison.read)
        for paths in (snakemake.input.observations, snakemake.input.groups)
    )
    table, group_table, told = comparison.summarise(
        snakemake.params.family, observations, groups
    )
    files.write_csv(snakemake.output.table, table)
    files.write_csv(snakemake.output.groups, group_table)
    files.write_json(snakemake.output.told, told)
