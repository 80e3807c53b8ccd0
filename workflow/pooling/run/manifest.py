"""What made a run, what it made, and what of both has changed since."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from pooling.basics.errors import PoolingError
from pooling.basics.files import part_of, read_json
from pooling.model.families.base import LANGUAGES
from pooling.run import provenance

NAME = "manifest.json"
FINISHED = "finished.json"
SEAL = "seal.json"
LATEST = "latest"
# What differs each time that the same version is made, and what it is.
APART = {
    FINISHED: "when the run was finished",
    SEAL: "when it was sealed",
    "logs": "what its jobs said and took",
    **{f"costs.{language}.html": "the same, added up" for language in LANGUAGES},
}


def digests(paths) -> dict[str, str | None]:
    """Give the SHA-256 of files, sorted by path; None where one is gone."""
    named = sorted({Path(path).as_posix() for path in paths})
    return {
        path: provenance.sha256(path) if Path(path).is_file() else None for path in named
    }


def inputs(configuration: dict, tables, programs, toolchain: dict | None) -> dict:
    """Describe what goes into a run: from the same inputs come the same results.

    ``configuration``, defaults included, ``toolchain``, contents of
    ``build/toolchain.json`` if it is known, and the digests of raw ``tables``, Stan
    ``programs`` and ``sources``.
    """
    return {
        "configuration": configuration,
        "toolchain": toolchain,
        "tables": digests(tables),
        "programs": {
            provenance.in_workflow(path): digest
            for path, digest in digests(programs).items()
        },
        "sources": provenance.sources(),
    }


def results_of(folder: Path, fits: dict[str, list[str]], apart) -> dict[str, str]:
    """Give the SHA-256 of every result of a run, sorted by its path within the folder.

    By the models of each analysis: what an earlier configuration left is no result, and
    neither is what the manifest has ``apart``.
    """
    digests = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        analysis, *within = parts
        if path.name.startswith(".") or analysis in {*apart, NAME} or not path.is_file():
            continue
        if within and analysis != "sbc":
            folders = {*fits.get(analysis, ()), "figures"}
            if analysis not in fits or (len(within) > 1 and within[0] not in folders):
                continue
        digests["/".join(parts)] = provenance.sha256(path)
    return digests


def refuse_others(
    folder: Path, seeds: dict[str, dict[str, int]], sampling: dict[str, dict[str, dict]]
) -> None:
    """Refuse a run with draws that it has not made itself, with these seeds and settings.

    Raises
    ------
    PoolingError
        From `pooling.sampling.draws.refuse_others`.
    """
    from pooling.sampling import draws

    for analysis, models in seeds.items():
        for model, seed in models.items():
            fit = folder / analysis / model
            data, posterior = fit / "stan_data.json", fit / "posterior.nc"
            if data.is_file() and posterior.is_file():
                wanted = {"seed": seed, "data_sha256": provenance.sha256(data)}
                if model in sampling.get(analysis, {}):  # an older manifest has none
                    wanted["sampling"] = json.dumps(sampling[analysis][model])
                draws.refuse_others(posterior, wanted)


def describe(
    given: dict,
    configfiles: list[str],
    *,
    seeds: dict[str, dict[str, int]],
    sampling: dict[str, dict[str, dict]],
    folder: Path,
) -> dict:
    """Describe a finished run, from its `inputs`, so that it can be repeated and checked.

    Seeds and settings of the sampler are by analysis and model. Nothing in it depends on
    when, or in which folder, the run was made.

    Raises
    ------
    PoolingError
        From `refuse_others`.
    """
    refuse_others(folder, seeds, sampling)
    return {
        "run": given["configuration"]["run"],
        **given,
        "configfiles": digests(configfiles),
        "seeds": seeds,
        "sampling": sampling,
        "versions": provenance.versions(),
        "system": provenance.system(),
        "git": provenance.git_state(),
        "results": results_of(
            folder, {name: list(models) for name, models in seeds.items()}, APART
        ),
        "apart": APART,
    }


def now() -> str:
    """Give the time, to the second and with its zone."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def finished(path: str | Path) -> dict:
    """Say when a manifest was written, for a file beside it."""
    return {"finished": now(), "manifest": provenance.sha256(path)}


def point_latest(folder: Path) -> None:
    """Let ``results/latest`` lead to a run; a system without links goes without."""
    link = folder.with_name(LATEST)
    part = link.with_name(part_of(LATEST))
    try:
        part.unlink(missing_ok=True)
        part.symlink_to(folder.name)
        os.replace(part, link)
    except OSError:
        part.unlink(missing_ok=True)


def read(folder: Path) -> dict:
    """Read the manifest of a run.

    Raises
    ------
    PoolingError
        The run is not finished, or was never begun.
    """
    try:
        kept = read_json(folder / NAME)
    except FileNotFoundError:
        raise PoolingError(
            f'{folder} has no {NAME}, so run "{folder.name}" is not finished; '
            f'make it first: "snakemake --cores 4 --config run={folder.name}", '
            "with its --configfile if it has one."
        ) from None
    if "results" not in kept:
        raise PoolingError(
            f"{folder / NAME} does not tell the results, for an earlier Pooling wrote it; "
            "run Snakemake again, which writes a new one."
        )
    return kept


def changes(before: dict[str, str | None], after: dict[str, str | None]) -> dict:
    """Sort the names of two sets of digests, or of other values: changed, gone and new."""
    before, after = (
        {name: value for name, value in each.items() if value is not None}
        for each in (before, after)
    )
    return {
        "changed": sorted(n for n in before if n in after and after[n] != before[n]),
        "gone": sorted(before.keys() - after.keys()),
        "new": sorted(after.keys() - before.keys()),
    }


def verify(folder: Path) -> dict:
    """Recompute all digests of a run.

    ``results``, ``inputs``, ``versions`` and ``system``, each as from `changes`; ``count``
    of the results, and ``sealed``, the seal if there is one. Results that were made since
    are ``new``; inputs that have changed since do not touch the results.

    Raises
    ------
    PoolingError
        There is no manifest, or it is not the one that was sealed.
    """
    kept = read(folder)
    seal = read_json(folder / SEAL) if (folder / SEAL).exists() else None
    if seal and seal["manifest"] != provenance.sha256(folder / NAME):
        raise PoolingError(
            f"{folder / NAME} is not the file that was sealed on {seal['sealed']}."
        )
    fits = {analysis: list(seeds) for analysis, seeds in kept["seeds"].items()}
    before = {**kept["tables"], **kept["configfiles"]}
    root = provenance.ROOT
    programs = {
        path: provenance.sha256(root / path) if (root / path).is_file() else None
        for path in kept["programs"]
    }
    return {
        "count": len(kept["results"]),
        "sealed": seal,
        "results": changes(kept["results"], results_of(folder, fits, kept["apart"])),
        "inputs": changes(
            {**before, **kept["programs"], **kept["sources"]},
            {**digests(before), **programs, **provenance.sources()},
        ),
        "versions": changes(kept["versions"], provenance.versions()),
        "system": changes(kept["system"], provenance.system()),
    }
