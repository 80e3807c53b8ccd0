"""Jobs that start as copies of a process which holds their imports."""

import os
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path

import pytest
from pooling.basics import prefork
from pooling.basics.prefork import AHEAD

HOST = """
import os, signal, sys, time
from pooling.basics import prefork_client
from pooling.basics import prefork
patience = float(sys.argv[1])
prefork.start(patience, ["numpy"])
while not patience and not os.path.exists(os.environ[prefork_client.WHERE]):
    time.sleep(0.01)
signal.signal(signal.SIGUSR1, lambda *_: prefork.let_go())
print(os.environ[prefork_client.WHERE], flush=True)
sys.stdin.read()
"""
HEAD = "import os, sys\nfrom pooling.basics import prefork_client\n"
SCRIPTS = ".snakemake/scripts"
# A job that runs a program, and would write something after its run.
LONG = """
import subprocess, time
from pooling.basics import files
other = subprocess.Popen(['sleep', '60'])
files.write_text('pids', f'{os.getpid()} {other.pid}')
time.sleep(60)
"""
READY, NEVER = 0, 60  # seconds before the process takes jobs


@pytest.fixture
def begin_host():
    """Start what Snakemake would be; give the socket of the process that it starts."""
    begun = []

    def begin(patience=READY):
        process = subprocess.Popen(
            [sys.executable, "-c", HOST, str(patience)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        begun.append(process)
        process.where = process.stdout.readline().strip()
        return process

    yield begin
    for process in begun:
        process.stdin.close()
        process.stdout.close()
        process.wait()


@pytest.fixture
def host(begin_host):
    """Start one that takes jobs."""
    return begin_host()


def start(host, folder, body, **environment):
    """Start a job's script."""
    return subprocess.Popen(
        [sys.executable, written(folder, HEAD + body)],
        env=of_run() | {"POOLING_PREFORK": host.where} | environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def written(folder, text, place=SCRIPTS) -> str:
    """Write a job's script where Snakemake does."""
    script = folder / place / "script.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(text)
    return str(script)


def of_run() -> dict:
    """Give the environment of a run's jobs, but for the process that holds imports."""
    path = os.pathsep.join(filter(None, (str(AHEAD), os.environ.get("PYTHONPATH"))))
    return os.environ | {"PYTHONPATH": path}


def wait_for(condition):
    """Wait for something that must come soon."""
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_script_ends_as_its_copy_does(host, tmp_path):
    body = (
        "print(prefork_client.inside(), 'numpy' in sys.modules)\n"
        "print(os.getcwd(), os.environ['OWN'])\n"
        "print('trouble', file=sys.stderr)\n"
        "sys.exit(7)\n"
    )
    job = start(host, tmp_path, body, OWN="own")
    out, err = job.communicate(timeout=30)
    assert out.split() == ["True", "True", str(tmp_path), "own"]
    assert err == "trouble\n"
    assert job.returncode == 7


@pytest.mark.parametrize("place", [SCRIPTS, "elsewhere"])
def test_scripts_of_jobs_alone_are_handed_over(host, tmp_path, place):
    script = written(tmp_path, HEAD + "print(prefork_client.inside())", place)
    out = subprocess.check_output(
        [sys.executable, script],
        env=of_run() | {"POOLING_PREFORK": host.where},
        text=True,
    )
    assert out.strip() == str(place == SCRIPTS)


@pytest.mark.parametrize("patience", [READY, NEVER])
def test_what_a_job_starts_does_not_have_it_ahead(begin_host, tmp_path, patience):
    path = os.pathsep.join((of_run()["PYTHONPATH"], "/other"))
    body = "print(os.environ['PYTHONPATH'])"
    job = start(begin_host(patience), tmp_path, body, PYTHONPATH=path)
    out, error = job.communicate(timeout=30)
    assert not error
    found = out.strip().split(os.pathsep)
    assert str(AHEAD) not in found
    assert found[-1] == "/other"


def test_a_module_that_the_system_imports_at_the_start_is_imported_all_the_same(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("print('the own one')")
    path = os.pathsep.join((str(AHEAD), str(tmp_path)))
    run = [sys.executable, "-c", "import sys; print(*sys.path, sep='|')"]
    out = subprocess.check_output(run, env=os.environ | {"PYTHONPATH": path}, text=True)
    assert out.startswith("the own one")
    assert str(AHEAD) not in out


def test_the_jobs_of_a_run_have_it_ahead(host):
    """In front, whatever else is there."""
    body = "import os\nfrom pooling.basics import prefork\nprefork.start(60)\n"
    body += "print(os.environ['PYTHONPATH'])"
    environment = os.environ | {"PYTHONPATH": "/other"}
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"] + os.pathsep + "/other"
    run = [sys.executable, "-c", body]
    out = subprocess.check_output(run, env=environment, text=True).strip()
    first, *rest = out.split(os.pathsep)
    assert Path(first) == AHEAD
    assert rest[-1] == "/other"


@pytest.mark.parametrize(
    ("body", "code", "told"),
    [
        ("pass", 0, ""),
        ("sys.exit('a sentence')", 1, "a sentence"),
        ("1 / 0", 1, "ZeroDivisionError"),
        ("os.kill(os.getpid(), 9)", 137, ""),
    ],
)
def test_ends_of_all_kinds(host, tmp_path, body, code, told):
    job = start(host, tmp_path, body)
    _, err = job.communicate(timeout=30)
    assert job.returncode == code
    assert told in err


def test_copies_can_run_programs_of_their_own(host, tmp_path):
    body = "import subprocess\nprint(subprocess.run(['false']).returncode)\n"
    out, _ = start(host, tmp_path, body).communicate(timeout=30)
    assert out == "1\n"


def test_many_scripts_at_once_get_their_own_answers(host, tmp_path):
    jobs = []
    for number in range(12):
        folder = tmp_path / str(number)
        folder.mkdir()
        jobs.append(start(host, folder, f"print({number})\nsys.exit({number})"))
    for number, job in enumerate(jobs):
        assert job.communicate(timeout=60)[0] == f"{number}\n"
        assert job.returncode == number


def begin_long(host, folder) -> tuple[subprocess.Popen, list[int]]:
    """Start a long job; give its script, and the processes of the job."""
    script = start(host, folder, LONG)
    wait_for((folder / "pids").exists)
    pids = [int(pid) for pid in (folder / "pids").read_text().split()]
    assert all(map(alive, pids))
    return script, pids


each_way = pytest.mark.parametrize("patience", [READY, NEVER], ids=["copy", "by itself"])


@each_way
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_script_that_is_ended_ends_its_job_and_what_that_started(
    begin_host, tmp_path, patience, number
):
    script, pids = begin_long(begin_host(patience), tmp_path)
    script.send_signal(number)
    _, said = script.communicate(timeout=30)
    assert script.returncode != 0
    assert "Traceback" not in said
    for pid in pids:
        wait_for(lambda pid=pid: not alive(pid))


@each_way
def test_ctrl_c_ends_a_job_when_the_host_lets_go(begin_host, tmp_path, patience):
    host = begin_host(patience)
    script, pids = begin_long(host, tmp_path)
    script.send_signal(signal.SIGINT)
    with pytest.raises(subprocess.TimeoutExpired):
        script.wait(0.5)
    host.send_signal(signal.SIGUSR1)
    _, said = script.communicate(timeout=30)
    assert script.returncode != 0
    assert "Traceback" not in said
    for pid in pids:
        wait_for(lambda pid=pid: not alive(pid))
    assert host.poll() is None


@each_way
def test_nothing_is_left_when_the_host_is_killed(begin_host, tmp_path, patience):
    host = begin_host(patience)
    folder = Path(host.where).parent
    assert folder.exists()
    script, pids = begin_long(host, tmp_path)
    host.kill()
    script.communicate(timeout=30)
    assert script.returncode != 0
    for pid in pids:
        wait_for(lambda pid=pid: not alive(pid))
    wait_for(lambda: not folder.exists())


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_to_all_of_a_run_leaves_nothing(host, tmp_path, number):
    """The script is one of Snakemake's process group, its job is not."""
    folder = Path(host.where).parent
    script, pids = begin_long(host, tmp_path)
    host.send_signal(number)
    script.send_signal(number)
    script.communicate(timeout=30)
    for pid in pids:
        wait_for(lambda pid=pid: not alive(pid))
    wait_for(lambda: not folder.exists())


def test_a_copy_ends_when_the_process_that_holds_the_imports_is_killed(host, tmp_path):
    script, pids = begin_long(host, tmp_path)
    os.kill(os.getsid(pids[0]), signal.SIGKILL)
    _, said = script.communicate(timeout=30)
    assert said == "pooling: the process that ran this job was ended.\n"
    for pid in pids:
        wait_for(lambda pid=pid: not alive(pid))


def test_a_job_writes_nothing_after_its_run(tmp_path):
    """Even if it was stopped while its run ended, and goes on before it is killed."""
    body = (
        "import os\n"
        "from pooling.basics import files, lifeline\n"
        "lifeline._wait = lambda line: None\n"  # for it comes late
        "own, other = os.pipe()\n"
        "lifeline.begin(own)\n"
        "files.write_text('early', '')\n"
        "with files.whole('late') as part:\n"
        "    os.close(other)\n"
        "    part.write_text('old')\n"
    )
    job = subprocess.run([sys.executable, "-c", body], cwd=tmp_path)
    assert job.returncode == -signal.SIGKILL
    assert (tmp_path / "early").exists()
    assert not (tmp_path / "late").exists()


def test_the_temporary_files_of_jobs_are_in_the_folder_of_the_run(begin_host, tmp_path):
    body = "import tempfile\nprint(tempfile.gettempdir(), os.environ['TMPDIR'])"
    for patience in (READY, NEVER):
        host = begin_host(patience)
        out, _ = start(host, tmp_path, body).communicate(timeout=30)
        assert set(out.split()) == {str(Path(host.where).parent)}


def test_a_job_is_not_begun_after_its_run(host, tmp_path):
    host.stdin.close()
    host.wait(timeout=30)
    job = start(host, tmp_path, "print('begun')")
    out, said = job.communicate(timeout=30)
    assert (out, said) == ("", "pooling: the run of this job has ended.\n")
    assert job.returncode == 1


def test_a_script_of_no_run_goes_on_all_the_same(tmp_path):
    script = written(tmp_path, HEAD + "print(prefork_client.inside())\nsys.exit(3)")
    job = subprocess.run(
        [sys.executable, script], env=of_run(), capture_output=True, text=True
    )
    assert (job.stdout, job.returncode) == ("False\n", 3)


@pytest.mark.parametrize(
    "other",
    [
        "sys.prefix = '/elsewhere'",
        "sys.executable = '/elsewhere/python'",
        "sys.version = '4.0'",
        "os.readlink = lambda path: 'mnt:[1]'",  # of a container
    ],
)
def test_a_script_of_another_environment_goes_on_by_itself(host, tmp_path, other):
    body = (
        "if not prefork_client.inside():\n"
        "    prefork_client.hand_over(sys.argv[0])\n"
        "print(prefork_client.inside())"
    )
    script = written(tmp_path, f"{HEAD}{other}\n{body}", "elsewhere")
    found = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"POOLING_PREFORK": host.where},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "False\n"


def test_a_whole_package_is_held_and_no_file_beside_it():
    names = prefork._named("pooling.*")
    assert {"pooling", "pooling.figures.style", "pooling.table"} <= set(names)
    assert not [name for name in names if "sitecustomize" in name]
    assert prefork._named("numpy") == ["numpy"]
    assert "pooling.figures.means.movement" in prefork._named("pooling.figures.*")
    for name in prefork.HELD:
        module, _, function = name.partition(":")
        assert not function or callable(getattr(import_module(module), function))
