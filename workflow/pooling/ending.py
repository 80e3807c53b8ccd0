"""How a run ends: what its exit status and its last line say of what it made."""

from __future__ import annotations

from pathlib import Path

from pooling import missing

VERDICT = "verdict.txt"  # of a fit: one line, which ends so where it passed
PASSED = ": passed."
LISTED = 3  # names that a line can hold


def complaint_in(path: str | Path) -> str | None:
    """Read what failed in a fit; None where its verdict is that it passed."""
    text = Path(path).read_text(encoding="utf-8").strip()
    return None if text.endswith(PASSED) else text


def _named(names: list[str]) -> str:
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    return ", ".join(names[:LISTED]) + more


def complaints(made, asked, reports, stop: bool) -> list[str]:
    """Say what of a finished run makes it fail; nothing where it succeeds.

    Parameters
    ----------
    made : list of str
        Its files, those of earlier runs included.
    asked : list of str
        Those that were asked for by name.
    reports : list of str
        Reports among them.
    stop : bool
        Whether a failed fit makes the run fail.

    Returns
    -------
    list of str
        What failed in each fit, what is missing, and a last line that sums it up.
    """
    there = [path for path in made if Path(path).exists()]
    verdicts = [path for path in there if Path(path).name == VERDICT] if stop else []
    failed = [found for found in map(complaint_in, verdicts) if found]
    # For one reason a job may miss several files, and others what they would have read.
    lost = {}
    for path in there:
        whole = missing.read(path)
        for found in [whole] if whole else missing.inside(path):
            if found.fault or (whole and path in asked):
                what = path if whole else f"part of {path}"
                lost.setdefault((found.log, found.because), (what, found))
    lines = [f"pooling: {found}" for found in failed]
    lines += [
        f"pooling: {path} is not computed, because: {found.because}"
        + (f"; this is a fault of the program, see {found.log}" if found.fault else "")
        for path, found in lost.values()
    ]
    if not lines:
        return []
    parts = []
    if failed:
        names = _named([each.partition(":")[0] for each in failed])
        parts.append(
            f"failed fits: {len(failed)} of {len(verdicts)} ({names}); what rests on "
            'them is not judged ("diagnostics: {on_failure: flag}" would judge by them)'
        )
    if lost:
        names = _named([path for path, _ in lost.values()])
        parts.append(f"not computed: {len(lost)} ({names})")
    where = f"; {reports[0]} says what to do" if reports else ""
    return [*lines, f"pooling: {'; '.join(parts)}; all else is finished{where}."]
