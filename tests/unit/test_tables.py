"""Tables, read strictly."""

import gzip

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pooling.basics import files, long_tables
from pooling.basics.errors import PoolingError
from pooling.model import families
from pooling.table import columns, tables

DROP = {"group": "g", "missing": "drop"}
REFUSE = {"group": "g", "missing": "refuse"}
COUNTS = {"y": "y", "N": "n", **DROP}


def refusal(action, *arguments) -> str:
    with pytest.raises(PoolingError) as caught:
        action(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_rows_keep_their_line_in_the_file(table):
    raw = table("g,y\na,1\n\nb,2\n")
    assert raw.index.tolist() == [2, 4]


def test_a_byte_order_mark_and_spaces_are_no_part_of_names(table):
    raw = table("\ufeff g , y\n a , 1 \n")
    assert raw.column("g").tolist() == ["a"]
    assert raw.numbers("y").tolist() == [1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ["table.csv is empty"]),
        ("g,y\n", ["a header but no data"]),
        ("g,y,g\na,1,b\n", ['two columns "g"']),
        ("g,y\na,1\nb\n", ["line 3", "1 cell where the header has 2"]),
        ("g,y\na,1,2\n", ["line 2", "3 cells where the header has 2"]),
        ('g,y\n"a,1\n', ["line 2, is not a line of a CSV file"]),
    ],
)
def test_a_broken_file_is_refused(table, text, words):
    sentence = refusal(table, text)
    for word in ["table.csv", *words]:
        assert word in sentence


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "t.csv").write_bytes(b"g,y\n\xff\xfe,1\n")
    assert "not UTF-8 text" in refusal(tables.read, tmp_path / "t.csv")


def test_a_missing_file_is_named(tmp_path):
    assert "t.csv" in refusal(tables.read, tmp_path / "t.csv")


def test_a_missing_column_is_named_with_the_nearest(table):
    raw = table("county,y\na,1\n")
    assert 'did you mean "county"?' in refusal(raw.column, "countie")


@pytest.mark.parametrize("cell", ["0", "-0.00", "0e5", "+.0", "0E-10", "1e-300"])
def test_a_zero_and_a_small_number_are_read(table, cell):
    assert table(f"g,y\na,1\nb,{cell}\n").numbers("y").tolist() == [1, float(cell)]


@pytest.mark.parametrize("cell", ["1e-400", "-2.5E-999", "0.0001e-500"])
def test_a_number_that_would_be_read_as_0_is_refused(table, cell):
    sentence = refusal(table(f"g,y\na,1\nb,{cell}\n").numbers, "y")
    for word in ("line 3", 'column "y"', f'"{cell}"', "read as 0"):
        assert word in sentence


@pytest.mark.parametrize("cell", ["x", "1,5", "inf", "-Infinity", "1e999", "1_0", "True"])
def test_a_cell_that_is_no_number_is_named_by_file_line_and_column(table, cell):
    raw = table(f'g,y\na,1\nb,"{cell}"\n')
    sentence = refusal(raw.numbers, "y")
    for word in ("table.csv", "line 3", 'column "y"', f'"{cell}"'):
        assert word in sentence


@pytest.mark.parametrize("cell", sorted(columns.MISSING))
def test_missing_rows_are_dropped_and_counted(table, cell):
    raw = table(f"g,y\na,1\na,{cell}\nb,{cell}\nc,3\n")
    prepared, facts = raw.observations({"y": "y"}, DROP)
    assert prepared["row"].tolist() == [2, 5]
    assert prepared["group"].tolist() == ["a", "c"]
    assert prepared["y"].tolist() == [1, 3]
    assert facts == {
        "rows_read": 4,
        "rows_dropped": 2,
        "groups_dropped": ["b"],
        "remarks": [],
    }


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060"])
def test_a_label_with_a_sign_that_nobody_sees_is_remarked_on(table, hidden):
    _, facts = table(f"g,y\na,1\na,2\n{hidden}a,3\nb,4\n").observations({"y": "y"}, DROP)
    assert facts["remarks"] == [{"kind": "alike", "about": ["a", f"{hidden}a"]}]


def test_a_row_without_a_group_is_dropped_and_counted(table):
    prepared, facts = table("g,y\n,1\na,2\n").observations({"y": "y"}, DROP)
    assert prepared["y"].tolist() == [2]
    assert (facts["rows_read"], facts["rows_dropped"]) == (2, 1)
    assert facts["groups_dropped"] == []


@pytest.mark.parametrize(("row", "column"), [("b,", "y"), (",1", "g")])
def test_missing_cells_can_be_refused(table, row, column):
    raw = table(f"g,y\na,1\n{row}\n")
    sentence = refusal(raw.observations, {"y": "y"}, REFUSE)
    for word in ("table.csv", "line 3", f'column "{column}"', "missing: drop"):
        assert word in sentence


def test_a_table_with_nothing_left_is_refused(table):
    for rows, words in (
        ("a,NA\n", 'column "y" has no value in any row'),
        ("a,NA\nNA,2\n", 'no row has all of "g", "y"'),
    ):
        raw = table("g,y\n" + rows)
        assert words in refusal(raw.observations, {"y": "y"}, DROP)


def test_counts(table):
    prepared, facts = table("g,y,n\n2,3,4\n1,0,5\n").counts(COUNTS)
    assert prepared.to_dict("list") == {
        "row": [2, 3],
        "group": ["2", "1"],
        "N": [4, 5],
        "y": [3, 0],
    }
    assert all(prepared[name].dtype == int for name in ("N", "y"))
    assert facts["rows_read"] == 2


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("b,-1,4", "y", "-1 is less than 0"),
        ("b,1.5,4", "y", "not a whole number"),
        ("b,1,4.5", "n", "not a whole number"),
        ("b,5,4", "y", "5 successes are more than the 4 trials"),
        ("a,1,4", "g", 'unit "a" has another row already'),
        ("b,1,1e300", "n", "1e+300"),
        ("b,1,2147483648", "n", "2.14748e+09"),
    ],
)
def test_impossible_counts_are_refused(table, row, column, words):
    raw = table(f"g,y,n\na,1,4\n{row}\n")
    sentence = refusal(raw.counts, COUNTS)
    for word in ("table.csv", "line 3", f'column "{column}"', words):
        assert word in sentence


def test_a_prepared_table_comes_back_as_it_was(tmp_path):
    prepared = pd.DataFrame(
        {"row": [2, 3, 4], "group": ["007", "NA", "Ñ, 1"], "y": [0.1 + 0.2, -1.0, 5e-300]}
    )
    tables.write_prepared(tmp_path / "p.parquet", prepared)
    back = tables.read_prepared(tmp_path / "p.parquet")
    pd.testing.assert_frame_equal(back, prepared, check_exact=True)


@pytest.mark.parametrize(("rows", "shown"), [(4, 4), (5, 2)])
def test_people_see_the_first_rows_of_a_long_prepared_table(
    tmp_path, monkeypatch, rows, shown
):
    monkeypatch.setattr(long_tables, "LONG", 4)
    monkeypatch.setattr(tables, "FIRST", 2)
    paths = tmp_path / "p.parquet", tmp_path / "p.csv"
    tables.write_prepared(paths[0], {"group": ["=1"] * rows, "y": range(rows)}, paths[1])
    assert len(tables.read_prepared(paths[0])) == rows
    lines = ["group,y", *(f"'=1,{at}" for at in range(shown))]
    assert paths[1].read_text().splitlines() == lines


def test_a_summary_comes_back_by_label(tmp_path):
    summary = pd.DataFrame({"parameter": ["alpha[NA]", "7"], "mean": [0.1 + 0.2, 1.0]})
    files.write_csv(tmp_path / "s.csv", summary)
    assert tables.read_summary(tmp_path / "s.csv").loc["alpha[NA]", "mean"] == 0.1 + 0.2


CELL = st.one_of(
    st.sampled_from(
        [
            "",
            "NA",
            "1",
            "2.5",
            "-3",
            "1,5",
            "1e300",
            "a",
            "{0}",
            '"',
            "\x00",
            " 1 ",
            "=1+1",
        ]
    ),
    st.floats().map(repr),
    st.integers().map(str),
    st.text(max_size=4),
)
COUNT = st.one_of(st.integers(-1, 2**31), st.sampled_from(["", "2.5", "1e300"])).map(str)
COUNTED = st.lists(st.tuples(st.text('ab,"{', max_size=2), COUNT, COUNT), max_size=4).map(
    lambda rows: "g,y,n\n" + "".join(f"{g},{y},{n}\n" for g, y, n in rows)
)
# Tables that are nearly right, so that some pass all checks.
NEAR = st.builds(
    lambda separator, rows: "\n".join(separator.join(row) for row in rows),
    st.sampled_from(",;\t"),
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "ñ", "=1", "NA"]),
            st.sampled_from(["0", "1", "2", "3,5", "4.5", "", "inf", "-1"]),
            st.sampled_from(["1", "5", "9", "", "x"]),
        ),
        max_size=8,
    ).map(lambda rows: [("g", "y", "n"), *rows]),
)
CSV = st.lists(st.lists(CELL, min_size=1, max_size=3), max_size=5).map(
    lambda rows: "\n".join(",".join(row) for row in [["g", "y", "n"], *rows])
)
TEXT = st.one_of(CSV, COUNTED, NEAR).map(lambda text: text.encode("utf-8", "replace"))
READING = {
    "separator": st.sampled_from(["auto", "comma", "semicolon", "tab"]),
    "decimal": st.sampled_from(["point", "comma"]),
}
THROWN = settings(
    max_examples=300,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@THROWN
@given(
    content=st.one_of(st.binary(max_size=80), TEXT, TEXT.map(gzip.compress)),
    cut_off=st.sampled_from([None, None, -1, -9]),
    bom=st.booleans(),
    reading=st.fixed_dictionaries(READING),
)
def test_any_bytes_give_a_valid_table_or_one_sentence(
    tmp_path, content, cut_off, bom, reading
):
    path = tmp_path / "any.csv"
    path.write_bytes((b"\xef\xbb\xbf" if bom else b"") + content[:cut_off])
    sentences = []
    for take in (
        lambda raw: raw.observations({"y": "y"}, DROP),
        lambda raw: raw.observations({"y": "y"}, REFUSE),
        lambda raw: raw.counts(COUNTS),
    ):
        try:
            prepared, facts = take(tables.read(path, **reading))
        except PoolingError as error:
            sentences.append(str(error))
            continue
        assert len(prepared) == facts["rows_read"] - facts["rows_dropped"] > 0
        assert np.isfinite(prepared["y"]).all()
        assert prepared["group"].str.len().gt(0).all()
        if "N" in prepared:
            assert (prepared["y"] >= 0).all()
            assert (prepared["y"] <= prepared["N"]).all()
    assert not [each for each in sentences if "\n" in each]


@THROWN
@given(
    content=TEXT,
    name=st.sampled_from(families.NAMES),
    reading=st.fixed_dictionaries(READING),
)
def test_any_table_is_laid_out_for_stan_or_refused(tmp_path, content, name, reading):
    path, family = tmp_path / "any.csv", families.get(name)
    path.write_bytes(content)
    asked = {"y": "y", "N": "n", "x": "n", "centre": None, "simulate": None, **DROP}
    try:
        prepared, facts = family.prepare(tables.read(path, **reading), asked)
    except PoolingError:
        return
    tables.write_prepared(tmp_path / "prepared.parquet", prepared)
    back = tables.read_prepared(tmp_path / "prepared.parquet")
    pd.testing.assert_frame_equal(back, prepared, check_exact=True)
    data = family.stan_data(back, facts, {})
    numbers = np.concatenate([np.ravel(value) for value in data.values()])
    assert np.isfinite(numbers).all()
    for own in family.default_priors(back).values():
        for arguments in own.values():
            assert np.isfinite(list(arguments.values())).all()
            assert all(v > 0 for key, v in arguments.items() if key != "mean")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["", "bom"])
def test_separators_and_compression_are_found_out(tmp_path, separator, pack, bom):
    text = "g,y\nÑandú,1\nb/c,2\n".replace(",", separator).encode()
    path = tmp_path / "table.any"
    path.write_bytes(pack(bom + text))
    raw = tables.read(path)
    assert raw.column("g").tolist() == ["Ñandú", "b/c"]
    assert raw.numbers("y").tolist() == [1, 2]


def test_a_tsv_may_have_commas_in_its_names(tmp_path):
    (tmp_path / "t.tsv").write_text("g, of them\ty, in m\na\t1\n")
    assert tables.read(tmp_path / "t.tsv").numbers("y, in m").tolist() == [1]


def test_a_separator_can_be_told(tmp_path):
    (tmp_path / "t.csv").write_text("g,h;y,z\na;1\n")
    raw = tables.read(tmp_path / "t.csv", separator="semicolon")
    assert raw.numbers("y,z").tolist() == [1]


def test_decimal_commas_are_read_where_they_are_told(tmp_path):
    (tmp_path / "t.csv").write_text("g;y\na;1,5\nb;-,25\nc;1e3\n")
    raw = tables.read(tmp_path / "t.csv", decimal="comma")
    assert raw.numbers("y").tolist() == [1.5, -0.25, 1000]
    point = tables.read(tmp_path / "t.csv")
    assert 'set "decimal: comma"' in refusal(point.numbers, "y")


@pytest.mark.parametrize("cell", ["1.234,5", "1 234,5", "1.5"])
def test_thousands_are_not_guessed(tmp_path, cell):
    (tmp_path / "t.csv").write_text(f"g;y\na;{cell}\n")
    raw = tables.read(tmp_path / "t.csv", decimal="comma")
    assert f'"{cell}" is not a finite number' in refusal(raw.numbers, "y")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        ("g,y\n".encode("utf-16"), "UTF-16"),
        (gzip.compress(b"g,y\na,1\n" * 99, mtime=0)[:-12], "damaged"),
        (b"g,y\na,1\0\n", "line 2, has a byte 0"),
        (b"g,y\na\xe9,1\n", "not UTF-8"),
        (b"\n\n", "is empty"),
        (b",\n1,2\n", "is empty"),
        (b",y,\n1,2,3\n", "two columns without a name"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path, content, words):
    (tmp_path / "t.csv").write_bytes(content)
    sentence = refusal(tables.read, tmp_path / "t.csv")
    assert words in sentence
    assert "t.csv" in sentence


def test_ten_megabytes_of_rubbish_are_refused(tmp_path):
    (tmp_path / "t.csv").write_bytes(np.random.default_rng(1).bytes(10_000_000))
    assert "t.csv" in refusal(tables.read, tmp_path / "t.csv")


def test_labels_that_look_the_same_are_one(table):
    raw = table("g,y\ncafe\u0301,1\ncaf\u00e9,2\n caf\u00e9\u00a0,3\n")
    assert raw.column("g").nunique() == 1


def test_a_share_where_a_count_is_due_is_refused_as_such(table):
    sentence = refusal(table("g,y,n\na,12.5,20\nb,80,20\n").counts, COUNTS)
    assert "not shares, rates or means" in sentence
