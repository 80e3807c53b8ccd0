"""What the handler of this package makes of the events of Snakemake."""

import json
import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.common import LogEvent
from snakemake_logger_plugin_pooling import private
from snakemake_logger_plugin_pooling.terminal import LogHandler


@dataclass
class Settings:
    """What Snakemake tells a handler of the command line."""

    dryrun: bool = False
    verbose: bool = False
    debug_dag: bool = False
    printshellcmds: bool = False
    quiet: Sequence = ()


@pytest.fixture
def handler(monkeypatch):
    """Make a handler that tells events, given by what Snakemake says with them."""
    monkeypatch.setenv("CI", "true")

    def make(**settings):
        quiet = settings.pop("quiet", ())
        own = Settings(quiet=[Quietness[each] for each in quiet], **settings)
        made = LogHandler(own, None)

        def tell(event=None, words=None, level=logging.INFO, **more):
            record = logging.LogRecord("snakemake", level, "", 0, words, (), None)
            record.__dict__ |= ({"event": event} if event else {}) | more
            made.emit(record)

        made.tell = tell
        return made

    return make


def begin(handler, **jobs):
    """Tell how a run begins."""
    facts = {"stages": {"fit_model": "fit"}, "log": ".snakemake/log/1.log"}
    handler.tell(**{private.FACTS: facts})
    handler.tell(LogEvent.WORKFLOW_STARTED, "Workflow has started!")
    handler.tell(words="Building DAG of jobs...")
    handler.tell(words="Creating conda environment x ...")
    stats = {**jobs, "total": sum(jobs.values())}
    handler.tell(LogEvent.RUN_INFO, "Job stats: ...", stats=stats)


def job(number, rule, *outputs, log=(), message=None):
    """Say what Snakemake announces of a job."""
    return {
        "jobid": number,
        "rule_name": rule,
        "output": list(outputs),
        "log": list(log),
        "rule_msg": message,
    }


def test_a_run_is_told_in_few_words(handler, tmp_path, capsys):
    fit = tmp_path / "radon" / "partial_pooling"
    fit.mkdir(parents=True)
    found = {name: {"value": 1} for name in ("r_hat", "ess_bulk", "ess_tail")}
    found |= {"verdict": "passed", "divergences": {"value": 0}}
    (fit / "diagnostics.json").write_text(json.dumps(found))
    own = handler()
    begin(own, fit_model=1, diagnose_fit=1)
    for number, rule in ((4, "fit_model"), (5, "diagnose_fit")):
        path = str(fit / ("verdict.txt" if rule == "diagnose_fit" else "posterior.nc"))
        own.tell(words="Select jobs to execute...")
        own.tell(LogEvent.JOB_STARTED, "Execute 1 jobs...", jobs=[number])
        own.tell(LogEvent.JOB_INFO, " Rule: ...", **job(number, rule, path))
        own.tell(LogEvent.SHELLCMD, "Shell command: None", shellcmd=None)
        own.tell(LogEvent.JOB_FINISHED, "Finished jobid", job_id=number)
        own.tell(LogEvent.PROGRESS, None, done=number - 3, total=2)
    own.tell(words="What was found", **{private.SAID: True})
    own.tell(words="Complete log(s): 1.log")
    assert capsys.readouterr().err.splitlines() == [
        "Creating conda environment x ...",
        "2 jobs to do; in detail: .snakemake/log/1.log",
        "Sampling: 1 job",
        "radon/partial_pooling       passed, R-hat 1.0000, ESS 1, 0 divergences",
        "What was found",
    ]


def test_nothing_is_told_after_ctrl_c(handler, capsys, monkeypatch):
    monkeypatch.setattr(private, "interrupted", threading.Event())
    own = handler()
    private.interrupted.set()
    begin(own, fit_model=1)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("asked", ["dryrun", "verbose", "debug_dag", "printshellcmds"])
def test_who_asks_for_snakemakes_own_words_has_them(handler, asked, capsys):
    own = handler(**{asked: True})
    assert not own.writes_to_stream
    begin(own, fit_model=1)
    own.close()
    assert capsys.readouterr().err == ""
    assert handler().writes_to_stream


@pytest.mark.parametrize(
    ("quiet", "said"),
    [
        (["PROGRESS"], "Creating|1 job to do|an end|wrong"),
        (["RULES"], "Creating|1 job to do|Sampling|an end|wrong"),
        (["HOST", "REASON"], "Creating|Sampling|an end|wrong"),
        (["ALL"], "wrong"),
    ],
)
def test_what_is_to_be_quiet_is_left_out_but_no_error(handler, quiet, said, capsys):
    own = handler(quiet=quiet)
    begin(own, fit_model=1)
    own.tell(LogEvent.JOB_INFO, " Rule: ...", **job(1, "fit_model"))
    own.tell(words="an end", **{private.SAID: True})
    own.tell(LogEvent.ERROR, "wrong", logging.ERROR, exception="WorkflowError")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(said.split("|"))
    for line, words in zip(lines, said.split("|"), strict=True):
        assert line.startswith(words)


def test_of_a_failed_job_the_run_says_what_it_waits_for_and_its_end_the_rest(
    handler, capsys
):
    own = handler()
    begin(own, fit_model=3)
    for number in (1, 2):
        said = job(number, "fit_model", message=f"radon/m{number}: sampling")
        own.tell(LogEvent.JOB_INFO, " Rule: ...", **said)
    text = "RuleException:\nCalledProcessError in file"
    own.tell(LogEvent.ERROR, text, logging.ERROR, exception="RuleException")
    own.tell(LogEvent.JOB_ERROR, "Error in rule", logging.ERROR, **job(1, "fit_model"))
    own.tell(words="Exiting because a job execution failed.", level=logging.ERROR)
    own.tell(LogEvent.JOB_INFO, " Rule: ...", **job(1, "fit_model", message="radon/m1"))
    told = capsys.readouterr().err.splitlines()[2:]
    assert told == [
        "Sampling: 3 jobs",
        "radon/m1: sampling: failed; waiting for 1 other",
        "radon/m1: tried again",
    ]


def test_any_other_error_or_warning_is_passed_on(handler, capsys):
    own = handler()
    own.tell(LogEvent.ERROR, "MissingInput", logging.ERROR, exception="MissingInput")
    own.tell(words="a warning", level=logging.WARNING)
    own.tell(words="Nothing to be done (all requested files are present).")
    said = capsys.readouterr().err
    assert "MissingInput" in said
    assert "a warning" in said
    assert "Nothing to be done" in said
