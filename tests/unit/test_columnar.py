"""Files of columns: CSV read by Arrow as strictly as cell by cell, Parquet and Feather."""

import datetime
import gzip

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pooling.basics.errors import PoolingError
from pooling.model import families
from pooling.run import config
from pooling.table import cells, columnar, columns, tables
from pyarrow import feather, parquet

PIECES = ["a", "b,", '"', '""', ",", ";", "\n", "\r\n", "\r", " ", "é", "\x07", "\0", "1"]
TEXT = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)
WRITERS = {
    "parquet": parquet.write_table,
    "feather": feather.write_feather,
    "arrow": feather.write_feather,
}


@pytest.fixture(params=WRITERS)
def write(request, tmp_path):
    """Write columns in each of the formats."""

    def written(**named):
        path = tmp_path / f"t.{request.param}"
        WRITERS[request.param](pa.table(named), path)
        return path

    return written


def outcome(action):
    """Give what is read, or what is said instead."""
    try:
        return action()
    except PoolingError as error:
        return str(error)


def refusal(action, *arguments) -> str:
    with pytest.raises(PoolingError) as caught:
        action(*arguments)
    return str(caught.value)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=TEXT, quoted=st.booleans(), packed=st.booleans(), kept=st.booleans())
def test_arrow_reads_what_is_read_cell_by_cell(
    tmp_path, monkeypatch, body, quoted, packed, kept
):
    """Rows, their lines, and the sentence about what is wrong are the same."""
    monkeypatch.setattr(columnar, "KEPT", 2**25 if kept else 0)
    monkeypatch.setattr(cells, "PIECE", 16)
    path, header = tmp_path / "t.csv", 'g,"y"\n' if quoted else "g,y\n"
    content = (header + body).encode()
    path.write_bytes(gzip.compress(content) if packed else content)

    def by_cell():
        names, rows, places, apart = cells.read(path, "t.csv")
        written = [[cells.name(each) for each in row] for row in rows]
        return names, written, list(places), apart == ";"

    def by_column():
        stored = columnar.read(path, "t.csv")
        rows = zip(*(each.to_pylist() for each in stored.take(stored.names)), strict=True)
        rows = [list(row) for row in rows]
        return stored.names, rows, list(stored.places), stored.semicolons

    assert outcome(by_column) == outcome(by_cell)


def test_a_plain_file_is_read_by_arrow(tmp_path, monkeypatch):
    """Quotation marks around cells, blank lines at the end and other letters are plain."""
    monkeypatch.delattr(cells, "read")
    path = tmp_path / "t.csv"
    path.write_text(
        '"g","y"\r\n"Ñandú, ""x""",1\r\nb,2\r\n\r\n\r\n', encoding="utf-8-sig"
    )
    stored = columnar.read(path, "t.csv")
    (labels,) = stored.take(["g"])
    assert labels.to_pylist() == ['Ñandú, "x"', "b"]
    assert list(stored.places) == [2, 3]


NUMBERS = st.text("0123456789.+-eE_ xinfa", max_size=7)


@settings(max_examples=300, deadline=None)
@given(texts=st.lists(NUMBERS, min_size=1, max_size=4))
def test_arrow_takes_for_numbers_what_the_pattern_does(texts):
    stored = columnar.of_cells(
        ["y"], [[each] for each in texts], range(2, len(texts) + 2)
    )
    values = tables.RawTable("t.csv", stored)._values("y").tolist()
    pattern = columns.number_pattern("point")
    plain = [cells.name(each) for each in texts]
    expected = [float(each) if pattern.fullmatch(each) else np.nan for each in plain]
    np.testing.assert_array_equal(values, expected)


def test_typed_columns_are_prepared_as_a_csv_file_is(write, table):
    """Rows are counted from 1 on, where a CSV file has lines."""
    text = "g,y,x\na,1.5,3\nb,NA,4\n b ,2.5,5\na,3,6\nb,7,8\n"
    path = write(
        g=pa.array(["a", "b", " b ", "a", "b"]).dictionary_encode(),
        y=pa.array([1.5, None, 2.5, 3, 7], pa.float32()),
        x=pa.array([3, 4, 5, 6, 8], pa.int8()),
    )
    asked = {"y": "y", "x": "x", "group": "g", "centre": None, "missing": "drop"}
    prepare = families.get("lines").prepare
    read, facts = prepare(tables.read(path, path.name), asked)
    expected, known = prepare(table(text), asked)
    assert facts == known
    assert read["row"].tolist() == [1, 3, 4, 5]
    assert read.drop(columns="row").equals(expected.drop(columns="row"))


def test_labels_that_are_numbers_keep_no_fraction_of_zero(write):
    """A missing label makes fractions of whole numbers in many programs."""
    raw = tables.read(
        write(g=[1.0, 2.0, None], h=[7, 8, 9], when=[datetime.date(2024, 1, 1)] * 3)
    )
    assert raw.column("g").tolist()[:2] == ["1", "2"]
    assert raw.missing("g").tolist() == [False, False, True]
    assert raw.column("h").tolist() == ["7", "8", "9"]
    assert raw.times("when", "days")[1] == "2024-01-01"


@pytest.mark.parametrize(
    ("named", "take", "words"),
    [
        (
            {"y": [1.0, np.inf]},
            "numbers",
            ['row 2, column "y": "inf" is not a finite number'],
        ),
        ({"y": ["1", "x"]}, "numbers", ['row 2, column "y": "x" is not a finite number']),
        ({"y": [1.0, -999.0]}, "numbers", ['row 2, column "y": "-999"', "missing_codes"]),
        ({"y": [[1.0], [2.0]]}, "column", ['column "y" holds list']),
        ({"y": [b"\xff", b"1"]}, "column", ['column "y" holds binary']),
        ({"y": [datetime.timedelta(1)]}, "column", ['column "y" holds duration']),
        ({"y": ["a", "\x07b"]}, "column", ["row 2", "U+0007"]),
    ],
)
def test_a_cell_of_a_typed_column_is_refused_by_its_row(write, named, take, words):
    path = write(**named)
    raw = tables.read(path, path.name)
    sentence = refusal(getattr(raw, take), "y")
    for word in [path.name, *words]:
        assert word in sentence


def test_a_separator_is_refused_where_nothing_stands_between_cells(tmp_path):
    parquet.write_table(
        pa.table({"g": ["a", "a", "b"], "y": [1, 2, 4]}), tmp_path / "t.parquet"
    )
    own = {"family": "means", "data": "t.parquet", "separator": "tab"}
    own |= {"outcome": {"column": "y"}, "group": {"column": "g"}}
    sentence = refusal(config.load, {"run": "r", "analyses": {"own": own}}, tmp_path)
    assert "analyses.own.separator: only CSV files have signs" in sentence
    own["outcome"] = {"column": "z"}
    del own["separator"]
    sentence = refusal(config.load, {"run": "r", "analyses": {"own": own}}, tmp_path)
    assert 't.parquet has no column "z"; choose among "g", "y".' in sentence


@pytest.mark.parametrize("ending", WRITERS)
def test_two_columns_of_one_name_are_no_damage(tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    columns = [pa.array(["a", "b"]), pa.array([1, 2]), pa.array([3, 4])]
    write = parquet.write_table if ending == "parquet" else feather.write_feather
    write(pa.Table.from_arrays(columns, names=["g", "y", "y"]), path)
    assert "has two columns of one name; rename one" in refusal(tables.read, path)


@pytest.mark.parametrize("ending", WRITERS)
def test_what_is_no_file_of_columns_is_refused(tmp_path, ending):
    path = tmp_path / f"t.{ending}"
    assert "no such file" in refusal(tables.read, path)
    path.write_text("g,y\na,1\n")
    assert "is no" in refusal(tables.read, path)
    WRITERS[ending](pa.table({"g": pa.array([], pa.string())}), path)
    assert "no rows" in refusal(tables.read, path)
    WRITERS[ending](pa.table([pa.array([1]), pa.array([2])], ["g", " g"]), path)
    assert 'two columns "g"' in refusal(tables.read, path)
    WRITERS[ending](pa.table({"g": list(range(9999)), "y": list("abc") * 3333}), path)
    path.write_bytes(path.read_bytes()[:-40])
    assert path.name in refusal(tables.read, path)
