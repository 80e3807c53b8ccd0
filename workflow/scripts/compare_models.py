"""Compare the predictions of an analysis' models."""

from pooling import comparison, files, jobs
from pooling.results import Fit

with jobs.job(snakemake.log[0]):
    pairs = zip(snakemake.input.stan_data, snakemake.input.posterior, strict=True)
    fits = [Fit({"stan_data": data, "posterior": draws}) for data, draws in pairs]
    table = comparison.compare(
        snakemake.params.family,
        dict(zip(snakemake.params.models, fits, strict=True)),
    )
    files.write_csv(snakemake.output[0], table)
