"""The report as PDF: printed by a browser that is on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from pooling.basics.errors import PoolingError
from pooling.basics.files import whole

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 600  # seconds
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the page asks for nothing; nor may this
    "--no-pdf-header-footer",
)
# When it was printed, which is no part of what it says.
DATES = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")


def browser() -> str:
    """Find the browser that prints.

    Raises
    ------
    PoolingError
        There is none.
    """
    for name in BROWSERS:
        program = shutil.which(name)
        if program:
            return program
    raise PoolingError(
        "a report as PDF is printed by Chromium, which is not here; install it (Debian: "
        "sudo apt-get install chromium), or print report.en.html from your own browser."
    )


def pdf(page: str | Path, path: str | Path) -> None:
    """Print a page as any browser prints it.

    Parameters
    ----------
    page : path
        HTML file that asks for no other.
    path : path
        The PDF to be made; its dates are those of no day.

    Raises
    ------
    PoolingError
        There is no browser, or it did not print.
    """
    program = browser()
    # As root, and so in containers, its sandbox does not start; the page is our own.
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, whole(path) as part:
        printed = Path(folder, "printed.pdf")
        done = subprocess.run(
            [
                program,
                *FLAGS,
                *as_root,
                f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={printed}",
                Path(page).resolve().as_uri(),
            ],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE,
        )
        if not printed.exists():
            said = " ".join(done.stderr.split())[-300:] or f"exit code {done.returncode}"
            raise PoolingError(f"{program} did not print {page}: {said}")
        part.write_bytes(DATES.sub(rb"\g<1>20000101000000", printed.read_bytes()))
