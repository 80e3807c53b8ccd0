"""Put the comparisons of an analysis' fits into one table."""

from pooling.basics import files, jobs
from pooling.checks import agreement, results
from pooling.table import tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    found = results.by_model(snakemake.input.tables, tables.read_summary)
    files.write_csv(snakemake.output[0], agreement.together(found))
