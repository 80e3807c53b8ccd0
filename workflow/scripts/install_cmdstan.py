"""Find or install CmdStan, and record which one it is."""

from pooling.basics import jobs
from pooling.sampling import executables, toolchain

with jobs.job(snakemake.log[0]):
    found = toolchain.ensure(snakemake.params.cmdstan, snakemake.threads)
    jobs.say("CmdStan {version}, {source}: {cmdstan}".format(**found))
    executables.write_stamp(snakemake.output[0], found)
