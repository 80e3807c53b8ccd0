"""The profile for Slurm, on a real one: the results of a local run, bit for bit."""

import os
import re
import shutil
import signal
import time

import pytest
import yaml
from pooling.run import manifest
from small_run import LEFT_OUT, keep_programs, small_tables
from test_many_tables import CONFIGURATION, district

FEW = [
    "results/small/coins/partial_pooling/agreement.json",
    "results/small/coins/figures/prior_joint_1.svg",
]
PROFILE = ["--workflow-profile", "profiles/slurm", "--cores", "2"]
SOON = ["--slurm-init-seconds-before-status-checks", "2"]
PATIENCE = 600.0


@pytest.fixture(scope="module")
def cluster(root, tmp_path_factory):
    """Copy the project to where the jobs see it."""
    folder = tmp_path_factory.mktemp("cluster") / "project"
    shutil.copytree(root, folder, ignore=LEFT_OUT)
    small_tables(folder / "small")
    keep_programs(folder, root)
    (folder / "districts").mkdir()
    for number in range(60):
        (folder / "districts" / f"{number}.csv").write_text(district(number))
    written = CONFIGURATION | {"analyses": dict(CONFIGURATION["analyses"])}
    scores = written["analyses"]["scores"] | {
        "data": "districts/0.csv",
        "models": {"partial_pooling": {}},
    }
    written["analyses"]["scores"] = scores
    (folder / "config/districts.yaml").write_text(yaml.safe_dump(written))
    return folder


@pytest.fixture
def begin(cluster, begun):
    """Start Snakemake there; what it says is in its file ``words``."""

    def call(*arguments):
        words = cluster / f"words-{len(list(cluster.glob('words-*')))}.log"
        run = begun(cluster, words, *arguments)
        run.words = words
        return run

    return call


def one_at_work(slurm, run) -> str:
    """Wait for a job at work, and give its number."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert run.poll() is None, run.words.read_text()[-4000:]
        found = slurm("squeue", "--noheader", "--states=RUNNING", "--format=%i").stdout
        if found.strip():
            return found.split()[0]
        time.sleep(0.2)
    raise AssertionError("no job began")


def test_slurm_gives_the_bits_of_a_local_run(slurm, begin, cluster, small):
    """With chains as jobs of their own, and a job that is cancelled and sent again."""
    written = yaml.safe_load(small.configure("apart").read_text())
    written["analyses"]["coins"]["sampling"] = {"chains_apart": True}
    (cluster / "config/small.yaml").write_text(yaml.safe_dump(written))
    run = begin(*PROFILE, *SOON, "--configfile", "config/small.yaml", "--", *FEW)
    cancelled = one_at_work(slurm, run)
    slurm("scancel", cancelled)
    code = run.wait(PATIENCE)
    said = run.words.read_text()
    assert code == 0, said[-6000:]
    assert ": tried again" in said
    (path,) = re.findall(r"in detail: (\S+)$", said, re.MULTILINE)
    logged = (cluster / path).read_text("utf-8")
    assert re.search(rf"JOB {cancelled} ON .* CANCELLED", logged)
    made = [
        path
        for path in (cluster / "results/small").rglob("*")
        if path.is_file()
        and path.relative_to(cluster / "results/small").parts[0] not in manifest.APART
    ]
    assert {cluster / target for target in FEW} <= set(made)
    assert not [path for path in made if "chains" in path.parts]
    logs = {path.name for path in (cluster / "results/small/logs").rglob("*.log")}
    assert {"sample_chain.1.log", "sample_chain.2.log"} <= logs
    for path in made:
        other = small.results / path.relative_to(cluster / "results/small")
        assert path.read_bytes() == other.read_bytes(), path


@pytest.mark.slow
def test_many_tables_outlive_a_killed_snakemake(slurm, begin, cluster):
    """Killed while its jobs run; the same command goes on, to what a local run gives."""
    tables = ["--configfile", "config/districts.yaml", "--config", "tables=districts"]
    local = begin("--cores", 2, *tables, "run=local", "--", "collection")
    assert local.wait(PATIENCE) == 0, local.words.read_text()[-6000:]
    run = begin(*PROFILE, *SOON, *tables, "--", "collection")
    parts = cluster / "results/districts/collection/parts"
    end = time.monotonic() + PATIENCE
    while not list(parts.glob("*.csv")):
        one_at_work(slurm, run)
        assert time.monotonic() < end
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    assert not (parts.parent / "collected.csv").exists()
    again = begin(*PROFILE, *SOON, *tables, "--", "collection")
    assert again.wait(PATIENCE) == 0, again.words.read_text()[-6000:]
    ours, theirs = (
        (cluster / f"results/{run}/collection/collected.csv").read_bytes()
        for run in ("districts", "local")
    )
    assert ours == theirs
    assert len({line.split(b",")[0] for line in ours.splitlines()[1:]}) == 60
