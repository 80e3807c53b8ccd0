"""Draw one figure in all languages, and write the numbers drawn."""

import gc
from pathlib import Path

from pooling import figures
from pooling.basics import jobs, not_computed
from pooling.checks.results import Fit, Results

gc.disable()
with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    given = snakemake.input
    read = [Path(path) for path in given.get("fits", [])]
    fits = {
        model: Fit.of(str(path) for path in read if path.parent.name == model)
        for model in snakemake.params.models
    }
    paths = {name: given[name] for name in ("prepared", "facts")}
    paths |= {Path(table).stem: table for table in given.get("tables", [])}
    figures.make(
        snakemake.params.module,
        snakemake.wildcards.figure,
        results=Results(
            snakemake.wildcards.analysis, paths, fits, snakemake.params.settings
        ),
        pictures=snakemake.output.pictures,
        numbers=snakemake.output.get("numbers"),
        text=snakemake.output.get("text"),
    )
