"""Which library files a script uses."""

import ast
from pathlib import Path

import pytest
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


def test_no_import_of_the_project_is_overlooked(root):
    """What is found in the text is what Python finds in all of it."""
    files = [*dependencies.PACKAGE.rglob("*.py"), *root.glob("workflow/scripts/*.py")]
    assert len(files) > 100
    for path in files:
        text = path.read_text("utf-8")
        statements = {
            ast.unparse(node)
            for node in ast.walk(ast.parse(text))
            if (isinstance(node, ast.ImportFrom) and node.module.startswith("pooling"))
            or (isinstance(node, ast.Import) and "pooling" in ast.unparse(node))
        }
        found = ast.parse("\n".join(dependencies.STATEMENTS.findall(text)))
        assert {ast.unparse(node) for node in found.body} == statements, path


def test_paths_are_sorted_and_exist(script):
    found = dependencies.modules_of(script("from pooling.run import config\n"))
    assert found == sorted(found)
    assert all(Path(path).is_file() for path in found)
