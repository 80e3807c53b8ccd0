"""Put the calibrations of all Stan programs into one table."""

from pooling.basics import files, jobs
from pooling.checks import calibration

with jobs.job(snakemake.log[0]):
    table = calibration.together(list(map(files.read_json, snakemake.input.verdicts)))
    files.write_csv(snakemake.output[0], table)
    right = int((table["verdict"] == "calibrated").sum())
    jobs.say(f"{right} of {len(table)} programs are calibrated")
