"""Draw one figure in all languages, and write the numbers drawn."""

from pathlib import Path

from pooling import figures, jobs
from pooling.results import Fit, Results

with jobs.job(snakemake.log[0]):
    given = snakemake.input
    kinds = ("stan_data", "summary", "posterior", "prior", "agreement")
    read = {kind: given[kind] for kind in kinds if given.get(kind)}
    fits = {
        model: Fit({kind: paths[place] for kind, paths in read.items()})
        for place, model in enumerate(snakemake.params.models)
    }
    paths = {name: given[name] for name in ("prepared", "facts")}
    paths |= {Path(table).stem: table for table in given.get("tables", [])}
    figures.make(
        snakemake.params.module,
        snakemake.wildcards.figure,
        Results(snakemake.wildcards.analysis, paths, fits, snakemake.params.settings),
        snakemake.output.pictures,
        snakemake.output.get("numbers"),
    )
