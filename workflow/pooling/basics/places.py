"""Where the project is, and folders whose names other tools do not quote."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from pooling.basics.errors import PoolingError
from pooling.basics.files import write_text

PACKAGE = Path(__file__).resolve().parents[1]  # the library
# Snakefile, rules, programs and tables, where they were installed with the library.
WITH_LIBRARY = PACKAGE / "project"
CACHES = Path(".snakemake", "caches")
STARTER = Path(".snakemake", "pooling-python")
# Of a path: what Python's venv and Snakemake's wildcards read as signs of their own.
REFUSED = frozenset(":{}")


def installed() -> bool:
    """Say whether the library was installed with the project, and is no checkout."""
    return WITH_LIBRARY.is_dir()


def activation(here: Path) -> str:
    """Say how a shell finds the environment's command; empty where it does, or never will."""
    script, command = (
        Path(sys.prefix, "bin", name) for name in ("activate", "snakemake")
    )
    within_reach = shutil.which("snakemake")
    if not script.is_file() or (
        within_reach and command.exists() and command.samefile(within_reach)
    ):
        return ""
    return f"source {shlex.quote(os.path.relpath(script, here))}"


def project() -> Path:
    """Give the folder of the Snakefile: the checkout, or what was installed."""
    return WITH_LIBRARY if installed() else PACKAGE.parents[1]


def shelter(here: Path) -> Path | None:
    """Let tools keep their caches in the folder of a run where the home cannot hold them.

    Snakemake ends with a traceback there, and matplotlib imports slowly in each job.

    Parameters
    ----------
    here : Path
        Folder of the run.

    Returns
    -------
    Path or None
        The folder that they are told of, through the environment; None at home.
    """
    if "XDG_CACHE_HOME" in os.environ:
        return None
    try:
        home = Path.home() / ".cache"
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            return None
    except (OSError, RuntimeError):  # there is no home at all
        caches = here.resolve() / CACHES
        os.environ["XDG_CACHE_HOME"] = str(caches)
        os.environ.setdefault("MPLCONFIGDIR", str(caches / "matplotlib"))
        return caches


def check(folder: Path) -> None:
    """Refuse a folder of the project in which nothing could run.

    Raises
    ------
    PoolingError
        Its path has a sign that cannot be quoted.
    """
    if REFUSED & set(str(folder)):
        raise PoolingError(
            f'the path of the project, "{folder}", has a colon or a brace, which Python and '
            "Snakemake read as signs of their own; rename or move the folder, then run "
            "make again."
        )


def check_for_make(folder: Path) -> None:
    """Refuse a folder in which CmdStan could not be built.

    Raises
    ------
    PoolingError
        Its path has spaces, at which GNU make parts it.
    """
    if len(str(folder).split()) > 1:
        raise PoolingError(
            f'CmdStan cannot be built in "{folder}": make does not read a path with spaces; '
            "build it in another folder, and set the environment variable CMDSTAN to that."
        )


def interpreter(path: str, here: Path) -> str:
    """Name an interpreter so that a shell reads it as one word.

    Snakemake starts scripts through a shell, and does not quote what runs them. An
    environment in the project has a plain name as seen from there; any other gets a
    starter in ``.snakemake``, which has.

    Parameters
    ----------
    path : str
        The interpreter.
    here : Path
        Where Snakemake was called.

    Returns
    -------
    str
        The path, or the path from here, or that of the starter.

    Raises
    ------
    PoolingError
        None is one word.
    """
    for name in (path, os.path.relpath(path, here)):
        if shlex.quote(name) == name:
            return name
    starter = here / STARTER
    with suppress(OSError):
        starter.parent.mkdir(exist_ok=True)
        write_text(starter, f'#!/bin/sh\nexec {shlex.quote(path)} "$@"\n')
        starter.chmod(0o755)
        return str(STARTER)
    raise PoolingError(
        f'Snakemake cannot start scripts with "{path}", because of the signs in its path; '
        "call it in the folder of the project, or move the project to a folder whose path "
        "has letters, digits, points, hyphens and underscores alone."
    )
