"""Sample the fits that the claims about an analysis need beside its own."""

from pooling import handover

handover.hand_over()

from pooling import draws, files, jobs, missing, refits, toolchain

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    data = dict(zip(snakemake.params.models, snakemake.input.data, strict=True))
    programs = dict(zip(snakemake.params.programs, snakemake.input.program, strict=True))
    draws.write(
        snakemake.output[0],
        refits.sample(
            snakemake.params.family,
            snakemake.wildcards.analysis,
            snakemake.params.refits,
            {model: files.read_json(path) for model, path in data.items()},
            {
                model: toolchain.check_executable(files.read_json(path))
                for model, path in programs.items()
            },
            snakemake.params.collapsed,
            snakemake.params.seed,
            snakemake.params.sampling,
            snakemake.threads,
        ),
    )
