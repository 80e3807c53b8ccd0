"""A job lives no longer than the run that it belongs to, and writes nothing after it.

A job leads a process group of its own, in which all programs are that it starts. It
holds lines: ends of pipes whose other ends are held by those who wait for it. A line
breaks when the process at its other end is gone, however it ended, for the system
closes it; then the whole group is killed.
"""

from __future__ import annotations

import os
import select
import signal

_lines: list[int] = []


def begin(*lines: int) -> None:
    """Lead a process group from now on, which ends as soon as a line breaks.

    Parameters
    ----------
    *lines : int
        File descriptors to read from, on which nothing is ever written.
    """
    import threading

    os.setpgid(0, 0)
    _lines.extend(lines)
    for line in lines:
        threading.Thread(target=_wait, args=(line,), daemon=True).start()


def _wait(line: int) -> None:
    """Wait until a line breaks, and end the group."""
    os.read(line, 1)
    _end()


def _end() -> None:
    os.killpg(0, signal.SIGKILL)


def check() -> None:
    """End here, if a line is broken: before a result is put in its place."""
    if select.select(_lines, [], [], 0)[0]:
        _end()
