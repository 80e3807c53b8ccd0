"""What a run cost: the seconds of its jobs, added up by rule."""

from __future__ import annotations

import re
from pathlib import Path

from pooling.errors import PoolingError

# What `pooling.jobs` writes at the end of a job's log.
LINE = re.compile(
    r"\bcost: (?P<cpu>[0-9.]+) CPU s, (?P<programs>[0-9.]+) of them in programs it ran; "
    r"(?P<wall>[0-9.]+) s\b"
)
SUMS = ("cpu", "programs", "wall")


def of_log(path: Path) -> dict[str, float] | None:
    """Read what a job cost; None where it has not ended well.

    Returns
    -------
    dict or None
        CPU seconds, ``cpu`` in all and those of ``programs`` that it ran (the sampler,
        the compiler), and ``wall`` seconds.
    """
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = next(filter(None, map(LINE.search, reversed(lines))), None)
    return {key: float(found[key]) for key in SUMS} if found else None


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
        ``rule``, ``jobs``, and the seconds of `of_log`, the most CPU time first.

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
                rule, {"rule": rule, "jobs": 0} | dict.fromkeys(SUMS, 0.0)
            )
            sums["jobs"] += 1
            for key in SUMS:
                sums[key] += cost[key]
    if not found:
        raise PoolingError(f"{folder} says of no job what it cost; let a run end first.")
    return sorted(found.values(), key=lambda sums: (-sums["cpu"], sums["rule"]))


def as_text(rows: list[dict]) -> str:
    """Lay the sums out as lines for the terminal, with their totals.

    What the sampler and the compiler take is the floor: the run cannot cost less.

    Parameters
    ----------
    rows : list of dict
        From `by_rule`.

    Returns
    -------
    str
    """
    totals = {key: sum(row[key] for row in rows) for key in ("jobs", *SUMS)}
    rows = [*rows, {"rule": "total", **totals}]
    width = max(len(row["rule"]) for row in rows)
    lines = [f"{'rule':{width}}  jobs   CPU s  sampler, compiler  wall s"]
    lines += [
        f"{row['rule']:{width}}  {row['jobs']:4d}  {row['cpu']:6.1f}  "
        f"{row['programs']:17.1f}  {row['wall']:6.1f}"
        for row in rows
    ]
    if totals["programs"]:
        times = totals["cpu"] / totals["programs"]
        lines.append(f"All jobs together cost {times:.1f} times what they must.")
    return "\n".join(lines)
