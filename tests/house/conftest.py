"""The modules of the library, read once for all rules of the house."""

import pytest
from modules import Module, read


@pytest.fixture(scope="session")
def library(root) -> dict[str, Module]:
    """Read the library: path in it -> module."""
    folder = root / "workflow" / "pooling"
    paths = sorted(folder.rglob("*.py"))
    return {p.relative_to(folder).as_posix(): read(p.read_text("utf-8")) for p in paths}
