"""Sample one prior."""

from pooling import handover

handover.hand_over()

from pooling import draws, files, jobs, sampling, tables, toolchain
from pooling.families.base import natural_order

with jobs.job(snakemake.log[0]):
    data = files.read_json(snakemake.input.data)
    draws.write(
        snakemake.output[0],
        draws.as_prior(
            sampling.fit(
                toolchain.check_executable(files.read_json(snakemake.input.program)),
                # Without data the group effects hang on the population alone.
                data | {"prior_only": 1, "centred": 0},
                data["y"],
                natural_order(tables.read_prepared(snakemake.input.prepared)["group"]),
                snakemake.params.groups,
                snakemake.params.seed,
                snakemake.params.sampling,
                snakemake.threads,
                snakemake.params.family,
                snakemake.params.collapse,
                each=True,
            )
        ),
    )
