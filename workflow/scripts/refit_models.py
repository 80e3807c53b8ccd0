"""Sample the fits that the claims about an analysis need beside its own."""

from functools import partial

from pooling.basics import files, jobs, not_computed
from pooling.checks import results
from pooling.exact import refitting
from pooling.sampling import draws, executables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    draws.write(
        snakemake.output[0],
        refitting.sample(
            snakemake.params.family,
            snakemake.wildcards.analysis,
            wanted=snakemake.params.refits,
            data={
                model: files.read_data(path)
                for model, path in results.by_model(snakemake.input.data).items()
            },
            computed=[
                model
                for model, path in results.by_model(snakemake.input.exact).items()
                if files.read_json(path)["computed"]
            ],
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
