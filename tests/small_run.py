"""A small run of all families, finished once for all tests that look at a run."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import yaml
from pooling.basics import prefork_client

# What Python has compiled is kept: where it may write none, each of hundreds of jobs would
# compile the library anew.
LEFT_OUT = shutil.ignore_patterns(".*", "results", "build", "*.egg-info", "tests")
# Put on Python's path, it writes down which library files a script needs: of what it has
# asked for, and what that asks for in turn. Others may be held ready for other jobs.
RECORDER = """
import atexit, builtins, importlib, json, os, runpy, sys, time

asked = {}  # module -> modules of the library that it has imported
by_name = {}  # the same of what its functions have loaded by name, for one job or another
plain_import, plain_import_module = builtins.__import__, importlib.import_module

def note(where, importer, *names):
    found = [name for name in names if name.split(".")[0] == "pooling"]
    if found:
        where.setdefault(importer, set()).update(found)

def importing(name, globals=None, locals=None, fromlist=(), level=0):
    result = plain_import(name, globals, locals, fromlist, level)
    importer = (globals or {}).get("__name__", "")
    if level:
        above = (globals.get("__package__") or importer).split(".")
        name = ".".join([*above[:len(above) - level + 1], *filter(None, [name])])
    parts = (f"{name}.{each}" for each in fromlist or ())
    note(asked, importer, name, *(each for each in parts if each in sys.modules))
    return result

def importing_module(name, package=None):
    note(by_name, sys._getframe(1).f_globals.get("__name__", ""), name)
    return plain_import_module(name, package)

builtins.__import__, importlib.import_module = importing, importing_module

def record(job):
    if job is None:
        return
    needed, left = set(), ["__main__"]
    while left:
        above = left.pop()
        for name in asked.get(above, set()) | by_name.get(above, set()):
            parts = name.split(".")
            for each in (".".join(parts[:k + 1]) for k in range(len(parts))):
                if each not in needed:
                    needed.add(each)
                    left.append(each)
    loaded = [sys.modules[name].__file__ for name in needed]
    name = f"{job.rule}-{os.getpid()}-{time.time_ns()}.json"
    with open(os.path.join(os.environ["IMPORT_RECORDS"], name), "w") as out:
        json.dump({"rule": job.rule, "input": list(job.input),
                   "wildcards": dict(job.wildcards.items()), "loaded": loaded}, out)

# A job runs as a process of its own, or in a copy of one that holds its imports.
atexit.register(
    lambda: record(getattr(sys.modules.get("__main__"), "snakemake", None))
)
run_path = runpy.run_path

def recorded(*arguments, **named):
    asked.pop("__main__", None)
    by_name.clear()
    found = run_path(*arguments, **named)
    record(found.get("snakemake"))
    return found

runpy.run_path = recorded
"""


# A run starts the process that holds its jobs' imports; here one does for many runs.
HOLDER = """
import os, sys
from pooling.basics import prefork, prefork_client
prefork.start(0)
print(*map(os.environ.get, (prefork_client.WHERE, "PYTHONPATH")), sep="\\n", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="session")
def held_ready(environment):
    """Start that process when it is first asked for: what jobs find in their environment."""
    started = []

    @cache
    def call() -> dict[str, str]:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(holder)
        names = (prefork_client.WHERE, "PYTHONPATH")
        return {name: holder.stdout.readline().rstrip("\n") for name in names}

    yield call
    for holder in started:
        with holder:
            holder.stdin.close()


@pytest.fixture(scope="session")
def asked(environment, held_ready, tmp_path_factory):
    """Ask Snakemake for something, be it a plan, a refusal or a small run.

    It answers as `snakemake` does, and need not be loaded for every answer; nor need what
    its jobs import, but for those of a copy of the project, which is on Python's path. One
    after the other: what is to be stopped has a process of its own.
    """
    folder = tmp_path_factory.mktemp("answers")
    streams = [str(folder / name) for name in ("stdout", "stderr")]
    begun = environment
    loaded = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("loaded_snakemake.py")],
        env={name: value for name, value in begun.items() if name != "PYTHONPATH"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def call(place: Path, *arguments, environment=None):
        words, own = [str(argument) for argument in arguments], environment or {}
        if "PYTHONPATH" not in own and "--dry-run" not in words:
            own = held_ready() | own
        question = [str(place), words, begun | own, streams]
        print(json.dumps(question), file=loaded.stdin, flush=True)
        code = int(loaded.stdout.readline())
        said = (Path(stream).read_text("utf-8") for stream in streams)
        return subprocess.CompletedProcess(words, code, *said)

    yield call
    with loaded:
        loaded.stdin.close()


@pytest.fixture
def begun(environment):
    """Start Snakemake in a folder, in a group of processes that ends with the test."""
    started = []

    def call(folder: Path, words: Path, *arguments) -> subprocess.Popen:
        with open(words, "wb") as said:
            run = subprocess.Popen(
                [sys.executable, "-m", "snakemake", *map(str, arguments)],
                cwd=folder,
                env=environment | {"PYTHONPATH": str(folder / "workflow")},
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        started.append(run)
        return run

    yield call
    for run in started:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()


def small_tables(folder: Path) -> None:
    """Write three small tables whose groups differ."""
    rng = np.random.default_rng(5)
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["group,x,y"]
    for group, level in zip("abcd", rng.normal(10, 2, 4), strict=True):
        for x in rng.uniform(0, 10, 8):
            y = level + 0.5 * x + rng.normal(0, 1)
            lines.append(f"group {group},{x:.3f},{y:.3f}")
    lines.append("group a,1.0,NA")
    (folder / "rows.csv").write_text("\n".join(lines) + "\n")
    counts = ["unit,hits,shots"]
    shots = [5, 9, 12, 20, 31, 8, 15, 6, 25, 10, 18, 7, 13, 40]  # a table to be searched
    counts += [f"{i},{rng.binomial(n, 0.6)},{n}" for i, n in enumerate(shots, 1)]
    (folder / "counts.csv").write_text("\n".join(counts) + "\n")


def keep_programs(folder: Path, root: Path) -> None:
    """Let a folder use the programs that this project has compiled."""
    store = root / "build" / "executables"
    store.mkdir(parents=True, exist_ok=True)
    (folder / "build").mkdir(parents=True, exist_ok=True)
    (folder / "build" / "executables").symlink_to(store)


def small_configuration() -> dict:
    """One analysis of each family with all its models, sampled briefly.

    Lines leave the group effects out, the other families have them in.
    """
    rows = {"data": "small/rows.csv", "group": {"column": "group"}}
    sigma = {"exponential": 0.5}
    return {
        "run": "small",
        "seed": 3,
        "languages": ["en", "es"],
        "sampling": {"chains": 2, "warmup": 200, "draws": 200, "adapt_delta": 0.9},
        "diagnostics": {
            "r_hat": 1.5,
            "ess": 5,
            "divergences": 400,
            "e_bfmi": 0.01,
            "on_failure": "flag",
        },
        "analyses": {
            "coins": {
                "family": "coins",
                "successes": [5, 4],
                "trials": [20, 8],
                "kappa": 5,
                "title": {"en": "Memory", "es": "Memoria"},
                "group": {
                    "column": "subject",
                    "label": {"en": "subject", "es": "sujeto"},
                },
                "words": {
                    "success": {"en": "items remembered", "es": "ítems recordados"},
                    "trial": {"en": "items", "es": "ítems"},
                    "population": {"en": "subjects", "es": "sujetos"},
                    "probability": {
                        "en": "probability of recall",
                        "es": "probabilidad de recordar",
                    },
                },
                "models": {
                    "fixed_mode": {"omega": 0.5},
                    "partial_pooling": {"priors": {"omega": {"beta": [2, 2]}}},
                    "learned_kappa": {
                        "priors": {
                            "omega": {"beta": [2, 2]},
                            "kappa": {"gamma": [1, 0.02]},
                        }
                    },
                },
            },
            "means": {
                **rows,
                "family": "means",
                "sampler": "direct",
                "outcome": {"column": "y", "label": "outcome", "unit": "m"},
                "models": {
                    "complete_pooling": {},
                    "no_pooling": {},
                    "regularised": {"priors": {"alpha": {"normal": [0, 5]}}},
                    "partial_pooling": {"priors": {"sigma": sigma}},
                },
            },
            "lines": {
                **rows,
                "family": "lines",
                "sampler": "collapsed",
                "outcome": {"column": "y"},
                "predictor": {"column": "x", "centre": 5},
            },
            "rates": {
                "family": "rates",
                "sampler": "direct",
                "data": "small/counts.csv",
                "successes": {"column": "hits"},
                "trials": {"column": "shots"},
                "group": {"column": "unit"},
            },
        },
    }


@pytest.fixture(scope="session")
def small_written() -> dict:
    """Give the small configuration as it would be written."""
    return small_configuration()


@dataclass
class Run:
    """A finished run in a copy of the project."""

    folder: Path
    configuration: dict
    environment: dict
    records: list
    said: str

    @property
    def results(self) -> Path:
        """Its results."""
        return self.folder / "results" / self.configuration["run"]

    def configure(self, name: str, **changes) -> Path:
        """Write the configuration, changed, under another name."""
        path = self.folder / "config" / f"{name}.yaml"
        path.write_text(yaml.safe_dump(self.configuration | changes, sort_keys=False))
        return path


@pytest.fixture(scope="session")
def small(root, small_written, asked, tmp_path_factory) -> Run:
    """Run the small configuration in a copy of the project, once for all processes."""
    own = tmp_path_factory.getbasetemp()
    place = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "small"
    place.mkdir(exist_ok=True)
    folder, recorder, records, said = (
        place / name for name in ("project", "recorder", "records", "said.txt")
    )
    path = os.pathsep.join([str(recorder), str(folder / "workflow")])
    environment = {"PYTHONPATH": path, "IMPORT_RECORDS": str(records)}
    run = Run(folder, small_written, environment, [], "")
    with open(place / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second waits for the first
        if not said.exists():
            shutil.copytree(root, folder, ignore=LEFT_OUT)
            small_tables(folder / "small")
            keep_programs(folder, root)
            for made in (recorder, records):
                made.mkdir()
            (recorder / "sitecustomize.py").write_text(RECORDER)
            config = run.configure("small")
            done = asked(
                *(folder, "--configfile", config, "--cores", 2), environment=environment
            )
            whole = done.stdout + done.stderr
            assert done.returncode == 0, whole[-6000:]
            said.write_text(whole, "utf-8")
    run.said = said.read_text("utf-8")
    run.records.extend(json.loads(file.read_text()) for file in records.iterdir())
    return run
