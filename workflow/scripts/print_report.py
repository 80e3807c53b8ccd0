"""Print the report of a run in one language."""

from pooling import handover

handover.hand_over()

from pooling import jobs, printing

with jobs.job(snakemake.log[0]):
    printing.pdf(snakemake.input.page, snakemake.output[0])
