"""Put what was found for all tables into one."""

from pooling import handover

handover.hand_over()

from pooling import collection, jobs

with jobs.job(snakemake.log[0]):
    given = snakemake.input.get("parts", []), snakemake.params.refused
    jobs.say(collection.collect(*given, snakemake.output[0]))
