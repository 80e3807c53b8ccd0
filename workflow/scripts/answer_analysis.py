"""Answer the question of an analysis, in sentences with their numbers."""

from pathlib import Path

from pooling.basics import files, jobs, not_computed
from pooling.checks.results import Fit, Results, placed
from pooling.report import answers, held

with jobs.job(snakemake.log[0], instead=snakemake.output):
    # Without what could not be computed everything else is still said.
    there = {
        kind: [path for path in paths if not not_computed.read(path)]
        for kind, paths in snakemake.input.items()
        if kind != "code"
    }
    folder = Path(snakemake.output[0]).parent
    own = placed(folder.parent, there)[folder.name]
    fits = {model: Fit(own.fits.get(model, {})) for model in snakemake.params.models}
    results = Results("", own.paths, fits, snakemake.params.settings)
    found = answers.of(results)
    files.write_json(snakemake.output.found, answers.table(found))
    files.write_json(snakemake.output.held, held.of(results, found))
