"""Fit the analyses of a configuration to some of many tables."""

from pooling import handover

handover.hand_over()

from pooling import collection, files, jobs

with jobs.job(snakemake.log[0]):
    stamps = map(files.read_json, snakemake.input.programs)
    found = collection.fit_tables(
        snakemake.params.written,
        snakemake.input.tables,
        dict(zip(snakemake.params.programs, stamps, strict=True)),
    )
    files.write_csv(snakemake.output[0], found)
