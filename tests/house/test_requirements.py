"""What is installed: the list, the lock and the environment agree."""

import re
import sys
from importlib.metadata import packages_distributions, version
from typing import NamedTuple

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKS = ("requirements.lock.txt", "benchmarks/requirements.lock.txt")
each_lock = pytest.mark.parametrize("lock", LOCKS)


def stated(text: str) -> list[str]:
    """Lines of a requirements file, without comments."""
    lines = (line.partition(" #")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


class Pin(NamedTuple):
    """One version of a package, the systems it is for, its digests."""

    version: str
    marker: Marker | None
    digests: list[str]


def asked(path) -> list[Requirement]:
    """Read which packages a list asks for, beside those of another list."""
    lines = stated(path.read_text("utf-8"))
    return [Requirement(line) for line in lines if not line.startswith("-r ")]


def pins(path) -> dict[str, list[Pin]]:
    """Read a lock file: package -> versions, for different systems."""
    text = path.read_text("utf-8").replace("\\\n", " ")
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


@pytest.fixture(scope="module")
def wanted(root) -> list[Requirement]:
    """Read which packages are asked for."""
    return asked(root / "requirements.in")


@pytest.fixture(scope="module")
def locked(root) -> dict[str, list[Pin]]:
    """Read the lock file."""
    return pins(root / "requirements.lock.txt")


@each_lock
def test_every_locked_package_has_its_digests(root, lock):
    locked = pins(root / lock)
    assert locked
    for name, own in locked.items():
        for pin in own:
            assert pin.digests, name
            for digest in pin.digests:
                assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest), name


@each_lock
def test_a_package_has_one_version_on_each_system(root, lock):
    for name, own in pins(root / lock).items():
        here = [pin for pin in own if pin.marker is None or pin.marker.evaluate()]
        assert len(here) <= 1, name
        assert len(own) == 1 or all(pin.marker for pin in own), name


@each_lock
def test_the_lock_names_no_address(root, lock):
    assert "://" not in (root / lock).read_text("utf-8")


def test_the_benchmarks_have_the_projects_versions_and_what_they_ask_for(root, locked):
    more = pins(root / "benchmarks/requirements.lock.txt")
    for name, own in locked.items():
        assert {pin.version for pin in more[name]} == {pin.version for pin in own}, name
    for requirement in asked(root / "benchmarks/requirements.in"):
        for pin in more[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(pin.version), requirement


def test_the_lock_has_what_is_asked_for(wanted, locked):
    for requirement in wanted:
        for pin in locked[canonicalize_name(requirement.name)]:
            assert requirement.specifier.contains(pin.version), requirement


def test_this_environment_is_the_locked_one(wanted, locked):
    for requirement in wanted:
        name = canonicalize_name(requirement.name)
        assert version(name) in {pin.version for pin in locked[name]}


def test_the_environment_of_the_rules_asks_for_the_same(root):
    written = yaml.safe_load((root / "workflow/envs/pooling.yaml").read_text("utf-8"))
    packages = next(item for item in written["dependencies"] if isinstance(item, dict))
    assert packages["pip"] == stated((root / "requirements.in").read_text("utf-8"))


def test_every_import_of_the_library_is_asked_for(library, wanted):
    sources = packages_distributions()
    imported = {
        name.split(".")[0] for module in library.values() for name in module.imported
    }
    others = imported - set(sys.stdlib_module_names) - {"pooling"}
    asked = {canonicalize_name(requirement.name) for requirement in wanted}
    for module in others:
        assert asked & {canonicalize_name(name) for name in sources[module]}, module
