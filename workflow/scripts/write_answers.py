"""Write the answers of a run as Markdown and LaTeX."""

from pooling import handover

handover.hand_over()

from pooling import exports, jobs

with jobs.job(snakemake.log[0]):
    params, language = snakemake.params, snakemake.wildcards.language
    verdicts = iter(snakemake.input.verdict)
    answers = [
        exports.read(
            analysis,
            params.settings[analysis],
            path,
            {model: next(verdicts) for model in models},
            language,
        )
        for (analysis, models), path in zip(
            params.models.items(), snakemake.input.answers, strict=True
        )
    ]
    for path in snakemake.output:
        exports.write(path, params.run, answers, language)
