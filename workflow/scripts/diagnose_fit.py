"""Summarise the declared parameters of a fit and measure how well it worked."""

from pooling import prefork

prefork.hand_over()

from pooling import diagnostics, draws, files, jobs

with jobs.job(snakemake.log[0]):
    posterior = draws.read(snakemake.input.posterior, "posterior")
    statistics = draws.read(snakemake.input.posterior, "sample_stats")
    labels, values = draws.declared(posterior, snakemake.params.parameters)
    summary = diagnostics.summarise(labels, values)
    found = diagnostics.diagnose(summary, statistics, snakemake.params.thresholds)
    files.write_csv(snakemake.output.summary, summary)
    files.write_csv(snakemake.output.errors, diagnostics.errors(summary, values))
    found = {"program": snakemake.params.program, **found}
    files.write_json(snakemake.output.diagnostics, found)
    jobs.say(
        f"{snakemake.wildcards.analysis}/{snakemake.wildcards.model}: "
        + diagnostics.one_line(found)
    )
