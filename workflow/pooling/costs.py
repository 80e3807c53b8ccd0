"""What a run cost: the seconds of its jobs, added up by rule."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from pooling.errors import PoolingError

OTHER = "(no rule of this run)"


def _seconds(text: str) -> float:
    """Read a time; a job that ended before it was looked at has none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def by_rule(folder: str | Path, patterns: dict[str, str]) -> list[dict]:
    """Add up the benchmarks of a run by rule.

    Parameters
    ----------
    folder : path
        Where the run keeps Snakemake's benchmark files.
    patterns : dict of str
        Rule -> regular expression of its benchmark files' paths.

    Returns
    -------
    list of dict
        ``rule``, ``jobs``, ``cpu`` and ``wall`` in seconds, the most CPU time first.

    Raises
    ------
    PoolingError
        There are no benchmark files.
    """
    rules = {rule: re.compile(pattern) for rule, pattern in patterns.items()}
    found: dict[str, dict] = {}
    for path in sorted(Path(folder).rglob("*.tsv")):
        name = path.as_posix()
        rule = next((r for r, known in rules.items() if known.fullmatch(name)), OTHER)
        sums = found.setdefault(rule, {"rule": rule, "jobs": 0, "cpu": 0.0, "wall": 0.0})
        with open(path, encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                sums["jobs"] += 1
                sums["cpu"] += _seconds(row["cpu_time"])
                sums["wall"] += _seconds(row["s"])
    if not found:
        raise PoolingError(f"{folder} has no benchmarks; let a run end first.")
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
