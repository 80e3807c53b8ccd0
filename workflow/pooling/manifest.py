"""What made a run: configuration, seeds, tools and the files that went in."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = (
    "snakemake",
    "cmdstanpy",
    "numpy",
    "scipy",
    "pandas",
    "xarray",
    "h5netcdf",
    "arviz-base",
    "arviz-stats",
    "matplotlib",
    "pydantic",
    "jinja2",
    "markupsafe",
    "latex2mathml",
    "pygments",
)


def versions() -> dict[str, str]:
    """Name the versions of Python and of the packages that are imported."""
    found = {package: metadata.version(package) for package in PACKAGES}
    return {"python": platform.python_version(), **found}


def sha256(path: str | Path) -> str:
    """Give the SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _git(folder: Path, *arguments: str) -> str | None:
    """Output of a git command; None where there is no git or it refuses."""
    command = ["git", "-C", str(folder), *arguments]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return run.stdout.strip()


def git_state(folder: Path = ROOT) -> dict[str, str | bool | None]:
    """Say at which commit the workflow is.

    Parameters
    ----------
    folder : Path
        Root of the workflow.

    Returns
    -------
    dict
        ``commit`` and ``clean``, whether the tree is as committed; None where
        the folder is not the root of a git repository.
    """
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != folder.resolve():
        return {"commit": None, "clean": None}
    changes = _git(folder, "status", "--porcelain")
    return {
        "commit": _git(folder, "rev-parse", "--verify", "HEAD"),
        "clean": None if changes is None else not changes,
    }


def describe(
    configuration: dict,
    seeds: dict[str, dict[str, int]],
    toolchain: dict,
    tables: list[str],
    programs: list[str],
) -> dict:
    """Describe a run so that it can be repeated.

    Parameters
    ----------
    configuration : dict
        The full configuration, defaults included.
    seeds : dict
        Analysis -> model -> seed of the fit.
    toolchain : dict
        Contents of ``build/toolchain.json``.
    tables, programs : list of str
        Raw tables and Stan programs that were read.

    Returns
    -------
    dict
        Nothing in it depends on when the run was made.
    """
    return {
        "run": configuration["run"],
        "configuration": configuration,
        "seeds": seeds,
        "toolchain": toolchain,
        "versions": versions(),
        "system": {
            "os": platform.system(),
            "release": platform.release(),
            "architecture": platform.machine(),
        },
        "git": git_state(),
        "tables": {path: sha256(path) for path in sorted(set(tables))},
        "programs": {path: sha256(path) for path in sorted(set(programs))},
    }
