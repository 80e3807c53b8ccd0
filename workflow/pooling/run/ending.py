"""How a run ends: what it found, and what its exit status and its last line say."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from pooling.basics import files, not_computed
from pooling.checks.verdict import VERDICT, complaint_in

LISTED = 3  # names that a line can hold
ANSWERS = re.compile(r"answers\.\w+\.json")  # of a run, in one language
ENGLISH = "answers.en.json"  # as all that the terminal says
MOST_ANSWERS = 10  # analyses whose answers fill no more than a screen
LINES = 3  # of each
SENTENCES = re.compile(r"(?<=[.?!]) ")  # between two
WIDTHS = (50, 100)  # columns of a text that can be read
NAME = 20  # letters of an analysis' name


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
        whole = not_computed.read(path)
        for found in [whole] if whole else not_computed.inside(path):
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


def _shortened(said: list[str], width: int) -> list[str]:
    """Give a sentence of the first row, and what a few lines hold of the second.

    A lesson answers in words, and the row behind it says how surely.
    """
    first, *rows = said[:2]
    sentences = [
        SENTENCES.split(first)[0],
        *(s for row in rows for s in SENTENCES.split(row)),
    ]
    for count in range(len(sentences), 0, -1):
        lines = textwrap.wrap(" ".join(sentences[:count]), width)
        if len(lines) <= LINES:
            return lines
    return textwrap.wrap(
        sentences[0], width, max_lines=LINES, placeholder=" \N{HORIZONTAL ELLIPSIS}"
    )


def findings(made, reports, width: int) -> list[str]:
    """Say what each analysis of a finished run found, in a sentence or two.

    Parameters
    ----------
    made : list of str
        Its files, those of earlier runs included: among them the answers of the run,
        from `pooling.report.exports`, in English where it has that, unless something
        else was asked for.
    reports : list of str
        Reports among them.
    width : int
        Columns of the terminal.

    Returns
    -------
    list of str
        Lines of one block; none where nothing is to be said.
    """
    there = [Path(path) for path in made if Path(path).exists()]
    failed = {
        path.parts[-3] for path in there if path.name == VERDICT and complaint_in(path)
    }
    written = [path for path in there if ANSWERS.fullmatch(path.name)]
    written.sort(key=lambda path: path.name != ENGLISH)
    found = {}
    for answer in files.read_json(written[0]) if written else []:
        said = [row["text"] for row in answer["rows"] if row["about"] != "open"]
        if said:
            found[answer["analysis"]] = said
    if not found:
        return []
    shown = list(found)[:MOST_ANSWERS]
    width = min(max(width, WIDTHS[0]), WIDTHS[1])
    names = {name: name[:NAME] for name in shown}
    indent = 2 + max(map(len, names.values())) + 2
    lines = ["", "What was found:"]
    for name in shown:
        said = found[name]
        if name in failed:
            said = [f"[a fit failed] {said[0]}", *said[1:]]
        first, *more = _shortened(said, width - indent)
        lines.append(f"  {names[name]:<{indent - 2}}{first}")
        lines += [" " * indent + line for line in more]
    if len(found) > len(shown):
        lines.append(f"  and {len(found) - len(shown)} more")
    return lines + [f"How surely, and why: {report}" for report in reports[:1]]
