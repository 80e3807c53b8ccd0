"""Lessons: a teacher's own words in Markdown, with numbers that the run fills in.

A lesson stands beside the configuration, a file for each language
(``radon.en.md``, ``radon.es.md``). A heading ``## models`` names the part of the
chapter where the text below it is shown; a heading ``### How many parameters are
there?`` is a question to students, and the text below it the answer, folded until it
is wanted. Formulas stand between dollar signs. A number is asked for by name, in
braces, and never typed:

``{partial_pooling mu_alpha mean}``
    a statistic of a parameter, as `summary.csv` and `exact.csv` have it;
``{memory_kappa100: partial_pooling theta[2] mean}``
    the same of another analysis;
``{partial_pooling mu_alpha mean | exp}``
    on another scale, `SCALES`;
``{partial_pooling predicted new at 9 sd}``
    a statistic of what is predicted for a new group, or for a known one by its label;
    ``at`` the size or place where `predictive_new_group.json` has several;
``{claim 15 probability_above_0}``
    a number of a claim that was judged on the analysis;
``{unused floor share | percent}``
    a number of a column that was not used, as `unused_columns.json` has it;
``{data groups}``
    a number of `prepared.json`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pooling.basics.errors import PoolingError, nearest
from pooling.report import parts

# Where a passage can stand in a chapter: the answer to its question, above all, in one of
# its parts, below all.
PARTS = ("answer", *parts.PARTS)
STATISTICS = ("mean", "sd", "q5", "q50", "q95")
SCALES: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "expit": lambda value: 1 / (1 + math.exp(-value)),
    "percent": lambda value: 100 * value,
}
# Formulas and code, in which braces mean something else.
KEPT = re.compile(r"(```.*?```|`[^`\n]*`|\$\$.*?\$\$|(?<!\\)\$[^$]*\$)", re.DOTALL)
# A line may end within it.
NUMBER = re.compile(r"(?<!\\)\{([^{}]+)\}")
UNUSED = ("share", "p_value", "effect", "rows")
_ASKED = re.compile(
    r"(?:(?P<analysis>[\w.-]+):\s*)?(?P<what>\S.*?)(?:\s*\|\s*(?P<scale>\w+))?"
)
_STATISTIC = re.compile(r"(?P<model>\w+) (?P<parameter>\S.*?) (?P<statistic>\w+)")
_PREDICTED = re.compile(r"predicted (?P<group>\S.*?)(?: at (?P<at>\S+))?")


@dataclass(frozen=True)
class Passage:
    """A piece of a lesson.

    Attributes
    ----------
    part : str
        Heading of level two: the part of the chapter where it stands.
    question : str or None
        Heading of level three; the text is its answer.
    text : str
        Markdown.
    line : int
        Of its heading.
    """

    part: str
    question: str | None
    text: str
    line: int


@dataclass(frozen=True)
class Asked:
    """A number that a lesson asks for.

    Attributes
    ----------
    kind : {"data", "claim", "unused", "predicted", "statistic"}
        Where it is found.
    name : str
        Of the number: a key of ``prepared.json``, a value of a claim, one of `UNUSED`,
        an ArviZ label, or a group that is predicted, "new" or by its label.
    analysis : str or None
        Another analysis than that of the chapter.
    of : str
        Model, number of the claim, or column.
    statistic, scale : str or None
        One of `STATISTICS`, and of `SCALES`.
    at : str or None
        For what a group is predicted: a size, or a place of the predictor.
    """

    kind: str
    name: str
    analysis: str | None = None
    of: str = ""
    statistic: str | None = None
    scale: str | None = None
    at: str | None = None


def asked(text: str) -> Asked:
    """Understand what stands between braces.

    Raises
    ------
    LookupError
        It names no number; the message says what could be meant.
    """
    whole = _ASKED.fullmatch(" ".join(text.split()))
    analysis, what, scale = whole.groups() if whole else (None, "", None)
    if scale is not None and scale not in SCALES:
        raise LookupError(nearest(scale, SCALES).rstrip("."))
    kind, *words = what.split() or [""]
    if kind == "data" and len(words) == 1:
        return Asked("data", words[0], analysis, scale=scale)
    if kind == "claim" and len(words) == 2:
        return Asked("claim", words[1], analysis, words[0], scale=scale)
    if kind == "unused" and len(words) > 1:
        if words[-1] not in UNUSED:
            raise LookupError(nearest(words[-1], UNUSED).rstrip("."))
        return Asked("unused", words[-1], analysis, " ".join(words[:-1]), scale=scale)
    statistic = _STATISTIC.fullmatch(what)
    if not statistic:
        raise LookupError('write "{model parameter statistic}"')
    if statistic["statistic"] not in STATISTICS:
        raise LookupError(nearest(statistic["statistic"], STATISTICS).rstrip("."))
    predicted = _PREDICTED.fullmatch(statistic["parameter"])
    return Asked(
        "predicted" if predicted else "statistic",
        predicted["group"] if predicted else statistic["parameter"],
        analysis,
        statistic["model"],
        statistic["statistic"],
        scale,
        predicted["at"] if predicted else None,
    )


def files_of(lesson: str | None, languages: Iterable[str]) -> list[str]:
    """Name the files of a lesson, one for each language; none where there is none."""
    return [f"{lesson}.{language}.md" for language in languages] if lesson else []


def read(path: str | Path, written: str | None = None) -> list[Passage]:
    """Take a lesson apart.

    Parameters
    ----------
    path : path
        A Markdown file.
    written : str, optional
        What errors call it; the path by default.

    Returns
    -------
    list of Passage
        In the order of the file.

    Raises
    ------
    PoolingError
        There is no such file, it is no UTF-8 text, or text stands above its first
        heading.
    """
    written = written or str(path)
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        raise PoolingError(f"{written} is not UTF-8 text; save it as UTF-8.") from None
    except OSError as error:
        raise PoolingError(f"{written} cannot be read: {error.strerror}.") from None
    passages: list[Passage] = []
    part = question = None
    start, text, fenced = 0, [], False
    for number, line in enumerate([*lines, "## "], start=1):
        fenced ^= line.startswith("```")
        heading = None if fenced else re.fullmatch(r"(###|##) ?(.*)", line)
        if heading is None:
            text.append(line)
            continue
        body = "\n".join(text).strip()
        if part is None and (body or heading[1] == "###"):
            raise PoolingError(
                f"{written}, line {number}: something stands above the first part; begin "
                'the lesson with a heading that names a part, such as "## models".'
            )
        if body or question:
            passages.append(Passage(part, question, body, start))
        start, text = number, []
        if heading[1] == "##":
            part, question = heading[2].strip(), None
        else:
            question = heading[2].strip()
    return passages


def check(path: str | Path, written: str, known: dict | None, models: dict) -> None:
    """Refuse a lesson that names what is not there, before anything is made.

    Parameters
    ----------
    path : path
        The file.
    written : str
        What errors call it.
    known : dict or None
        Model -> `Model` of the chapter's analysis; None for the lesson of the run,
        whose parts have titles of their own.
    models : dict
        Analysis -> the same, for all analyses of the run.

    Raises
    ------
    PoolingError
        A part, a model or a parameter that there is not; the sentence names the line.
    """
    for passage in read(path, written):
        place = f"{written}, below line {passage.line}"
        if known is not None and passage.part not in PARTS:
            raise PoolingError(
                f'{written}: there is no part "{passage.part}" in a chapter; '
                f"{nearest(passage.part, PARTS)}"
            )
        for text in (passage.question or "", passage.text):
            for piece in KEPT.split(text)[::2]:
                for braces in NUMBER.finditer(piece):
                    try:
                        _check_number(asked(braces[1]), known, models)
                    except LookupError as error:
                        raise PoolingError(
                            f'{place}: there is no number "{braces[1]}"; '
                            f"{str(error.args[0]).rstrip('.?')}."
                        ) from None


def _check_number(number: Asked, known: dict | None, models: dict) -> None:
    fitted = known
    if number.analysis is not None:
        fitted = entry(models, number.analysis)
    if fitted is None:
        raise LookupError(
            'say of which analysis, "{analysis: model parameter statistic}"'
        )
    if number.kind not in ("statistic", "predicted"):
        return
    declared = entry(fitted, number.of)
    if number.kind == "predicted":
        return
    entry(
        {parameter.name: parameter for parameter in declared.parameters},
        number.name.partition("[")[0],
    )


def entry(known: dict, name: str):
    """Look a name up; a LookupError says what could be meant."""
    if name not in known:
        raise LookupError(f'"{name}" is not known: {nearest(name, known)}')
    return known[name]
