"""Sealed runs: read-only, signed off with a date, and refused when asked for again."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from pooling.basics.errors import PoolingError, listed
from pooling.basics.files import FOLDER, read_json, write_json
from pooling.run import manifest, provenance

WRITE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def folder_of(run, results: Path = Path("results")) -> Path:
    """Give the folder of a run that is named on the command line.

    Raises
    ------
    PoolingError
        That is no name of a run.
    """
    if not isinstance(run, str) or not re.fullmatch(FOLDER, run):
        raise PoolingError(f'"{run}" is not the name of a run.')
    return results / run


def next_name(run: str, results: Path) -> str:
    """Propose a name for the next version, counted on, that is not taken among the results.

    ``v1`` becomes ``v2``, ``lecture`` becomes ``lecture-2``.
    """
    stem, number = re.fullmatch(r"(.*?)(\d*)", run).groups()
    if not number:
        stem, number = f"{run}-", "1"
    count = int(number) + 1
    while (results / f"{stem}{count}").exists():
        count += 1
    return f"{stem}{count}"


def freeze(folder: Path) -> str:
    """Seal a run: check every result, sign the manifest off, take away write access.

    Modification times stay as they are, so that no result becomes outdated. The folders of
    what is no result, such as logs, stay writable. A sentence says what was done.

    Raises
    ------
    PoolingError
        The run is not finished, or a result is not the one in the manifest.
    """
    verified = manifest.verify(folder)
    refuse_damage(folder, verified)
    kept = manifest.read(folder)["results"]
    if not verified["sealed"]:
        seal = {
            "run": folder.name,
            "sealed": manifest.now(),
            "manifest": provenance.sha256(folder / manifest.NAME),
            "results": len(kept),
        }
        write_json(folder / manifest.SEAL, seal)
    # Again where there is a seal: the first time may have been interrupted.
    names = [*kept, manifest.NAME, manifest.FINISHED, manifest.SEAL]
    files = [folder / name for name in names if (folder / name).exists()]
    folders = {parent for file in files for parent in file.parents}
    for path in [*files, *(f for f in folders if f == folder or folder in f.parents)]:
        path.chmod(path.stat().st_mode & ~WRITE)
    if verified["sealed"]:
        return f"{folder} was sealed on {verified['sealed']['sealed']}: nothing to do."
    return f"{folder} is sealed: {len(kept)} results, {seal['sealed']}."


def refuse_damage(folder: Path, verified: dict) -> None:
    """Refuse a run whose results are not those of its manifest, or draws not its own.

    Raises
    ------
    PoolingError
        Names the results.
    """
    results = verified["results"]
    told = [
        f"{listed(results[kind])} {verb}"
        for kind, verb in (("changed", "changed"), ("gone", "deleted"))
        if results[kind]
    ]
    if told:
        raise PoolingError(
            f"{folder}: {'; '.join(told)} since the manifest was written"
            + (
                f", and the run was sealed on {verified['sealed']['sealed']}."
                if verified["sealed"]
                else "; run Snakemake again, which writes a new one."
            )
        )
    kept = manifest.read(folder)
    manifest.refuse_others(folder, kept["seeds"], kept.get("sampling", {}))


def report(folder: Path) -> str:
    """Verify a run, and say what was found.

    Raises
    ------
    PoolingError
        A result has changed or is gone.
    """
    verified = manifest.verify(folder)
    refuse_damage(folder, verified)
    lines = [f"{folder}: all {verified['count']} results are as they were made."]
    if verified["sealed"]:
        lines.append(f"Sealed on {verified['sealed']['sealed']}.")
    if verified["results"]["new"]:
        lines.append(f"Made since: {', '.join(verified['results']['new'])}.")
    for kind in ("inputs", "versions", "system"):
        for change, names in verified[kind].items():
            if names:
                lines.append(f"{kind} {change} since: {', '.join(names)}.")
    return "\n".join(lines)


def flat(value, place: str = "") -> dict[str, object]:
    """Lay nested settings out as one key for each value: ``a.b.c``."""
    if not isinstance(value, dict) or (place and not value):
        return {place: value}
    flattened = {}
    for key, inner in value.items():
        flattened |= flat(inner, f"{place}.{key}" if place else str(key))
    return flattened


def differences(kept: dict, given: dict, configfiles: list[str]) -> list[str]:
    """Name what of a run's inputs is not as it was, by its manifest and `manifest.inputs`.

    That is files, and of the configuration, read from some, the keys that differ.
    """
    keys = manifest.changes(
        *(
            {key: repr(value) for key, value in flat(each["configuration"]).items()}
            for each in (kept, given)
        )
    )
    settings = [key for names in keys.values() for key in names]
    changed = []
    if settings:
        changed.append(f"{' '.join(configfiles) or 'configuration'} ({listed(settings)})")
    for kind in ("tables", "programs", "sources"):
        for names in manifest.changes(kept[kind], given[kind]).values():
            changed += names
    tools = [
        {name: (each["toolchain"] or {}).get(name) for name in ("version", "compiler")}
        for each in (kept, given)
    ]
    if given["toolchain"] and tools[0] != tools[1]:
        changed.append("build/toolchain.json")
    return changed


def sealed(folder: Path) -> bool:
    """Say whether the run of a folder was sealed."""
    return (folder / manifest.SEAL).exists()


def guard(folder: Path, given: dict, configfiles: list[str], targets: list[str]) -> str:
    """Refuse to make a sealed run from other inputs, those that are ``given`` now.

    ``targets`` are what was asked for; the answer is that there is nothing to do.

    Raises
    ------
    PoolingError
        An input has changed, or a target is not among what was sealed.
    """
    date = read_json(folder / manifest.SEAL)["sealed"]
    other = next_name(folder.name, folder.parent)
    changed = differences(manifest.read(folder), given, configfiles)
    if changed:
        raise PoolingError(
            f'run "{folder.name}" was sealed on {date}, and {listed(changed)} '
            f"{'is' if len(changed) == 1 else 'are'} not as then; make the next version: "
            f"add --config run={other}"
        )
    missing = [t for t in targets if "/" in t and not Path(t).exists()]
    if missing:
        raise PoolingError(
            f'run "{folder.name}" was sealed on {date} without {listed(missing)}; make it '
            f"in another version: add --config run={other}"
        )
    return (
        f'run "{folder.name}" was sealed on {date} and nothing that made it has changed: '
        "there is nothing to do."
    )
