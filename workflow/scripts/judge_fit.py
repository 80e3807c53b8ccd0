"""Put the verdict on a fit into one line, and say it at once where the fit failed."""

from pooling.basics import prefork_client

prefork_client.hand_over()

from pooling.basics import files, jobs
from pooling.checks import diagnostics

with jobs.job(snakemake.log[0]):
    analysis, model = snakemake.wildcards.analysis, snakemake.wildcards.model
    found = files.read_json(snakemake.input.diagnostics)
    files.write_text(
        snakemake.output[0], diagnostics.judge(analysis, model, found) + "\n"
    )
