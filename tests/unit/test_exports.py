"""Answers to paste and to read in a terminal, and the report as PDF."""

import html
import re
import shutil
import subprocess
import textwrap
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.report import exports, printing
from pooling.run import ending

HOSTILE = r"50% of A_1 & B#2 {x} ~ ^ \o/ $3 | <b> *c* `d` κ ≥ 2 × 10⁻³"
HOSTILE += "¿Ñandú, pingüino? áéíóú Ł «ß»"
SAID = [
    {"about": about, "values": {}, "text": {"en": text, "es": f"es: {text}"}}
    for about, text in [
        ("typical", HOSTILE),
        ("best", "Short."),
        ("open", "Not settled."),
    ]
]


UNNAMED = {"title": None, "question": None}


def answered(folder, analysis, said=SAID, verdict="fit: passed."):
    """Write what an analysis found, and the verdict on its fit."""
    files.write_json(folder / analysis / "answers.json", said)
    files.write_text(folder / analysis / "partial_pooling" / "verdict.txt", verdict)
    read = str(folder / analysis / "partial_pooling" / "verdict.txt")
    return {
        "path": str(folder / analysis / "answers.json"),
        "verdicts": {"partial_pooling": read},
        "language": "en",
    }


@pytest.fixture
def answers(tmp_path):
    """Read two answers, the second of a failed fit."""
    first = answered(tmp_path, "first")
    second = answered(tmp_path, "second", verdict="fit: r_hat is 2")
    title = {"en": "A & B", "es": "A y B"}
    return [
        exports.read("first", {"title": title, "question": title}, **first),
        exports.read("second", UNNAMED, **second),
    ]


def test_what_a_lesson_answers_stands_first_in_every_format(tmp_path):
    found = answered(tmp_path, "first", SAID[1:])
    answer = exports.read("first", UNNAMED, lesson="Yes: by 5 %.", **found)
    for suffix, row in (
        (".md", "| In short | Yes: by 5 %. |\n| Best predictions | Short. |"),
        (".tex", "In short & Yes: by 5 \\%. \\\\\nBest predictions & Short. \\\\"),
    ):
        exports.write(tmp_path / f"a{suffix}", "trial_1", [answer], "en")
        assert row in (tmp_path / f"a{suffix}").read_text("utf-8")
    exports.write(tmp_path / "a.json", "trial_1", [answer], "en")
    (read,) = files.read_json(tmp_path / "a.json")
    assert read["analysis"] == "first"
    assert read["rows"][0] == {"about": "lesson", "text": "Yes: by 5 %."}
    assert [row["text"] for row in read["rows"][1:]] == ["Short.", "Not settled."]


def test_markdown_has_a_row_for_each_statement_and_shows_signs_as_they_are(answers):
    text = exports.markdown("trial_1", answers, "en")
    shown = MarkdownIt("commonmark").enable("table").render(text)
    cells = re.findall(r"<td>(.*?)</td>", shown)
    assert len(cells) == 2 * 2 * len(SAID)
    assert html.unescape(cells[1]) == HOSTILE
    assert cells[0] == "Typical value"
    assert "<h1>What was found: trial_1</h1>" in shown
    assert "these fits failed: Partial pooling." in html.unescape(shown)
    assert shown.count("these fits failed") == 1


def test_latex_has_no_sign_that_it_would_take_for_a_command(answers):
    text = exports.latex("trial_1", answers, "en")
    assert max(text) < "\u0180"  # what a T1 font has; other signs are commands
    body = text.split(r"\begin{document}")[1]
    # Of what is escaped and of commands nothing special is left but the tables' own.
    plain = re.sub(r"\\([#$%&_{}]|[A-Za-z]+\*?|\\|,)", "", body)
    assert not set(plain) & set("#$%~\\")
    rows = [line for line in body.splitlines() if line.endswith(r"\\")]
    assert len(rows) == 2 + 2 * len(SAID)
    for row in rows:
        assert len(re.findall(r"(?<!\\)&", row)) == 1
    assert body.count("{") - body.count(r"\{") == body.count("}") - body.count(r"\}")
    inside = []
    for word, name in re.findall(r"\\(begin|end)\{(\w+)\}", text):
        if word == "begin":
            inside.append(name)
        else:
            assert inside.pop() == name
    assert inside == []
    assert body.count(r"\begin{longtable}") == 2
    # As many columns are declared as each row has, and braces never close too early.
    assert exports.COLUMNS.count("p{") == 2
    depths = np.cumsum([{"{": 1, "}": -1}.get(c, 0) for c in re.sub(r"\\[{}]", "", body)])
    assert (depths.min(), depths[-1]) == (0, 0)
    assert body.count("$") == body.count(r"\$")


# Whatever a user may call things: no half of a pair of UTF-16, which no file can hold.
ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
SIGNS = st.text(
    st.sampled_from("\\{}$&#%_^~|<>`'\"-[]*,\n\r\t\0\x1b\u2028 aκ²\N{EN DASH}”"),
    max_size=20,
)
TEXT = st.one_of(ANY, SIGNS)
# What LaTeX reads at once: a command with what ends it, or a sign.
LATEX = re.compile(r"\\ensuremath\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+\{\}|\\.|\{\}|.")


# Command -> what it prints; of letters that share one, the last stands for all.
PRINTED = {
    command: sign for sign, command in exports.SPECIAL.items() if not command.isalpha()
}


def read_back(latex: str) -> str:
    """Say what LaTeX prints of what is typeset."""
    return "".join(
        (PRINTED | {"{}": ""}).get(each, each) for each in LATEX.findall(latex)
    )


def printed(text: str) -> str:
    """Write letters that LaTeX prints alike by one of them."""
    typeset = (exports.SPECIAL.get(sign, sign) for sign in text)
    return "".join(PRINTED.get(each, each) for each in typeset)


@given(TEXT)
def test_latex_prints_any_text_as_it_is(text):
    latex, line = exports._typeset(text), exports.in_one_line(text)
    assert read_back(latex) == printed(line)
    # What is special stands in a command, and no two signs make a third.
    rest = re.sub(
        r"\\ensuremath\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+\{\}|\\.|\{\}", " ", latex
    )
    assert not set(rest) & set("\\{}$&#%_^|<>`\n\r\t\0")
    assert not re.search("--|''|,,", rest)
    assert not [
        sign for sign in latex if unicodedata.category(sign) in ("Cc", "Zl", "Zp")
    ]


@given(title=TEXT, question=TEXT, said=st.lists(TEXT, max_size=3), run=TEXT)
def test_any_title_question_and_label_gives_whole_tables(title, question, said, run):
    rows = [{"about": "typical", "text": text} for text in said]
    answer = exports.Answer("a", title, question or None, None, rows)
    latex = exports.latex(run, [answer], "en").split(r"\begin{document}")[1]
    plain = re.sub(r"\\[\\{}&]", "", latex)
    depths = np.cumsum([{"{": 1, "}": -1}.get(sign, 0) for sign in plain])
    assert (depths.min(), depths[-1]) == (0, 0)
    body = [line for line in latex.splitlines() if line.endswith(r" \\")]
    assert len(body) == (1 + len(said) if said else 0)
    assert all(len(re.findall(r"(?<!\\)&", line)) == 1 for line in body)
    text = exports.markdown(run, [answer], "en")
    shown = MarkdownIt("commonmark").enable("table").render(text)
    cells = [html.unescape(each) for each in re.findall(r"<td>(.*?)</td>", shown)]
    assert cells[1::2] == [shown_by_markdown(each) for each in said]
    assert cells[::2] == ["Typical value"] * len(said)
    assert len(re.findall(r"<h[12]>", shown)) == 2
    assert shown.count("<table>") == bool(said)


def shown_by_markdown(text: str) -> str:
    return exports.in_one_line(text)


TEX = [engine for engine in ("pdflatex", "xelatex", "lualatex") if shutil.which(engine)]


@pytest.mark.skipif(not TEX, reason="no TeX here")
@pytest.mark.parametrize("language", ["en", "es"])
def test_latex_compiles(tmp_path, answers, language):
    exports.write(tmp_path / "a.tex", "trial_1", answers, language)
    done = subprocess.run(
        [TEX[0], "-interaction=nonstopmode", "-halt-on-error", "a.tex"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-2000:]


def test_every_kind_of_statement_has_a_head(root):
    used = set()
    for path in (root / "workflow" / "pooling" / "report" / "answers").glob("*.py"):
        used |= set(re.findall(r'state\(\s*results,\s*"(\w+)"', path.read_text("utf-8")))
    assert {"typical", "open"} < used
    assert used <= set(exports.ABOUT)


def ended(folder, answers, languages=("en",)):
    """Write the answers of a run as the end of it reads them; give all its files."""
    made = []
    for language in languages:
        made.append(str(folder / f"answers.{language}.json"))
        read = [
            exports.read(name, UNNAMED, **(found | {"language": language, **more}))
            for name, (found, more) in answers.items()
        ]
        exports.write(made[-1], "trial_1", read, language)
    verdicts = [found["verdicts"].values() for found, _ in answers.values()]
    return [*made, *(path for each in verdicts for path in each)]


def test_the_terminal_has_a_sentence_or_two_of_each_analysis(tmp_path):
    long = [{"about": "typical", "text": {"en": "word " * 80}}]
    answers = {
        name: (answered(tmp_path, name, said, verdict), {})
        for name, said, verdict in [
            ("one", SAID, "fit: passed."),
            ("another_with_a_long_name", long, "fit: passed."),
            ("third", SAID[1:], "fit: r_hat is 2"),
        ]
    }
    made = [*ended(tmp_path, answers), str(tmp_path / "gone" / "answers.en.json")]
    lines = ending.findings(made, 72)
    assert max(map(len, lines)) <= 72
    assert lines[1] == "What was found:"
    text = " ".join(" ".join(lines).split())
    assert f"one {HOSTILE.partition('? ')[0]}? Short." in text
    assert "Not settled." not in text
    assert "third [a fit failed] Short." in text
    assert any(line.endswith("\N{HORIZONTAL ELLIPSIS}") for line in lines)
    assert lines[-1] == ""
    assert len(lines) == 2 + 2 + 3 + 1 + 1


def test_the_terminal_begins_with_what_a_lesson_answers(tmp_path):
    answer = {"lesson": "Yes: by 1.27 minutes. In that race."}
    found = {"one": (answered(tmp_path, "one", SAID[1:]), answer)}
    (shown,) = ending.findings(ended(tmp_path, found), 80)[2:-1]
    assert shown == "  one  Yes: by 1.27 minutes. Short."


def test_the_terminal_says_no_interval_twice(tmp_path):
    rows = ("Or 3.7 (90%: 3.4 to 4.0).", "The sd is 0.3 (90%: 0.2 to 0.4).")
    said = [{"about": "typical", "text": {"en": each}} for each in rows]
    answer = {"lesson": "About 3.7 (90%: 3.4 to 4.0)."}
    found = {"one": (answered(tmp_path, "one", said), answer)}
    (shown,) = ending.findings(ended(tmp_path, found), 80)[2:-1]
    assert shown == f"  one  {answer['lesson']} {rows[1]}"


def test_the_terminal_cuts_between_sentences_where_it_can(tmp_path):
    said = [{"about": "typical", "text": {"en": f"It is so. And {'word ' * 60}end."}}]
    answer = {"lesson": "Yes: by 1.27 minutes."}
    found = {"one": (answered(tmp_path, "one", said), answer)}
    (shown,) = ending.findings(ended(tmp_path, found), 80)[2:-1]
    assert shown == "  one  Yes: by 1.27 minutes. It is so."


def test_the_terminal_says_it_in_english_where_there_is_english(tmp_path):
    found = {"one": (answered(tmp_path, "one", SAID[1:2]), {})}
    for languages, said in [(("es", "en"), "Short."), (("es",), "es: Short.")]:
        folder = tmp_path / "_".join(languages)
        (shown,) = ending.findings(ended(folder, found, languages), 80)[2:-1]
        assert shown == f"  one  {said}"


def test_the_terminal_says_nothing_where_no_answers_were_asked_for(tmp_path):
    path = answered(tmp_path, "one")["path"]
    assert ending.findings([path], 80) == []
    assert ending.findings([], 80) == []


def test_many_analyses_do_not_fill_the_screen(tmp_path):
    made = ended(
        tmp_path, {f"a{at}": (answered(tmp_path, f"a{at}"), {}) for at in range(20)}
    )
    lines = ending.findings(made, 80)
    assert f"  and {20 - ending.MOST_ANSWERS} more" in lines
    assert len(lines) <= 3 + 1 + ending.LINES * ending.MOST_ANSWERS


def test_without_a_browser_one_sentence_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PoolingError, match="Chromium, which is not here; install it"):
        printing.pdf(tmp_path / "a.html", tmp_path / "a.pdf")
    assert not (tmp_path / "a.pdf").exists()


def test_a_page_is_printed_as_a_pdf_without_a_date(tmp_path):
    if shutil.which("chromium") is None:
        pytest.skip("no chromium here: `make test-tools` installs it (Debian, as root)")
    page = tmp_path / "a page.html"
    page.write_text("<h1>Hello</h1><style>@page { margin: 13mm }</style>", "utf-8")
    printing.pdf(page, tmp_path / "a.pdf")
    printed = (tmp_path / "a.pdf").read_bytes()
    assert printed.startswith(b"%PDF-")
    assert set(re.findall(rb"Date \(D:(\d+)", printed)) == {b"20000101000000"}


def test_a_browser_that_fails_is_quoted(monkeypatch, tmp_path):
    fake = tmp_path / "chromium"
    fake.write_text(
        textwrap.dedent("""\
        #!/bin/sh
        echo out of order >&2
        exit 3
        """)
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    with pytest.raises(PoolingError, match="out of order"):
        printing.pdf(tmp_path / "a.html", tmp_path / "a.pdf")
