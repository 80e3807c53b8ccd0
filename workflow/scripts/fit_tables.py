"""Fit the analyses of a configuration to some of many tables."""

from pooling.basics import files, jobs
from pooling.run import collection

with jobs.job(snakemake.log[0]):
    found = collection.fit_tables(
        snakemake.params.written,
        snakemake.input.tables,
        {
            program: files.read_json(path)
            for program, path in snakemake.params.programs.items()
        },
    )
    files.write_csv(snakemake.output[0], found)
