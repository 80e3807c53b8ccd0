"""A Slurm of one node, started for a test from a configuration that it writes."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

MARK = "# Written by the tests of Pooling, which delete it.\n"
# Jobs look for the configuration here and nowhere else.
CONFIGURATION = Path("/etc/slurm/slurm.conf")
TOOLS = (
    "munge",
    "munged",
    "setpriv",
    "slurmctld",
    "slurmd",
    "sbatch",
    "srun",
    "squeue",
    "scancel",
)
WAIT = 120.0  # seconds until the node must be idle


def text(folder: Path) -> str:
    """Write the configuration of a node that keeps no accounts."""
    host, cores = socket.gethostname().split(".")[0], os.cpu_count()
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return (
        MARK
        + f"""\
ClusterName=pooling
SlurmctldHost={host}(127.0.0.1)
AuthType=auth/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation={folder}/state
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmdSpoolDir={folder}/spool
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
MpiDefault=none
ReturnToService=2
MinJobAge=3600
NodeName={host} NodeAddr=127.0.0.1 CPUs={cores} RealMemory={memory * 9 // 10} State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""
    )


def call(*command) -> subprocess.CompletedProcess:
    """Run a command of Slurm."""
    return subprocess.run(command, capture_output=True, text=True)


def obstacle() -> str | None:
    """Say why no Slurm can be started here."""
    if os.geteuid() != 0:
        return "only root can start Slurm"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f'{", ".join(missing)} missing; "make test-tools" installs Slurm'
    if CONFIGURATION.exists() and not CONFIGURATION.read_text().startswith(MARK):
        return f"{CONFIGURATION} belongs to another Slurm, which is left alone"
    return None


def stop() -> None:
    """End the jobs and the daemons."""
    call("scancel", "--user", "root")
    call("scontrol", "shutdown")
    CONFIGURATION.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    """Start Slurm, and stop it after the tests; give what runs its commands."""
    why = obstacle()
    if why:
        pytest.skip(f"no Slurm: {why}")
    if CONFIGURATION.exists():
        stop()  # what tests left that were killed
    folder = tmp_path_factory.mktemp("slurm")
    for name in ("state", "spool"):
        (folder / name).mkdir()
    CONFIGURATION.write_text(text(folder))
    # The socket of one that was killed is still there, and nobody answers.
    own_munge = call("munge", "--no-input").returncode != 0
    try:
        if own_munge:
            place = "--owner=munge --group=munge --mode=0755 /run/munge"
            call("install", "--directory", *place.split())
            who = ["setpriv", "--reuid=munge", "--regid=munge", "--clear-groups"]
            call(*who, "munged", "--force")
        said = [call(daemon) for daemon in ("slurmctld", "slurmd")]
        end = time.monotonic() + WAIT
        while "idle" not in call("sinfo", "--noheader", "--format=%t").stdout:
            if time.monotonic() > end:
                pytest.skip(f"no Slurm: it did not start; {said}")
            time.sleep(0.5)
        yield call
    finally:
        stop()
        if own_munge:
            call("munged", "--stop")
