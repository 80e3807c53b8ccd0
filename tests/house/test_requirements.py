"""What is installed: the list, the lock and the environment agree."""

import re
from typing import NamedTuple

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def stated(text: str) -> list[str]:
    """Lines of a requirements file, without comments."""
    lines = (line.partition(" #")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


class Pin(NamedTuple):
    """One version of a package, the systems it is for, its digests."""

    version: str
    marker: Marker | None
    digests: list[str]


@pytest.fixture(scope="module")
def wanted(root) -> list[Requirement]:
    """Read which packages are asked for."""
    return [
        Requirement(line)
        for line in stated((root / "requirements.in").read_text("utf-8"))
    ]


@pytest.fixture(scope="module")
def locked(root) -> dict[str, list[Pin]]:
    """Read the lock file: package -> versions, for different systems."""
    text = (root / "requirements.lock.txt").read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in stated(text):
        assert not line.startswith("-"), f"not a package: {line}"
        pinned, *digests = line.split(" --hash=")
        pinned = Requirement(pinned.strip())
        digests = [digest.strip() for digest in digests]
        ((operator, version),) = ((s.operator, s.version) for s in pinned.specifier)
        assert operator == "=="
        found.setdefault(canonicalize_name(pinned.name), []).append(
            Pin(version, pinned.marker, digests)
        )
    return found


def test_every_locked_package_has_its_digests(locked):
    assert locked
    for name, pins in locked.items():
        for pin in pins:
            assert pin.digests, name
            for digest in pin.digests:
                assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest), name


def test_a_package_has_one_version_on_each_system(locked):
    for name, pins in locked.items():
        here = [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]
        assert len(here) <= 1, name
        assert len(pins) == 1 or all(pin.marker for pin in pins), name


def test_the_lock_names_no_address(root):
    assert "://" not in (root / "requirements.lock.txt").read_text("utf-8")


def test_the_lock_has_what_is_asked_for(wanted, locked):
    for requirement in wanted:
        for pin in locked[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(pin.version), requirement


def test_this_environment_is_the_locked_one(wanted, locked):
    from importlib.metadata import version

    for requirement in wanted:
        name = canonicalize_name(requirement.name)
        assert version(name) in {pin.version for pin in locked[name]}


def test_the_environment_of_the_rules_asks_for_the_same(root):
    written = yaml.safe_load((root / "workflow/envs/pooling.yaml").read_text("utf-8"))
    packages = next(item for item in written["dependencies"] if isinstance(item, dict))
    assert packages["pip"] == stated((root / "requirements.in").read_text("utf-8"))


def test_every_import_of_the_library_is_asked_for(root, wanted):
    import ast
    import sys
    from importlib.metadata import packages_distributions

    sources = packages_distributions()
    imported = set()
    for path in (root / "workflow" / "pooling").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.split(".")[0])
    others = imported - set(sys.stdlib_module_names) - {"pooling"}
    asked = {canonicalize_name(requirement.name) for requirement in wanted}
    for module in others:
        assert asked & {canonicalize_name(name) for name in sources[module]}, module
