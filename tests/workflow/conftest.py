"""Plans of what would run next, and ways to change a finished run."""

import os
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from small_run import keep_programs, small_tables


@dataclass
class Plan:
    """What a dry run says it would do."""

    text: str

    @property
    def rules(self) -> Counter:
        """Rule -> number of jobs."""
        table = self.text.partition("Job stats:")[2]
        rows = re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)
        found = Counter({name: int(count) for name, count in rows})
        found.pop("total", None)
        return found

    def subjects(self, words: str) -> set[str]:
        """Tell what the jobs with such a message are about: ``analysis/model``."""
        said = re.findall(r"^Job \d+: (.*)$", self.text, re.MULTILINE)
        pattern = re.compile(words.replace("*", "([a-z0-9_/.]+)"))
        return {found[1] for text in said if (found := pattern.fullmatch(text))}

    @property
    def compiled(self):
        """Programs that would be compiled."""
        return self.subjects(r"Compiling *")

    @property
    def prepared(self):
        """Analyses whose tables would be prepared."""
        return self.subjects(r"*: preparing the table")

    @property
    def laid_out(self):
        """Fits whose Stan data would be written."""
        return self.subjects(r"*: writing the data of the Stan program")

    @property
    def sampled(self):
        """Fits that would be sampled."""
        return self.subjects(r"*: sampling")

    @property
    def diagnosed(self):
        """Fits that would be diagnosed."""
        return self.subjects(r"*: diagnosing the fit")

    @property
    def integrated(self):
        """Fits whose exact posteriors would be computed."""
        return self.subjects(r"*: computing the exact posterior")

    @property
    def compared(self):
        """Fits that would be compared with their exact posteriors."""
        return self.subjects(r"*: comparing with the exact posterior")

    @property
    def left_out(self):
        """Fits whose observations and groups would be left out."""
        return self.subjects(r"*: leaving observations and groups out")

    @property
    def checked(self):
        """Fits whose predictions would be checked."""
        return self.subjects(r"*: checking the predictions")

    @property
    def drawn(self):
        """Analyses with a figure that would be drawn, of them or of their fits."""
        return {name.split("/")[0] for name in self.subjects(r"*: drawing \w+")}

    @property
    def nothing(self) -> bool:
        """Whether nothing would be done."""
        return "Nothing to be done" in self.text


@pytest.fixture(scope="session")
def plan(asked):
    """Make a dry run, and give its plan."""

    def call(folder: Path, *arguments, environment=None) -> Plan:
        done = asked(
            folder, "--dry-run", "--cores", 2, *arguments, environment=environment
        )
        text = done.stdout + done.stderr
        assert done.returncode == 0, text
        return Plan(text)

    return call


@pytest.fixture
def next_plan(small, plan):
    """Plan what the small run would do again, with a changed configuration or not."""

    def call(*arguments, config="small", environment=None) -> Plan:
        path = small.folder / "config" / f"{config}.yaml"
        return plan(
            small.folder,
            "--configfile",
            path,
            *arguments,
            environment=small.environment | (environment or {}),
        )

    return call


@pytest.fixture
def edit(small):
    """Change a file of the copy for one test, and put it back with its time."""
    kept = []

    def change(path: str, addition: str | None) -> None:
        file = small.folder / path
        kept.append((file, file.read_bytes(), file.stat()))
        if addition:
            with open(file, "a", encoding="utf-8") as text:
                text.write(addition)
        else:
            os.utime(file)

    yield change
    for file, content, times in kept:
        file.write_bytes(content)
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.fixture(scope="session")
def beside(root, tmp_path_factory) -> Path:
    """Make a folder with the small tables, in which the project itself is run."""
    folder = tmp_path_factory.mktemp("beside")
    small_tables(folder / "small")
    keep_programs(folder, root)
    return folder


@pytest.fixture(scope="session")
def snakefmt() -> str:
    """Find the formatter of Snakefiles."""
    return str(Path(sys.executable).parent / "snakefmt")
