"""Manifests and seals: what made a run, whether it is as it was, and what is refused."""

import copy
import json
import os

import h5py
import pytest
from pooling.basics import files, locks
from pooling.basics.errors import PoolingError
from pooling.run import manifest, provenance, seal

FITS = {"coins": {"fixed_mode": 7}}
SAMPLING = {"coins": {"fixed_mode": {"chains": 4, "draws": 500}}}
CONFIGURATION = {"run": "v1", "seed": 3, "analyses": {"coins": {"kappa": 5}}}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Make a small finished run, and stand in its project."""
    monkeypatch.chdir(tmp_path)
    files.write_text("data.csv", "y\n1\n")
    files.write_text("run.yaml", "run: v1\n")
    folder = tmp_path / "results" / "v1"
    files.write_text(folder / "coins/fixed_mode/summary.csv", "parameter\n")
    files.write_text(folder / "coins/figures/pooling.svg", "<svg/>")
    files.write_text(folder / "claims.json", "[]")
    files.write_text(folder / "logs/fit.log", "")
    record(folder)
    return folder


def given() -> dict:
    return manifest.inputs(
        copy.deepcopy(CONFIGURATION), ["data.csv"], [], {"version": "2", "compiler": "g"}
    )


def record(folder):
    found = manifest.describe(
        given(), ["run.yaml"], seeds=FITS, sampling=SAMPLING, folder=folder
    )
    path = folder / manifest.NAME
    files.write_json(path, found)
    files.write_json(folder / manifest.FINISHED, manifest.finished(path))


def guard(folder, changed=None, targets=()):
    return seal.guard(folder, changed or given(), ["run.yaml"], list(targets))


def test_a_manifest_holds_all_results_and_nothing_that_differs_each_time(run):
    kept = manifest.read(run)
    assert set(kept["results"]) == {
        "claims.json",
        "coins/figures/pooling.svg",
        "coins/fixed_mode/summary.csv",
    }
    before = (run / manifest.NAME).read_bytes()
    record(run)
    assert (run / manifest.NAME).read_bytes() == before
    assert {"compiler", "version"} <= set(kept["toolchain"])
    assert "workflow/pooling/run/manifest.py" in kept["sources"]
    assert kept["system"]["processor"]
    assert kept["tables"] == {"data.csv": provenance.sha256("data.csv")}


def test_what_an_earlier_configuration_left_is_no_result(run):
    files.write_text(run / "radon/prepared.csv", "")
    files.write_text(run / "coins/no_pooling/summary.csv", "")
    files.write_text(run / "coins/.7.part.prepared.csv", "half a fi")
    assert manifest.verify(run)["results"] == {"changed": [], "gone": [], "new": []}


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda path: path.write_text("[1]"), "claims.json changed"),
        (lambda path: path.unlink(), "claims.json deleted"),
    ],
)
def test_a_damaged_result_is_named_and_not_sealed(run, spoil, words):
    assert "all 3 results are as they were made" in seal.report(run)
    spoil(run / "claims.json")
    for look in (seal.report, seal.freeze):
        with pytest.raises(PoolingError, match=words):
            look(run)
    assert not (run / manifest.SEAL).exists()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("seed", "seed 8, not 7"),
        ("data_sha256", "data_sha256 8, not [0-9a-f]{64}"),
        ("sampling", 'sampling 8, not {"chains": 4, "draws": 500}'),
    ],
)
def test_draws_of_another_run_are_named_and_never_recorded(run, name, words):
    """As a run that was killed would leave them, if its jobs lived on."""
    fit = run / "coins" / "fixed_mode"
    files.write_text(fit / "stan_data.json", "{}")
    own = {
        "seed": 7,
        "data_sha256": provenance.sha256(fit / "stan_data.json"),
        "sampling": json.dumps(SAMPLING["coins"]["fixed_mode"]),
    }

    def write(attributes):
        with h5py.File(fit / "posterior.nc", "w") as stored:
            stored.attrs.update(attributes)

    write(own)
    record(run)
    seal.report(run)
    write(own | {name: 8})
    with pytest.raises(PoolingError, match=words):
        record(run)
    kept = files.read_json(run / manifest.NAME)
    kept["results"] = manifest.results_of(run, FITS, manifest.APART)
    files.write_json(run / manifest.NAME, kept)
    for look in (seal.report, seal.freeze):
        with pytest.raises(PoolingError, match=words):
            look(run)


def test_verifying_names_what_changed_since_without_blame(run):
    files.write_text("data.csv", "y\n2\n")
    files.write_text(run / "coins/figures/pooling.png", "asked for later")
    said = seal.report(run)
    assert "inputs changed since: data.csv." in said
    assert "Made since: coins/figures/pooling.png." in said


def test_a_sealed_run_is_read_only_and_not_outdated(run):
    times = {path: path.stat().st_mtime_ns for path in run.rglob("*.*")}
    assert not seal.sealed(run)
    assert "is sealed: 3 results" in seal.freeze(run)
    assert seal.sealed(run)
    for path, time in times.items():
        assert path.stat().st_mtime_ns == time
        assert bool(path.stat().st_mode & seal.WRITE) == (path.parent.name == "logs")
    assert not (run / "coins").stat().st_mode & seal.WRITE
    assert files.read_json(run / manifest.SEAL)["manifest"] == provenance.sha256(
        run / manifest.NAME
    )
    assert "nothing to do" in seal.freeze(run)


def test_a_seal_breaks_with_its_manifest(run):
    seal.freeze(run)
    (run / manifest.NAME).chmod(0o644)
    (run / manifest.NAME).write_text(
        (run / manifest.NAME).read_text().replace('"seed": 3', '"seed": 4')
    )
    with pytest.raises(PoolingError, match="is not the file that was sealed on"):
        seal.report(run)


def test_a_sealed_run_that_is_unchanged_has_nothing_to_do(run):
    seal.freeze(run)
    assert "there is nothing to do" in guard(run)
    with pytest.raises(PoolingError, match=r"without results/v1/x\.png; .*run=v2"):
        guard(run, targets=["results/v1/x.png"])


def _seed(changed):
    changed["configuration"]["seed"] = 4


def _setting(changed):
    changed["configuration"]["analyses"]["coins"]["kappa"] = 6


def _source(changed):
    changed["sources"]["workflow/pooling/sampling/draws.py"] = "another"


def _compiler(changed):
    changed["toolchain"]["compiler"] = "another"


@pytest.mark.parametrize(
    ("change", "file"),
    [
        (_seed, r"run\.yaml \(seed\)"),
        (_setting, r"run\.yaml \(analyses\.coins\.kappa\)"),
        (_source, r"workflow/pooling/sampling/draws\.py"),
        (_compiler, r"build/toolchain\.json"),
    ],
)
def test_a_sealed_run_refuses_other_inputs_by_name(run, change, file):
    seal.freeze(run)
    changed = given()
    change(changed)
    with pytest.raises(PoolingError, match=f"{file} is not as then; .*run=v2$"):
        guard(run, changed)


def test_a_sealed_run_refuses_another_table(run):
    seal.freeze(run)
    files.write_text("data.csv", "y\n2\n")
    (run.parent / "v2").mkdir()
    with pytest.raises(PoolingError, match=r"data\.csv is not as then; .*run=v3$"):
        guard(run)


@pytest.mark.parametrize(
    ("name", "other"),
    [("v1", "v2"), ("lecture", "lecture-2"), ("v1.9", "v1.10"), ("2026", "2027")],
)
def test_the_next_name_counts_on(tmp_path, name, other):
    assert seal.next_name(name, tmp_path) == other


@pytest.mark.parametrize("name", [None, 3, "../v1", "/etc", "a b", ""])
def test_what_is_no_name_of_a_run_is_refused(name):
    with pytest.raises(PoolingError, match="is not the name of a run"):
        seal.folder_of(name)


def test_an_unfinished_run_is_refused_with_the_command_to_type(tmp_path):
    with pytest.raises(PoolingError, match="snakemake --cores 4 --config run=v7"):
        manifest.read(tmp_path / "v7")


def test_latest_leads_to_the_run_that_was_recorded_last(run):
    for name in ("v1", "v2"):
        manifest.point_latest(run.parent / name)
        assert os.readlink(run.parent / "latest") == name


def test_the_processor_is_named_by_family():
    words = "processor : 0\nvendor_id : X\ncpu family : 6\nmodel : 85\nmodel name : X 9\n"
    found = provenance.processor(words + "\nprocessor : 1\nvendor_id : Y\n")
    assert found == {"vendor": "X", "family": "6", "model": "85", "name": "X 9"}


def test_locks_are_told_where_nobody_is_at_work_and_never_removed(tmp_path):
    lock = tmp_path / "locks" / "0.output.lock"
    assert not locks.sentence(tmp_path, [])
    locks._held.pop().close()
    files.write_text(lock, "results/v1/claims.json\n")
    other = os.open(tmp_path / "pooling.lock", os.O_CREAT | os.O_RDWR)
    try:
        locks.fcntl.flock(other, locks.fcntl.LOCK_SH)
        assert not locks.sentence(tmp_path, [])
    finally:
        os.close(other)
        locks._held.pop().close()
    asked = ["--cores", "2", "--configfile", "my study.yaml", "--", "claims"]
    said = locks.sentence(tmp_path, asked)
    locks._held.pop().close()
    command = "snakemake --unlock --cores 2 --configfile 'my study.yaml' -- claims"
    assert said.endswith(f"type the same command again: {command}")
    assert not locks.sentence(tmp_path, ["--unlock", *asked])
    locks._held.pop().close()
    assert lock.exists()


def test_a_folder_without_git_has_no_commit(tmp_path):
    assert provenance.git_state(tmp_path) == {"commit": None, "clean": None}
