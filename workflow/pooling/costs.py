"""What a run cost: the seconds of its jobs, added up by rule."""

from __future__ import annotations

import re
from pathlib import Path

from pooling.errors import PoolingError

# What `pooling.jobs` writes at the end of a job's log.
LINE = re.compile(r"\bcost: (?P<cpu>[0-9.]+) CPU s, (?P<wall>[0-9.]+) s\b")


def of_log(path: Path) -> tuple[float, float] | None:
    """Read the CPU and wall seconds of a job; None where it has not ended well."""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = next(filter(None, map(LINE.search, reversed(lines))), None)
    return (float(found["cpu"]), float(found["wall"])) if found else None


def by_rule(folder: str | Path, patterns: dict[str, str]) -> list[dict]:
    """Add up what the jobs of a run have cost, by rule.

    Snakemake's own benchmarks look at a job twice a second, and so miss a third of
    what short jobs take; these numbers come from the jobs themselves.

    Parameters
    ----------
    folder : path
        Where the run keeps the logs of its jobs.
    patterns : dict of str
        Rule -> regular expression of its logs' paths.

    Returns
    -------
    list of dict
        ``rule``, ``jobs``, ``cpu`` and ``wall`` in seconds, the most CPU time first.

    Raises
    ------
    PoolingError
        No job has left its cost.
    """
    rules = {rule: re.compile(pattern) for rule, pattern in patterns.items()}
    found: dict[str, dict] = {}
    for path in sorted(Path(folder).rglob("*.log")):
        name = path.as_posix()
        rule = next((r for r, known in rules.items() if known.fullmatch(name)), None)
        cost = of_log(path) if rule else None
        if cost:
            sums = found.setdefault(
                rule, {"rule": rule, "jobs": 0, "cpu": 0.0, "wall": 0.0}
            )
            sums["jobs"] += 1
            sums["cpu"] += cost[0]
            sums["wall"] += cost[1]
    if not found:
        raise PoolingError(f"{folder} says of no job what it cost; let a run end first.")
    return sorted(found.values(), key=lambda sums: (-sums["cpu"], sums["rule"]))


def as_text(rows: list[dict]) -> str:
    """Lay the sums out as lines for the terminal, with their totals.

    Parameters
    ----------
    rows : list of dict
        From `by_rule`.

    Returns
    -------
    str
    """
    totals = {key: sum(row[key] for row in rows) for key in ("jobs", "cpu", "wall")}
    rows = [*rows, {"rule": "total", **totals}]
    width = max(len(row["rule"]) for row in rows)
    lines = [f"{'rule':{width}}  jobs   CPU s  wall s"]
    lines += [
        f"{row['rule']:{width}}  {row['jobs']:4d}  {row['cpu']:6.1f}  {row['wall']:6.1f}"
        for row in rows
    ]
    return "\n".join(lines)
