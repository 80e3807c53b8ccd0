"""Compile one Stan program, or find its executable among those kept."""

from pathlib import Path

from pooling.basics import files, jobs
from pooling.sampling import executables

with jobs.job(snakemake.log[0]):
    stamp = executables.compile_program(
        Path(snakemake.input.program[0]),
        files.read_json(snakemake.input.toolchain),
        Path(snakemake.params.store),
        snakemake.params.cpu,
    )
    executables.write_stamp(snakemake.output[0], stamp)
