"""Put the values of the literature beside ours."""

from pooling import handover

handover.hand_over()

import pandas as pd
from pooling import files, jobs, published, tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    fits = zip(snakemake.params.fits, snakemake.input.summary, strict=True)
    counts = zip(snakemake.params.likelihoods, snakemake.input.prepared, strict=True)
    found = published.compare(
        pd.read_csv(snakemake.input.values, keep_default_na=False, dtype=str),
        snakemake.params.sources,
        {tuple(fit): tables.read_summary(path) for fit, path in fits},
        {
            analysis: (tables.read_prepared(path), snakemake.params.options[analysis])
            for analysis, path in counts
        },
    )
    files.write_csv(snakemake.output[0], found)
