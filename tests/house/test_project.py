"""The parts around the code: data, targets of make, words for readers."""

import hashlib
import re

import pytest

TARGETS = (
    "help",
    "report",
    "test",
    "benchmarks",
    "study",
    "doctor",
    "lock",
    "figures-list",
    "test-tools",
)


@pytest.mark.parametrize("target", TARGETS)
def test_make_has_the_target(root, target):
    makefile = (root / "Makefile").read_text("utf-8")
    assert re.search(rf"^{target}\s*:(?!=)", makefile, re.MULTILINE)


def test_make_help_names_every_target(run, root):
    done = run("make", "--no-print-directory", "help", folder=root)
    assert done.returncode == 0, done.stderr
    for target in set(TARGETS) - {"help", "report"}:
        assert re.search(rf"^make {target} ", done.stdout, re.MULTILINE), target


def test_make_shows_what_it_would_do_and_does_nothing(run, root):
    """Its lines are marked as to be run in any case, but for this."""
    done = run("make", "-n", "--old-file=.venv/ready", "study", "CSV=no.csv", folder=root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("-m pooling.run.study\n")


def test_the_raw_tables_are_those_that_were_checked(root):
    words = (root / "data" / "README.md").read_text("utf-8")
    digests = dict(
        reversed(pair)
        for pair in re.findall(r"^([0-9a-f]{64})  (\S+)$", words, re.MULTILINE)
    )
    tables = {path.name: path for path in (root / "data").glob("*.csv")}
    assert set(digests) == set(tables)
    for name, path in tables.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == digests[name]


@pytest.mark.parametrize("page", ["README.md", "docs/design.md", "docs/checks.md"])
def test_a_page_names_code_that_is_there(root, page):
    """Files of code, as ``room/file.py``, and what is said to stand in them."""
    text = " ".join((root / page).read_text("utf-8").split())
    named = re.findall(r"`([\w/]+\.(?:py|smk|stan|js))(?:: ([\w.]+))?`", text)
    folders = ("workflow", "stan", "tests", "benchmarks")
    code = [path for each in folders for path in (root / each).rglob("*.*")]
    code += root.glob("*.py")
    for file, name in named:
        files = [path for path in code if f"/{path}".endswith(f"/{file}")]
        assert files, f"{page} names {file}"
        texts = [path.read_text("utf-8") for path in files]
        for part in name.split(".") if name else ():
            assert any(re.search(rf"\b{part}\b", each) for each in texts), (file, name)
