"""Jobs that start as copies of a process which holds their imports."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pooling.prefork import AHEAD

HOST = """
import sys, time
from pooling import handover, prefork
prefork.start(0, ["numpy"])
import os
while not os.path.exists(os.environ[handover.WHERE]):
    time.sleep(0.01)
print(os.environ[handover.WHERE], flush=True)
sys.stdin.read()
"""
HEAD = """
import os, sys
from pooling import handover
handover.hand_over()
"""


@pytest.fixture
def host():
    """Start what Snakemake would be; give the socket of the process that it started."""
    with subprocess.Popen(
        [sys.executable, "-c", HOST],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        process.where = process.stdout.readline().strip()
        yield process
        process.stdin.close()


def start(host, folder, body, head=HEAD, **environment):
    """Start a job's script."""
    script = folder / "script.py"
    script.write_text(head + body)
    return subprocess.Popen(
        [sys.executable, str(script)],
        env=os.environ | {"POOLING_PREFORK": host.where} | environment,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


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
        "print(handover.inside(), 'numpy' in sys.modules, os.getcwd(), os.environ['OWN'])\n"
        "print('trouble', file=sys.stderr)\n"
        "sys.exit(7)\n"
    )
    job = start(host, tmp_path, body, OWN="own")
    out, err = job.communicate(timeout=30)
    assert out.split() == ["True", "True", str(tmp_path), "own"]
    assert err == "trouble\n"
    assert job.returncode == 7


@pytest.mark.parametrize("place", [".snakemake/scripts", "elsewhere"])
def test_a_job_is_handed_over_before_its_script_begins(host, tmp_path, place):
    folder = tmp_path / place
    folder.mkdir(parents=True)
    body = "from pooling import handover\nprint(handover.inside())"
    path = os.pathsep.join(filter(None, (str(AHEAD), os.environ.get("PYTHONPATH"))))
    out, error = start(host, folder, body, "", PYTHONPATH=path).communicate(timeout=30)
    assert not error
    assert out.strip() == str(place == ".snakemake/scripts")


def test_a_module_that_the_system_imports_at_the_start_is_imported_all_the_same(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("print('the own one')")
    path = os.pathsep.join((str(AHEAD), str(tmp_path)))
    run = [sys.executable, "-c", "import sys; print(*sys.path, sep='|')"]
    out = subprocess.check_output(run, env=os.environ | {"PYTHONPATH": path}, text=True)
    assert out.startswith("the own one")
    assert str(AHEAD) not in out


def test_the_jobs_of_a_run_have_it_ahead(host):
    """In front, whatever else is there."""
    body = "import os\nfrom pooling import prefork\nprefork.start(60)\n"
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


def test_a_script_that_is_ended_ends_its_job_and_what_that_started(host, tmp_path):
    body = (
        "import subprocess, time\n"
        "other = subprocess.Popen(['sleep', '60'])\n"
        "open('pids.part', 'w').write(f'{os.getpid()} {other.pid}')\n"
        "os.rename('pids.part', 'pids')\n"
        "time.sleep(60)\n"
    )
    job = start(host, tmp_path, body)
    wait_for((tmp_path / "pids").exists)
    pids = [int(pid) for pid in (tmp_path / "pids").read_text().split()]
    assert all(map(alive, pids))
    job.send_signal(signal.SIGTERM)
    job.communicate(timeout=30)
    # The program outlives its parent as a zombie where nobody collects it.
    wait_for(lambda: not alive(pids[0]))
    state = Path(f"/proc/{pids[1]}/stat")
    wait_for(lambda: not alive(pids[1]) or state.read_text().split()[2] == "Z")


def test_nothing_is_left_when_the_host_is_killed(host, tmp_path):
    body = "import time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    job = start(host, tmp_path, body)
    wait_for(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    pid = int((tmp_path / "pid").read_text())
    host.kill()
    assert job.wait(timeout=30) != 0
    job.communicate()
    wait_for(lambda: not alive(pid))


def test_scripts_go_on_by_themselves_without_the_process(host, tmp_path):
    host.stdin.close()
    host.wait(timeout=30)
    job = start(host, tmp_path, "print(handover.inside())")
    assert job.communicate(timeout=30)[0] == "False\n"


def test_a_script_of_another_environment_goes_on_by_itself(host, tmp_path):
    body = "print(handover.inside())"
    script = tmp_path / "script.py"
    script.write_text("import sys\nsys.prefix = '/elsewhere'\n" + HEAD + body)
    found = subprocess.run(
        [sys.executable, str(script)],
        env=os.environ | {"POOLING_PREFORK": host.where},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout == "False\n"
