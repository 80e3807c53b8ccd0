"""What the terminal says while a run goes: counts, time left, finished fits, one bar."""

import io
import json
import os
import pty
import re
import subprocess
import sys
import termios
import time

import pytest
from pooling.run import screens
from pooling.run.progress import Job, Progress, remaining

STAGES = {"fit_model": "fit", "diagnose_fit": "check", "all": "Snakefile"}


@pytest.fixture
def progress():
    """Give a run of five jobs."""
    return Progress({"fit_model": 2, "diagnose_fit": 2, "all": 1}, STAGES, 0.0)


def sampled(folder, cost="cost: 3.00 CPU s, 2.00 of them in programs it ran; 4.25 s"):
    """Write the log of a job that samples, and give that job."""
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / "fit_model.log"
    log.write_text(f"INFO {cost}\n")
    return Job("fit_model", (str(folder / "posterior.nc"),), (str(log),))


def diagnosed(folder, r_hat=1.00123, divergences=0, verdict="passed"):
    """Write what was found of a fit, and give the job that judges it."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {
        "verdict": verdict,
        "r_hat": {"value": r_hat},
        "ess_bulk": {"value": 1519.4},
        "ess_tail": {"value": 1801.0},
        "divergences": {"value": divergences},
    }
    (folder / "diagnostics.json").write_text(json.dumps(found))
    return Job("diagnose_fit", (str(folder / "verdict.txt"),))


def test_a_stage_is_said_once_with_its_jobs_and_one_without_words_not_at_all(progress):
    assert progress.start(1, Job("fit_model")) == "Sampling: 2 jobs"
    assert progress.start(2, Job("fit_model")) is None
    assert progress.start(3, Job("diagnose_fit")) == "Checks of the sampler: 2 jobs"
    assert progress.start(4, Job("all")) is None


def test_a_finished_fit_is_told_by_its_own_records(progress, tmp_path):
    folder = tmp_path / "radon" / "partial_pooling"
    progress.start(1, sampled(folder))
    assert progress.end(1, 5.0) is None
    progress.start(2, diagnosed(folder, divergences=1, verdict="failed"))
    assert progress.end(2, 6.0).split(maxsplit=1) == [
        "radon/partial_pooling",
        "failed, R-hat 1.0012, ESS 1519, 1 divergence, 4.2 s",
    ]


def test_a_fit_that_was_not_sampled_now_has_no_seconds(progress, tmp_path):
    folder = tmp_path / "radon" / "no_pooling"
    sampled(folder)  # by an earlier run, that is
    progress.start(1, diagnosed(folder))
    assert progress.end(1, 1.0).endswith("0 divergences")


def test_chains_of_their_own_count_as_the_longest_of_them(progress, tmp_path):
    folder = tmp_path / "radon" / "no_pooling"
    for number, seconds in enumerate((1.5, 9.0)):
        log = tmp_path / f"chain.{number}.log"
        log.write_text(
            f"INFO cost: 1.00 CPU s, 1.00 of them in programs it ran; {seconds:.2f} s\n"
        )
        job = Job("sample_chain", (f"{folder}/chains/{number}.csv",), (str(log),))
        progress.start(number, job)
        progress.end(number, 9.0)
    progress.start(2, sampled(folder))
    progress.end(2, 14.0)
    progress.start(3, diagnosed(folder))
    assert progress.end(3, 15.0).endswith(", 13.2 s")


def test_the_stage_is_that_of_the_job_that_is_longest_at_work(progress):
    assert progress.stage == ""
    progress.start(1, Job("diagnose_fit", began=2.0))
    progress.start(2, Job("fit_model", began=1.0))
    progress.start(3, Job("all", began=0.0))
    assert progress.stage == "Sampling"
    progress.end(2, 3.0)
    assert progress.stage == "Checks of the sampler"


def test_time_left_is_what_like_jobs_took_side_by_side():
    """Two at a time: fits of 10 s, of which 2 of 6 are done, and checks of 1 s."""
    progress = Progress({"fit_model": 6, "diagnose_fit": 4}, STAGES, 0.0)
    assert progress.left(20.0) is None
    for number in (1, 2):
        progress.start(number, Job("fit_model", began=0.0))
    for number in (1, 2):
        progress.end(number, 10.0)
    for number in (3, 4):
        progress.start(number, Job("diagnose_fit", began=10.0))
        progress.end(number, 11.0)
    assert progress.left(11.0) == pytest.approx((4 * 10 + 2 * 1) / 2)
    progress.start(5, Job("fit_model", began=11.0))
    progress.start(6, Job("fit_model", began=11.0))
    assert progress.left(15.0) == pytest.approx((4 * 10 + 2 * 1 - 8) / 2)


def test_jobs_that_wait_in_a_queue_end_as_those_before_them():
    """All are sent at once and end one after the other, one in 30 s."""
    progress = Progress({"fit_model": 10}, STAGES, 0.0)
    for number in range(10):
        progress.start(number, Job("fit_model", began=0.0))
    for number in range(4):
        progress.end(number, 30.0 * (number + 1))
    assert progress.left(120.0) == pytest.approx(6 * 30)


def test_a_rule_that_was_not_met_yet_is_taken_for_a_usual_one():
    progress = Progress({"fit_model": 1, "diagnose_fit": 3}, STAGES, 0.0)
    progress.start(1, Job("fit_model", began=0.0))
    progress.end(1, 8.0)
    assert progress.left(8.0) == pytest.approx(24.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (0.0, "about 10 s left"),
        (34.0, "about 30 s left"),
        (80.0, "about 1 min left"),
        (400.0, "about 7 min left"),
    ],
)
def test_time_left_is_said_no_finer_than_it_is_known(seconds, words):
    assert remaining(seconds) == words


def test_plain_lines_tell_each_tenth_of_many_jobs_once():
    written = io.StringIO()
    lines = screens.Lines(written)
    progress = Progress({"fit_model": 388}, STAGES, time.monotonic())
    for number in range(388):
        progress.start(number, Job("fit_model", began=time.monotonic()))
        lines.show(progress)
        progress.end(number, time.monotonic())
        lines.show(progress)
    told = [line.partition(" of ")[0] for line in written.getvalue().splitlines()]
    assert told == [str(-(-388 * tenth // 10)) for tenth in range(1, 10)]


def test_of_a_few_jobs_tenths_are_not_told():
    written = io.StringIO()
    progress = Progress({"fit_model": 7}, STAGES, time.monotonic())
    progress.end(1, 1.0)
    screens.Lines(written).show(progress)
    assert written.getvalue() == ""


# As a run would: a job writes to the same terminal, be it half a line, to both streams.
SCRIPT = """
import os, subprocess, sys, time
from pooling.run import screens
from pooling.run.progress import Job, Progress

screen = screens.of_this()
assert isinstance(screen, screens.Bar)
screen.say("before")
progress = Progress({"fit_model": 4}, {"fit_model": "fit"}, time.monotonic())
screen.begin(progress)
for number in range(3):
    progress.start(number, Job("fit_model", began=time.monotonic()))
    screen.show(progress)
    words = f"printf 'job {number} '; sleep 0.05; echo says; echo error {number} >&2"
    subprocess.run(["sh", "-c", words], check=True)
    progress.end(number, time.monotonic())
    screen.say(f"fit {number}")
    screen.show(progress)
print("the end", file=sys.stderr)
screen.close()
screen.close()
print("after", file=sys.stderr)
assert sys.stderr.isatty() and os.isatty(1)
"""


def looked_at(said: bytes) -> list[str]:
    """Give the lines that are left on a terminal."""
    shown = []
    for line in said.decode().replace("\r\n", "\n").split("\n"):
        cells: list[str] = []
        for part in re.sub(r"\x1b\[A", "", line).split("\r"):
            text = part.removeprefix("\x1b[K")
            if text != part:
                cells.clear()
            cells[: len(text)] = list(text)
        shown.append("".join(cells).rstrip())
    return shown


def in_terminal(*command, environment=None, columns=100) -> tuple[int, bytes]:
    """Run a command in a terminal of its own; give exit status and all it wrote."""
    own, other = pty.openpty()
    termios.tcsetwinsize(other, (24, columns))
    run = subprocess.Popen(
        command,
        stdin=other,
        stdout=other,
        stderr=other,
        env={n: v for n, v in os.environ.items() if n != "CI"}
        | {"TERM": "xterm", **(environment or {})},
        start_new_session=True,
    )
    os.close(other)
    said = b""
    while True:
        try:
            read = os.read(own, 1 << 16)
        except OSError:  # so a terminal ends
            read = b""
        if not read:
            break
        said += read
    os.close(own)
    return run.wait(), said


def test_one_bar_stands_below_all_that_is_said_and_nothing_of_it_is_left():
    code, said = in_terminal(sys.executable, "-c", SCRIPT)
    assert code == 0, said.decode()
    assert "Planning the run ..." in said.decode()
    assert re.search(r"Sampling .* 2 of 4 jobs, 00:00", said.decode())
    shown = [line for line in looked_at(said) if line]
    own = [
        line for number in range(3) for line in (f"job {number} says", f"fit {number}")
    ]
    own += [f"error {number}" for number in range(3)]
    assert sorted(shown) == sorted(["before", *own, "the end", "after"])
    assert shown[0] == "before"
    assert shown[-2:] == ["the end", "after"]


@pytest.mark.parametrize(
    ("plain", "columns"), [({"TERM": "dumb"}, 100), ({"CI": "true"}, 100), ({}, 0)]
)
def test_where_no_line_can_be_redrawn_there_is_no_bar(plain, columns):
    script = "from pooling.run import screens; print(type(screens.of_this()).__name__)"
    code, said = in_terminal(
        sys.executable, "-c", script, environment=plain, columns=columns
    )
    assert (code, said.strip()) == (0, b"Lines")
