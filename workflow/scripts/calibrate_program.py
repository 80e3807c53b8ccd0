"""Calibrate one Stan program on tables that it simulates."""

from pooling.basics import files, jobs
from pooling.checks import calibration
from pooling.sampling import executables

with jobs.job(snakemake.log[0]):
    table, verdict = calibration.calibrate(
        snakemake.wildcards.family,
        snakemake.wildcards.model,
        executables=[
            executables.check_executable(files.read_json(each))
            for each in snakemake.input.programs
        ],
        seed=snakemake.params.seed,
        **snakemake.params.settings,
    )
    files.write_csv(snakemake.output.ranks, table)
    files.write_json(snakemake.output.verdict, verdict)
    jobs.say(calibration.sentence(verdict))
