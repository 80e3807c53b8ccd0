"""Sample the fits that the claims about an analysis need beside its own."""

from functools import partial

from pooling.basics import files, jobs, not_computed
from pooling.checks import results
from pooling.exact import refitting
from pooling.sampling import draws, executables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    exact = results.by_model(snakemake.input.exact, files.read_json)
    draws.write(
        snakemake.output[0],
        refitting.sample(
            snakemake.params.family,
            snakemake.wildcards.analysis,
            wanted=snakemake.params.refits,
            data=results.by_model(snakemake.input.data, files.read_data),
            computed=[model for model, facts in exact.items() if facts["computed"]],
            fit=partial(
                refitting.with_stan,
                snakemake.params.family,
                executables={
                    model: executables.check_executable(files.read_json(path))
                    for model, path in snakemake.params.programs.items()
                },
                collapsed=snakemake.params.collapsed,
                cores=snakemake.threads,
            ),
            by="Stan",
            seed=snakemake.params.seed,
            sampling=snakemake.params.sampling,
        ),
        means=True,
    )
