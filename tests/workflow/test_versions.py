"""Versions of a finished run, as a user asks for them."""

import json
import shutil

import h5py
import pytest
import yaml
from pooling.run import manifest, provenance


@pytest.fixture(scope="module")
def kept(small, tmp_path_factory):
    """Copy the finished run, so that it can be sealed and spoiled."""
    folder = tmp_path_factory.mktemp("kept") / "project"
    shutil.copytree(small.folder, folder, symlinks=True)
    return folder


@pytest.fixture(scope="module")
def ask(kept, asked):
    """Ask the copy for something."""

    def call(*arguments):
        return asked(
            kept,
            *arguments,
            *("--cores", 1),
            environment={"PYTHONPATH": str(kept / "workflow")},
        )

    return call


def told(done) -> list[str]:
    """What Pooling itself says of an answer of Snakemake."""
    return [line for line in done.stderr.splitlines() if line.startswith("pooling: ")]


def test_the_manifest_holds_every_result(small):
    found = json.loads((small.results / "manifest.json").read_text())
    assert found["configuration"]["seed"] == small.configuration["seed"]
    assert set(found["seeds"]) == set(small.configuration["analyses"])
    assert set(found["tables"]) == {"small/rows.csv", "small/counts.csv"}
    assert len(found["programs"]) == 13
    made = {
        path.relative_to(small.results).as_posix()
        for path in small.results.rglob("*")
        if path.is_file()
        and path.relative_to(small.results).parts[0] not in found["apart"]
    }
    assert set(found["results"]) == made - {"manifest.json"}
    assert str(small.folder) not in (small.results / "manifest.json").read_text()


def test_nothing_that_is_drawn_or_tabled_holds_a_place_or_a_day(small):
    found = json.loads((small.results / "manifest.json").read_text())
    day = json.loads((small.results / "finished.json").read_text())["finished"][:10]
    for name in found["results"]:
        content = (small.results / name).read_bytes()
        assert str(small.folder).encode() not in content, name
        assert day.encode() not in content, name


def test_every_posterior_says_what_made_it(small):
    found = json.loads((small.results / "manifest.json").read_text())
    for path in small.results.rglob("posterior.nc"):
        analysis, model, _ = path.relative_to(small.results).parts
        with h5py.File(path) as stored:
            own = dict(stored.attrs)
        assert own["seed"] == found["seeds"][analysis][model]
        assert own["program_sha256"] == found["programs"][own["program"]]
        assert own["data_sha256"] == provenance.sha256(path.with_name("stan_data.json"))
        assert own["cmdstan"] == found["toolchain"]["version"]
        assert {"compiler", "python", "sampling", "commit", "clean"} <= set(own)


def test_latest_is_the_small_run(small):
    assert (small.results.parent / "latest").readlink().as_posix() == "small"


def test_a_run_is_compared_with_another(kept, ask):
    results = kept / "results"
    shutil.copytree(results / "small", results / "other")
    done = ask("compare", "--config", "run=other", "base=small")
    assert done.returncode == 0, done.stderr
    assert "Posteriors: 13 identical to the last bit" in done.stderr
    page = (results / "comparisons" / "other-against-small.html").read_text("utf-8")
    assert "None flipped." in page


def test_a_run_that_is_not_there_is_not_compared(ask):
    done = ask("compare", "--config", "run=small", "base=v7")
    assert done.returncode != 0
    assert "results/v7 has no manifest.json" in done.stderr


def test_a_sealed_run_verifies_and_is_never_made_anew(kept, ask):
    """In the order in which a user would meet it."""
    results = kept / "results" / "small"
    again = ("--configfile", "config/small.yaml")
    assert ask("freeze", "--config", "run=small").returncode == 0
    seal = json.loads((results / "seal.json").read_text())
    assert seal["manifest"] == provenance.sha256(results / "manifest.json")

    # The copy has other paths, so Snakemake would make all of it; the seal knows better.
    unchanged = ask(*again)
    assert unchanged.returncode == 0, unchanged.stderr
    assert "there is nothing to do" in unchanged.stdout + unchanged.stderr

    (kept / "small" / "counts.csv").write_text("unit,hits,shots\n1,2,3\n2,1,4\n")
    table = ask(*again)
    assert table.returncode != 0
    assert "small/counts.csv is not as then; make the next version" in told(table)[0]
    assert told(table)[0].endswith("--config run=small-2")

    written = yaml.safe_load((kept / "config" / "small.yaml").read_text())
    (kept / "config" / "other.yaml").write_text(yaml.safe_dump(written | {"seed": 8}))
    setting = ask("--configfile", "config/other.yaml")
    assert setting.returncode != 0
    assert "config/other.yaml (seed)" in told(setting)[0]

    # The tree has moved on; the results have not, and the names of its inputs are told.
    verified = ask("verify", "--config", "run=small")
    assert verified.returncode == 0, verified.stderr
    assert "results are as they were made" in verified.stdout
    assert "inputs changed since: small/counts.csv." in verified.stdout
    kinds = manifest.verify(results)["results"]
    assert not any(kinds.values())
