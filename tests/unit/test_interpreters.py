"""Folders whose names other tools do not quote."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pooling.basics import places
from pooling.basics.errors import PoolingError
from pooling.run import doctor
from pooling.sampling import toolchain

ODD = ["My Drive", "it's", "Año é", 'a "b" $HOME `c` \\d', "a;b&c#d*(e)[f]<g>|h?"]


@pytest.mark.parametrize("name", ODD)
def test_an_interpreter_in_the_project_is_one_word_from_there(name):
    here = Path("/home", name, "pooling")
    assert places.interpreter(f"{here}/.venv/bin/python", here) == ".venv/bin/python"
    places.check(here)
    with pytest.raises(PoolingError, match="call it in the folder of the project"):
        places.interpreter(f"{here}/.venv/bin/python", Path("/proc"))


@pytest.mark.parametrize("name", ODD)
def test_an_interpreter_elsewhere_has_a_starter_that_is_one_word(tmp_path, name):
    there, here = tmp_path / name / "bin", tmp_path / "other"
    there.mkdir(parents=True)
    here.mkdir()
    (there / "python").symlink_to(sys.executable)
    found = places.interpreter(str(there / "python"), here)
    assert found == ".snakemake/pooling-python"
    script = "import sys; print(sys.argv[1:], sys.executable)"
    command = f"{found} -c '{script}' 'a b' c"
    told = subprocess.run(command, shell=True, cwd=here, capture_output=True, text=True)
    assert told.stdout == f"['a b', 'c'] {there / 'python'}\n", told.stderr


def test_a_plain_interpreter_keeps_its_whole_path():
    for here in ("/home/me/pooling", "/home/My Drive/study"):
        path = "/home/me/pooling/.venv/bin/python3.11"
        assert places.interpreter(path, Path(here)) == path


def test_a_home_that_holds_no_caches_is_replaced_by_the_folder_of_the_run(
    tmp_path, monkeypatch
):
    own = {"HOME": str(tmp_path)}
    monkeypatch.setattr(os, "environ", own)
    assert places.shelter(tmp_path) is None
    assert own == {"HOME": str(tmp_path)}
    own["HOME"] = "/proc/nowhere"
    kept = tmp_path / ".snakemake" / "caches"
    assert places.shelter(tmp_path) == kept
    assert own["XDG_CACHE_HOME"] == str(kept)
    assert own["MPLCONFIGDIR"] == str(kept / "matplotlib")
    # What a person has chosen stays, and is chosen once.
    own["XDG_CACHE_HOME"] = "mine"
    assert places.shelter(tmp_path) is None
    assert own["XDG_CACHE_HOME"] == "mine"


@pytest.mark.parametrize("sign", ":{}")
def test_what_nobody_can_quote_is_refused_by_make_before_anything_is_made(
    tmp_path, root, sign
):
    folder = tmp_path / f"a{sign}b"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock.txt", "pyproject.toml"):
        (folder / name).write_bytes((root / name).read_bytes())
    done = subprocess.run(["make"], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 1
    (said,) = done.stderr.splitlines()  # make adds no line of its own
    assert said.startswith("The path of this folder has a colon or a brace")
    assert not (folder / ".venv").exists()
    with pytest.raises(PoolingError, match="has a colon or a brace"):
        places.check(folder)


def test_cmdstan_is_not_built_in_a_path_with_spaces(tmp_path, monkeypatch):
    home = tmp_path / "Ana María" / ".cmdstan"
    monkeypatch.setattr(toolchain, "HOME", home)
    with pytest.raises(PoolingError, match="set the environment variable CMDSTAN"):
        toolchain.install(1)
    assert not home.exists()
    monkeypatch.setattr(doctor, "ROOT", Path("/home/a{b}"))
    told = list(doctor.check_places())
    assert [good for good, _ in told] == [False, False]
    assert "rename or move the folder" in told[0][1]
    assert str(home) in told[1][1]


def test_a_shell_is_told_how_it_finds_the_command(tmp_path, monkeypatch):
    """The first commands that a newcomer is told would not be found."""
    folder = tmp_path / "my environment" / "bin"
    folder.mkdir(parents=True)
    monkeypatch.setattr(places.sys, "prefix", str(folder.parent))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert places.activation(tmp_path) == ""  # of conda, say
    for name in ("activate", "snakemake"):
        (folder / name).touch(mode=0o755)
    assert places.activation(tmp_path) == "source 'my environment/bin/activate'"
    monkeypatch.setenv("PATH", str(folder))
    assert places.activation(tmp_path) == ""
