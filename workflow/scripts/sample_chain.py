"""Sample one chain of a fit whose chains run apart."""

from pooling.basics import files, jobs
from pooling.sampling import executables, fitting

with jobs.job(snakemake.log[0]):
    fitting.sample_chain(
        executables.check_executable(files.read_json(snakemake.input.program)),
        files.read_data(snakemake.input.data),
        seed=snakemake.params.seed,
        sampling=snakemake.params.sampling,
        chain=int(snakemake.wildcards.chain),
        output=snakemake.output[0],
        family=snakemake.params.family,
        collapse=snakemake.params.collapse,
    )
