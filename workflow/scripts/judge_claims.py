"""Judge what the lecture says about its models."""

from pooling import handover

handover.hand_over()

from collections import Counter

from pooling import claims, files, jobs

with jobs.job(snakemake.log[0]):
    inputs = {kind: list(paths) for kind, paths in snakemake.input.items()}
    found = claims.judge(
        claims.collect(snakemake.params.analyses, inputs, snakemake.params.stop),
        snakemake.log[0],
    )
    files.write_json(snakemake.output[0], found)
    counted = Counter((claim["kind"], claim["verdict"]) for claim in found)
    jobs.say(
        f"{len(found)} claims judged: "
        + "; ".join(
            f"{kind}, {verdict}: {count}"
            for (kind, verdict), count in sorted(counted.items())
        )
    )
