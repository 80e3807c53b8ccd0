"""Write the answers of a run as Markdown and LaTeX."""

from pooling.basics import handover

handover.hand_over()

from pathlib import Path

from pooling.basics import jobs
from pooling.checks import results
from pooling.report import exports

with jobs.job(snakemake.log[0]):
    params, language = snakemake.params, snakemake.wildcards.language
    given = {kind: snakemake.input[kind] for kind in ("answers", "verdict")}
    placed = results.placed(Path(snakemake.output[0]).parent, given)
    answers = [
        exports.read(
            analysis,
            settings,
            path=placed[analysis].paths["answers"],
            verdicts={
                model: fit["verdict"] for model, fit in placed[analysis].fits.items()
            },
            language=language,
        )
        for analysis, settings in params.settings.items()
    ]
    for path in snakemake.output:
        exports.write(path, params.run, answers, language)
