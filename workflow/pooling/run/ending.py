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
LOOK = re.compile(r"look\.(\w+)\.html")  # the page of a first look
ENGLISH_LOOK = "look.en.html"
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
    for name in failed & found.keys():
        first, *more = found[name]
        found[name] = [f"[a fit failed] {first}", *more]
    lines = ["", "What was found:", *_block(found, width)]
    return lines + [f"How surely, and why: {report}" for report in reports[:1]]


def _block(found: dict[str, list[str]], width: int) -> list[str]:
    """Lay out what analyses found, each a few lines beside its name."""
    shown = list(found)[:MOST_ANSWERS]
    width = _readable(width)
    names = {name: name[:NAME] for name in shown}
    indent = 2 + max(map(len, names.values())) + 2
    lines = []
    for name in shown:
        first, *more = _shortened(found[name], width - indent)
        lines.append(f"  {names[name]:<{indent - 2}}{first}")
        lines += [" " * indent + line for line in more]
    if len(found) > len(shown):
        lines.append(f"  and {len(found) - len(shown)} more")
    return lines


def _readable(width: int) -> int:
    return min(max(width, WIDTHS[0]), WIDTHS[1])


def looks(made, width: int, command: str) -> list[str]:
    """Say what first looks found, and where their pages are.

    Parameters
    ----------
    made : list of str
        Files of the run: the pages among them, ``<analysis>/look.<language>.html``, and
        beside each what it was written from. English ones count, where there are any.
    width : int
        Columns of the terminal.
    command : str
        What makes the full run.

    Returns
    -------
    list of str
        All that a single look says, else a few lines of each; none without a page.
    """
    pages = [Path(path) for path in made if LOOK.fullmatch(Path(path).name)]
    pages = [path for path in pages if path.exists()]
    pages = [path for path in pages if path.name == ENGLISH_LOOK] or pages
    pages = list({path.parent: path for path in reversed(pages)}.values())[::-1]
    found, said = {}, []
    for page in pages:
        look = files.read_json(page.with_name("look.json"))
        language = LOOK.fullmatch(page.name)[1]
        told = [each["text"][language] for each in look["statements"]]
        missing = [f"not computed, because {each['because']}" for each in look["missing"]]
        found[page.parent.name] = told or missing or ["nothing can be said yet."]
        said += told + missing
    if not found:
        return []
    lines = ["", "A first look, exact, without sampling:"]
    if len(found) > 1:
        lines += _block(found, width)
    else:
        for sentence in said or next(iter(found.values())):
            lines += textwrap.wrap(
                sentence, _readable(width), initial_indent="  ", subsequent_indent="    "
            )
    where = f"{pages[0]}" + f" and {len(pages) - 1} more" * (len(pages) > 1)
    return [*lines, f"The page: {where}", f"Sampling, checks and claims: {command}"]
