"""Locks of a folder in which Snakemake was killed, told from those of one at work."""

from __future__ import annotations

import fcntl
from contextlib import suppress
from pathlib import Path

_held = []  # open as long as this process lives; the system lets go of it then


def release_stale(folder: Path) -> bool:
    """Remove Snakemake's locks if no Snakemake is left to whom they could belong.

    Snakemake locks a folder with files, which stay when it is killed. Here every
    Snakemake also holds a lock of the operating system, which no process survives:
    who can have it alone is alone.

    Parameters
    ----------
    folder : Path
        ``.snakemake``.

    Returns
    -------
    bool
        Whether locks were removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle = open(folder / "pooling.lock", "a", encoding="utf-8")  # noqa: SIM115
    _held.append(handle)
    stale = False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # another one is at work, or this file system has no such locks
        pass
    else:
        stale = any((folder / "locks").glob("*.lock"))
        for lock in (folder / "locks").glob("*.lock"):
            lock.unlink(missing_ok=True)
    # Waits while another one looks whether it is alone, which takes no time.
    with suppress(OSError):
        fcntl.flock(handle, fcntl.LOCK_SH)
    return stale
