"""Compare one fit with its exact posterior and its stated density."""

from pooling.basics import files, jobs
from pooling.checks import agreement
from pooling.model import families
from pooling.sampling import draws
from pooling.table import tables

with jobs.job(snakemake.log[0]):
    path, wanted = snakemake.input.posterior, snakemake.params
    model = families.get(wanted.family).MODELS[snakemake.wildcards.model]
    there = draws.names(path, "posterior")
    table, verdict = agreement.examine(
        wanted.family,
        wanted.collapse or snakemake.wildcards.model,
        data=files.read_data(snakemake.input.data),
        posterior=draws.arrays(
            path,
            "posterior",
            [each.name for each in model.parameters if each.name in there],
        ),
        sampled_as=draws.arrays(
            path, "posterior", [name for name in model.sampled_as if name in there]
        ),
        lp=draws.state(path, "lp"),
        errors=tables.read_summary(snakemake.input.errors),
        exact=tables.read_summary(snakemake.input.exact),
        fits=wanted.fits,
        independent=wanted.independent,
        log=snakemake.log[0],
    )
    files.write_csv(snakemake.output.table, table)
    files.write_json(snakemake.output.verdict, verdict)
