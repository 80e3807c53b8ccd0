"""Nothing of one machine, and nothing of one registry, in the project's files."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

# In pieces, so that this file does not hold what it forbids.
HOSTS = [
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("anaconda", "com"),
        ("quay", "io"),
        ("docker", "io"),
        ("ghcr", "io"),
    )
]
PLACES = [f"/{name}/" for name in ("root", "work")] + ["/tmp/" + "boot"]


@pytest.fixture(scope="module")
def texts(project_files) -> dict[Path, str]:
    """Read the project's files that are text."""
    found = {}
    for path in project_files:
        content = path.read_bytes()
        if b"\0" not in content:
            found[path] = content.decode("utf-8")
    return found


def own_registry() -> list[str]:
    """Hosts of the registry that this machine is set to use."""
    done = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True
    )
    addresses = re.findall(r"https?://[^\s'\"\\]+", done.stdout)
    hosts = {urlsplit(address).hostname for address in addresses}
    return sorted(host for host in hosts if host and "." in host)


def test_no_file_names_a_registrys_host(texts):
    forbidden = [*HOSTS, *own_registry()]
    found = [
        (path, host) for path, text in texts.items() for host in forbidden if host in text
    ]
    assert not found


def test_no_file_names_a_place_on_one_machine(texts, root):
    here = [f"{root}/", f"{Path.home()}/"]
    found = [
        (path, place)
        for path, text in texts.items()
        for place in {*PLACES, *here}
        if re.search(rf"(?<![\w.}}>-]){re.escape(place)}", text)
    ]
    assert not found


def test_no_result_or_environment_is_kept(project_files, root):
    rooms = {path.relative_to(root).parts[0] for path in project_files}
    assert not rooms & {"results", "build", ".venv", ".snakemake"}
    assert not [
        path for path in project_files if path.suffix in (".pkl", ".pickle", ".nc")
    ]


def test_every_text_ends_in_a_line_and_has_no_tabs_or_trailing_spaces(texts):
    for path, text in texts.items():
        if path.suffix in (".py", ".smk", ".yaml", ".toml", ".in"):
            assert text == "" or text.endswith("\n"), path
            assert "\t" not in text, path
            assert not re.search(r"[ \t]+$", text, re.MULTILINE), path
