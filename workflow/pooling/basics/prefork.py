"""Start jobs from a process that has already imported what they import.

Most of the time of a small job goes into importing numpy, pandas and matplotlib. While
Snakemake runs on this machine, one process of its own holds them. The script of a job
is handed over: a copy of that process (fork) runs the same file, with the
script's streams, folder and environment, and the script ends as the copy did. That is
done (`pooling.basics.prefork_client`) as its interpreter starts (`sitecustomize`): the
scripts know nothing of it.
Where there is no such process, as on another machine or in the first seconds of a run,
the job has a process of its own. The results are the same, and the job's log says which
it was.

No signal to the run reaches this process, in a session of its own: it sees that Snakemake
is gone, kills the jobs that are left, and removes the folder of their temporary files.
"""

from __future__ import annotations

import array
import atexit
import contextlib
import gc
import logging
import os
import re
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from importlib import import_module
from pathlib import Path

from pooling.basics import huge_pages, lifeline
from pooling.basics.prefork_client import (
    INSIDE,
    REFUSED,
    RUN,
    SIZE,
    WHERE,
    coming,
    exit_code,
    interpreter,
    line_to,
    unpacked,
)

# What all jobs read their files with.
READ = (
    "snakemake.iocontainers",
    "snakemake.logging",
    "snakemake.io",
    "pandas",
    "pyarrow.parquet",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "h5py",
)
# What a figure needs that is drawn from results that are there: a run of few jobs, each
# second of which is waited for.
FIGURE = (
    *READ,
    "matplotlib.figure",
    "matplotlib.backends.backend_svg",
    "PIL.Image:preinit",
    "pooling.checks.results",
    "pooling.figures.*",
    "pooling.figures.style:ready",
)
DRAWN = re.compile(r".*/figures/\w+(\.\w+)?\.\w+")
# And what a first look needs.
LOOK = (
    *READ,
    "scipy.stats",
    "pooling.table.preparation",
    "pooling.exact.answer",
    "pooling.report.look_page",
    "pooling.report.answers.regression",
    "pooling.checks.predictive.regression",
)
LOOKED_FOR = re.compile(r"look(_.+)?|.*/look\.\w+\.html")
HELD = (
    *FIGURE,
    "scipy.special",
    "scipy.stats",
    "scipy.optimize",
    "arviz_stats.base",
    "cmdstanpy",
    "pooling.*",
    "pooling.report.frame:ready",
)
AHEAD = Path(__file__).with_name("sitecustomize")
# Memory that arrays gave back is kept for the next ones: the system would clear each page
# again, which takes longer than most sums do. Read by glibc as the process begins; what a
# copy inherits. GNU C Library manual, "Memory Allocation Tunables".
# Arrow takes its memory from there, too: what it gives back then serves others.
KEPT = {
    "MALLOC_MMAP_THRESHOLD_": str(2**25),
    "MALLOC_TRIM_THRESHOLD_": str(2**28),
    "ARROW_DEFAULT_MEMORY_POOL": "system",
}
INIT = "__init__.py"  # marks a package
_held: list[int] = []  # the line that all jobs hold on to
# Seconds before the imports begin: a run of few jobs ends without them.
PATIENCE = 2.0
# Jobs after which memory is gathered: each takes 7 ms less from then on, and that 250.
MANY = 20


def looking(targets) -> bool:
    """Say whether a first look is among the targets that were asked for."""
    return any(map(LOOKED_FOR.fullmatch, targets))


def early(targets) -> tuple[str, ...]:
    """Name what a run needs of which the targets say that its jobs are few, or nothing."""
    if looking(targets):
        return LOOK
    return FIGURE if targets and all(map(DRAWN.fullmatch, targets)) else ()


def put_ahead() -> None:
    """Let the interpreters of jobs begin with `sitecustomize`, whatever else is there."""
    path = (str(AHEAD), *os.environ.get("PYTHONPATH", "").split(os.pathsep))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, dict.fromkeys(path)))


def start(patience: float = PATIENCE, held=HELD) -> None:
    """Start the process, for as long as this one lives.

    Parameters
    ----------
    patience : float
        Seconds before it imports anything.
    held : iterable of str, optional
        Modules that it imports, all of a package's (``package.*``), and functions in them
        that it calls (``module:function``).
    """
    folder = tempfile.mkdtemp(prefix="pooling-")
    path = os.path.join(folder, "jobs")
    run = os.path.join(folder, RUN)
    os.mkfifo(run)
    # The system closes it, however this process ends.
    _held.append(os.open(run, os.O_RDWR))
    put_ahead()
    # It ends when this end of its input is closed, however this process ends.
    holder = subprocess.Popen(
        [sys.executable, "-m", "pooling.basics.prefork", path, str(patience), *held],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        env=os.environ | KEPT,
        start_new_session=True,
    )

    def stop() -> None:
        holder.stdin.close()
        holder.wait()
        let_go()
        shutil.rmtree(folder, ignore_errors=True)  # if the process was killed

    atexit.register(stop)
    os.environ[WHERE] = path


def let_go() -> None:
    """End all jobs of this process, which hold on to its line."""
    while _held:
        os.close(_held.pop())


class Copy:
    """A job that runs in a copy of this process.

    Attributes
    ----------
    line : socket
        To the script that handed the job over.
    pid : int
        Process, and process group, of the copy.
    """

    def __init__(self, line: socket.socket, pid: int):
        self.line, self.pid = line, pid

    def kill(self) -> None:
        """End the job and whatever it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)


def _received(line: socket.socket) -> tuple[tuple, list[int]]:
    """Read what `pooling.basics.prefork_client` sent: the request, and the two streams."""
    head, ancillary, _, _ = line.recvmsg(SIZE, socket.CMSG_SPACE(2 * SIZE))
    streams = array.array("i")
    for _, _, content in ancillary:
        streams.frombytes(content[: len(content) - len(content) % streams.itemsize])
    with line.makefile("rb") as stream:
        return unpacked(stream.read(int.from_bytes(head))), list(streams)


def _run(request: tuple, streams: list[int], lines: tuple[int, ...]) -> int:
    """Run a script as if it had been started by itself, as long as the lines hold.

    Returns
    -------
    int
        Its exit code.
    """
    lifeline.begin(*lines)
    atexit._clear()  # what the imports want done at the end is the first process's
    for place, stream in enumerate(streams, start=1):
        os.dup2(stream, place)
    script, folder, _, environment = request
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.environ |= {INSIDE: "1", "TMPDIR": tempfile.tempdir}
    sys.argv = [script]
    try:
        runpy.run_path(script, run_name="__main__")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    return code & 0xFF


def _named(name: str) -> list[str]:
    """Name all modules of a package, or what is named."""
    package, all_of_it, _ = name.partition(".*")
    if not all_of_it:
        return [name]
    root = Path(__file__).parents[2]
    folder = root.joinpath(*package.split("."))
    files = (path.relative_to(root) for path in sorted(folder.rglob("*.py")))
    # A folder of other files, such as scripts, is no package.
    parts = [f.with_suffix("").parts for f in files if (root / f.parent / INIT).exists()]
    return [".".join(each).removesuffix(".__init__") for each in parts]


def serve(path: str, patience: float, held: list[str]) -> None:
    """Hold imports, and copy this process for each script that asks.

    Parameters
    ----------
    path : str
        Socket to listen on. The process ends when its input does.
    """
    tempfile.tempdir = os.path.dirname(path)
    copies: dict[int, Copy] = {}
    try:
        with selectors.DefaultSelector() as waiting:
            waiting.register(sys.stdin, selectors.EVENT_READ)
            if not waiting.select(patience):
                _hold(waiting, path, held, copies)
    finally:
        for copy in copies.values():
            copy.kill()
        _remove(tempfile.tempdir)


def _remove(folder: str) -> None:
    """Remove a folder in which jobs that are being killed may still write."""
    for _ in range(20):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.exists(folder):
            return
        time.sleep(0.1)


def _hold(waiting, path: str, held: list[str], copies: dict[int, Copy]) -> None:
    """Import, and open the door to scripts; arguments as of `serve`."""
    Path(coming(path)).touch()
    gc.disable()
    for name in (each for one in held for each in _named(one)):
        module, _, function = name.partition(":")
        loaded = import_module(module)
        if function:
            getattr(loaded, function)()
        if waiting.select(0):
            return
    # A job would look through all of it in vain, and copy it by that.
    gc.collect()
    gc.freeze()
    gc.enable()
    ended, tell = os.pipe()
    for end in (ended, tell):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    waiting.register(ended, selectors.EVENT_READ)
    with socket.socket(socket.AF_UNIX) as door:
        # Whole before it can be found.
        door.bind(f"{path}.part")
        door.listen(64)
        os.rename(f"{path}.part", path)
        os.remove(coming(path))
        waiting.register(door, selectors.EVENT_READ)
        _attend(waiting, door, ended, copies)


def _attend(waiting, door, ended: int, copies: dict[int, Copy]) -> None:
    """Begin and end copies until the input of this process is closed."""
    # From a copy to Snakemake, and to this process.
    run, here = line_to(tempfile.tempdir), os.pipe()
    begun = 0
    while True:
        for key, _ in waiting.select():
            if key.fileobj is sys.stdin:
                return
            if key.fileobj is door:
                line, _ = door.accept()
                copy = _begin(line, waiting, run, here)
                if copy:
                    copies[copy.pid] = copy
                    waiting.register(line, selectors.EVENT_READ, copy)
                    begun += 1
                    if begun == MANY:
                        huge_pages.gather()
            elif key.fileobj == ended:
                with contextlib.suppress(BlockingIOError):
                    os.read(ended, 4096)
                _end(waiting, copies)
            elif key.data.pid in copies:
                # The script itself was ended: nobody waits for the job.
                copies.pop(key.data.pid).kill()
                waiting.unregister(key.fileobj)
                key.fileobj.close()


def _begin(line: socket.socket, waiting, run: int, here: tuple) -> Copy | None:
    """Copy this process for a script; None where the script has to go on by itself."""
    try:
        request, streams = _received(line)
    except (OSError, ValueError):
        line.close()
        return None
    welcome = request[2] == interpreter()
    pid = os.fork() if welcome else None
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for key in list(waiting.get_map().values()):
            if key.fileobj is not sys.stdin:
                os.close(key.fd)
        line.close()
        os.close(here[1])
        os._exit(_run(request, streams, (run, here[0])))
    for stream in streams:
        os.close(stream)
    if welcome:
        with contextlib.suppress(OSError):  # the copy does it, too: who comes first
            os.setpgid(pid, pid)
        return Copy(line, pid)
    line.sendall(REFUSED.to_bytes(SIZE))
    line.close()
    return None


def _end(waiting, copies: dict[int, Copy]) -> None:
    """Tell the scripts whose jobs have ended."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        copy = copies.pop(pid, None)
        if copy:
            waiting.unregister(copy.line)
            with contextlib.suppress(OSError):
                copy.line.sendall(exit_code(status).to_bytes(SIZE))
            copy.line.close()


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])
    serve(sys.argv[1], float(sys.argv[2]), sys.argv[3:])
