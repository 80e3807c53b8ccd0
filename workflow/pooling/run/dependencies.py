"""Which library files a script uses, and one file with their digests.

Snakemake watches a rule's script, not what the script imports. Each rule therefore has an
input that lists the digests of the files found here, and changes when one of them does:
one file for Snakemake to look at, where the files themselves were eighty for each job.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pooling.basics import files, jobs, places
from pooling.basics.errors import PoolingError
from pooling.run import provenance

PACKAGE = places.PACKAGE
# Statements that import from this package. To parse no more than them takes a tenth of
# the time, which every start of Snakemake spends.
STATEMENTS = re.compile(
    rf"^[ \t]*(from {PACKAGE.name}\b[\w.]* import (?:\([^)]*\)|.*)|import {PACKAGE.name}\b.*)",
    re.MULTILINE,
)

# A folder that a module keeps beside it, of templates or fonts.
KEPT = re.compile(r'Path\(__file__\)\.parent(?:s\[(\d)\])? / "(\w+)"')


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
    """Files of this package that one file imports, parents included, or keeps beside it."""
    text = path.read_text(encoding="utf-8")
    folders = (path.parents[int(up or 0)] / name for up, name in KEPT.findall(text))
    files = {kept for folder in folders for kept in folder.rglob("*.*")}
    statements = STATEMENTS.findall(text)
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
            files.update(file for parent in parents if (file := _file_of(parent)))
    return frozenset(files)


def modules_of(script: Path, *modules: str) -> list[str]:
    """List the library files that a script can import, sorted.

    That is everything that the script, and modules that it loads by name, such as
    ``pooling.model.families.means``, import, directly or not, and the folders of other
    files that these keep beside them.
    """
    waiting = set(_imports(script))
    for module in modules:
        file = _file_of(module)
        if file:
            waiting.add(file)
    reached: set[Path] = set()
    while waiting:
        file = waiting.pop()
        reached.add(file)
        if file.suffix == ".py":
            waiting |= _imports(file) - reached
    return sorted(map(str, reached))


@cache
def _line(path: str) -> str:
    name = provenance.named(Path(path), provenance.ROOT)
    return f"{provenance.sha256(Path(path))}  {name}\n"


def record(path: str | Path, listed: Iterable[str | Path]) -> None:
    """Write the digests of files of the workflow, unless they are there already.

    Snakemake compares the time of an input first, and then its content: from a file that is
    written only when it changes, nothing is computed. ``sha256sum --check`` reads it in the
    folder of a checkout.

    Raises
    ------
    PoolingError
        It cannot be written.
    """
    text, path = "".join(map(_line, map(str, listed))), Path(path)
    if not path.is_file() or path.read_text("utf-8") != text:
        try:
            with files.whole(path) as part:
                part.write_text(text, "utf-8")
        except OSError as error:
            raise PoolingError(jobs.unwritable(error) or f"{path}: {error}.") from None
