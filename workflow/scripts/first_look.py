"""Answer the question of an analysis by its exact answers, before anything is sampled."""

from pathlib import Path

from pooling.basics import files, jobs
from pooling.checks.results import Fit, Results, placed
from pooling.report import look, look_page

with jobs.job(snakemake.log[0]):
    params, out = snakemake.params, snakemake.output
    folder = Path(out.found).parent
    kinds = {kind: paths for kind, paths in snakemake.input.items() if kind != "code"}
    own = placed(folder.parent, kinds)[folder.name]
    fits = {model: Fit(own.fits[model]) for model in params.seeds}
    results = Results(folder.name, own.paths, fits, params.settings)
    try:
        found = look.of(results, seeds=params.seeds, threshold=params.threshold)
    except Exception as error:  # what can only be looked at stops no run
        found = look.nothing(jobs.without(error, snakemake.log[0], out.found))
    files.write_json(out.found, found)
    for language, path in zip(params.languages, out.pages, strict=True):
        page = look_page.render(
            found, results, run=params.run, command=params.command, language=language
        )
        files.write_text(path, page)
