"""Memory of a process in few large pages."""

import subprocess
import sys

import pytest
from pooling.basics import huge_pages

SIZE = huge_pages.SIZE
# Of a process that has 32 MiB of its own, before and after.
GATHERED = """
import re
from pathlib import Path
from pooling.basics import huge_pages

def large():
    text = Path("/proc/self/smaps_rollup").read_text()
    return int(re.search(r"AnonHugePages: +(\\d+) kB", text)[1])

held = [bytes([n % 251]) * 2**17 for n in range(256)]
before = large()
huge_pages.gather()
print(large() - before, all(each == bytes([n % 251]) * 2**17 for n, each in enumerate(held)))
"""


def line(begin, end, rights="rw-p", name=""):
    return f"{begin:x}-{end:x} {rights} 00000000 00:00 0   {name}\n"


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        (SIZE, 3 * SIZE, [(SIZE, 3 * SIZE)]),
        (SIZE - 4096, 3 * SIZE + 4096, [(SIZE, 3 * SIZE)]),
        (SIZE + 4096, 3 * SIZE - 4096, []),
    ],
)
def test_pieces_are_whole_large_pages(begin, end, found):
    assert huge_pages.writable(line(begin, end)) == found
    assert huge_pages.writable(line(begin, end, name="[heap]")) == found


@pytest.mark.parametrize(
    "other", [{"rights": "r--p"}, {"rights": "rw-s"}, {"name": "/usr/lib/a file.so"}]
)
def test_what_others_have_too_is_left_alone(other):
    assert huge_pages.writable(line(0, SIZE, **other)) == []


def test_memory_is_gathered_and_holds_what_it_held():
    run = [sys.executable, "-c", GATHERED]
    grown, same = subprocess.check_output(run, text=True).split()
    assert same == "True"
    if int(grown) == 0:
        pytest.skip("this system has no large pages for a process that asks for them")
