"""Compile Stan programs, and know whether an executable is still theirs."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from pooling.basics.errors import PoolingError
from pooling.basics.files import abandoned, part_of, write_json
from pooling.sampling import stan_programs
from pooling.sampling.toolchain import log, version_of

# How a program ends whose shared libraries cannot be loaded.
NOT_LOADED = 127


def _flags(cpu: str | None) -> str:
    """Give the compiler's flags for a family of processors."""
    # CmdStan's own objects are built for all processors: memory that they and the
    # program hand each other must be aligned as they expect it.
    return f"-march={cpu} -DEIGEN_MAX_ALIGN_BYTES=16" if cpu else ""


def key_of(program: Path, toolchain: dict, cpu: str | None = None) -> str:
    """Digest of all that decides an executable: program, CmdStan, compiler, processor."""
    parts = [stan_programs.text(program)]
    parts += [toolchain[name] for name in ("version", "cmdstan", "compiler")]
    parts += filter(None, [_flags(cpu)])
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20]


def compile_program(
    program: Path, toolchain: dict, store: Path, cpu: str | None = None
) -> dict:
    """Compile a Stan program, unless an executable of its content is kept.

    Parameters
    ----------
    program : Path
        The ``.stan`` file.
    toolchain : dict
        From `ensure`.
    store : Path
        Folder of the kept executables.
    cpu : str, optional
        Family of processors whose instructions may be used, as the compiler's ``-march``
        takes it; by default the compiler's own, which runs on all of an architecture.

    Returns
    -------
    dict
        ``program``, ``sha256`` of its text, ``executable``, ``key``, ``cmdstan`` (version)
        and ``compiler``.

    Raises
    ------
    PoolingError
        CmdStan is gone, or the program does not compile.
    """
    key = key_of(program, toolchain, cpu)
    executable = store / key / program.stem
    stamp = {
        "program": program.as_posix(),
        "sha256": hashlib.sha256(stan_programs.text(program).encode()).hexdigest(),
        "executable": executable.as_posix(),
        "key": key,
        "cmdstan": toolchain["version"],
        "compiler": toolchain["compiler"],
    }
    if executable.exists():
        log.info("%s is compiled already: %s", program, executable)
        return stamp
    if version_of(Path(toolchain["cmdstan"])) != toolchain["version"]:
        raise PoolingError(
            f"CmdStan {toolchain['version']} is no longer at {toolchain['cmdstan']}; run "
            '"snakemake --cores 4 --forcerun install_cmdstan".'
        )
    import cmdstanpy

    cmdstanpy.set_cmdstan_path(toolchain["cmdstan"])
    store.mkdir(parents=True, exist_ok=True)
    for left in filter(abandoned, store.glob(".*.part.*")):
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=store, prefix=part_of("")) as scratch:
        copy = Path(scratch, program.name)
        copy.write_text(stan_programs.text(program), encoding="utf-8")
        try:
            flags = {"CXXFLAGS_OPTIM": _flags(cpu)} if cpu else None
            model = cmdstanpy.CmdStanModel(stan_file=str(copy), cpp_options=flags)
            built = Path(model.exe_file)
        except (RuntimeError, ValueError) as error:
            log.error("%s", error)
            raise PoolingError(
                f"{program} does not compile: {_stanc_words(error)}"
            ) from None
        executable.parent.mkdir(exist_ok=True)
        os.replace(built, executable)
    log.info("%s compiled: %s", program, executable)
    return stamp


def _stanc_words(error: Exception) -> str:
    """The lines of an error that say what stanc found."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = [line for line in lines if "rror" in line and "failed" not in line.lower()]
    return (told or lines)[-1]


def check_executable(stamp: dict) -> str:
    """Give the path of a compiled program, if it is still there and can run here.

    Raises
    ------
    PoolingError
        It was deleted, or this machine cannot run it.
    """
    executable = stamp["executable"]
    if not Path(executable).exists():
        raise PoolingError(
            f"the executable of {stamp['program']} is gone; run "
            '"snakemake --cores 4 --forcerun compile_program".'
        )
    try:
        run = subprocess.run(
            [os.path.abspath(executable), "info"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise unusable(
            executable,
            f"{error.strerror}; send the jobs to machines of the kind that compiled it, or "
            "compile for these: name another folder in toolchain.executables.",
        ) from None
    if run.returncode == -signal.SIGILL:
        raise illegal(executable)
    if run.returncode == NOT_LOADED:
        raise unusable(
            executable,
            f'"{run.stderr.strip()}"; keep CmdStan where all machines see it, and name '
            "that folder in toolchain.cmdstan.",
        )
    return executable


def illegal(executable: str) -> PoolingError:
    """Say that this processor lacks instructions which a program was compiled for."""
    return unusable(
        executable,
        "its processor lacks instructions that the program uses; set toolchain.cpu to a "
        "family that all machines belong to, or leave it out.",
    )


def unusable(executable: str, why: str) -> PoolingError:
    """Say that this machine cannot run a program, why, and what to do."""
    return PoolingError(f"{platform.node()} cannot run {executable}: {why}")


def write_stamp(path: str | Path, stamp: dict) -> None:
    """Record a toolchain or an executable in a small file that rules depend on."""
    write_json(path, stamp)
