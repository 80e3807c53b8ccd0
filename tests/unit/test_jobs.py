"""What surrounds a script."""

import errno
import logging

import pytest
from pooling.basics import jobs
from pooling.basics.errors import PoolingError


@pytest.fixture
def start(tmp_path, monkeypatch):
    """Start a job as a fresh process would, without pytest's own log handlers."""
    handlers = []

    def begin():
        monkeypatch.setattr(logging.getLogger(), "handlers", handlers)
        return jobs.job(tmp_path / "job.log")

    yield begin
    logging.captureWarnings(False)
    for handler in handlers:
        handler.close()


def test_a_users_error_ends_in_one_sentence_which_the_run_tells(start, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended, start():
        raise PoolingError("mend it so.")
    assert ended.value.code == 1
    assert capsys.readouterr().err == ""
    assert (tmp_path / "job.log").read_text() == "ERROR mend it so.\n"
    assert jobs.failure(tmp_path / "job.log") == "mend it so."


def test_a_fault_of_the_program_is_called_so_and_its_log_has_all(start, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended, start():
        raise KeyError("lost")
    assert ended.value.code == 1
    assert "Traceback" in (tmp_path / "job.log").read_text()
    assert jobs.failure(tmp_path / "job.log") == (
        "this is a fault of the program (KeyError: 'lost'); report it with this log."
    )
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("text", [None, "", "INFO all is well\n"])
def test_a_job_without_a_word_has_no_sentence(tmp_path, text):
    if text is not None:
        (tmp_path / "job.log").write_text(text)
    assert jobs.failure(tmp_path / "job.log") is None


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        # As HDF5 says it.
        OSError(
            "Can't write data (errno = 28, error message = 'No space left on device')"
        ),
    ],
)
def test_a_full_disk_is_one_sentence(start, capsys, error):
    with pytest.raises(SystemExit) as ended, start():
        raise error
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("pooling: the disk is full;")
    assert said.count("\n") == 1


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES])
def test_a_folder_that_is_closed_is_one_sentence(start, capsys, number):
    with pytest.raises(SystemExit) as ended, start():
        raise OSError(number, "Closed", "results/a/summary.csv")
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert said.startswith("pooling: results/a/summary.csv: Closed; let this user write")
    assert said.count("\n") == 1
