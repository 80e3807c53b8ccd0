"""Sample one posterior."""

from pooling.basics import handover

handover.hand_over()

from pooling.basics import files, jobs
from pooling.model.families.base import natural_order
from pooling.run import provenance
from pooling.sampling import draws, executables, fitting
from pooling.table import tables

with jobs.job(snakemake.log[0]):
    program = files.read_json(snakemake.input.program)
    data = files.read_json(snakemake.input.data)
    posterior = fitting.fit(
        executables.check_executable(program),
        data,
        observed=data["y"],
        labels=natural_order(tables.read_prepared(snakemake.input.prepared)["group"]),
        column=snakemake.params.groups,
        seed=snakemake.params.seed,
        sampling=snakemake.params.sampling,
        cores=snakemake.threads,
        family=snakemake.params.family,
        collapse=snakemake.params.collapse,
        pointwise=True,
        chain_files=snakemake.input.get("chains", []),
    )
    posterior.attrs |= provenance.short_form(
        program, snakemake.input.data, snakemake.params.seed, snakemake.params.sampling
    )
    draws.write(snakemake.output[0], posterior)
