"""Where a run is told: one bar in a terminal, plain lines anywhere else."""

from __future__ import annotations

import os
import select
import sys
import threading
import time

from pooling.run.progress import Progress, remaining

STEPS = 10  # plain lines on the jobs of a run, where it has as many as this
MANY = 20
FORMAT = "{desc} {bar:24} {n_fmt} of {total_fmt} jobs, {elapsed}{postfix}"
LONGEST = 22  # letters of a stage
NARROWEST = 40  # columns that a bar needs; a terminal of unknown width says 0
OUT, ERR = 1, 2  # descriptors
PLANNING = "Planning the run ..."
ERASE = "\r\x1b[K"  # all of a line


def of_this(stream=None):
    """Choose a screen: a bar where someone looks at a terminal that can redraw a line."""
    stream = stream or sys.stderr
    able = os.environ.get("TERM", "dumb") != "dumb" and "CI" not in os.environ
    if able and stream.isatty():
        able = os.get_terminal_size(stream.fileno()).columns >= NARROWEST
        return Bar() if able else Lines(stream)
    return Lines(stream)


class Lines:
    """Plain lines: a stage as it begins, every tenth of the jobs, each finished fit."""

    def __init__(self, stream):
        self._stream = stream
        self._told = 0

    def say(self, text: str) -> None:
        """Write some lines."""
        print(text, file=self._stream, flush=True)

    def begin(self, progress: Progress) -> None:
        """Show a run from here on."""

    def stage(self, title: str) -> None:
        """Say that a stage begins."""
        self.say(title)

    def show(self, progress: Progress) -> None:
        """Say how far the run is, at each tenth."""
        step = progress.done * STEPS // progress.total
        if step > self._told and MANY <= progress.total > progress.done:
            self._told = step
            now = time.monotonic()
            spent = time.strftime("%M:%S", time.gmtime(now - progress.began))
            left = remaining(progress.left(now))
            self.say(
                f"{progress.done} of {progress.total} jobs, {spent}"
                + (f", {left}" if left else "")
            )

    def close(self) -> None:
        """Leave the screen."""


class Bar:
    """One bar at the bottom of a terminal, and above it whatever is said meanwhile.

    Jobs write to the terminal, too, and would tear the bar: while it is there, they
    write into a pipe, from which each line is put above it.
    """

    def __init__(self):
        self._bar = None
        self._progress = None
        self._reader = None
        # Whatever else is written meanwhile covers it.
        print(PLANNING, end="\r", file=sys.stderr, flush=True)
        self._planning = True

    def say(self, text: str) -> None:
        """Write some lines above the bar."""
        if self._bar is None:
            self._erase()
            print(text, file=sys.stderr, flush=True)
        else:
            # As jobs do, so that lines keep their order.
            os.write(ERR, f"{text}\n".encode())

    def begin(self, progress: Progress) -> None:
        """Show a run from here on."""
        from tqdm import tqdm

        if self._bar is not None:
            return
        self._erase()
        sys.stdout.flush()
        sys.stderr.flush()
        self._kept = {fd: os.dup(fd) for fd in (OUT, ERR) if os.isatty(fd)}
        self._terminal = os.fdopen(
            os.dup(ERR), "w", encoding=sys.stderr.encoding, errors="replace"
        )
        tqdm.set_lock(threading.RLock())
        tqdm.monitor_interval = 0
        self._bar = tqdm(
            total=progress.total,
            file=self._terminal,
            leave=False,
            dynamic_ncols=True,
            bar_format=FORMAT,
            desc=f"{'':{LONGEST}}",
        )
        self._progress = progress
        self._lines, line = os.pipe()
        self._stopped, self._stop = os.pipe()
        for fd in self._kept:
            os.dup2(line, fd)
        os.close(line)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def stage(self, title: str) -> None:
        """The bar says it."""

    def show(self, progress: Progress) -> None:
        """Draw how far the run is."""
        if self._bar is not None:
            with self._bar.get_lock():
                self._draw()

    def close(self) -> None:
        """Take the bar away, and give the terminal back."""
        self._erase()
        if self._reader is None:
            return
        sys.stdout.flush()
        sys.stderr.flush()
        for fd, kept in self._kept.items():
            os.dup2(kept, fd)
            os.close(kept)
        os.write(self._stop, b".")
        self._reader.join()
        self._bar.close()
        self._terminal.close()
        self._bar = self._reader = None

    def _erase(self) -> None:
        if self._planning:
            print(ERASE, end="", file=sys.stderr, flush=True)
        self._planning = False

    def _draw(self) -> None:
        stage = self._progress.stage
        if stage:
            self._bar.set_description_str(f"{stage[:LONGEST]:{LONGEST}}", refresh=False)
        left = remaining(self._progress.left(time.monotonic()))
        self._bar.set_postfix_str(left, refresh=False)
        self._bar.n = self._progress.done
        self._bar.refresh()

    def _read(self) -> None:
        """Put what is written above the bar, line by line; draw it once a second."""
        rest = b""
        while True:
            ready, _, _ = select.select([self._lines, self._stopped], [], [], 1)
            # Until nothing is left, or nobody is left who could write.
            if self._lines in ready and (read := os.read(self._lines, 1 << 16)):
                *lines, rest = (rest + read).split(b"\n")
                self._above(lines)
            elif ready:
                self._above([rest] if rest else [])
                return
            else:
                with self._bar.get_lock():
                    self._draw()

    def _above(self, lines: list[bytes]) -> None:
        with self._bar.get_lock():
            self._bar.clear(nolock=True)
            for line in lines:
                self._terminal.write(line.decode("utf-8", "replace") + "\n")
            self._terminal.flush()
            self._bar.refresh(nolock=True)
