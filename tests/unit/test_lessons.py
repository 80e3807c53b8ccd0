"""Lessons: a teacher's Markdown, its numbers, and what is refused when planned."""

from types import SimpleNamespace

import pandas as pd
import pytest
from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.checks.results import Fit, Results
from pooling.model import families
from pooling.report import lesson_files
from pooling.report import lessons as shown

MEANS = families.get("means").MODELS
LESSON = """## models

The centre is {partial_pooling mu_alpha mean}; $\\frac{a}{b}$ and `{kept}` stay.

### How far is {partial_pooling alpha[Lac qui Parle] q95 | exp}?

**Far**, <b>says</b> claim {claim 15 chance} about {data groups} groups.

## closing

$$
\\begin{pmatrix} 1 & \\rho \\\\ \\rho & 1 \\end{pmatrix}
$$
"""


def models_of(results):
    from pooling.report import chapters

    return chapters.of(results.family).models(results)


@pytest.fixture
def lesson(tmp_path):
    def write(text):
        path = tmp_path / "lesson.en.md"
        path.write_text(text, "utf-8")
        return path

    return write


@pytest.fixture
def known(tmp_path):
    labels = ["mu_alpha", "alpha[Lac qui Parle]"]
    summary = pd.DataFrame({"parameter": labels, "mean": [1.5, 2.0], "sd": [0.05, 0.5]})
    for name in ("q5", "q50", "q95"):
        summary[name] = [1.25, 0.0 if name == "q5" else 2.0]
    files.write_csv(tmp_path / "summary.csv", summary)
    exact = pd.DataFrame({"parameter": labels[:1], "mean": [1.5123], "sd": [0.05]})
    files.write_csv(tmp_path / "exact.csv", exact)
    files.write_json(tmp_path / "prepared.json", {"groups": 85, "centre": 55.0})
    known = {"group": "Lac qui Parle", "mean": 96.13, "sd": 5.41}
    at = {"at": 0.5, "existing": [known], "new": {"mean": 90.9, "sd": 14.6}}
    files.write_json(tmp_path / "predictive_new_group.json", {"predictions": [at]})
    kept = ("summary.csv", "exact.csv", "predictive_new_group.json")
    fit = Fit.of([tmp_path / name for name in kept])
    column = {"column": "ground floor", "share": 0.104, "effect": -0.72}
    files.write_json(tmp_path / "unused_columns.json", {"columns": [column]})
    paths = {
        "facts": tmp_path / "prepared.json",
        "unused": tmp_path / "unused_columns.json",
    }
    results = Results("radon", paths, {"partial_pooling": fit})
    other = Results("other", paths)
    claims = [
        {"id": 15, "analysis": "other", "values": {"chance": 0.5}},
        {"id": 15, "analysis": "radon", "values": {"largest_off": 1e-16}},
        {"id": 15, "analysis": "radon", "values": {"chance": 0.90625}},
    ]

    def of(language="en"):
        return shown.Numbers({"radon": results, "other": other}, claims, language)

    return of


def test_passages_have_a_part_and_perhaps_a_question(lesson):
    first, asked, last = lesson_files.read(lesson(LESSON))
    assert (first.part, first.question, first.line) == ("models", None, 1)
    assert asked.question.startswith("How far")
    assert asked.part == "models"
    assert last.part == "closing"


def test_headings_in_code_are_code(lesson):
    (only,) = lesson_files.read(lesson("## data\n\n```python\n## a comment\n```\n"))
    assert "## a comment" in only.text


def test_numbers_are_exact_where_they_can_be_and_html_is_text(lesson, known):
    told = shown.tell(lesson(LESSON), known(), "radon")
    first, answer = told["models"]
    assert "The centre is 1.512;" in first["text"]
    assert "<mfrac>" in first["text"]
    assert "<code>{kept}</code>" in first["text"]
    assert answer["question"] == "How far is 7.4?"  # exp(2), to two digits of its sd
    assert "&lt;b&gt;says&lt;/b&gt; claim 0.906 about 85 groups" in answer["text"]
    assert "<mtable>" in told["closing"][0]["text"]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("unused ground floor share | percent", "10.4"),
        ("unused ground floor effect", "\N{MINUS SIGN}0.720"),
        ("other: claim 15 chance", "0.500"),
        ("other: data groups", "85"),
        ("other: claim\n15 chance", "0.500"),  # where a line ends
        ("partial_pooling predicted new at 55.5 sd", "15"),
        ("partial_pooling predicted Lac qui Parle at 55.5 mean", "96.1"),
        ("partial_pooling predicted new at 55.5 sd | percent", "1460"),
    ],
)
def test_a_lesson_asks_for_columns_and_for_other_analyses(known, asked, written):
    assert known().find(asked, "radon") == written


def test_an_answer_has_the_digits_of_the_answers_beside_it(lesson, known):
    numbers = known()
    for asked, exactly, rounded in (
        ("partial_pooling mu_alpha mean", "1.512", "1.51"),
        ("unused ground floor share | percent", "10.4", "10"),
        ("claim 15 chance", "0.906", "0.91"),
        ("partial_pooling mu_alpha q95 | exp", "3.49", "3.5"),
    ):
        assert numbers.find(asked, "radon") == exactly
        assert numbers.find(asked, "radon", rounded=True) == rounded
    path = lesson("## answer\n\nIt is {partial_pooling mu_alpha mean}.\n")
    assert "It is 1.51." in shown.tell(path, numbers, "radon")["answer"][0]["text"]


def test_the_ends_of_an_interval_have_the_digits_of_its_middle(known):
    written = [
        known().find(f"partial_pooling alpha[Lac qui Parle] {each} | expit", "radon")
        for each in ("q5", "mean", "q95")
    ]
    assert written == ["0.500", "0.881", "0.881"]


def test_what_is_answered_is_given_as_plain_text(lesson, known):
    path = lesson(
        "## answer\n\n**Yes**: [it](a) is\n{partial_pooling mu_alpha mean}, "
        "$\\mu_\\beta > 0$.\n\n- One\n- `two`\n\n"
        "### A question?\n\nIts answer.\n\n## data\n\nOther text.\n"
    )
    assert shown.answer(path, known(), "radon") == "Yes: it is 1.51, μ_β > 0. One two"
    assert shown.answer(lesson("## data\n\nText.\n"), known(), "radon") == ""


def test_numbers_are_written_as_the_language_does(lesson, known):
    told = shown.tell(lesson(LESSON), known("es"), "radon")
    assert "1,512" in told["models"][0]["text"]


@pytest.mark.parametrize(
    "asked",
    [
        "partial_pooling mu_alpha median",
        "partial_pooling mu_alpha mean | log",
        "partial_poling mu_alpha mean",
        "partial_pooling mu_beta mean",
        "radno: partial_pooling mu_alpha mean",
        "mu_alpha",
        "radno: data groups",
        "radno: claim 15 chance",
        "partial_poling predicted new at 9 sd",
        "partial_pooling predicted new at 9 median",
        "unused floor shares",
        "unused floor share | percents",
    ],
)
def test_a_number_that_cannot_be_is_refused_when_planned(lesson, asked):
    path = lesson(f"## models\n\n{{{asked}}}\n")
    with pytest.raises(PoolingError, match="below line 1: there is no number") as found:
        lesson_files.check(path, "radon.en.md", MEANS, {"radon": MEANS})
    assert "choose among" in str(found.value) or any(
        word in str(found.value) for word in ("did you mean", "write ")
    )


def test_a_number_that_is_not_there_is_a_dash_and_logged(lesson, known, caplog):
    path = lesson("## models\n\n{partial_pooling alpha[Hennepin] mean}\n")
    lesson_files.check(path, "radon.en.md", MEANS, {"radon": MEANS})
    (told,) = shown.tell(path, known(), "radon")["models"]
    assert told["text"] == "<p>\N{EN DASH}</p>\n"
    assert "alpha[Hennepin]" in caplog.text


def test_the_lesson_of_a_run_says_of_which_analysis(lesson):
    path = lesson("## Any title\n\n{partial_pooling mu_alpha mean}\n")
    with pytest.raises(PoolingError, match="say of which analysis"):
        lesson_files.check(path, "run.en.md", None, {"radon": MEANS})
    path = lesson("## Any title\n\n{radon: partial_pooling mu_alpha mean}\n")
    lesson_files.check(path, "run.en.md", None, {"radon": MEANS})


def test_what_is_no_lesson_is_refused(lesson, tmp_path):
    for text, said in [
        ("## modles\n\ntext\n", 'did you mean "models"'),
        ("text\n\n## models\n", "something stands above the first part"),
        ("### A question?\n", "something stands above the first part"),
    ]:
        with pytest.raises(PoolingError, match=said):
            lesson_files.check(lesson(text), "radon.en.md", MEANS, {})
    with pytest.raises(PoolingError, match="cannot be read"):
        lesson_files.check(tmp_path / "none.md", "none.md", MEANS, {})
    (tmp_path / "latin.md").write_bytes("## año".encode("latin-1"))
    with pytest.raises(PoolingError, match="UTF-8"):
        lesson_files.read(tmp_path / "latin.md")


class Named(SimpleNamespace):
    """An analysis of which no more than the family is asked."""

    def __init__(self, family: str):
        super().__init__(family=family)


def test_a_model_is_written_in_one_line_with_the_columns_of_the_table():
    columns = {"y": "net time", "x": "age", "group": "runner"}
    partial = models_of(Named("lines"))["partial_pooling"].written(columns, 55.0)
    line = "`net time` ~ 1 + I(age - 55) + (1 + I(age - 55) | runner)"
    assert partial == [("brms, bambi", line)]
    rates = models_of(Named("rates"))["partial_pooling"]
    lines = dict(rates.written({"y": "surv", "N": "density", "group": "tank"}))
    assert lines["brms"] == "surv | trials(density) ~ 1 + (1 | tank)"
    assert lines["bambi"] == "p(surv, density) ~ 1 + (1 | tank)"


@pytest.mark.parametrize("family", [f for f in families.NAMES if f != "coins"])
def test_every_model_of_a_regression_has_its_line(family):
    roles = dict.fromkeys(("y", "N", "x", "group"), "a")
    for name, chapter in models_of(Named(family)).items():
        lines = chapter.written(roles)
        assert lines, name
        grouped = families.get(family).MODELS[name].pooling == "partial"
        assert all(("|" in line.split("~")[1]) is grouped for _, line in lines)
