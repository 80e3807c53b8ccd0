"""Predict outcomes at the values of the predictors that the configuration names."""

from pooling.basics import files, jobs, not_computed
from pooling.checks import chosen_rows
from pooling.checks.results import Fit
from pooling.model import families
from pooling.model.names import PARTIAL
from pooling.table import asked_rows, tables

with jobs.job(snakemake.log[0], instead=snakemake.output):
    inputs, params = snakemake.input, snakemake.params
    not_computed.need([inputs.posterior])
    facts = files.read_facts(inputs.facts)
    rows, place = asked_rows.read(
        params.rows,
        params.formula,
        inputs.asked[0] if inputs.asked else None,
        params.reading,
    )
    found = chosen_rows.predict(
        params.family,
        Fit({kind: inputs[kind] for kind in params.kinds}),
        rows,
        prepared=tables.read_prepared(inputs.prepared),
        facts=facts,
        labels=families.labels(params.family, PARTIAL, facts),
        seed=params.seed,
        place=place,
    )
    columns = {name: [row[name] for row in found] for name in found[0]}
    files.write_csv(snakemake.output[0], columns)
