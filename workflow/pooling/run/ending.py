"""How a run ends: what it found, and what its exit status and its last line say."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from pathlib import Path

from pooling.basics import files, jobs, not_computed
from pooling.basics.errors import FEW, listed
from pooling.checks.verdict import VERDICT, complaint_in
from pooling.report import words

COMPLAINTS = 5  # of a finished run, each in a line; its report has them all
ANSWERS = re.compile(r"answers\.\w+\.json")  # of a run, in one language
ENGLISH = "answers.en.json"  # as all that the terminal says
INTERVAL = re.compile(r"\(\d+\W?%: [^)]*\)")  # with its level
LOOK = re.compile(r"look\.(\w+)\.html")  # the page of a first look
ENGLISH_LOOK = "look.en.html"
MOST_ANSWERS = 10  # analyses whose answers fill no more than a screen
LINES = 3  # of each
SENTENCES = re.compile(r"(?<=[.?!]) ")  # between two
WIDTHS = (50, 100)  # columns of a text that can be read
NAME = 20  # letters of an analysis' name
# What is judged -> file of a fit with its verdict.
CHECKS = {
    "prior_checks": "prior_predictive.json",
    "predictive_checks": "posterior_predictive.json",
    "prior_weight": "sensitivity.json",
}
AGREEMENT = "agreement.json"  # of a fit, with its exact answer
CLAIMS = "claims.json"


def complaints(made, asked, reports, stop: bool) -> list[str]:
    """Say what of a finished run makes it fail; nothing where it succeeds.

    Of its files, those of earlier runs included, those that were asked for by name, the
    reports among them, and whether a failed fit makes the run fail. What failed in each
    fit, what is missing, of many the first, and a last line that sums it up.
    """
    there = [path for path in made if Path(path).exists()]
    verdicts = [path for path in there if Path(path).name == VERDICT] if stop else []
    failed = [complaint for complaint in map(complaint_in, verdicts) if complaint]
    # For one reason a job may miss several files, and others what they would have read.
    lost = {}
    for path in there:
        whole = not_computed.read(path)
        for missing in [whole] if whole else not_computed.inside(path):
            if missing.fault or (whole and path in asked):
                what = path if whole else f"part of {path}"
                lost.setdefault((missing.log, missing.because), (what, missing))
    lines = [f"pooling: {complaint}" for complaint in failed]
    lines += [
        f"pooling: {path} is not computed, because: {missing.because}"
        + (
            f"; this is a fault of the program, see {missing.log}"
            if missing.fault
            else ""
        )
        for path, missing in lost.values()
    ]
    if not lines:
        return []
    if len(lines) > COMPLAINTS:
        lines[COMPLAINTS:] = [f"pooling: and {len(lines) - COMPLAINTS} more"]
    parts = []
    if failed:
        names = listed([each.partition(":")[0] for each in failed])
        parts.append(
            f"failed fits: {len(failed)} of {len(verdicts)} ({names}); what rests on "
            'them is not judged ("diagnostics: {on_failure: flag}" would judge by them)'
        )
    if lost:
        names = listed([path for path, _ in lost.values()])
        parts.append(f"not computed: {len(lost)} ({names})")
    where = f"; {reports[0]} says what to do" if reports else ""
    return [*lines, f"pooling: {'; '.join(parts)}; all else is finished{where}."]


def judged(made, width: int) -> list[str]:
    """Count the verdicts of a finished run: fits, agreement, checks and claims.

    A line of each, or two where there is much to name; none of what was not asked for.
    """
    there = {path for path in map(Path, made) if path.exists()}
    fits = sorted(path for path in there if path.name == VERDICT)

    def verdicts(name: str) -> list[str]:
        paths = [path.with_name(name) for path in fits if path.with_name(name) in there]
        return [files.read_json(path).get("verdict", "not judged") for path in paths]

    checks = [(term, each) for term, name in CHECKS.items() for each in verdicts(name)]
    claims = [
        (f"claims_{claim['kind']}", claim["verdict"])
        for path in there
        if path.name == CLAIMS
        for claim in files.read_json(path)
    ]
    lines = {
        "Fits": _counted(
            [("", "failed" if complaint_in(path) else "passed") for path in fits],
            "passed",
        ),
        "Exact answers": _counted([("", each) for each in verdicts(AGREEMENT)], "agree"),
        "Checks": _counted(checks, "without a flag", ("good", "neutral")),
        "Claims": _counted(claims, "supported"),
    }
    shown = {name: text for name, text in lines.items() if text}
    indent = 2 + max(map(len, shown), default=0)
    return [
        line
        for name, text in shown.items()
        for line in textwrap.wrap(
            f"{name + ':':{indent}}{text}",
            _readable(width),
            subsequent_indent=" " * indent,
        )
    ]


def _counted(pairs: list[tuple[str, str]], word: str, tones=("good",)) -> str:
    """Say how many verdicts are as they should be; name the others with their question."""
    others = Counter(pair for pair in pairs if words.TONES[pair[1]] not in tones)
    said = [f"{len(pairs) - others.total()} of {len(pairs)} {word}"]
    for (term, verdict), count in sorted(others.items()):
        name = words.VERDICTS[verdict]
        name = words.OF_SEVERAL.get(verdict, name) if count > 1 else name
        of = f"{words.CHECKED[term]['en']}: " if term else ""
        said.append(f"{of}{count} {name['en']}")
    return "; ".join(said) if pairs else ""


def failures(failed) -> list[str]:
    """Say which jobs of a run have failed: what each was to do, why, and its log.

    Jobs have what they are ``about`` and their ``logs``.
    """
    if not failed:
        return []
    count = f"{len(failed)} jobs have" if len(failed) > 1 else "a job has"
    lines = [
        "",
        f"pooling: {count} failed; what was finished is kept, and the same command goes "
        "on from there.",
    ]
    for job in failed[:FEW]:
        because = next(filter(None, map(jobs.failure, job.logs)), None)
        lines += [
            f"  {job.about}",
            f"    {because or 'It ended without a word on why; it may stand above.'}",
            *(f"    Log: {log}" for log in job.logs if Path(log).exists()),
        ]
    if len(failed) > FEW:
        lines.append(f"  and {len(failed) - FEW} more")
    return lines


def where(wanted, reports, here: Path | None) -> list[str]:
    """Say where that is which was asked for, or the report of it.

    Addresses can be clicked where ``here`` is the folder of the run; None gives paths.
    """

    def address(path: str) -> str:
        return (here / path).as_uri() if here else path

    if reports:
        return [f"Report: {address(reports[0])}"]
    there = [path for path in wanted if Path(path).is_file()]
    lines = [f"Made: {address(path)}" for path in there[:FEW]]
    return lines + [f"and {len(there) - FEW} more"] * (len(there) > FEW)


def _shortened(said: list[str], width: int) -> list[str]:
    """Give a sentence of the first row, and what a few lines hold of the next.

    A lesson answers in words, and the row behind it says how surely. One that has an
    interval of that sentence again says nothing new.
    """
    first = SENTENCES.split(said[0])[0]
    told = set(INTERVAL.findall(first))
    rows = [row for row in said[1:] if not told.intersection(INTERVAL.findall(row))]
    sentences = [first, *(s for row in rows[:1] for s in SENTENCES.split(row))]
    for count in range(len(sentences), 0, -1):
        lines = textwrap.wrap(" ".join(sentences[:count]), width)
        if len(lines) <= LINES:
            return lines
    return textwrap.wrap(
        sentences[0], width, max_lines=LINES, placeholder=" \N{HORIZONTAL ELLIPSIS}"
    )


def findings(made, width: int) -> list[str]:
    """Say what each analysis of a finished run found, in a sentence or two.

    By the answers among its files, from `pooling.report.exports`, in English where it has
    that, unless something else was asked for.
    """
    there = [Path(path) for path in made if Path(path).exists()]
    failed = {
        path.parts[-3] for path in there if path.name == VERDICT and complaint_in(path)
    }
    written = [path for path in there if ANSWERS.fullmatch(path.name)]
    written.sort(key=lambda path: path.name != ENGLISH)
    answers = {}
    for answer in files.read_json(written[0]) if written else []:
        rows = [row for row in answer["rows"] if row["about"] != "open"]
        # Where there are predictors, what they do is asked before what is typical.
        rows.sort(key=lambda row: (row["about"] != "lesson", row["about"] != "effect"))
        if rows:
            answers[answer["analysis"]] = [row["text"] for row in rows]
    if not answers:
        return []
    for name in failed & answers.keys():
        first, *more = answers[name]
        answers[name] = [f"[a fit failed] {first}", *more]
    return ["", "What was found:", *_block(answers, width), ""]


def _block(answers: dict[str, list[str]], width: int) -> list[str]:
    """Lay out what analyses found, each a few lines beside its name."""
    shown = list(answers)[:MOST_ANSWERS]
    width = _readable(width)
    names = {name: name[:NAME] for name in shown}
    indent = 2 + max(map(len, names.values())) + 2
    lines = []
    for name in shown:
        first, *more = _shortened(answers[name], width - indent)
        lines.append(f"  {names[name]:<{indent - 2}}{first}")
        lines += [" " * indent + line for line in more]
    if len(answers) > len(shown):
        lines.append(f"  and {len(answers) - len(shown)} more")
    return lines


def _readable(width: int) -> int:
    return min(max(width, WIDTHS[0]), WIDTHS[1])


def looks(made, width: int, command: str) -> list[str]:
    """Say what first looks found, and where their pages are; ``command`` makes the full run.

    The pages are ``<analysis>/look.<language>.html``, beside what each was written from.
    English ones count, where there are any. All that a single look says, else a few lines
    of each.
    """
    pages = [Path(path) for path in made if LOOK.fullmatch(Path(path).name)]
    pages = [path for path in pages if path.exists()]
    pages = [path for path in pages if path.name == ENGLISH_LOOK] or pages
    pages = list({path.parent: path for path in reversed(pages)}.values())[::-1]
    answers, said = {}, []
    for page in pages:
        look = files.read_json(page.with_name("look.json"))
        language = LOOK.fullmatch(page.name)[1]
        told = [each["text"][language] for each in look["statements"]]
        why = dict.fromkeys(each["because"] for each in look["missing"])
        missing = [f"not computed, because {each}" for each in why]
        answers[page.parent.name] = told or missing or ["nothing can be said yet."]
        said += told + missing
    if not answers:
        return []
    lines = ["", "A first look, exact, without sampling:"]
    if len(answers) > 1:
        lines += _block(answers, width)
    else:
        for sentence in said or next(iter(answers.values())):
            lines += textwrap.wrap(
                sentence, _readable(width), initial_indent="  ", subsequent_indent="    "
            )
    where = f"{pages[0]}" + f" and {len(pages) - 1} more" * (len(pages) > 1)
    return [*lines, f"The page: {where}", f"Sampling, checks and claims: {command}"]
