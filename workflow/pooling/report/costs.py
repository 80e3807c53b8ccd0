"""What a run cost: the seconds of its jobs, as they have written them down."""

from __future__ import annotations

import re
from pathlib import Path

from pooling.basics.errors import PoolingError

# What `pooling.basics.jobs` writes at the end of a job's log.
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
    cost = next(filter(None, map(LINE.search, reversed(lines))), None)
    return {key: float(cost[key]) for key in SUMS} if cost else None


def of_jobs(logs, patterns: dict[str, str]) -> list[dict]:
    """Read what the jobs of a run have cost.

    Snakemake's own benchmarks look at a job twice a second, and so miss a third of
    what short jobs take; these numbers come from the jobs themselves. A job that was
    not run again has those of its last time.

    Parameters
    ----------
    logs : iterable of path
        Logs of jobs, and folders of such.
    patterns : dict of str
        Rule -> regular expression of its logs' paths.

    Returns
    -------
    list of dict
        ``rule``, ``log`` and the seconds of `of_log`, in the order of the logs.

    Raises
    ------
    PoolingError
        No job has left its cost.
    """
    rules = {rule: re.compile(pattern) for rule, pattern in patterns.items()}
    named = [Path(log) for log in logs]
    costs = []
    for path in sorted({log for each in named for log in (each, *each.rglob("*.log"))}):
        name = path.as_posix()
        rule = next((r for r, known in rules.items() if known.fullmatch(name)), None)
        cost = of_log(path) if rule and path.is_file() else None
        if cost:
            costs.append({"rule": rule, "log": name} | cost)
    if not costs:
        raise PoolingError(
            f"{named[0]} says of no job what it cost; let a run end first."
        )
    return costs


def added(jobs: list[dict], by: str) -> list[dict]:
    """Add up the costs of jobs that have something in common.

    Parameters
    ----------
    jobs : list of dict
        As from `of_jobs`.
    by : str
        The key that is the same: ``rule``, for one.

    Returns
    -------
    list of dict
        That key, ``jobs`` and the seconds of `of_log`, the most CPU time first.
    """
    groups: dict[str, dict] = {}
    for job in jobs:
        empty = {by: job[by], "jobs": 0} | dict.fromkeys(SUMS, 0.0)
        sums = groups.setdefault(job[by], empty)
        sums["jobs"] += 1
        for key in SUMS:
            sums[key] += job[key]
    return sorted(groups.values(), key=lambda sums: (-sums["cpu"], sums[by]))


def total(jobs: list[dict]) -> dict[str, float]:
    """Add up the costs of all jobs."""
    return {key: sum(job[key] for job in jobs) for key in SUMS}


def as_text(jobs: list[dict]) -> str:
    """Lay the costs by rule out as lines for the terminal, with their totals.

    What the sampler and the compiler take is the floor: the run cannot cost less.
    """
    totals = total(jobs)
    rows = [*added(jobs, "rule"), {"rule": "total", "jobs": len(jobs), **totals}]
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
