"""What is said at Ctrl-C, and before a run that would find no room for its files."""

import errno
import logging
import os
import signal
import tempfile
import threading

import pytest
from snakemake_logger_plugin_pooling import Muted, check_room


@pytest.fixture
def muted():
    """Give the filter while no signal ends the tests."""
    ways = (signal.SIGINT, signal.SIGUSR1)
    before = [signal.signal(way, lambda number, frame: None) for way in ways]
    descriptor = signal.set_wakeup_fd(-1)
    yield Muted()
    signal.set_wakeup_fd(descriptor)
    for way, handler in zip(ways, before, strict=True):
        signal.signal(way, handler)


def record(level=logging.INFO):
    return logging.LogRecord("jobs", level, "", 0, "a job", (), None)


def test_nothing_is_said_after_ctrl_c(muted):
    assert muted.filter(record())
    os.kill(os.getpid(), signal.SIGUSR1)
    assert muted.filter(record())
    os.kill(os.getpid(), signal.SIGINT)
    assert not muted.filter(record())
    assert not muted.filter(record(logging.ERROR))


def test_an_error_that_comes_a_little_earlier_is_not_said(muted):
    late = threading.Timer(muted.patience / 4, os.kill, (os.getpid(), signal.SIGINT))
    late.start()
    assert not muted.filter(record(logging.ERROR))
    late.join()


def test_an_error_without_ctrl_c_is_said(muted):
    assert muted.filter(record(logging.ERROR))


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "pooling: the disk is full; make room on it"),
        (errno.EROFS, "{folder}: Closed; let this user write there"),
    ],
)
def test_a_folder_without_room_is_told_before_anything_is_planned(
    tmp_path, monkeypatch, number, said
):
    """Snakemake, which writes there first, ends with a traceback."""

    def refused(**named):
        raise OSError(number, "Closed", "a name that nobody knows")

    check_room(tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []
    monkeypatch.setattr(tempfile, "TemporaryFile", refused)
    with pytest.raises(SystemExit) as ended:
        check_room(tmp_path)
    assert said.format(folder=tmp_path) in ended.value.code
