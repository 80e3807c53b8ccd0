"""Summarise the declared parameters of a fit, and say in a line how well it worked."""

import json

from pooling.basics import files, jobs
from pooling.checks import diagnostics
from pooling.model import families
from pooling.run import provenance
from pooling.sampling import draws

with jobs.job(snakemake.log[0]):
    draws.refuse_others(
        snakemake.input.posterior,
        {
            "seed": snakemake.params.seed,
            "sampling": json.dumps(snakemake.params.sampling),
            "data_sha256": provenance.sha256(snakemake.input.data),
        },
    )
    family, model = snakemake.params.family, snakemake.wildcards.model
    summary, errors, found = diagnostics.of_fit(
        draws.read(snakemake.input.posterior, "posterior"),
        draws.read(snakemake.input.posterior, "sample_stats"),
        families.get(family).MODELS[model].parameters,
        labels=families.labels(family, model, files.read_facts(snakemake.input.facts)),
        thresholds=snakemake.params.thresholds,
        made_with=draws.made_with(snakemake.input.posterior),
        summed=draws.summed(snakemake.input.posterior),
    )
    files.write_csv(snakemake.output.summary, summary)
    files.write_csv(snakemake.output.errors, errors)
    found = {
        "program": snakemake.params.program,
        "other_sampler": diagnostics.sampler_left(
            found,
            snakemake.params.other_sampler,
            family=family,
            models=snakemake.params.models,
            prepared=snakemake.input.prepared,
            facts=snakemake.input.facts,
        ),
        "several_modes": diagnostics.has_modes(family, model),
        **found,
    }
    files.write_json(snakemake.output.diagnostics, found)
    said = diagnostics.judge(snakemake.wildcards.analysis, model, found)
    files.write_text(snakemake.output.verdict, f"{said}\n")
