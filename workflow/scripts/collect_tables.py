"""Put what was found for all tables into one."""

from pooling.basics import jobs
from pooling.run import collection

with jobs.job(snakemake.log[0]):
    given = snakemake.input.get("parts", []), snakemake.params.refused
    jobs.say(collection.collect(*given, snakemake.output[0]))
