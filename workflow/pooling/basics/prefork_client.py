"""Hand the script of a job over to the process that holds its imports.

`pooling.basics.prefork` is the other side. This one is imported by every job, and so imports
next to nothing itself: ``socket``, ``signal`` and ``json`` take longer than Python's own
start, so sockets and signals are the two modules on which those of the library rest, and
a request is made of lines of bytes. The script only waits for its job, which runs in
another process: it is what signals reach, and the job ends with it
(`pooling.basics.lifeline`).
"""

from __future__ import annotations

import _signal
import _socket
import os
import sys
import time

WHERE = "POOLING_PREFORK"  # socket of the process, for the scripts
INSIDE = "POOLING_PREFORKED"  # set in a copy
RUN = "run"  # beside the socket: a pipe that Snakemake holds for as long as it lives
MOST = 20.0  # seconds that a script waits for the process
SIZE = 8  # bytes of a number on the socket
REFUSED = 1000  # no exit code: the process has another interpreter than the script


def inside() -> bool:
    """Say whether this job runs in a copy of the process."""
    return INSIDE in os.environ


def interpreter() -> list[str]:
    """Say which Python this is, and among which files: in a container it is another."""
    try:
        mounts = os.readlink("/proc/self/ns/mnt")
    except OSError:
        mounts = ""  # a system without namespaces
    return [sys.prefix, os.path.realpath(sys.executable), sys.version, mounts]


def hand_over(script: str) -> None:
    """Run a script in a copy of the process, or else in one of its own.

    What called this function goes on in the process of its own alone; the script itself
    ends as its job did.
    """
    # Ctrl-C is Snakemake's to answer, which then lets go of its line; where it holds
    # none, the script ends without a traceback.
    ignored = WHERE in os.environ
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN if ignored else _signal.SIG_DFL)
    code = _ask(os.path.abspath(script))
    if code is None:
        code = _fork()
    if code is not None:
        # Nothing is left to be done here, not even to tidy up.
        sys.stdout.flush()
        os._exit(code)


def _ask(script: str) -> int | None:
    """Ask the process to run a script; its exit code, or None where it does not."""
    path = os.environ.get(WHERE)
    if not path or not _there(path):
        return None
    line = _socket.socket(_socket.AF_UNIX)
    try:
        line.connect(path)
    except OSError:
        return None  # it is about to end
    request = packed(script)
    streams = b"".join(number.to_bytes(4, sys.byteorder) for number in (1, 2))
    line.sendmsg(
        [len(request).to_bytes(SIZE)],
        [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, streams)],
    )
    line.sendall(request)
    answer = line.recv(SIZE)
    line.close()
    if not answer:
        _stop("the process that ran this job was ended.")
    code = int.from_bytes(answer)
    return None if code == REFUSED else code


def packed(script: str) -> bytes:
    """Write a request: the script, its folder, the interpreter, and its environment."""
    fields = [script, os.getcwd(), *interpreter()]
    fields += [f"{name}={value}" for name, value in os.environ.items()]
    return b"\0".join(map(os.fsencode, fields))


def unpacked(request: bytes) -> tuple[str, str, list[str], dict[str, str]]:
    """Read what `packed` has written, in its order."""
    script, folder, *fields = map(os.fsdecode, request.split(b"\0"))
    words = len(interpreter())
    environment = dict(each.split("=", 1) for each in fields[words:])
    return script, folder, fields[:words], environment


def coming(path: str) -> str:
    """Name the file that is there while the process imports, by its socket."""
    return f"{path}.coming"


def _there(path: str) -> bool:
    """Say whether the process takes jobs; where it is about to, wait for it.

    To import the same things beside it would take longer.
    """
    end = time.monotonic() + MOST
    while not os.path.exists(path):
        if not os.path.exists(coming(path)) or time.monotonic() > end:
            return os.path.exists(path)
        time.sleep(0.02)
    return True


def _stop(sentence: str) -> None:
    """End with a sentence, be it while Python starts, where an exception is a crash."""
    print(f"pooling: {sentence}", file=sys.stderr, flush=True)
    os._exit(1)


def _fork() -> int | None:
    """Go on in a process of its own, and wait for it here.

    Returns
    -------
    int or None
        How it ended, for the script; None for the job.
    """
    lines = _line_to_run()
    from pooling.basics import lifeline  # what it imports is for jobs alone

    reading, other = os.pipe()
    job = os.fork()
    if job == 0:
        os.close(other)
        lifeline.begin(*lines, reading)
        return None
    return exit_code(os.waitpid(job, 0)[1])


def _line_to_run() -> list[int]:
    """Open the line to Snakemake, where it holds one."""
    path = os.environ.get(WHERE)
    if not path:
        return []  # a local job of a run whose others are sent elsewhere
    folder = os.path.dirname(path)
    try:
        line = line_to(folder)
    except FileNotFoundError:
        _stop("the run of this job has ended.")
    # What a killed job leaves there is removed with the folder.
    os.environ["TMPDIR"] = folder
    return [line]


def line_to(folder: str) -> int:
    """Open the line to Snakemake in a folder; it breaks when Snakemake lets go."""
    line = os.open(os.path.join(folder, RUN), os.O_RDONLY | os.O_NONBLOCK)
    os.set_blocking(line, True)
    return line


def exit_code(status: int) -> int:
    """Give the exit code of a process as a shell says it, be it of a signal."""
    code = os.waitstatus_to_exitcode(status)
    return code if code >= 0 else 128 - code
