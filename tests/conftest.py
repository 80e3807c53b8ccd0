"""Fixtures that several groups of tests share."""

import gc
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml
from pooling.basics import files
from pooling.sampling import executables, toolchain

ROOT = Path(__file__).resolve().parent.parent
# Before numpy is loaded: the threads of one process of tests would only wait for those
# of the other, and integrals would take half as much time again.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# What `make test` says to a make that is its own; one that a test starts is none.
for name in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS"):
    os.environ.pop(name, None)
# As it was before CmdStanPy, loaded by some test, names its CmdStan there.
ENVIRONMENT = dict(os.environ)
STORE = ROOT / "build" / "executables"
# A shell lets what is in the background ignore these, and `nohup` does. That would be
# inherited by all that the tests start, and stop; a handler is not.
for number in (signal.SIGHUP, signal.SIGINT):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, lambda *_: None)

pytest_plugins = ["small_run", "slurm_node"]
# Of what is collected nothing goes: it need not be looked through for what could.
gc.disable()
# Their tests look at one finished run, and some change it for a while: of several
# processes one has them all.
OF_SMALL_RUN = (
    "tests/browser/",
    "tests/workflow/test_report_of_snakemake.py",
    "tests/workflow/test_small_run.py",
    "tests/workflow/test_versions.py",
)
# These compare with what nobody changes, as soon as it is there.
BESIDE_SMALL_RUN = (
    "tests/workflow/test_interruption.py",
    "tests/workflow/test_slurm.py",
)
# One process has all of these: the one who has the small run, or has read the library.
TOGETHER = (OF_SMALL_RUN, "tests/house/")
# What takes longest comes first; short files, which fill the gaps, come last.
IN_ORDER = (
    *OF_SMALL_RUN,
    "tests/workflow/test_formulas.py",
    "tests/workflow/test_exact_draws.py",
    *BESIDE_SMALL_RUN,
    "tests/workflow/",
    "tests/stan/",
    "tests/",
)


def pytest_collection_modifyitems(items):
    """Put tests in order, and see that those of the small run are where they belong."""
    for item in items:
        if "small" in item.fixturenames and not item.nodeid.startswith(
            OF_SMALL_RUN + BESIDE_SMALL_RUN
        ):
            raise pytest.UsageError(f"{item.nodeid}: name its file in OF_SMALL_RUN")
    items.sort(key=lambda item: [not item.nodeid.startswith(each) for each in IN_ORDER])


def pytest_collection_finish():
    """Look from now on through what tests make, and not through the tests."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config):
    """Start one process more than there are cores: some tests wait for others' work."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each process whole files, whose tests share what was costly to make."""
    if config.getoption("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class Files(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            together = (each for each in TOGETHER if nodeid.startswith(each))
            return next(map(str, together), super()._split_scope(nodeid))

    # In the order in which they were collected.
    config.option.loadscopereorder = False
    return Files(config, log)


@pytest.fixture(scope="session")
def root() -> Path:
    """Folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def cmdstan() -> dict:
    """Find the CmdStan that the workflow uses, or install it."""
    return toolchain.ensure(None, os.cpu_count() or 1)


@pytest.fixture(scope="session")
def executable(cmdstan):
    """Give the path of a compiled program, from the workflow's own store."""

    @cache
    def path(family: str, model: str) -> str:
        program = ROOT / "stan" / family / f"{model}.stan"
        stamp = executables.compile_program(program, cmdstan, STORE)
        return executables.check_executable(stamp)

    return path


@pytest.fixture(scope="session")
def lecture() -> dict:
    """Read the lecture's configuration as it is written."""
    return yaml.safe_load((ROOT / "config" / "lecture.yaml").read_text("utf-8"))


@pytest.fixture(scope="session")
def environment() -> dict[str, str]:
    """Give the environment that the tests began with."""
    return dict(ENVIRONMENT)


@pytest.fixture(scope="session")
def run():
    """Run a command and keep what it says."""

    def call(*command, folder=ROOT, environment=None) -> subprocess.CompletedProcess:
        return subprocess.run(
            [str(part) for part in command],
            cwd=folder,
            env=ENVIRONMENT | (environment or {}),
            capture_output=True,
            text=True,
        )

    return call


@pytest.fixture(scope="session")
def tool(run):
    """Run a Python tool of the environment as a module: snakemake, ruff."""

    def call(module: str, *arguments, **options) -> subprocess.CompletedProcess:
        return run(sys.executable, "-m", module, *arguments, **options)

    return call


@pytest.fixture(scope="session")
def project_files(run) -> list[Path]:
    """Files that belong to the project: tracked, or new and not ignored."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode:
        pytest.skip("not a git repository, so what is ignored is unknown")
    names = [name for name in listed.stdout.split("\0") if name]
    return [path for name in sorted(set(names)) if (path := ROOT / name).is_file()]


@pytest.fixture
def table(tmp_path):
    """Write a table and read it back as the workflow does."""
    from pooling.table import tables

    def make(text: str):
        path = tmp_path / "table.csv"
        files.write_text(path, text)
        return tables.read(path, "table.csv")

    return make
