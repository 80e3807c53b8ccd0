"""What Pooling does before Snakemake reads a configuration: read it strictly.

It also answers Ctrl-C from here on, whatever Snakemake is doing, with one sentence.

Snakemake reads the files of `--configfile` and the pairs of `--config` before it looks
at the Snakefile, and meets their faults with a traceback or with words that name neither
file nor line. It imports every package of such a name, ``snakemake_logger_plugin_...``,
before that, which is the one place where a project can put its own reading in.
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import re
import select
import shlex
import signal
import sys
import tempfile
import threading
import warnings
from pathlib import Path

from pooling.basics import jobs, places, prefork, prefork_client
from pooling.basics.errors import PoolingError
from pooling.run import config_file

from snakemake_logger_plugin_pooling import private
from snakemake_logger_plugin_pooling.terminal import LogHandler

__all__ = ["LogHandler"]  # what Snakemake looks for: it tells a run (`terminal`)

SOON, AGAIN = 0.01, 10.0  # seconds
ROOM = 2**18  # bytes, as much as a plan writes
GARBAGE = 100_000  # objects that are new before Python looks for garbage among them
WRITTEN = (".yaml", ".yml", ".json")  # how the name of a configuration ends
INTERRUPTED = (
    "\npooling: interrupted; type the same command again to go on: "
    "what was finished is kept.\n"
)


def read_file(path):
    """Read the file of a configuration, or end with a sentence."""
    try:
        return config_file.read(path)
    except PoolingError as error:
        sys.exit(f"pooling: {error}")


def read_pairs(pairs):
    """Read what `--config` says, or end with a sentence."""
    for number, pair in enumerate(pairs or ()):
        if not re.match(r"[a-zA-Z_][\w-]*\w=.", pair):
            if number and "=" not in pair:
                refuse_targets("--config", pairs[:number], pairs[number:])
            sys.exit(
                f'pooling: --config {pair}: write a name and a value, "--config run=v2".'
            )
    return private.parse_pairs(pairs)


def refuse_targets(option, own, targets):
    """End where an option with several values has taken targets for some of them."""
    words, meant = " ".join(targets), shlex.join([option, *own, "--", *targets])
    sys.exit(
        f'pooling: {option} takes all words behind it, "{words}", too; write "--" before '
        f"what is to be made: {meant}"
    )


def check_files(paths):
    """End where `--configfile` has taken what is to be made for configurations."""
    own = list(map(str, paths or ()))
    others = [path for path in own[1:] if Path(path).suffix not in WRITTEN]
    if others:
        refuse_targets("--configfile", own[: own.index(others[0])], others)


def check_room(folder):
    """End where nothing can be written in a folder: Snakemake would with a traceback."""
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
    except OSError as error:
        error.filename = str(Path(folder).absolute())
        sentence = jobs.unwritable(error)
        if sentence is None:
            raise
        sys.exit(f"pooling: {sentence}")


class Muted(logging.Filter):
    """Say nothing after Ctrl-C: what Snakemake tells of each job then is no fault.

    A job may end, and a thread tell of it, before this process has its turn to answer.
    The system notes each signal here as it arrives, and an error waits a moment for it.
    """

    patience = 0.2  # seconds

    def __init__(self):
        super().__init__()
        self.noted, end = os.pipe()
        for descriptor in (self.noted, end):
            os.set_blocking(descriptor, False)
        signal.set_wakeup_fd(end, warn_on_full_buffer=False)
        self.interrupted = False

    def filter(self, record):
        """Let a record pass, unless Ctrl-C was typed before it."""
        wait = self.patience if record.levelno >= logging.ERROR else 0
        if select.select([self.noted], [], [], wait)[0]:
            with contextlib.suppress(BlockingIOError):  # another thread was faster
                self.interrupted |= signal.SIGINT in os.read(self.noted, 1 << 16)
        return not self.interrupted


def interrupted(number, frame):
    """End at Ctrl-C with one sentence; the next one ends it at once."""
    signal.signal(number, signal.SIG_DFL)
    private.interrupted.set()
    # What was begun and is not awaited any more is no fault.
    warnings.simplefilter("ignore")
    logging.getLogger("asyncio").disabled = True
    # One that is raised while tasks of Snakemake are being ended may leave it waiting for
    # them for ever: it is raised again.
    signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
    sys.unraisablehook = end_later
    # Not through sys.stderr, which may be in the middle of a line.
    os.write(2, INTERRUPTED.encode())
    prefork.let_go()
    raise KeyboardInterrupt


def end(number, frame):
    """End as at Ctrl-C."""
    raise KeyboardInterrupt


def end_later(lost):
    """End where Python was clearing up: there it drops an exception, and goes on."""
    if issubclass(lost.exc_type, KeyboardInterrupt):
        signal.setitimer(signal.ITIMER_REAL, SOON, AGAIN)


def run_interruptibly(args, parser):
    """Run what the command line asks for; only where it was typed is Ctrl-C answered."""
    # In the background a shell has it ignored.
    ignored = signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    private.say_profiles(args)
    places.shelter(Path(args.directory or "."))
    check_files(args.configfile)
    if private.typed(args):
        check_room(args.directory or ".")
    if ignored or not private.typed(args):
        return private.run(args, parser)
    private.filter_messages(Muted())
    # Who asks for little waits: imports begin while the run is still being planned.
    here = args.executor in (None, "local") and prefork_client.WHERE not in os.environ
    if here and not args.dryrun and (held := prefork.early(args.targets or ())):
        prefork.start(0, held)
    threading.Thread(target=private.wake_listeners, daemon=True).start()
    signal.signal(signal.SIGINT, interrupted)
    try:
        return private.run(args, parser)
    except KeyboardInterrupt:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        gc.freeze()  # as Python ends it would look through all of it once more


# Snakemake's plan stays: to look for garbage among it takes a tenth of a short run.
gc.freeze()
gc.set_threshold(GARBAGE)
private.replace(read_file=read_file, read_pairs=read_pairs, run=run_interruptibly)
