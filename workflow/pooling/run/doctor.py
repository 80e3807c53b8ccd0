"""Check the machine and say what is wrong and how to fix it.

Runs with nothing but Python, so that it works before anything is installed.
"""

from __future__ import annotations

import importlib.metadata
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

LIBRARY = Path(__file__).resolve().parents[1]
# Without imports: so `pooling.basics.places` tells a checkout from what was installed.
INSTALLED = (LIBRARY / "project").is_dir()
ROOT = LIBRARY / "project" if INSTALLED else LIBRARY.parents[1]
# How to have the packages as they should be.
AGAIN = "install the project again" if INSTALLED else "run make in this folder"
FREE_GIGABYTES = 3  # environment 0.7, CmdStan 1.0, executables and results the rest
OLDEST_COMPILER = 7  # CmdStan 2.37 needs C++17


def check_python() -> Iterator[tuple[bool, str]]:
    """Check the version of Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= (3, 11):  # noqa: UP036, that is the question
        yield True, f"Python {version}"
    else:
        yield False, f"Python {version} is too old: install Python 3.11 or newer."


def check_compiler() -> Iterator[tuple[bool, str]]:
    """Check g++ and make."""
    for tool in ("g++", "make"):
        if shutil.which(tool) is None:
            yield (
                False,
                f"{tool} is missing: install it (Debian, Ubuntu: sudo apt-get install "
                "g++ make; macOS: xcode-select --install).",
            )
            continue
        told = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout
        first = next(iter(told.splitlines()), tool)
        major = re.search(r"(\d+)\.\d+", first)
        if tool == "g++" and major and int(major[1]) < OLDEST_COMPILER:
            yield False, f"{first} is too old: install g++ {OLDEST_COMPILER} or newer."
        else:
            yield True, first


def _here() -> Path:
    """Name the folder in which a run is made."""
    return Path.cwd() if INSTALLED else ROOT


def check_places() -> Iterator[tuple[bool, str]]:
    """Check the paths of the project and of CmdStan."""
    from pooling.basics import places
    from pooling.basics.errors import PoolingError
    from pooling.sampling import toolchain

    for check, place in (
        (places.check, _here()),
        (places.check_for_make, toolchain.HOME),
    ):
        try:
            check(place)
        except PoolingError as error:
            yield False, str(error)
        else:
            yield True, f"the path {place}"


def check_checkout() -> Iterator[tuple[bool, str]]:
    """Check that the project is whole, and that one stands in its folder."""
    parts = ("Snakefile", "Makefile", "config/lecture.yaml", "data", "profiles", "stan")
    lost = [name for name in parts if not (ROOT / name).exists()]
    if lost:
        yield (
            False,
            f"{ROOT} lacks {', '.join(lost)}: get the project again, whole.",
        )
    elif Path.cwd().resolve() != ROOT:
        yield (
            False,
            "snakemake finds its Snakefile in the project's folder: cd "
            + shlex.quote(str(ROOT)),
        )
    else:
        yield True, f"the project, whole, in {ROOT}"


def check_writable() -> Iterator[tuple[bool, str]]:
    """Write where a run writes."""
    folders = [_here(), *(_here() / name for name in ("build", "results", ".snakemake"))]
    for folder in [*filter(Path.exists, folders), Path(tempfile.gettempdir())]:
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            yield (
                False,
                f"{folder} cannot be written to ({error.strerror}): change its permissions, "
                "or work in another folder.",
            )
            return
    yield True, "the folders of a run can be written to"


def check_environment() -> Iterator[tuple[bool, str]]:
    """Start what a run starts: Snakemake, from the project's environment."""
    command = ROOT / ".venv" / "bin" / "snakemake"
    if not command.exists():
        # An environment of another kind will do, if it has everything.
        command = Path(sys.executable).with_name("snakemake")
    if not command.exists():
        yield False, "there is no environment yet: run make in this folder."
        return
    try:
        python = command.with_name("python")
        told = subprocess.run(
            [python, "-m", "snakemake", "--version"], capture_output=True, text=True
        )
        imported = subprocess.run(
            [
                python,
                "-c",
                "import pooling; print(pooling.__path__[0])",
            ],
            capture_output=True,
            text=True,
            cwd=command.parent,
        )
    except OSError as error:  # its first line names a Python that is not there
        yield (
            False,
            f"{command} does not start ({error.strerror}), as after a folder was moved: "
            "run rm -r .venv and make in this folder.",
        )
        return
    library = Path(imported.stdout.strip() or "nowhere").resolve()
    if told.returncode or imported.returncode or library != ROOT / "workflow" / "pooling":
        why = (told.stderr + imported.stderr).strip().splitlines()
        yield (
            False,
            f"{command.parent.parent} does not serve this folder "
            f"({why[-1] if why else f'it has the library in {library}'}): run rm -r .venv "
            "and make in this folder.",
        )
    else:
        yield True, f"Snakemake {told.stdout.strip()}, with this folder's library"


def check_disk() -> Iterator[tuple[bool, str]]:
    """Check the free space here and where CmdStan is kept."""
    for place in (_here(), Path.home()):
        free = shutil.disk_usage(place).free / 1e9
        if free < FREE_GIGABYTES:
            yield (
                False,
                f"{free:.1f} GB free at {place}: make room for {FREE_GIGABYTES} GB.",
            )
        else:
            yield True, f"{free:.0f} GB free at {place}"


def check_packages() -> Iterator[tuple[bool, str]]:
    """Compare the installed packages with the pinned ones."""
    lock = (ROOT / "requirements.lock.txt").read_text(encoding="utf-8")
    wanted = [
        re.split(r"[<>=\[ ]", line)[0]
        for line in (ROOT / "requirements.in").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    wrong = []
    for name in wanted:
        pinned = set(re.findall(rf"^{re.escape(name)}==(\S+)", lock, re.MULTILINE))
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            installed = "missing"
        if installed not in pinned:
            wrong.append(f"{name} {installed}, pinned {' or '.join(sorted(pinned))}")
    if wrong:
        yield False, f"packages differ ({'; '.join(wrong)}): {AGAIN}."
    else:
        yield True, f"{len(wanted)} packages as pinned"


def check_cmdstan() -> Iterator[tuple[bool, str]]:
    """Look for CmdStan the way the workflow does."""
    from pooling.basics.errors import PoolingError
    from pooling.sampling import toolchain

    try:
        cmdstan = toolchain.find()
    except PoolingError as error:
        yield False, str(error)
        return
    if cmdstan:
        yield True, "CmdStan {version}, {source}: {cmdstan}".format(**cmdstan)
        return
    left = [
        path
        for version in (toolchain.OFFICIAL, toolchain.FALLBACK)
        if (path := toolchain.HOME / f"cmdstan-{version}").exists()
    ]
    for path in left:
        yield (
            False,
            f"CmdStan in {path} is incomplete: a run installs it again.",
        )
    if not left:
        yield True, "no CmdStan yet: the first run installs it, which takes minutes"


def main() -> int:
    """Print every check, and return how many failed."""
    failed = 0
    checks = (
        check_python,
        check_checkout,
        check_places,
        check_writable,
        check_compiler,
        check_disk,
        check_environment,
        check_packages,
        check_cmdstan,
    )
    if INSTALLED:
        checks = tuple(c for c in checks if c not in (check_checkout, check_environment))
    else:
        sys.path.insert(0, str(ROOT / "workflow"))
    for check in checks:
        for good, sentence in check():
            print(f"{'ok   ' if good else 'WRONG'}  {sentence}")
            failed += not good
    print("All is well." if not failed else f"{failed} to fix.")
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
