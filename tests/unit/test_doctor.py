"""The doctor: what is wrong in a folder where nothing runs."""

import os
import shutil
import sys

import pytest
from pooling.run import doctor


@pytest.fixture
def project(tmp_path, monkeypatch, root):
    """Make a folder that looks like the project, and stand in it."""
    for name in ("Snakefile", "Makefile", "data", "profiles", "stan", "config"):
        (tmp_path / name).symlink_to(root / name)
    monkeypatch.setattr(doctor, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def wrong(check) -> list[str]:
    return [sentence for good, sentence in check() if not good]


def executable(path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def test_all_is_well_here(monkeypatch, root):
    monkeypatch.chdir(root)
    for check in (doctor.check_checkout, doctor.check_writable, doctor.check_environment):
        assert wrong(check) == []


def test_a_checkout_without_its_parts_is_seen(project):
    (project / "stan").unlink()
    assert "lacks stan" in wrong(doctor.check_checkout)[0]


def test_another_folder_is_seen_and_the_advice_leads_out_of_it(project, monkeypatch):
    (project / "else where").mkdir()
    monkeypatch.chdir(project / "else where")
    (said,) = wrong(doctor.check_checkout)
    monkeypatch.chdir(said.partition(": cd ")[2].strip("'"))
    assert wrong(doctor.check_checkout) == []


def test_a_folder_that_cannot_be_written_to_is_seen(project):
    (project / "build").write_text("a file where a folder is due")
    assert "build cannot be written to" in wrong(doctor.check_writable)[0]


def test_a_moved_environment_is_seen(project):
    command = project / ".venv" / "bin" / "snakemake"
    executable(command, "#!/where/it/was/python\n")
    assert "does not start" in wrong(doctor.check_environment)[0]


def test_an_environment_of_another_checkout_is_seen(project):
    binaries = project / ".venv" / "bin"
    executable(binaries / "snakemake", "#!/bin/sh\necho 9\n")
    executable(binaries / "python", "#!/bin/sh\necho /another/workflow/pooling\n")
    (said,) = wrong(doctor.check_environment)
    assert "does not serve this folder" in said
    assert "/another/workflow/pooling" in said


def test_no_environment_is_seen(project, monkeypatch):
    monkeypatch.setattr(sys, "executable", str(project / "python"))
    assert wrong(doctor.check_environment) == [
        "there is no environment yet: run make in this folder."
    ]


def test_the_doctor_ends_with_what_is_to_fix(project, run, root):
    shutil.copytree(root / "workflow" / "pooling", project / "workflow" / "pooling")
    for name in ("requirements.in", "requirements.lock.txt"):
        shutil.copy(root / name, project)
    executable(project / ".venv" / "bin" / "snakemake", "#!/where/it/was/python\n")
    script = project / "workflow" / "pooling" / "run" / "doctor.py"
    done = run(sys.executable, script, folder=project, environment=dict(os.environ))
    assert done.returncode == 1
    assert "does not start" in done.stdout
    assert "1 to fix." in done.stdout
    assert "All is well" not in done.stdout
