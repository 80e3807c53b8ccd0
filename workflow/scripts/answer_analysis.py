"""Answer the question of an analysis, in sentences with their numbers."""

from pooling import handover

handover.hand_over()

from pooling import answers, files, jobs, missing
from pooling.results import Fit, Results

OF_PARTIAL = (
    "posterior",
    "exact_nodes",
    "posterior_predictive",
    "predictive_new_group",
)
OF_SOME = ("comparison", "comparison_verdict", "unused")

with jobs.job(snakemake.log[0], instead=snakemake.output):
    inputs, params = snakemake.input, snakemake.params
    fits = {
        model: Fit({kind: inputs[kind][at] for kind in params.kinds})
        for at, model in enumerate(params.models)
    }
    for kind in OF_PARTIAL:
        for path in inputs[kind]:
            if not missing.read(path):
                fits["partial_pooling"].files[kind] = path
    # Without what could not be computed everything else is still said.
    paths = {
        kind: path
        for kind in ("prepared", "facts", *OF_SOME)
        for path in inputs[kind]
        if not missing.read(path)
    }
    found = answers.of(Results("", paths, fits, params.settings))
    files.write_json(snakemake.output[0], answers.table(found))
    jobs.say(f"{len(found)} statements")
