"""Put the values of the literature beside ours."""

from pooling import handover

handover.hand_over()

import pandas as pd
from pooling import files, jobs, published, tables
from pooling.results import Fit

with jobs.job(snakemake.log[0], instead=snakemake.output):
    kinds = ("summary", "exact")
    files_of = zip(*(snakemake.input[kind] for kind in kinds), strict=True)
    fits = zip(snakemake.params.fits, files_of, strict=True)
    counts = zip(snakemake.params.likelihoods, snakemake.input.prepared, strict=True)
    found = published.compare(
        pd.read_csv(snakemake.input.values, keep_default_na=False, dtype=str),
        snakemake.params.sources,
        {
            tuple(fit): Fit(dict(zip(kinds, paths, strict=True))).estimates
            for fit, paths in fits
        },
        {
            analysis: (tables.read_prepared(path), snakemake.params.options[analysis])
            for analysis, path in counts
        },
    )
    files.write_csv(snakemake.output[0], found)
