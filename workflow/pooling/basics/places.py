"""Folders with spaces, quotes and accents in their names, for tools that do not quote."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from pooling.basics.errors import PoolingError

# Of a path: what Python's venv and Snakemake's wildcards read as signs of their own.
REFUSED = frozenset(":{}")


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
    environment in the project has a plain name as seen from there.

    Parameters
    ----------
    path : str
        The interpreter.
    here : Path
        Where Snakemake was called.

    Returns
    -------
    str
        The path, or the path from here.

    Raises
    ------
    PoolingError
        Neither is one word.
    """
    for name in (path, os.path.relpath(path, here)):
        if shlex.quote(name) == name:
            return name
    raise PoolingError(
        f'Snakemake cannot start scripts with "{path}", because of the signs in its path; '
        "call it in the folder of the project, or move the project to a folder whose path "
        "has letters, digits, points, hyphens and underscores alone."
    )
