"""Stan programs: their texts, tiny data for them, and stanc in two versions."""

import stat
import subprocess
import zipfile
from pathlib import Path

import pytest
from pooling.basics.errors import PoolingError
from pooling.sampling import toolchain

NEW_STANC = (2, 37)
# A wheel that carries the compiler of a newer CmdStan, for Linux on x86-64.
WHEEL = "prophet==1.5.0"
WHEEL_FILE = "prophet-1.5.0-py3-none-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl"
WHEEL_SHA256 = "391029e357b1584440cebca73415c5767af3a98db9ab1d32b3f07ef3a1a29487"
WHEEL_STANC = "prophet/stan_model/cmdstan-2.37.0/bin/stanc"


def _runs(stanc: Path) -> bool:
    try:
        return subprocess.run([stanc, "--version"], capture_output=True).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="session")
def stanc(cmdstan) -> Path:
    """Give the compiler that the workflow uses."""
    return Path(cmdstan["cmdstan"]) / "bin" / "stanc"


@pytest.fixture(scope="session")
def new_stanc(cmdstan, root, tmp_path_factory) -> Path:
    """Find or fetch a stanc of 2.37 or later: it formats, and knows more warnings."""
    if tuple(map(int, cmdstan["version"].split(".")[:2])) >= NEW_STANC:
        return Path(cmdstan["cmdstan"]) / "bin" / "stanc"
    kept = root / "build" / "tools" / "stanc-2.37.0"
    if not kept.exists():
        scratch = tmp_path_factory.mktemp("wheel")
        try:
            wheel = toolchain.fetch(
                WHEEL,
                file=WHEEL_FILE,
                sha256=WHEEL_SHA256,
                folder=scratch,
                python="3.11",
                abi="cp",
            )
        except PoolingError as error:
            pytest.skip(f"no stanc of 2.37 or later: {error}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive:
            part = scratch / "stanc"
            part.write_bytes(archive.read(WHEEL_STANC))
        part.chmod(part.stat().st_mode | stat.S_IXUSR)
        if not _runs(part):
            pytest.skip("no stanc of 2.37 or later: the wheel's does not run here")
        kept.write_bytes(part.read_bytes())
        kept.chmod(part.stat().st_mode)
    return kept
