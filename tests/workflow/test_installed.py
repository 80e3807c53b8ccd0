"""The project as `pip install .` leaves it, and as a module of another workflow."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from pooling.run import command, provenance
from small_run import LEFT_OUT, keep_programs, small_tables

LIBRARY = ("pooling", "snakemake_logger_plugin_pooling")
KEPT = ("stan", "config", "data", "profiles", "workflow")


@pytest.fixture(scope="module")
def installed(root, tmp_path_factory) -> Path:
    """Install a copy of the project into a folder with a space and an accent."""
    folder = tmp_path_factory.mktemp("installed")
    shutil.copytree(root, folder / "source", ignore=LEFT_OUT)
    target = folder / "my año"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-compile"]
    done = subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--target", target, "."],
        cwd=folder / "source",
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return target


@pytest.fixture(scope="module")
def study(root, small_written, tmp_path_factory) -> Path:
    """Write a table and a configuration into a folder without a checkout."""
    folder = tmp_path_factory.mktemp("study of somebody")
    small_tables(folder / "small")
    analyses = {"means": small_written["analyses"]["means"]}
    written = small_written | {"run": "own", "analyses": analyses}
    (folder / "my study.yaml").write_text(yaml.safe_dump(written))
    keep_programs(folder, root)
    return folder


@pytest.fixture(scope="module")
def pooling(installed, study, environment):
    """Call the installed command in that folder, by a home that cannot be written to."""

    def call(*words, home="/proc/nowhere"):
        own = environment | {"PYTHONPATH": str(installed), "HOME": home}
        own |= {"CMDSTAN": os.environ.get("CMDSTAN", "")}
        return subprocess.run(
            [sys.executable, installed / "bin" / "pooling", *map(str, words)],
            cwd=study,
            env=own,
            capture_output=True,
            text=True,
        )

    return call


def test_what_is_installed_is_what_the_project_has(installed, project_files, root):
    names = {path.relative_to(root).as_posix() for path in project_files}
    library = {
        name.removeprefix("workflow/")
        for name in names
        if name.startswith(tuple(f"workflow/{each}/" for each in LIBRARY))
    }
    project = {f"pooling/project/{n}" for n in names if n.split("/")[0] in KEPT}
    project = {
        name
        for name in project
        if not name.startswith(tuple(f"pooling/project/workflow/{e}/" for e in LIBRARY))
    }
    alone = ("Snakefile", "CITATION.cff", "requirements.in", "requirements.lock.txt")
    project |= {f"pooling/project/{name}" for name in alone}
    made = {
        path.relative_to(installed).as_posix()
        for folder in LIBRARY
        for path in (installed / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert made == library | project


def test_it_asks_for_what_a_run_needs_and_not_for_what_tests_do(installed):
    (metadata,) = installed.glob("pooling-*.dist-info/METADATA")
    asked = metadata.read_text("utf-8")
    for name in ("snakemake==", "cmdstanpy<", "tqdm>="):
        assert f"Requires-Dist: {name}" in asked
    assert "pytest" not in asked
    assert "playwright" not in asked


def test_a_manifest_names_the_same_sources(installed, environment):
    script = (
        "import json; from pooling.run import provenance; "
        "print(json.dumps(provenance.sources()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env=environment | {"PYTHONPATH": str(installed)},
        cwd=installed,
        capture_output=True,
        text=True,
    )
    assert json.loads(told.stdout) == provenance.sources()


def test_a_first_look_comes_from_what_is_installed(pooling, study):
    done = pooling("look", "my study.yaml", "means", "--cores", 2)
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stderr.startswith("snakemake --snakefile ")
    assert "A first look, exact, without sampling:" in done.stderr
    assert done.stderr.endswith(
        "Sampling, checks and claims: pooling run 'my study.yaml'\n"
    )
    assert "Traceback" not in done.stderr
    assert (study / "results/own/means/look.en.html").stat().st_size > 10_000


def test_a_plan_is_made_with_what_snakemake_is_told(pooling):
    done = pooling("run", "my study.yaml", "--", "--dry-run", "--config", "run=v2")
    assert done.returncode == 0, done.stderr
    assert "results/v2/report.en.html" in done.stdout


def test_a_table_is_looked_at(pooling, study):
    done = pooling("study", "small/rows.csv", "--out", "begun.yaml")
    assert done.returncode == 0, done.stderr
    assert (study / "begun.yaml").exists()
    assert "pooling look begun.yaml" in done.stdout
    assert "A first look, exact, without sampling" in done.stderr


def test_the_doctor_looks_at_this_folder(pooling, study):
    done = pooling("doctor", home=str(study))
    assert f"the path {study}" in done.stdout
    assert "run make" not in done.stdout


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["look", "--help"]])
def test_help_says_what_there_is(pooling, words):
    done = pooling(*words)
    assert done.returncode == 0
    assert "my.yaml" in done.stdout


def test_the_lecture_is_not_looked_for_where_it_is_not(asked, root, tmp_path):
    done = asked(tmp_path, "--snakefile", root / "Snakefile", "--cores", 1)
    assert done.returncode == 1
    assert done.stderr == (
        "pooling: this folder has no config/lecture.yaml, which is read where no other "
        'configuration is named: name yours, "--configfile my.yaml".\n'
    )


def test_commands_are_composed_for_snakemake():
    own = ["--snakefile", str(provenance.ROOT / "Snakefile"), "--cores", "2"]
    assert command.composed("run", ["a.yaml"], "2", []) == [
        *own,
        "--configfile",
        "a.yaml",
    ]
    assert command.composed("look", ["a.yaml"], "2", [])[-2:] == ["--", "look"]
    assert command.composed("look", ["a.yaml", "radon"], "2", ["-n"]) == [
        *own,
        *("--configfile", "a.yaml", "-n", "--", "look_radon"),
    ]


MODULE = """
configfile: "my study.yaml"

module pooling:
    snakefile: {snakefile!r}
    config: config

use rule * from pooling as pooling_*

rule mine:
    input: "results/own/means/prepared.csv"
    output: "mine.csv"
    shell: "cp {{input}} {{output}}"
"""


def test_another_workflow_has_it_for_a_module(asked, root, study, small_written):
    (study / "Snakefile").write_text(
        MODULE.format(snakefile=os.path.relpath(root / "Snakefile", study))
    )
    done = asked(study, "--cores", 1, "--", "mine")
    assert done.returncode == 0, done.stderr[-4000:]
    made = (study / "results/own/means/prepared.csv").read_bytes()
    assert (study / "mine.csv").read_bytes() == made
    plan = asked(study, "--cores", 1, "--dry-run", "--", "pooling_all")
    assert plan.returncode == 0, plan.stderr[-4000:]
    assert "pooling_render_report" in plan.stdout + plan.stderr
    # What cannot work is said before anything is made, as ever.
    spoilt = yaml.safe_load((study / "my study.yaml").read_text())
    spoilt["analyses"]["means"]["data"] = "small/gone.csv"
    (study / "spoilt.yaml").write_text(yaml.safe_dump(spoilt))
    done = asked(study, "--cores", 1, "--configfile", "spoilt.yaml", "--", "mine")
    assert done.returncode == 1
    assert "small/gone.csv" in done.stderr
    assert "Traceback" not in done.stderr
