"""How far a run is, as its terminal tells it: stages, jobs, time left, finished fits."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pooling.basics import files
from pooling.checks.verdict import VERDICT
from pooling.report import costs
from pooling.report.words import STAGES

SURE = 5.0  # seconds, and a twentieth of the jobs: before, time left is a guess
WIDTH = 26  # letters of a fit's name, so that its numbers stand below each other
# Outputs of jobs that draw: results/<run>/<analysis>/<model>/...
DRAWN = re.compile(r"(?P<fit>.+)/(?P<kind>posterior\.nc|chains(?=/\d+\.csv)).*")


@dataclass(frozen=True)
class Job:
    """One job, as Snakemake announces it.

    Parameters
    ----------
    rule : str
        Its rule.
    outputs, logs : tuple of str
        Paths.
    began : float
        When, in seconds of some clock.
    about : str
        What it does, in a few words.
    """

    rule: str
    outputs: tuple[str, ...] = ()
    logs: tuple[str, ...] = ()
    began: float = 0.0
    about: str = ""


class Progress:
    """What is done of a run, and what that lets one expect.

    Parameters
    ----------
    jobs : dict of int
        Rule -> number of its jobs.
    stages : dict of str
        Rule -> stage, a key of `STAGES`; those that have no words are passed over.
    now : float
        Seconds of a clock.
    """

    def __init__(self, jobs: dict[str, int], stages: dict[str, str], now: float):
        self.jobs = dict(jobs)
        self.stages = {rule: stages.get(rule) for rule in self.jobs}
        self.total = sum(self.jobs.values())
        self.done = 0
        self.began = now
        self._running: dict[int, Job] = {}
        self._ended: Counter[str] = Counter()
        self._took: Counter[str] = Counter()
        self._seen: set[str] = set()
        self._logs: dict[tuple[str, str], list[str]] = {}

    def start(self, number: int, job: Job) -> str | None:
        """Note that a job begins; give the title of its stage where that is new."""
        self._running[number] = job
        for output in job.outputs:
            if drawn := DRAWN.fullmatch(output):
                logs = self._logs.setdefault((drawn["fit"], drawn["kind"]), [])
                logs.extend(job.logs)
        stage = self.stages.get(job.rule)
        if stage not in STAGES or stage in self._seen:
            return None
        self._seen.add(stage)
        count = sum(n for rule, n in self.jobs.items() if self.stages[rule] == stage)
        return f"{STAGES[stage]['en']}: {count} job{'s' * (count != 1)}"

    def end(self, number: int, now: float) -> str | None:
        """Note that a job is done; give a line on the fit where that is finished."""
        self.done += 1
        job = self._running.pop(number, None)
        if job is None:
            return None
        self._ended[job.rule] += 1
        self._took[job.rule] += now - job.began
        folders = [Path(path).parent for path in job.outputs if path.endswith(VERDICT)]
        return self._fit(folders[0]) if folders else None

    def fail(self, number: int) -> Job | None:
        """Note that a job has failed; give the job."""
        return self._running.pop(number, None)

    @property
    def running(self) -> int:
        """Number of jobs at work."""
        return len(self._running)

    @property
    def stage(self) -> str:
        """Title of the stage that is waited for: that of the job longest at work."""
        known = [job for job in self._running.values() if self.stages.get(job.rule)]
        told = [job for job in known if self.stages[job.rule] in STAGES]
        if not told:
            return ""
        longest = min(told, key=lambda job: job.began)
        return STAGES[self.stages[longest.rule]]["en"]

    def left(self, now: float) -> float | None:
        """Expect how many seconds are left; None while nothing is known yet.

        The jobs that are left take what others of their rule took, or else what all did
        on average, and run side by side as those did. Where all of that is over, as on a
        cluster, whose jobs wait while they count as running, they end as others did.
        """
        spent = now - self.began
        if spent < SURE or 20 * self.done < self.total:
            return None
        took = sum(self._took.values())
        usual = took / max(1, sum(self._ended.values()))
        work = 0.0
        for rule, count in self.jobs.items():
            ended = self._ended[rule]
            work += (count - ended) * (self._took[rule] / ended if ended else usual)
        running = sum(now - job.began for job in self._running.values())
        beside = (took + running) / spent
        if work <= running:
            return spent * (self.total - self.done) / max(1, self.done)
        return (work - running) / max(beside, 1e-9)

    def _fit(self, folder: Path) -> str:
        """Say how a fit went, by its own records."""
        from pooling.checks import diagnostics  # numpy, which no start needs

        diagnosed = files.read_json(folder / "diagnostics.json")
        name = "/".join(folder.parts[-2:])
        line = f"{name:{WIDTH}}  {diagnostics.one_line(diagnosed)}"
        seconds = self._seconds(folder.as_posix())
        return line if seconds is None else f"{line}, {seconds:.1f} s"

    def _seconds(self, fit: str) -> float | None:
        """Read what drawing took; None where none of it was done in this run."""

        def walls(*kinds: str) -> list[float]:
            logs = [
                Path(log) for kind in kinds for log in self._logs.get((fit, kind), ())
            ]
            ended = [costs.of_log(log) for log in logs if log.exists()]
            return [cost["wall"] for cost in ended if cost]

        sampled = walls("posterior.nc")
        # Chains that are jobs of their own run side by side.
        return max(walls("chains"), default=0.0) + sampled[-1] if sampled else None


def remaining(seconds: float | None) -> str:
    """Say how much time is left, no finer than it can be known."""
    if seconds is None:
        return ""
    if seconds < 50:
        return f"about {max(10, round(seconds, -1)):.0f} s left"
    return f"about {max(1, round(seconds / 60)):.0f} min left"
