"""Put the comparisons of an analysis' fits into one table."""

from pooling import handover

handover.hand_over()

from pooling import agreement, files, jobs, tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    read = map(tables.read_summary, snakemake.input.tables)
    found = dict(zip(snakemake.params.models, read, strict=True))
    files.write_csv(snakemake.output[0], agreement.together(found))
