"""The verdict of a fit, one line in a file of its own."""

from __future__ import annotations

from pathlib import Path

VERDICT = "verdict.txt"
PASSED = ": passed."  # how it ends where the fit passed


def complaint_in(path: str | Path) -> str | None:
    """Read what failed in a fit; None where its verdict is that it passed."""
    text = Path(path).read_text(encoding="utf-8").strip()
    return None if text.endswith(PASSED) else text
