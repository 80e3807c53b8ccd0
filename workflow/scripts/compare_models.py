"""Compare the predictions of an analysis' models."""

from pooling import handover

handover.hand_over()

from pooling import comparison, files, jobs, missing, results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    observations, groups = (
        {model: comparison.read(path) for model, path in results.by_model(paths).items()}
        for paths in (snakemake.input.observations, snakemake.input.groups)
    )
    table, group_table, told = comparison.summarise(
        snakemake.params.family, observations, groups
    )
    files.write_csv(snakemake.output.table, table)
    files.write_csv(snakemake.output.groups, group_table)
    files.write_json(snakemake.output.told, told)
