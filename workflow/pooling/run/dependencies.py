"""Which library modules a script uses, so that a rule can declare them.

Snakemake watches a rule's script, not what the script imports; the rules
therefore list the modules found here among their inputs.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# Statements that import from this package. To parse no more than them takes a tenth of
# the time, which every start of Snakemake spends.
STATEMENTS = re.compile(
    rf"^[ \t]*(from {PACKAGE.name}\b[\w.]* import (?:\([^)]*\)|.*)|import {PACKAGE.name}\b.*)",
    re.MULTILINE,
)


@cache
def _file_of(module: str) -> Path | None:
    """File of a module of this package; None for anything else."""
    parts = module.split(".")
    if parts[0] != PACKAGE.name:
        return None
    path = PACKAGE.joinpath(*parts[1:])
    for candidate in (path / "__init__.py", path.with_suffix(".py")):
        if candidate.is_file():
            return candidate
    return None


@cache
def _imports(path: Path) -> frozenset[Path]:
    """Files of this package that one file imports, parents included."""
    found = set()
    statements = STATEMENTS.findall(path.read_text(encoding="utf-8"))
    for node in ast.parse("\n".join(statements)).body:
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            parents = (".".join(parts[:end]) for end in range(1, len(parts) + 1))
            found.update(file for parent in parents if (file := _file_of(parent)))
    return frozenset(found)


def modules_of(script: Path, *modules: str) -> list[str]:
    """List the library files that a script can import.

    Parameters
    ----------
    script : Path
        A script of the workflow.
    *modules : str
        Modules that it loads by name, such as ``pooling.model.families.means``.

    Returns
    -------
    list of str
        Paths, sorted: everything that the script and those modules import,
        directly or not.
    """
    return list(_reached(script, modules))


@cache
def _reached(script: Path, modules: tuple[str, ...]) -> tuple[str, ...]:
    """Answer `modules_of` once for all jobs of a rule and a family."""
    waiting = set(_imports(script))
    for module in modules:
        file = _file_of(module)
        if file:
            waiting.add(file)
    found: set[Path] = set()
    while waiting:
        file = waiting.pop()
        found.add(file)
        waiting |= _imports(file) - found
    return tuple(sorted(map(str, found)))
