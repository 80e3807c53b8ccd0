"""Draw the calibration of one Stan program in all languages."""

from pooling import handover

handover.hand_over()

from pooling import figures, jobs, missing
from pooling.results import Results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    paths = {name: snakemake.input[name] for name in ("ranks", "verdict")}
    figures.make("calibration", "ranks", Results("sbc", paths), snakemake.output.pictures)
