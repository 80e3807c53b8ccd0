"""What is used of Snakemake beyond its documentation, asked of a workflow of two jobs.

Each test holds one name of `snakemake_logger_plugin_pooling.private`: it fails when the
name is gone from Snakemake, and when it means something else.
"""

import ast
import importlib.util
import json
import logging
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path

import pytest
import snakemake.api
from pooling.basics import prefork
from snakemake_logger_plugin_pooling import private

SNAKEFILE = """
import json, os, threading
from snakemake_logger_plugin_pooling import private
from snakemake_logger_plugin_pooling.private import Inside

configfile: "own.yaml"
inside = Inside(workflow)

def tell(when, *names, **found):
    found |= {"when": when} | {name: getattr(inside, name) for name in names}
    with open("told.json", "a") as out:
        print(json.dumps(found, default=plain), file=out)

def plain(each):
    return sorted(each) if isinstance(each, set) else str(each)

def known(name, is_rule):
    tell("target", name=name, is_rule=is_rule)
    return is_rule

timers = []

class Timer(threading.Timer):
    def __init__(self, *arguments, **named):
        timers.append(self)
        super().__init__(*arguments, **named)

threading.Timer = Timer
if inside.called_here:
    inside.surround(
        before=lambda: tell("before", "targets", "configfiles", "configfiles_given"),
        after=lambda: tell(
            "after",
            *("planned_only", "silent", "made", "asked", "wanted", "log"),
            timers=len(timers),
        ),
        broken=lambda error: tell(
            "broken", "failed", "log", error=error, locks=private.of_locks(error)
        ),
    )

onstart:
    limited = workflow.scheduler.job_rate_limiter is not None
    inside.lift_limit()
    samples = []
    for asked in (None, 16, 1):
        workflow.scheduler.subsample = asked
        inside.weigh_few()
        samples.append(workflow.scheduler.subsample / workflow.cores)
    tell("start", "one_machine", limited=limited, samples=samples, cores=workflow.cores)
    if not inside.one_machine:
        os._exit(0)  # nothing is sent anywhere

rule first:
    output: "{letter}.first"
    log: "logs/{letter}.log"
    wildcard_constraints: letter="[a-z]"
    script: "first.py"

include: "other.smk"
inside.ask_before_targets(known)
tell(
    "read", "called_here", "on_node", "read_from",
    rules=[
        [rule.name, rule.file.name, rule.outputs, rule.log, rule.wildcards("a.first")]
        for rule in inside.rules
    ],
)
"""
OTHER = """
rule last:
    input: "a.first"
    output: "last"
    run: open(output[0], "w").close()

rule both:
    input: "last", "a.first"

rule fails:
    output: "fails"
    log: "logs/fails.log"
    message: "Failing as asked"
    script: "fails.py"
"""
SCRIPT = """
import json, sys
json.dump([sys.orig_argv, sorted(sys.modules)], open(snakemake.output[0], "w"))
"""


@dataclass
class Told:
    """What a run of the two jobs has told, and left."""

    folder: Path
    events: list[dict]

    def when(self, when: str) -> list[dict]:
        """All that was told at a point of the run."""
        return [event for event in self.events if event["when"] == when]

    def once(self, when: str) -> dict:
        """What was told at a point that is passed once."""
        (found,) = self.when(when)
        return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Write a workflow of two jobs."""
    folder = tmp_path_factory.mktemp("private")
    for name, text in {
        "Snakefile": SNAKEFILE,
        "other.smk": OTHER,
        "first.py": SCRIPT,
        "own.yaml": "a: 1\n",
        "given.yaml": "b: 2\n",
        "fails.py": "raise SystemExit(3)\n",
    }.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def run_of(folder, asked):
    """Ask for something there; give what was told, and what was answered."""

    def call(*arguments):
        told = folder / "told.json"
        told.unlink(missing_ok=True)
        done = asked(folder, "--cores", 1, *arguments)
        lines = told.read_text().splitlines() if told.exists() else []
        return Told(folder, [json.loads(line) for line in lines]), done

    return call


@pytest.fixture(scope="module")
def planned(run_of):
    """Plan the two jobs; one of them was made before the others look."""
    return run_of("--dry-run", "--configfile", "given.yaml", "--", "last")[0]


@pytest.fixture(scope="module")
def made(planned, run_of):
    """Make what both jobs make."""
    told, done = run_of("--configfile", "given.yaml", "--", "last")
    assert done.returncode == 0, done.stderr
    return told


@pytest.fixture(scope="module")
def again(made, run_of):
    """Ask once more, without a word."""
    return run_of("--quiet", "all", "--", "last")[0]


def test_no_other_file_asks_for_what_is_not_documented(root):
    rules = [root / "Snakefile", *(root / "workflow" / "rules").glob("*.smk")]
    library = set((root / "workflow").rglob("*.py")) - {Path(private.__file__)}
    for path in [*rules, *library]:
        text = path.read_text("utf-8")
        imported = re.findall(r"^\s*(?:from|import) snakemake\.(\S+)", text, re.MULTILINE)
        assert set(imported) <= {"utils"}, path
        if path in rules:
            asked_for = re.findall(r"(?<![/\w])workflow\.(\w+)", text)
            assert set(asked_for) <= {"basedir", "cores"}, path


def test_called_here_is_a_user_and_no_job(made):
    """The rule with `run:` starts a Snakemake of its own."""
    assert [event["called_here"] for event in made.when("read")] == [True, False]


def test_on_node_is_a_job_that_was_sent(made, run_of):
    assert not any(event["on_node"] for event in made.when("read"))
    told, _ = run_of("--mode", "remote", "--target-jobs", "last:", "--", "last")
    (read,) = (event for event in told.when("read") if event["on_node"])
    assert not read["called_here"]


def test_an_input_that_is_written_while_a_run_is_planned_is_not_missing(tmp_path):
    """Its folder was listed before, without it: the rule's first job was looked at."""
    (tmp_path / "Snakefile").write_text(
        """
import pathlib
from snakemake_logger_plugin_pooling.private import Inside

inside = Inside(workflow)

def late(wildcards):
    path = f"kept/{wildcards.name}"
    workflow.iocache.exists_local.has_inventory.add("kept")
    pathlib.Path("kept").mkdir(exist_ok=True)
    pathlib.Path(path).write_text("here")
    inside.note_written(path)
    return path

rule copy:
    input: late
    output: "made/{name}"
    shell: "cp {input} {output}"
""",
        "utf-8",
    )
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "made/a"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "made" / "a").read_text() == "here"


def test_one_machine_is_not_where_jobs_are_sent(made, run_of):
    assert made.once("start")["one_machine"]
    # It ends before it could send a job, or remove its locks.
    sent, _ = run_of(
        "--executor", "slurm", "--jobs", 2, "--nolock", "--forceall", "--", "last"
    )
    assert not sent.once("start")["one_machine"]


def test_configfiles_are_all_and_those_given(made, again):
    given, own = (made.folder / name for name in ("given.yaml", "own.yaml"))
    found = made.once("before")
    assert found["configfiles_given"] == [str(given)]
    assert [made.folder / path for path in found["configfiles"]] == [given, own]
    assert again.once("before")["configfiles_given"] == []


def test_targets_are_what_was_typed(planned):
    assert planned.once("before")["targets"] == ["last"]


def test_rules_tell_their_names_files_outputs_logs_and_wildcards(planned):
    first, last, *_ = planned.once("read")["rules"]
    assert first[:3] == ["first", "Snakefile", ["{letter,[a-z]}.first"]]
    assert re.fullmatch(first[3], "logs/b.log")
    assert not re.fullmatch(first[3], "logs/B.log")
    assert first[4] == {"letter": "a"}
    assert last == ["last", "other.smk", ["last"], None, None]


def test_each_target_is_shown_before_it_is_looked_for(planned, run_of):
    """Snakemake's own sentence of a target that nothing makes comes after."""
    assert {"when": "target", "name": "last", "is_rule": True} in planned.events
    told, done = run_of("--dry-run", "--", "lost")
    assert done.returncode != 0
    assert {"when": "target", "name": "lost", "is_rule": False} in told.events


def test_a_workflow_is_surrounded_whatever_it_does(planned, made, again, run_of):
    """A plan, a run, one with nothing to do, and one without hooks."""
    for told in (planned, made, again):
        points = [e["when"] for e in told.events if e["when"] in ("before", "after")]
        assert points == ["before", "after"]
    told, _ = run_of("--no-hooks", "--forceall", "--", "last")
    assert not told.when("start")
    assert told.when("before")
    assert told.when("after")


def test_before_is_before_any_plan(planned):
    points = [event["when"] for event in planned.events]
    assert points.index("before") < points.index("target")


def test_planned_only_is_a_dry_run(planned, made, again):
    found = [told.once("after")["planned_only"] for told in (planned, made, again)]
    assert found == [True, False, False]


def test_silent_is_what_quiet_all_asks_for(made, again):
    assert not made.once("after")["silent"]
    assert again.once("after")["silent"]


def test_made_and_asked_are_outputs_with_nothing_to_do_too(made, again):
    for told in (made, again):
        found = told.once("after")
        assert sorted(found["made"]) == ["a.first", "last"]
        assert found["asked"] == ["last"]


def test_the_file_that_is_read_has_a_folder(planned):
    assert planned.once("read")["read_from"] == str(planned.folder)


def test_what_a_rule_without_outputs_brings_about_is_wanted(made, run_of):
    assert made.once("after")["wanted"] == ["last"]
    told, _ = run_of("--", "both")
    assert told.once("after")["wanted"] == ["last", "a.first"]


def test_the_log_has_all_that_snakemake_says(made, planned):
    path = Path(made.once("after")["log"])
    assert path.parent == made.folder / ".snakemake" / "log"
    assert "rule last:" in path.read_text()
    assert planned.once("after")["log"] is None


def test_a_failed_job_is_told_with_its_words_and_its_log(run_of, made):
    told, done = run_of("--", "fails")
    assert done.returncode == 1
    assert not told.when("after")
    (failed,) = told.once("broken")["failed"]
    assert "about='Failing as asked'" in failed
    assert "logs=['logs/fails.log']" in failed
    assert not told.once("broken")["locks"]


def test_what_snakemake_says_of_a_failed_job_is_known(run_of, made):
    """So that the terminal need not say it again; how it looks is what is held here."""
    _, done = run_of("--logger", "pooling", "--", "fails")
    assert done.returncode == 1
    assert "CalledProcessError" not in done.stderr
    assert "Exiting because" not in done.stderr
    log = max((made.folder / ".snakemake" / "log").iterdir())
    assert "RuleException:\nCalledProcessError" in log.read_text()
    assert "Exiting because a job execution failed" in log.read_text()


def test_talk_is_what_snakemake_says_before_a_run(run_of, made):
    """Each of it, and nothing that is not said any more; the rest is passed on."""
    _, done = run_of("--forceall", "--", "last")
    said = [line for line in done.stderr.splitlines() if line]
    for words in private.TALK[:3]:
        assert any(line.startswith(words) for line in said), words
    sources = "".join(
        path.read_text("utf-8")
        for path in Path(snakemake.api.__file__).parent.glob("*.py")
    )
    for words in private.TALK:
        assert f'"{words}' in sources, words


def test_profiles_are_named_where_this_package_does_not_tell_the_run(run_of, made):
    (made.folder / "profiles" / "default").mkdir(parents=True, exist_ok=True)
    profile = made.folder / "profiles" / "default" / "config.yaml"
    words = "Using workflow specific profile profiles/default"
    try:
        profile.write_text("quiet: [reason]\n")
        _, done = run_of("--dry-run", "--", "last")
        assert words in done.stderr
        profile.write_text("logger: [pooling]\n")
        _, done = run_of("--forceall", "--", "last")
        assert words not in done.stderr
    finally:
        shutil.rmtree(made.folder / "profiles")


def test_the_limit_of_jobs_is_there_and_without_it_no_timer_is_started(made):
    from snakemake.scheduling.job_scheduler import JobScheduler

    assert made.once("start")["limited"]
    assert made.once("after")["timers"] == 0
    assert "job_rate_limiter" in JobScheduler.schedule.__code__.co_names


def test_no_more_jobs_are_weighed_than_twice_what_can_begin(made):
    from snakemake.scheduling.job_scheduler import JobScheduler

    started = made.once("start")
    assert started["samples"] == [2, min(2, 16 / started["cores"]), 1 / started["cores"]]
    assert "subsample" in JobScheduler.schedule.__code__.co_names


def test_functions_are_read_where_they_are_replaced(asked, folder):
    """Snakemake reads `--configfile` twice, under two names, and both are replaced."""
    assert private.parse_pairs(["number=1"]) == {"number": 1}
    (folder / "bad.yaml").write_text("a: 1\na: 2\n")
    for arguments, words in (
        (("--configfile", "bad.yaml"), 'the key "a" stands in line 1'),
        (("--config", "a"), "--config a: write a name and a value"),
    ):
        done = asked(folder, "--cores", 1, "--dry-run", *arguments)
        assert done.returncode == 1
        assert done.stderr.startswith("pooling: ")
        assert words in done.stderr


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("snakemake.common.configfile", "load_configfile"),
        ("snakemake.settings.types", "load_configfile"),
        ("snakemake.cli", "parse_config"),
        ("snakemake.cli", "args_to_api"),
        ("snakemake.cli", "print"),
    ],
)
def test_what_is_replaced_is_called_by_its_name(module, name):
    """A function that is no longer called there would be replaced in vain."""
    path = importlib.util.find_spec(module).origin
    tree = ast.parse(Path(path).read_text("utf-8"))
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert name in called | defined


@pytest.mark.parametrize(("mode", "typed"), [("default", True), ("subprocess", False)])
def test_typed_is_a_command_line_without_a_mode_of_jobs(mode, typed):
    import snakemake.cli

    _, arguments = snakemake.cli.parse_args(["--cores", "1", "--mode", mode])
    assert private.typed(arguments) == typed


def test_a_filter_stands_before_what_snakemake_says():
    from snakemake.logging import logger

    class Kept(logging.Filter):
        records = ()

        def filter(self, record):
            self.records = (*self.records, record.getMessage())
            return False

    kept = Kept()
    private.filter_messages(kept)
    try:
        logger.error("a word")
    finally:
        logger.removeFilter(kept)
    assert kept.records == ("a word",)


def test_who_waits_for_messages_is_woken_after_ctrl_c(monkeypatch):
    """A queue that was interrupted as it called takes the call before for the next one."""
    from snakemake.logging import logger

    monkeypatch.setattr(private, "interrupted", threading.Event())
    waiting = queue.Queue()
    handler, listener = QueueHandler(waiting), QueueListener(waiting)
    logger.addHandler(handler)
    try:
        listener.start()
        while not waiting.not_empty._waiters:
            time.sleep(0.01)
        left = threading.Lock()
        left.acquire()
        waiting.not_empty._waiters.appendleft(left)
        ending = threading.Thread(target=listener.stop, daemon=True)
        ending.start()
        ending.join(0.5)
        assert ending.is_alive()  # it would be for ever
        threading.Thread(target=private.wake_listeners, daemon=True).start()
        private.interrupted.set()
        ending.join(10)
        assert not ending.is_alive()
    finally:
        logger.removeHandler(handler)


def test_scripts_are_started_from_where_they_are_looked_for(made):
    """Python and the script, as its first argument: so it is told from other Pythons.

    `tests/unit/test_prefork.py` holds that this is where they are looked for.
    """
    started, modules = json.loads((made.folder / "a.first").read_text())
    assert ".snakemake/scripts/" in started[1]
    of_snakemake = {name for name in prefork.HELD if name.startswith("snakemake")}
    assert of_snakemake
    # The last comes with what most jobs are given, and not with their first lines.
    assert of_snakemake - set(modules) == {"snakemake.io"}


def test_locks_are_files_in_their_folder(folder, run_of):
    """While it is at work, and after it was killed."""
    (folder / "Snakefile").write_text(
        SNAKEFILE + '\nrule killed:\n    output: "never"\n    shell: "kill -9 $PPID"\n'
    )
    _, done = run_of("--", "never")
    locked, _ = run_of("--", "never")
    (folder / "Snakefile").write_text(SNAKEFILE)
    assert done.returncode != 0
    assert locked.once("broken")["locks"]
    assert any((folder / ".snakemake" / "locks").glob("*.lock"))
