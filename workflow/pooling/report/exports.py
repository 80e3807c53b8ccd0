"""Answers to take along: the questions of a run with what was found.

As Markdown and LaTeX to paste, and as JSON for programs: the end of a run reads that.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pooling.basics import files, not_computed
from pooling.checks.verdict import complaint_in
from pooling.figures.words import GREEK
from pooling.report import words

LESSON = "lesson"  # the row of what a teacher answers
# What a statement speaks of -> the head of its row.
ABOUT = words.WORDS["about"]
TEXT = words.WORDS["exports"]


@dataclass(frozen=True)
class Answer:
    """What was found of one question.

    Attributes
    ----------
    analysis, title : str
        Its name and its title.
    question : str or None
        In the reader's language.
    warning : str or None
        Why it is not to be relied on, or is missing.
    rows : list of dict
        ``about`` and ``text`` of each statement: a key of `ABOUT`, and the sentence.
    """

    analysis: str
    title: str
    question: str | None
    warning: str | None
    rows: list[dict[str, str]]

    def written(self, language: str) -> list[tuple[str, str]]:
        """Give the head and the sentence of each row."""
        return [(ABOUT[row["about"]][language], row["text"]) for row in self.rows]


def read(
    analysis: str,
    settings: dict[str, Any],
    *,
    path: str,
    verdicts: dict[str, str],
    language: str,
    lesson: str = "",
) -> Answer:
    """Read the answer of one analysis.

    Parameters
    ----------
    settings : dict
        ``title`` and ``question``, texts by language or None.
    path : str
        Its ``answers.json``.
    verdicts : dict of str
        Model -> its ``verdict.txt``.
    lesson : str
        What a teacher answers, `pooling.report.lessons.answer`; it stands first.
    """
    lost = not_computed.read(path)
    statements = [] if lost else files.read_json(path)
    failed = [model for model, verdict in verdicts.items() if complaint_in(verdict)]
    warning = None
    if lost:
        warning = f"{words.TEXT['not_computed'][language]}: {lost.because}"
    elif failed:
        named = ", ".join(words.MODELS[model][language] for model in failed)
        warning = f"{words.TEXT['unreliable_answer'][language]} {named}."
    said = [{"about": LESSON, "text": lesson}] if lesson else []
    said += [
        {"about": each["about"], "text": each["text"][language]} for each in statements
    ]
    return Answer(
        analysis,
        (settings["title"] or {}).get(language) or analysis,
        (settings["question"] or {}).get(language),
        warning,
        said,
    )


# Blanks, ends of lines of all kinds, and signs that control a device.
BREAKS = re.compile(r"[ \x00-\x1f\x7f-\x9f\u2028\u2029]+")


def in_one_line(text: str) -> str:
    """Put a text into one line, without signs that cannot be seen."""
    return BREAKS.sub(" ", text).strip()


# Markdown

MARKS = re.compile(r"([\\`*_{}\[\]<>#|~$&])")


def _marked(text: str) -> str:
    """Write a text so that Markdown shows it as it is, in one line of a table."""
    return MARKS.sub(r"\\\1", in_one_line(text))


def markdown(run: str, answers: list[Answer], language: str) -> str:
    """Write the answers of a run as Markdown, a table for each question."""
    lines = [f"# {_marked(TEXT['title'][language].format(run=run))}"]
    for answer in answers:
        lines += ["", f"## {_marked(answer.title)}"]
        lines += ["", f"*{_marked(answer.question)}*"] if answer.question else []
        lines += ["", f"**{_marked(answer.warning)}**"] if answer.warning else []
        if answer.rows:
            heads = (TEXT[each][language] for each in ("about", "answer"))
            lines += ["", "| {} | {} |".format(*heads), "|---|---|"]
        for about, said in answer.written(language):
            lines.append(f"| {_marked(about)} | {_marked(said)} |")
    return "\n".join(lines) + "\n"


# LaTeX

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    "^": r"\textasciicircum{}",
    "<": r"\ensuremath{<}",
    ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}",
    "\N{MINUS SIGN}": r"\ensuremath{-}",
    "\N{MULTIPLICATION SIGN}": r"\ensuremath{\times}",
    "\N{GREATER-THAN OR EQUAL TO}": r"\ensuremath{\geq}",
    "\N{LESS-THAN OR EQUAL TO}": r"\ensuremath{\leq}",
    "\N{INFINITY}": r"\ensuremath{\infty}",
    "\N{EN DASH}": r"\textendash{}",
    "\N{EM DASH}": r"\textemdash{}",
    "\N{HORIZONTAL ELLIPSIS}": r"\ldots{}",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{DEGREE SIGN}": r"\ensuremath{^\circ}",
    "\N{MICRO SIGN}": r"\ensuremath{\mu}",
    "\N{LEFT DOUBLE QUOTATION MARK}": r"\textquotedblleft{}",
    "\N{RIGHT DOUBLE QUOTATION MARK}": r"\textquotedblright{}",
    "\N{RIGHT SINGLE QUOTATION MARK}": r"\textquoteright{}",
}
LIGATURES = "-',"  # two of them would be printed as another sign
SPECIAL |= {sign: f"\\{sign}" for sign in "#$%&_{}"}
# Letters that LaTeX has no command for look like Latin ones.
SPECIAL |= {
    letter: "o" if name == "omicron" else rf"\ensuremath{{\{name}}}"
    for name, letter in GREEK.items()
}
CAPITALS = "gamma delta theta lambda xi pi sigma upsilon phi psi omega"
SPECIAL |= {
    GREEK[name].upper(): rf"\ensuremath{{\{name.capitalize()}}}"
    for name in CAPITALS.split()
}
SPECIAL |= {
    power: rf"\ensuremath{{^{digit}}}"
    for power, digit in zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True)
}
# With pdfTeX and with engines that read Unicode by themselves.
PREAMBLE = r"""\documentclass{article}
\usepackage{iftex}
\ifpdftex
  \usepackage[T1]{fontenc}
  \usepackage[utf8]{inputenc}
\else
  \usepackage{fontspec}
\fi
\usepackage[LANGUAGE]{babel}
\usepackage{longtable}
\begin{document}
"""
BABEL = {"en": "english", "es": "spanish,es-noshorthands"}
COLUMNS = r"p{0.22\textwidth}p{0.7\textwidth}"


def _typeset(text: str) -> str:
    """Write a text so that LaTeX prints it as it is."""
    line = in_one_line(text)
    parted = (
        "{}" if letter == before and letter in LIGATURES else ""
        for before, letter in zip(f" {line}", line, strict=False)
    )
    return "".join(
        part + SPECIAL.get(letter, letter)
        for part, letter in zip(parted, line, strict=True)
    )


def latex(run: str, answers: list[Answer], language: str) -> str:
    """Write the answers of a run as a LaTeX document, a table for each question."""
    title = TEXT["title"][language].format(run=run)
    lines = [
        PREAMBLE.replace("LANGUAGE", BABEL[language]) + rf"\section*{{{_typeset(title)}}}"
    ]
    for answer in answers:
        lines += ["", rf"\subsection*{{{_typeset(answer.title)}}}"]
        lines += [rf"\emph{{{_typeset(answer.question)}}}"] if answer.question else []
        if answer.warning:
            lines += ["", rf"\textbf{{{_typeset(answer.warning)}}}"]
        if answer.rows:
            heads = " & ".join(TEXT[each][language] for each in ("about", "answer"))
            lines += [
                "",
                rf"\begin{{longtable}}{{{COLUMNS}}}",
                r"\hline",
                rf"{heads} \\",
                r"\hline",
                r"\endhead",
                *(
                    rf"{_typeset(about)} & {_typeset(said)} \\"
                    for about, said in answer.written(language)
                ),
                r"\hline",
                r"\end{longtable}",
            ]
    return "\n".join([*lines, r"\end{document}", ""])


# JSON


def as_json(run: str, answers: list[Answer], language: str) -> str:
    """Write the answers of a run for programs: a list of the fields of `Answer`."""
    return files.json_text([asdict(answer) for answer in answers])


# Suffix -> what writes such a file.
FORMATS = {".md": markdown, ".tex": latex, ".json": as_json}


def write(path: str | Path, run: str, answers: list[Answer], language: str) -> None:
    """Write the answers of a run in the format that a file's name asks for."""
    files.write_text(path, FORMATS[Path(path).suffix](run, answers, language))
