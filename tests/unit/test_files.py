"""Files that are whole or absent."""

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from pooling.basics import files, long_tables


def test_a_file_appears_only_when_its_block_has_succeeded(tmp_path):
    path = tmp_path / "new" / "numbers.csv"
    with files.whole(path) as part:
        part.write_text("1\n")
        assert not path.exists()
        assert part.suffix == path.suffix
    assert path.read_text() == "1\n"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("old", [None, "the old one\n"])
def test_an_exception_leaves_nothing_behind_and_keeps_the_old_file(tmp_path, old):
    path = tmp_path / "numbers.csv"
    if old:
        path.write_text(old)

    def fail():
        with files.whole(path) as part:
            part.write_text("half a fi")
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        fail()
    assert [item.read_text() for item in tmp_path.iterdir()] == ([old] if old else [])


def test_json_round_trip_keeps_order_and_doubles(tmp_path):
    value = {"b": 0.1 + 0.2, "a": [1, None, "ñ"]}
    files.write_json(tmp_path / "x.json", value)
    assert list(files.read_json(tmp_path / "x.json").items()) == list(value.items())
    assert "ñ" in (tmp_path / "x.json").read_text("utf-8")


def test_what_is_undefined_is_null_in_json(tmp_path):
    nan, inf = float("nan"), float("inf")
    value = {"a": nan, "b": [1.5, (inf, {"c": -inf})], "d": np.float64("nan")}
    files.write_json(tmp_path / "x.json", value)
    assert files.read_json(tmp_path / "x.json") == {
        "a": None,
        "b": [1.5, [None, {"c": None}]],
        "d": None,
    }


def test_columns_are_written_as_a_data_frame_is(tmp_path):
    columns = {
        "group": ["a", 'b, "c"', "ñ"],
        "value": np.array([0.1 + 0.2, np.nan, 1e-17]),
        "count": np.array([1, 2, 3]),
        "yes": np.array([True, False, True]),
        "mixed": [1.5, None, "x"],
    }
    files.write_csv(tmp_path / "columns.csv", columns)
    files.write_csv(tmp_path / "frame.csv", pd.DataFrame(columns))
    written = (tmp_path / "columns.csv").read_bytes()
    assert written == (tmp_path / "frame.csv").read_bytes()
    assert b"0.30000000000000004" in written


def test_what_is_undefined_is_an_empty_cell(tmp_path):
    inf = float("inf")
    columns = {
        "a": np.array([inf, -inf, np.nan, 0.5]),
        "b": [1, 2, 3, 4],
        "c": ["inf", "x", "y", "z"],
    }
    for table in (columns, pd.DataFrame(columns)):
        files.write_csv(tmp_path / "t.csv", table)
        lines = (tmp_path / "t.csv").read_text().splitlines()
        assert lines == ["a,b,c", ",1,inf", ",2,x", ",3,y", "0.5,4,z"]


def test_columns_of_different_lengths_are_no_table(tmp_path):
    with pytest.raises(ValueError, match="shorter"):
        files.write_csv(tmp_path / "x.csv", {"a": [1, 2], "b": [1]})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("label", ["=1+1", "@SUM(A1)", "+/+", "-a", "'x", "''", "\ta"])
def test_a_label_that_is_a_formula_is_kept_from_being_one(tmp_path, label):
    cells = {label: [label, "b"]}  # a name of a column may be a label too
    for table in (cells, pd.DataFrame(cells | {"n": [1, 2]})):
        files.write_csv(tmp_path / "t.csv", table)
        name, cell, _ = (tmp_path / "t.csv").read_text().splitlines()
        assert name.removesuffix(",n") == cell.removesuffix(",1") == f"'{label}"
        assert files.unguarded(cell.removesuffix(",1")) == label


@pytest.mark.parametrize("label", ["a", "-5", "+3.5", "-1e-05", "a=b", "", "2024-01-05"])
def test_other_cells_are_written_as_they_are(label):
    assert files.guarded(label) == label
    assert files.unguarded(label) == label


def test_what_a_killed_writer_left_is_swept_away_by_the_next(tmp_path):
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    node = files.NODE
    left = tmp_path / f".{killed.pid}-{node}.part.numbers.csv"
    at_work = tmp_path / f".{os.getppid()}-{node}.part.numbers.csv"
    elsewhere = tmp_path / f".{killed.pid}-{node}2.part.numbers.csv"
    other = tmp_path / f".{killed.pid}-{node}.part.others.csv"
    for part in (left, at_work, elsewhere, other):
        part.write_text("half a fi")
    files.write_text(tmp_path / "numbers.csv", "1\n")
    assert set(tmp_path.iterdir()) == {
        tmp_path / "numbers.csv",
        at_work,
        elsewhere,
        other,
    }


def test_rows_are_read_back_as_they_were(tmp_path):
    path = tmp_path / "t.csv"
    files.write_csv(path, pd.DataFrame({"group": ["=1+1", "b"], "p": [0.5, np.nan]}))
    one, other = files.read_rows(path, text=("group",))
    assert one == {"group": "=1+1", "p": 0.5}
    assert other["group"] == "b"
    assert np.isnan(other["p"])


def test_long_lists_of_stan_data_come_back_to_the_last_digit(tmp_path, monkeypatch):
    monkeypatch.setattr(long_tables, "LONG", 3)
    data = {
        "N": 4,
        "y": [0.1, -1e300, 5e-324, 2.0],
        "group": [1, 2, 3, 2**40],
        "X": [[1.0, 0.3], [1.0, 7.5], [1.0, 2.0], [1.0, 4.0]],
        "short": [1, 2],
        "level": [],
    }
    files.write_data(tmp_path / "data.json", data)
    found = files.read_data(tmp_path / "data.json")
    assert {name: np.asarray(value).tolist() for name, value in found.items()} == data
    assert found["group"].dtype.kind == "i"
    found["y"][0] = 3.0  # an array like any other
    with pytest.raises(ValueError, match="y has numbers that are not finite"):
        files.write_data(tmp_path / "data.json", data | {"y": [0.0, 1.0, 2.0, np.inf]})
