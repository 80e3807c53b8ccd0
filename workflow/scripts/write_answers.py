"""Write the answers of a run as Markdown, LaTeX and JSON."""

from pathlib import Path

from pooling.basics import files, jobs
from pooling.checks.results import Fit, Results, placed
from pooling.report import exports, lessons
from pooling.report.lesson_files import files_of

with jobs.job(snakemake.log[0]):
    params, language = snakemake.params, snakemake.wildcards.language
    own = placed(Path(snakemake.output[0]).parent, dict(snakemake.input.items()))
    results = {
        analysis: Results(
            analysis,
            own[analysis].paths,
            {m: Fit(f) for m, f in own[analysis].fits.items()},
        )
        for analysis in params.settings
    }
    # There are none where nothing is taught.
    claims = [each for path in snakemake.input.claims for each in files.read_json(path)]
    known = lessons.Numbers(results, claims, language)
    answers = [
        exports.read(
            analysis,
            settings,
            path=results[analysis].paths["answers"],
            verdicts={
                model: fit.files["verdict"]
                for model, fit in results[analysis].fits.items()
            },
            language=language,
            lesson=" ".join(
                lessons.answer(path, known, analysis)
                for path in files_of(settings["lesson"], [language])
            ),
        )
        for analysis, settings in params.settings.items()
    ]
    for path in snakemake.output:
        exports.write(path, params.run, answers, language)
