"""Compute what the report lets its reader play with."""

from pooling.basics import files, jobs, not_computed
from pooling.checks import results
from pooling.exact.answer import read_grid
from pooling.exact.explore import Analysis, explore
from pooling.model import families
from pooling.table.prepared import of as prepared_of

with jobs.job(snakemake.log[0], instead=snakemake.output):
    not_computed.need(snakemake.input)
    family = snakemake.params.family
    prepared = prepared_of(snakemake.input.prepared)
    facts = files.read_facts(snakemake.input.facts)
    sampled = results.by_model(snakemake.input.stan_data, files.read_data)
    known = {
        model: families.get(family).stan_data(prepared, facts, options)
        for model, options in snakemake.params.unsampled.items()
    }
    kinds = []
    if "colour" in prepared:
        kinds = prepared.groupby("group", sort=False)["colour"].first()
        kinds = kinds[facts["group_labels"]].tolist()
    analysis = Analysis(
        sampled | known,
        next(map(read_grid, snakemake.input.nodes), None),
        facts["group_labels"],
        facts,
        kinds,
    )
    files.write_json(snakemake.output[0], explore(family, analysis))
