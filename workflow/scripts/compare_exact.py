"""Compare one fit with its exact posterior and its stated density."""

from pooling import agreement, draws, files, jobs, tables

with jobs.job(snakemake.log[0]):
    table, verdict = agreement.examine(
        snakemake.params.family,
        snakemake.wildcards.model,
        files.read_json(snakemake.input.data),
        draws.read(snakemake.input.posterior, "posterior"),
        draws.read(snakemake.input.posterior, "sample_stats"),
        tables.read_summary(snakemake.input.exact),
        snakemake.params.parameters,
        snakemake.params.fits,
    )
    files.write_csv(snakemake.output.table, table)
    files.write_json(snakemake.output.verdict, verdict)
