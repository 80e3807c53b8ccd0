"""Put the values of the literature beside ours."""

from pathlib import Path

import pandas as pd
from pooling.basics import files, jobs
from pooling.checks import published
from pooling.checks.results import Fit, placed
from pooling.table import tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    kinds = ("summary", "exact", "prepared")
    given = {kind: snakemake.input[kind] for kind in kinds}
    there = placed(Path(snakemake.output[0]).parent, given)
    found = published.compare(
        pd.read_csv(snakemake.input.values, keep_default_na=False, dtype=str),
        snakemake.params.sources,
        {
            (analysis, model): Fit(paths).estimates
            for analysis, own in there.items()
            for model, paths in own.fits.items()
        },
        {
            analysis: (tables.read_prepared(there[analysis].paths["prepared"]), options)
            for analysis, options in snakemake.params.options.items()
        },
    )
    files.write_csv(snakemake.output[0], found)
