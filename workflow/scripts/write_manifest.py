"""Record what made a run."""

from pooling import prefork

prefork.hand_over()

from pooling import files, jobs, manifest

with jobs.job(snakemake.log[0]):
    found = manifest.describe(
        snakemake.params.configuration,
        snakemake.params.seeds,
        files.read_json(snakemake.input.toolchain),
        snakemake.input.table,
        snakemake.input.program,
    )
    files.write_json(snakemake.output[0], found)
