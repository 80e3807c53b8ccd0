"""Write a page on what changed between two versions of a run."""

from pooling.basics import files, jobs
from pooling.run import changes, seal
from pooling.run.changes import page

with jobs.job(snakemake.log[0]):
    run, base = map(seal.folder_of, (snakemake.params.run, snakemake.params.base))
    found = changes.compare(changes.Version.of(base), changes.Version.of(run))
    path = run.parent / "comparisons" / f"{run.name}-against-{base.name}.html"
    files.write_text(path, page.render(found, f"../{base.name}", f"../{run.name}"))
    for heading, _, line in page.summary(found):
        jobs.say(f"{heading}: {line}")
    jobs.say(f"The page: {path}")
