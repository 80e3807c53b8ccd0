"""Render the report of a run in one language."""

from pathlib import Path

from pooling.basics import files, jobs
from pooling.checks import results
from pooling.report import page
from pooling.run import provenance

with jobs.job(snakemake.log[0]):
    run = Path(snakemake.output[0]).parent
    sections = page.collect(
        snakemake.params.analyses, results.placed(run, dict(snakemake.input.items()))
    )
    found = snakemake.input.toolchain  # none where all draws are exact
    toolchain = files.read_json(*found) if found else {}
    rendered = page.render(
        snakemake.params.settings,
        sections,
        run_wide={name: snakemake.input[name] for name in ("claims", "published")},
        toolchain=toolchain | {"versions": provenance.versions()},
        language=snakemake.wildcards.language,
    )
    files.write_text(snakemake.output[0], rendered)
