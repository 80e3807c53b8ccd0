"""Which library files a script uses."""

import errno
import os
import subprocess
from pathlib import Path

import pytest
from pooling.basics.errors import PoolingError
from pooling.run import dependencies


def names(paths) -> set[str]:
    return {Path(path).relative_to(dependencies.PACKAGE).as_posix() for path in paths}


@pytest.fixture
def script(tmp_path):
    def write(text: str) -> Path:
        path = tmp_path / "script.py"
        path.write_text(text)
        dependencies._imports.cache_clear()
        return path

    return write


def test_imports_are_followed_with_their_packages(script):
    found = names(dependencies.modules_of(script("from pooling.model import priors\n")))
    assert found == {
        "__init__.py",
        "basics/__init__.py",
        "basics/errors.py",
        "basics/numerals.py",
        "model/__init__.py",
        "model/priors.py",
    }


def test_imports_inside_functions_count(script):
    text = "def late():\n    from pooling.basics.files import whole\n    return whole\n"
    assert "basics/files.py" in names(dependencies.modules_of(script(text)))


def test_plain_imports_and_their_parents_count(script):
    found = names(dependencies.modules_of(script("import pooling.model.families.base\n")))
    assert {
        "model/families/base.py",
        "model/families/__init__.py",
        "__init__.py",
    } <= found


def test_other_packages_do_not(script):
    assert dependencies.modules_of(script("import json\nfrom os import path\n")) == []


def test_modules_loaded_by_name_bring_their_own_imports(script):
    path = script("from pooling.model import families\n")
    without = names(dependencies.modules_of(path))
    found = names(dependencies.modules_of(path, "pooling.model.families.means"))
    assert "model/families/means.py" not in without
    assert {"model/families/means.py", "model/families/base.py"} <= found
    assert "model/families/lines.py" not in found


def test_templates_and_fonts_count_where_a_module_reads_them(script):
    found = names(dependencies.modules_of(script("from pooling.report import frame\n")))
    assert {"report/templates/report.html", "report/fonts/pooling-math.woff2"} <= found


def test_no_folder_beside_a_module_is_overlooked():
    """Whatever is no module is kept by one, but for what Python itself looks for."""
    package = dependencies.PACKAGE
    kept = {
        file
        for path in package.rglob("*.py")
        for file in dependencies._imports(path)
        if file.suffix != ".py"
    }
    others = {
        path
        for path in package.rglob("*.*")
        if path.is_file() and path.suffix not in (".py", ".pyc")
    }
    assert others == kept


def test_digests_are_written_when_they_change_alone(script, tmp_path, monkeypatch, root):
    path, listed = tmp_path / "code" / "any.sha256", tmp_path / "listed.py"
    monkeypatch.setattr(dependencies.provenance, "ROOT", tmp_path)

    def written(text: str) -> str:
        listed.write_text(text)
        dependencies._line.cache_clear()
        dependencies.record(path, [listed])
        return path.read_text()

    first = written("1\n")
    subprocess.run(["sha256sum", "--check", path], cwd=tmp_path, check=True)
    os.utime(path, ns=(5, 5))
    assert written("1\n") == first
    assert path.stat().st_mtime_ns == 5
    assert written("2\n") != first
    assert path.stat().st_mtime_ns > 5


def test_digests_that_find_no_room_are_one_sentence(tmp_path, monkeypatch):
    def full(*named):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(PoolingError, match=r"^the disk is full; make room"):
        dependencies.record(tmp_path / "any.sha256", [])
    assert list(tmp_path.iterdir()) == []


def test_paths_are_sorted_and_exist(script):
    found = dependencies.modules_of(script("from pooling.run import config\n"))
    assert found == sorted(found)
    assert all(Path(path).is_file() for path in found)
