"""A process that has loaded Snakemake, and answers in copies of itself.

It has loaded what Snakemake does, which takes longer than most answers, and nothing of
this project: a copy (fork) finds the project as `python -m snakemake` would in that folder
and environment, and ends as it would. Started by `small_run.asked`.
"""

import gc
import json
import os
import runpy
import sys
from importlib import import_module

HELD = (
    "snakemake.cli",
    "snakemake.report.html_reporter",
    "snakemake.storage",
    "nbformat",
    "pandas",
    "pydantic",
    "smart_open",
    "yte",
)


def answer(folder: str, arguments: list[str], environment: dict, streams: list[str]):
    """Be Snakemake in this process, which nothing of its parent is left in."""
    for number, path in enumerate([os.devnull, *streams]):
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    path = environment.get("PYTHONPATH")
    sys.path[:1] = [os.getcwd(), *(path.split(os.pathsep) if path else ())]
    sys.argv = ["snakemake", *arguments]
    runpy.run_module("snakemake", run_name="__main__", alter_sys=True)


def serve() -> None:
    """Answer each line of the input, and tell the exit code, until the input ends."""
    for module in HELD:
        import_module(module)
    assert not any(name.partition(".")[0] == "pooling" for name in sys.modules)
    gc.freeze()
    for line in sys.stdin:
        copy = os.fork()
        if not copy:
            answer(*json.loads(line))
            return
        print(os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1]), flush=True)


if __name__ == "__main__":
    serve()
