"""Record what made a run, and what it made."""

from pathlib import Path

from pooling.basics import files, jobs
from pooling.run import manifest

with jobs.job(snakemake.log[0]):
    recorded, finished = snakemake.output
    toolchain = snakemake.input.toolchain  # none where all draws are exact
    given = manifest.inputs(
        snakemake.params.configuration,
        snakemake.input.get("table", []),
        snakemake.input.program,
        files.read_json(*toolchain) if toolchain else None,
    )
    folder = Path(recorded).parent
    found = manifest.describe(
        given,
        snakemake.params.configfiles,
        seeds=snakemake.params.seeds,
        sampling=snakemake.params.sampling,
        folder=folder,
    )
    files.write_json(recorded, found)
    files.write_json(finished, manifest.finished(recorded))
    manifest.point_latest(folder)
