"""Draw the calibration of one Stan program in all languages."""

from pooling import figures
from pooling.basics import jobs, not_computed
from pooling.checks.results import Results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    paths = {name: snakemake.input[name] for name in ("ranks", "verdict")}
    figures.make(
        "calibration",
        "ranks",
        results=Results("sbc", paths),
        pictures=snakemake.output.pictures,
    )
