"""Killed at random moments, in a second copy of the project, and the same bytes."""

import os
import random
import shutil
import signal
import subprocess
import sys

import pytest
from pooling import files, manifest
from small_run import LEFT_OUT, keep_programs, small_tables

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
FEW = [
    "results/small/coins/explore.json",
    "results/small/coins/partial_pooling/posterior_predictive.json",
    "results/small/coins/figures/posterior_marginals.svg",
]


@pytest.fixture
def second(root, small, tmp_path):
    """Copy the project, as another clone would have it, with the small run to be made."""
    folder = tmp_path / "clone"
    shutil.copytree(root, folder, ignore=LEFT_OUT)
    small_tables(folder / "small")
    keep_programs(folder, root)
    shutil.copy(small.folder / "config" / "small.yaml", folder / "config")
    return folder


@pytest.fixture
def begin(second, environment):
    """Start Snakemake there in a group of processes of its own."""
    started = []

    def call(*targets):
        command = [sys.executable, "-m", "snakemake", "--cores", "2", *targets]
        with open(second / "words.log", "ab") as words:
            run = subprocess.Popen(
                [*command, "--configfile", "config/small.yaml"],
                cwd=second,
                env=environment | {"PYTHONPATH": str(second / "workflow")},
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A shell that starts the tests in the background ignores SIGINT.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        started.append(run)
        return run

    yield call
    for run in started:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()


def kill(begin, targets, moments) -> int:
    """Kill runs after some seconds each; say how many were still at work."""
    killed = 0
    for number, moment in enumerate(moments):
        run = begin(*targets)
        try:
            assert run.wait(moment) == 0, "it stopped by itself"
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, SIGNALS[number % len(SIGNALS)])
            run.wait()
            killed += 1
    return killed


def finish(begin, second, targets) -> None:
    """Let the last run end; it needs no cleaning."""
    done = begin(*targets).wait()
    said = (second / "words.log").read_text("utf-8", "replace")
    assert done == 0, said[-4000:]
    assert "cannot be locked" not in said
    assert not list((second / "results").rglob(".*.part.*"))


def test_a_killed_run_goes_on_to_the_same_bytes(begin, second, small):
    moments = [random.uniform(1.5, 4.5) for _ in SIGNALS]
    assert kill(begin, FEW, moments), moments
    finish(begin, second, FEW)
    made = [
        path
        for path in (second / "results" / "small").rglob("*")
        if path.is_file()
        and path.relative_to(second / "results" / "small").parts[0] not in manifest.APART
    ]
    assert {second / target for target in FEW} <= set(made)
    for path in made:
        other = small.results / path.relative_to(second / "results" / "small")
        assert path.read_bytes() == other.read_bytes(), (path, moments)


@pytest.mark.slow
def test_a_whole_run_killed_a_dozen_times_is_the_undisturbed_one(begin, second, small):
    moments = [random.uniform(3, 40) for _ in range(12)]
    assert kill(begin, [], moments) >= 6, moments
    finish(begin, second, [])
    ours, theirs = (
        files.read_json(folder / manifest.NAME)
        for folder in (second / "results" / "small", small.results)
    )
    assert manifest.changes(theirs["results"], ours["results"]) == {
        "changed": [],
        "gone": [],
        "new": [],
    }
    assert ours == theirs
