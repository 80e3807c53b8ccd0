"""What a result was made with: tools, machine, source files, and where they stand."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from pathlib import Path

from pooling.basics import places
from pooling.basics.files import sha256

ROOT = places.project()
LIBRARY = "workflow/pooling"  # from the root of a checkout
PACKAGES = (
    "snakemake",
    "cmdstanpy",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "xarray",
    "h5netcdf",
    "arviz-base",
    "arviz-stats",
    "matplotlib",
    "pydantic",
    "jinja2",
    "markupsafe",
    "latex2mathml",
    "pygments",
)
# What of the workflow decides a result; captions and tests do not.
SOURCES = (
    "Snakefile",
    "requirements.lock.txt",
    "workflow/rules/*.smk",
    "workflow/scripts/*.py",
    f"{LIBRARY}/**/*.*",
)
OF_PROCESSOR = {
    "vendor": ("vendor_id", "CPU implementer"),
    "family": ("cpu family", "CPU architecture"),
    "model": ("model", "CPU part"),
    "name": ("model name",),
}


def versions() -> dict[str, str]:
    """Name the versions of Python and of the packages that are imported."""
    from importlib import metadata

    packages = {package: metadata.version(package) for package in PACKAGES}
    return {"python": platform.python_version(), **packages}


def processor(words: str | None = None) -> dict[str, str]:
    """Name the family of the processor, on which the last digits may depend.

    ``vendor``, ``family``, ``model`` and ``name``, as far as they are known from what the
    system, Linux by default, says of its processors.
    """
    if words is None:
        try:
            words = Path("/proc/cpuinfo").read_text("utf-8")
        except OSError:
            words = ""
    lines = (line.partition(":") for line in words.partition("\n\n")[0].splitlines())
    told = {key.strip(): value.strip() for key, _, value in lines}
    described = {
        part: next((told[key] for key in keys if key in told), "")
        for part, keys in OF_PROCESSOR.items()
    }
    described["name"] = described["name"] or platform.processor()
    return {part: value for part, value in described.items() if value}


def system() -> dict:
    """Describe the operating system and the processor."""
    return {
        "os": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "processor": processor(),
    }


def source_files(root: Path = ROOT) -> list[Path]:
    """List the files of the workflow that decide a result."""
    files = {path for pattern in SOURCES for path in root.glob(pattern)}
    if not (root / LIBRARY).is_dir():  # it is where it was installed
        library = places.PACKAGE.rglob("*.*")
        files |= {path for path in library if places.WITH_LIBRARY not in path.parents}
    return [p for p in sorted(files) if p.is_file() and p.parent.name != "__pycache__"]


def sources(root: Path = ROOT) -> dict[str, str]:
    """Give the SHA-256 of each file of `source_files`, by its path below the root."""
    return {named(path, root): sha256(path) for path in source_files(root)}


def named(path: Path, root: Path) -> str:
    """Name a file from the root of a checkout, wherever the library is."""
    if path.is_relative_to(root):
        return path.relative_to(root).as_posix()
    return f"{LIBRARY}/{path.relative_to(places.PACKAGE).as_posix()}"


def in_workflow(program: str | Path) -> str:
    """Name a Stan program from the root of the workflow, wherever that is."""
    return "/".join(Path(program).parts[-3:])


def _git(folder: Path, *arguments: str) -> str | None:
    """Output of a git command; None where there is no git or it refuses."""
    # Many jobs may ask at once: none of them writes to the repository.
    command = ["git", "--no-optional-locks", "-C", str(folder), *arguments]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError, UnicodeDecodeError):
        return None
    return run.stdout


def git_state(folder: Path = ROOT) -> dict[str, str | bool | None]:
    """Say at which ``commit`` the workflow is, and whether the tree is ``clean``.

    None where the folder is not the root of a git repository.
    """
    top = _git(folder, "rev-parse", "--show-toplevel")
    if top is None or Path(top.strip()).resolve() != folder.resolve():
        return {"commit": None, "clean": None}
    commit = _git(folder, "rev-parse", "--verify", "HEAD")
    changes = _git(folder, "status", "--porcelain")
    return {
        "commit": commit and commit.strip(),
        "clean": None if changes is None else not changes.strip(),
    }


def text_at(path: str, digest: str, commit: str | None, root: Path = ROOT) -> str | None:
    """Find a text of the workflow as it was, by its digest; None where there is none left.

    If the file has changed since, git may still have it at ``commit``.
    """
    file = root / path
    if file.is_file() and sha256(file) == digest:
        return file.read_text("utf-8")
    text = _git(root, "show", f"{commit}:{path}") if commit else None
    kept = text is not None and hashlib.sha256(text.encode()).hexdigest() == digest
    return text if kept else None


def short_form(program: dict | None, data: str | Path, seed: int, sampling: dict) -> dict:
    """Say in short what one fit was made with, for its own file.

    ``program`` is the record of `pooling.sampling.executables.compile_program`, None of
    exact draws, for which none ran. Nothing depends on when or in which folder the fit was
    made.
    """
    state = git_state()
    compiled = (
        {
            "program": in_workflow(program["program"]),
            "program_sha256": program["sha256"],
            "cmdstan": program["cmdstan"],
            "compiler": program["compiler"],
        }
        if program
        else {}
    )
    return compiled | {
        "data_sha256": sha256(data),
        "seed": seed,
        "sampling": json.dumps(sampling),
        "python": platform.python_version(),
        "processor": processor().get("name", ""),
        "commit": state["commit"] or "unknown",
        "clean": {True: "yes", False: "no", None: "unknown"}[state["clean"]],
    }
