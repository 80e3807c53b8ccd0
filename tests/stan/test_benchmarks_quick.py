"""The benchmarks with this project's own programs, which every environment has."""

import sys

import pandas as pd
import psutil
import pytest
from pooling.basics.errors import PoolingError

from benchmarks import measure, tables
from benchmarks.tools import OWN

SHORT = measure.SETTINGS | {"warmup": 200, "draws": 100}
GIVEN = {"settings": SHORT, "store": tables.ROOT / "build/executables"}


def test_the_quick_mode_measures_what_is_installed(executable, run, root, tmp_path):
    for model in ("partial_pooling", "partial_pooling_collapsed"):
        executable("means", model)
    done = run(
        *(sys.executable, "-m", "benchmarks.run", "--quick", "--output", tmp_path),
        folder=root,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("All tools give the exact posterior.")
    beside = pd.read_csv(tmp_path / "side_by_side.csv").set_index("tool")
    grown = pd.read_csv(tmp_path / "growth.csv").set_index("tool")
    for rows in (beside, grown):
        assert set(OWN) <= set(rows.index)
        assert (rows["ess"] > 100).all()
        assert (rows["chains"] > 0).all()
    # A tenth of what was measured: the machine may be busy.
    assert beside.at["collapsed", "rate"] > 2 * beside.at["direct", "rate"]
    assert beside.at["collapsed", "effects"] > 0
    assert beside.at["direct", "effects"] == 0
    ratios = pd.read_csv(tmp_path / "ratios.csv")
    assert set(ratios["of"]) == {"sampling", "whole call"}


def test_a_fit_that_takes_too_long_is_stopped_with_all_it_started(executable, tmp_path):
    executable("means", "partial_pooling")
    table = tables.means(100_000, 100)
    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(measure.Cut):
        list(measure.fits(table, "direct", [1], **GIVEN, limit=2))
    left = set(psutil.Process().children(recursive=True)) - before
    # Python's own bookkeeper of shared resources stays for the next process.
    assert not [each for each in left if "partial_pooling" in " ".join(each.cmdline())]


def test_a_tool_that_fails_is_named_with_its_own_words(executable):
    executable("means", "partial_pooling")
    table = tables.means(1000, 10)
    del table.data["prior_sigma_rate"]
    with pytest.raises(PoolingError, match=r"direct failed: (.|\n)*the sampler stopped"):
        list(measure.fits(table, "direct", [1], **GIVEN))
