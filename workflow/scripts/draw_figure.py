"""Draw one figure in all languages, and write the numbers drawn."""

from pooling import figures, jobs
from pooling.results import Fit, Results

with jobs.job(snakemake.log[0]):
    kinds = ("stan_data", "summary", "posterior")
    read = {kind: snakemake.input[kind] for kind in kinds if snakemake.input[kind]}
    fits = {
        model: Fit({kind: paths[place] for kind, paths in read.items()})
        for place, model in enumerate(snakemake.params.models)
    }
    paths = {name: snakemake.input[name] for name in ("prepared", "facts")}
    figures.make(
        snakemake.params.family,
        snakemake.wildcards.figure,
        Results(snakemake.wildcards.analysis, paths, fits, snakemake.params.settings),
        snakemake.output.pictures,
        snakemake.output.get("numbers"),
    )
