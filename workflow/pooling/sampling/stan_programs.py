"""Stan programs, with what they include: parts that several programs have in common."""

from __future__ import annotations

import re
from pathlib import Path

INCLUDE = re.compile(r"^#include (\S+)\n", re.MULTILINE)


def sources(program: Path) -> list[Path]:
    """Give the file of a program, and those of the parts that it includes.

    Parameters
    ----------
    program : Path
        The ``.stan`` file; its parts are named from its folder.

    Returns
    -------
    list of Path
    """
    named = INCLUDE.findall(program.read_text(encoding="utf-8"))
    return [program, *(program.parent / name for name in named)]


def text(program: Path) -> str:
    """Give the text of a program with that of its parts in place, as stanc reads it."""
    return INCLUDE.sub(
        lambda part: (program.parent / part[1]).read_text(encoding="utf-8"),
        program.read_text(encoding="utf-8"),
    )
