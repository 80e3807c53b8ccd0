"""The seconds of a run's jobs, by rule."""

import re
import subprocess
import sys

import pytest
from pooling.basics import jobs
from pooling.basics.errors import PoolingError
from pooling.report import costs, timing

PATTERNS = {
    "fit_model": r"(?P<run>.+)/(?P<analysis>radon|frogs)/(?P<model>[a-z_]+)/fit_model\.log",
    "draw_figure": r"(?P<run>.+)/(?P<analysis>radon|frogs)/figures/(?P<figure>[a-z]+)\.log",
    "render_report": r".+/render_report\.(?P<language>en|es)\.log",
}


@pytest.fixture
def logs(tmp_path):
    """Write logs as jobs do."""
    for name, (cpu, wall) in {
        "radon/partial_pooling/fit_model.log": (4, 2.5),
        "frogs/no_pooling/fit_model.log": (1.5, 1),
        "radon/figures/data.log": (6.5, 7),
        "render_report.es.log": (0, 0.1),
        "radon/old_rule.log": (1, 8),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        cost = jobs.COST.format(cpu=cpu, programs=cpu / 2, wall=wall, memory=1)
        path.write_text(f"INFO something\nINFO {cost}, held ready\n")
    (tmp_path / "radon/figures/failed.log").write_text("ERROR something\n")
    return tmp_path


def test_seconds_are_added_up_by_rule_the_dearest_first(logs):
    assert costs.added(costs.of_jobs([logs], PATTERNS), "rule") == [
        {"rule": "draw_figure", "jobs": 1, "cpu": 6.5, "programs": 3.25, "wall": 7.0},
        {"rule": "fit_model", "jobs": 2, "cpu": 5.5, "programs": 2.75, "wall": 3.5},
        {"rule": "render_report", "jobs": 1, "cpu": 0.0, "programs": 0.0, "wall": 0.1},
    ]


def test_logs_are_named_one_by_one_or_by_their_folder_and_read_once(logs):
    one = logs / "radon/figures/data.log"
    assert [job["cpu"] for job in costs.of_jobs([one], PATTERNS)] == [6.5]
    assert len(costs.of_jobs([logs, one], PATTERNS)) == 4
    assert costs.of_jobs([one, logs / "none.log"], PATTERNS)[0]["log"] == one.as_posix()


def test_the_lines_end_with_the_totals(logs):
    lines = costs.as_text(costs.of_jobs([logs], PATTERNS)).splitlines()
    assert lines[1].split() == ["draw_figure", "1", "6.5", "3.2", "7.0"]
    assert lines[-2].split() == ["total", "4", "12.0", "6.0", "10.6"]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert "2.0 times" in lines[-1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_has_a_row_for_each_stage_and_rule(logs, language):
    stages = {"fit_model": "fit", "draw_figure": "figures", "render_report": "report"}
    page = timing.render(costs.of_jobs([logs], PATTERNS), stages, "<b>", language)
    rows = re.findall(r"<tr.*?</tr>", page, re.S)
    text = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in rows]
    comma = "," if language == "es" else "."
    # In the order of the data.
    title = timing.STAGES["fit"][language]
    assert text[1] == f"{title} 2 5.5 2.8 3.5".replace(".", comma)
    assert text[2] == "fit_model 2 5.5 2.8 3.5".replace(".", comma)
    assert text[3].startswith(timing.STAGES["figures"][language])
    # The bars are shares of the dearest stage: floor and rest.
    widths = re.findall(r"--floor: ([0-9.]+)%; --own: ([0-9.]+)%", page)
    assert widths[1] == ("50.00", "50.00")
    assert widths[0] == (f"{275 / 6.5:.2f}",) * 2
    assert f"2{comma}0" in page[page.index('<p class="lead">') :].split("</p>")[0]
    assert "<b></title>" not in page
    assert "draw_figure" in page
    assert page.index("radon/figures/data.log") < page.index("radon/partial_pooling")


@pytest.mark.parametrize("programs", [0, 0.009])  # as of draws without a chain
def test_a_run_without_sampler_and_compiler_has_no_floor(tmp_path, programs):
    for language in ("en", "es"):
        log = tmp_path / f"render_report.{language}.log"
        log.write_text(jobs.COST.format(cpu=1, programs=programs, wall=1, memory=1))
    found = costs.of_jobs([tmp_path], PATTERNS)
    page = timing.render(found, {"render_report": "report"}, "r", "en")
    assert "2 jobs took 2 CPU seconds.</p>" in page


def test_a_job_says_what_it_cost(tmp_path):
    """In a process of its own, because logging is set up once."""
    log = tmp_path / "job.log"
    work = f"[{sys.executable!r}, '-c', 'sum(range(2 * 10**7))']"
    body = (
        "import subprocess\nfrom pooling.basics import jobs\n"
        f"with jobs.job({str(log)!r}):\n"
        f"    sum(range(10**7))\n    subprocess.run({work})\n"
    )
    subprocess.run([sys.executable, "-c", body], check=True)
    found = costs.of_log(log)
    assert 0.05 < found["programs"] < found["cpu"] < 20
    assert 0.05 < found["wall"] < 60


def test_a_run_that_has_not_been_is_said_to_be_missing(tmp_path):
    with pytest.raises(PoolingError, match="what it cost; let a run end first"):
        costs.of_jobs([tmp_path / "nowhere"], PATTERNS)


def test_every_file_of_rules_is_a_stage_with_a_title(root):
    files = (root / "workflow" / "rules").glob("*.smk")
    having = {path.stem for path in files if "\nrule " in path.read_text("utf-8")}
    # What a run cost is not part of it, and versions are looked at afterwards.
    assert having - {"costs", "versions"} == set(timing.STAGES)
    assert all(set(title) == {"en", "es"} for title in timing.STAGES.values())
