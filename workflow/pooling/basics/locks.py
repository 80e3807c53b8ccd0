"""Locks of a folder in which Snakemake was killed, told from those of one at work."""

from __future__ import annotations

import fcntl
import shlex
from contextlib import suppress
from pathlib import Path

UNLOCK = "--unlock"
_held = []  # open as long as this process lives; the system lets go of it then


def left(folder: Path) -> bool:
    """Tell whether there are locks of Snakemake, and none of this workflow at work.

    Snakemake locks a folder with files, which stay when it is killed. Here every
    Snakemake also holds a lock of the operating system, which no process survives:
    who can have it alone is alone. Whether another workflow is at work in the same
    folder, only the user knows: nothing is removed.

    Parameters
    ----------
    folder : Path
        ``.snakemake``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = open(folder / "pooling.lock", "a", encoding="utf-8")  # noqa: SIM115
    _held.append(handle)
    locked = False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another one is at work, or this file system has no such locks
        pass
    else:
        locked = any((folder / "locks").glob("*.lock"))
    # Waits while another one looks whether it is alone, which takes no time.
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_SH)
    return locked


def sentence(folder: Path, arguments: list[str]) -> str | None:
    """Say which command removes the locks that a killed Snakemake has left.

    Parameters
    ----------
    folder : Path
        ``.snakemake``.
    arguments : list of str
        Those of this Snakemake, after its name.

    Returns
    -------
    str or None
        None where there are none, or where that is the command.
    """
    if not left(folder) or UNLOCK in arguments:
        return None
    return (
        f'a Snakemake that was killed has left locks in "{folder}"; if no other Snakemake '
        "is at work in this folder, remove them, then type the same command again: "
        f"{shlex.join(['snakemake', UNLOCK, *arguments])}"
    )
