"""Sample one posterior."""

from pooling.basics import files, jobs
from pooling.model import families
from pooling.run import provenance
from pooling.sampling import draws, executables, fitting

with jobs.job(snakemake.log[0]):
    program = files.read_json(snakemake.input.program)
    data = files.read_data(snakemake.input.data)
    family = snakemake.params.family
    module = families.get(family)
    model = module.MODELS[snakemake.wildcards.model]
    posterior = fitting.fit(
        executables.check_executable(program),
        data,
        parameters=model.parameters,
        labels=families.labels(
            family, snakemake.wildcards.model, files.read_facts(snakemake.input.facts)
        ),
        column=snakemake.params.groups,
        seed=snakemake.params.seed,
        sampling=snakemake.params.sampling,
        cores=snakemake.threads,
        family=family,
        collapse=snakemake.params.collapse,
        keep={*module.CLAIMED, *model.sampled_as},
        chain_files=snakemake.input.get("chains", []),
    )
    posterior.attrs |= provenance.short_form(
        program, snakemake.input.data, snakemake.params.seed, snakemake.params.sampling
    )
    draws.write(snakemake.output[0], posterior)
