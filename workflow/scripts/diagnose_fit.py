"""Summarise the declared parameters of a fit and measure how well it worked."""

from pooling import handover

handover.hand_over()

from pooling import diagnostics, draws, files, jobs

with jobs.job(snakemake.log[0]):
    summary, errors, found = diagnostics.of_fit(
        draws.read(snakemake.input.posterior, "posterior"),
        draws.read(snakemake.input.posterior, "sample_stats"),
        snakemake.params.parameters,
        snakemake.params.thresholds,
    )
    files.write_csv(snakemake.output.summary, summary)
    files.write_csv(snakemake.output.errors, errors)
    found = {
        "program": snakemake.params.program,
        "other_sampler": snakemake.params.other_sampler,
        **found,
    }
    files.write_json(snakemake.output.diagnostics, found)
    jobs.say(
        f"{snakemake.wildcards.analysis}/{snakemake.wildcards.model}: "
        + diagnostics.one_line(found)
    )
