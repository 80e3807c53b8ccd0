"""A checkout in a folder whose name a shell would take apart."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import h5py
import pytest
import yaml
from pooling.basics.seeds import seed_of
from small_run import LEFT_OUT, keep_programs

COIN = "results/odd/coins/partial_pooling"


@pytest.fixture(scope="module")
def checkout(root, small_written, tmp_path_factory) -> Path:
    """Copy the project to such a folder, with an environment of its own that borrows."""
    folder = tmp_path_factory.mktemp("places") / "My Drive, Año 'é' \"x\" $HOME & more"
    shutil.copytree(root, folder, ignore=LEFT_OUT)
    keep_programs(folder, root)
    venv.create(folder / ".venv", symlinks=True)
    (own,) = (folder / ".venv").glob("lib/python3*/site-packages")
    borrowed = [path for path in sys.path if path.endswith("site-packages")]
    assert sysconfig.get_path("purelib") in borrowed
    (own / "borrowed.pth").write_text("\n".join([str(folder / "workflow"), *borrowed]))
    coins = {"coins": small_written["analyses"]["coins"]}
    written = small_written | {"run": "odd", "analyses": coins}
    (folder / "config" / "odd.yaml").write_text(yaml.safe_dump(written))
    return folder


@pytest.fixture(scope="module")
def ask(checkout, environment):
    """Ask for something there, as its Makefile does."""

    def call(*targets):
        command = [".venv/bin/python", "-m", "snakemake", "--cores", "2", *targets]
        return subprocess.run(
            [*command, "--configfile", "config/odd.yaml"],
            cwd=checkout,
            env={n: v for n, v in environment.items() if n != "PYTHONPATH"},
            capture_output=True,
            text=True,
        )

    return call


def test_a_run_is_made_there(checkout, ask):
    figure = "results/odd/coins/figures/posterior_marginals.svg"
    done = ask(f"{COIN}/agreement.json", figure)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    assert (checkout / figure).exists()
    with h5py.File(checkout / COIN / "posterior.nc") as stored:
        assert stored.attrs["seed"] == seed_of(3, "coins", "partial_pooling")
