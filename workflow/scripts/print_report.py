"""Print the report of a run in one language."""

from pooling.basics import jobs
from pooling.report import printing

with jobs.job(snakemake.log[0]):
    printing.pdf(snakemake.input.page, snakemake.output[0])
