"""Killed at random moments, in a second copy of the project, and the same bytes."""

import contextlib
import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import h5py
import psutil
import pytest
import yaml
from pooling.basics import files
from pooling.basics.seeds import seed_of
from pooling.run import manifest
from small_run import LEFT_OUT, keep_programs, small_tables

SOON = 300.0  # seconds, on a machine that does much else
# No chain of it ends by itself while a test runs.
ENDLESS = {"draws": 100_000, "thin": 100}
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
FEW = [
    "results/small/coins/explore.json",
    "results/small/coins/partial_pooling/posterior_predictive.json",
    "results/small/coins/figures/posterior_marginals.svg",
]


@pytest.fixture
def second(root, small_written, tmp_path):
    """Copy the project, as another clone would have it, with the small run to be made."""
    folder = tmp_path / "clone"
    shutil.copytree(root, folder, ignore=LEFT_OUT)
    small_tables(folder / "small")
    keep_programs(folder, root)
    (folder / "config" / "small.yaml").write_text(
        yaml.safe_dump(small_written, sort_keys=False)
    )
    return folder


@pytest.fixture
def begin(second, begun):
    """Start Snakemake there; what it says is in ``words.log``."""

    def call(*targets, config="small"):
        given = ("--cores", 2, *targets, "--configfile", f"config/{config}.yaml")
        return begun(second, second / "words.log", *given)

    return call


@pytest.fixture
def ask(second, asked):
    """Ask for what ends by itself."""

    def call(*targets):
        return asked(
            second,
            *("--cores", 2, *targets, "--configfile", "config/small.yaml"),
            environment={"PYTHONPATH": str(second / "workflow")},
        )

    return call


def words(second: Path) -> str:
    """Give what the last run said."""
    return (second / "words.log").read_text("utf-8", "replace")


def logged(second: Path) -> str:
    """Give what Snakemake has said, in the files of its own."""
    logs = (second / ".snakemake" / "log").glob("*")
    return "".join(path.read_text("utf-8", "replace") for path in logs)


def unlock(ask, second, targets) -> None:
    """Remove the locks that a killed run has left, as it says that it is done."""
    if not list((second / ".snakemake" / "locks").glob("*")):
        return
    stopped = ask(*targets)
    assert stopped.returncode == 1
    begun = 'pooling: a Snakemake that was killed has left locks in ".snakemake"; '
    said = (stopped.stdout + stopped.stderr).splitlines()
    (told,) = (line for line in said if line.startswith(begun))
    arguments = shlex.split(told.rpartition("again: snakemake ")[2])
    assert ask(*arguments).returncode == 0


def kill(begin, ask, second, targets, moments) -> int:
    """Kill runs after some seconds each; say how many were still at work."""
    killed = 0
    for number, moment in enumerate(moments):
        run = begin(*targets)
        try:
            assert run.wait(moment) == 0, "it stopped by itself"
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, SIGNALS[number % len(SIGNALS)])
            run.wait()
            unlock(ask, second, targets)
            killed += 1
    return killed


def finish(begin, second, targets) -> None:
    """Let the last run end."""
    assert begin(*targets).wait() == 0, words(second)[-4000:]
    assert not list((second / "results").rglob(".*.part.*"))


def test_a_killed_run_goes_on_to_the_same_bytes(begin, ask, second, small):
    moments = [random.uniform(1.5, 4.5) for _ in SIGNALS]
    assert kill(begin, ask, second, FEW, moments), moments
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


def at_work(second, program="") -> list[psutil.Process]:
    """Find the processes that are at work in a folder."""
    found = []
    for process in psutil.process_iter():
        # One that has ended is nowhere; what only the place tells takes a tenth of the time.
        with contextlib.suppress(OSError, psutil.NoSuchProcess):
            if os.readlink(f"/proc/{process.pid}/cwd") == str(second):
                found += [process] if program in " ".join(process.cmdline()) else []
    return found


def long_run(second, name, seed, **sampling) -> None:
    """Configure a run of one model by its seed and by how long it takes."""
    settings = yaml.safe_load((second / "config" / "small.yaml").read_text())
    settings |= {"run": "long", "seed": seed}
    settings["sampling"] |= sampling
    settings["analyses"] = {"means": settings["analyses"]["means"]}
    (second / "config" / f"{name}.yaml").write_text(yaml.safe_dump(settings))


def test_nothing_of_a_run_outlives_it_or_touches_the_next_one(begin, second):
    """Its jobs and their chains have process groups of their own."""
    target = "results/long/means/partial_pooling/posterior.nc"
    long_run(second, "first", seed=1, **ENDLESS)
    long_run(second, "next", seed=2, draws=200)
    ways = {
        "terminal closed": lambda run: os.killpg(run.pid, signal.SIGHUP),
        "terminated": lambda run: os.killpg(run.pid, signal.SIGTERM),
        "Ctrl-C": lambda run: os.killpg(run.pid, signal.SIGINT),
        "all killed": lambda run: os.killpg(run.pid, signal.SIGKILL),
        "Snakemake killed alone": lambda run: run.kill(),
    }
    for way, end in ways.items():
        run = begin(target, config="first")
        until = time.monotonic() + SOON
        while not at_work(second, " id=1 "):  # a chain
            assert run.poll() is None, words(second)[-4000:]
            assert time.monotonic() < until
            time.sleep(0.1)
        held = [
            p for p in at_work(second, "pooling.basics.prefork") if p.ppid() == run.pid
        ]
        (folder,) = (Path(p.cmdline()[3]).parent for p in held)
        assert folder.exists()
        end(run)
        until = time.monotonic() + SOON
        while at_work(second) or folder.exists():
            assert time.monotonic() < until, (way, at_work(second))
            time.sleep(0.1)
        assert run.wait() != 0
        assert "Traceback" not in words(second), way
        if way == "Ctrl-C":
            said = words(second).partition("Sampling: 1 job\n")[2]
            assert said.startswith("\npooling: interrupted; type the same command again")
            assert len(said.splitlines()) == 2
        shutil.rmtree(second / ".snakemake" / "locks", ignore_errors=True)
    assert begin(target, config="next").wait() == 0, words(second)[-4000:]
    with h5py.File(second / target) as stored:
        assert stored.attrs["seed"] == seed_of(2, "means", "partial_pooling")
        assert stored["posterior"]["mu_alpha"].shape == (2, 200)


def test_ctrl_c_is_answered_with_one_sentence_at_any_moment(begin, second):
    long_run(second, "first", seed=1, **ENDLESS)
    target = "results/long/means/partial_pooling/posterior.nc"
    for moment in ("Building DAG", "Job stats:", "Execute 1 jobs"):
        for old in (second / ".snakemake" / "log").glob("*"):
            old.unlink()
        run = begin(target, config="first")
        until = time.monotonic() + SOON
        while moment not in logged(second):
            assert run.poll() is None, words(second)[-4000:]
            assert time.monotonic() < until
            time.sleep(0.01)
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(SOON) == 1, moment
        said = words(second)
        assert said.endswith(
            "\npooling: interrupted; type the same command again to go on: what was "
            "finished is kept.\n"
        ), (moment, said)
        for fault in ("Traceback", "KeyboardInterrupt", "Error"):
            assert fault not in said, (moment, said)
        assert not list((second / ".snakemake" / "locks").glob("*"))


LOST = """
import gc, os, signal, time
import snakemake_logger_plugin_pooling as own

own.AGAIN, own.prefork.let_go = 0.5, lambda: None

class Cleared:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(10))

signal.signal(signal.SIGINT, own.interrupted)
try:
    {how}
    time.sleep(5)
    print("went on")
except KeyboardInterrupt:
    print("ended")
finally:
    signal.setitimer(signal.ITIMER_REAL, 0)
begun = None
gc.collect()  # what nobody asked for is told of by then
"""
WAITING = """
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(5)
    except KeyboardInterrupt:
        pass"""


TASK = """
    import asyncio
    async def stop():
        os.kill(os.getpid(), signal.SIGINT)
        sum(range(10))
    loop = asyncio.new_event_loop()
    begun = loop.create_task(stop())
    loop.run_until_complete(asyncio.sleep(5))"""


@pytest.mark.parametrize("how", ["Cleared()", WAITING, TASK])
def test_ctrl_c_ends_what_dropped_it(run, root, how):
    """It is dropped where Python clears up, by who waits for tasks, or told of a task."""
    path = {"PYTHONPATH": str(root / "workflow")}
    done = run(sys.executable, "-c", LOST.replace("{how}", how), environment=path)
    assert done.stdout == "ended\n"
    assert done.stderr.count("\n") == 2  # the sentence and nothing else
    assert "interrupted" in done.stderr


@pytest.mark.slow
def test_a_whole_run_killed_a_dozen_times_is_the_undisturbed_one(
    begin, ask, second, small
):
    moments = [random.uniform(3, 40) for _ in range(12)]
    assert kill(begin, ask, second, [], moments) >= 6, moments
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
