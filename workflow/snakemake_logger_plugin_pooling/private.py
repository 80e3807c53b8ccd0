"""What is used of Snakemake beyond its documentation: all of it, and why.

An upgrade of Snakemake has this one file to look at; what each name must mean is held by
`tests/workflow/test_private_names.py`. Two places in `.snakemake` are named where they
are looked at: its locks in `pooling.basics.locks`, the scripts of its jobs in
`pooling.basics.sitecustomize`, which jobs read before anything else.
"""

from __future__ import annotations

import builtins
import logging
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from logging.handlers import QueueHandler
from pathlib import Path

import snakemake.cli
import snakemake.common.configfile
import snakemake.exceptions
import snakemake.settings.types
from snakemake.logging import logger
from snakemake.settings.types import Quietness
from snakemake_interface_executor_plugins.settings import ExecMode

# How what is said before a run begins, and is no news to who began it, starts.
TALK = (
    "Assuming unrestricted shared filesystem usage",
    "Building DAG of jobs",
    "Using ",
    "Conda environments: ignored",
    "Singularity containers: ignored",
    "Group jobs: inactive",
)
# Names of what a message carries for the handler of this package.
SAID, FACTS = "pooling_said", "pooling_facts"
WAKING = 0.2  # seconds
interrupted = threading.Event()  # Ctrl-C was typed: nothing is told any more
PROFILES: list[str] = []  # what was said of them before anything could be logged

# As they are before `replace`.
parse_pairs = snakemake.cli.parse_config
run = snakemake.cli.args_to_api


def replace(*, read_file: Callable, read_pairs: Callable, run: Callable) -> None:
    """Put functions where Snakemake has its own, before it reads its command line.

    Parameters
    ----------
    read_file : callable
        Path of `--configfile` -> dict: its own meets faults with a traceback.
    read_pairs : callable
        Pairs of `--config` -> dict: its own names none of them.
    run : callable
        Arguments, parser -> whether it succeeded: its own answers Ctrl-C with several
        lines, and not at every moment.
    """
    snakemake.common.configfile.load_configfile = read_file
    snakemake.settings.types.load_configfile = read_file
    snakemake.cli.parse_config = read_pairs
    snakemake.cli.args_to_api = run
    snakemake.cli.print = _print


def _print(*words, **named) -> None:
    """Print as ever, but keep what is said of profiles: a person did not ask for it."""
    if words and str(words[0]).startswith("Using "):
        PROFILES.append(str(words[0]))
    else:
        builtins.print(*words, **named)


def say_profiles(arguments) -> None:
    """Say of profiles what was kept, unless the run is told by this package."""
    if "pooling" not in arguments.logger:
        for words in PROFILES:
            print(words, file=sys.stderr)
        PROFILES.clear()


def wake_listeners() -> None:
    """Wake who waits for messages, again and again once Ctrl-C was typed.

    Messages reach the handler of this package through a queue and a thread. Where Ctrl-C
    interrupts the queue as it calls that thread, the next call is lost, be it the one
    that ends it, for which Snakemake waits.
    """
    interrupted.wait()
    while True:
        for handler in logger.handlers:
            if isinstance(handler, QueueHandler):
                with handler.queue.not_empty:
                    handler.queue.not_empty.notify_all()
        time.sleep(WAKING)


def say(text: str) -> None:
    """Say something, behind all that was said before and in the log file, too."""
    logger.info(text, extra={SAID: True})


def tell_facts(stages: dict[str, str], log: Path | None) -> None:
    """Tell the handler of this package what a run is about."""
    for words in PROFILES:
        logger.info(words)
    logger.info(None, extra={FACTS: {"stages": stages, "log": log}})


def of_locks(error: Exception) -> bool:
    """Say whether a workflow ended because its folder is locked."""
    return isinstance(error, snakemake.exceptions.LockException)


def of_failed_job(record: logging.LogRecord) -> bool:
    """Say whether an error is how a failed job looks to Snakemake: its command, no more."""
    return getattr(
        record, "exception", None
    ) == "RuleException" and "CalledProcessError" in str(record.msg)


def typed(arguments) -> bool:
    """Say whether parsed arguments are a user's: of a job's Snakemake they are not."""
    return arguments.mode == ExecMode.DEFAULT


def filter_messages(messages: logging.Filter) -> None:
    """Put a filter in front of whatever Snakemake says: it has no setting for silence."""
    logger.addFilter(messages)


@dataclass(frozen=True)
class Rule:
    """A rule, asked for what the documentation shows of a rule's own names only."""

    _rule: object

    @property
    def name(self) -> str:
        """Name of the rule."""
        return self._rule.name

    @property
    def file(self) -> Path:
        """File that it is written in: costs are added up by stage."""
        return Path(self._rule.snakefile)

    @property
    def outputs(self) -> list[str]:
        """Its outputs, wildcards in braces: what can be asked for is named."""
        return [str(path) for path in self._rule.output]

    @property
    def log(self) -> str | None:
        """Regular expression of its log, if it has one: costs are read from logs."""
        return self._rule.log[0].regex().pattern if self._rule.log else None

    def wildcards(self, path: str) -> dict[str, str] | None:
        """Tell the wildcards with which it makes a file, or that it does not."""
        if not self._rule.is_producer(path):
            return None
        return self._rule.get_wildcards(path)


@dataclass(frozen=True)
class Failed:
    """A job that has failed: what it was to do, and where it has written why."""

    rule: str
    about: str
    logs: list[str]


@dataclass(frozen=True)
class Inside:
    """A workflow, asked for what only Snakemake's own code asks it for."""

    _workflow: object

    @property
    def called_here(self) -> bool:
        """Whether a user called this Snakemake: those of jobs say nothing again."""
        return self._workflow.is_main_process

    def note_written(self, path: str) -> None:
        """Let Snakemake know of an input that was written while it plans.

        It lists each folder once, at any moment of the planning, and takes what is not on
        the list for missing.
        """
        cache = getattr(self._workflow, "iocache", None)  # there is none before the plan
        if cache is not None:
            cache.exists_local[path] = True

    @property
    def on_node(self) -> bool:
        """Whether it runs where a job was sent: `onstart` is not for it."""
        return self._workflow.remote_exec

    @property
    def one_machine(self) -> bool:
        """Whether all jobs run here. Snakemake knows it once the rules are read."""
        return not (self._workflow.non_local_exec or self._workflow.remote_exec)

    @property
    def read_from(self) -> Path:
        """Folder of the file that is being read, be it that of a module."""
        return Path(self._workflow.current_basedir)

    @property
    def configfiles(self) -> list[Path]:
        """All files that the configuration was read from: sentences name them."""
        return [Path(path) for path in self._workflow.configfiles]

    @property
    def configfiles_given(self) -> list[Path]:
        """Those of `--configfile`: they belong to a command that is to be typed."""
        return [Path(path) for path in self._workflow.config_settings.configfiles]

    @property
    def targets(self) -> set[str]:
        """What was asked for, as it was typed: a sealed run may be looked at."""
        return set(self._workflow.dag_settings.targets)

    @property
    def rules(self) -> Iterator[Rule]:
        """All rules that were read so far."""
        return map(Rule, self._workflow.rules)

    @property
    def planned_only(self) -> bool:
        """Whether this is a dry run, which is known while a workflow is executed."""
        return self._workflow.dryrun

    @property
    def silent(self) -> bool:
        """Whether `--quiet all` was said: the last line is left out, too."""
        return Quietness.ALL in (self._workflow.output_settings.quiet or ())

    @property
    def made(self) -> list[str]:
        """Outputs of all jobs of an executed workflow: what they found is judged."""
        return _outputs(self._workflow.dag.jobs)

    @property
    def asked(self) -> list[str]:
        """Outputs of its jobs that were asked for."""
        return _outputs(self._workflow.dag.targetjobs)

    @property
    def wanted(self) -> list[str]:
        """What was asked for: outputs, or where a rule has none what it brings about."""
        jobs = self._workflow.dag.targetjobs
        return list(
            dict.fromkeys(str(path) for j in jobs for path in j.output or j.input)
        )

    @property
    def log(self) -> Path | None:
        """File of all that Snakemake says; None in a dry run."""
        found = self._workflow.logger_manager.get_logfile()
        return Path(found[0]) if found else None

    @property
    def failed(self) -> list[Failed]:
        """Jobs that have failed for good."""
        scheduler = getattr(self._workflow, "scheduler", None)
        jobs = scheduler.failed if scheduler else ()
        singles = (job for each in jobs for job in (each if each.is_group() else [each]))
        return [
            Failed(job.rule.name, job.message or job.rule.name, [str(p) for p in job.log])
            for job in singles
        ]

    def ask_before_targets(self, known: Callable[[str, bool], bool]) -> None:
        """Show each target to a function: Snakemake names none that is like it.

        Snakemake looks for what makes the targets long after the Snakefile is read, and
        asks this of each of them before.

        Parameters
        ----------
        known : callable
            Target, whether it is the name of a rule -> the same, if it returns at all.
        """
        is_rule = self._workflow.is_rule
        self._workflow.is_rule = lambda name: known(name, is_rule(name))

    def surround(
        self,
        *,
        before: Callable | None = None,
        after: Callable | None = None,
        broken: Callable | None = None,
    ) -> None:
        """Call a function before or after a workflow is executed, planned ones too.

        Snakemake's hooks are left out with `--no-hooks`, and where nothing is to be made.
        The last one is called with the error in which it ends, before that is told.
        """
        execute = self._workflow.execute

        def executed(*arguments, **named):
            if before:
                before()
            try:
                found = execute(*arguments, **named)
            except Exception as error:
                if broken:
                    broken(error)
                raise
            if after:
                after()
            return found

        self._workflow.execute = executed

    def lift_limit(self) -> None:
        """Take away the limit of jobs a second, in `onstart`.

        It starts one more timer with every job that ends, each of which weighs all ready
        jobs once a second: most of Snakemake's time. No option is without it.
        """
        self._workflow.scheduler.job_rate_limiter = None

    def weigh_few(self) -> None:
        """Weigh no more of the ready jobs at a step than twice what can begin, in `onstart`.

        Each that is weighed is asked for its resources anew, and all its inputs for their
        sizes. `--scheduler-subsample` is one number for any machine, and may ask for less.
        """
        few, scheduler = 2 * self._workflow.cores, self._workflow.scheduler
        scheduler.subsample = min(scheduler.subsample or few, few)


def _outputs(jobs: Iterable) -> list[str]:
    return list(dict.fromkeys(str(path) for job in jobs for path in job.output))
