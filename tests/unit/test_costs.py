"""The seconds of a run's jobs, by rule."""

import pytest
from pooling import costs
from pooling.errors import PoolingError

HEADER = "s\th:m:s\tmax_rss\tcpu_time\n"
PATTERNS = {
    "fit_model": r"(?P<run>.+)/(?P<analysis>radon|frogs)/(?P<model>[a-z_]+)/fit_model\.tsv",
    "draw_figure": r"(?P<run>.+)/(?P<analysis>radon|frogs)/figures/(?P<figure>[a-z]+)\.tsv",
    "render_report": r".+/render_report\.(?P<language>en|es)\.tsv",
}


@pytest.fixture
def benchmarks(tmp_path):
    """Write benchmark files as Snakemake does."""
    for name, rows in {
        "radon/partial_pooling/fit_model.tsv": ["2.5\t0:00:02\t9.0\t4.0"],
        "frogs/no_pooling/fit_model.tsv": ["1.0\t0:00:01\t9.0\t1.5"],
        # A job that was measured twice, and one too short to be measured.
        "radon/figures/data.tsv": ["3.0\t0:00:03\t9.0\t3.0", "4.0\t0:00:04\t9.0\t3.5"],
        "render_report.es.tsv": ["0.1\t0:00:00\tNA\tNA"],
        "radon/old_rule.tsv": ["8.0\t0:00:08\t9.0\t1.0"],
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return tmp_path


def test_seconds_are_added_up_by_rule_the_dearest_first(benchmarks):
    assert costs.by_rule(benchmarks, PATTERNS) == [
        {"rule": "draw_figure", "jobs": 2, "cpu": 6.5, "wall": 7.0},
        {"rule": "fit_model", "jobs": 2, "cpu": 5.5, "wall": 3.5},
        {"rule": costs.OTHER, "jobs": 1, "cpu": 1.0, "wall": 8.0},
        {"rule": "render_report", "jobs": 1, "cpu": 0.0, "wall": 0.1},
    ]


def test_the_lines_end_with_the_totals(benchmarks):
    lines = costs.as_text(costs.by_rule(benchmarks, PATTERNS)).splitlines()
    assert lines[0].split() == ["rule", "jobs", "CPU", "s", "wall", "s"]
    assert lines[1].split() == ["draw_figure", "2", "6.5", "7.0"]
    assert lines[-1].split() == ["total", "6", "13.0", "18.6"]
    assert len({len(line) for line in lines}) == 1


def test_a_run_that_has_not_been_is_said_to_be_missing(tmp_path):
    with pytest.raises(PoolingError, match="has no benchmarks; let a run end first"):
        costs.by_rule(tmp_path / "nowhere", PATTERNS)
