"""Let a failed fit stop the run, or mark it."""

from pooling import handover

handover.hand_over()

from pooling import diagnostics, files, jobs

with jobs.job(snakemake.log[0]):
    verdict = diagnostics.judge(
        snakemake.wildcards.analysis,
        snakemake.wildcards.model,
        files.read_json(snakemake.input.diagnostics),
        snakemake.params.on_failure,
    )
    files.write_text(snakemake.output[0], verdict + "\n")
