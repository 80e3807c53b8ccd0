"""The files that a number comes from, and the command that makes them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

from pooling.basics import places


@dataclass(frozen=True)
class Targets:
    """How a reader asks Snakemake for a file of this run.

    Attributes
    ----------
    configfiles : list of str
        Files of configuration that a command must name.
    """

    configfiles: list[str]

    def command(self, *targets: str) -> str:
        """Compose the command that makes some files.

        The targets come first: ``--configfile`` takes every word after it.
        """
        if places.installed():
            return shlex.join(["pooling", "run", *self.configfiles, *targets])
        words = ["snakemake", "--cores", "4", *targets]
        if self.configfiles:
            words += ["--configfile", *self.configfiles]
        return shlex.join(words)

    def traced(self, *targets: str) -> dict[str, Any]:
        """Give the ``files`` that numbers come from, and the ``command``."""
        return {"files": targets, "command": self.command(*targets)}
