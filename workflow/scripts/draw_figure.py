"""Draw one figure in all languages, and write the numbers drawn."""

from pooling import handover

handover.hand_over()

from pathlib import Path

from pooling import figures, jobs, missing
from pooling.results import Fit, Results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    given = snakemake.input
    models, read = snakemake.params.models, given.get("fits", [])
    each = len(read) // max(len(models), 1)
    fits = {
        model: Fit.of(read[place * each : (place + 1) * each])
        for place, model in enumerate(models)
    }
    paths = {name: given[name] for name in ("prepared", "facts")}
    paths |= {Path(table).stem: table for table in given.get("tables", [])}
    figures.make(
        snakemake.params.module,
        snakemake.wildcards.figure,
        Results(snakemake.wildcards.analysis, paths, fits, snakemake.params.settings),
        snakemake.output.pictures,
        snakemake.output.get("numbers"),
        snakemake.output.get("text"),
    )
