"""Check what one fit expects to see: before the data, after them, and of a new group."""

from pooling import handover

handover.hand_over()

from pooling import files, jobs, missing
from pooling.predictive.base import Case, new_group_check, posterior_check, prior_check
from pooling.results import Fit, Results

with jobs.job(snakemake.log[0], instead=snakemake.output):
    missing.need(snakemake.input)
    given = snakemake.input
    kinds = ("stan_data", "posterior", "exact_nodes", "left_out")
    case = Case(
        snakemake.params.family,
        snakemake.wildcards.model,
        Fit({kind: given[kind] for kind in kinds}),
        Results(snakemake.wildcards.analysis, {"prepared": given.prepared}).groups,
        snakemake.params.seed,
        threshold=snakemake.params.threshold,
        plausible=snakemake.params.plausible,
    )
    files.write_json(snakemake.output.prior, prior_check(case))
    files.write_json(snakemake.output.posterior, posterior_check(case))
    files.write_json(snakemake.output.new_group, new_group_check(case))
