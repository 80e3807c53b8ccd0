"""Reasons in place of results, and what a run says of them at its end."""

import json
import logging

import pytest
from pooling.basics import files, jobs, not_computed
from pooling.basics.errors import PoolingError
from pooling.run import ending

SUFFIXES = (".json", ".csv", ".nc", ".svg", ".png", ".pdf")
WHY = not_computed.Missing('=no "grid" for $x_ñ$, so.', True, "logs/a.log")


@pytest.fixture
def optional(tmp_path, monkeypatch):
    """Start a job that must not stop a run, without pytest's own log handlers."""
    handlers = []
    outputs = [tmp_path / f"made{suffix}" for suffix in SUFFIXES]

    def begin():
        monkeypatch.setattr(logging.getLogger(), "handlers", handlers)
        return jobs.job(tmp_path / "job.log", instead=outputs)

    yield outputs, begin
    logging.captureWarnings(False)
    for handler in handlers:
        handler.close()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_reason_is_read_as_it_was_written(tmp_path, suffix):
    path = tmp_path / f"result{suffix}"
    not_computed.write(path, WHY)
    assert not_computed.read(path) == WHY
    with pytest.raises(not_computed.NotComputed) as found:
        not_computed.need([path])
    assert found.value.missing == WHY


def test_a_result_is_no_reason(tmp_path):
    files.write_json(tmp_path / "a.json", {"mean": 1})
    files.write_csv(tmp_path / "a.csv", {"mean": [1]})
    not_computed.need([tmp_path / "a.json", tmp_path / "a.csv"])


@pytest.mark.parametrize(
    ("error", "fault"), [(PoolingError("no grid."), False), (KeyError("lost"), True)]
)
def test_what_must_not_stop_a_run_says_why(optional, tmp_path, capsys, error, fault):
    outputs, start = optional
    with start():
        raise error
    found = [not_computed.read(path) for path in outputs]
    assert len(set(found)) == 1
    assert found[0].fault is fault
    assert error.args[0] in found[0].because
    log = (tmp_path / "job.log").read_text()
    assert ("Traceback" in log) is fault
    assert ("a fault of the program" in capsys.readouterr().err) is fault


@pytest.mark.parametrize(
    ("error", "said"),
    [(MemoryError(), "run fewer jobs at once"), (FileNotFoundError("gone"), "gone")],
)
def test_what_the_machine_lacks_ends_the_job(optional, tmp_path, error, said):
    outputs, start = optional
    with pytest.raises(SystemExit) as ended, start():
        raise error
    assert ended.value.code == 1
    assert said in jobs.failure(tmp_path / "job.log")
    assert not any(path.exists() for path in outputs)


def test_what_reads_a_missing_result_is_missing_for_the_same_reason(optional, tmp_path):
    outputs, start = optional
    not_computed.write(tmp_path / "first.csv", WHY)
    with start():
        not_computed.need([tmp_path / "first.csv"])
    assert {not_computed.read(path) for path in outputs} == {WHY}


def test_a_guarded_file_says_why_it_may_not_be_read(tmp_path):
    files.write_json(tmp_path / "a.json", [])
    not_computed.write(tmp_path / "b.json", WHY)
    paths = {"a": tmp_path / "a.json", "b": tmp_path / "b.json", "c": tmp_path / "a.json"}
    guarded = not_computed.Guarded(paths, {"c": WHY})
    assert json.loads(guarded["a"].read_text()) == []
    for kind in "bc":
        with pytest.raises(not_computed.NotComputed):
            guarded[kind]


def test_of_several_results_each_stands_or_falls_alone(optional, tmp_path, capsys):
    _, start = optional
    first, second, third = (
        str(tmp_path / name) for name in ("a.json", "b.json", "c.json")
    )

    def broken(what):
        raise KeyError(what)

    with start():
        made = {first: lambda: broken(1), second: lambda: [2], third: lambda: broken(3)}
        jobs.each_alone(made, tmp_path / "job.log")
    assert files.read_json(second) == [2]
    told = capsys.readouterr().err.splitlines()
    for path, line in zip((first, third), told, strict=True):
        assert not_computed.read(path).fault
        assert line.startswith(f"pooling: {path} is not computed, because: KeyError: ")
    *each, last = ending.complaints([first, second, third], [], [], stop=True)
    assert len(each) == 2
    assert last.startswith("pooling: not computed: 2 ")
    with pytest.raises(SystemExit), start():
        jobs.each_alone(
            {first: lambda: (tmp_path / "gone").read_text()}, tmp_path / "job.log"
        )


@pytest.mark.parametrize(
    ("fault", "asked", "fails"),
    [(True, False, True), (False, False, False), (False, True, True)],
)
def test_a_fault_and_what_was_asked_for_make_a_run_fail(tmp_path, fault, asked, fails):
    path = str(tmp_path / "figure.png")
    not_computed.write(path, not_computed.Missing("no grid.", fault, "a.log"))
    said = ending.complaints([path], [path] if asked else [], [], stop=True)
    assert bool(said) is fails
    if fails:
        assert path in said[-1]


def test_a_failed_fit_makes_a_run_fail_in_its_last_line(tmp_path):
    paths = []
    for fit, verdict in (("a/x", ": passed."), ("b/x", ": r_hat is 2; raise draws.")):
        paths.append(tmp_path / fit / "verdict.txt")
        files.write_text(paths[-1], f"{fit}{verdict}\n")
    said = ending.complaints(paths, [], ["report.en.html"], stop=True)
    assert said[0] == "pooling: b/x: r_hat is 2; raise draws."
    assert said[-1].startswith("pooling: failed fits: 1 of 2 (b/x); what rests on")
    assert "report.en.html" in said[-1]
    assert ending.complaints(paths, [], [], stop=False) == []
