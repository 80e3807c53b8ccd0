"""Results that could not be computed: the reason stands in the file instead.

A job of something to look at, to compare or to play with never stops a run. Where it
cannot do its work, each of its files says why, and what reads such a file is not
computed for the same reason. The report shows the reason where the result would be.
"""

from __future__ import annotations

import base64
import csv
import json
import textwrap
from dataclasses import asdict, dataclass
from pathlib import Path

from pooling.basics.errors import PoolingError
from pooling.basics.files import unguarded, whole, write_csv, write_json

COLUMNS = ("not_computed", "fault", "log")
# In a picture or a NetCDF file: the reason, in letters that no format changes.
MARK = b"pooling-not-computed:"
END = b";"
LARGEST = 100_000  # bytes of a file that can be a reason
# Of a picture: where its description is kept, and what would differ each time.
PICTURES = {
    ".svg": ("Description", {"Date": None}),
    ".png": ("Description", {"Software": None}),
    ".pdf": ("Subject", {"CreationDate": None, "Producer": None, "Creator": None}),
}


@dataclass(frozen=True)
class Missing:
    """Why a result is missing.

    Attributes
    ----------
    because : str
        One sentence.
    fault : bool
        Whether it is a fault of the program, and not of data or configuration.
    log : str
        Log of the job that could not compute it.
    """

    because: str
    fault: bool
    log: str


class NotComputed(PoolingError):
    """What was asked of a result that is missing.

    Attributes
    ----------
    missing : Missing
        Why it is.
    """

    def __init__(self, missing: Missing):
        super().__init__(missing.because)
        self.missing = missing


def of(error: Exception, log: str | Path) -> Missing:
    """Say why a result is missing that an error has prevented."""
    if isinstance(error, NotComputed):
        return error.missing
    if isinstance(error, PoolingError):
        # Exact answers are refused in the same words.
        because = str(error).removeprefix("not computed, because ")
        return Missing(because, False, str(log))
    said = " ".join(f"{type(error).__name__}: {error}".split())
    return Missing(said, True, str(log))


def told(missing: Missing) -> dict:
    """Give a reason as it stands in a file."""
    return dict(zip(COLUMNS, asdict(missing).values(), strict=True))


def write(path: str | Path, missing: Missing) -> None:
    """Write the reason in place of a result, in the format that the file should have."""
    path = Path(path)
    said = told(missing)
    if path.suffix == ".json":
        write_json(path, said)
    elif path.suffix == ".csv":
        write_csv(path, {name: [value] for name, value in said.items()})
    else:
        kept = base64.b64encode(json.dumps(said).encode()).decode()
        mark = f"{MARK.decode()}{kept}{END.decode()}"
        with whole(path) as part:
            if path.suffix == ".nc":
                import h5py

                with h5py.File(part, "w") as stored:
                    stored.attrs["not_computed"] = mark
            else:
                _draw(part, missing, mark)


def _draw(path: Path, missing: Missing, mark: str) -> None:
    """Draw a picture that says why there is none."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    described, metadata = PICTURES[path.suffix]
    text = textwrap.fill(f"not computed, because: {missing.because}"[:600], 70)
    with mpl.rc_context({"svg.hashsalt": "pooling"}):
        figure = Figure(figsize=(7, 2))
        figure.text(0.03, 0.5, text, va="center", parse_math=False)
        figure.savefig(path, metadata=metadata | {described: mark})


def read(path: str | Path) -> Missing | None:
    """Read why a result is missing; None where it is there."""
    path = Path(path)
    if path.suffix not in {".json", ".csv", ".nc", *PICTURES}:
        return None
    if path.stat().st_size > LARGEST:
        return None
    content = path.read_bytes()
    if path.suffix == ".json":
        if not content.lstrip(b"{\n ").startswith(b'"not_computed"'):
            return None
        told = json.loads(content)
    elif path.suffix == ".csv":
        if not content.startswith(",".join(COLUMNS).encode()):
            return None
        (told,) = csv.DictReader(content.decode("utf-8").splitlines())
        told = {name: unguarded(cell) for name, cell in told.items()}
        told["fault"] = told["fault"] == "True"
    else:
        _, mark, rest = content.partition(MARK)
        if not mark:
            return None
        told = json.loads(base64.b64decode(rest.partition(END)[0]))
    return Missing(*(told[name] for name in COLUMNS))


def inside(path: str | Path) -> list[Missing]:
    """Find the reasons in a JSON file, be they all of it or beside results.

    A job that judges or computes several things goes on with the others where it
    cannot do one; `told` stands in that one's place.
    """
    content = Path(path).read_bytes() if Path(path).suffix == ".json" else b""
    if b'"not_computed"' not in content:
        return []
    reasons, waiting = [], [json.loads(content)]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict) and set(COLUMNS) <= each.keys():
            reasons.append(Missing(*(each[name] for name in COLUMNS)))
        elif isinstance(each, dict | list):
            waiting += each.values() if isinstance(each, dict) else each
    return reasons[::-1]


def need(paths) -> None:
    """Refuse to go on where one of some files holds a reason instead of a result.

    Raises
    ------
    NotComputed
    """
    for path in paths:
        missing = read(path)
        if missing:
            raise NotComputed(missing)


class Guarded(dict):
    """Files by kind; asking for one that is missing, or must not be used, says why.

    Parameters
    ----------
    paths : dict of str
        Kind -> path.
    refused : dict of Missing, optional
        Kind -> why it may not be used, None where it may.
    """

    def __init__(self, paths, refused: dict[str, Missing | None] | None = None):
        super().__init__(paths)
        self.refused = refused or {}

    def __getitem__(self, kind: str) -> str:
        path = super().__getitem__(kind)
        missing = self.refused.get(kind) or read(path)
        if missing:
            raise NotComputed(missing)
        return path
