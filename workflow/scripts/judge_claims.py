"""Judge what the lecture says about its models."""

from pooling import handover

handover.hand_over()

from pooling import claims, files, jobs

with jobs.job(snakemake.log[0]):
    inputs = {kind: list(paths) for kind, paths in snakemake.input.items()}
    found = claims.judge(
        claims.collect(snakemake.params.analyses, inputs, snakemake.params.stop)
    )
    files.write_json(snakemake.output[0], found)
    missed = [claim for claim in found if claim["verdict"] == "not borne out"]
    jobs.say(
        f"{len(found)} claims judged, {len(missed)} not borne out"
        + "".join(f"; {claim['id']} ({claim['analysis']})" for claim in missed)
    )
