"""The seconds of a run's jobs, by rule."""

import subprocess
import sys

import pytest
from pooling import costs, jobs
from pooling.errors import PoolingError

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
        cost = jobs.COST.format(cpu=cpu, programs=cpu / 2, wall=wall)
        path.write_text(f"INFO something\nINFO {cost}, held ready\n")
    (tmp_path / "radon/figures/failed.log").write_text("ERROR something\n")
    return tmp_path


def test_seconds_are_added_up_by_rule_the_dearest_first(logs):
    assert costs.by_rule(logs, PATTERNS) == [
        {"rule": "draw_figure", "jobs": 1, "cpu": 6.5, "programs": 3.25, "wall": 7.0},
        {"rule": "fit_model", "jobs": 2, "cpu": 5.5, "programs": 2.75, "wall": 3.5},
        {"rule": "render_report", "jobs": 1, "cpu": 0.0, "programs": 0.0, "wall": 0.1},
    ]


def test_the_lines_end_with_the_totals(logs):
    lines = costs.as_text(costs.by_rule(logs, PATTERNS)).splitlines()
    assert lines[1].split() == ["draw_figure", "1", "6.5", "3.2", "7.0"]
    assert lines[-2].split() == ["total", "4", "12.0", "6.0", "10.6"]
    assert len({len(line) for line in lines[:-1]}) == 1
    assert "2.0 times" in lines[-1]


def test_a_job_says_what_it_cost(tmp_path):
    """In a process of its own, because logging is set up once."""
    log = tmp_path / "job.log"
    work = f"[{sys.executable!r}, '-c', 'sum(range(2 * 10**7))']"
    body = (
        "import subprocess\nfrom pooling import jobs\n"
        f"with jobs.job({str(log)!r}):\n"
        f"    sum(range(10**7))\n    subprocess.run({work})\n"
    )
    subprocess.run([sys.executable, "-c", body], check=True)
    found = costs.of_log(log)
    assert 0.05 < found["programs"] < found["cpu"] < 20
    assert 0.05 < found["wall"] < 60


def test_a_run_that_has_not_been_is_said_to_be_missing(tmp_path):
    with pytest.raises(PoolingError, match="what it cost; let a run end first"):
        costs.by_rule(tmp_path / "nowhere", PATTERNS)
