"""One short chain of a compiled program, with as little around it as possible.

A refit takes some hundredths of a second, less than CmdStanPy takes to start and to
read it. The executable is therefore called as such; its arguments and its files are
those of the CmdStan User's Guide, "Command-Line Interface Overview".
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pooling.basics import files
from pooling.basics.errors import PoolingError

DIGITS = 12  # enough that no two draws tie because they were printed


@dataclass(frozen=True)
class Chain:
    """One chain after its warm-up.

    Attributes
    ----------
    draws : dict of ndarray
        Variable -> draws, shape (draw,) or (draw, element, ...).
    divergences : int
        Divergent transitions.
    """

    draws: dict[str, np.ndarray]
    divergences: int


def sample(
    executable: str | Path,
    data: dict,
    *,
    seed: int,
    warmup: int,
    draws: int,
    adapt_delta: float,
    folder: str | Path,
) -> Chain:
    """Run one chain; its files in between are written over an earlier one's in ``folder``.

    Raises
    ------
    PoolingError
        The chain died; the sentence carries CmdStan's own last words.
    """
    made = Path(folder, "draws.csv")
    made.unlink(missing_ok=True)
    files.write_json(Path(folder, "data.json"), data)
    command = [str(Path(executable).resolve()), "sample"]
    command += [f"num_warmup={warmup}", f"num_samples={draws}"]
    command += ["adapt", f"delta={adapt_delta}", "random", f"seed={seed}"]
    command += ["data", "file=data.json"]
    command += ["output", f"file={made.name}", f"sig_figs={DIGITS}", "refresh=0"]
    run = subprocess.run(
        command,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    variables = {} if run.returncode or not made.exists() else _read(made)
    if len(variables.get("divergent__", ())) != draws:
        told = [line.strip() for line in run.stdout.splitlines() if line.strip()]
        raise PoolingError(
            f"the sampler stopped with status {run.returncode}; its last words: "
            f"{told[-1] if told else 'none'}"
        )
    return Chain(variables, int(variables["divergent__"].sum()))


def _read(path: Path) -> dict[str, np.ndarray]:
    """Read CmdStan's table of draws; nothing where it was cut off."""
    with open(path, encoding="utf-8") as lines:
        rows = [line for line in lines if not line.startswith("#")]
    if len(rows) < 2 or len({row.count(",") for row in rows}) > 1:
        return {}
    values = np.loadtxt(rows[1:], delimiter=",", ndmin=2)
    header = rows[0].strip().split(",")
    columns: dict[str, list[int]] = {}
    for place, column in enumerate(header):
        columns.setdefault(column.partition(".")[0], []).append(place)
    variables = {}
    for name, places in columns.items():
        # The last column has the last index; the first index runs fastest.
        shape = [int(index) for index in header[places[-1]].split(".")[1:]]
        variables[name] = values[:, places].reshape((-1, *shape), order="F")
    return variables
