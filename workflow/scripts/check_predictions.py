"""Check what one fit expects to see: before the data, after them, and of a new group."""

from functools import partial

from pooling.basics import files, jobs, not_computed
from pooling.checks.predictive.base import Case
from pooling.checks.predictive.new_group import new_group_check
from pooling.checks.predictive.posterior import posterior_check
from pooling.checks.predictive.prior import prior_check
from pooling.checks.results import Fit

with jobs.job(snakemake.log[0], instead=snakemake.output):
    given = snakemake.input
    kinds = ("stan_data", "posterior", "exact_nodes", "left_out")
    case = Case(
        family=snakemake.params.family,
        model=snakemake.wildcards.model,
        fit=Fit(not_computed.Guarded({kind: given[kind] for kind in kinds})),
        labels=files.read_facts(given.facts)["group_labels"],
        seed=snakemake.params.seed,
        threshold=snakemake.params.threshold,
        plausible=snakemake.params.plausible,
    )
    out = snakemake.output
    checks = {
        out.prior: prior_check,
        out.posterior: posterior_check,
        out.new_group: new_group_check,
    }
    jobs.each_alone(
        {path: partial(check, case) for path, check in checks.items()}, snakemake.log[0]
    )
