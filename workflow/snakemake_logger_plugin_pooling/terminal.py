"""What a run says while it goes: Snakemake's events, told as a person would.

The words and what they rest on are the library's (`pooling.run.progress`,
`pooling.run.screens`). Whoever asks for Snakemake's own words has them: with `--dry-run`,
`--verbose`, `--printshellcmds` and `--debug-dag` this handler is silent, and Snakemake's
takes its place. In Snakemake's log file everything stands in any case.
"""

from __future__ import annotations

import logging
import time

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_pooling import private


class LogHandler(LogHandlerBase):
    """Tell a run in few words."""

    def __post_init__(self):
        own = self.common_settings
        self._speaks = not (
            own.dryrun or own.verbose or own.debug_dag or own.printshellcmds
        )
        self._quiet = {each.name.lower() for each in own.quiet or ()}
        self._progress = None
        self._stages, self._log = {}, None
        self._failed, self._trouble = {}, False
        if self._speaks:
            from pooling.run import screens

            self._screen = screens.of_this()

    @property
    def writes_to_stream(self) -> bool:
        """Whether Snakemake's own handler is not needed."""
        return self._speaks

    writes_to_file = needs_rulegraph = False
    has_filter = has_formatter = True

    def emit(self, record: logging.LogRecord) -> None:
        """Tell an event; what goes wrong in telling it must not stop the run."""
        if not self._speaks or private.interrupted.is_set():
            return
        try:
            self._tell(record)
        except Exception:
            self.handleError(record)

    def close(self) -> None:
        """Leave the screen as it was."""
        if self._speaks:
            self._screen.close()
        super().close()

    def _tell(self, record: logging.LogRecord) -> None:
        event = getattr(record, "event", None)
        facts = getattr(record, private.FACTS, None)
        if facts is not None:
            self._stages, self._log = facts["stages"], facts["log"]
        elif event == LogEvent.RUN_INFO:
            self._begin(dict(record.stats))
        elif event == LogEvent.JOB_INFO and self._progress:
            self._start(record)
        elif event == LogEvent.JOB_FINISHED and self._progress:
            self._end(record)
        elif event == LogEvent.JOB_ERROR:
            self._fail(record)
        elif getattr(record, private.SAID, False):
            self._say(record.getMessage())
        elif record.levelno >= logging.WARNING:
            self._warn(record, event)
        elif event is None and self._progress is None:
            text = str(record.msg or "")
            if text and not text.startswith(private.TALK):
                self._say(text)

    def _say(self, text: str, about: str = "") -> None:
        if not {"all", about} & self._quiet:
            self._screen.say(text)

    def _begin(self, stats: dict[str, int]) -> None:
        from pooling.run.progress import Progress

        total = stats.pop("total")
        self._progress = Progress(stats, self._stages, time.monotonic())
        where = f"; in detail: {self._log}" if self._log else ""
        self._say(f"{total} job{'s' * (total != 1)} to do{where}", "host")
        if not {"all", "progress"} & self._quiet:
            self._screen.begin(self._progress)

    def _show(self) -> None:
        if not {"all", "progress"} & self._quiet:
            self._screen.show(self._progress)

    def _start(self, record: logging.LogRecord) -> None:
        from pooling.run.progress import Job

        job = Job(
            record.rule_name,
            tuple(record.output),
            tuple(record.log),
            time.monotonic(),
            record.rule_msg or record.rule_name,
        )
        title = self._progress.start(record.jobid, job)
        if self._failed.pop(record.jobid, None):
            self._say(f"{job.about}: tried again")
        if title and not {"all", "progress"} & self._quiet:
            self._screen.stage(title)
        self._show()

    def _end(self, record: logging.LogRecord) -> None:
        line = self._progress.end(record.job_id, time.monotonic())
        if line:
            self._say(line, "rules")
        self._show()

    def _fail(self, record: logging.LogRecord) -> None:
        self._trouble = True
        job = self._progress.fail(record.jobid) if self._progress else None
        if job is None:
            return
        self._failed[record.jobid] = job
        if others := self._progress.running:
            waits = f"waiting for {others} other{'s' * (others != 1)}"
            because = f": {record.rule_msg}" if record.rule_msg else ""
            self._say(f"{job.about}: failed{because}; {waits}", "rules")

    def _warn(self, record: logging.LogRecord, event) -> None:
        """Pass on what Snakemake warns of, but not what it says of a failed job again."""
        error = record.levelno >= logging.ERROR
        if private.of_failed_job(record) or (error and event is None and self._trouble):
            return
        self._trouble |= event is not None
        if error or "all" not in self._quiet:
            self._screen.say(str(record.msg))
