"""What every script of the workflow does around its one call of the library."""

from __future__ import annotations

import errno
import logging
import os
import resource
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from pooling.basics import files, not_computed, prefork_client
from pooling.basics.errors import PoolingError

STARTED = time.perf_counter()
# The last line of a log.
COST = (
    "cost: {cpu:.2f} CPU s, {programs:.2f} of them in programs it ran; {wall:.2f} s, "
    "at most {memory:.0f} MB"
)
# What the machine lacks: a job that fails of it may be tried again.
LACKING = (MemoryError, OSError)
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FAILED = "ERROR "  # how the sentence of a job that failed begins in its log
CLOSED = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
NO_SPACE = os.strerror(errno.ENOSPC)  # HDF5 hides the number in its words


@contextmanager
def job(log: str | Path, instead=()):
    """Send messages to the rule's log, and end a user's error in one sentence.

    Parameters
    ----------
    log : path
        The rule's log file.
    instead : iterable of path
        Outputs of a job that must not stop a run: whatever prevents them, the reason
        is written in their place (`pooling.basics.not_computed`), and the job succeeds.
        What the machine lacks (memory, disk, a file) ends this job too: it may be tried
        again.
    """
    logging.basicConfig(
        filename=log, filemode="w", level=logging.INFO, format="%(levelname)s %(message)s"
    )
    logging.captureWarnings(True)
    # In a copy this module was imported long before the job began.
    started = time.perf_counter() if prefork_client.inside() else STARTED
    try:
        yield
        logging.getLogger(__name__).info("%s", _cost(started))
    except Exception as error:
        if instead and not isinstance(error, LACKING):
            outputs = list(instead)
            missing = without(error, log, outputs[0])
            for path in outputs:
                not_computed.write(path, missing)
            logging.getLogger(__name__).info("%s", _cost(started))
        else:
            _end(error)


def without(error: Exception, log: str | Path, what) -> not_computed.Missing:
    """Go on without a result: say why it is missing, where that is new.

    Parameters
    ----------
    error : Exception
        What prevents it.
    log : path
        Log of the job.
    what : str or path
        The result.

    Raises
    ------
    MemoryError, OSError
        The error itself, where it is one of these: the job may be tried again.
    """
    if isinstance(error, LACKING):
        raise error
    missing = not_computed.of(error, log)
    level = logging.getLogger(__name__)
    if missing.fault:
        level.error("This is a fault of the program:", exc_info=error)
    else:
        level.warning("not computed, because: %s", missing.because)
    if not isinstance(error, not_computed.NotComputed):
        fault = f"; this is a fault of the program, see {log}" if missing.fault else ""
        say(f"pooling: {what} is not computed, because: {missing.because}{fault}")
    return missing


def each_alone(results: dict, log: str | Path) -> None:
    """Make several results, of which each stands or falls alone.

    Parameters
    ----------
    results : dict of callable
        JSON file -> what computes its content. Where that fails, the file says why.
    log : path
        Log of the job.

    Raises
    ------
    MemoryError, OSError
        As `without`.
    """
    for path, compute in results.items():
        try:
            files.write_json(path, compute())
        except Exception as error:
            not_computed.write(path, without(error, log, path))


def unwritable(error: Exception) -> str | None:
    """Say what to do where a disk is full or closed to its user; None of other errors."""
    if getattr(error, "errno", None) in FULL or NO_SPACE in str(error):
        return (
            "the disk is full; make room on it and type the same command again: what was "
            "finished is kept."
        )
    if getattr(error, "errno", None) in CLOSED and error.filename:
        return (
            f"{error.filename}: {error.strerror}; let this user write there and type the "
            "same command again: what was finished is kept."
        )
    return None


def _end(error: Exception) -> None:
    """End a job that has failed, in one sentence: its log says it, or else this does."""
    if unwritable(error):
        say(f"pooling: {unwritable(error)}")
        sys.exit(1)  # without a word for the log, which may be on that disk
    sentence = str(error)
    if isinstance(error, MemoryError):
        sentence = (
            "the memory of the machine is too small for this job and those beside it: end "
            "other programs, or run fewer jobs at once (--cores 1)."
        )
    elif not isinstance(error, PoolingError):
        logging.getLogger(__name__).error("a fault of the program:", exc_info=error)
        sentence = str(
            PoolingError(
                f"this is a fault of the program ({type(error).__name__}: {error}); "
                "report it with this log."
            )
        )
    logging.getLogger(__name__).error("%s", sentence)
    sys.exit(1)


def failure(log: str | Path) -> str | None:
    """Read the sentence with which a job has failed; None where its log has none."""
    path = Path(log)
    text = path.read_text("utf-8", "replace") if path.is_file() else ""
    lines = [line for line in text.splitlines() if line.startswith(FAILED)]
    return lines[-1].removeprefix(FAILED) if lines else None


def _cost(started: float) -> str:
    """Say what this job and the programs that it ran have cost so far, and its memory."""
    usages = [
        resource.getrusage(who)
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]
    process, programs = (usage.ru_utime + usage.ru_stime for usage in usages)
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, else kilobytes
    cost = COST.format(
        cpu=process + programs,
        programs=programs,
        wall=time.perf_counter() - started,
        memory=max(usage.ru_maxrss for usage in usages) * unit / 2**20,
    )
    return cost + (", its imports were held ready" if prefork_client.inside() else "")


def say(sentence: str) -> None:
    """Tell the user something on the terminal."""
    print(sentence, file=sys.stderr, flush=True)
