"""The last lines of a run: verdicts counted, where the report is, what has failed."""

import json
from pathlib import Path

import pytest
from pooling.run import ending
from snakemake_logger_plugin_pooling.private import Failed


@pytest.fixture
def made(tmp_path):
    """Write the verdicts of three fits and of some claims; give all paths."""

    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return str(path)

    paths = []
    for model, failed, agrees, flagged in (
        ("complete_pooling", False, "agrees", "passed"),
        ("no_pooling", True, "disagrees", "not judged"),
        ("partial_pooling", False, "not computed", "flagged"),
    ):
        end = ": r_hat is 1.2 for mu" if failed else ": passed."
        paths += [
            write(f"radon/{model}/verdict.txt", f"radon/{model}{end}\n"),
            write(f"radon/{model}/agreement.json", {"verdict": agrees}),
            write(f"radon/{model}/posterior_predictive.json", {"verdict": flagged}),
            write(f"radon/{model}/prior_predictive.json", {"verdict": "wide"}),
        ]
    # A figure of the same name is no verdict, and a file that is gone is none.
    paths.append(write("radon/figures/agreement.json", {"caption": "..."}))
    paths.append(str(tmp_path / "gone" / "verdict.txt"))
    claims = [("code", "supported"), ("data", "not settled"), ("data", "not settled")]
    listed = [{"kind": kind, "verdict": verdict} for kind, verdict in claims]
    return [*paths, write("claims.json", listed)]


def test_verdicts_are_counted_in_four_lines(made):
    assert ending.judged(made, 100) == [
        "Fits:          2 of 3 passed; 1 failed",
        "Exact answers: 1 of 3 agree; 1 disagrees; 1 not computed",
        "Checks:        4 of 6 without a flag; predictions: 1 flagged; "
        "predictions: 1 not judged",
        "Claims:        1 of 3 supported; data: 2 not settled",
    ]


def test_what_was_not_asked_for_is_not_counted(made):
    assert ending.judged([made[-1]], 80) == [
        "Claims: 1 of 3 supported; data: 2 not settled"
    ]
    assert ending.judged([], 80) == []


def test_lines_are_no_wider_than_the_terminal(made):
    lines = ending.judged(made, 60)
    assert max(map(len, lines)) <= 60
    assert lines[3].startswith(" " * 15)


def test_of_many_failed_fits_the_first_are_told_and_all_are_counted(tmp_path):
    paths = []
    for number in range(9):
        path = tmp_path / f"m{number}" / "verdict.txt"
        path.parent.mkdir()
        path.write_text(f"radon/m{number}: r_hat is 1.2 for mu; do so.\n")
        paths.append(str(path))
    lines = ending.complaints(paths, [], ["report.en.html"], stop=True)
    assert lines[0] == "pooling: radon/m0: r_hat is 1.2 for mu; do so."
    assert lines[5] == "pooling: and 4 more"
    assert lines[6].startswith(
        "pooling: failed fits: 9 of 9 (radon/m0, radon/m1, radon/m2"
    )
    assert len(lines) == 7
    assert len(ending.complaints(paths[:5], [], [], stop=True)) == 6


def test_a_failed_job_is_told_with_what_why_and_log(tmp_path):
    log = tmp_path / "fit.log"
    log.write_text("INFO a\nERROR first\nERROR no memory; end other programs.\n")
    missing = tmp_path / "missing.log"
    failed = [
        Failed("fit_model", "radon/m: sampling", [str(log)]),
        Failed("fit_model", "tanks/m: sampling", [str(missing)]),
    ]
    assert ending.failures(failed)[1:] == [
        "pooling: 2 jobs have failed; what was finished is kept, and the same command "
        "goes on from there.",
        "  radon/m: sampling",
        "    no memory; end other programs.",
        f"    Log: {log}",
        "  tanks/m: sampling",
        "    It ended without a word on why; it may stand above.",
    ]
    assert ending.failures([]) == []
    assert ending.failures(failed * 3)[-1] == "  and 3 more"


def test_it_is_said_where_that_is_which_was_asked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = [f"my table {number}.csv" for number in range(5)]
    for name in names:
        Path(name).touch()
    report = ["results/año/report.en.html", "results/año/report.es.html"]
    assert ending.where([], report, None) == ["Report: results/año/report.en.html"]
    (clicked,) = ending.where([], report, Path("/a b"))
    assert clicked == "Report: file:///a%20b/results/a%C3%B1o/report.en.html"
    assert ending.where([*names[:2], "gone"], [], None) == [
        "Made: my table 0.csv",
        "Made: my table 1.csv",
    ]
    assert ending.where(names, [], None)[2:] == ["Made: my table 2.csv", "and 2 more"]
    assert ending.where(["gone"], [], None) == []


@pytest.mark.parametrize("lesson", [[], [{"about": "lesson", "text": "Yes."}]])
def test_what_predictors_do_is_said_before_what_is_typical(tmp_path, lesson):
    rows = [("open", "?"), ("typical", "Typical y: 3."), ("effect", "Dose: +2.")]
    rows = lesson + [{"about": about, "text": text} for about, text in rows]
    path = tmp_path / "answers.en.json"
    path.write_text(json.dumps([{"analysis": "trial", "rows": rows}]))
    said = "Yes. Dose: +2." if lesson else "Dose: +2. Typical y: 3."
    assert ending.findings([path], 80)[2] == f"  trial  {said}"
